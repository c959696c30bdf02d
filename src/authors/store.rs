//! The SQL of authors; what only the newsroom does with them is in `desk`.

pub mod desk;

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::model::{Author, NewAuthor};
use crate::changes::{self, Change, Kind, Place};
use crate::db::schema::authors;
use crate::db::types::Uuid;
use crate::db::{Conn, Direction, Id, Statement, Time, among, among_texts, keyset};
use crate::http::Paging;
use crate::http::keys::named;
use crate::site;
use crate::text::{Name, like, sort_key};

/// A page of authors by name, and one more where there are more; with a text, those whose name holds it.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, paging: &Paging, named: Option<&str>) -> QueryResult<Vec<Author>> {
    let direction = paging.direction(Direction::Ascending);
    let mut query = authors::table.select(Author::as_select()).into_boxed();
    if let Some(named) = named {
        query = query.filter(authors::name_key.like(like(&sort_key(named))).escape('\\'));
    }
    if let Some(cursor) = paging.beyond() {
        let place = (cursor.value.clone(), cursor.id);
        query = query.filter(keyset((authors::name_key, authors::id), place, direction));
    }
    query = match direction {
        Direction::Ascending => query.order((authors::name_key.asc(), authors::id.asc())),
        Direction::Descending => query.order((authors::name_key.desc(), authors::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// How many authors there are.
///
/// # Errors
/// What the database said.
pub fn total(conn: &mut Conn) -> QueryResult<i64> {
    authors::table.count().get_result(conn)
}

/// An author by their id or their slug.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, name: &Name) -> QueryResult<Option<Author>> {
    match name {
        Name::Id(id) => authors::table.find(*id).select(Author::as_select()).first(conn).optional(),
        Name::Slug(slug) => {
            authors::table.filter(authors::slug.eq(slug)).select(Author::as_select()).first(conn).optional()
        }
    }
}

/// These authors, in no order.
///
/// # Errors
/// What the database said.
pub fn load(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<Author>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    authors::table.filter(among(authors::id, ids)).select(Author::as_select()).load(conn)
}

/// The ids of these slugs; those that name no author are left out.
///
/// # Errors
/// What the database said.
pub fn ids_of_slugs(conn: &mut Conn, slugs: &[String]) -> QueryResult<HashMap<String, Id>> {
    let rows: Vec<(String, Id)> =
        authors::table.filter(among_texts(authors::slug, slugs)).select((authors::slug, authors::id)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Stores an author and announces them.
///
/// # Errors
/// What the database said; a slug or number that is taken.
pub fn create(conn: &mut Conn, now: Time, mut new: NewAuthor) -> QueryResult<Id> {
    if new.number == 0 {
        let last: Option<i64> = authors::table.select(max(authors::number)).first(conn)?;
        new.number = last.unwrap_or(0) + 1;
    }
    diesel::insert_into(authors::table).values(&new).execute(conn)?;
    announce(conn, now, (new.id, &new.slug, new.version), None, Vec::new())?;
    Ok(new.id)
}

/// Changes an author's names, profile, SEO, login and e-mail address, and announces it.
///
/// # Errors
/// What the database said; no such author.
pub fn update(conn: &mut Conn, now: Time, id: Id, new: &NewAuthor) -> QueryResult<()> {
    let before: Author = authors::table.find(id).select(Author::as_select()).first(conn)?;
    let version = before.version + 1;
    diesel::update(authors::table.find(id))
        .set((
            authors::slug.eq(&new.slug),
            authors::name.eq(&new.name),
            authors::name_key.eq(&new.name_key),
            authors::job_title.eq(&new.job_title),
            authors::bio.eq(&new.bio),
            authors::portrait_id.eq(new.portrait_id),
            authors::social.eq(new.social.clone()),
            authors::seo.eq(new.seo.clone()),
            authors::login.eq(&new.login),
            authors::email.eq(&new.email),
            authors::version.eq(version),
            authors::revision.eq(authors::revision + 1),
        ))
        .execute(conn)?;
    announce(conn, now, (id, &new.slug, version), Some(&before.slug), before.differing(new))
}

/// Announces an author as changed: what is under their name is another.
///
/// # Errors
/// What the database said.
pub fn touch(conn: &mut Conn, now: Time, id: Id) -> QueryResult<()> {
    diesel::update(authors::table.find(id))
        .set((authors::version.eq(authors::version + 1), authors::revision.eq(authors::revision + 1)))
        .execute(conn)?;
    let (slug, version): (String, i64) =
        authors::table.find(id).select((authors::slug, authors::version)).first(conn)?;
    announce(conn, now, (id, &slug, version), None, vec!["article_count"])
}

/// Writes the change to the log. What names an author by the slug of before is to be dropped too.
fn announce(
    conn: &mut Conn,
    now: Time,
    (id, slug, version): (Id, &str, i64),
    before: Option<&str>,
    changed: Vec<&'static str>,
) -> QueryResult<()> {
    let mut keys = keys(id, slug);
    keys.extend(before.filter(|before| *before != slug).map(|before| named("author", before)));
    let paths = site::paths(conn)?;
    let place = |slug: &str| Place::new(slug, paths.author(slug));
    let change = Change::upsert(Kind::Author, id, "author.updated", version, keys).at(place(slug), before.map(place));
    changes::append(conn, now, &Change { changed, ..change })
}

/// What is to be dropped from caches when an author changes.
fn keys(id: Id, slug: &str) -> Vec<String> {
    vec![named("author", slug), named("author", &id.to_string()), "refs".to_owned()]
}

/// Adds to the kept counts of announced public articles.
///
/// # Errors
/// What the database said.
pub fn count(conn: &mut Conn, ids: &[Id], delta: i64) -> QueryResult<()> {
    diesel::update(authors::table.filter(among(authors::id, ids)))
        .set(authors::article_count.eq(authors::article_count + delta))
        .execute(conn)?;
    Ok(())
}

/// What was imported of how to reach an author, which nothing public shows.
#[derive(Debug, Clone, Queryable)]
pub struct Contact {
    /// The author.
    pub id: Id,
    /// Their name.
    pub name: String,
    /// Their slug.
    pub slug: String,
    /// Their login where they came from.
    pub login: Option<String>,
    /// Their mail address there.
    pub email: Option<String>,
}

/// The authors of a mail address in lower case.
///
/// # Errors
/// What the database said.
pub fn by_email(conn: &mut Conn, email: &str) -> QueryResult<Vec<Contact>> {
    let mut statement = Statement::<(Uuid, Text, Text, Nullable<Text>, Nullable<Text>)>::new(
        "SELECT id, name, slug, login, email FROM authors WHERE lower(email) = ",
    );
    statement.text(email).sql(" ORDER BY id LIMIT 100");
    statement.load(conn)
}

/// Forgets how to reach an author; their public profile stays.
///
/// # Errors
/// What the database said.
pub fn forget_contact(conn: &mut Conn, id: Id) -> QueryResult<()> {
    let none: Option<String> = None;
    diesel::update(authors::table.find(id))
        .set((authors::login.eq(none.clone()), authors::email.eq(none)))
        .execute(conn)
        .map(drop)
}
