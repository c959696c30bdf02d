//! Small facts about a database: whose secret it knows, whether it is a demo.

use diesel::prelude::*;

use super::Conn;
use super::schema::facts;

/// The name of the fact that this is a demo newsroom.
pub const DEMO: &str = "demo";
/// The name of the fact which root secret this database was made with.
pub const SECRET: &str = "secret";

/// The name of the fact up to which row the log of changes has lost what followers need.
pub const CHANGES_HORIZON: &str = "changes_horizon";
/// The name of the fact up to which row the log of changes holds the last change of each resource only.
pub const CHANGES_COMPACTED: &str = "changes_compacted";

/// The name of the fact how long things are kept.
pub const RETENTION: &str = "retention";

/// A fact.
///
/// # Errors
/// What the database said.
pub fn get(conn: &mut Conn, name: &str) -> QueryResult<Option<String>> {
    facts::table.find(name).select(facts::value).first(conn).optional()
}

/// Sets a fact.
///
/// # Errors
/// What the database said.
pub fn set(conn: &mut Conn, name: &str, value: &str) -> QueryResult<()> {
    let known = diesel::update(facts::table.find(name)).set(facts::value.eq(value)).execute(conn)?;
    if known == 0 {
        diesel::insert_into(facts::table).values((facts::name.eq(name), facts::value.eq(value))).execute(conn)?;
    }
    Ok(())
}
