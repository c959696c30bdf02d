//! The accounts, for administrators.

use actix_web::{HttpRequest, web};

use crate::audit::{self, Deed, Doer};
use crate::auth::rights::ManageUsers;
use crate::auth::{May, Passwords, Role};
use crate::authors;
use crate::db::{Conn, Id};
use crate::error::{Code, Problem, ProblemOut};
use crate::http::checks::Checks;
use crate::http::conditions::{IfMatch, IfMatchHeader, tag};
use crate::http::once::{self, Made, Once, OnceHeader, Running};
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, body, query};
use crate::site::Ask;
use crate::text::Name;
use crate::users::model::{Email, NewUser, User};
use crate::users::store;
use crate::users::wire::{UserIn, UserList, UserOut, UserPatch, bounded, check_email, check_name, check_password};

const LARGEST: usize = 16 * 1024;

/// List users
///
/// All users by mail address.
#[utoipa::path(
    get, path = "/v1/admin/users", tag = "administration", params(CursorParams),
    responses((status = 200, description = "A page of users.", body = UserList)),
    security(("session" = ["users:manage"]))
)]
pub async fn list_users(_: May<ManageUsers>, ask: Ask) -> Result<Answer, Problem> {
    let walk = ask.walk(ask.query(), "users")?;
    let list = ask
        .read(move |conn, _| {
            let key = |row: &User| Key { value: row.email_key.clone(), id: row.id };
            let page = walk.page(store::list(conn, &walk.paging)?, key);
            Ok(UserList { data: page.rows.iter().map(UserOut::new).collect(), page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Make a user
///
/// Makes somebody who may sign in.
#[utoipa::path(
    post, path = "/v1/admin/users", tag = "administration", params(OnceHeader),
    request_body(description = "The user.", content((UserIn = "application/json"))),
    responses(
        (status = 201, description = "The user was made.", body = UserOut, headers(
            ("Location" = String, description = "The user's address."), ("ETag" = String, description = "The user's tag, for `If-Match`."),
        )),
        (status = 409, description = "Another user has this mail address; or a request with this `Idempotency-Key` is being worked on.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken; or the `Idempotency-Key` was used for another request.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["users:manage"]))
)]
pub async fn create_user(
    may: May<ManageUsers>,
    ask: Ask,
    passwords: web::Data<Passwords>,
    running: web::Data<Running>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let bytes = body::object(&req, payload, LARGEST).await?;
    let once = Once::begin(&running, &req, may.id(), "POST /v1/admin/users", &bytes)?;
    let given: UserIn = body::json(&bytes)?;
    bounded("/password", &given.password)?;
    let mut checks = Checks::default();
    let email = check_email(&mut checks, "/email", &given.email);
    check_name(&mut checks, &given.name);
    check_password(&mut checks, "/password", &given.password);
    checks.finish()?;
    let Some(email) = email else { return Err(Problem::internal("an address that was checked is none")) };
    let password_hash = passwords.hash(given.password).await?;
    let name = given.name.trim().to_owned();
    let new = NewUser { email, name, role: given.role, password_hash, author_id: given.author_id, active: true };
    let (actor, now) = (may.actor(), ask.here.now);
    let made = ask
        .db
        .write(move |conn| {
            once::made(conn, now, once.as_ref(), |conn| {
                is_author(conn, new.author_id)?;
                is_free(conn, &new.email, None)?;
                let id = store::create(conn, now, &new)?;
                let user = existing(conn, id)?;
                let out = UserOut::new(&user);
                audit::note(conn, now, Doer::Actor(&actor), Deed::new("user.create", "user", id).after(&out))?;
                Made::created(&out, &format!("/v1/admin/users/{id}"), user.revision)
            })
        })
        .await?;
    Ok(made.answer())
}

fn is_free(conn: &mut Conn, email: &Email, own: Option<Id>) -> Result<(), Problem> {
    match store::find_by_email(conn, email)?.filter(|other| Some(other.id) != own) {
        Some(_) => Err(Problem::new(Code::Duplicate, "Another user has this mail address.")),
        None => Ok(()),
    }
}

fn existing(conn: &mut Conn, id: Id) -> Result<User, Problem> {
    store::find(conn, id)?.ok_or_else(|| Problem::unknown("user", &id.to_string()))
}

fn named(name: &str) -> Result<Id, Problem> {
    Id::parse(name).ok_or_else(|| Problem::unknown("user", name))
}

fn is_author(conn: &mut Conn, id: Option<Id>) -> Result<(), Problem> {
    let Some(id) = id else { return Ok(()) };
    if authors::find(conn, &Name::Id(id))?.is_some() {
        return Ok(());
    }
    let mut checks = Checks::default();
    checks.fault("/author_id", "unknown_value", format!("There is no author `{id}`."));
    checks.finish()
}

/// Get a user
///
/// One user by their id.
#[utoipa::path(
    get, path = "/v1/admin/users/{user}", tag = "administration",
    params(("user" = String, Path, description = "The user's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")),
    responses((status = 200, description = "The user.", body = UserOut, headers(("ETag" = String, description = "The user's tag, for `If-Match`.")))),
    security(("session" = ["users:manage"]))
)]
pub async fn get_user(_: May<ManageUsers>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let id = named(&name)?;
    let user = ask.read(move |conn, _| existing(conn, id)).await?;
    shown(&user)
}

fn shown(user: &User) -> Result<Answer, Problem> {
    Ok(Answer::json(&UserOut::new(user))?.headers([("ETag", tag(user.revision))]))
}

/// Change a user
///
/// What the body names is changed, the rest stays. Another role, another password and a closed account end the
/// user's sessions at once. The last administrator stays one.
#[utoipa::path(
    patch, path = "/v1/admin/users/{user}", tag = "administration",
    params(("user" = String, Path, description = "The user's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01"), IfMatchHeader),
    request_body(description = "What shall be another.", content((UserPatch = "application/json", example = json!({"role": "editor"})))),
    responses(
        (status = 200, description = "The user as it is now.", body = UserOut, headers(("ETag" = String, description = "The user's tag, for `If-Match`."))),
        (status = 409, description = "Another user has this mail address, or this is the last administrator.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["users:manage"]))
)]
pub async fn patch_user(
    may: May<ManageUsers>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    passwords: web::Data<Passwords>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let id = named(&name)?;
    let patch: UserPatch = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let mut checks = Checks::default();
    if let Some(password) = &patch.password {
        bounded("/password", password)?;
        check_password(&mut checks, "/password", password);
    }
    if let Some(name) = &patch.name {
        check_name(&mut checks, name);
    }
    let email = patch.email.as_ref().and_then(|text| check_email(&mut checks, "/email", text));
    checks.finish()?;
    let hash = match &patch.password {
        Some(password) => Some(passwords.hash(password.clone()).await?),
        None => None,
    };
    let (actor, now) = (may.actor(), ask.here.now);
    let user = ask
        .db
        .write(move |conn| {
            let before = existing(conn, id)?;
            state.check(before.revision, || Ok(UserOut::new(&before)))?;
            let user = patched(conn, &before, patch, email)?;
            one_admin_stays(conn, &before, user.active && user.role == Role::Admin.as_str())?;
            let ends = user.role != before.role || !user.active;
            store::update(conn, &user, ends)?;
            if let Some(hash) = &hash {
                store::set_password(conn, id, hash)?;
            }
            let after = existing(conn, id)?;
            let deed = Deed::new("user.update", "user", id).before(&UserOut::new(&before)).after(&UserOut::new(&after));
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(after)
        })
        .await?;
    shown(&user)
}

/// The user with what shall be another.
fn patched(conn: &mut Conn, before: &User, patch: UserPatch, email: Option<Email>) -> Result<User, Problem> {
    let mut user = before.clone();
    if let Some(email) = email {
        is_free(conn, &email, Some(before.id))?;
        (user.email, user.email_key) = (email.as_str().to_owned(), email.key());
    }
    if let Some(name) = patch.name {
        name.trim().clone_into(&mut user.name);
    }
    if let Some(author) = patch.author_id {
        is_author(conn, author)?;
        user.author_id = author;
    }
    user.role = patch.role.map_or(user.role, |role| role.as_str().to_owned());
    user.active = patch.active.unwrap_or(user.active);
    Ok(user)
}

/// Somebody must be able to let others in.
fn one_admin_stays(conn: &mut Conn, before: &User, stays: bool) -> Result<(), Problem> {
    let is_one = before.active && before.role == Role::Admin.as_str();
    if is_one && !stays && store::count_active_admins(conn)? <= 1 {
        return Err(Problem::conflict("This is the last administrator: make another one first."));
    }
    Ok(())
}

/// Delete a user
///
/// Removes an account. What they wrote stays; their name stays in revisions and in the audit log.
#[utoipa::path(
    delete, path = "/v1/admin/users/{user}", tag = "administration",
    params(("user" = String, Path, description = "The user's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01"), IfMatchHeader),
    responses(
        (status = 204, description = "The user is gone."),
        (status = 409, description = "This is the last administrator.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["users:manage"]))
)]
pub async fn delete_user(
    may: May<ManageUsers>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let id = named(&name)?;
    let (actor, now) = (may.actor(), ask.here.now);
    ask.db
        .write(move |conn| {
            let before = existing(conn, id)?;
            state.check(before.revision, || Ok(UserOut::new(&before)))?;
            one_admin_stays(conn, &before, false)?;
            store::delete(conn, id)?;
            let deed = Deed::new("user.delete", "user", id).before(&UserOut::new(&before));
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}
