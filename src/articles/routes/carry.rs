//! Carrying all articles of one author, category or tag to another, step by step, so that the newsroom
//! goes on writing meanwhile.

use crate::articles::store::{self, Axis, Carrying, Filing, desk};
use crate::db::{Conn, Time};
use crate::error::Problem;
use crate::site::Ask;

/// How many articles a step carries.
const STEP: i64 = 200;

/// Carries articles until none is left. What stopped in between is gone on with by asking again.
///
/// # Errors
/// The one that they go to is gone; what the database said.
pub async fn carry_all(ask: &Ask, way: Carrying) -> Result<(), Problem> {
    loop {
        let now = ask.here.now;
        let carried = ask.db.write(move |conn| step(conn, now, way)).await?;
        if carried == 0 {
            return Ok(());
        }
    }
}

/// Carries what has come since, in the transaction that removes the one that it came to.
///
/// # Errors
/// What the database said.
pub fn carry_rest(conn: &mut Conn, now: Time, way: Carrying) -> Result<(), Problem> {
    while step(conn, now, way)? > 0 {}
    Ok(())
}

fn step(conn: &mut Conn, now: Time, way: Carrying) -> Result<usize, Problem> {
    if let Some(into) = way.into
        && !desk::missing(conn, named(way.axis), &[into])?.is_empty()
    {
        return Err(Problem::conflict(format!("`{into}` is gone: nothing can be merged into it.")));
    }
    let filing = Filing::load(conn)?;
    Ok(store::carry(conn, now, &filing, way, STEP)?)
}

fn named(axis: Axis) -> desk::Named {
    match axis {
        Axis::Author => desk::Named::Author,
        Axis::Category => desk::Named::Category,
        Axis::Tag => desk::Named::Tag,
    }
}
