//! A delivery: one event for one webhook, and how it went the last time.

use diesel::prelude::*;

use super::outcome::Status;
use super::{Outcome, Webhook};
use crate::changes::{EventOut, EventResource};
use crate::db::schema::deliveries;
use crate::db::{Id, Time};

/// The event of a test.
const TEST_EVENT: &str = "webhook.test";

/// A delivery.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = deliveries, treat_none_as_default_value = false)]
pub struct Delivery {
    /// Its identity, which its receiver sees as `webhook-id`.
    pub id: Id,
    /// Whom it is for.
    pub webhook_id: Id,
    /// The event's id.
    pub event_id: String,
    /// The event's place in the log; none for a test.
    pub seq: Option<i64>,
    /// The event's name.
    pub event: String,
    /// What is sent: the event as JSON.
    pub body: String,
    /// `pending`, `delivered`, `failed` or `ended`.
    pub status: String,
    /// How often it was tried.
    pub attempt: i64,
    /// When it is tried next, where it is.
    pub next_at: Option<Time>,
    /// The HTTP status of the last answer.
    pub response_status: Option<i64>,
    /// The beginning of the last answer's body.
    pub response_body: Option<String>,
    /// Why there was no answer.
    pub error: Option<String>,
    /// How long the last attempt took, in milliseconds.
    pub duration_ms: Option<i64>,
    /// When it was made; whole seconds.
    pub created_at: Time,
    /// When it was tried last.
    pub attempted_at: Option<Time>,
    /// When it arrived.
    pub delivered_at: Option<Time>,
}

impl Delivery {
    /// An event for a webhook, to be sent now.
    pub fn new(webhook: Id, event: &EventOut, now: Time) -> Self {
        Self {
            id: Id::new(),
            webhook_id: webhook,
            event_id: event.id.clone(),
            seq: Some(event.seq),
            event: event.r#type.clone(),
            body: serde_json::to_string(event).unwrap_or_default(),
            status: Status::Pending.as_str().to_owned(),
            attempt: 0,
            next_at: Some(now),
            response_status: None,
            response_body: None,
            error: None,
            duration_ms: None,
            created_at: now.whole_seconds(),
            attempted_at: None,
            delivered_at: None,
        }
    }

    /// A test of a webhook: an event of the same form about the webhook itself. It is tried once.
    pub fn test(webhook: &Webhook, now: Time) -> Self {
        let event = EventOut {
            id: Id::new().to_string(),
            r#type: TEST_EVENT.to_owned(),
            at: now,
            seq: webhook.seq,
            resource: EventResource {
                r#type: "webhook".to_owned(),
                id: webhook.id,
                slug: None,
                path: None,
                version: webhook.revision,
            },
            previous: None,
            changed: Vec::new(),
            purge: Vec::new(),
            alert: None,
        };
        Self { seq: None, next_at: None, ..Self::new(webhook.id, &event, now) }
    }

    /// The same after an attempt that began at a moment.
    #[must_use]
    pub fn after(self, outcome: &Outcome, at: Time, status: Status, next_at: Option<Time>) -> Self {
        Self {
            status: status.as_str().to_owned(),
            attempt: self.attempt + 1,
            next_at,
            response_status: outcome.status.map(i64::from),
            response_body: outcome.excerpt.clone(),
            error: outcome.error.map(str::to_owned),
            duration_ms: Some(outcome.duration_ms),
            attempted_at: Some(at),
            delivered_at: Some(at).filter(|_| status == Status::Delivered),
            ..self
        }
    }
}
