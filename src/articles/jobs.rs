//! The clock's work: what became public or ended is announced, once, by whichever node comes first.
//! Whether an article is *visible* never depends on this.

use super::store::{self, Filing};
use crate::cards::{self, Clocked};
use crate::db::{Database, DatabaseError, Time};

/// Announces what is due; how many articles that were.
///
/// # Errors
/// What the database said.
pub async fn announce_due(db: &Database, now: Time) -> Result<usize, DatabaseError> {
    let due = db.read(move |conn| cards::due_ids(conn, Clocked::Articles, now).map_err(DatabaseError::from)).await?;
    if due.is_empty() {
        return Ok(0);
    }
    db.write(move |conn| {
        let filing = Filing::load(conn)?;
        let mut done = 0;
        for (id, begins) in due {
            let claimed =
                if begins { store::begin(conn, now, &filing, id)? } else { store::end(conn, now, &filing, id)? };
            done += usize::from(claimed);
        }
        Ok(done)
    })
    .await
}
