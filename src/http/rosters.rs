//! Lists by several filters that the server remembers: a walk over two of them at once reads rows that only
//! one lets through, and the more the larger the archive is. So their first rows are kept by name, in order,
//! and followed along the log: what has changed since is taken out and asked for anew.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::paging::{COUNTED_TO, Paging, Total};
use crate::db::{Id, Time};

/// At most so many rows are asked for: those that are counted, and some that may go before they are asked again.
pub const MOST_ROWS: usize = 10_500;
/// Longer than this they are cut.
const LONGEST: usize = 11_000;
/// The log is whole for longer than that.
const KEPT_FOR: Duration = Duration::from_secs(3600);

/// A row's place, by publication.
pub type Row = (Time, Id);

/// The first rows of a list, as they are at a place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    head: i64,
    /// The newest first.
    rows: Vec<Row>,
    /// The last row that is known, where there are more.
    cut: Option<Row>,
}

impl Roster {
    /// Of the newest rows of a list, asked for up to [`MOST_ROWS`].
    pub fn new(head: i64, rows: Vec<Row>) -> Self {
        let cut = rows.last().copied().filter(|_| rows.len() >= MOST_ROWS);
        Self { head, rows, cut }
    }

    /// The place in the log at which it holds.
    pub fn head(&self) -> i64 {
        self.head
    }

    /// The same at a later place: what has changed since, and those of it that the list holds now. None where
    /// too few rows are left to tell the total.
    pub fn followed(&self, head: i64, changed: &[Id], now: Vec<Row>) -> Option<Self> {
        let changed: HashSet<&Id> = changed.iter().collect();
        let stay = self.rows.iter().copied().filter(|(_, id)| !changed.contains(id));
        let known = |row: &Row| self.cut.is_none_or(|last| *row >= last);
        let mut rows: Vec<Row> = stay.chain(now.into_iter().filter(known)).collect();
        rows.sort_unstable_by(|a, b| b.cmp(a));
        let mut cut = self.cut;
        if rows.len() > LONGEST {
            rows.truncate(MOST_ROWS);
            cut = rows.last().copied();
        }
        (cut.is_none() || rows.len() as u64 > COUNTED_TO).then_some(Self { head, rows, cut })
    }

    /// How many rows the list has.
    pub fn total(&self) -> Total {
        Total::counted(self.rows.len() as u64)
    }

    /// A page's rows and one more where there are more, as the database would walk them: by publication, the
    /// newest first or the oldest. None where it does not reach that far.
    pub fn page(&self, paging: &Paging, newest_first: bool) -> Option<Vec<Id>> {
        let beyond = match paging.beyond() {
            Some(cursor) => Some((Time::parse(&cursor.value)?, cursor.id)),
            None => None,
        };
        let (limit, offset) = paging.window();
        let (limit, offset) = (usize::try_from(limit).ok()?, usize::try_from(offset).ok()?);
        let ids = |rows: &mut dyn Iterator<Item = &Row>| rows.skip(offset).take(limit).map(|(_, id)| *id).collect();
        if newest_first == paging.back() {
            let known = self.cut.is_none_or(|last| beyond.is_some_and(|row| row >= last));
            let end = beyond.map_or(self.rows.len(), |key| self.rows.partition_point(|row| *row > key));
            return known.then(|| ids(&mut self.rows[..end].iter().rev()));
        }
        let start = beyond.map_or(0, |key| self.rows.partition_point(|row| *row >= key));
        let known = self.cut.is_none() || start + offset + limit <= self.rows.len();
        known.then(|| ids(&mut self.rows[start..].iter()))
    }

    fn weight(&self) -> usize {
        self.rows.len() * size_of::<Row>() + size_of::<Self>()
    }
}

/// Rosters by the names of their lists; clones share them.
#[derive(Clone)]
pub struct Rosters(Option<moka::sync::Cache<Arc<str>, Arc<Roster>>>);

impl Rosters {
    /// Keeps so many bytes of them at most; 0 keeps none.
    pub fn new(bytes: u64) -> Self {
        let weigh =
            |name: &Arc<str>, roster: &Arc<Roster>| u32::try_from(name.len() + roster.weight()).unwrap_or(u32::MAX);
        let kept = moka::sync::Cache::builder().max_capacity(bytes).weigher(weigh).time_to_live(KEPT_FOR);
        Self((bytes > 0).then(|| kept.build()))
    }

    /// Whether any are kept.
    pub fn are_kept(&self) -> bool {
        self.0.is_some()
    }

    /// The one of a list.
    pub fn get(&self, name: &str) -> Option<Arc<Roster>> {
        self.0.as_ref()?.get(name)
    }

    /// Keeps the one of a list.
    pub fn keep(&self, name: &str, roster: &Arc<Roster>) {
        if let Some(kept) = &self.0 {
            kept.insert(name.into(), roster.clone());
        }
    }
}

#[cfg(test)]
mod tests;
