//! The SQL of tags; what only the newsroom does with them is in `desk`.

pub mod desk;

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;

use super::model::{NewTag, Tag};
use crate::changes::{self, Change, Kind, Place};
use crate::db::schema::tags;
use crate::db::{Conn, Direction, Id, Json, Time, among, among_texts, keyset};
use crate::http::Paging;
use crate::http::keys::named;
use crate::site;
use crate::text::{Name, like, sort_key};

/// A page of tags by name, and one more where there are more; with a text, those whose name holds it.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, paging: &Paging, named: Option<&str>) -> QueryResult<Vec<Tag>> {
    let direction = paging.direction(Direction::Ascending);
    let mut query = tags::table.select(Tag::as_select()).into_boxed();
    if let Some(named) = named {
        query = query.filter(tags::name_key.like(like(&sort_key(named))).escape('\\'));
    }
    if let Some(cursor) = paging.beyond() {
        let place = (cursor.value.clone(), cursor.id);
        query = query.filter(keyset((tags::name_key, tags::id), place, direction));
    }
    query = match direction {
        Direction::Ascending => query.order((tags::name_key.asc(), tags::id.asc())),
        Direction::Descending => query.order((tags::name_key.desc(), tags::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// How many tags there are.
///
/// # Errors
/// What the database said.
pub fn total(conn: &mut Conn) -> QueryResult<i64> {
    tags::table.count().get_result(conn)
}

/// A tag by its id or its slug.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, name: &Name) -> QueryResult<Option<Tag>> {
    match name {
        Name::Id(id) => tags::table.find(*id).select(Tag::as_select()).first(conn).optional(),
        Name::Slug(slug) => tags::table.filter(tags::slug.eq(slug)).select(Tag::as_select()).first(conn).optional(),
    }
}

/// These tags, in no order.
///
/// # Errors
/// What the database said.
pub fn load(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<Tag>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tags::table.filter(among(tags::id, ids)).select(Tag::as_select()).load(conn)
}

/// The ids of these slugs; those that name no tag are left out.
///
/// # Errors
/// What the database said.
pub fn ids_of_slugs(conn: &mut Conn, slugs: &[String]) -> QueryResult<HashMap<String, Id>> {
    let rows: Vec<(String, Id)> =
        tags::table.filter(among_texts(tags::slug, slugs)).select((tags::slug, tags::id)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Stores a tag and announces it.
///
/// # Errors
/// What the database said; a slug or number that is taken.
pub fn create(conn: &mut Conn, now: Time, mut new: NewTag) -> QueryResult<Id> {
    if new.number == 0 {
        let last: Option<i64> = tags::table.select(max(tags::number)).first(conn)?;
        new.number = last.unwrap_or(0) + 1;
    }
    diesel::insert_into(tags::table).values(&new).execute(conn)?;
    announce(conn, now, (new.id, &new.slug, new.version), None, Vec::new())?;
    Ok(new.id)
}

/// Changes a tag's names, description, picture and SEO, and announces it.
///
/// # Errors
/// What the database said.
pub fn update(conn: &mut Conn, now: Time, id: Id, new: &NewTag) -> QueryResult<()> {
    let before: Tag = tags::table.find(id).select(Tag::as_select()).first(conn)?;
    let version = before.version + 1;
    diesel::update(tags::table.find(id))
        .set((
            tags::slug.eq(&new.slug),
            tags::name.eq(&new.name),
            tags::name_key.eq(&new.name_key),
            tags::description.eq(&new.description),
            tags::picture_id.eq(new.picture_id),
            tags::seo.eq(Json(new.seo.0.clone())),
            tags::version.eq(version),
            tags::revision.eq(tags::revision + 1),
        ))
        .execute(conn)?;
    announce(conn, now, (id, &new.slug, version), Some(&before.slug), before.differing(new))
}

/// Announces a tag as changed: what is under it is another.
///
/// # Errors
/// What the database said.
pub fn touch(conn: &mut Conn, now: Time, id: Id) -> QueryResult<()> {
    diesel::update(tags::table.find(id))
        .set((tags::version.eq(tags::version + 1), tags::revision.eq(tags::revision + 1)))
        .execute(conn)?;
    let (slug, version): (String, i64) = tags::table.find(id).select((tags::slug, tags::version)).first(conn)?;
    announce(conn, now, (id, &slug, version), None, vec!["article_count"])
}

/// Writes the change to the log. What names a tag by the slug of before is to be dropped too.
fn announce(
    conn: &mut Conn,
    now: Time,
    (id, slug, version): (Id, &str, i64),
    before: Option<&str>,
    changed: Vec<&'static str>,
) -> QueryResult<()> {
    let mut keys = keys(id, slug);
    keys.extend(before.filter(|before| *before != slug).map(|before| named("tag", before)));
    let paths = site::paths(conn)?;
    let place = |slug: &str| Place::new(slug, paths.tag(slug));
    let change = Change::upsert(Kind::Tag, id, "tag.updated", version, keys).at(place(slug), before.map(place));
    changes::append(conn, now, &Change { changed, ..change })
}

/// What is to be dropped from caches when a tag changes.
fn keys(id: Id, slug: &str) -> Vec<String> {
    vec![named("tag", slug), named("tag", &id.to_string()), "refs".to_owned()]
}

/// Adds to the kept counts of announced public articles.
///
/// # Errors
/// What the database said.
pub fn count(conn: &mut Conn, ids: &[Id], delta: i64) -> QueryResult<()> {
    diesel::update(tags::table.filter(among(tags::id, ids)))
        .set(tags::article_count.eq(tags::article_count + delta))
        .execute(conn)?;
    Ok(())
}
