//! What a name in a URL leads to.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use super::lists::public;
use crate::cards::model::Found;
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time};
use crate::each_backend;
use crate::text::Name;

/// The first part of an old slug's entry among the redirects.
pub const OLD_SLUG: &str = "slug:article:";
/// The first part of the entry of an article that was deleted, under its id.
pub const GONE_ID: &str = "id:article:";

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
    let unknown = names.iter().filter(|name| !matches!(found.get(*name), Some(Found::Here(_)))).collect();
    let left = left(conn, now, unknown)?;
    found.extend(left);
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

/// What names that no public article has lead to: one that had the slug before, or that it is gone.
fn left(conn: &mut Conn, now: Time, names: Vec<&Name>) -> QueryResult<Vec<(Name, Found)>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let key = |name: &Name| match name {
        Name::Slug(slug) => format!("{OLD_SLUG}{slug}"),
        Name::Id(id) => format!("{GONE_ID}{id}"),
    };
    let names: HashMap<String, &Name> = names.into_iter().map(|name| (key(name), name)).collect();
    let keys: Vec<String> = names.keys().cloned().collect();
    let mut statement =
        Statement::<(Text, Nullable<Uuid>, Nullable<Text>, Bool)>::new("SELECT r.path, a.id, a.slug, CASE WHEN ");
    public(&mut statement, now);
    statement.sql(" THEN TRUE ELSE FALSE END FROM redirects r LEFT JOIN articles a ON a.id = r.target_id WHERE ");
    statement.sql("(r.code = 410 OR a.version > 0 OR (a.publishable AND a.public_from <= ").time(now).sql("))");
    statement.sql(" AND r.path").is_among_texts(&keys);
    let rows: Vec<(String, Option<Id>, Option<String>, bool)> = statement.load(conn)?;
    let found = rows.into_iter().filter_map(|(key, id, slug, public)| {
        let led = match (id, slug) {
            (Some(id), Some(slug)) if public => Found::Moved(id, slug),
            _ => Found::Gone,
        };
        Some(((*names.get(&key)?).clone(), led))
    });
    Ok(found.collect())
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
