//! Work that is not saved: kept while it is typed, and shown to others while it goes on. Neither is a
//! change: there is no revision, and the article's tag stays.

use actix_web::{HttpRequest, web};

use super::{Hand, write::LARGEST};
use crate::articles::model::{Autosave, LOCKED_FOR, Lock};
use crate::articles::store::editing;
use crate::articles::wire::desk::{AutosaveIn, AutosaveOut, LockIn, LockOut};
use crate::audit::{self, Deed, Doer};
use crate::auth::rights::{EditArticles, Permission, WriteArticles};
use crate::auth::{May, Reach};
use crate::db::Json;
use crate::error::{Code, Problem, ProblemOut};
use crate::http::{Answer, body, query};
use crate::site::Ask;

/// Keep what is typed
///
/// Keeps what you have typed of an article and not saved, in place of what you had kept before: one for each user and
/// article. It makes no revision and changes nothing that others see. Saving the article drops it, and so do 30 days.
#[utoipa::path(
    put, path = "/v1/admin/articles/{article}/autosave", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")),
    request_body(description = "What was typed.", content((AutosaveIn = "application/json"))),
    responses(
        (status = 204, description = "It is kept."),
        (status = 422, description = "It names what no article has.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn put_autosave(
    may: May<WriteArticles>,
    ask: Ask,
    name: web::Path<String>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: AutosaveIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    given.check()?;
    let (hand, at) = (Hand::of(&may), ask.here.now.whole_seconds());
    ask.db
        .write(move |conn| {
            let article_id = hand.find(conn, &name)?.article.row.id;
            let (actor_id, content) = (hand.actor.id(), Json(given.content));
            editing::keep(conn, &Autosave { article_id, actor_id, at, revision: given.revision, content })?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}

/// Get what was typed
///
/// What you have typed of an article and not saved; 404 where there is nothing.
#[utoipa::path(
    get, path = "/v1/admin/articles/{article}/autosave", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")),
    responses((status = 200, description = "What was typed.", body = AutosaveOut)),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn get_autosave(may: May<WriteArticles>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let hand = Hand::of(&may);
    let found = ask
        .read(move |conn, _| {
            let row = hand.find(conn, &name)?.article.row;
            let own = editing::find(conn, row.id, hand.actor.id())?;
            own.map(|own| AutosaveOut::new(own, row.revision)).ok_or_else(|| Problem::unknown("autosave", &name))
        })
        .await?;
    Answer::json(&found)
}

/// Drop what was typed
///
/// Drops what you have typed of an article and not saved.
#[utoipa::path(
    delete, path = "/v1/admin/articles/{article}/autosave", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")),
    responses((status = 204, description = "Nothing is kept.")),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn delete_autosave(may: May<WriteArticles>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let hand = Hand::of(&may);
    ask.db
        .write(move |conn| {
            let id = hand.find(conn, &name)?.article.row.id;
            editing::drop_own(conn, id, hand.actor.id())?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}

/// Say that you are editing
///
/// Takes the article's lock for five minutes, or renews it: send it again while you edit. Others see in the article who
/// has it. It is a sign and no hindrance: who saves without it is held by `If-Match` alone. Where somebody else has it
/// the answer is 409, and `current` says who; with `take_over` an editor takes it from them.
#[utoipa::path(
    post, path = "/v1/admin/articles/{article}/lock", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")),
    request_body(description = "Whether to take it over; the body may be empty.", content((LockIn = "application/json"))),
    responses(
        (status = 200, description = "You have it.", body = LockOut),
        (status = 409, description = "Somebody else has it.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn take_lock(
    may: May<WriteArticles>,
    ask: Ask,
    name: web::Path<String>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let LockIn { take_over } = body::optional_json(&req, payload, 16 * 1024).await?.unwrap_or_default();
    let (hand, now) = (Hand::of(&may), ask.here.now.whole_seconds());
    let lock = ask
        .db
        .write(move |conn| {
            let stored = hand.find(conn, &name)?;
            let (article_id, me) = (stored.article.row.id, hand.actor.id());
            let held = stored.lock.filter(|lock| lock.holds(now));
            let others = held.as_ref().filter(|lock| lock.actor_id != me);
            if let Some(lock) = others {
                may_take_over(&hand, take_over, lock)?;
                let deed = Deed::new("article.take_over", "article", article_id)
                    .before(&serde_json::json!({"holder_id": lock.actor_id}));
                audit::note(conn, now, Doer::Actor(&hand.actor), deed)?;
            }
            let own = held.filter(|lock| lock.actor_id == me);
            let lock = Lock {
                article_id,
                actor_id: me,
                actor_name: hand.actor.name.clone(),
                taken_at: own.map_or(now, |lock| lock.taken_at),
                expires_at: now.plus_seconds(LOCKED_FOR),
            };
            editing::set_lock(conn, &lock)?;
            Ok::<_, Problem>(LockOut::new(&lock))
        })
        .await?;
    Answer::json(&lock)
}

fn may_take_over(hand: &Hand, take_over: bool, lock: &Lock) -> Result<(), Problem> {
    if !take_over {
        return Err(held(lock));
    }
    if hand.actor.reach(&EditArticles::RIGHT) == Reach::None {
        let detail = format!("Taking a lock over needs the right `{}`.", EditArticles::RIGHT.name);
        return Err(Problem::new(Code::Forbidden, detail));
    }
    Ok(())
}

fn held(lock: &Lock) -> Problem {
    let current = serde_json::to_value(LockOut::new(lock)).ok().map(Box::new);
    Problem { current, ..Problem::conflict(format!("`{}` is editing it.", lock.actor_name)) }
}

/// Say that you have stopped editing
///
/// Lets the article's lock go, where it is yours or nobody's.
#[utoipa::path(
    delete, path = "/v1/admin/articles/{article}/lock", tag = "newsroom",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")),
    responses(
        (status = 204, description = "You do not have it."),
        (status = 409, description = "Somebody else has it.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["articles:write"]), ("key" = ["articles:write"]))
)]
pub async fn release_lock(may: May<WriteArticles>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (hand, now) = (Hand::of(&may), ask.here.now);
    ask.db
        .write(move |conn| {
            let stored = hand.find(conn, &name)?;
            if let Some(lock) = stored.lock.filter(|lock| lock.holds(now) && lock.actor_id != hand.actor.id()) {
                return Err(held(&lock));
            }
            editing::release(conn, stored.article.row.id)?;
            Ok(Answer::empty())
        })
        .await
}
