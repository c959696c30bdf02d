//! The laps of a walk by update. An article that is updated while somebody walks moves to the list's
//! start, behind the walker's back. So a walk that comes to the end goes on with what has changed since
//! it began, until a lap in which nothing has: an article may come again, and none is missed.

use super::Sort;
use crate::db::Id;
use crate::http::Paging;
use crate::http::cursor::Cursor;

/// Where a walk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lap {
    /// The log's end when this lap began.
    pub mark: i64,
    /// Only what has changed since this place in the log; all, on the first lap.
    pub since: Option<i64>,
}

impl Lap {
    /// The lap that a page belongs to; without a cursor the first one, which begins now, at the `head`
    /// of the log.
    pub fn of(paging: &Paging, head: i64) -> Self {
        paging.beyond().and_then(|cursor| Self::read(&cursor.value)).unwrap_or(Self { mark: head, since: None })
    }

    /// What a page of a list in this order is confined to.
    pub fn since(sort: Sort, paging: &Paging) -> Option<i64> {
        paging.beyond().filter(|_| sort == Sort::Updated).and_then(|cursor| Self::read(&cursor.value))?.since
    }

    /// The row's own value in a cursor's.
    pub fn value(value: &str) -> &str {
        value.split(' ').next().unwrap_or(value)
    }

    fn read(value: &str) -> Option<Self> {
        let mut parts = value.split(' ').skip(1);
        let mark = parts.next()?.parse().ok()?;
        Some(Self { mark, since: parts.next().and_then(|since| since.parse().ok()) })
    }

    /// A cursor of this lap.
    pub fn cursor(self, cursor: &Cursor) -> Cursor {
        let since = self.since.map_or_else(String::new, |since| format!(" {since}"));
        Cursor { value: format!("{} {}{since}", cursor.value, self.mark), ..cursor.clone() }
    }

    /// The cursor at the start of the next lap, which begins at the `head` of the log.
    pub fn again(self, head: i64) -> Cursor {
        let next = Self { mark: head, since: Some(self.mark) };
        let start = crate::db::Time::forever().to_string();
        next.cursor(&Cursor { value: start, id: Id(uuid::Uuid::max()), back: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_carries_its_lap() {
        let row = Cursor { value: "2026-11-15T09:02:00Z".into(), id: Id::new(), back: true };
        for lap in [Lap { mark: 7, since: None }, Lap { mark: 9, since: Some(7) }] {
            let cursor = lap.cursor(&row);
            assert_eq!((Lap::read(&cursor.value), Lap::value(&cursor.value)), (Some(lap), row.value.as_str()));
            assert_eq!((cursor.id, cursor.back), (row.id, true));
        }
        let again = Lap { mark: 9, since: Some(7) }.again(12);
        assert_eq!(Lap::read(&again.value), Some(Lap { mark: 12, since: Some(9) }));
        assert_eq!(Lap::read("2026-11-15T09:02:00Z"), None);
    }
}
