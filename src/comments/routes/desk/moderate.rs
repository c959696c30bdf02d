//! What becomes of one comment.

use actix_web::{HttpRequest, web};
use serde_json::json;

use super::{Hand, LARGEST, answer, now_is};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::{EditComments, WriteComments};
use crate::comments::model::{DeskComment, NewComment, Status, Step, Subject};
use crate::comments::store::{self, desk};
use crate::comments::wire::desk::{CommentPatch, NewsroomComment, ReplyIn};
use crate::db::{Conn, Id, Time};
use crate::error::{Code, Fault, Problem, ProblemOut};
use crate::http::conditions::{IfMatch, IfMatchHeader};
use crate::http::once::{self, Made, Once, OnceHeader, Running};
use crate::http::{Answer, body, query};
use crate::site::Ask;

/// Change the words of a comment
///
/// For what may stay but for a part: what the body names is changed, the rest stays. The audit log keeps the words
/// that were there before.
#[utoipa::path(
    patch, path = "/v1/admin/comments/{comment}", tag = "newsroom",
    params(("comment" = String, Path, description = "The comment's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61"), IfMatchHeader),
    request_body(description = "What shall be another.", content((CommentPatch = "application/json"))),
    responses(
        (status = 200, description = "The comment as it is now.", body = NewsroomComment, headers(("ETag" = String, description = "The comment's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["comments:edit"]), ("key" = ["comments:edit"]))
)]
pub async fn patch_comment(
    may: May<EditComments>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let patch: CommentPatch = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let (hand, now) = (Hand::of(&may), ask.here.now);
    let comment = ask
        .db
        .write(move |conn| {
            let before = hand.find_at(conn, &name, state)?;
            let new = patch.check(&before)?;
            desk::edit(conn, &new)?;
            let deed = Deed::new("comment.update", "comment", before.id)
                .before(&words(&before.author_name, &before.body_text))
                .after(&words(&new.author_name, new.body_text()));
            audit::note(conn, now, Doer::Actor(&hand.actor), deed)?;
            now_is(conn, before.id)
        })
        .await?;
    answer(&comment)
}

fn words(name: &str, text: &str) -> serde_json::Value {
    json!({"author_name": name, "body_text": text})
}

/// Move a comment on its way
///
/// `approve` lets the public see it, `hold` takes it back into the queue; `spam` and `trash` take it from the public's
/// sight, `restore` brings it from the trash back into the queue. Each can be taken from some statuses only: the
/// comment's `steps` name those of today. Replies to what is not shown stand under the nearest comment above that is.
/// Counts and threads follow at once here, and in caches within the time that answers say.
#[utoipa::path(
    post, path = "/v1/admin/comments/{comment}/steps/{step}", tag = "newsroom",
    params(
        ("comment" = String, Path, description = "The comment's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61"),
        ("step" = String, Path, description = "`approve`, `hold`, `spam`, `trash` or `restore`.", example = "approve"),
        IfMatchHeader,
    ),
    responses(
        (status = 200, description = "The comment as it is now.", body = NewsroomComment, headers(("ETag" = String, description = "The comment's tag, for `If-Match`."))),
        (status = 409, description = "The step cannot be taken from this status; `detail` says which can.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["comments:write"]), ("key" = ["comments:write"]))
)]
pub async fn move_comment(
    may: May<WriteComments>,
    ask: Ask,
    path: web::Path<(String, String)>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (name, step) = path.into_inner();
    let step = Step::parse(&step).ok_or_else(|| Problem::new(Code::NotFound, "There is no such step."))?;
    let (hand, now) = (Hand::of(&may), ask.here.now);
    let comment = ask
        .db
        .write(move |conn| {
            let before = hand.find_at(conn, &name, state)?;
            take_step(conn, now, &hand, &before, step)?;
            now_is(conn, before.id)
        })
        .await?;
    answer(&comment)
}

/// Moves a comment, and writes down who did.
pub(super) fn take_step(
    conn: &mut Conn,
    now: Time,
    hand: &Hand,
    before: &DeskComment,
    step: Step,
) -> Result<(), Problem> {
    let status = before.status();
    let Some(next) = step.leads(status) else {
        let can: Vec<String> = Step::from(status).map(|step| format!("`{}`", step.as_str())).collect();
        let detail =
            format!("`{}` cannot be taken from `{}`. Possible: {}.", step.as_str(), status.as_str(), can.join(", "));
        let errors = vec![Fault::parameter("step", "conflict", detail.clone())];
        return Err(Problem { errors, ..Problem::conflict(detail) });
    };
    store::set_status(conn, before.id, next)?;
    let deed = Deed::new(action(step), "comment", before.id)
        .before(&json!({"status": status.as_str()}))
        .after(&json!({"status": next.as_str()}));
    audit::note(conn, now, Doer::Actor(&hand.actor), deed)?;
    Ok(())
}

fn action(step: Step) -> &'static str {
    match step {
        Step::Approve => "comment.approve",
        Step::Hold => "comment.hold",
        Step::Spam => "comment.spam",
        Step::Trash => "comment.trash",
        Step::Restore => "comment.restore",
    }
}

/// Delete a comment for good
///
/// Only what is spam or in the trash can be deleted. Replies to it stay, as answers to what it had answered.
#[utoipa::path(
    delete, path = "/v1/admin/comments/{comment}", tag = "newsroom",
    params(("comment" = String, Path, description = "The comment's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61"), IfMatchHeader),
    responses(
        (status = 204, description = "The comment is no more."),
        (status = 409, description = "It is neither spam nor in the trash.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["comments:edit"]), ("key" = ["comments:edit"]))
)]
pub async fn delete_comment(
    may: May<EditComments>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (hand, now) = (Hand::of(&may), ask.here.now);
    ask.db
        .write(move |conn| {
            let before = hand.find_at(conn, &name, state)?;
            remove(conn, now, &hand, &before)?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}

/// Deletes a comment, and writes down who did.
pub(super) fn remove(conn: &mut Conn, now: Time, hand: &Hand, before: &DeskComment) -> Result<(), Problem> {
    if !matches!(before.status(), Status::Spam | Status::Trash) {
        return Err(Problem::conflict("Only what is spam or in the trash can be deleted: take `trash` first."));
    }
    desk::delete(conn, before)?;
    // What it said is gone for good, here too.
    let kept = json!({"status": before.status, "subject_kind": before.subject_kind, "subject_id": before.subject_id});
    audit::note(conn, now, Doer::Actor(&hand.actor), Deed::new("comment.delete", "comment", before.id).before(&kept))?;
    Ok(())
}

/// Answer a comment
///
/// Writes a comment of the newsroom in answer to one that is shown: under the name of the user, and linked to their
/// profile among the authors where they have one. It is shown at once, also where readers can write no more.
#[utoipa::path(
    post, path = "/v1/admin/comments/{comment}/replies", tag = "newsroom",
    params(("comment" = String, Path, description = "The comment's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61"), OnceHeader),
    request_body(description = "The answer.", content((ReplyIn = "application/json"))),
    responses(
        (status = 201, description = "The answer is shown.", body = NewsroomComment, headers(
            ("Location" = String, description = "The answer's address."), ("ETag" = String, description = "The answer's tag, for `If-Match`."),
        )),
        (status = 409, description = "The comment is not shown; or a request with this `Idempotency-Key` is being worked on.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken; a key asks, which has no name of a person; or the `Idempotency-Key` was used for another request.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["comments:write"]), ("key" = ["comments:write"]))
)]
pub async fn reply_to_comment(
    may: May<WriteComments>,
    ask: Ask,
    name: web::Path<String>,
    running: web::Data<Running>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let bytes = body::object(&req, payload, LARGEST).await?;
    let once = Once::begin(&running, &req, may.id(), req.path(), &bytes)?;
    let text = body::json::<ReplyIn>(&bytes)?.check()?;
    let (hand, now) = (Hand::of(&may), ask.here.now);
    let made = ask
        .db
        .write(move |conn| {
            once::made(conn, now, once.as_ref(), |conn| {
                let parent = hand.find(conn, &name)?;
                let id = reply(conn, now, &hand, &parent, &text)?;
                let out = now_is(conn, id)?;
                Made::created(&out, &format!("/v1/admin/comments/{id}"), out.revision)
            })
        })
        .await?;
    Ok(made.answer())
}

fn reply(conn: &mut Conn, now: Time, hand: &Hand, parent: &DeskComment, text: &str) -> Result<Id, Problem> {
    if hand.actor.user().is_none() {
        return Err(Problem::new(Code::Refused, "An answer stands under the name of a person: sign in as a user."));
    }
    let article = Subject::Article(parent.subject_id);
    if parent.status() != Status::Approved || parent.subject_kind != article.kind() {
        return Err(Problem::conflict("The public does not see the comment: approve it first."));
    }
    let author = hand.actor.author();
    let staff = store::staff(conn, author.as_slice())?;
    let name = author.and_then(|id| staff.get(&id)).map_or(hand.actor.name.as_str(), |(_, name)| name.as_str());
    let mut new = NewComment::from_text(Id::new(), article, name, text, now);
    (new.parent_id, new.author_id, new.status) = (Some(parent.id), author, Status::Approved);
    let id = store::create(conn, new)?;
    let deed = Deed::new("comment.reply", "comment", id).after(&json!({"parent_id": parent.id}));
    audit::note(conn, now, Doer::Actor(&hand.actor), deed)?;
    Ok(id)
}
