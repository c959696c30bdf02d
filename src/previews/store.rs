//! The SQL of previews.

use diesel::prelude::*;

use super::model::{Preview, PreviewKind};
use crate::db::schema::previews;
use crate::db::{Conn, Direction, Id, Time, keyset};
use crate::http::Paging;

/// Keeps a token's hash; what has ended goes.
///
/// # Errors
/// What the database said.
pub fn create(conn: &mut Conn, preview: &Preview, token_hash: &str) -> QueryResult<()> {
    diesel::delete(previews::table.filter(previews::expires_at.le(preview.created_at))).execute(conn)?;
    diesel::insert_into(previews::table).values((preview, previews::token_hash.eq(token_hash))).execute(conn).map(drop)
}

/// Which tokens are listed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// For documents of this kind.
    pub kind: Option<&'static str>,
    /// For this document.
    pub document: Option<Id>,
    /// Made by this user.
    pub by: Option<Id>,
}

/// A page of the tokens that have not ended, the newest first, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, now: Time, filter: &Filter, paging: &Paging) -> QueryResult<Vec<Preview>> {
    let direction = paging.direction(Direction::Descending);
    let mut query = previews::table.filter(previews::expires_at.gt(now)).select(Preview::as_select()).into_boxed();
    if let Some(kind) = filter.kind {
        query = query.filter(previews::kind.eq(kind));
    }
    if let Some(document) = filter.document {
        query = query.filter(previews::document_id.eq(document));
    }
    if let Some(user) = filter.by {
        query = query.filter(previews::by_id.eq(user));
    }
    if let Some(cursor) = paging.beyond()
        && let Some(at) = Time::parse(&cursor.value)
    {
        query = query.filter(keyset((previews::created_at, previews::id), (at, cursor.id), direction));
    }
    query = match direction {
        Direction::Descending => query.order((previews::created_at.desc(), previews::id.desc())),
        Direction::Ascending => query.order((previews::created_at.asc(), previews::id.asc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// A token that has not ended.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, now: Time, id: Id) -> QueryResult<Option<Preview>> {
    let open = previews::table.find(id).filter(previews::expires_at.gt(now));
    open.select(Preview::as_select()).first(conn).optional()
}

/// Revokes a token.
///
/// # Errors
/// What the database said.
pub fn delete(conn: &mut Conn, id: Id) -> QueryResult<()> {
    diesel::delete(previews::table.find(id)).execute(conn).map(drop)
}

/// Until when the token of a hash opens this very document; none where it does not, or no longer.
///
/// # Errors
/// What the database said.
pub fn opens(conn: &mut Conn, now: Time, hash: &str, kind: PreviewKind, document: Id) -> QueryResult<Option<Time>> {
    previews::table
        .filter(previews::token_hash.eq(hash))
        .filter(previews::kind.eq(kind.as_str()))
        .filter(previews::document_id.eq(document))
        .filter(previews::expires_at.gt(now))
        .select(previews::expires_at)
        .first(conn)
        .optional()
}
