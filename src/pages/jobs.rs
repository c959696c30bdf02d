//! The clock's work: what became public or ended is announced, once, by whichever node comes first.
//! Whether a page is *visible* never depends on this.

use super::store;
use crate::cards::{self, Clocked};
use crate::db::{Database, DatabaseError, Time};

/// Announces what is due; how many pages that were.
///
/// # Errors
/// What the database said.
pub async fn announce_due(db: &Database, now: Time) -> Result<usize, DatabaseError> {
    let due = db.read(move |conn| cards::due_ids(conn, Clocked::Pages, now).map_err(DatabaseError::from)).await?;
    if due.is_empty() {
        return Ok(0);
    }
    db.write(move |conn| {
        let mut done = 0;
        for (id, begins) in due {
            let claimed = if begins { store::begin(conn, now, id)? } else { store::end(conn, now, id)? };
            done += usize::from(claimed);
        }
        Ok(done)
    })
    .await
}
