//! What listeners and webhooks are told of a row of the log: the same thin object, under the same id.

use super::model::{Entry, Kind, Position};
use super::wire::EventOut;
use crate::db::Time;
use crate::http::cursor::Cursors;

/// What every cursor of the log is bound to.
pub(super) const SCOPE: &str = "changes";

/// The event of a row; its id is the cursor that goes on after it.
pub fn event(entry: &Entry, cursors: &Cursors) -> EventOut {
    EventOut::new(cursor_after(cursors, entry.seq), entry)
}

/// The cursor after a row, for everything.
pub(super) fn cursor_after(cursors: &Cursors, seq: i64) -> String {
    let all: Vec<Kind> = Kind::NAMES.iter().map(|(_, kind)| *kind).collect();
    cursors.seal(SCOPE, &Position::Log(seq).to_cursor(&digest(&all, None)))
}

/// What binds a cursor to its query.
pub(super) fn digest(kinds: &[Kind], published_from: Option<Time>) -> String {
    let from = published_from.map(|time| time.0.timestamp_micros());
    blake3::hash(format!("{kinds:?} {from:?}").as_bytes()).to_hex()[..8].to_owned()
}
