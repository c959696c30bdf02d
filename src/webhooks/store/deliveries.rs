//! Deliveries as they are looked at, replayed and forgotten.

use diesel::prelude::*;

use crate::db::schema::deliveries;
use crate::db::types::Uuid;
use crate::db::{Conn, Direction, Id, MultiBackend, Statement, Time, among, keyset};
use crate::http::Paging;
use crate::webhooks::model::{Delivery, Status};

/// Deliveries that are removed in one transaction.
const SLICE: i64 = 500;

/// A page of the deliveries of a webhook, the newest first, and one more where there are more; those of a
/// status, or all.
///
/// # Errors
/// What the database said.
pub fn list_deliveries(
    conn: &mut Conn,
    webhook: Id,
    status: Option<Status>,
    paging: &Paging,
) -> QueryResult<Vec<Delivery>> {
    let direction = paging.direction(Direction::Descending);
    let mut query = of(webhook, status).select(Delivery::as_select());
    if let Some(cursor) = paging.beyond() {
        let place = (Time::parse(&cursor.value).unwrap_or(Time::forever()), cursor.id);
        query = query.filter(keyset((deliveries::created_at, deliveries::id), place, direction));
    }
    query = match direction {
        Direction::Ascending => query.order((deliveries::created_at.asc(), deliveries::id.asc())),
        Direction::Descending => query.order((deliveries::created_at.desc(), deliveries::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

fn of(webhook: Id, status: Option<Status>) -> deliveries::BoxedQuery<'static, MultiBackend> {
    let all = deliveries::table.filter(deliveries::webhook_id.eq(webhook)).into_boxed();
    match status {
        Some(status) => all.filter(deliveries::status.eq(status.as_str())),
        None => all,
    }
}

/// One delivery.
///
/// # Errors
/// What the database said.
pub fn find_delivery(conn: &mut Conn, id: Id) -> QueryResult<Option<Delivery>> {
    deliveries::table.find(id).select(Delivery::as_select()).first(conn).optional()
}

/// Stores a delivery.
///
/// # Errors
/// What the database said.
pub fn insert(conn: &mut Conn, delivery: &Delivery) -> QueryResult<()> {
    diesel::insert_into(deliveries::table).values(delivery).execute(conn).map(drop)
}

/// Sends a delivery anew, from its first attempt on; how it is then.
///
/// # Errors
/// What the database said.
pub fn replay(conn: &mut Conn, now: Time, before: Delivery) -> QueryResult<Delivery> {
    let after = Delivery {
        status: Status::Pending.as_str().to_owned(),
        attempt: 0,
        next_at: Some(now),
        delivered_at: None,
        ..before
    };
    diesel::update(deliveries::table.find(after.id))
        .set((
            deliveries::status.eq(&after.status),
            deliveries::attempt.eq(after.attempt),
            deliveries::next_at.eq(after.next_at),
            deliveries::delivered_at.eq(after.delivered_at),
        ))
        .execute(conn)?;
    Ok(after)
}

/// Removes a slice of the deliveries that were made before a moment; whether there may be more.
///
/// # Errors
/// What the database said.
pub fn forget_before(conn: &mut Conn, moment: Time) -> QueryResult<bool> {
    let mut old = Statement::<(Uuid,)>::new("SELECT id FROM deliveries WHERE created_at < ");
    old.time(moment).sql(" ORDER BY created_at LIMIT ").number(SLICE);
    let ids: Vec<Id> = old.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect();
    diesel::delete(deliveries::table.filter(among(deliveries::id, &ids))).execute(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX) == SLICE)
}

/// Forgets what was told and what is still to be told of a thing, before its end is told.
///
/// # Errors
/// What the database said.
pub fn forget_about(conn: &mut Conn, kind: &str, id: Id) -> QueryResult<()> {
    let naming = format!("%\"resource\":{{\"type\":\"{kind}\",\"id\":\"{id}\"%");
    diesel::delete(deliveries::table.filter(deliveries::body.like(naming))).execute(conn).map(drop)
}
