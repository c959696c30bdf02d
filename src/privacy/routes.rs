//! Privacy, for administrators who are signed in.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::{self, Payload, ServiceConfig};
use utoipa::OpenApi;

use super::model::{NOBODY, Retention};
use super::store;
use super::wire::{Erased, PersonIn, PersonalAuthor, PersonalComment, PersonalData, RetentionIn, RetentionOut};
use crate::audit::{self, Deed, Doer};
use crate::auth::rights::ManagePrivacy;
use crate::auth::{Actor, May};
use crate::db::{Conn, Database, Id, Time, kept};
use crate::error::{Problem, ProblemOut};
use crate::http::conditions::{IfMatch, IfMatchHeader, tag};
use crate::http::{Answer, body, query};
use crate::site::Ask;
use crate::users::{self, Email, SessionOut, UserOut};
use crate::{articles, authors, comments};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(export_person, erase_person, get_retention, replace_retention))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/privacy/export").post(export_person))
        .service(web::resource("/privacy/erase").post(erase_person))
        .service(web::resource("/retention").get(get_retention).put(replace_retention));
}

/// The largest body, in bytes.
const LARGEST: usize = 16 * 1024;
/// The most comments of an export.
const MOST: usize = 10_000;
/// Comments that are erased in one transaction.
const SLICE: i64 = 100;

async fn person(ask: &Ask, req: &HttpRequest, payload: Payload) -> Result<Email, Problem> {
    query::none(&ask.raw_query)?;
    let given: PersonIn = body::json(&body::object(req, payload, LARGEST).await?)?;
    given.check()
}

/// A deed that names nobody: the log would keep what is to be erased.
fn noted(action: &'static str, what: &impl serde::Serialize) -> Deed {
    Deed { action, kind: "person", id: None, before: None, after: None }.after(what)
}

/// Export a person's data
///
/// Everything that is known under a mail address: comments with all that was given with them, the account and its
/// sessions, and authors that were imported with it.
#[utoipa::path(
    post, path = "/v1/admin/privacy/export", tag = "administration",
    request_body(description = "Whose.", content((PersonIn = "application/json"))),
    responses(
        (status = 200, description = "What is known.", body = PersonalData),
        (status = 422, description = "This is no mail address.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["privacy:manage"]))
)]
pub async fn export_person(
    may: May<ManagePrivacy>,
    ask: Ask,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    let email = person(&ask, &req, payload).await?;
    let data = ask.read(move |conn, here| known(conn, here.now, &email)).await?;
    let count = Erased {
        comments: count(data.comments.len()),
        users: i32::from(data.user.is_some()),
        authors: count(data.authors.len()),
    };
    let (actor, now) = (may.actor(), ask.here.now);
    ask.db
        .write(move |conn| {
            audit::note(conn, now, Doer::Actor(&actor), noted("privacy.export", &count)).map_err(Problem::from)
        })
        .await?;
    Answer::json(&data)
}

fn count(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

fn known(conn: &mut Conn, now: Time, email: &Email) -> Result<PersonalData, Problem> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX).saturating_add(1);
    let mut found = comments::by_email(conn, &email.key(), most)?;
    let complete = found.len() <= MOST;
    found.truncate(MOST);
    let user = users::find_by_email(conn, email)?;
    let sessions = user.as_ref().map(|user| users::sessions_of(conn, now, user.id)).transpose()?.unwrap_or_default();
    // None of them is the one that asks.
    let session = |one| SessionOut::new(one, Id(uuid::Uuid::nil()));
    Ok(PersonalData {
        email: email.as_str().to_owned(),
        comments: found.into_iter().map(PersonalComment::from).collect(),
        complete,
        user: user.as_ref().map(UserOut::new),
        sessions: sessions.into_iter().map(session).collect(),
        authors: authors::by_email(conn, &email.key())?.into_iter().map(PersonalAuthor::from).collect(),
    })
}

/// Erase a person's data
///
/// Erases what is known under a mail address. Comments are emptied and go to the trash, with name, address and website;
/// answers to them stay. The account is deleted, and its name is taken from revisions and from the audit log, which
/// keeps what was done and when; keys and webhooks keep the name of who made them. Authors lose what was imported of
/// their login and mail address; their public profile and what stands under it stay. It cannot be undone. Caches in
/// front may show a comment for half a minute more.
#[utoipa::path(
    post, path = "/v1/admin/privacy/erase", tag = "administration",
    request_body(description = "Whose.", content((PersonIn = "application/json"))),
    responses(
        (status = 200, description = "What was erased.", body = Erased),
        (status = 409, description = "It is one's own account, or that of the last administrator; nothing was erased.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "This is no mail address.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["privacy:manage"]))
)]
pub async fn erase_person(
    may: May<ManagePrivacy>,
    ask: Ask,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    let email = person(&ask, &req, payload).await?;
    let (actor, now) = (may.actor(), ask.here.now);
    let (of, by) = (email.clone(), actor.clone());
    let mut erased = ask.db.write(move |conn| erase_account(conn, &by, &of)).await?;
    erased.comments = erase_comments(&ask.db, email.key()).await?;
    ask.db
        .write(move |conn| {
            audit::note(conn, now, Doer::Actor(&actor), noted("privacy.erase", &erased)).map_err(Problem::from)
        })
        .await?;
    Answer::json(&erased)
}

fn erase_account(conn: &mut Conn, by: &Arc<Actor>, email: &Email) -> Result<Erased, Problem> {
    let mut erased = Erased::default();
    if let Some(user) = users::find_by_email(conn, email)? {
        if by.user() == Some(user.id) {
            return Err(Problem::conflict("This is your own account: another administrator erases it."));
        }
        users::one_admin_stays(conn, &user, false)?;
        articles::forget_writer(conn, user.id, NOBODY)?;
        audit::forget_person(conn, user.id, NOBODY)?;
        audit::forget_content(conn, "user", user.id)?;
        kept::forget_naming(conn, user.id)?;
        users::delete(conn, user.id)?;
        erased.users = 1;
    }
    for author in authors::by_email(conn, &email.key())? {
        authors::forget_contact(conn, author.id)?;
        erased.authors += 1;
    }
    Ok(erased)
}

/// In slices, for somebody may have said a lot; whoever stops in between begins again.
async fn erase_comments(db: &Database, email: String) -> Result<i32, Problem> {
    let mut all = 0;
    loop {
        let email = email.clone();
        let done = db
            .write(move |conn| {
                let found = comments::by_email(conn, &email, SLICE)?;
                for comment in &found {
                    comments::erase(conn, comment.id)?;
                    kept::forget_naming(conn, comment.id)?;
                }
                Ok::<_, Problem>(found.len())
            })
            .await?;
        all += count(done);
        if i64::try_from(done).is_ok_and(|done| done < SLICE) {
            return Ok(all);
        }
    }
}

/// Get how long things are kept
///
/// The settings by which the server forgets, once an hour. Nothing is forgotten unless one says so.
#[utoipa::path(
    get, path = "/v1/admin/retention", tag = "administration",
    responses((status = 200, description = "The settings.", body = RetentionOut, headers(("ETag" = String, description = "Their tag, for `If-Match`.")))),
    security(("session" = ["privacy:manage"]))
)]
pub async fn get_retention(_: May<ManagePrivacy>, ask: Ask) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let retention = ask.read(|conn, _| Ok(store::retention(conn)?)).await?;
    shown(&retention)
}

fn shown(retention: &Retention) -> Result<Answer, Problem> {
    Ok(Answer::json(&RetentionOut::new(retention))?.headers([("ETag", tag(retention.revision))]))
}

/// Say how long things are kept
///
/// Replaces the settings; what the body leaves out is kept for good. What is older goes within the hour, and does not
/// come back.
#[utoipa::path(
    put, path = "/v1/admin/retention", tag = "administration", params(IfMatchHeader),
    request_body(description = "The settings.", content((RetentionIn = "application/json"))),
    responses(
        (status = 200, description = "The settings as they are now.", body = RetentionOut, headers(("ETag" = String, description = "Their tag, for `If-Match`."))),
        (status = 422, description = "A number is out of its bounds.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["privacy:manage"]))
)]
pub async fn replace_retention(
    may: May<ManagePrivacy>,
    ask: Ask,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: RetentionIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let (actor, now) = (may.actor(), ask.here.now);
    let retention = ask
        .db
        .write(move |conn| {
            let before = store::retention(conn)?;
            state.check(before.revision, || Ok(RetentionOut::new(&before)))?;
            let after = given.check(&before)?;
            store::set_retention(conn, &after)?;
            let deed = Deed { action: "retention.update", kind: "retention", id: None, before: None, after: None };
            let deed = deed.before(&RetentionOut::new(&before)).after(&RetentionOut::new(&after));
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(after)
        })
        .await?;
    shown(&retention)
}
