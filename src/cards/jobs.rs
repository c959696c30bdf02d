//! What the clock does to everything that is public.

use super::store;
use crate::db::{Database, DatabaseError, Time};

/// When the clock has something to announce next; what is due and not announced counts too.
///
/// # Errors
/// What the database said.
pub async fn next_due(db: &Database) -> Result<Option<Time>, DatabaseError> {
    db.read(|conn| store::next_due(conn).map_err(DatabaseError::from)).await
}
