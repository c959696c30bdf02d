//! Webhooks, for administrators who are signed in.

pub mod deliveries;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{self, Payload, ServiceConfig};
use utoipa::OpenApi;

use self::deliveries::{list_deliveries, replay_delivery, test_webhook};
use super::jobs::Courier;
use super::model::{MOST_WEBHOOKS, Webhook};
use super::store;
use super::wire::{WebhookIn, WebhookList, WebhookOut, WebhookPatch, WebhookWithSecretOut};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::ManageWebhooks;
use crate::changes::EventOut;
use crate::db::{Conn, Id};
use crate::error::{Problem, ProblemOut};
use crate::http::conditions::{IfMatch, IfMatchHeader, tag};
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, body, query};
use crate::site::Ask;
use crate::site::routes::settings;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(
    paths(
        list_webhooks,
        create_webhook,
        get_webhook,
        patch_webhook,
        delete_webhook,
        rotate_webhook,
        deliveries::test_webhook,
        deliveries::list_deliveries,
        deliveries::replay_delivery
    ),
    components(schemas(EventOut))
)]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/webhooks").get(list_webhooks).post(create_webhook))
        .service(web::resource("/webhooks/{webhook}").get(get_webhook).patch(patch_webhook).delete(delete_webhook))
        .service(web::resource("/webhooks/{webhook}/rotate").post(rotate_webhook))
        .service(web::resource("/webhooks/{webhook}/test").post(test_webhook))
        .service(web::resource("/webhooks/{webhook}/deliveries").get(list_deliveries))
        .service(web::resource("/deliveries/{delivery}/replay").post(replay_delivery));
}

/// The largest body, in bytes.
const LARGEST: usize = 16 * 1024;

/// List webhooks
///
/// All webhooks, the newest first. None shows its secret.
#[utoipa::path(
    get, path = "/v1/admin/webhooks", tag = "administration", params(CursorParams),
    responses((status = 200, description = "A page of webhooks.", body = WebhookList)),
    security(("session" = ["webhooks:manage"]))
)]
pub async fn list_webhooks(_: May<ManageWebhooks>, ask: Ask) -> Result<Answer, Problem> {
    let walk = ask.walk(ask.query(), "webhooks")?;
    let list = ask
        .read(move |conn, here| {
            let key = |row: &Webhook| Key { value: row.created_at.to_string(), id: row.id };
            let page = walk.page(store::list(conn, &walk.paging)?, key);
            let data = page.rows.iter().map(|row| WebhookOut::new(row, here.now)).collect();
            Ok(WebhookList { data, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Make a webhook
///
/// From now on its address is told of public changes by `POST`, with an `Event` as JSON, exactly as `/v1/events` sends
/// it. The answer shows the secret, this once; each call is signed with it by the rules of Standard Webhooks
/// (`webhook-id`, `webhook-timestamp`, `webhook-signature`; their libraries verify it). Any status from 200 to 299 within
/// ten seconds is taken as arrived; 410 ends the webhook; everything else is tried again after 5 s, 5 min, 30 min, 2 h,
/// 5 h, 10 h, 14 h, 20 h and 24 h, each a tenth more or less, or later where a 429 or 503 says so in `Retry-After`, up to
/// a day. Redirects are not followed. Events come in the order of
/// `seq` while all goes well; one that is tried again comes later than its successors, and one may come twice, with the
/// same `webhook-id`. At most 100 webhooks.
#[utoipa::path(
    post, path = "/v1/admin/webhooks", tag = "administration",
    request_body(description = "The webhook.", content((WebhookIn = "application/json"))),
    responses(
        (status = 201, description = "The webhook was made.", body = WebhookWithSecretOut, headers(
            ("Location" = String, description = "The webhook's address."), ("ETag" = String, description = "The webhook's tag, for `If-Match`."),
        )),
        (status = 409, description = "There are 100 webhooks already.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["webhooks:manage"]))
)]
pub async fn create_webhook(
    may: May<ManageWebhooks>,
    ask: Ask,
    courier: web::Data<Courier>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: WebhookIn = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let said = given.check(&settings(&req)?.outbound_allow)?;
    let (actor, now) = (may.actor(), ask.here.now);
    let made = ask
        .db
        .write(move |conn| {
            if store::count(conn)? >= MOST_WEBHOOKS {
                return Err(Problem::conflict(format!("There are {MOST_WEBHOOKS} webhooks already.")));
            }
            let webhook = store::create(conn, now, said, &actor.name)?;
            let deed = Deed::new("webhook.create", "webhook", webhook.id).after(&WebhookOut::new(&webhook, now));
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok(webhook)
        })
        .await?;
    let out = WebhookWithSecretOut { webhook: WebhookOut::new(&made, now), secret: courier.secret(&made) };
    let place = format!("/v1/admin/webhooks/{}", made.id);
    let headers = [("Location", place), ("ETag", tag(made.revision))];
    Ok(Answer::json(&out)?.status(StatusCode::CREATED).headers(headers))
}

fn named(name: &str) -> Result<Id, Problem> {
    Id::parse(name).ok_or_else(|| Problem::unknown("webhook", name))
}

fn existing(conn: &mut Conn, id: Id) -> Result<Webhook, Problem> {
    store::find(conn, id)?.ok_or_else(|| Problem::unknown("webhook", &id.to_string()))
}

/// Get a webhook
///
/// One webhook by its id, without its secret.
#[utoipa::path(
    get, path = "/v1/admin/webhooks/{webhook}", tag = "administration",
    params(("webhook" = String, Path, description = "The webhook's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77")),
    responses((status = 200, description = "The webhook.", body = WebhookOut, headers(("ETag" = String, description = "The webhook's tag, for `If-Match`.")))),
    security(("session" = ["webhooks:manage"]))
)]
pub async fn get_webhook(_: May<ManageWebhooks>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let id = named(&name)?;
    let webhook = ask.read(move |conn, _| existing(conn, id)).await?;
    shown(&ask, &webhook)
}

fn shown(ask: &Ask, webhook: &Webhook) -> Result<Answer, Problem> {
    Ok(Answer::json(&WebhookOut::new(webhook, ask.here.now))?.headers([("ETag", tag(webhook.revision))]))
}

/// Change a webhook
///
/// What the body names is changed, the rest stays. One that becomes active, also after it ended, is told of what
/// happens from then on, and of what it was still to be told.
#[utoipa::path(
    patch, path = "/v1/admin/webhooks/{webhook}", tag = "administration",
    params(("webhook" = String, Path, description = "The webhook's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77"), IfMatchHeader),
    request_body(description = "What shall be another.", content((WebhookPatch = "application/json"))),
    responses(
        (status = 200, description = "The webhook as it is now.", body = WebhookOut, headers(("ETag" = String, description = "The webhook's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["webhooks:manage"]))
)]
pub async fn patch_webhook(
    may: May<ManageWebhooks>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let (id, allowed) = (named(&name)?, settings(&req)?.outbound_allow);
    let patch: WebhookPatch = body::json(&body::object(&req, payload, LARGEST).await?)?;
    let (actor, now) = (may.actor(), ask.here.now);
    let webhook = ask
        .db
        .write(move |conn| {
            let before = existing(conn, id)?;
            let was = WebhookOut::new(&before, now);
            state.check(before.revision, || Ok(&was))?;
            let said = patch.check(before.said(), &allowed)?;
            let after = store::update(conn, before, said)?;
            let deed = Deed::new("webhook.update", "webhook", id).before(&was).after(&WebhookOut::new(&after, now));
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(after)
        })
        .await?;
    shown(&ask, &webhook)
}

/// Delete a webhook
///
/// It is told nothing more, and its deliveries are removed.
#[utoipa::path(
    delete, path = "/v1/admin/webhooks/{webhook}", tag = "administration",
    params(("webhook" = String, Path, description = "The webhook's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77"), IfMatchHeader),
    responses((status = 204, description = "The webhook is gone.")),
    security(("session" = ["webhooks:manage"]))
)]
pub async fn delete_webhook(
    may: May<ManageWebhooks>,
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
            let was = WebhookOut::new(&before, now);
            state.check(before.revision, || Ok(&was))?;
            store::delete(conn, id)?;
            audit::note(conn, now, Doer::Actor(&actor), Deed::new("webhook.delete", "webhook", id).before(&was))?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}

/// Give a webhook a new secret
///
/// The answer shows it, this once. For 24 hours each call carries two signatures, by the new secret and by the one
/// before, so that its receiver can change over without missing one; who rotates again within that time ends the
/// oldest at once.
#[utoipa::path(
    post, path = "/v1/admin/webhooks/{webhook}/rotate", tag = "administration",
    params(("webhook" = String, Path, description = "The webhook's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77"), IfMatchHeader),
    responses((status = 200, description = "The webhook with its new secret.", body = WebhookWithSecretOut, headers(("ETag" = String, description = "The webhook's tag, for `If-Match`.")))),
    security(("session" = ["webhooks:manage"]))
)]
pub async fn rotate_webhook(
    may: May<ManageWebhooks>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    courier: web::Data<Courier>,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let id = named(&name)?;
    let (actor, now) = (may.actor(), ask.here.now);
    let webhook = ask
        .db
        .write(move |conn| {
            let before = existing(conn, id)?;
            let was = WebhookOut::new(&before, now);
            state.check(before.revision, || Ok(&was))?;
            let after = store::rotate(conn, now, before)?;
            let deed = Deed::new("webhook.rotate", "webhook", id).before(&was).after(&WebhookOut::new(&after, now));
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(after)
        })
        .await?;
    let out = WebhookWithSecretOut { webhook: WebhookOut::new(&webhook, now), secret: courier.secret(&webhook) };
    Ok(Answer::json(&out)?.headers([("ETag", tag(webhook.revision))]))
}
