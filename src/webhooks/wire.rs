//! Webhooks on the wire. A secret stands in one type alone, which only making and rotating answer with.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Delivery, LONGEST_DESCRIPTION, Said, Webhook};
use crate::changes::EVENTS;
use crate::db::{Id, Time};
use crate::error::{Fault, Problem};
use crate::http::PageOut;
use crate::outbound::{Allowed, LONGEST_URL, Target};

/// A webhook, as it is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"url": "https://hooks.example.org/news", "description": "Purges the frontend.", "events": ["article.published", "article.updated"]}))]
pub struct WebhookIn {
    /// Where it is called: http or https, on port 80 or 443, without a user name. Addresses inside of private networks
    /// are refused when it is called, whatever the name; `--outbound-allow` of the server names exceptions.
    #[schema(max_length = 2048, example = "https://hooks.example.org/news")]
    pub url: String,
    /// What it is for.
    #[serde(default)]
    #[schema(max_length = 200, example = "Purges the frontend.")]
    pub description: String,
    /// The events that it is told of; empty: all.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["article.published", "article.updated"]))]
    pub events: Vec<String>,
    /// Whether it is told anything: while it is not, no deliveries are made, and what was to be sent waits.
    #[serde(default = "yes")]
    #[schema(example = true)]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// What is to change of a webhook; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"active": false}))]
pub struct WebhookPatch {
    /// Where it is called.
    #[serde(default)]
    #[schema(nullable = false, max_length = 2048, example = "https://hooks.example.org/news")]
    pub url: Option<String>,
    /// What it is for.
    #[serde(default)]
    #[schema(nullable = false, max_length = 200, example = "Purges the frontend.")]
    pub description: Option<String>,
    /// The events that it is told of; empty: all.
    #[serde(default)]
    #[schema(nullable = false, max_items = 50, example = json!(["article.published"]))]
    pub events: Option<Vec<String>>,
    /// Whether it is told anything. One that becomes active again is told of what happens from then on.
    #[serde(default)]
    #[schema(nullable = false, example = true)]
    pub active: Option<bool>,
}

impl WebhookIn {
    /// The webhook, checked.
    ///
    /// # Errors
    /// Every fault of every field.
    pub fn check(self, allowed: &Allowed) -> Result<Said, Problem> {
        let Self { url, description, events, active } = self;
        check(Said { url, description, events, active }, allowed)
    }
}

impl WebhookPatch {
    /// What the webhook shall be, checked.
    ///
    /// # Errors
    /// Every fault of every field.
    pub fn check(self, before: Said, allowed: &Allowed) -> Result<Said, Problem> {
        let said = Said {
            url: self.url.unwrap_or(before.url),
            description: self.description.unwrap_or(before.description),
            events: self.events.unwrap_or(before.events),
            active: self.active.unwrap_or(before.active),
        };
        check(said, allowed)
    }
}

fn check(mut said: Said, allowed: &Allowed) -> Result<Said, Problem> {
    let mut faults = Vec::new();
    match Target::parse(&said.url, allowed) {
        Ok(target) => target.as_str().clone_into(&mut said.url),
        Err(wrong) => {
            let code = if said.url.len() > LONGEST_URL { "too_long" } else { "invalid" };
            faults.push(Fault::pointer("/url", code, format!("`url` {wrong}.")));
        }
    }
    if said.description.chars().count() > LONGEST_DESCRIPTION {
        let detail = format!("`description` is longer than {LONGEST_DESCRIPTION} characters.");
        faults.push(Fault::pointer("/description", "too_long", detail));
    }
    let unknown = said.events.iter().enumerate().filter(|(_, event)| !EVENTS.contains(&event.as_str()));
    faults.extend(unknown.take(EVENTS.len()).map(|(n, _)| {
        let detail = format!("This is no event. Allowed: {}.", EVENTS.join(", "));
        Fault::pointer(&format!("/events/{n}"), "unknown_value", detail)
    }));
    said.events.sort_by_key(|event| EVENTS.iter().position(|known| known == event));
    said.events.dedup();
    if faults.is_empty() { Ok(said) } else { Err(Problem::content(faults)) }
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct WebhookOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77")]
    pub id: Id,
    /// Where it is called.
    #[schema(example = "https://hooks.example.org/news")]
    pub url: String,
    /// What it is for.
    #[schema(example = "Purges the frontend.")]
    pub description: String,
    /// The events that it is told of; empty: all.
    #[schema(example = json!(["article.published", "article.updated"]))]
    pub events: Vec<String>,
    /// Whether it is told anything.
    #[schema(example = true)]
    pub active: bool,
    /// Why it ended by itself, where it did: `gone`, its receiver answered 410.
    #[schema(required, example = json!(null), extensions(("x-extensible-enum" = json!(["gone"]))))]
    pub ended: Option<String>,
    /// Attempts that failed since the last one that did not.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 0)]
    pub failures: i64,
    /// Until when the secret before signs too; null where only one does.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub previous_secret_until: Option<Time>,
    /// When it was made.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
    /// Who made it.
    #[schema(example = "Adaeze Okafor")]
    pub created_by: String,
    /// Every change of it by a user moves this; it is its `ETag`.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub revision: i64,
}

impl WebhookOut {
    /// A webhook as it is at a moment.
    pub fn new(webhook: &Webhook, now: Time) -> Self {
        Self {
            id: webhook.id,
            url: webhook.url.clone(),
            description: webhook.description.clone(),
            events: webhook.events.0.clone(),
            active: webhook.active,
            ended: webhook.ended.clone(),
            failures: webhook.failures,
            previous_secret_until: webhook.both_sign_until(now),
            created_at: webhook.created_at,
            created_by: webhook.created_by.clone(),
            revision: webhook.revision,
        }
    }
}

/// A webhook with its new secret, which no later answer tells.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookWithSecret)]
pub struct WebhookWithSecretOut {
    /// The webhook.
    pub webhook: WebhookOut,
    /// Its secret, in the form of Standard Webhooks: `whsec_` and 32 bytes in base64.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")]
    pub secret: String,
}

/// A page of webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookList {
    /// The webhooks, the newest first.
    pub data: Vec<WebhookOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// An event for a webhook, and how it went the last time.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryOut {
    /// Its id, which the receiver sees as `webhook-id`: the same in each attempt.
    #[schema(value_type = String, format = "uuid", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c78")]
    pub id: Id,
    /// The webhook that it is for.
    #[schema(value_type = String, format = "uuid", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77")]
    pub webhook_id: Id,
    /// The event's id, as `/v1/events` tells it.
    #[schema(example = "eyJ2IjoiZDFmMmEzYjQgNDcxMSIsImkiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAifQ")]
    pub event_id: String,
    /// The event's name; `webhook.test` for a test.
    #[schema(example = "article.published")]
    pub event: String,
    /// The event's place in the log; null for a test.
    #[schema(required, maximum = 9_007_199_254_740_991_i64, example = 4711)]
    pub seq: Option<i64>,
    /// `pending`: it is still to be sent; `delivered`: it arrived; `failed`: it did not and is tried no more; `ended`: its
    /// webhook ended before.
    #[schema(example = "delivered", extensions(("x-extensible-enum" = json!(["pending", "delivered", "failed", "ended"]))))]
    pub status: String,
    /// How often it was tried.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub attempt: i64,
    /// When it is tried next; null where it is not.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub next_at: Option<Time>,
    /// The HTTP status of the last answer; null where there was none.
    #[schema(required, maximum = 999, example = 204)]
    pub response_status: Option<i64>,
    /// The last answer's body as text, 1,024 bytes at most; null where there was no answer.
    #[schema(required, example = "")]
    pub response_body: Option<String>,
    /// Why there was no answer: `timeout` (10 s), `unreachable`, `unknown_host`, or `address_refused`, where the address
    /// may not be called; null where there was one.
    #[schema(required, example = json!(null), extensions(("x-extensible-enum" = json!(["timeout", "unreachable", "unknown_host", "address_refused"]))))]
    pub error: Option<String>,
    /// How long the last attempt took, in milliseconds.
    #[schema(required, maximum = 9_007_199_254_740_991_i64, example = 87)]
    pub duration_ms: Option<i64>,
    /// When the event was found in the log.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
    /// When it was tried last.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2026-11-15T09:02:01Z")]
    pub attempted_at: Option<Time>,
    /// When it arrived.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2026-11-15T09:02:01Z")]
    pub delivered_at: Option<Time>,
}

impl From<Delivery> for DeliveryOut {
    fn from(row: Delivery) -> Self {
        Self {
            id: row.id,
            webhook_id: row.webhook_id,
            event_id: row.event_id,
            event: row.event,
            seq: row.seq,
            status: row.status,
            attempt: row.attempt,
            next_at: row.next_at,
            response_status: row.response_status,
            response_body: row.response_body,
            error: row.error,
            duration_ms: row.duration_ms,
            created_at: row.created_at,
            attempted_at: row.attempted_at,
            delivered_at: row.delivered_at,
        }
    }
}

/// A page of deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryList {
    /// The deliveries, the newest first; they are kept for 30 days.
    pub data: Vec<DeliveryOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}
