//! What a name in a URL leads to.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::lists::public;
use crate::cards::model::Found;
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time};
use crate::each_backend;
use crate::text::Name;

/// The first part of an old slug's entry among the redirects.
pub const OLD_SLUG: &str = "slug:article:";

/// The public article of a name, or what became of it. What was never public is nothing, whatever it
/// is for editors.
///
/// # Errors
/// What the database said.
pub fn find_public(conn: &mut Conn, now: Time, name: &Name) -> QueryResult<Found> {
    Ok(find_each(conn, now, std::slice::from_ref(name))?.remove(name).unwrap_or(Found::Nothing))
}

/// The same for many names, by as many statements as for one; a name that the public does not know is
/// left out.
///
/// # Errors
/// What the database said.
pub fn find_each(conn: &mut Conn, now: Time, names: &[Name]) -> QueryResult<HashMap<Name, Found>> {
    let mut found = HashMap::new();
    let ids: Vec<Id> = names.iter().filter_map(Name::id).collect();
    let slugs: Vec<String> = names.iter().filter_map(Name::slug).map(str::to_owned).collect();
    if !ids.is_empty() {
        let mut statement = seen(now);
        statement.sql(" AND a.id").is_among(&ids);
        let rows: Vec<Seen> = each_backend!(conn => statement.load(conn)?);
        found.extend(rows.into_iter().map(|row| (Name::Id(row.id), row.found())));
    }
    if !slugs.is_empty() {
        let mut statement = seen(now);
        statement.sql(" AND a.slug").is_among_texts(&slugs);
        let rows: Vec<Seen> = each_backend!(conn => statement.load(conn)?);
        found.extend(rows.into_iter().map(|row| (Name::Slug(row.slug.clone()), row.found())));
    }
    let unknown =
        slugs.into_iter().filter(|slug| !matches!(found.get(&Name::Slug(slug.clone())), Some(Found::Here(_))));
    let moved = moved(conn, now, unknown.collect())?;
    found.extend(moved);
    Ok(found)
}

/// An article that is public or was.
#[derive(Queryable)]
struct Seen {
    id: Id,
    slug: String,
    public: bool,
}

impl Seen {
    fn found(&self) -> Found {
        if self.public { Found::Here(self.id) } else { Found::Gone }
    }
}

/// The articles that are public or were: each public change counts in `version`, which nothing takes back.
fn seen(now: Time) -> Statement<(Uuid, Text, Bool)> {
    let mut statement = Statement::new("SELECT a.id, a.slug, CASE WHEN ");
    public(&mut statement, now);
    statement.sql(" THEN TRUE ELSE FALSE END FROM articles a WHERE ");
    // One that the clock made public and ended again may not have been announced in between.
    statement.sql("(a.version > 0 OR (a.publishable AND a.public_from <= ").time(now).sql("))");
    statement
}

/// The public articles that had one of these slugs before.
fn moved(conn: &mut Conn, now: Time, slugs: Vec<String>) -> QueryResult<Vec<(Name, Found)>> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<String> = slugs.iter().map(|slug| format!("{OLD_SLUG}{slug}")).collect();
    let mut statement = Statement::<(Text, Uuid, Text)>::new(
        "SELECT r.path, a.id, a.slug FROM redirects r JOIN articles a ON a.id = r.target_id WHERE ",
    );
    public(&mut statement, now);
    statement.sql(" AND r.path").is_among_texts(&keys);
    let rows: Vec<(String, Id, String)> = statement.load(conn)?;
    let name = |key: &str| Name::Slug(key.strip_prefix(OLD_SLUG).unwrap_or(key).to_owned());
    Ok(rows.into_iter().map(|(key, id, slug)| (name(&key), Found::Moved(id, slug))).collect())
}

/// Whether an article is public at this moment.
///
/// # Errors
/// What the database said.
pub fn is_public(conn: &mut Conn, now: Time, id: Id) -> QueryResult<bool> {
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM articles a WHERE ");
    public(&mut statement, now);
    statement.sql(" AND a.id = ").id(id);
    Ok(statement.get_result::<(Id,)>(conn).optional()?.is_some())
}
