//! The SQL of the audit log.

use diesel::prelude::*;

use super::model::{Deed, Doer, Filter, Row};
use crate::db::schema::audit;
use crate::db::{Conn, Direction, Id, Json, Time};
use crate::http::Paging;

/// Writes down what was done, in the transaction that does it.
///
/// # Errors
/// What the database said.
pub fn note(conn: &mut Conn, now: Time, doer: Doer<'_>, deed: Deed) -> QueryResult<()> {
    let (actor, kind, name) = match doer {
        Doer::Actor(actor) => (Some(actor), actor.kind(), actor.name.as_str()),
        Doer::CommandLine => (None, "command_line", "Command line"),
        Doer::Server => (None, "server", "Newswire"),
    };
    diesel::insert_into(audit::table)
        .values((
            audit::at.eq(now),
            audit::actor_kind.eq(kind),
            audit::actor_id.eq(actor.map(|actor| actor.id())),
            audit::actor_name.eq(name),
            audit::address.eq(actor.map(|actor| actor.address.to_string())),
            audit::request_id.eq(actor.map(|actor| actor.request_id.as_str())),
            audit::action.eq(deed.action),
            audit::resource_kind.eq(deed.kind),
            audit::resource_id.eq(deed.id),
            audit::before.eq(deed.before.map(Json)),
            audit::after.eq(deed.after.map(Json)),
        ))
        .execute(conn)
        .map(drop)
}

/// A page of the log, the newest first, and one row more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, filter: &Filter, paging: &Paging) -> QueryResult<Vec<Row>> {
    let mut query = audit::table.select(Row::as_select()).into_boxed();
    if let Some(actor) = filter.actor {
        query = query.filter(audit::actor_id.eq(actor));
    }
    if let Some(action) = &filter.action {
        query = query.filter(audit::action.eq(action.clone()));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(audit::resource_kind.eq(kind.clone()));
    }
    if let Some(resource) = filter.resource {
        query = query.filter(audit::resource_id.eq(resource));
    }
    if let Some(after) = filter.after {
        query = query.filter(audit::at.ge(after));
    }
    if let Some(before) = filter.before {
        query = query.filter(audit::at.le(before));
    }
    let direction = paging.direction(Direction::Descending);
    if let Some(seq) = paging.beyond().and_then(|cursor| cursor.value.parse::<i64>().ok()) {
        query = match direction {
            Direction::Descending => query.filter(audit::seq.lt(seq)),
            Direction::Ascending => query.filter(audit::seq.gt(seq)),
        };
    }
    query = match direction {
        Direction::Descending => query.order(audit::seq.desc()),
        Direction::Ascending => query.order(audit::seq.asc()),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// Erases what was said of a thing; who did what to it and when stays.
///
/// # Errors
/// What the database said.
pub fn forget_content(conn: &mut Conn, kind: &str, id: Id) -> QueryResult<()> {
    let of = audit::table.filter(audit::resource_kind.eq(kind)).filter(audit::resource_id.eq(id));
    let none: Option<Json<serde_json::Value>> = None;
    diesel::update(of).set((audit::before.eq(none.clone()), audit::after.eq(none))).execute(conn).map(drop)
}

/// Erases the name of somebody and where they were; what they did, when, and that it was one and the same stays.
///
/// # Errors
/// What the database said.
pub fn forget_person(conn: &mut Conn, actor: Id, name: &str) -> QueryResult<()> {
    diesel::update(audit::table.filter(audit::actor_id.eq(actor)))
        .set((audit::actor_name.eq(name), audit::address.eq(None::<String>)))
        .execute(conn)
        .map(drop)
}

/// Forgets what was done before a moment, at most so many rows; how many those were.
///
/// # Errors
/// What the database said.
pub fn forget_before(conn: &mut Conn, before: Time, most: i64) -> QueryResult<usize> {
    let old: Vec<i64> =
        audit::table.filter(audit::at.lt(before)).order(audit::seq).limit(most).select(audit::seq).load(conn)?;
    diesel::delete(audit::table.filter(audit::seq.eq_any(old))).execute(conn)
}
