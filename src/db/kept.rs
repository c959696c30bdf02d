//! Answers to writes, kept for clients that send one again because they did not hear the first
//! answer. An answer has the name that its client gave it, as a keyed hash.

use diesel::prelude::*;

use super::schema::kept_answers;
use super::{Conn, Id, Time};

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Kept {
    /// The digest of the request that it answered.
    pub request: String,
    /// Its body.
    pub answer: String,
}

/// The answer of a name, as long as it is kept.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, name: &str, now: Time) -> QueryResult<Option<Kept>> {
    kept_answers::table
        .find(name)
        .filter(kept_answers::ends_at.gt(now))
        .select((kept_answers::request, kept_answers::answer))
        .first(conn)
        .optional()
}

/// Keeps an answer until a moment; what is to be kept no longer goes.
///
/// # Errors
/// What the database said.
pub fn keep(conn: &mut Conn, name: &str, kept: &Kept, now: Time, until: Time) -> QueryResult<()> {
    diesel::delete(kept_answers::table.filter(kept_answers::ends_at.le(now))).execute(conn)?;
    let values = (
        kept_answers::name.eq(name),
        kept_answers::request.eq(&kept.request),
        kept_answers::answer.eq(&kept.answer),
        kept_answers::ends_at.eq(until),
    );
    diesel::insert_into(kept_answers::table).values(values).execute(conn).map(drop)
}

/// Forgets the answers that name a thing: what is to be erased may stand in them.
///
/// # Errors
/// What the database said.
pub fn forget_naming(conn: &mut Conn, id: Id) -> QueryResult<()> {
    let naming = kept_answers::table.filter(kept_answers::answer.like(format!("%{id}%")));
    diesel::delete(naming).execute(conn).map(drop)
}
