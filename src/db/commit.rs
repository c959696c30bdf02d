//! What a write leaves for this process to know once it is committed: the rows it added to the log of
//! changes, and the moments at which the clock will change what is public. A write notes them while it
//! runs; who listens is told after the commit and before the writer gets its answer.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use super::Time;

/// A row that a write added to the log of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its place in the log.
    pub seq: i64,
    /// The dependency keys that it touches.
    pub keys: Vec<String>,
}

/// What a write noted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commit {
    /// The rows of the log, in their order.
    pub logged: Vec<Logged>,
    /// The first moment at which something of this write becomes public or ends.
    pub due: Option<Time>,
}

thread_local! {
    // A write runs on one thread from its begin to its commit.
    static NOTED: RefCell<Commit> = RefCell::default();
}

/// Notes a row of the log.
pub fn note_logged(seq: i64, keys: &[String]) {
    NOTED.with_borrow_mut(|noted| noted.logged.push(Logged { seq, keys: keys.to_vec() }));
}

/// Notes a moment at which the clock will change what is public.
pub fn note_due(at: Time) {
    NOTED.with_borrow_mut(|noted| noted.due = Some(noted.due.map_or(at, |known| known.min(at))));
}

/// Begins anew, whatever an earlier write left.
pub(super) fn forget() {
    NOTED.take();
}

type Tell = dyn Fn(&Commit) + Send + Sync;

/// Who is told of commits; clones are the same.
#[derive(Clone, Default)]
pub(super) struct Listener(Arc<OnceLock<Box<Tell>>>);

impl Listener {
    /// Names the one who listens; only the first one is taken.
    pub fn set(&self, tell: impl Fn(&Commit) + Send + Sync + 'static) {
        // A second listener would be a fault of the program's own set-up: the first one stays.
        let _ = self.0.set(Box::new(tell));
    }

    /// Tells what the write that was just committed on this thread had noted.
    pub fn tell(&self) {
        let commit = NOTED.take();
        if let Some(tell) = self.0.get().filter(|_| commit != Commit::default()) {
            tell(&commit);
        }
    }
}
