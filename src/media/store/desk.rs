//! The SQL of the newsroom's media: brought, changed, replaced and removed.

use diesel::prelude::*;

use super::insert_rows;
use crate::changes::{self, Change, Kind, Op};
use crate::db::schema::{media, media_desk, media_former, media_jobs, media_leftovers, media_moves};
use crate::db::{Conn, Direction, Id, Time, keyset};
use crate::http::Paging;
use crate::http::keys::named;
use crate::media::model::{DeskFilter, DeskMedia, DeskRow, Former, Media, NewFile, NewMedia, Said};

type Owner = diesel::dsl::Nullable<media_desk::owner_id>;
type Name = diesel::dsl::Nullable<media_desk::uploaded_by>;
type Attempt = diesel::dsl::Nullable<media_jobs::attempt>;
type Columns = (
    diesel::dsl::AsSelect<Media, crate::db::MultiBackend>,
    diesel::dsl::AsSelect<DeskRow, crate::db::MultiBackend>,
    Owner,
    Name,
    Attempt,
);

fn columns() -> Columns {
    (
        Media::as_select(),
        DeskRow::as_select(),
        media_desk::owner_id.nullable(),
        media_desk::uploaded_by.nullable(),
        media_jobs::attempt.nullable(),
    )
}

/// A medium as the newsroom knows it.
///
/// # Errors
/// What the database said.
pub fn find_desk(conn: &mut Conn, id: Id) -> QueryResult<Option<DeskMedia>> {
    media::table
        .left_join(media_desk::table.on(media_desk::media_id.eq(media::id)))
        .left_join(media_jobs::table.on(media_jobs::media_id.eq(media::id)))
        .filter(media::id.eq(id))
        .select(columns())
        .first(conn)
        .optional()
}

/// A page of the newsroom's media, the newest first, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list_desk(conn: &mut Conn, now: Time, filter: &DeskFilter, paging: &Paging) -> QueryResult<Vec<DeskMedia>> {
    let direction = paging.direction(Direction::Descending);
    let mut query = media::table
        .left_join(media_desk::table.on(media_desk::media_id.eq(media::id)))
        .left_join(media_jobs::table.on(media_jobs::media_id.eq(media::id)))
        .select(columns())
        .into_boxed();
    if let Some(kind) = filter.kind {
        query = query.filter(media::kind.eq(kind));
    }
    if let Some(text) = &filter.text {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query = query.filter(media::search_key.like(format!("%{escaped}%")).escape('\\'));
    }
    if let Some(owner) = filter.owner {
        query = query.filter(media_desk::owner_id.eq(owner));
    }
    query = match filter.has_file {
        Some(true) => query.filter(media::hash.is_not_null()),
        Some(false) => query.filter(media::hash.is_null()),
        None => query,
    };
    if let Some(before) = filter.rights_before {
        query = query.filter(media::rights_until.lt(before));
    }
    query = match filter.rights_expired {
        Some(true) => query.filter(media::rights_until.le(now)),
        Some(false) => query.filter(media::rights_until.is_null().or(media::rights_until.gt(now))),
        None => query,
    };
    if let Some(after) = filter.created_after {
        query = query.filter(media::created_at.ge(after));
    }
    if let Some(before) = filter.created_before {
        query = query.filter(media::created_at.le(before));
    }
    if let Some(cursor) = paging.beyond()
        && let Some(at) = cursor.value.parse().ok().and_then(Time::of_micros)
    {
        query = query.filter(keyset((media::created_at, media::id), (at, cursor.id), direction));
    }
    query = match direction {
        Direction::Ascending => query.order((media::created_at.asc(), media::id.asc())),
        Direction::Descending => query.order((media::created_at.desc(), media::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// Stores a medium that the newsroom brought, whose file is kept already. Readers hear of it when something public
/// shows it.
///
/// # Errors
/// What the database said.
pub fn add(conn: &mut Conn, now: Time, new: NewMedia, owner: Option<Id>, by: &str) -> QueryResult<()> {
    let (id, hash) = (new.id, new.hash.clone());
    insert_rows(conn, vec![new])?;
    diesel::insert_into(media_desk::table)
        .values((media_desk::media_id.eq(id), media_desk::owner_id.eq(owner), media_desk::uploaded_by.eq(by)))
        .execute(conn)?;
    claim_file(conn, hash.as_deref())?;
    ask_for_widths(conn, now, id)
}

/// Asks for the widths of a medium to be made, or made anew.
///
/// # Errors
/// What the database said.
pub fn ask_for_widths(conn: &mut Conn, now: Time, id: Id) -> QueryResult<()> {
    let is_picture: i64 = media::table
        .find(id)
        .filter(media::hash.is_not_null().and(media::width.is_not_null()))
        .count()
        .get_result(conn)?;
    if is_picture == 0 {
        return Ok(());
    }
    let values = (media_jobs::turn.eq(Id::new()), media_jobs::attempt.eq(0), media_jobs::due_at.eq(now));
    if diesel::update(media_jobs::table.find(id)).set(values).execute(conn)? == 0 {
        diesel::insert_into(media_jobs::table).values((media_jobs::media_id.eq(id), values)).execute(conn)?;
    }
    Ok(())
}

/// Changes what is said of a medium.
///
/// # Errors
/// What the database said.
pub fn edit(conn: &mut Conn, now: Time, before: &DeskMedia, said: &Said) -> QueryResult<()> {
    let id = before.media.id;
    diesel::update(media::table.find(id))
        .set((
            media::title.eq(&said.title),
            media::alt.eq(&said.alt),
            media::caption.eq(&said.caption),
            media::credit.eq(&said.credit),
            media::license.eq(&said.license),
            media::rights_until.eq(said.rights_until),
            media::focal_x.eq(said.focus.x),
            media::focal_y.eq(said.focus.y),
            media::search_key.eq(said.search_key(&before.media.filename)),
            media::version.eq(media::version + 1),
            media::revision.eq(media::revision + 1),
        ))
        .execute(conn)?;
    if said.focus == before.said().focus { Ok(()) } else { ask_for_widths(conn, now, id) }
}

/// Gives a medium another file, which is kept already. What was said under the addresses of the one before goes on.
///
/// # Errors
/// What the database said.
pub fn give_file(conn: &mut Conn, now: Time, before: &DeskMedia, file: &NewFile) -> QueryResult<()> {
    let id = before.media.id;
    keep_former(conn, &before.media, file.hash.as_deref())?;
    diesel::update(media::table.find(id))
        .set((
            file,
            media::search_key.eq(before.said().search_key(&file.filename)),
            media::version.eq(media::version + 1),
            media::revision.eq(media::revision + 1),
        ))
        .execute(conn)?;
    claim_file(conn, file.hash.as_deref())?;
    note_move(conn, id)?;
    ask_for_widths(conn, now, id)
}

/// Notes that bodies may say the address of a file that is not the medium's any more.
fn note_move(conn: &mut Conn, id: Id) -> QueryResult<()> {
    diesel::delete(media_moves::table.find(id)).execute(conn)?;
    let values = (media_moves::media_id.eq(id), media_moves::turn.eq(Id::new()));
    diesel::insert_into(media_moves::table).values(values).execute(conn).map(drop)
}

/// A medium whose address bodies are still to be told, and which wish for it.
///
/// # Errors
/// What the database said.
pub fn next_move(conn: &mut Conn) -> QueryResult<Option<(Id, Id)>> {
    media_moves::table.order(media_moves::media_id).first(conn).optional()
}

/// Every body has been told.
///
/// # Errors
/// What the database said.
pub fn moved(conn: &mut Conn, id: Id, turn: Id) -> QueryResult<()> {
    diesel::delete(media_moves::table.find(id).filter(media_moves::turn.eq(turn))).execute(conn).map(drop)
}

/// Remembers the file that a medium has, before it gets another.
pub(super) fn keep_former(conn: &mut Conn, media: &Media, next: Option<&str>) -> QueryResult<()> {
    if let Some(next) = next {
        diesel::delete(media_former::table.find(next)).execute(conn)?;
    }
    let former = Former::of(media).filter(|former| Some(former.hash.as_str()) != next);
    let Some(former) = former else { return Ok(()) };
    // Media of old imports may share a file.
    if media_former::table.find(&former.hash).count().get_result::<i64>(conn)? > 0 {
        return Ok(());
    }
    diesel::insert_into(media_former::table).values(&former).execute(conn).map(drop)
}

/// Removes a medium. Its files are left over: they are removed after the commit.
///
/// # Errors
/// What the database said.
pub fn delete(conn: &mut Conn, now: Time, media: &Media) -> QueryResult<Vec<String>> {
    let mut hashes: Vec<String> =
        media_former::table.filter(media_former::media_id.eq(media.id)).select(media_former::hash).load(conn)?;
    hashes.extend(media.hash.clone());
    diesel::delete(media::table.find(media.id)).execute(conn)?;
    for hash in &hashes {
        leave_over(conn, hash, now)?;
    }
    Ok(hashes)
}

/// Notes a file that no medium may have at a moment: none has it yet, or none any more.
///
/// # Errors
/// What the database said.
pub fn leave_over(conn: &mut Conn, hash: &str, due_at: Time) -> QueryResult<()> {
    diesel::delete(media_leftovers::table.find(hash)).execute(conn)?;
    diesel::insert_into(media_leftovers::table)
        .values((media_leftovers::hash.eq(hash), media_leftovers::due_at.eq(due_at)))
        .execute(conn)
        .map(drop)
}

/// Takes a file out of those that are left over: a medium has it.
fn claim_file(conn: &mut Conn, hash: Option<&str>) -> QueryResult<()> {
    let Some(hash) = hash else { return Ok(()) };
    diesel::delete(media_leftovers::table.find(hash)).execute(conn).map(drop)
}

/// The files that are left over at a moment, at most so many, without those that a medium has after all.
///
/// # Errors
/// What the database said.
pub fn left_over(conn: &mut Conn, now: Time, most: i64) -> QueryResult<Vec<String>> {
    let due: Vec<String> = media_leftovers::table
        .filter(media_leftovers::due_at.le(now))
        .order(media_leftovers::due_at)
        .limit(most)
        .select(media_leftovers::hash)
        .load(conn)?;
    let mut all = Vec::new();
    for hash in due {
        match super::rows_by_hash(conn, &hash)?.is_empty() {
            true => all.push(hash),
            false => claim_file(conn, Some(&hash))?,
        }
    }
    Ok(all)
}

/// Forgets a file that was left over and is gone now.
///
/// # Errors
/// What the database said.
pub fn forget_left_over(conn: &mut Conn, hash: &str) -> QueryResult<()> {
    claim_file(conn, Some(hash))
}

/// Tells the log that a medium is no longer there.
///
/// # Errors
/// What the database said.
pub fn announce_end(conn: &mut Conn, now: Time, media: &Media) -> QueryResult<()> {
    let keys = vec![named("media", &media.id.to_string()), "refs".to_owned()];
    let change = Change::upsert(Kind::Media, media.id, "media.deleted", media.version + 1, keys);
    changes::append(conn, now, &Change { op: Op::Delete, reason: Some("deleted"), ..change })
}
