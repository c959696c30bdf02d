//! How an attempt went, and what follows from it.

use std::time::Duration;

use crate::db::Time;
use crate::outbound::{Answer, Failure};

/// How much of an answer is kept, in bytes.
pub const LONGEST_EXCERPT: usize = 1024;
/// The seconds between an attempt that failed and the next one.
const PAUSES: [i64; 9] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];
/// The longest pause that a receiver can ask for, in seconds: a day.
const LONGEST_WISH: i64 = 24 * 3600;
/// A pause is longer or shorter by up to this part of it, in thousandths, so that what failed together
/// does not come back together.
const JITTER: i64 = 100;

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is still to be sent.
    Pending,
    /// It arrived.
    Delivered,
    /// It did not arrive, and is tried no more.
    Failed,
    /// Its webhook ended before it arrived.
    Ended,
}

impl Status {
    /// Its name in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Ended => "ended",
        }
    }
}

/// How an attempt went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Why there was none.
    pub error: Option<&'static str>,
    /// The beginning of the answer's body.
    pub excerpt: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
    /// When the receiver wants to be asked again, in its own words.
    pub retry_after: Option<String>,
}

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It arrived.
    Delivered,
    /// The receiver wants no more of anything.
    Gone,
    /// It is tried again then.
    Again(Time),
    /// It was tried often enough.
    Failed,
}

impl Outcome {
    /// Of a call that took so long.
    pub fn new(answer: Result<Answer, Failure>, took: Duration) -> Self {
        let duration_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
        match answer {
            Ok(answer) => {
                let (excerpt, retry_after) = (Some(excerpt(&answer.body)), answer.retry_after);
                Self { status: Some(answer.status), error: None, excerpt, duration_ms, retry_after }
            }
            Err(failure) => {
                let error = Some(failure.as_str());
                Self { status: None, error, excerpt: None, duration_ms, retry_after: None }
            }
        }
    }

    /// Whether it arrived.
    pub fn is_delivered(&self) -> bool {
        matches!(self.status, Some(200..=299))
    }

    /// What follows, after so many attempts; `chance` is any number and moves the next one about.
    pub fn verdict(&self, attempts: i64, now: Time, chance: u32) -> Verdict {
        if self.is_delivered() {
            return Verdict::Delivered;
        }
        if self.status == Some(410) {
            return Verdict::Gone;
        }
        let pause = usize::try_from(attempts - 1).ok().and_then(|done| PAUSES.get(done));
        pause.map_or(Verdict::Failed, |pause| {
            let usual = now.plus_milliseconds(jittered(*pause, chance));
            Verdict::Again(self.wanted(now).map_or(usual, |wanted| wanted.max(usual)))
        })
    }

    /// When a receiver that has too much to do wants to be asked again (RFC 9110, 10.2.3): within a day, for it
    /// could keep its webhook waiting for good.
    fn wanted(&self, now: Time) -> Option<Time> {
        let text = self.retry_after.as_deref().filter(|_| matches!(self.status, Some(429 | 503)))?.trim();
        let at = match text.parse::<u32>() {
            Ok(seconds) => now.plus_seconds(i64::from(seconds)),
            Err(_) => Time::parse_http(text)?,
        };
        Some(at.min(now.plus_seconds(LONGEST_WISH)))
    }
}

/// So many seconds in milliseconds, a tenth more or less.
fn jittered(seconds: i64, chance: u32) -> i64 {
    let off = i64::from(chance) % (2 * JITTER + 1) - JITTER;
    seconds * (1000 + off)
}

/// The beginning of an answer as text: what is no text is marked, a character that was cut is left out.
/// NUL is no text either, for PostgreSQL keeps none.
fn excerpt(body: &[u8]) -> String {
    let part = &body[..body.len().min(LONGEST_EXCERPT)];
    let mut text = String::from_utf8_lossy(part).replace('\0', "\u{fffd}");
    if part.len() == LONGEST_EXCERPT && text.ends_with('\u{fffd}') {
        text.pop();
    }
    text.truncate(text.floor_char_boundary(LONGEST_EXCERPT));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16) -> Outcome {
        Outcome { status: Some(status), error: None, excerpt: None, duration_ms: 1, retry_after: None }
    }

    #[test]
    fn an_attempt_is_followed_by_another_one_for_three_days() {
        let now = Time::parse("2026-11-15T12:00:00Z").unwrap();
        for (attempts, pause) in (1..).zip(PAUSES) {
            for chance in [0, 99, 100, 101, 200, 201, u32::MAX] {
                let Verdict::Again(next) = answered(500).verdict(attempts, now, chance) else { panic!("{attempts}") };
                let after = next.micros() - now.micros();
                assert!((pause * 900_000..=pause * 1_100_000).contains(&after), "{attempts} {chance}: {after}");
            }
        }
        assert_eq!(answered(500).verdict(10, now, 7), Verdict::Failed);
        for (status, verdict) in [(200, Verdict::Delivered), (204, Verdict::Delivered), (410, Verdict::Gone)] {
            assert_eq!(answered(status).verdict(1, now, 7), verdict);
        }
        for status in [100, 301, 302, 400, 404, 429, 503] {
            assert!(matches!(answered(status).verdict(1, now, 7), Verdict::Again(_)), "{status}");
        }
        let silent = Outcome { error: Some("timeout"), status: None, ..answered(0) };
        assert!(matches!(silent.verdict(9, now, 7), Verdict::Again(_)));
    }

    #[test]
    fn a_receiver_says_when_it_wants_to_be_asked_again() {
        let now = Time::parse("2026-11-15T12:00:00Z").unwrap();
        let next = |status: u16, text: &str| {
            let told = Outcome { retry_after: Some(text.to_owned()), ..answered(status) };
            let Verdict::Again(at) = told.verdict(1, now, 100) else { panic!("{text}") };
            (at.micros() - now.micros()) / 1_000_000
        };
        assert_eq!((next(429, "120"), next(503, " 120 ")), (120, 120));
        assert_eq!(next(429, "Sun, 15 Nov 2026 13:00:00 GMT"), 3600);
        assert_eq!(next(429, "1"), 5, "no sooner than usual");
        assert_eq!((next(503, "4294967295"), next(503, "Sun, 15 Nov 2099 13:00:00 GMT")), (86_400, 86_400));
        assert_eq!(next(500, "120"), 5, "another failure is no wish");
        for odd in ["", "-1", "soon", "1.5", "99999999999999999999", &"9".repeat(5000), "Sun, 15 Nov 2020 13:00:00 GMT"]
        {
            assert_eq!(next(429, odd), 5, "{odd}");
        }
    }

    #[test]
    fn threat_42_an_excerpt_is_one_kilobyte_of_text_at_most() {
        for (body, length) in [
            (Vec::new(), 0),
            ("é".repeat(2000).into_bytes(), 1024),
            (format!("a{}", "é".repeat(2000)).into_bytes(), 1023),
            (format!("a{}", "€".repeat(2000)).into_bytes(), 1024),
            (vec![0xff; 5000], 1023),
            (vec![0; 5000], 1023),
            (b"plain\0".to_vec(), 8),
        ] {
            let text = excerpt(&body);
            assert_eq!(text.len(), length, "{text:?}");
            assert!(!text.contains('\0'));
        }
        assert_eq!(excerpt(b"plain\xff\0"), "plain\u{fffd}\u{fffd}");
    }
}
