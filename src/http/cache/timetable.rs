//! The first moment at which the clock changes what is public: a publication or an end whose time
//! comes. From that moment until it is announced no answer that was made before it is believed.

use std::sync::atomic::{AtomicI64, Ordering};

use parking_lot::Mutex;

use crate::db::Time;

/// Knows the next such moment. As long as nobody has looked, it may be now.
#[derive(Debug)]
pub struct Timetable {
    next: AtomicI64,
    /// Counts what was noted, so that a look that began before it does not overwrite it.
    noted: Mutex<u64>,
}

impl Default for Timetable {
    fn default() -> Self {
        Self { next: AtomicI64::new(i64::MIN), noted: Mutex::new(0) }
    }
}

impl Timetable {
    /// The moment that is due and not announced, in microseconds since 1970; `i64::MIN` where none is,
    /// `i64::MAX` where nobody has looked yet.
    pub fn due(&self, now: Time) -> i64 {
        match self.next.load(Ordering::SeqCst) {
            i64::MIN => i64::MAX,
            next if now.micros() >= next => next,
            _ => i64::MIN,
        }
    }

    /// The next moment that is still to come, in microseconds since 1970; `i64::MAX` where none is known.
    pub fn next(&self, now: Time) -> i64 {
        let next = self.next.load(Ordering::SeqCst);
        if now.micros() >= next { i64::MAX } else { next }
    }

    /// A write has set such a moment.
    pub fn note(&self, at: Time) {
        let mut noted = self.noted.lock();
        *noted += 1;
        self.next.fetch_min(at.micros(), Ordering::SeqCst);
    }

    /// Begins a look into the database; [`Timetable::looked`] takes what this gives.
    pub fn look(&self) -> u64 {
        *self.noted.lock()
    }

    /// What a look found; a moment that was noted meanwhile counts too.
    pub fn looked(&self, look: u64, found: Option<Time>) {
        let found = found.map_or(i64::MAX, Time::micros);
        let noted = self.noted.lock();
        if *noted == look {
            self.next.store(found, Ordering::SeqCst);
        } else {
            self.next.fetch_min(found, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    #[test]
    fn a_moment_noted_during_a_look_is_not_lost() {
        let table = Timetable::default();
        let is_due = |text| table.due(at(text)) > i64::MIN;
        let look = table.look();
        table.looked(look, None);
        assert!(!is_due("2026-11-15T12:00:00Z"));
        let look = table.look();
        table.note(at("2026-11-15T13:00:00Z"));
        table.looked(look, Some(at("2026-11-15T15:00:00Z")));
        assert!(!is_due("2026-11-15T12:59:59Z"));
        assert!(is_due("2026-11-15T13:00:00Z"));
    }
}
