//! The SQL of WebSub: how things stand with each hub is a fact of the database. Write transactions wait for each
//! other, on whichever node, so that one node at a time has a hub.

use diesel::prelude::*;

use super::model::Standing;
use crate::changes;
use crate::db::{Conn, Time, facts};

/// Rows of the log that are looked at in one transaction.
const BATCH: i64 = 500;

fn load(conn: &mut Conn, hub: &str) -> QueryResult<Option<Standing>> {
    // A standing that cannot be read is begun anew.
    Ok(facts::get(conn, &name(hub))?.and_then(|text| serde_json::from_str(&text).ok()))
}

fn save(conn: &mut Conn, hub: &str, standing: &Standing) -> QueryResult<()> {
    facts::set(conn, &name(hub), &serde_json::to_string(standing).unwrap_or_default())
}

fn name(hub: &str) -> String {
    format!("websub {hub}")
}

/// Whether there is something to do about a hub.
///
/// # Errors
/// What the database said.
pub fn has_work(conn: &mut Conn, hub: &str, now: Time) -> QueryResult<bool> {
    let Some(standing) = load(conn, hub)? else { return Ok(true) };
    if standing.is_claimed(now) {
        return Ok(false);
    }
    Ok(standing.is_due(now) || standing.seq < changes::head(conn)?)
}

/// Follows the log for a hub, from a place where it is not known yet, and takes what it is to be told now, if that is anything and no other node has it.
///
/// # Errors
/// What the database said.
pub fn take(conn: &mut Conn, hub: &str, now: Time, since: i64) -> QueryResult<Vec<String>> {
    let mut standing = match load(conn, hub)? {
        Some(standing) if standing.is_claimed(now) => return Ok(Vec::new()),
        Some(standing) => standing,
        None => Standing::from(since),
    };
    for entry in changes::beyond(conn, standing.seq, BATCH)? {
        standing.note(&entry);
    }
    let told = if standing.is_due(now) { standing.claim(now) } else { Vec::new() };
    save(conn, hub, &standing)?;
    Ok(told)
}

/// Writes down how a call went; whether what it said was given up.
///
/// # Errors
/// What the database said.
pub fn settle(conn: &mut Conn, hub: &str, now: Time, told: &[String], worked: bool) -> QueryResult<bool> {
    let Some(mut standing) = load(conn, hub)? else { return Ok(false) };
    let given_up = standing.settle(now, told, worked);
    save(conn, hub, &standing)?;
    Ok(given_up)
}
