//! The SQL of work that is not saved. None of it is a change of the article.

use diesel::prelude::*;

use crate::articles::model::{Autosave, Lock};
use crate::db::schema::{article_locks, autosaves};
use crate::db::{Conn, Id, Time};

/// Keeps what somebody has typed, in place of what they had typed before.
///
/// # Errors
/// What the database said.
pub fn keep(conn: &mut Conn, autosave: &Autosave) -> QueryResult<()> {
    drop_own(conn, autosave.article_id, autosave.actor_id)?;
    diesel::insert_into(autosaves::table).values(autosave).execute(conn).map(drop)
}

/// What somebody has typed and not saved.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, article: Id, actor: Id) -> QueryResult<Option<Autosave>> {
    autosaves::table.find((article, actor)).select(Autosave::as_select()).first(conn).optional()
}

/// Drops what somebody has typed.
///
/// # Errors
/// What the database said.
pub fn drop_own(conn: &mut Conn, article: Id, actor: Id) -> QueryResult<()> {
    diesel::delete(autosaves::table.find((article, actor))).execute(conn).map(drop)
}

/// Drops what was typed before a moment and never saved.
///
/// # Errors
/// What the database said.
pub fn drop_before(conn: &mut Conn, moment: Time) -> QueryResult<usize> {
    diesel::delete(autosaves::table.filter(autosaves::at.lt(moment))).execute(conn)
}

/// Who is or was the last to edit an article.
///
/// # Errors
/// What the database said.
pub fn lock(conn: &mut Conn, article: Id) -> QueryResult<Option<Lock>> {
    article_locks::table.find(article).select(Lock::as_select()).first(conn).optional()
}

/// Writes down who edits an article, in place of who did.
///
/// # Errors
/// What the database said.
pub fn set_lock(conn: &mut Conn, lock: &Lock) -> QueryResult<()> {
    release(conn, lock.article_id)?;
    diesel::insert_into(article_locks::table).values(lock).execute(conn).map(drop)
}

/// Nobody edits an article any more.
///
/// # Errors
/// What the database said.
pub fn release(conn: &mut Conn, article: Id) -> QueryResult<()> {
    diesel::delete(article_locks::table.find(article)).execute(conn).map(drop)
}
