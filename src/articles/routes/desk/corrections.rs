//! What an article got wrong: corrections that readers see.

use actix_web::{HttpRequest, web};

use super::{Hand, rewrite};
use crate::articles::model::{NewCorrection, Stored};
use crate::articles::wire::desk::{CorrectionIn, CorrectionPatch, NewsroomArticle};
use crate::auth::May;
use crate::auth::rights::PublishArticles;
use crate::db::{Conn, Id};
use crate::error::{Problem, ProblemOut};
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::http::{Answer, body, patch, query};
use crate::site::Ask;

/// The largest body of a request, in bytes.
const LARGEST: usize = 64 * 1024;

/// Correct an article
///
/// Adds a correction, which readers see; the article's `updated_at` moves to its moment, where it was earlier.
#[utoipa::path(
    post, path = "/v1/admin/articles/{article}/corrections", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), IfMatchHeader),
    request_body(description = "The correction.", content((CorrectionIn = "application/json"))),
    responses(
        (status = 200, description = "The article as it is now.", body = NewsroomArticle, headers(("ETag" = String, description = "The article's tag, for `If-Match`."))),
        (status = 409, description = "It was never public.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:publish"]), ("key" = ["articles:publish"]))
)]
pub async fn correct_article(
    may: May<PublishArticles>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: CorrectionIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let now = ask.here.now;
    let change = move |_: &mut Conn, _: &Hand, before: &Stored| {
        let row = &before.article.row;
        if row.version == 0 {
            return Err(Problem::conflict("It was never public: change it instead."));
        }
        let correction = given.check(Id::new(), row.published_at, now)?;
        let mut after = before.clone();
        after.article.row.updated_at = row.updated_at.max(correction.at);
        after.article.corrections.push(correction);
        Ok(after)
    };
    rewrite(&ask, Hand::of(&may), (name.into_inner(), state), ("article.correct", None), change).await
}

/// Change a correction
///
/// A JSON Merge Patch (RFC 7396) of what adding one takes. The article's `updated_at` stays.
#[utoipa::path(
    patch, path = "/v1/admin/articles/{article}/corrections/{correction}", tag = "newsroom",
    params(
        ("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"),
        ("correction" = String, Path, description = "The correction's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2d01"),
        IfMatchHeader,
    ),
    request_body(description = "What shall be another, as in `CorrectionIn`.", content((CorrectionPatch = "application/json", example = json!({"kind": "clarification"})))),
    responses(
        (status = 200, description = "The article as it is now.", body = NewsroomArticle, headers(("ETag" = String, description = "The article's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:publish"]), ("key" = ["articles:publish"]))
)]
pub async fn change_correction(
    may: May<PublishArticles>,
    ask: Ask,
    path: web::Path<(String, String)>,
    state: IfMatch,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let CorrectionPatch(given) = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let ((article, correction), now) = (path.into_inner(), ask.here.now);
    let change = move |_: &mut Conn, _: &Hand, before: &Stored| {
        let mut after = before.clone();
        let one = find(&mut after.article.corrections, &correction)?;
        let given: CorrectionIn = patch::patched(&CorrectionIn::of(one), given)?;
        *one = given.check(one.id, before.article.row.published_at, now)?;
        Ok(after)
    };
    rewrite(&ask, Hand::of(&may), (article, state), ("article.correction.update", None), change).await
}

/// Remove a correction
///
/// Readers no longer see it. The article's `updated_at` stays, and its revisions tell nothing of corrections: the audit
/// log knows who removed one.
#[utoipa::path(
    delete, path = "/v1/admin/articles/{article}/corrections/{correction}", tag = "newsroom",
    params(
        ("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"),
        ("correction" = String, Path, description = "The correction's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2d01"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "The article as it is now.", body = NewsroomArticle, headers(("ETag" = String, description = "The article's tag, for `If-Match`.")))),
    security(("session" = ["articles:publish"]), ("key" = ["articles:publish"]))
)]
pub async fn remove_correction(
    may: May<PublishArticles>,
    ask: Ask,
    path: web::Path<(String, String)>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (article, correction) = path.into_inner();
    let change = move |_: &mut Conn, _: &Hand, before: &Stored| {
        let mut after = before.clone();
        let id = find(&mut after.article.corrections, &correction)?.id;
        after.article.corrections.retain(|one| one.id != id);
        Ok(after)
    };
    rewrite(&ask, Hand::of(&may), (article, state), ("article.correction.delete", None), change).await
}

/// The correction of a name.
fn find<'a>(all: &'a mut [NewCorrection], name: &str) -> Result<&'a mut NewCorrection, Problem> {
    let id = Id::parse(name);
    all.iter_mut().find(|one| Some(one.id) == id).ok_or_else(|| Problem::unknown("correction", name))
}
