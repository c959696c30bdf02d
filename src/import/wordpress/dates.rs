//! The dates of an export: WordPress's own form, where zeros mean none, and RFC 2822's.
//! `zone.rs` finds the site's zone; here the moment of publication is chosen by it.

use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::model::Item;

/// A date as the file has it: a moment, none, or something unreadable that is kept to be reported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Moment<T> {
    /// Empty, or zeros.
    #[default]
    Absent,
    /// A date.
    At(T),
    /// Something else.
    Unreadable(String),
}

impl<T: Copy> Moment<T> {
    /// The date, where there is one.
    pub fn at(&self) -> Option<T> {
        match self {
            Moment::At(moment) => Some(*moment),
            Moment::Absent | Moment::Unreadable(_) => None,
        }
    }
}

/// RFC 2822 dates longer than this are not read at all.
const LONGEST: usize = 64;

/// Reads `YYYY-MM-DD HH:MM:SS`, in a clock that the caller knows.
pub fn local(text: &str) -> Moment<NaiveDateTime> {
    let text = text.trim();
    if text.is_empty() || text.starts_with("0000-00-00") {
        return Moment::Absent;
    }
    let forms = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let parsed = (text.len() <= LONGEST && text.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| forms.iter().find_map(|f| NaiveDateTime::parse_from_str(text, f).ok()));
    match parsed.flatten() {
        Some(moment) => Moment::At(moment),
        None => Moment::Unreadable(shown(text)),
    }
}

/// Reads `YYYY-MM-DD HH:MM:SS` in UTC.
pub fn gmt(text: &str) -> Moment<DateTime<Utc>> {
    match local(text) {
        Moment::At(moment) => Moment::At(moment.and_utc()),
        Moment::Absent => Moment::Absent,
        Moment::Unreadable(text) => Moment::Unreadable(text),
    }
}

/// Reads the RFC 2822 date of `pubDate`. A day of the week that does not fit is overlooked.
pub fn rfc_2822(text: &str) -> Moment<DateTime<Utc>> {
    let text = text.trim();
    if text.is_empty() {
        return Moment::Absent;
    }
    if text.len() > LONGEST || text.contains('(') {
        return Moment::Unreadable(shown(text));
    }
    let date = text.split_once(',').map_or(text, |(_, date)| date).trim();
    match DateTime::parse_from_rfc2822(date) {
        Ok(moment) => Moment::At(moment.to_utc()),
        Err(_) => Moment::Unreadable(shown(text)),
    }
}

fn shown(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// Where the moment of publication was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DateSource {
    /// `wp:post_date_gmt`: nothing to report.
    Gmt,
    /// `wp:post_date` in the site's zone: nothing to report.
    Local,
    /// The item's `pubDate`.
    PubDate,
    /// The date of the last change.
    Modified,
    /// The channel's `pubDate`.
    Channel,
}

impl DateSource {
    /// The word in the report; `None` where the date is the item's own.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            DateSource::Gmt | DateSource::Local => None,
            DateSource::PubDate => Some("date_from_pub_date"),
            DateSource::Modified => Some("date_from_modified"),
            DateSource::Channel => Some("date_from_channel"),
        }
    }
}

/// When `item` was published: its GMT date, else its local date in `zone`, else `pubDate`, else
/// its last change, else the date of the channel.
pub fn published_moment(item: &Item, zone: Tz, channel: Option<DateTime<Utc>>) -> Option<(DateTime<Utc>, DateSource)> {
    let candidates = [
        (item.post_date_gmt.at(), DateSource::Gmt),
        (item.post_date.at().map(|local| in_zone(local, zone)), DateSource::Local),
        (item.pub_date.at(), DateSource::PubDate),
        (modified_moment(item, zone), DateSource::Modified),
        (channel, DateSource::Channel),
    ];
    let mut known = candidates.into_iter();
    known.find_map(|(moment, source)| Some((moment?, source)))
}

/// When `item` was changed last, as far as the file says.
pub fn modified_moment(item: &Item, zone: Tz) -> Option<DateTime<Utc>> {
    let local = || item.post_modified.at().map(|local| in_zone(local, zone));
    item.post_modified_gmt.at().or_else(local)
}

/// The moment of a clock on the wall. Of two the earlier is taken; in the hour that a change to
/// summer time leaves out, the moment an hour on.
pub fn in_zone(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => moment.to_utc(),
        LocalResult::None => {
            let later = zone.from_local_datetime(&(local + Duration::hours(1)));
            later.earliest().map_or(local.and_utc(), |m| m.to_utc())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<DateTime<Utc>> {
        gmt(text).at()
    }

    #[test]
    fn zeros_and_nothing_are_no_date() {
        assert_eq!(local("0000-00-00 00:00:00"), Moment::Absent);
        assert_eq!(local(" "), Moment::Absent);
        assert_eq!(gmt(""), Moment::Absent);
        assert_eq!(rfc_2822(""), Moment::Absent);
    }

    #[test]
    fn odd_dates_are_kept_to_be_reported() {
        for odd in ["yesterday", "2012-02-30 00:00:00", "-001-11-30 00:00:00"] {
            assert_eq!(local(odd), Moment::Unreadable(odd.to_owned()));
        }
        for odd in ["Mon, 30 Nov -0001 00:00:00 +0000", "soon (perhaps)"] {
            assert_eq!(rfc_2822(odd), Moment::Unreadable(odd.to_owned()));
        }
        let long = "(".repeat(100_000);
        assert_eq!(rfc_2822(&long), Moment::Unreadable("(".repeat(64)));
    }

    #[test]
    fn a_wrong_day_of_the_week_is_overlooked() {
        let at = rfc_2822("Sat, 04 Nov 2024 12:00:00 +0100").at();
        assert_eq!(at, utc("2024-11-04 11:00:00"));
        assert_eq!(rfc_2822("4 Nov 2024 12:00 GMT").at(), utc("2024-11-04 12:00:00"));
    }

    #[test]
    fn the_first_date_that_is_there_is_taken() {
        let channel = utc("2020-01-01 00:00:00");
        let zone = Tz::Africa__Lagos;
        let mut item = Item::default();
        assert_eq!(published_moment(&item, zone, None), None);
        let expect = |item: &Item, text: &str, source| {
            let expected = utc(text).map(|at| (at, source));
            assert_eq!(published_moment(item, zone, channel), expected);
        };
        expect(&item, "2020-01-01 00:00:00", DateSource::Channel);
        item.post_modified = local("2019-05-05 13:00:00");
        expect(&item, "2019-05-05 12:00:00", DateSource::Modified);
        item.pub_date = rfc_2822("Sun, 05 May 2019 10:00:00 +0000");
        expect(&item, "2019-05-05 10:00:00", DateSource::PubDate);
        item.post_date = local("2019-05-05 10:30:00");
        expect(&item, "2019-05-05 09:30:00", DateSource::Local);
        item.post_date_gmt = gmt("2019-05-05 09:00:00");
        expect(&item, "2019-05-05 09:00:00", DateSource::Gmt);
    }

    #[test]
    fn clocks_that_are_put_on_or_back_give_a_moment() {
        let at = |text| local(text).at().map(|l| in_zone(l, Tz::Europe__London));
        assert_eq!(at("2024-03-31 01:30:00"), utc("2024-03-31 01:30:00"));
        assert_eq!(at("2024-10-27 01:30:00"), utc("2024-10-27 00:30:00"));
    }
}
