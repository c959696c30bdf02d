//! Making deliveries from the log, and sending them: who is due, who sends, and what came of it. Every
//! write transaction waits for the one before, on whichever node, so a place in the log is moved on once.

use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::changes::{self, Entry, EventOut};
use crate::db::schema::{deliveries, webhooks};
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time};
use crate::each_backend;
use crate::webhooks::model::{Delivery, GONE, Outcome, Status, Verdict, Webhook};

/// Rows of the log that are read at once for one webhook.
const BATCH: i64 = 200;

/// Whether the log goes on beyond the place of a webhook that is active.
///
/// # Errors
/// What the database said.
pub fn is_behind(conn: &mut Conn) -> QueryResult<bool> {
    let head = changes::head(conn)?;
    let behind = webhooks::table.filter(webhooks::active).filter(webhooks::seq.lt(head));
    Ok(behind.count().get_result::<i64>(conn)? > 0)
}

/// Makes the deliveries of the next rows of the log and moves each webhook's place on.
///
/// # Errors
/// What the database said.
pub fn follow(conn: &mut Conn, now: Time, event: impl Fn(&Entry) -> EventOut) -> QueryResult<()> {
    let active: Vec<Webhook> =
        webhooks::table.filter(webhooks::active).order(webhooks::id).select(Webhook::as_select()).load(conn)?;
    for webhook in active {
        let rows = changes::beyond(conn, webhook.seq, BATCH)?;
        let Some(last) = rows.last().map(|row| row.seq) else { continue };
        let wanted = rows.iter().filter(|row| webhook.takes(&row.event));
        let made: Vec<Delivery> = wanted.map(|row| Delivery::new(webhook.id, &event(row), now)).collect();
        // Inserts of several rows are known to each of the two alone.
        each_backend!(conn => {
            diesel::insert_into(deliveries::table).values(&made).execute(conn)?;
        });
        diesel::update(webhooks::table.find(webhook.id)).set(webhooks::seq.eq(last)).execute(conn)?;
    }
    Ok(())
}

/// A webhook that something is to be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Due {
    /// Which one.
    pub webhook: Id,
    /// Whether its last attempt failed.
    pub failing: bool,
}

/// The webhooks that something is to be sent to now and that nobody sends to; the one that has waited
/// longest comes first.
///
/// # Errors
/// What the database said.
pub fn due(conn: &mut Conn, now: Time) -> QueryResult<Vec<Due>> {
    let mut statement = Statement::<(Uuid, Bool)>::new(
        "SELECT w.id, w.failures > 0 FROM webhooks w WHERE w.active AND w.claimed_until <= ",
    );
    statement
        .time(now)
        // Written out, so that the partial index is seen to fit.
        .sql(" AND EXISTS (SELECT 1 FROM deliveries d WHERE d.webhook_id = w.id AND d.status = 'pending' AND d.next_at <= ")
        .time(now)
        .sql(") ORDER BY w.claimed_until, w.id");
    statement.load(conn)
}

/// A delivery that this node alone may send, until a moment.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Whom it is for.
    pub webhook: Webhook,
    /// What is sent.
    pub delivery: Delivery,
    /// The end of the claim, which tells it from others.
    pub until: Time,
}

/// Claims webhooks until a moment, as far as nobody else has; of each its first delivery that is due.
///
/// # Errors
/// What the database said.
pub fn claim(conn: &mut Conn, now: Time, until: Time, ids: &[Id]) -> QueryResult<Vec<Claimed>> {
    let mut all = Vec::new();
    for id in ids {
        let free = webhooks::table.find(*id).filter(webhooks::active).filter(webhooks::claimed_until.le(now));
        if diesel::update(free).set(webhooks::claimed_until.eq(until)).execute(conn)? == 0 {
            continue;
        }
        let webhook = webhooks::table.find(*id).select(Webhook::as_select()).first(conn)?;
        match first_due(conn, *id, now)? {
            Some(delivery) => all.push(Claimed { webhook, delivery, until }),
            None => release(conn, *id, until, now)?,
        }
    }
    Ok(all)
}

fn first_due(conn: &mut Conn, webhook: Id, now: Time) -> QueryResult<Option<Delivery>> {
    let mut statement = Statement::<(Uuid,)>::new("SELECT id FROM deliveries WHERE webhook_id = ");
    statement
        .id(webhook)
        .sql(" AND status = 'pending' AND next_at <= ")
        .time(now)
        .sql(" ORDER BY next_at, seq LIMIT 1");
    let found = statement.load::<(Id,)>(conn)?.pop();
    found.map(|(id,)| deliveries::table.find(id).select(Delivery::as_select()).first(conn)).transpose()
}

fn release(conn: &mut Conn, webhook: Id, until: Time, now: Time) -> QueryResult<()> {
    // A claim that ended meanwhile may be another node's by now.
    let ours = webhooks::table.find(webhook).filter(webhooks::claimed_until.eq(until));
    diesel::update(ours).set(webhooks::claimed_until.eq(now)).execute(conn).map(drop)
}

/// Writes down what came of an attempt that began at a moment, and lets the webhook go.
///
/// # Errors
/// What the database said.
pub fn settle(
    conn: &mut Conn,
    now: Time,
    Claimed { webhook, delivery, until }: Claimed,
    outcome: &Outcome,
    chance: u32,
) -> QueryResult<()> {
    let began = (delivery.id, delivery.attempt);
    let verdict = outcome.verdict(delivery.attempt + 1, now, chance);
    let (status, next_at) = match verdict {
        Verdict::Delivered => (Status::Delivered, None),
        Verdict::Again(at) => (Status::Pending, Some(at)),
        Verdict::Failed => (Status::Failed, None),
        Verdict::Gone => (Status::Ended, None),
    };
    write(conn, began, &delivery.after(outcome, now, status, next_at))?;
    let failures = if verdict == Verdict::Delivered { 0 } else { webhook.failures + 1 };
    diesel::update(webhooks::table.find(webhook.id)).set(webhooks::failures.eq(failures)).execute(conn)?;
    if verdict == Verdict::Gone {
        end(conn, webhook.id)?;
    }
    release(conn, webhook.id, until, now)
}

fn write(conn: &mut Conn, (id, attempt): (Id, i64), after: &Delivery) -> QueryResult<()> {
    // A replay that was asked for meanwhile begins anew all the same.
    let unchanged = deliveries::table
        .find(id)
        .filter(deliveries::status.eq(Status::Pending.as_str()))
        .filter(deliveries::attempt.eq(attempt));
    diesel::update(unchanged)
        .set((
            deliveries::status.eq(&after.status),
            deliveries::attempt.eq(after.attempt),
            deliveries::next_at.eq(after.next_at),
            deliveries::response_status.eq(after.response_status),
            deliveries::response_body.eq(after.response_body.as_deref()),
            deliveries::error.eq(after.error.as_deref()),
            deliveries::duration_ms.eq(after.duration_ms),
            deliveries::attempted_at.eq(after.attempted_at),
            deliveries::delivered_at.eq(after.delivered_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Ends a webhook whose receiver is gone, and everything that was still to be sent to it.
fn end(conn: &mut Conn, webhook: Id) -> QueryResult<()> {
    diesel::update(webhooks::table.find(webhook))
        .set((webhooks::active.eq(false), webhooks::ended.eq(GONE), webhooks::revision.eq(webhooks::revision + 1)))
        .execute(conn)?;
    let pending = deliveries::table
        .filter(deliveries::webhook_id.eq(webhook))
        .filter(deliveries::status.eq(Status::Pending.as_str()));
    diesel::update(pending)
        .set((deliveries::status.eq(Status::Ended.as_str()), deliveries::next_at.eq(None::<Time>)))
        .execute(conn)
        .map(drop)
}
