//! The SQL of media.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;

use super::model::{Media, NewMedia};
use crate::changes::{self, Change, Kind};
use crate::db::schema::media;
use crate::db::{Conn, Id, Time, among};
use crate::each_backend;
use crate::http::keys::named;

/// The media of these ids, and their posters.
///
/// # Errors
/// What the database said.
pub fn load(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Media>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = by_ids(conn, ids)?;
    let posters: Vec<Id> = rows.iter().filter_map(|row| row.poster_id).collect();
    let mut found: HashMap<Id, Media> = rows.into_iter().map(|row| (row.id, row)).collect();
    if !posters.is_empty() {
        found.extend(by_ids(conn, &posters)?.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

fn by_ids(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<Media>> {
    // On the connection itself, for every card asks for these.
    each_backend!(conn => media::table.filter(among(media::id, ids)).select(Media::as_select()).load(conn))
}

/// One medium.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, id: Id) -> QueryResult<Option<Media>> {
    media::table.find(id).select(Media::as_select()).first(conn).optional()
}

/// Every medium whose bytes have this hash: the same file may be used with several focal points.
///
/// # Errors
/// What the database said.
pub fn rows_by_hash(conn: &mut Conn, hash: &str) -> QueryResult<Vec<Media>> {
    media::table.filter(media::hash.eq(hash)).order(media::id).limit(100).select(Media::as_select()).load(conn)
}

/// The medium that was at this address before it was imported.
///
/// # Errors
/// What the database said.
pub fn find_by_source_url(conn: &mut Conn, url: &str) -> QueryResult<Option<Media>> {
    media::table.filter(media::source_url.eq(url)).order(media::id).select(Media::as_select()).first(conn).optional()
}

/// Stores media, many rows at a time, and announces them; a number of 0 takes the next one.
///
/// # Errors
/// What the database said.
pub fn insert_many(conn: &mut Conn, now: Time, mut all: Vec<NewMedia>) -> QueryResult<()> {
    let last: Option<i64> = media::table.select(max(media::number)).first(conn)?;
    let highest = all.iter().map(|new| new.number).max().unwrap_or(0);
    let next = last.unwrap_or(0).max(highest) + 1;
    for (number, new) in (next..).zip(all.iter_mut().filter(|new| new.number == 0)) {
        new.number = number;
    }
    // Many rows in one statement: the common connection type inserts them one by one only.
    each_backend!(conn => {
        for rows in all.chunks(500) { diesel::insert_into(media::table).values(rows).execute(conn)?; }
    });
    all.iter().try_for_each(|new| announce(conn, now, new.id, new.version))
}

/// Brings a medium up to a newer source; its revision then.
///
/// # Errors
/// What the database said.
pub fn update(conn: &mut Conn, now: Time, new: &NewMedia) -> QueryResult<i64> {
    diesel::update(media::table.find(new.id))
        .set((
            media::hash.eq(&new.hash),
            media::source_url.eq(&new.source_url),
            media::mime.eq(&new.mime),
            media::filename.eq(&new.filename),
            media::title.eq(&new.title),
            media::width.eq(new.width),
            media::height.eq(new.height),
            media::bytes.eq(new.bytes),
            media::widths.eq(new.widths.clone()),
            media::alt.eq(&new.alt),
            media::caption.eq(&new.caption),
            media::credit.eq(&new.credit),
            media::color.eq(&new.color),
            media::placeholder.eq(&new.placeholder),
            media::version.eq(media::version + 1),
            media::revision.eq(media::revision + 1),
        ))
        .execute(conn)?;
    let (version, revision): (i64, i64) =
        media::table.find(new.id).select((media::version, media::revision)).first(conn)?;
    announce(conn, now, new.id, version)?;
    Ok(revision)
}

fn announce(conn: &mut Conn, now: Time, id: Id, version: i64) -> QueryResult<()> {
    let keys = vec![named("media", &id.to_string()), "refs".to_owned()];
    changes::append(conn, now, &Change::upsert(Kind::Media, id, "media.updated", version, keys))
}
