//! The SQL of what the newsroom does with authors.

use diesel::prelude::*;

use super::keys;
use crate::authors::model::{Author, NewAuthor, Private};
use crate::changes::{self, Change, Kind, Place};
use crate::db::schema::{authors, comments};
use crate::db::{Conn, Id, Time, among};
use crate::site;
use crate::text::Slug;

/// These authors' e-mail addresses and logins, in no order.
///
/// # Errors
/// What the database said.
pub fn private(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<Private>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    authors::table.filter(among(authors::id, ids)).select(Private::as_select()).load(conn)
}

/// Whether another author than this one has a slug.
///
/// # Errors
/// What the database said.
pub fn has_slug(conn: &mut Conn, slug: &Slug, own: Id) -> QueryResult<bool> {
    let has: Option<Id> =
        authors::table.filter(authors::slug.eq(slug.as_str())).select(authors::id).first(conn).optional()?;
    Ok(has.is_some_and(|id| id != own))
}

/// An author as a change begins from: their profile, and what only the newsroom knows.
pub fn stored(author: &Author, private: &Private, now: Time) -> NewAuthor {
    NewAuthor {
        name_key: author.name_key.clone(),
        job_title: author.job_title.clone(),
        bio: author.bio.clone(),
        portrait_id: author.portrait_id,
        social: author.social.clone(),
        seo: author.seo.clone(),
        login: private.login.clone(),
        email: private.email.clone(),
        ..NewAuthor::new(author.id, &author.slug, &author.name, now)
    }
}

/// Removes an author under whose name nothing stands any more, and announces it; `into` is the one that
/// they were merged into.
///
/// # Errors
/// What the database said; articles that still name them.
pub fn delete(conn: &mut Conn, now: Time, author: &Author, into: Option<Id>) -> QueryResult<()> {
    diesel::update(comments::table.filter(comments::author_id.eq(author.id)))
        .set(comments::author_id.eq(into))
        .execute(conn)?;
    diesel::delete(authors::table.find(author.id)).execute(conn)?;
    let reason = if into.is_some() { "merged" } else { "deleted" };
    let keys = keys(author.id, &author.slug);
    let change = Change::delete(Kind::Author, author.id, "author.deleted", reason, author.version + 1, keys);
    let path = site::paths(conn)?.author(&author.slug);
    changes::append(conn, now, &change.at(Place::new(&author.slug, path), None))
}
