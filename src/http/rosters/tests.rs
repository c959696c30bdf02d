use proptest::prelude::*;

use super::*;
use crate::http::cursor::Cursor;
use crate::http::paging::Place;

fn row(n: u16) -> Row {
    // Several articles may have been published at one moment.
    let at = Time::of_micros(i64::from(n / 3) * 1_000_000).unwrap();
    (at, Id(uuid::Uuid::from_u128(u128::from(n))))
}

fn newest_first(rows: impl IntoIterator<Item = Row>) -> Vec<Row> {
    let mut rows: Vec<Row> = rows.into_iter().collect();
    rows.sort_unstable_by(|a, b| b.cmp(a));
    rows
}

fn roster(rows: &[u16], known: usize) -> (Vec<Row>, Roster) {
    let all = newest_first(rows.iter().map(|n| row(*n)));
    let known = known.min(all.len());
    let cut = (known < all.len()).then(|| all[..known].last().copied()).flatten();
    let rows = if cut.is_some() { all[..known].to_vec() } else { all.clone() };
    (all, Roster { head: 1, rows, cut })
}

fn walk(all: &[Row], paging: &Paging, newest_first: bool) -> Vec<Id> {
    let mut rows = all.to_vec();
    if newest_first == paging.back() {
        rows.reverse();
    }
    let beyond = paging.beyond().map(|cursor| (Time::parse(&cursor.value).unwrap(), cursor.id));
    let later =
        |one: &Row| beyond.is_none_or(|key| if newest_first == paging.back() { *one > key } else { *one < key });
    let (limit, offset) = paging.window();
    let (limit, offset) = (usize::try_from(limit).unwrap(), usize::try_from(offset).unwrap());
    rows.into_iter().filter(later).skip(offset).take(limit).map(|(_, id)| id).collect()
}

fn place() -> impl Strategy<Value = Place> {
    let cursor = |(n, back): (u16, bool)| {
        let (at, id) = row(n);
        Place::Beyond(Cursor { value: at.to_string(), id, back })
    };
    prop_oneof![Just(Place::Start), (1..6_u64).prop_map(Place::Number), (0..90_u16, any::<bool>()).prop_map(cursor)]
}

fn some() -> impl Strategy<Value = std::collections::BTreeSet<u16>> {
    prop::collection::btree_set(0..90_u16, 0..60)
}

proptest! {
    #[test]
    fn a_page_is_what_a_walk_gives_or_none(rows in some(), known in 1..70_usize, limit in 1..9_u64, place in place(), newest: bool) {
        let rows: Vec<u16> = rows.into_iter().collect();
        let (all, roster) = roster(&rows, known);
        let paging = Paging { limit, place, total: true };
        let page = roster.page(&paging, newest);
        if let Some(ids) = &page {
            prop_assert_eq!(ids, &walk(&all, &paging, newest));
        }
        prop_assert!(page.is_some() || roster.cut.is_some());
    }

    #[test]
    fn what_is_followed_is_what_is_asked_anew(before in some(), after in some()) {
        let rows = |some: &std::collections::BTreeSet<u16>| some.iter().copied().collect::<Vec<u16>>();
        let changed: Vec<Id> = before.symmetric_difference(&after).map(|n| row(*n).1).collect();
        let now: Vec<Row> = after.difference(&before).map(|n| row(*n)).collect();
        let followed = roster(&rows(&before), 99).1.followed(7, &changed, now);
        prop_assert_eq!(followed, Some(Roster { head: 7, ..roster(&rows(&after), 99).1 }));
    }
}

fn long(rows: std::ops::Range<i64>) -> Vec<Row> {
    let row = |n: i64| (Time::of_micros(n).unwrap(), Id(uuid::Uuid::from_u128(n.unsigned_abs().into())));
    newest_first(rows.map(row))
}

#[test]
fn a_long_list_is_cut_and_asked_for_again_when_too_few_are_left() {
    let most = i64::try_from(MOST_ROWS).unwrap();
    let all = long(0..most);
    let mut roster = Roster::new(1, all.clone());
    assert_eq!((roster.total(), roster.cut), (Total::AtLeast(10_000), all.last().copied()));
    // Older than what is known: it may not be the next one.
    assert_eq!(roster.followed(2, &[], long(-9..-1)).unwrap().rows, all);
    let gone: Vec<Id> = all.iter().take(499).map(|(_, id)| *id).collect();
    let shorter = roster.followed(2, &gone, Vec::new()).unwrap();
    assert_eq!((shorter.head(), shorter.rows.len(), shorter.total()), (2, 10_001, Total::AtLeast(10_000)));
    let one_more = [shorter.rows[0].1];
    assert_eq!(shorter.followed(3, &one_more, Vec::new()), None);
    for n in 0..3 {
        roster = roster.followed(3, &[], long(most + n * 300..most + (n + 1) * 300)).unwrap();
    }
    assert!(roster.rows.len() <= LONGEST && roster.cut == roster.rows.last().copied());
}

#[test]
fn a_list_that_ends_is_counted_to_its_end() {
    let roster = Roster::new(1, long(0..17));
    assert_eq!((roster.total(), roster.cut), (Total::Exactly(17), None));
}

#[test]
fn no_memory_keeps_none() {
    let (none, some) = (Rosters::new(0), Rosters::new(1_000_000));
    let roster = Arc::new(Roster::new(1, long(0..17)));
    for rosters in [&none, &some] {
        rosters.keep("list", &roster);
    }
    assert_eq!((none.get("list"), none.are_kept()), (None, false));
    assert_eq!((some.get("list"), some.are_kept()), (Some(roster), true));
}
