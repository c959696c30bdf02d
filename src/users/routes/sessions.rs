//! Signing in and out.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, web};

use crate::audit::{self, Deed, Doer};
use crate::auth::rights::{OwnAccount, RIGHTS};
use crate::auth::{ACCESS_FOR, Access, Actor, Attempt, May, Passwords, Reach, SESSION_FOR, Who};
use crate::db::{Conn, Id, Time};
use crate::error::{Problem, ProblemOut};
use crate::http::checks::Checks;
use crate::http::{Answer, body, client, query};
use crate::site::{Ask, routes::settings};
use crate::users::model::{Email, Session};
use crate::users::store;
use crate::users::wire::{
    Me, PasswordIn, RefreshIn, RightOut, SessionOut, SignIn, Tokens, UserOut, bounded, check_password,
};

/// The largest body of a sign-in, in bytes: every byte of a password may be written as an escape.
const LARGEST: usize = 16 * 1024;
/// The longest name of a program that is kept, in characters.
const LONGEST_AGENT: usize = 200;

type Keys = web::Data<crate::auth::Tokens>;

/// Sign in
///
/// Opens a session: an access token of 15 minutes, and a refresh token that opens it again once it has ended.
/// Ten attempts at one account and 60 failed ones from one address are taken in 15 minutes. Whether there is such an
/// account is not told.
#[utoipa::path(
    post, path = "/v1/admin/session", tag = "session",
    request_body(description = "Who signs in.", content((SignIn = "application/json"))),
    responses(
        (status = 201, description = "The session is open.", body = Tokens),
        (status = 401, description = "The mail address or the password is wrong, or the account is closed.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts.", body = ProblemOut, content_type = "application/problem+json", headers(("Retry-After" = i32, description = "Seconds until one is taken again."))),
    ),
    security()
)]
pub async fn create_session(
    ask: Ask,
    keys: Keys,
    passwords: web::Data<Passwords>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let sign_in: SignIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    bounded("/password", &sign_in.password)?;
    let (now, address) = (ask.here.now, client::address(&req, &settings(&req)?.trusted_proxies));
    // One that is no address is an account that nobody has.
    let email = Email::parse(&sign_in.email);
    let account = email.as_ref().map_or_else(|| sign_in.email.trim().to_lowercase(), Email::key);
    let attempt = Attempt::new(&keys, &account, address, now);
    let counted = attempt.clone();
    let known = ask
        .db
        .write(move |conn| {
            counted.begin(conn, now)?;
            Ok::<_, Problem>(email.map(|email| store::credentials(conn, &email)).transpose()?.flatten())
        })
        .await?;
    let hash = known.as_ref().filter(|known| known.active).map(|known| known.password_hash.clone());
    let fits = passwords.is(sign_in.password, hash).await?;
    let Some(known) = known.filter(|known| known.active && fits) else {
        return Err(Problem::unauthorized("The mail address or the password is wrong, or the account is closed."));
    };
    let opened =
        Opened { user: known.id, version: known.token_version, address: address.to_string(), agent: agent(&req) };
    let tokens = ask
        .db
        .write(move |conn| {
            attempt.succeed(conn)?;
            opened.begin(conn, &keys, now)
        })
        .await?;
    Ok(Answer::json(&tokens)?.status(StatusCode::CREATED))
}

struct Opened {
    user: Id,
    version: i64,
    address: String,
    agent: String,
}

impl Opened {
    fn begin(self, conn: &mut Conn, keys: &crate::auth::Tokens, now: Time) -> Result<Tokens, Problem> {
        let session = Id::new();
        let refresh = keys.refresh(session)?;
        let row = Session {
            id: session,
            user_id: self.user,
            refresh_hash: refresh.hash,
            agent: self.agent,
            address: self.address,
            created_at: now,
            used_at: now,
            expires_at: now.plus_seconds(SESSION_FOR),
        };
        store::begin_session(conn, now, &row)?;
        tokens(keys, &Access { user: self.user, session, version: self.version }, refresh.text, now)
    }
}

fn tokens(keys: &crate::auth::Tokens, access: &Access, refresh_token: String, now: Time) -> Result<Tokens, Problem> {
    Ok(Tokens {
        access_token: keys.access(access, now)?,
        token_type: "Bearer".to_owned(),
        expires_in: i32::try_from(ACCESS_FOR).unwrap_or(i32::MAX),
        refresh_token,
    })
}

fn agent(req: &HttpRequest) -> String {
    let given =
        req.headers().get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    given.unwrap_or_default().chars().filter(|c| !c.is_control()).take(LONGEST_AGENT).collect()
}

/// Refresh a session
///
/// Gives the next pair of tokens for a refresh token, which is good once. One that was used before ends the session:
/// two hold it, and one of them is not its owner.
#[utoipa::path(
    post, path = "/v1/admin/session/refresh", tag = "session",
    request_body(description = "The newest refresh token.", content((RefreshIn = "application/json"))),
    responses(
        (status = 200, description = "The next tokens.", body = Tokens),
        (status = 401, description = "The token was used before, or its session has ended.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security()
)]
pub async fn refresh_session(ask: Ask, keys: Keys, req: HttpRequest, payload: web::Payload) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: RefreshIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let ended = || Problem::unauthorized("The refresh token was used before, or its session has ended.");
    let refresh = keys.open_refresh(&given.refresh_token).ok_or_else(ended)?;
    let now = ask.here.now;
    let next = ask
        .db
        .write(move |conn| {
            let Some((session, version)) = store::open_session(conn, now, refresh.session)? else {
                return Ok::<_, Problem>(None);
            };
            if session.refresh_hash != refresh.hash {
                // Ended by a commit, so it is no error here: that would take it back.
                store::end_session(conn, session.user_id, session.id)?;
                return Ok(None);
            }
            let fresh = keys.refresh(session.id)?;
            store::refresh_session(conn, session.id, &fresh.hash, now, now.plus_seconds(SESSION_FOR))?;
            let access = Access { user: session.user_id, session: session.id, version };
            tokens(&keys, &access, fresh.text, now).map(Some)
        })
        .await?;
    Answer::json(&next.ok_or_else(ended)?)
}

/// Get the session
///
/// Who asks: the user, their rights, and their open sessions.
#[utoipa::path(
    get, path = "/v1/admin/session", tag = "session",
    responses((status = 200, description = "Who asks.", body = Me)),
    security(("session" = ["account:own"]))
)]
pub async fn get_session(may: May<OwnAccount>, ask: Ask) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let actor = may.actor();
    let me = ask
        .read(move |conn, here| {
            let (id, session) = own(&actor)?;
            let user = store::find(conn, id)?.ok_or_else(|| Problem::unknown("user", &id.to_string()))?;
            let sessions = store::sessions_of(conn, here.now, id)?;
            let rights = RIGHTS.iter().filter_map(|right| {
                let reach = match actor.reach(right) {
                    Reach::None => return None,
                    Reach::Own => "own",
                    Reach::All => "all",
                };
                Some(RightOut { name: right.name.to_owned(), reach: reach.to_owned() })
            });
            Ok(Me {
                user: UserOut::new(&user),
                rights: rights.collect(),
                sessions: sessions.into_iter().map(|row| SessionOut::new(row, session)).collect(),
            })
        })
        .await?;
    Answer::json(&me)
}

/// The user and the session of somebody who is signed in; keys have neither.
fn own(actor: &Actor) -> Result<(Id, Id), Problem> {
    match &actor.who {
        Who::User { id, session, .. } => Ok((*id, *session)),
        Who::Key { .. } => Err(Problem::unauthorized("An API key has no session.")),
    }
}

/// Sign out
///
/// Ends the session that this call belongs to: its tokens are refused from the next request on.
#[utoipa::path(
    delete, path = "/v1/admin/session", tag = "session",
    responses((status = 204, description = "The session has ended.")),
    security(("session" = ["account:own"]))
)]
pub async fn end_session(may: May<OwnAccount>, ask: Ask) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (user, session) = own(&may)?;
    ask.db.write(move |conn| store::end_session(conn, user, session).map_err(Problem::from)).await?;
    Ok(Answer::empty())
}

/// End one of the sessions
///
/// Ends another session of the same user, such as one on a telephone that was lost.
#[utoipa::path(
    delete, path = "/v1/admin/sessions/{session}", tag = "session",
    params(("session" = String, Path, description = "The session's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2d01")),
    responses((status = 204, description = "The session has ended.")),
    security(("session" = ["account:own"]))
)]
pub async fn end_other_session(may: May<OwnAccount>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (user, _) = own(&may)?;
    let name = name.into_inner();
    let id = Id::parse(&name).ok_or_else(|| Problem::unknown("session", &name))?;
    let ended = ask.db.write(move |conn| store::end_session(conn, user, id).map_err(Problem::from)).await?;
    if ended { Ok(Answer::empty()) } else { Err(Problem::unknown("session", &name)) }
}

/// Change one's password
///
/// Every session of the user ends with it, this one too: sign in again.
#[utoipa::path(
    put, path = "/v1/admin/session/password", tag = "session",
    request_body(description = "The password of today and the next one.", content((PasswordIn = "application/json"))),
    responses(
        (status = 204, description = "The password is another one."),
        (status = 422, description = "The password of today is wrong, or the next one is too short.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts.", body = ProblemOut, content_type = "application/problem+json", headers(("Retry-After" = i32, description = "Seconds until one is taken again."))),
    ),
    security(("session" = ["account:own"]))
)]
pub async fn change_password(
    may: May<OwnAccount>,
    ask: Ask,
    keys: Keys,
    passwords: web::Data<Passwords>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: PasswordIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    bounded("/current_password", &given.current_password)?;
    bounded("/new_password", &given.new_password)?;
    let mut checks = Checks::default();
    check_password(&mut checks, "/new_password", &given.new_password);
    checks.finish()?;
    let ((user, _), now) = (own(&may)?, ask.here.now);
    let attempt = Attempt::new(&keys, &user.to_string(), may.address, now);
    let counted = attempt.clone();
    let known = ask
        .db
        .write(move |conn| {
            counted.begin(conn, now)?;
            Ok::<_, Problem>(store::credentials_of(conn, user)?)
        })
        .await?;
    if !passwords.is(given.current_password, known.map(|known| known.password_hash)).await? {
        let mut checks = Checks::default();
        checks.fault("/current_password", "invalid", "This is not the password.");
        return checks.finish().map(|()| Answer::empty());
    }
    let hash = passwords.hash(given.new_password).await?;
    let actor = may.actor();
    ask.db
        .write(move |conn| {
            attempt.succeed(conn)?;
            store::set_password(conn, user, &hash)?;
            audit::note(conn, now, Doer::Actor(&actor), Deed::new("user.password", "user", user))?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}
