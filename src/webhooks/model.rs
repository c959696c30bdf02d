//! A webhook, and how long it is tried to reach it.

mod delivery;
mod outcome;
mod secret;

pub use delivery::Delivery;
pub use outcome::{LONGEST_EXCERPT, Outcome, Status, Verdict};
pub use secret::Signer;

use diesel::prelude::*;

use crate::db::schema::webhooks;
use crate::db::{Id, Json, Time};

/// The most webhooks of an installation.
pub const MOST_WEBHOOKS: i64 = 100;
/// The longest description, in characters.
pub const LONGEST_DESCRIPTION: usize = 200;
/// How long the secret before signs too after a rotation, in seconds: a day.
pub const BOTH_SIGN_FOR: i64 = 24 * 60 * 60;
/// Why a webhook has ended: its receiver answered 410.
pub const GONE: &str = "gone";

/// A webhook.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhooks)]
pub struct Webhook {
    /// Its identity.
    pub id: Id,
    /// Where it is called.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// The events that it is told of; none: all.
    pub events: Json<Vec<String>>,
    /// Whether deliveries are made and sent.
    pub active: bool,
    /// Why it ended by itself, where it did.
    pub ended: Option<String>,
    /// The number of its secret, from 1.
    pub generation: i64,
    /// Until when the secret before signs too.
    pub previous_until: Option<Time>,
    /// The last row of the log that deliveries were made of.
    pub seq: i64,
    /// Attempts that failed since the last one that did not.
    pub failures: i64,
    /// Until when a node has it to itself; in the past: when it was tried last.
    pub claimed_until: Time,
    /// When it was made; whole seconds.
    pub created_at: Time,
    /// Who made it.
    pub created_by: String,
    /// Every write of an editor moves it.
    pub revision: i64,
}

/// What an editor says of a webhook, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where it is called.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// The events that it is told of; none: all.
    pub events: Vec<String>,
    /// Whether deliveries are made and sent.
    pub active: bool,
}

impl Webhook {
    /// A new one, which is told of what comes after a row of the log.
    pub fn new(said: Said, created_by: &str, seq: i64, now: Time) -> Self {
        Self {
            id: Id::new(),
            url: said.url,
            description: said.description,
            events: Json(said.events),
            active: said.active,
            ended: None,
            generation: 1,
            previous_until: None,
            seq,
            failures: 0,
            claimed_until: now,
            created_at: now.whole_seconds(),
            created_by: created_by.to_owned(),
            revision: 1,
        }
    }

    /// What an editor said of it last.
    pub fn said(&self) -> Said {
        Said {
            url: self.url.clone(),
            description: self.description.clone(),
            events: self.events.0.clone(),
            active: self.active,
        }
    }

    /// Whether it is told of an event.
    pub fn takes(&self, event: &str) -> bool {
        self.events.0.is_empty() || self.events.0.iter().any(|wanted| wanted == event)
    }

    /// Until when the secret before signs too, where it does now.
    pub fn both_sign_until(&self, now: Time) -> Option<Time> {
        self.previous_until.filter(|until| *until > now)
    }
}
