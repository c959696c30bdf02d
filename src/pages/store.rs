//! The SQL of pages: what the public reads here, changes in `write`.

pub mod desk;
mod hanging;
mod write;

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use super::model::{Found, Page, read_place};
use crate::cards::public;
use crate::db::schema::pages;
use crate::db::types::Uuid;
use crate::db::{Conn, Direction, Id, Statement, Time, among};
use crate::http::Paging;
use crate::refs::PageRef;
use crate::site::Here;
use crate::text::Name;

pub use hanging::{rehang, showing};
pub use write::{begin, create, delete, end, move_under, update};

/// A page of public pages by position, title and id, and one more where there are more; with a path
/// the one that it names.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, now: Time, path: Option<&str>, paging: &Paging) -> QueryResult<Vec<Page>> {
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM pages a WHERE ");
    listed(&mut statement, now, path);
    let direction = paging.direction(Direction::Ascending);
    if let Some(cursor) = paging.beyond() {
        let (position, title_key) = read_place(&cursor.value);
        statement.sql(" AND (a.position, a.title_key, a.id)").sql(direction.beyond()).sql("(");
        statement.number(position).sql(", ").text(title_key).sql(", ").id(cursor.id).sql(")");
    }
    let (limit, offset) = paging.window();
    let way = direction.sql();
    statement.sql(" ORDER BY a.position").sql(way).sql(", a.title_key").sql(way).sql(", a.id").sql(way);
    statement.sql(" LIMIT ").number(limit).sql(" OFFSET ").number(offset);
    let ids: Vec<Id> = statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect();
    load(conn, &ids)
}

/// How many public pages that list holds.
///
/// # Errors
/// What the database said.
pub fn total(conn: &mut Conn, now: Time, path: Option<&str>) -> QueryResult<i64> {
    let mut statement = Statement::<(BigInt,)>::new("SELECT count(*) FROM pages a WHERE ");
    listed(&mut statement, now, path);
    Ok(statement.get_result::<(i64,)>(conn)?.0)
}

fn listed<ST>(statement: &mut Statement<ST>, now: Time, path: Option<&str>) {
    public(statement, now);
    if let Some(path) = path {
        statement.sql(" AND a.path = ").text(path);
    }
}

/// These pages, in this order; what is not public is left out.
///
/// # Errors
/// What the database said.
pub fn load_public(conn: &mut Conn, now: Time, ids: &[Id]) -> QueryResult<Vec<Page>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM pages a WHERE ");
    public(&mut statement, now);
    statement.sql(" AND a.id").is_among(ids);
    let found: HashSet<Id> = statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect();
    let wanted: Vec<Id> = ids.iter().copied().filter(|id| found.contains(id)).collect();
    load(conn, &wanted)
}

/// The ids of public pages beyond one, in the order of ids, at most so many.
///
/// # Errors
/// What the database said.
pub fn public_ids_beyond(conn: &mut Conn, now: Time, after: Id, most: i64) -> QueryResult<Vec<Id>> {
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM pages a WHERE ");
    public(&mut statement, now);
    statement.sql(" AND a.id > ").id(after).sql(" ORDER BY a.id LIMIT ").number(most);
    Ok(statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect())
}

fn load(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<Page>> {
    let rows: Vec<Page> = pages::table.filter(among(pages::id, ids)).select(Page::as_select()).load(conn)?;
    let mut by_id: HashMap<Id, Page> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// The public page of an id or a slug, or what became of it; of several with one slug the one with
/// the shortest path. What was never public is nothing, whatever it is for editors.
///
/// # Errors
/// What the database said.
pub fn find_public(conn: &mut Conn, now: Time, name: &Name) -> QueryResult<Found<Page>> {
    let mut statement = seen(now);
    match name {
        Name::Id(id) => statement.sql(" AND a.id = ").id(*id),
        Name::Slug(slug) => statement.sql(" AND a.slug = ").text(slug),
    };
    statement.sql(" ORDER BY is_public DESC, length(a.path), a.id LIMIT 1");
    Ok(match statement.get_result::<(Id, String, bool)>(conn).optional()? {
        Some((id, _, true)) => find(conn, id)?.map_or(Found::Nothing, Found::Here),
        Some(_) => Found::Gone,
        None => Found::Nothing,
    })
}

/// A page that the public knows.
#[derive(Debug, Clone, Queryable)]
pub struct Located {
    /// Its identity.
    pub id: Id,
    /// Its slug under those of the pages above.
    pub path: String,
    /// Whether it is public; else it was.
    pub public: bool,
}

/// Which of these pages the public knows or knew, by their paths (without the outer slashes) or ids.
///
/// # Errors
/// What the database said.
pub fn locate_each(conn: &mut Conn, now: Time, paths: &[String], ids: &[Id]) -> QueryResult<Vec<Located>> {
    let mut located = Vec::new();
    if !paths.is_empty() {
        let mut statement = seen(now);
        statement.sql(" AND a.path").is_among_texts(paths);
        located.extend(statement.load::<Located>(conn)?);
    }
    if !ids.is_empty() {
        let mut statement = seen(now);
        statement.sql(" AND a.id").is_among(ids);
        located.extend(statement.load::<Located>(conn)?);
    }
    Ok(located)
}

/// The pages that are public or were: each public change counts in `version`, which nothing takes back.
fn seen(now: Time) -> Statement<(Uuid, Text, Bool)> {
    let mut statement = Statement::new("SELECT a.id, a.path, CASE WHEN ");
    public(&mut statement, now);
    statement.sql(" THEN TRUE ELSE FALSE END AS is_public FROM pages a WHERE ");
    // One that the clock made public and ended again may not have been announced in between.
    statement.sql("(a.version > 0 OR (a.publishable AND a.public_from <= ").time(now).sql("))");
    statement
}

/// These pages as others name them; what is not public is left out.
///
/// # Errors
/// What the database said.
pub fn references(conn: &mut Conn, here: &Here, ids: &[Id]) -> QueryResult<HashMap<Id, PageRef>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut statement =
        Statement::<(Uuid, Text, Text, Text)>::new("SELECT a.id, a.slug, a.title, a.path FROM pages a WHERE ");
    public(&mut statement, here.now);
    statement.sql(" AND a.id").is_among(ids);
    let rows: Vec<(Id, String, String, String)> = statement.load(conn)?;
    let named = |(id, slug, title, path): (Id, String, String, String)| {
        (id, PageRef::new(id, slug, title, &path, here.addresses()))
    };
    Ok(rows.into_iter().map(named).collect())
}

/// A page by its id, public or not.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, id: Id) -> QueryResult<Option<Page>> {
    pages::table.find(id).select(Page::as_select()).first(conn).optional()
}

/// When a page becomes or became public by plan; none where nobody has said that it shall be.
///
/// # Errors
/// What the database said.
pub fn planned(conn: &mut Conn, id: Id) -> QueryResult<Option<Time>> {
    pages::table.find(id).filter(pages::publishable.eq(true)).select(pages::public_from).first(conn).optional()
}

/// A page by its path (without its outer slashes), public or not.
///
/// # Errors
/// What the database said.
pub fn find_by_path(conn: &mut Conn, path: &str) -> QueryResult<Option<Page>> {
    pages::table.filter(pages::path.eq(path)).select(Page::as_select()).first(conn).optional()
}
