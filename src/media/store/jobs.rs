//! The SQL of making widths: which medium is due, who makes them, and what came of it.

use diesel::prelude::*;

use super::desk::leave_over;
use super::rows_by_hash;
use crate::db::schema::{media, media_jobs};
use crate::db::{Conn, Id, Json, Time};
use crate::media::model::{MOST_ATTEMPTS, Media, Width};

/// How long widths are put off while their place takes no files, in seconds.
const PUT_OFF: i64 = 30;

/// A medium whose widths this node alone makes, until its claim ends.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Which one, as it was when it was claimed.
    pub media: Media,
    /// Which wish for it.
    pub turn: Id,
    /// How often it was tried before.
    pub attempt: i64,
}

/// Whether widths are to be made at a moment.
///
/// # Errors
/// What the database said.
pub fn has_due(conn: &mut Conn, now: Time) -> QueryResult<bool> {
    let due: i64 = media_jobs::table.filter(media_jobs::due_at.le(now)).count().get_result(conn)?;
    Ok(due > 0)
}

/// Claims the medium that has waited longest, until a moment.
///
/// # Errors
/// What the database said.
pub fn claim(conn: &mut Conn, now: Time, until: Time) -> QueryResult<Option<Claimed>> {
    let found: Option<(Id, Id, i64)> = media_jobs::table
        .filter(media_jobs::due_at.le(now))
        .order((media_jobs::due_at, media_jobs::media_id))
        .select((media_jobs::media_id, media_jobs::turn, media_jobs::attempt))
        .first(conn)
        .optional()?;
    let Some((id, turn, attempt)) = found else { return Ok(None) };
    let free = media_jobs::table.find(id).filter(media_jobs::due_at.le(now));
    if diesel::update(free).set(media_jobs::due_at.eq(until)).execute(conn)? == 0 {
        return Ok(None);
    }
    let media = media::table.find(id).select(Media::as_select()).first(conn)?;
    Ok(Some(Claimed { media, turn, attempt }))
}

/// Writes down that the widths are made, where they still are those of the medium's file; whether something
/// changed for readers.
///
/// # Errors
/// What the database said.
pub fn made(conn: &mut Conn, now: Time, claimed: &Claimed) -> QueryResult<bool> {
    let hash = claimed.media.hash.as_deref().unwrap_or_default();
    // What was made for a medium that is gone would lie about for ever.
    if rows_by_hash(conn, hash)?.is_empty() {
        leave_over(conn, hash, now)?;
        return Ok(false);
    }
    let own = media_jobs::table.find(claimed.media.id).filter(media_jobs::turn.eq(claimed.turn));
    if diesel::delete(own).execute(conn)? == 0 {
        return Ok(false);
    }
    let whole = claimed.media.planned().into_iter().filter_map(|width| i32::try_from(width).ok());
    let widths: Vec<Width> = whole.map(|w| Width { w, url: None }).collect();
    if claimed.media.widths.0 == widths {
        return Ok(false);
    }
    diesel::update(media::table.find(claimed.media.id))
        .set((media::widths.eq(Json(widths)), media::version.eq(media::version + 1)))
        .execute(conn)?;
    Ok(true)
}

/// Writes down that the widths could not be made: they are tried again later, or no more.
///
/// # Errors
/// What the database said.
pub fn failed(conn: &mut Conn, now: Time, claimed: &Claimed) -> QueryResult<()> {
    let attempt = claimed.attempt + 1;
    let due_at = if attempt < MOST_ATTEMPTS { now.plus_seconds(10 << (2 * attempt)) } else { Time::forever() };
    let own = media_jobs::table.find(claimed.media.id).filter(media_jobs::turn.eq(claimed.turn));
    diesel::update(own).set((media_jobs::attempt.eq(attempt), media_jobs::due_at.eq(due_at))).execute(conn).map(drop)
}

/// Puts the widths off without counting the attempt: what failed was the place of the files, not the picture.
///
/// # Errors
/// What the database said.
pub fn put_off(conn: &mut Conn, now: Time, claimed: &Claimed) -> QueryResult<()> {
    let own = media_jobs::table.find(claimed.media.id).filter(media_jobs::turn.eq(claimed.turn));
    diesel::update(own).set(media_jobs::due_at.eq(now.plus_seconds(PUT_OFF))).execute(conn).map(drop)
}
