//! Sums of views, and the windows that popular articles are found in.

use crate::db::{Id, Time};

/// How many views of an article fell in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The article.
    pub article: Id,
    /// The hour's start.
    pub hour: Time,
    /// How many.
    pub views: i64,
}

/// Sums on their way to the database. Its id is stored with them, as the last one of its node, so that
/// a batch whose commit was not answered is not added twice, whatever other nodes stored meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its identity.
    pub id: Id,
    /// The node that counted it.
    pub node: Id,
    /// The sums, one for each article and hour.
    pub sums: Vec<Sum>,
}

/// The time that popular articles are counted over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The last 24 hours.
    Day,
    /// The last seven days.
    Week,
    /// The last thirty days.
    Month,
    /// All time.
    All,
}

impl Window {
    /// The names on the wire, the default first.
    pub const NAMES: &'static [(&'static str, Self)] =
        &[("24h", Self::Day), ("7d", Self::Week), ("30d", Self::Month), ("all", Self::All)];

    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, window)| *window == self).map_or("", |(name, _)| *name)
    }

    /// The window of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, window)| *window)
    }

    /// Where it begins; none for all time.
    pub fn since(self, now: Time) -> Option<Time> {
        let days = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
            Self::All => return None,
        };
        Some(hour_of(now.plus_seconds(-days * DAY)))
    }
}

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Hours are kept so many days; older ones become days. The longest window needs its hours whole.
pub const DAYS_OF_HOURS: i64 = 31;

/// The start of the hour that a moment is in.
pub fn hour_of(time: Time) -> Time {
    time.floor(HOUR)
}

/// The start of the day (UTC) that a moment is in.
pub fn day_of(time: Time) -> Time {
    time.floor(DAY)
}

/// The start of the day after.
pub fn day_after(day: Time) -> Time {
    day.plus_seconds(DAY)
}

/// Hours before this moment become days.
pub fn hours_end(now: Time) -> Time {
    day_of(now.plus_seconds(-DAYS_OF_HOURS * DAY))
}

/// How old a view may be that an app sends when it is back online.
const OLDEST: i64 = 7 * DAY;
/// How far ahead the clock of a device may be.
const AHEAD: i64 = 5 * 60;

/// Whether a view may be reported for a moment.
pub fn may_be_reported(at: Time, now: Time) -> bool {
    (now.plus_seconds(-OLDEST)..=now.plus_seconds(AHEAD)).contains(&at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    #[test]
    fn hours_and_days_begin_at_their_start() {
        assert_eq!(hour_of(time("2026-11-15T09:59:59.999999Z")), time("2026-11-15T09:00:00Z"));
        assert_eq!(hour_of(time("1969-12-31T23:30:00Z")), time("1969-12-31T23:00:00Z"));
        assert_eq!(day_of(time("2026-11-15T00:00:00Z")), time("2026-11-15T00:00:00Z"));
        assert_eq!(day_after(day_of(time("2026-11-15T12:00:00Z"))), time("2026-11-16T00:00:00Z"));
    }

    #[test]
    fn the_longest_window_ends_before_hours_do() {
        let now = time("2026-11-15T23:59:59Z");
        assert!(Window::Month.since(now).unwrap() >= hours_end(now));
        assert_eq!(Window::All.since(now), None);
        assert!(
            Window::NAMES.iter().all(|(name, window)| window.as_str() == *name && Window::parse(name) == Some(*window))
        );
        assert_eq!(Window::parse("1h"), None);
    }

    #[test]
    fn a_view_of_the_past_week_may_be_reported() {
        let now = time("2026-11-15T12:00:00Z");
        for (at, fine) in [
            ("2026-11-15T12:05:00Z", true),
            ("2026-11-15T12:05:01Z", false),
            ("2026-11-08T12:00:00Z", true),
            ("2026-11-08T11:59:59Z", false),
        ] {
            assert_eq!(may_be_reported(time(at), now), fine, "{at}");
        }
    }
}
