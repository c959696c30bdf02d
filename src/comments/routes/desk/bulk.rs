//! Many comments in one call.

use actix_web::{HttpRequest, web};

use super::moderate::{remove, take_step};
use super::{Hand, LARGEST};
use crate::auth::rights::{EditComments, Permission, WriteComments};
use crate::auth::{May, Reach};
use crate::comments::store::desk as store;
use crate::comments::wire::desk::{BulkComment, BulkComments, BulkCommentsIn, CommentAction};
use crate::db::{Conn, Time};
use crate::error::{Code, Problem, ProblemOut};
use crate::http::{Answer, body, query};
use crate::site::Ask;

/// Change many comments
///
/// Takes the same step with up to 100 comments, or deletes them, whatever their revisions. Each has an answer of its
/// own; what cannot be done with one hinders none of the others. `delete` needs the right `comments:edit`.
#[utoipa::path(
    post, path = "/v1/admin/comments/bulk", tag = "newsroom",
    request_body(description = "The comments, and what is done.", content((BulkCommentsIn = "application/json"))),
    responses(
        (status = 200, description = "What came of each, in the order they were named.", body = BulkComments),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["comments:write"]), ("key" = ["comments:write"]))
)]
pub async fn change_comments(
    may: May<WriteComments>,
    ask: Ask,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: BulkCommentsIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    given.check()?;
    if given.action == CommentAction::Delete && may.reach(&EditComments::RIGHT) != Reach::All {
        return Err(Problem::new(
            Code::Forbidden,
            format!("To delete needs the right `{}`.", EditComments::RIGHT.name),
        ));
    }
    let (hand, now) = (Hand::of(&may), ask.here.now);
    let data = ask
        .db
        .write(move |conn| {
            let one = |id: String| one(conn, now, &hand, given.action, id);
            given.ids.into_iter().map(one).collect::<Result<Vec<_>, Problem>>()
        })
        .await?;
    Answer::json(&BulkComments { data })
}

/// What comes of one of them; only a failure of the server's own ends the whole.
fn one(conn: &mut Conn, now: Time, hand: &Hand, action: CommentAction, id: String) -> Result<BulkComment, Problem> {
    match done(conn, now, hand, action, &id) {
        Ok(Some(revision)) => Ok(BulkComment { id, status: 200, detail: None, revision: Some(revision) }),
        Ok(None) => Ok(BulkComment { id, status: 204, detail: None, revision: None }),
        Err(problem) if problem.code.status() >= 500 => Err(problem),
        Err(problem) => {
            let status = i32::from(problem.code.status());
            Ok(BulkComment { id, status, detail: Some(problem.detail), revision: None })
        }
    }
}

/// The revision after it; none where the comment is no more.
fn done(conn: &mut Conn, now: Time, hand: &Hand, action: CommentAction, id: &str) -> Result<Option<i64>, Problem> {
    let before = hand.find(conn, id)?;
    match action.step() {
        Some(step) => take_step(conn, now, hand, &before, step)?,
        None => remove(conn, now, hand, &before)?,
    }
    Ok(store::find(conn, before.id)?.map(|row| row.revision))
}
