//! What making an answer found out about it on the way: which articles it shows, and the first moment
//! at which the clock alone will make it untrue. Whoever reads notes it; the edge keeps it with the answer.

use std::sync::atomic::{AtomicI64, Ordering};

use parking_lot::Mutex;

use super::generations::Slot;
use crate::db::{Id, Time};

/// Notes of one answer.
#[derive(Debug)]
pub struct Trace {
    epoch: u64,
    ends: AtomicI64,
    shown: Mutex<Vec<Slot>>,
}

impl Trace {
    /// Of an answer that is begun at an epoch.
    pub fn new(epoch: u64) -> Self {
        Self { epoch, ends: AtomicI64::new(i64::MAX), shown: Mutex::default() }
    }

    /// The epoch at which it was begun.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The answer shows these articles.
    pub fn shows(&self, articles: impl Iterator<Item = Id>) {
        // An id has nothing that a key would encode.
        self.shown.lock().extend(articles.map(|id| Slot::of(&format!("article:{id}"))));
    }

    /// The answer changes at this moment, whatever anybody writes.
    pub fn ends_at(&self, at: Time) {
        self.ends.fetch_min(at.micros(), Ordering::Relaxed);
    }

    /// Microseconds since 1970 at which it changes; `i64::MAX` where it does not.
    pub fn ends(&self) -> i64 {
        self.ends.load(Ordering::Relaxed)
    }

    /// The slots of the articles it shows.
    pub fn take_shown(&self) -> Vec<Slot> {
        std::mem::take(&mut self.shown.lock())
    }
}

impl Default for Trace {
    fn default() -> Self {
        Self::new(0)
    }
}
