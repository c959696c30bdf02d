//! The clock's work on pages: what became public or ended is announced, once.

use super::store;
use crate::db::{Database, DatabaseError, Time};

/// Announces what is due; how many pages that were.
///
/// # Errors
/// What the database said.
pub async fn announce_due(db: &Database, now: Time) -> Result<usize, DatabaseError> {
    let due = db.read(move |conn| store::due_ids(conn, now).map_err(DatabaseError::from)).await?;
    if due.is_empty() {
        return Ok(0);
    }
    db.write(move |conn| {
        for id in &due {
            store::announce_due(conn, now, *id)?;
        }
        Ok(due.len())
    })
    .await
}

/// When the clock has something to announce next.
///
/// # Errors
/// What the database said.
pub async fn next_due(db: &Database) -> Result<Option<Time>, DatabaseError> {
    db.read(|conn| store::next_due(conn).map_err(DatabaseError::from)).await
}
