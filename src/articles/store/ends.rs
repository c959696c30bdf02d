//! Articles that end for good. What readers knew is gone from then on (410) under every name that it had,
//! and no other article gets one of them; what they never knew leaves nothing behind.

use diesel::prelude::*;

use super::file::{Filing, News, announce, count, filed, unshelve};
use crate::articles::model::ArticleRow;
use crate::db::schema::{articles, categories, comments, previews};
use crate::db::{Conn, Id, Time};
use crate::redirects;

/// Deletes an article that is not public, with its revisions, its comments and what opens it.
///
/// # Errors
/// What the database said.
pub fn delete(conn: &mut Conn, now: Time, row: &ArticleRow) -> QueryResult<()> {
    let id = row.id;
    if row.version > 0 || row.was_seen(now) {
        redirects::remember_gone(conn, now, &row.slug, id)?;
        remember_legacy(conn, now, row)?;
    } else {
        redirects::forget_article(conn, id)?;
    }
    let own = comments::subject_kind.eq("article").and(comments::subject_id.eq(id));
    diesel::delete(comments::table.filter(own)).execute(conn)?;
    diesel::delete(previews::table.filter(previews::document_id.eq(id))).execute(conn)?;
    diesel::update(categories::table.filter(categories::pinned_id.eq(id)))
        .set((categories::pinned_id.eq(None::<Id>), categories::pinned_until.eq(None::<Time>)))
        .execute(conn)?;
    diesel::delete(articles::table.find(id)).execute(conn).map(drop)
}

/// The address by the id that it had where it came from, unless another one had the same.
fn remember_legacy(conn: &mut Conn, now: Time, row: &ArticleRow) -> QueryResult<()> {
    let Some(legacy) = &row.legacy_id else { return Ok(()) };
    let same: i64 = articles::table.filter(articles::legacy_id.eq(legacy)).count().get_result(conn)?;
    if same == 1 {
        redirects::remember(conn, now, &format!("/?p={legacy}"), &redirects::Target::gone())
    } else {
        Ok(())
    }
}

/// Takes an article from every surface at once, whatever its status, and deletes it for good.
///
/// # Errors
/// What the database said.
pub fn take_down(conn: &mut Conn, now: Time, row: &ArticleRow) -> QueryResult<()> {
    let filing = Filing::load(conn)?;
    let filed = filed(conn, row.id)?;
    if row.is_counted() {
        count(conn, &filing, &[(row, &filed)], -1)?;
    }
    unshelve(conn, &[row.id])?;
    if row.version > 0 || row.was_seen(now) {
        let ended = ArticleRow { version: row.version + 1, ..row.clone() };
        let gone = Some("taken_down");
        let news =
            News { row: &ended, filed: &filed, before: None, event: "article.unpublished", gone, changed: Vec::new() };
        announce(conn, now, &filing, &[news])?;
    }
    delete(conn, now, row)
}
