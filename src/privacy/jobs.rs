//! Forgetting what is kept no longer, in slices: writers do not wait for all of it.

use diesel::result::QueryResult;

use super::model::{AUTOSAVE_DAYS, Retention};
use super::store;
use crate::articles;
use crate::audit::{self, Deed, Doer};
use crate::comments;
use crate::db::{Conn, Database, DatabaseError, Time};

/// What is forgotten in one transaction.
const SLICE: i64 = 500;
/// Articles that are deleted in one transaction.
const ARTICLES: i64 = 20;

/// Forgets whatever is kept no longer, as the settings say; how much that was.
///
/// # Errors
/// What the database said.
pub async fn forget(db: &Database, now: Time) -> Result<usize, DatabaseError> {
    let Retention { audit_days, trash_days, revisions_kept, spam_days, .. } =
        db.read(|conn| store::retention(conn).map_err(DatabaseError::from)).await?;
    let before = move |days: i64| now.plus_seconds(-days * 86_400);
    let mut done = sliced(db, SLICE, move |conn| articles::drop_autosaves_before(conn, before(AUTOSAVE_DAYS))).await?;
    if let Some(days) = audit_days {
        done += sliced(db, SLICE, move |conn| audit::forget_before(conn, before(days), SLICE)).await?;
    }
    if let Some(days) = trash_days {
        done += sliced(db, ARTICLES, move |conn| empty_trash(conn, now, before(days))).await?;
    }
    if let Some(kept) = revisions_kept {
        done += sliced(db, SLICE, move |conn| articles::forget_revisions(conn, kept, SLICE)).await?;
    }
    if let Some(days) = spam_days {
        done += sliced(db, SLICE, move |conn| comments::forget_unwanted(conn, before(days), SLICE)).await?;
    }
    Ok(done)
}

/// Does the same again and again, each time in a transaction of its own, until it finds less than a slice.
async fn sliced(
    db: &Database,
    slice: i64,
    work: impl Fn(&mut Conn) -> QueryResult<usize> + Clone + Send + 'static,
) -> Result<usize, DatabaseError> {
    let mut all = 0;
    loop {
        let work = work.clone();
        let done = db.write(move |conn| work(conn).map_err(DatabaseError::from)).await?;
        all += done;
        if i64::try_from(done).is_ok_and(|done| done < slice) {
            return Ok(all);
        }
    }
}

fn empty_trash(conn: &mut Conn, now: Time, before: Time) -> QueryResult<usize> {
    let old = articles::in_trash_since(conn, before, ARTICLES)?;
    for row in &old {
        articles::delete(conn, now, row)?;
        let deed = Deed::new("article.delete", "article", row.id);
        let deed = deed.before(&serde_json::json!({"title": row.title, "slug": row.slug, "status": row.status}));
        audit::note(conn, now, Doer::Server, deed)?;
    }
    Ok(old.len())
}
