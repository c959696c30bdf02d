//! Cursors that the server remembers for itself: rows that numbered pages of a list ended with, so that
//! a page deep in the list is walked to from the nearest of them and not from the start. They are good
//! as long as the list holds the same rows, which the log tells.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;

use super::paging::Key;

/// Between two of a list lie at least so many rows: walking over fewer costs nothing. On PostgreSQL a walk
/// over fifty costs as much as the rows of a page.
const APART: u64 = 10;
/// When there are so many, all are forgotten.
const MOST: usize = 50_000;

/// A row of a list: the walk from it begins behind so many rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// How many rows of the list are up to it, itself included.
    pub rows: u64,
    /// Where it stands.
    pub key: Key,
}

/// Anchors of lists; clones share them.
#[derive(Clone, Default)]
pub struct Anchors(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    /// The place in the log at which all of them hold.
    head: i64,
    lists: HashMap<String, BTreeMap<u64, Key>>,
    count: usize,
}

impl Anchors {
    /// The last one of a list before a row that is `skipped` rows from its start, at a place in the log.
    pub fn nearest(&self, head: i64, list: &str, skipped: u64) -> Option<Anchor> {
        let kept = self.0.lock();
        let known = (kept.head == head).then(|| kept.lists.get(list)).flatten()?;
        let (rows, key) = known.range(..=skipped).next_back()?;
        Some(Anchor { rows: *rows, key: key.clone() })
    }

    /// Remembers a row of a list as it is at a place in the log.
    pub fn note(&self, head: i64, list: &str, anchor: Anchor) {
        let mut kept = self.0.lock();
        if kept.head > head || anchor.rows < APART {
            return;
        }
        if kept.head < head || kept.count >= MOST {
            *kept = Kept { head, ..Kept::default() };
        }
        if !kept.lists.contains_key(list) {
            kept.lists.insert(list.to_owned(), BTreeMap::new());
        }
        let Some(known) = kept.lists.get_mut(list) else { return };
        let around = anchor.rows.saturating_sub(APART - 1)..anchor.rows.saturating_add(APART);
        if known.range(around).next().is_none() {
            known.insert(anchor.rows, anchor.key);
            kept.count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Id;

    fn anchor(rows: u64) -> Anchor {
        Anchor { rows, key: Key { value: rows.to_string(), id: Id(uuid::Uuid::nil()) } }
    }

    #[test]
    fn the_nearest_before_a_row_is_found_in_its_own_list_alone() {
        let anchors = Anchors::default();
        for rows in [100, 300, 305, 5] {
            anchors.note(7, "news", anchor(rows));
        }
        let found = |rows| anchors.nearest(7, "news", rows).map(|anchor| anchor.rows);
        assert_eq!([99, 100, 299, 300, 9_000].map(found), [None, Some(100), Some(100), Some(300), Some(300)]);
        assert_eq!(anchors.nearest(7, "sport", 9_000), None);
    }

    #[test]
    fn a_change_forgets_all_and_an_older_snapshot_adds_none() {
        let anchors = Anchors::default();
        anchors.note(7, "news", anchor(100));
        assert_eq!(anchors.nearest(8, "news", 100), None);
        anchors.note(8, "news", anchor(200));
        anchors.note(7, "news", anchor(300));
        assert_eq!(anchors.nearest(7, "news", 9_000), None);
        assert_eq!(anchors.nearest(8, "news", 9_000), Some(anchor(200)));
    }

    #[test]
    fn their_number_is_bounded() {
        let anchors = Anchors::default();
        (0..MOST + 10).for_each(|n| anchors.note(1, &n.to_string(), anchor(100)));
        assert_eq!(anchors.0.lock().count, 10);
    }
}
