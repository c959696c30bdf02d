//! The SQL of media.

mod desk;
mod jobs;

pub use desk::{
    add, announce_end, delete, edit, find_desk, forget_left_over, give_file, leave_over, left_over, list_desk, moved,
    next_move,
};
pub use jobs::{Claimed, claim, failed, has_due, made, put_off};

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;

use super::model::{Former, Media, NewMedia};
use crate::changes::{self, Change, Kind};
use crate::db::schema::{media, media_former};
use crate::db::{Conn, Id, Time, among, among_texts};
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

/// Every medium whose file has this hash, or had it, then as it was with it.
///
/// # Errors
/// What the database said.
pub fn rows_by_hash(conn: &mut Conn, hash: &str) -> QueryResult<Vec<Media>> {
    let mut rows: Vec<Media> =
        media::table.filter(media::hash.eq(hash)).order(media::id).limit(100).select(Media::as_select()).load(conn)?;
    let former = media_former::table.find(hash).select(Former::as_select()).first(conn).optional()?;
    if let Some(former) = former {
        let media = media::table.find(former.media_id).select(Media::as_select()).first(conn)?;
        rows.push(former.as_it_was(media));
    }
    Ok(rows)
}

/// Media of which only an address is known, beyond an id, in the order of ids, at most so many.
///
/// # Errors
/// What the database said.
pub fn linked_beyond(conn: &mut Conn, after: Option<Id>, most: i64) -> QueryResult<Vec<Media>> {
    let linked = media::table.filter(media::hash.is_null()).filter(media::source_url.is_not_null());
    let mut query = linked.order(media::id).limit(most).select(Media::as_select()).into_boxed();
    if let Some(after) = after {
        query = query.filter(media::id.gt(after));
    }
    query.load(conn)
}

/// The hash of a file that a medium had before, and the medium as it is now.
pub type Before = (String, Media);

/// The media that have one of these ids, whose file has one of these hashes, or that were at one of these addresses;
/// and with their medium the files of these hashes that a medium had before.
///
/// # Errors
/// What the database said.
pub fn by_names(
    conn: &mut Conn,
    ids: &[Id],
    hashes: &[String],
    urls: &[String],
) -> QueryResult<(Vec<Media>, Vec<Before>)> {
    let by_hash = among_texts(media::hash.assume_not_null(), hashes);
    let by_url = among_texts(media::source_url.assume_not_null(), urls);
    let now =
        media::table.filter(among(media::id, ids).or(by_hash).or(by_url)).select(Media::as_select()).load(conn)?;
    let before: Vec<Before> = media_former::table
        .inner_join(media::table.on(media::id.eq(media_former::media_id)))
        .filter(among_texts(media_former::hash, hashes))
        .select((media_former::hash, Media::as_select()))
        .load(conn)?;
    Ok((now, before))
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
pub fn insert_many(conn: &mut Conn, now: Time, all: Vec<NewMedia>) -> QueryResult<()> {
    insert_rows(conn, all)?.into_iter().try_for_each(|(id, version)| announce(conn, now, id, version))
}

/// Stores media without a word to the log; their ids and versions.
fn insert_rows(conn: &mut Conn, all: Vec<NewMedia>) -> QueryResult<Vec<(Id, i64)>> {
    let last: Option<i64> = media::table.select(max(media::number)).first(conn)?;
    let highest = all.iter().map(|new| new.number).max().unwrap_or(0);
    let next = last.unwrap_or(0).max(highest) + 1;
    let mut all: Vec<NewMedia> = all.into_iter().map(NewMedia::searchable).collect();
    for (number, new) in (next..).zip(all.iter_mut().filter(|new| new.number == 0)) {
        new.number = number;
    }
    // Many rows in one statement: the common connection type inserts them one by one only.
    each_backend!(conn => {
        for rows in all.chunks(500) { diesel::insert_into(media::table).values(rows).execute(conn)?; }
    });
    Ok(all.iter().map(|new| (new.id, new.version)).collect())
}

/// Brings a medium up to a newer source; its revision then.
///
/// # Errors
/// What the database said.
pub fn update(conn: &mut Conn, now: Time, new: &NewMedia) -> QueryResult<i64> {
    let before: Media = media::table.find(new.id).select(Media::as_select()).first(conn)?;
    desk::keep_former(conn, &before, new.hash.as_deref())?;
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
            media::search_key.eq(new.clone().searchable().search_key),
            media::version.eq(media::version + 1),
            media::revision.eq(media::revision + 1),
        ))
        .execute(conn)?;
    let (version, revision): (i64, i64) =
        media::table.find(new.id).select((media::version, media::revision)).first(conn)?;
    announce(conn, now, new.id, version)?;
    Ok(revision)
}

/// Tells the log that a medium is new or changed.
///
/// # Errors
/// What the database said.
pub fn announce(conn: &mut Conn, now: Time, id: Id, version: i64) -> QueryResult<()> {
    let keys = vec![named("media", &id.to_string()), "refs".to_owned()];
    changes::append(conn, now, &Change::upsert(Kind::Media, id, "media.updated", version, keys))
}
