//! What becomes of an article beside its way: trashed, restored, deleted.

use actix_web::web;

use super::{Hand, rewrite};
use crate::articles::model::{Status, Stored};
use crate::articles::store;
use crate::articles::wire::desk::NewsroomArticle;
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::{DeleteArticles, WriteArticles};
use crate::db::{Conn, Time};
use crate::error::{Problem, ProblemOut};
use crate::http::Answer;
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::site::Ask;

/// Put an article in the trash
///
/// It is gone from everywhere at once; it can be restored.
#[utoipa::path(
    post, path = "/v1/admin/articles/{article}/trash", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), IfMatchHeader),
    responses(
        (status = 200, description = "The article as it is now.", body = NewsroomArticle, headers(("ETag" = String, description = "The article's tag, for `If-Match`."))),
        (status = 409, description = "It is there already.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn trash_article(
    may: May<WriteArticles>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let now = ask.here.now;
    let change = move |_: &mut Conn, hand: &Hand, before: &Stored| trashed(hand, before, now);
    rewrite(&ask, Hand::of(&may), (name.into_inner(), state), ("article.trash", None), change).await
}

/// The article in the trash.
pub(super) fn trashed(hand: &Hand, before: &Stored, now: Time) -> Result<Stored, Problem> {
    hand.may_touch(before, now)?;
    if before.article.row.trashed_at.is_some() {
        return Err(Problem::conflict("It is in the trash already: restore it, or delete it for good."));
    }
    let mut after = before.clone();
    let status = match before.status(now) {
        Status::Published => Status::Archived,
        Status::Scheduled => Status::Draft,
        status => status,
    };
    let row = &mut after.article.row;
    status.as_str().clone_into(&mut row.status);
    (row.trashed_at, row.publishable) = (Some(now.whole_seconds()), false);
    Ok(after)
}

/// Restore an article from the trash
///
/// It comes back as a draft, or archived where it was public. It is not public by that.
#[utoipa::path(
    post, path = "/v1/admin/articles/{article}/restore", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), IfMatchHeader),
    responses(
        (status = 200, description = "The article as it is now.", body = NewsroomArticle, headers(("ETag" = String, description = "The article's tag, for `If-Match`."))),
        (status = 409, description = "It is not in the trash.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn restore_article(
    may: May<WriteArticles>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let change = |_: &mut Conn, _: &Hand, before: &Stored| restored(before);
    rewrite(&ask, Hand::of(&may), (name.into_inner(), state), ("article.restore", None), change).await
}

/// The article out of the trash.
pub(super) fn restored(before: &Stored) -> Result<Stored, Problem> {
    if before.article.row.trashed_at.is_none() {
        return Err(Problem::conflict("It is not in the trash."));
    }
    let mut after = before.clone();
    after.article.row.trashed_at = None;
    Ok(after)
}

/// Delete an article for good
///
/// Only what is in the trash can be deleted; its revisions and comments go with it. What readers knew answers 410 from
/// then on, under each slug that it had.
#[utoipa::path(
    delete, path = "/v1/admin/articles/{article}", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), IfMatchHeader),
    responses(
        (status = 204, description = "The article is no more."),
        (status = 409, description = "It is not in the trash.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:delete"]), ("key" = ["articles:delete"]))
)]
pub async fn delete_article(
    may: May<DeleteArticles>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (hand, here) = (Hand::of(&may), ask.here.clone());
    ask.db
        .write(move |conn| {
            let before = hand.find_at(conn, &here, &name, state)?;
            let row = &before.article.row;
            if row.trashed_at.is_none() {
                return Err(Problem::conflict("Put it in the trash first."));
            }
            store::delete(conn, here.now, row)?;
            let deed = Deed::new("article.delete", "article", row.id);
            let deed = deed.before(&serde_json::json!({"title": row.title, "slug": row.slug, "status": row.status}));
            audit::note(conn, here.now, Doer::Actor(&hand.actor), deed)?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}
