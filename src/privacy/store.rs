//! Where the settings are kept.

use diesel::result::QueryResult;

use super::model::Retention;
use crate::db::{Conn, facts};

/// How long things are kept.
///
/// # Errors
/// What the database said.
pub fn retention(conn: &mut Conn) -> QueryResult<Retention> {
    let text = facts::get(conn, facts::RETENTION)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// Sets how long things are kept.
///
/// # Errors
/// What the database said.
pub fn set_retention(conn: &mut Conn, retention: &Retention) -> QueryResult<()> {
    facts::set(conn, facts::RETENTION, &serde_json::to_string(retention).unwrap_or_default())
}
