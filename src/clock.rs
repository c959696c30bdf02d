//! The clock that everything asks for the time, so that one moment counts for a whole request and a
//! test can stand in another one.

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use crate::db::Time;

/// Tells the time; clones tell the same.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    held: Arc<ArcSwapOption<Time>>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still until it is set again.
    pub fn held_at(time: Time) -> Self {
        let clock = Self::default();
        clock.set(time);
        clock
    }

    /// Holds the clock at a moment.
    pub fn set(&self, time: Time) {
        self.held.store(Some(Arc::new(time)));
    }

    /// The time now.
    pub fn now(&self) -> Time {
        self.held.load().as_deref().copied().unwrap_or_else(Time::now)
    }
}
