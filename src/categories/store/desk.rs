//! The SQL of what the newsroom asks of categories.

use diesel::prelude::*;

use crate::db::schema::categories;
use crate::db::{Conn, Id};
use crate::text::Slug;

/// Whether another category than this one has a slug.
///
/// # Errors
/// What the database said.
pub fn has_slug(conn: &mut Conn, slug: &Slug, own: Id) -> QueryResult<bool> {
    let has: Option<Id> =
        categories::table.filter(categories::slug.eq(slug.as_str())).select(categories::id).first(conn).optional()?;
    Ok(has.is_some_and(|id| id != own))
}
