//! Spans of the site's own clock: years, months and days, and the month that a moment is in.

use std::collections::BTreeMap;

use chrono::{Datelike, Months as Span, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::db::Time;

/// How many articles each month has; months are written `2026-11`.
pub type Months = BTreeMap<String, i64>;

/// The first moment of a year, month or day (`2026`, `2026-11`, `2026-11-15`) in a zone, and the first
/// after it.
pub fn span(text: &str, zone: Tz) -> Option<(Time, Time)> {
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let (first, next) = match text.len() {
        4 if digits => {
            let first = NaiveDate::from_ymd_opt(text.parse().ok()?, 1, 1)?;
            (first, first.with_year(first.year() + 1)?)
        }
        7 if digits => {
            let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()?;
            (first, first.checked_add_months(Span::new(1))?)
        }
        10 if digits => {
            let first = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            (first, first.succ_opt()?)
        }
        _ => return None,
    };
    Some((midnight(first, zone)?, midnight(next, zone)?))
}

/// The first moment of a day; where the clock jumps over midnight, or over the whole day, the first one
/// after it.
fn midnight(day: NaiveDate, zone: Tz) -> Option<Time> {
    let hour = |n| day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::hours(n));
    (0..=48).find_map(|n| zone.from_local_datetime(&hour(n)?).earliest()).map(|at| Time(at.to_utc()))
}

/// The month that a moment is in, as [`span`] has it: `2026-11`. Where a clock is put back over the
/// first midnight of a month, the hour that comes again belongs to the new one.
pub fn month(at: Time, zone: Tz) -> String {
    let local = at.0.with_timezone(&zone).date_naive();
    let of = |day: NaiveDate| format!("{:04}-{:02}", day.year(), day.month());
    let next = local.with_day(1).and_then(|first| first.checked_add_months(Span::new(1)));
    let begun = next.filter(|next| midnight(*next, zone).is_some_and(|begins| begins <= at));
    of(begun.unwrap_or(local))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_date_is_a_span_of_the_sites_own_clock() {
        let span = |text| span(text, chrono_tz::Africa::Lagos).map(|(a, b)| (a.to_string(), b.to_string()));
        let text = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(span("2023"), text("2022-12-31T23:00:00Z", "2023-12-31T23:00:00Z"));
        assert_eq!(span("2023-11"), text("2023-10-31T23:00:00Z", "2023-11-30T23:00:00Z"));
        assert_eq!(span("2023-11-15"), text("2023-11-14T23:00:00Z", "2023-11-15T23:00:00Z"));
        for bad in ["", "23", "2023-13", "2023-02-30", "2023-1-1", "yesterday!", "2023-00"] {
            assert_eq!(span(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_midnight_that_the_clock_jumps_over_is_the_hour_after() {
        let day = NaiveDate::from_ymd_opt(2018, 11, 4).unwrap();
        assert_eq!(midnight(day, chrono_tz::America::Sao_Paulo).unwrap().to_string(), "2018-11-04T03:00:00Z");
    }

    proptest! {
        #[test]
        fn a_moment_is_in_the_span_of_its_month(at in -2_000_000_000_i64..4_000_000_000, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
            let zone = chrono_tz::TZ_VARIANTS[zone];
            let at = Time::parse("1970-01-01T00:00:00Z").unwrap().plus_seconds(at);
            let (first, next) = span(&month(at, zone), zone).unwrap();
            prop_assert!(first <= at && at < next, "{} {} {}", zone, at, month(at, zone));
        }
    }
}
