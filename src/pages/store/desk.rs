//! The SQL of what the newsroom asks of pages.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::schema::pages;
use crate::db::types::Uuid;
use crate::db::{Conn, Direction, Id, Statement, Time, among, keyset};
use crate::http::Paging;
use crate::pages::model::{Known, Page, Private};

/// A page of any status.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, id: Id) -> QueryResult<Option<Known>> {
    let row = pages::table.find(id).select((Page::as_select(), Private::as_select())).first(conn).optional()?;
    Ok(row.map(|(page, private)| Known { page, private }))
}

/// A page of the list of all pages, by their titles, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, paging: &Paging) -> QueryResult<Vec<Known>> {
    let direction = paging.direction(Direction::Ascending);
    let mut query = pages::table.select((pages::id, pages::title_key)).into_boxed();
    if let Some(cursor) = paging.beyond() {
        query = query.filter(keyset((pages::title_key, pages::id), (cursor.value.clone(), cursor.id), direction));
    }
    query = match direction {
        Direction::Ascending => query.order((pages::title_key.asc(), pages::id.asc())),
        Direction::Descending => query.order((pages::title_key.desc(), pages::id.desc())),
    };
    let (limit, offset) = paging.window();
    let rows: Vec<(Id, String)> = query.limit(limit).offset(offset).load(conn)?;
    let ids: Vec<Id> = rows.into_iter().map(|(id, _)| id).collect();
    load(conn, &ids)
}

fn load(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<Known>> {
    let rows: Vec<(Page, Private)> =
        pages::table.filter(among(pages::id, ids)).select((Page::as_select(), Private::as_select())).load(conn)?;
    let mut known: Vec<Known> = rows.into_iter().map(|(page, private)| Known { page, private }).collect();
    known.sort_by_key(|known| ids.iter().position(|id| *id == known.page.id));
    Ok(known)
}

/// The pages below a path that the public knows or knew, each with its path.
///
/// # Errors
/// What the database said.
pub fn seen_below(conn: &mut Conn, now: Time, path: &str) -> QueryResult<Vec<(Id, String)>> {
    let begins = format!("{path}/");
    let length = i64::try_from(begins.chars().count()).unwrap_or(0);
    // The cast tells PostgreSQL which `substr` is meant.
    let mut statement =
        Statement::<(Uuid, Text)>::new("SELECT a.id, a.path FROM pages a WHERE substr(a.path, 1, CAST(");
    statement.number(length).sql(" AS INTEGER)) = ").text(&begins);
    statement.sql(" AND (a.version > 0 OR (a.publishable AND a.public_from <= ").time(now).sql("))");
    statement.load(conn)
}

/// Whether pages of any status stand right under one.
///
/// # Errors
/// What the database said.
pub fn has_children(conn: &mut Conn, id: Id) -> QueryResult<bool> {
    let below: i64 = pages::table.filter(pages::parent_id.eq(id)).count().get_result(conn)?;
    Ok(below > 0)
}
