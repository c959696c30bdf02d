//! What was seen lately, in bounded memory: who was counted ([`Recent`]) and how many were counted in
//! one house ([`Ceiling`]). Keys are keyed hashes, so that no address stands here.

use std::collections::HashMap;
use std::mem;

/// Keys and when each was counted, in two generations: a key is found for at least a span, and an old
/// generation goes as a whole, so that nothing is searched for what to forget.
#[derive(Debug)]
pub struct Recent {
    span: i64,
    most: usize,
    since: i64,
    young: HashMap<u64, i64>,
    old: HashMap<u64, i64>,
}

impl Recent {
    /// Keys count once in `span` seconds; at most twice `most` are remembered.
    pub fn new(span: i64, most: usize) -> Self {
        Self { span, most, since: i64::MIN, young: HashMap::new(), old: HashMap::new() }
    }

    /// Whether a key counts now, for the first time in a span. If so, it is remembered.
    pub fn is_first(&mut self, key: u64, now: i64) -> bool {
        self.sweep(now);
        let last = self.young.get(&key).or_else(|| self.old.get(&key));
        if last.is_some_and(|last| now.saturating_sub(*last) < self.span) {
            return false;
        }
        self.young.insert(key, now);
        true
    }

    /// Forgets what no longer matters. A flood of keys makes it forget earlier, not grow.
    pub fn sweep(&mut self, now: i64) {
        let age = now.saturating_sub(self.since);
        if age >= self.span || self.young.len() >= self.most {
            let young = mem::take(&mut self.young);
            self.old = if age >= self.span.saturating_mul(2) { HashMap::new() } else { young };
            self.since = now;
        }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

/// How many were counted by a key in this hour.
#[derive(Debug)]
pub struct Ceiling {
    height: u32,
    most: usize,
    hour: i64,
    counted: HashMap<u64, u32>,
}

impl Ceiling {
    /// At most `height` an hour for each key; at most `most` keys are remembered.
    pub fn new(height: u32, most: usize) -> Self {
        Self { height, most, hour: i64::MIN, counted: HashMap::new() }
    }

    /// Whether one more would be counted.
    pub fn has_room(&mut self, key: u64, now: i64) -> bool {
        self.sweep(now);
        self.counted.get(&key).is_none_or(|counted| *counted < self.height)
    }

    /// Counts one more, where there is room.
    pub fn take(&mut self, key: u64, now: i64) -> bool {
        self.sweep(now);
        let counted = self.counted.entry(key).or_default();
        let room = *counted < self.height;
        *counted += u32::from(room);
        room
    }

    /// Forgets the hour before; too many keys begin anew.
    pub fn sweep(&mut self, now: i64) {
        let hour = now.div_euclid(3_600);
        // A clock that a late request carries does not turn the hour back.
        if hour > self.hour || self.counted.len() >= self.most {
            self.hour = self.hour.max(hour);
            self.counted = HashMap::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_counts_once_in_a_span() {
        let mut recent = Recent::new(1_800, 100);
        assert!(recent.is_first(1, 0));
        assert!(!recent.is_first(1, 1_799));
        assert!(recent.is_first(2, 1_799));
        assert!(recent.is_first(1, 1_800));
        assert!(!recent.is_first(2, 3_598));
        assert!(recent.is_first(2, 3_599));
        assert!(!recent.is_first(2, 3_000), "a clock that steps back counts nothing twice");
    }

    proptest! {
        #[test]
        fn it_says_what_a_plain_table_says(steps in proptest::collection::vec((0_u64..12, 0_i64..900), 1..200)) {
            let (mut recent, mut table, mut now) = (Recent::new(1_800, 1_000), HashMap::new(), 0);
            for (key, wait) in steps {
                now += wait;
                let first = table.get(&key).is_none_or(|last| now - last >= 1_800);
                if first {
                    table.insert(key, now);
                }
                prop_assert_eq!(recent.is_first(key, now), first);
            }
        }
    }

    #[test]
    fn memory_is_bounded_and_given_back() {
        let mut recent = Recent::new(1_800, 1_000);
        for key in 0..100_000 {
            recent.is_first(key, 5);
        }
        assert!(recent.len() <= 2_000);
        recent.sweep(5_000);
        assert_eq!(recent.len(), 0);
        let mut ceiling = Ceiling::new(120, 1_000);
        for key in 0..100_000 {
            ceiling.take(key, 5);
        }
        assert!(ceiling.counted.len() <= 1_000);
    }

    #[test]
    fn a_ceiling_is_of_one_hour() {
        let mut ceiling = Ceiling::new(3, 100);
        let taken = |ceiling: &mut Ceiling, now| (0..5).filter(|_| ceiling.take(7, now)).count();
        assert_eq!(taken(&mut ceiling, 3_599), 3);
        assert!(!ceiling.has_room(7, 3_599) && ceiling.has_room(8, 3_599));
        assert_eq!(taken(&mut ceiling, 3_600), 3);
        assert_eq!(taken(&mut ceiling, 3_599), 0);
    }
}
