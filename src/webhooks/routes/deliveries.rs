//! What webhooks were told: looked at, tested, and sent anew.

use actix_web::http::StatusCode;
use actix_web::web;

use super::{existing, named};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::ManageWebhooks;
use crate::db::Id;
use crate::error::{Problem, ProblemOut};
use crate::http::Answer;
use crate::http::paging::{CursorParams, Key};
use crate::site::Ask;
use crate::webhooks::jobs::Courier;
use crate::webhooks::model::{Delivery, Status};
use crate::webhooks::store;
use crate::webhooks::wire::{DeliveryList, DeliveryOut};

/// Test a webhook
///
/// Sends one event `webhook.test` now, to a webhook that is not active too, and answers how that went: `status` is
/// `delivered` or `failed`. A test is tried once, and a 410 ends nothing.
#[utoipa::path(
    post, path = "/v1/admin/webhooks/{webhook}/test", tag = "administration",
    params(("webhook" = String, Path, description = "The webhook's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77")),
    responses((status = 200, description = "How the test went.", body = DeliveryOut)),
    security(("session" = ["webhooks:manage"]))
)]
pub async fn test_webhook(
    may: May<ManageWebhooks>,
    ask: Ask,
    name: web::Path<String>,
    courier: web::Data<Courier>,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let id = named(&name)?;
    let (actor, now) = (may.actor(), ask.here.now);
    let webhook = ask
        .db
        .write(move |conn| {
            let webhook = existing(conn, id)?;
            audit::note(conn, now, Doer::Actor(&actor), Deed::new("webhook.test", "webhook", id))?;
            Ok::<_, Problem>(webhook)
        })
        .await?;
    Answer::json(&DeliveryOut::from(courier.test(&webhook).await?))
}

const STATUSES: &[(&str, Status)] = &[
    ("pending", Status::Pending),
    ("delivered", Status::Delivered),
    ("failed", Status::Failed),
    ("ended", Status::Ended),
];

/// Which deliveries are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryParams {
    /// Only those of this status.
    #[param(pattern = "pending|delivered|failed|ended", example = "failed")]
    pub status: Option<String>,
}

/// List a webhook's deliveries
///
/// What it was told and is still to be told, the newest first. Deliveries are kept for 30 days.
#[utoipa::path(
    get, path = "/v1/admin/webhooks/{webhook}/deliveries", tag = "administration",
    params(("webhook" = String, Path, description = "The webhook's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77"), CursorParams, DeliveryParams),
    responses((status = 200, description = "A page of deliveries.", body = DeliveryList)),
    security(("session" = ["webhooks:manage"]))
)]
pub async fn list_deliveries(_: May<ManageWebhooks>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let status = query.one_of("status", STATUSES);
    let scope = format!("deliveries {} {status:?}", *name);
    let (walk, id) = (ask.walk(query, scope)?, named(&name)?);
    let list = ask
        .read(move |conn, _| {
            existing(conn, id)?;
            let key = |row: &Delivery| Key { value: row.created_at.to_string(), id: row.id };
            let page = walk.page(store::list_deliveries(conn, id, status, &walk.paging)?, key).map(DeliveryOut::from);
            Ok(DeliveryList { data: page.rows, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Send a delivery anew
///
/// Whatever became of it, it is sent as if it were new, with the same `webhook-id` and the same body, and tried again
/// where it fails. Its webhook must be active.
#[utoipa::path(
    post, path = "/v1/admin/deliveries/{delivery}/replay", tag = "administration",
    params(("delivery" = String, Path, description = "The delivery's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c78")),
    responses(
        (status = 202, description = "It will be sent.", body = DeliveryOut),
        (status = 409, description = "Its webhook is not active.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["webhooks:manage"]))
)]
pub async fn replay_delivery(may: May<ManageWebhooks>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let id = Id::parse(&name).ok_or_else(|| Problem::unknown("delivery", &name))?;
    let (actor, now) = (may.actor(), ask.here.now);
    let delivery = ask
        .db
        .write(move |conn| {
            let found = store::find_delivery(conn, id)?;
            let before = found.ok_or_else(|| Problem::unknown("delivery", &id.to_string()))?;
            if !existing(conn, before.webhook_id)?.active {
                return Err(Problem::conflict("Its webhook is not active: set `active` first."));
            }
            let after = store::replay(conn, now, before)?;
            audit::note(conn, now, Doer::Actor(&actor), Deed::new("delivery.replay", "delivery", id))?;
            Ok(after)
        })
        .await?;
    Ok(Answer::json(&DeliveryOut::from(delivery))?.status(StatusCode::ACCEPTED))
}
