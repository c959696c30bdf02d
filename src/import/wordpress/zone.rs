//! The zone of the site's clock, found from the differences between local and GMT dates.
//! An export does not name it. `dates.rs` turns local dates into moments by what is found here.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

use super::model::Item;

/// How many different days are remembered.
const MOST_DAYS: usize = 50_000;

/// The zone that was found, and how well it is founded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteZone {
    /// The zone by name: one with summer time where the dates show that, `Etc/GMT…` otherwise.
    pub zone: Tz,
    /// The most frequent offset.
    pub offset: FixedOffset,
    /// How many items have both dates.
    pub samples: u64,
    /// How many of them the zone explains.
    pub explained: u64,
}

/// Zones that put their clocks on and back, the most populous first.
const WITH_SUMMER_TIME: [Tz; 26] = [
    Tz::America__New_York,
    Tz::Europe__Berlin,
    Tz::Europe__London,
    Tz::America__Los_Angeles,
    Tz::America__Chicago,
    Tz::Europe__Athens,
    Tz::America__Denver,
    Tz::Australia__Sydney,
    Tz::America__Sao_Paulo,
    Tz::America__Mexico_City,
    Tz::Europe__Istanbul,
    Tz::Europe__Moscow,
    Tz::Africa__Cairo,
    Tz::Asia__Tehran,
    Tz::America__Halifax,
    Tz::America__Santiago,
    Tz::Pacific__Auckland,
    Tz::Asia__Jerusalem,
    Tz::Australia__Adelaide,
    Tz::Africa__Casablanca,
    Tz::America__St_Johns,
    Tz::America__Anchorage,
    Tz::America__Havana,
    Tz::America__Asuncion,
    Tz::Australia__Lord_Howe,
    Tz::Pacific__Chatham,
];

/// Zones whose offset is no whole number of hours, with that offset in minutes.
const BROKEN_HOURS: [(i32, Tz); 10] = [
    (330, Tz::Asia__Kolkata),
    (345, Tz::Asia__Kathmandu),
    (210, Tz::Asia__Tehran),
    (270, Tz::Asia__Kabul),
    (390, Tz::Asia__Yangon),
    (570, Tz::Australia__Darwin),
    (525, Tz::Australia__Eucla),
    (-210, Tz::America__St_Johns),
    (-570, Tz::Pacific__Marquesas),
    (765, Tz::Pacific__Chatham),
];

/// Collects the differences, item by item.
#[derive(Debug, Default)]
pub struct ZoneFinder {
    /// By day and offset in minutes: how many items, and the time of one of them.
    seen: BTreeMap<(NaiveDate, i32), (u64, NaiveDateTime)>,
    samples: u64,
}

/// The zone that the items of a site were dated in.
pub fn site_zone<'a>(items: impl IntoIterator<Item = &'a Item>) -> SiteZone {
    let mut finder = ZoneFinder::default();
    for item in items {
        finder.add(item);
    }
    finder.finish()
}

impl ZoneFinder {
    /// Takes the dates of an item into account.
    pub fn add(&mut self, item: &Item) {
        if let (Some(local), Some(gmt)) = (item.post_date.at(), item.post_date_gmt.at()) {
            self.add_pair(local, gmt);
        }
        if let (Some(local), Some(gmt)) = (item.post_modified.at(), item.post_modified_gmt.at()) {
            self.add_pair(local, gmt);
        }
    }

    fn add_pair(&mut self, local: NaiveDateTime, gmt: DateTime<Utc>) {
        let seconds = (local - gmt.naive_utc()).num_seconds();
        let plausible = seconds % 900 == 0 && (-12 * 3600..=14 * 3600).contains(&seconds);
        let Ok(minutes) = i32::try_from(seconds / 60) else {
            return;
        };
        let key = (local.date(), minutes);
        if plausible && (self.seen.len() < MOST_DAYS || self.seen.contains_key(&key)) {
            self.seen.entry(key).or_insert((0, local)).0 += 1;
            self.samples += 1;
        }
    }

    /// The zone that explains most of what was added; UTC where nothing was.
    pub fn finish(&self) -> SiteZone {
        let mut offsets: BTreeMap<i32, u64> = BTreeMap::new();
        for ((_, minutes), (count, _)) in &self.seen {
            *offsets.entry(*minutes).or_default() += count;
        }
        // Of equally frequent offsets the one nearest to GMT.
        let best = offsets.iter().max_by_key(|(m, count)| (**count, -m.abs()));
        let (minutes, fixed) = best.map_or((0, 0), |(minutes, count)| (*minutes, *count));
        let mut found = SiteZone {
            zone: fixed_zone(minutes),
            offset: FixedOffset::east_opt(minutes * 60).unwrap_or(Utc.fix()),
            samples: self.samples,
            explained: fixed,
        };
        if offsets.len() > 1 {
            for zone in WITH_SUMMER_TIME {
                let explained = self.explained_by(zone);
                if explained > found.explained {
                    found.zone = zone;
                    found.explained = explained;
                }
            }
        }
        found
    }

    fn explained_by(&self, zone: Tz) -> u64 {
        let fits = |minutes: i32, local: &NaiveDateTime| {
            let offsets = zone.offset_from_local_datetime(local);
            [offsets.earliest(), offsets.latest()]
                .into_iter()
                .flatten()
                .any(|offset| offset.fix().local_minus_utc() == minutes * 60)
        };
        let seen = self.seen.iter();
        seen.filter(|((_, minutes), (_, local))| fits(*minutes, local)).map(|(_, (count, _))| count).sum()
    }
}

/// The zone of an offset that never changes. The signs of `Etc/GMT` are the other way round.
fn fixed_zone(minutes: i32) -> Tz {
    if let Some((_, zone)) = BROKEN_HOURS.iter().find(|(m, _)| *m == minutes) {
        return *zone;
    }
    let hours = minutes / 60;
    if minutes % 60 != 0 || hours == 0 {
        return Tz::UTC;
    }
    format!("Etc/GMT{:+}", -hours).parse().unwrap_or(Tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::super::dates::{gmt, local};
    use super::*;

    fn zone(dates: &[(&str, &str)]) -> (&'static str, i32, u64, u64) {
        let item = |(l, g): &(&str, &str)| Item { post_date: local(l), post_date_gmt: gmt(g), ..Item::default() };
        let items: Vec<Item> = dates.iter().map(item).collect();
        let found = site_zone(&items);
        (found.zone.name(), found.offset.local_minus_utc() / 60, found.samples, found.explained)
    }

    #[test]
    fn the_most_frequent_offset_wins() {
        let lagos = ("2024-01-01 12:00:00", "2024-01-01 11:00:00");
        let odd = ("2024-01-02 12:00:00", "2024-01-02 03:00:00");
        let draft = ("2024-01-03 12:00:00", "0000-00-00 00:00:00");
        assert_eq!(zone(&[odd, lagos, lagos, draft]), ("Etc/GMT-1", 60, 3, 2));
        assert_eq!(zone(&[]), ("UTC", 0, 0, 0));
        assert_eq!(zone(&[draft]), ("UTC", 0, 0, 0));
    }

    #[test]
    fn offsets_have_names() {
        let at = |l| zone(&[(l, "2024-01-01 12:00:00")]).0;
        assert_eq!(at("2024-01-01 17:30:00"), "Asia/Kolkata");
        assert_eq!(at("2024-01-01 07:00:00"), "Etc/GMT+5");
        assert_eq!(at("2024-01-02 02:00:00"), "Etc/GMT-14");
        assert_eq!(at("2024-01-01 12:00:00"), "UTC");
        assert_eq!(at("2024-01-01 12:00:07"), "UTC");
    }

    #[test]
    fn summer_time_is_recognised() {
        let winter = ("2024-01-10 12:00:00", "2024-01-10 17:00:00");
        let summer = ("2024-07-10 12:00:00", "2024-07-10 16:00:00");
        let found = zone(&[winter, winter, summer]);
        assert_eq!(found, ("America/New_York", -300, 3, 3));
    }
}
