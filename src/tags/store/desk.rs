//! The SQL of what the newsroom does with tags.

use diesel::prelude::*;

use super::keys;
use crate::changes::{self, Change, Kind, Place};
use crate::db::schema::tags;
use crate::db::{Conn, Id, Time};
use crate::site;
use crate::tags::model::Tag;
use crate::text::Slug;

/// Whether another tag than this one has a slug.
///
/// # Errors
/// What the database said.
pub fn has_slug(conn: &mut Conn, slug: &Slug, own: Id) -> QueryResult<bool> {
    let has: Option<Id> = tags::table.filter(tags::slug.eq(slug.as_str())).select(tags::id).first(conn).optional()?;
    Ok(has.is_some_and(|id| id != own))
}

/// Removes a tag that no article has any more, and announces it; `into` is the one that it was merged into.
///
/// # Errors
/// What the database said; articles that still have it.
pub fn delete(conn: &mut Conn, now: Time, tag: &Tag, into: Option<Id>) -> QueryResult<()> {
    diesel::delete(tags::table.find(tag.id)).execute(conn)?;
    let reason = if into.is_some() { "merged" } else { "deleted" };
    let keys = keys(tag.id, &tag.slug);
    let change = Change::delete(Kind::Tag, tag.id, "tag.deleted", reason, tag.version + 1, keys);
    let path = site::paths(conn)?.tag(&tag.slug);
    changes::append(conn, now, &change.at(Place::new(&tag.slug, path), None))
}
