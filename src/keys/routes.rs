//! API keys, for administrators who are signed in.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::model::ApiKey;
use super::store;
use super::wire::{KeyIn, KeyList, KeyOut, NewApiKey};
use crate::audit::{self, Deed, Doer};
use crate::auth::rights::ManageKeys;
use crate::auth::{May, Tokens};
use crate::db::{Id, Json};
use crate::error::{Problem, ProblemOut};
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, body, query};
use crate::site::Ask;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_keys, create_key, revoke_key))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/keys").get(list_keys).post(create_key))
        .service(web::resource("/keys/{key}").delete(revoke_key));
}

/// List API keys
///
/// All keys, the oldest first, those that have ended too. None shows its secret.
#[utoipa::path(
    get, path = "/v1/admin/keys", tag = "administration", params(CursorParams),
    responses((status = 200, description = "A page of keys.", body = KeyList)),
    security(("session" = ["keys:manage"]))
)]
pub async fn list_keys(_: May<ManageKeys>, ask: Ask) -> Result<Answer, Problem> {
    let walk = ask.walk(ask.query(), "keys")?;
    let list = ask
        .read(move |conn, _| {
            let key = |row: &ApiKey| Key { value: row.created_at.to_string(), id: row.id };
            let page = walk.page(store::list(conn, &walk.paging)?, key).map(KeyOut::new);
            Ok(KeyList { data: page.rows, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Make an API key
///
/// The answer shows the secret, this once. A key never has a right over users, keys or webhooks.
#[utoipa::path(
    post, path = "/v1/admin/keys", tag = "administration",
    request_body(description = "The key.", content((KeyIn = "application/json"))),
    responses(
        (status = 201, description = "The key was made.", body = NewApiKey),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["keys:manage"]))
)]
pub async fn create_key(
    may: May<ManageKeys>,
    ask: Ask,
    tokens: web::Data<Tokens>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: KeyIn = body::json(&body::object(&req, payload, 16 * 1024).await?)?;
    let now = ask.here.now;
    given.check(now)?;
    let (prefix, fresh) = tokens.api_key()?;
    let key = ApiKey {
        id: Id::new(),
        name: given.name.trim().to_owned(),
        prefix,
        scopes: Json(given.scopes),
        networks: Json(given.networks),
        expires_at: given.expires_at,
        last_used_at: None,
        revoked_at: None,
        created_by: may.name.clone(),
        created_at: now.whole_seconds(),
    };
    let actor = may.actor();
    let made = ask
        .db
        .write(move |conn| {
            store::create(conn, &key, &fresh.hash)?;
            let made = NewApiKey { key: KeyOut::new(key), secret: fresh.text };
            let deed = Deed::new("key.create", "key", made.key.id).after(&made.key);
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(made)
        })
        .await?;
    Ok(Answer::json(&made)?.status(StatusCode::CREATED))
}

/// Revoke an API key
///
/// It is refused from the next request on. Its row stays, for the audit log names it.
#[utoipa::path(
    delete, path = "/v1/admin/keys/{key}", tag = "administration",
    params(("key" = String, Path, description = "The key's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2e01")),
    responses((status = 204, description = "The key is refused from now on.")),
    security(("session" = ["keys:manage"]))
)]
pub async fn revoke_key(may: May<ManageKeys>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let name = name.into_inner();
    let unknown = || Problem::unknown("key", &name);
    let id = Id::parse(&name).ok_or_else(unknown)?;
    let (actor, now) = (may.actor(), ask.here.now);
    let known = ask
        .db
        .write(move |conn| {
            let Some(key) = store::find(conn, id)? else { return Ok::<_, Problem>(false) };
            store::revoke(conn, now, id)?;
            let deed = Deed::new("key.revoke", "key", id).before(&KeyOut::new(key));
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok(true)
        })
        .await?;
    if known { Ok(Answer::empty()) } else { Err(unknown()) }
}
