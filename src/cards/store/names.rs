//! What a name in a URL leads to.

use diesel::prelude::*;

use super::lists::public;
use crate::cards::model::Found;
use crate::db::schema::redirects;
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time};
use crate::text::Name;

/// The first part of an old slug's entry among the redirects.
pub const OLD_SLUG: &str = "slug:article:";

/// The public article of a name, or what became of it. What was never public is nothing, whatever it
/// is for editors.
///
/// # Errors
/// What the database said.
pub fn find_public(conn: &mut Conn, now: Time, name: &Name) -> QueryResult<Found> {
    if let Some(id) = public_id(conn, now, name)? {
        return Ok(Found::Here(id));
    }
    if let Name::Slug(slug) = name
        && let Some(id) = old_slug(conn, slug)?
        && let Some(slug) = public_slug(conn, now, id)?
    {
        return Ok(Found::Moved(id, slug));
    }
    Ok(if was_public(conn, name)? { Found::Gone } else { Found::Nothing })
}

/// Whether an article is public at this moment.
///
/// # Errors
/// What the database said.
pub fn is_public(conn: &mut Conn, now: Time, id: Id) -> QueryResult<bool> {
    Ok(public_id(conn, now, &Name::Id(id))?.is_some())
}

fn public_id(conn: &mut Conn, now: Time, name: &Name) -> QueryResult<Option<Id>> {
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM articles a WHERE ");
    public(&mut statement, now);
    match name {
        Name::Id(id) => statement.sql(" AND a.id = ").id(*id),
        Name::Slug(slug) => statement.sql(" AND a.slug = ").text(slug),
    };
    Ok(statement.get_result::<(Id,)>(conn).optional()?.map(|(id,)| id))
}

fn public_slug(conn: &mut Conn, now: Time, id: Id) -> QueryResult<Option<String>> {
    let mut statement = Statement::<(diesel::sql_types::Text,)>::new("SELECT a.slug FROM articles a WHERE ");
    public(&mut statement, now);
    statement.sql(" AND a.id = ").id(id);
    Ok(statement.get_result::<(String,)>(conn).optional()?.map(|(slug,)| slug))
}

fn old_slug(conn: &mut Conn, slug: &str) -> QueryResult<Option<Id>> {
    let target: Option<Option<Id>> =
        redirects::table.find(format!("{OLD_SLUG}{slug}")).select(redirects::target_id).first(conn).optional()?;
    Ok(target.flatten())
}

/// It was announced once and is not public now: the public saw it.
fn was_public(conn: &mut Conn, name: &Name) -> QueryResult<bool> {
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM articles a WHERE a.announced_at IS NOT NULL");
    match name {
        Name::Id(id) => statement.sql(" AND a.id = ").id(*id),
        Name::Slug(slug) => statement.sql(" AND a.slug = ").text(slug),
    };
    Ok(statement.get_result::<(Id,)>(conn).optional()?.is_some())
}
