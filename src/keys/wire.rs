//! API keys on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::ApiKey;
use crate::auth::rights::scope;
use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::PageOut;
use crate::http::checks::Checks;

/// An API key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct KeyOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2e01")]
    pub id: Id,
    /// What it is for.
    #[schema(example = "The importer of the agency's wire")]
    pub name: String,
    /// The beginning of its text, by which a lost one is recognised.
    #[schema(example = "nwk_3fa94c01b7de")]
    pub prefix: String,
    /// The rights that it has.
    #[schema(example = json!(["articles:read", "articles:write"]))]
    pub scopes: Vec<String>,
    /// The networks that it may be used from (CIDR); empty: from anywhere.
    #[schema(example = json!(["203.0.113.0/24"]))]
    pub networks: Vec<String>,
    /// When it ends; null: it does not.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2027-11-15T00:00:00Z")]
    pub expires_at: Option<Time>,
    /// When it was last used, to the minute; null: it never was.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub last_used_at: Option<Time>,
    /// When it was revoked; null: it was not.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub revoked_at: Option<Time>,
    /// Who made it.
    #[schema(example = "Ada Okoye")]
    pub created_by: String,
    /// When.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
}

/// A key that was just made, with its secret: it is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewApiKey {
    /// The key.
    pub key: KeyOut,
    /// The whole text, sent as `Authorization: Bearer …`. It cannot be shown again.
    #[schema(example = "nwk_3fa94c01b7de_V0p1wT4nq9…")]
    pub secret: String,
}

/// A page of keys.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyList {
    /// The keys, the oldest first, those that have ended too.
    pub data: Vec<KeyOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// A key to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyIn {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100, example = "The importer of the agency's wire")]
    pub name: String,
    /// The rights that it shall have, one or more. None that concerns users, keys or webhooks can be given.
    #[schema(min_items = 1, example = json!(["articles:read", "articles:write"]))]
    pub scopes: Vec<String>,
    /// The networks that it may be used from (CIDR); without any from anywhere.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["203.0.113.0/24"]))]
    pub networks: Vec<String>,
    /// When it ends.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = "2027-11-15T00:00:00Z")]
    pub expires_at: Option<Time>,
}

impl KeyIn {
    /// Checks what was said.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(&self, now: Time) -> Result<(), Problem> {
        let mut checks = Checks::default();
        checks.text("/name", &self.name, 1, 100);
        if self.scopes.is_empty() {
            checks.fault("/scopes", "too_short", "A key needs one right at least.");
        }
        for (n, name) in self.scopes.iter().enumerate() {
            if scope(name).is_none() {
                checks.fault(&format!("/scopes/{n}"), "unknown_value", "This is no right that a key can have.");
            }
        }
        if self.networks.len() > 50 {
            checks.fault("/networks", "too_long", "At most 50 networks.");
        }
        for (n, network) in self.networks.iter().enumerate() {
            if network.parse::<ipnet::IpNet>().is_err() {
                checks.fault(&format!("/networks/{n}"), "invalid", "This is no network such as 203.0.113.0/24.");
            }
        }
        if self.expires_at.is_some_and(|at| at <= now) {
            checks.fault("/expires_at", "out_of_range", "This moment has passed.");
        }
        checks.finish()
    }
}

impl KeyOut {
    /// A stored key.
    pub fn new(key: ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            prefix: format!("nwk_{}", key.prefix),
            scopes: key.scopes.0,
            networks: key.networks.0,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
            created_by: key.created_by,
            created_at: key.created_at,
        }
    }
}
