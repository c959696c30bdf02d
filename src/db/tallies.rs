//! Counts that limits stand on, exact however many nodes count. What is counted has a name for one
//! span of time: a keyed hash, so that neither an address nor a reader stands in the database.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::schema::tallies;
use super::{Conn, Statement, Time};

/// The span of so many seconds that a moment lies in: its beginning, in seconds since 1970, and its end.
pub fn span(now: Time, seconds: i64) -> (i64, Time) {
    let now = now.whole_seconds();
    let within = now.timestamp().rem_euclid(seconds);
    (now.timestamp() - within, now.plus_seconds(seconds - within))
}

/// The counts of these names, in their order; 0 where nothing was counted.
///
/// # Errors
/// What the database said.
pub fn counts(conn: &mut Conn, names: &[String]) -> QueryResult<Vec<i64>> {
    let mut statement = Statement::<(Text, BigInt)>::new("SELECT name, count FROM tallies WHERE name");
    statement.is_among_texts(names);
    let rows: Vec<(String, i64)> = statement.load(conn)?;
    let of = |name: &String| rows.iter().find(|(known, _)| known == name).map_or(0, |(_, count)| *count);
    Ok(names.iter().map(of).collect())
}

/// Counts one more under a name, which is forgotten at its end.
///
/// # Errors
/// What the database said.
pub fn add(conn: &mut Conn, name: &str, ends_at: Time) -> QueryResult<()> {
    let known = diesel::update(tallies::table.find(name)).set(tallies::count.eq(tallies::count + 1)).execute(conn)?;
    if known == 0 {
        let first = (tallies::name.eq(name), tallies::count.eq(1), tallies::ends_at.eq(ends_at));
        diesel::insert_into(tallies::table).values(first).execute(conn)?;
    }
    Ok(())
}

/// Counts one less under a name.
///
/// # Errors
/// What the database said.
pub fn take_back(conn: &mut Conn, name: &str) -> QueryResult<()> {
    let counted = tallies::table.find(name).filter(tallies::count.gt(0));
    diesel::update(counted).set(tallies::count.eq(tallies::count - 1)).execute(conn).map(drop)
}

/// Counts anew under a name.
///
/// # Errors
/// What the database said.
pub fn clear(conn: &mut Conn, name: &str) -> QueryResult<()> {
    diesel::delete(tallies::table.find(name)).execute(conn).map(drop)
}

/// Forgets what has ended.
///
/// # Errors
/// What the database said.
pub fn forget(conn: &mut Conn, now: Time) -> QueryResult<()> {
    diesel::delete(tallies::table.filter(tallies::ends_at.le(now))).execute(conn).map(drop)
}
