//! A place in the stream of changes, as a cursor carries it: a place in the log, or a place in a first
//! synchronisation together with the place in the log where that began.

use super::Kind;
use crate::db::Id;
use crate::http::cursor::Cursor;

/// Where a follower stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// It has everything up to this row of the log.
    Log(i64),
    /// It is taking everything that is public, and goes on in the log from where it began.
    First(First),
}

/// A place in a first synchronisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    /// The newest row of the log when it began.
    pub began: i64,
    /// The kind that comes next.
    pub kind: Kind,
    /// The last resource of that kind that was taken: its value in the order, and its id.
    pub after: Option<(String, Id)>,
}

impl Position {
    /// The row of the log beyond which nothing may be missing for this follower.
    pub fn seq(&self) -> i64 {
        match self {
            Self::Log(seq) => *seq,
            Self::First(first) => first.began,
        }
    }

    /// As a cursor of the query with this digest.
    pub fn to_cursor(&self, digest: &str) -> Cursor {
        let nil = Id(uuid::Uuid::nil());
        let (value, id) = match self {
            Self::Log(seq) => (format!("{digest} {seq}"), nil),
            Self::First(First { began, kind, after }) => {
                let (value, id) = after.clone().map_or((String::new(), nil), |(value, id)| (format!(" {value}"), id));
                (format!("{digest} {began} {}{value}", kind.as_str()), id)
            }
        };
        Cursor { value, id, back: false }
    }

    /// The place of a cursor, and the digest of its query.
    pub fn of_cursor(cursor: &Cursor) -> Option<(String, Self)> {
        let mut parts = cursor.value.splitn(4, ' ');
        let (digest, seq) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?);
        let Some(kind) = parts.next() else { return Some((digest, Self::Log(seq))) };
        let after = parts.next().map(|value| (value.to_owned(), cursor.id));
        Some((digest, Self::First(First { began: seq, kind: Kind::parse(kind)?, after })))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_is_read_as_it_was_written(seq in 0_i64.., kind in 0..Kind::NAMES.len(), value in ".{0,30}", placed: bool) {
            let kind = Kind::NAMES[kind].1;
            let first = First { began: seq, kind, after: placed.then(|| (value, Id::new())) };
            for position in [Position::Log(seq), Position::First(first)] {
                let cursor = position.to_cursor("digest");
                prop_assert_eq!(Position::of_cursor(&cursor), Some(("digest".to_owned(), position)));
            }
        }
    }
}
