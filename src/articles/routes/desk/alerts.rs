//! Alerts: one event for the publisher's own push service.

use actix_web::{HttpRequest, web};

use super::Hand;
use crate::articles::store;
use crate::articles::wire::desk::AlertIn;
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::SendAlerts;
use crate::changes::{self, EventOut};
use crate::db::{Conn, Time};
use crate::error::{Problem, ProblemOut};
use crate::http::cursor::Cursors;
use crate::http::once::{self, Made, Once, OnceHeader, Running};
use crate::http::{Answer, body, query};
use crate::site::Ask;

/// Send an alert
///
/// Makes one event `alert.sent` about a public article, for the publisher's own push service: it comes by `/v1/events`
/// and by webhooks, with what is said in `alert`. Nothing else is changed by it, and no cache drops anything. Send it with
/// an `Idempotency-Key`: what is sent again then is told once.
#[utoipa::path(
    post, path = "/v1/admin/articles/{article}/alerts", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), OnceHeader),
    request_body(description = "What it says.", content((AlertIn = "application/json"))),
    responses(
        (status = 201, description = "The event, as listeners get it.", body = EventOut),
        (status = 409, description = "The article is not public; or a request with this `Idempotency-Key` is being worked on.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken; or the `Idempotency-Key` was used for another request.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["alerts:send"]), ("key" = ["alerts:send"]))
)]
pub async fn send_alert(
    may: May<SendAlerts>,
    ask: Ask,
    running: web::Data<Running>,
    name: web::Path<String>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let bytes = body::object(&req, payload, 16 * 1024).await?;
    let once = Once::begin(&running, &req, may.id(), &format!("POST /v1/admin/articles/{name}/alerts"), &bytes)?;
    let given: AlertIn = body::json(&bytes)?;
    given.check()?;
    let (hand, now, cursors) = (Hand::of(&may), ask.here.now, ask.cursors.clone());
    let made = ask
        .db
        .write(move |conn| {
            once::made(conn, now, once.as_ref(), |conn| {
                let event = sent(conn, now, &hand, &name, given, &cursors)?;
                let body = serde_json::to_string(&event).map_err(Problem::internal)?;
                Ok(Made { status: 201, headers: Vec::new(), body })
            })
        })
        .await?;
    Ok(made.answer())
}

fn sent(
    conn: &mut Conn,
    now: Time,
    hand: &Hand,
    name: &str,
    given: AlertIn,
    cursors: &Cursors,
) -> Result<EventOut, Problem> {
    let row = hand.find(conn, name)?.article.row;
    if !row.is_public(now) {
        return Err(Problem::conflict("It is not public: an alert would lead readers to nothing."));
    }
    let AlertIn { title, body, topics } = given;
    let said = (title.trim().to_owned(), body.trim().to_owned(), topics);
    let deed = Deed::new("alert.send", "article", row.id);
    let deed = deed.after(&serde_json::json!({"title": said.0, "body": said.1, "topics": said.2}));
    let entry = store::alert(conn, now, &row, said)?;
    audit::note(conn, now, Doer::Actor(&hand.actor), deed)?;
    Ok(changes::event(&entry, cursors))
}
