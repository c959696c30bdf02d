//! The SQL of the audit log.

use diesel::prelude::*;

use super::model::{Deed, Doer, Filter, Row};
use crate::db::schema::audit;
use crate::db::{Conn, Direction, Json, Time};
use crate::http::Paging;

/// Writes down what was done, in the transaction that does it.
///
/// # Errors
/// What the database said.
pub fn note(conn: &mut Conn, now: Time, doer: Doer<'_>, deed: Deed) -> QueryResult<()> {
    let actor = match doer {
        Doer::Actor(actor) => Some(actor),
        Doer::CommandLine => None,
    };
    diesel::insert_into(audit::table)
        .values((
            audit::at.eq(now),
            audit::actor_kind.eq(actor.map_or("command_line", |actor| actor.kind())),
            audit::actor_id.eq(actor.map(|actor| actor.id())),
            audit::actor_name.eq(actor.map_or("Command line", |actor| actor.name.as_str())),
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
