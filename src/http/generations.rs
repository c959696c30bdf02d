//! When each dependency key was last touched, so that an answer that is kept knows whether it is still
//! true. One global epoch, and an array in which each key has a slot with the epoch of the last change
//! to it. What was read at an epoch holds as long as no slot it depends on has a later one. A write
//! searches for nothing; a read that raced with a write is stale on arrival.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

/// How many slots there are. Keys that share one only cost a reload.
const SLOTS: usize = 65_536;

/// The epoch and the slots; clones are the same.
#[derive(Clone)]
pub struct Generations(Arc<Inner>);

struct Inner {
    epoch: AtomicU64,
    slots: Box<[AtomicU64]>,
    turn: Mutex<()>,
}

/// The slot of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot(u16);

impl Slot {
    /// The slot of a key.
    pub fn of(key: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let [low, high, ..] = hasher.finish().to_le_bytes();
        Self(u16::from_le_bytes([low, high]))
    }
}

impl Default for Generations {
    fn default() -> Self {
        let slots = std::iter::repeat_with(AtomicU64::default).take(SLOTS).collect();
        Self(Arc::new(Inner { epoch: AtomicU64::new(1), slots, turn: Mutex::new(()) }))
    }
}

impl Generations {
    /// The epoch now. Load it before the transaction that it is to stand for begins.
    pub fn epoch(&self) -> u64 {
        self.0.epoch.load(Ordering::SeqCst)
    }

    /// Marks these keys as touched, after the commit and before its writer is answered.
    pub fn touch<'a>(&self, keys: impl IntoIterator<Item = &'a str>) {
        let _turn = self.0.turn.lock();
        let next = self.epoch() + 1;
        for key in keys {
            self.slot(Slot::of(key)).store(next, Ordering::SeqCst);
        }
        // Last: an answer of the new epoch was begun after every slot was marked.
        self.0.epoch.store(next, Ordering::SeqCst);
    }

    /// Whether none of these was touched since an epoch.
    pub fn hold(&self, slots: &[Slot], since: u64) -> bool {
        slots.iter().all(|slot| self.slot(*slot).load(Ordering::SeqCst) <= since)
    }

    fn slot(&self, slot: Slot) -> &AtomicU64 {
        &self.0.slots[usize::from(slot.0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_no_longer_holds_and_the_rest_does() {
        let generations = Generations::default();
        let (own, other) = ([Slot::of("article:a")], [Slot::of("article:b")]);
        let before = generations.epoch();
        generations.touch(["article:a"]);
        assert!(!generations.hold(&own, before));
        assert!(generations.hold(&other, before));
        assert!(generations.hold(&own, generations.epoch()));
    }
}
