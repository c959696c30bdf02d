//! Redirects as editors read and change them. The slugs that articles had stand in the same table and are no
//! paths: they are left out.

use diesel::prelude::*;

use super::{Target, remember};
use crate::db::schema::redirects;
use crate::db::{Conn, Direction, Id, Time, keyset};
use crate::http::Paging;
use crate::redirects::model::{DeskFilter, Origin, Row, Wanted};

/// A page of the redirects, the newest first, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, filter: &DeskFilter, paging: &Paging) -> QueryResult<Vec<Row>> {
    let direction = paging.direction(Direction::Descending);
    let mut query = redirects::table.filter(redirects::path.like("/%")).select(Row::as_select()).into_boxed();
    if let Some(text) = &filter.text {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let pattern = format!("%{escaped}%");
        let leads = redirects::target_url
            .is_not_null()
            .and(redirects::target_url.assume_not_null().like(pattern.clone()).escape('\\'));
        query = query.filter(redirects::path.like(pattern).escape('\\').or(leads));
    }
    if let Some(code) = filter.code {
        query = query.filter(redirects::code.eq(code));
    }
    if let Some(origin) = filter.origin {
        query = query.filter(redirects::origin.eq(origin));
    }
    if let Some(cursor) = paging.beyond() {
        let place = (Time::parse(&cursor.value).unwrap_or(Time::forever()), cursor.id);
        query = query.filter(keyset((redirects::created_at, redirects::id), place, direction));
    }
    query = match direction {
        Direction::Ascending => query.order((redirects::created_at.asc(), redirects::id.asc())),
        Direction::Descending => query.order((redirects::created_at.desc(), redirects::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// One redirect.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, id: Id) -> QueryResult<Option<Row>> {
    redirects::table
        .filter(redirects::id.eq(id))
        .filter(redirects::path.like("/%"))
        .select(Row::as_select())
        .first(conn)
        .optional()
}

/// The redirect of a path.
///
/// # Errors
/// What the database said.
pub fn at(conn: &mut Conn, path: &str) -> QueryResult<Option<Row>> {
    redirects::table.find(path).select(Row::as_select()).first(conn).optional()
}

/// The old paths that lead to a path, a few of them.
///
/// # Errors
/// What the database said.
pub fn leading_to(conn: &mut Conn, path: &str) -> QueryResult<Vec<String>> {
    redirects::table
        .filter(redirects::target_url.eq(path))
        .order(redirects::path)
        .limit(5)
        .select(redirects::path)
        .load(conn)
}

/// Keeps a new redirect; how it is then.
///
/// # Errors
/// What the database said.
pub fn create(conn: &mut Conn, now: Time, wanted: &Wanted) -> QueryResult<Row> {
    remember(conn, now.whole_seconds(), &wanted.from, &Target::said(wanted.lead.clone()))?;
    redirects::table.find(&wanted.from).select(Row::as_select()).first(conn)
}

/// Makes of a redirect what an editor wants; how it is then.
///
/// # Errors
/// What the database said.
pub fn replace(conn: &mut Conn, before: &Row, wanted: &Wanted) -> QueryResult<Row> {
    let (kind, id, url, code) = super::columns(&wanted.lead);
    let leads = super::leads(kind, id, url, code, Origin::Editor.as_str());
    let own = (redirects::path.eq(&wanted.from), redirects::revision.eq(before.revision + 1));
    diesel::update(redirects::table.filter(redirects::id.eq(before.id))).set((own, leads)).execute(conn)?;
    redirects::table.find(&wanted.from).select(Row::as_select()).first(conn)
}

/// Removes a redirect.
///
/// # Errors
/// What the database said.
pub fn delete(conn: &mut Conn, id: Id) -> QueryResult<()> {
    diesel::delete(redirects::table.filter(redirects::id.eq(id))).execute(conn).map(drop)
}
