//! The SQL of webhooks: the webhooks themselves, and (`deliveries`) what each is told.

mod deliveries;
mod sending;

pub use deliveries::{find_delivery, forget_about, forget_before, insert, list_deliveries, replay};
pub use sending::{Claimed, Due, claim, due, follow, is_behind, settle};

use diesel::prelude::*;

use super::model::{BOTH_SIGN_FOR, Said, Webhook};
use crate::changes;
use crate::db::schema::webhooks;
use crate::db::{Conn, Direction, Id, Json, Time, keyset};
use crate::http::Paging;

/// A page of the webhooks, the newest first, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, paging: &Paging) -> QueryResult<Vec<Webhook>> {
    let direction = paging.direction(Direction::Descending);
    let mut query = webhooks::table.select(Webhook::as_select()).into_boxed();
    if let Some(cursor) = paging.beyond() {
        let place = (Time::parse(&cursor.value).unwrap_or(Time::forever()), cursor.id);
        query = query.filter(keyset((webhooks::created_at, webhooks::id), place, direction));
    }
    query = match direction {
        Direction::Ascending => query.order((webhooks::created_at.asc(), webhooks::id.asc())),
        Direction::Descending => query.order((webhooks::created_at.desc(), webhooks::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// How many webhooks there are.
///
/// # Errors
/// What the database said.
pub fn count(conn: &mut Conn) -> QueryResult<i64> {
    webhooks::table.count().get_result(conn)
}

/// One webhook.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, id: Id) -> QueryResult<Option<Webhook>> {
    webhooks::table.find(id).select(Webhook::as_select()).first(conn).optional()
}

/// Makes a webhook. It is told of what happens from now on.
///
/// # Errors
/// What the database said.
pub fn create(conn: &mut Conn, now: Time, said: Said, created_by: &str) -> QueryResult<Webhook> {
    let webhook = Webhook::new(said, created_by, changes::head(conn)?, now);
    diesel::insert_into(webhooks::table).values(&webhook).execute(conn)?;
    Ok(webhook)
}

/// Changes a webhook; how it is then. One that becomes active is told of what happens from now on, and
/// what it was still to be told.
///
/// # Errors
/// What the database said.
pub fn update(conn: &mut Conn, before: Webhook, said: Said) -> QueryResult<Webhook> {
    let awakes = said.active && !before.active;
    let seq = if awakes { changes::head(conn)? } else { before.seq };
    let ended = before.ended.filter(|_| !said.active);
    let after = Webhook {
        url: said.url,
        description: said.description,
        events: Json(said.events),
        active: said.active,
        ended,
        seq,
        failures: if awakes { 0 } else { before.failures },
        revision: before.revision + 1,
        ..before
    };
    diesel::update(webhooks::table.find(after.id))
        .set((
            webhooks::url.eq(&after.url),
            webhooks::description.eq(&after.description),
            webhooks::events.eq(&after.events),
            webhooks::active.eq(after.active),
            webhooks::ended.eq(after.ended.as_deref()),
            webhooks::seq.eq(after.seq),
            webhooks::failures.eq(after.failures),
            webhooks::revision.eq(after.revision),
        ))
        .execute(conn)?;
    Ok(after)
}

/// Gives a webhook a new secret; the one before signs too for a day. How it is then.
///
/// # Errors
/// What the database said.
pub fn rotate(conn: &mut Conn, now: Time, before: Webhook) -> QueryResult<Webhook> {
    let after = Webhook {
        generation: before.generation + 1,
        previous_until: Some(now.whole_seconds().plus_seconds(BOTH_SIGN_FOR)),
        revision: before.revision + 1,
        ..before
    };
    diesel::update(webhooks::table.find(after.id))
        .set((
            webhooks::generation.eq(after.generation),
            webhooks::previous_until.eq(after.previous_until),
            webhooks::revision.eq(after.revision),
        ))
        .execute(conn)?;
    Ok(after)
}

/// Removes a webhook with its deliveries; whether there was one.
///
/// # Errors
/// What the database said.
pub fn delete(conn: &mut Conn, id: Id) -> QueryResult<bool> {
    Ok(diesel::delete(webhooks::table.find(id)).execute(conn)? > 0)
}
