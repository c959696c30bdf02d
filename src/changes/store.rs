//! The SQL of the log.

use diesel::dsl::max;
use diesel::prelude::*;

use super::{Change, Entry, Kind};
use crate::db::schema::changes;
use crate::db::{self, Conn, Id, Json, Time, commit};

/// Writes a row of the log. A write transaction already holds the one lock that makes the order of
/// the log the order of commits.
///
/// # Errors
/// What the database said.
pub fn append(conn: &mut Conn, at: Time, change: &Change) -> QueryResult<()> {
    let seq = diesel::insert_into(changes::table)
        .values((
            changes::at.eq(at),
            changes::kind.eq(change.kind.as_str()),
            changes::resource_id.eq(change.id),
            changes::op.eq(change.op.as_str()),
            changes::event.eq(change.event),
            changes::reason.eq(change.reason),
            changes::version.eq(change.version),
            changes::slug.eq(change.slug.as_deref()),
            changes::path.eq(change.path.as_deref()),
            changes::previous_slug.eq(change.previous_slug.as_deref()),
            changes::previous_path.eq(change.previous_path.as_deref()),
            changes::changed.eq(Json(change.changed.clone())),
            changes::keys.eq(Json(change.keys.clone())),
            changes::breaking.eq(change.breaking),
        ))
        .returning(changes::seq)
        .get_result(conn)?;
    commit::note_logged(seq, &change.keys);
    db::notify(conn)
}

/// The place of the newest row that is committed; 0 in an empty log.
///
/// # Errors
/// What the database said.
pub fn head(conn: &mut Conn) -> QueryResult<i64> {
    let newest: Option<i64> = changes::table.select(max(changes::seq)).first(conn)?;
    Ok(newest.unwrap_or(0))
}

/// The rows beyond a place, in order, at most so many.
///
/// # Errors
/// What the database said.
pub fn beyond(conn: &mut Conn, seq: i64, most: i64) -> QueryResult<Vec<Entry>> {
    changes::table.filter(changes::seq.gt(seq)).order(changes::seq).limit(most).select(Entry::as_select()).load(conn)
}

/// The place in the log of the last change to a resource of a kind; 0 where there is none.
///
/// # Errors
/// What the database said.
pub fn last_of_kind(conn: &mut Conn, kind: Kind) -> QueryResult<i64> {
    changes::table
        .filter(changes::kind.eq(kind.as_str()))
        .order((changes::resource_id.desc(), changes::seq.desc()))
        .select(changes::seq)
        .first(conn)
        .optional()
        .map(|seq| seq.unwrap_or(0))
}

/// The version that the last change to a resource left; 0 where there was none. For what has no row
/// of its own to keep its version in.
///
/// # Errors
/// What the database said.
pub fn last_version(conn: &mut Conn, kind: Kind, id: Id) -> QueryResult<i64> {
    changes::table
        .filter(changes::kind.eq(kind.as_str()))
        .filter(changes::resource_id.eq(id))
        .order(changes::seq.desc())
        .select(changes::version)
        .first(conn)
        .optional()
        .map(|version| version.unwrap_or(0))
}
