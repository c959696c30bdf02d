//! The audit log on the wire.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::model::Row;
use crate::db::{Id, Time};
use crate::http::PageOut;

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its place in the log.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 4711)]
    pub seq: i64,
    /// When.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub at: Time,
    /// Who.
    pub actor: AuditActor,
    /// What was done.
    #[schema(example = "article.publish")]
    pub action: String,
    /// The kind of thing it was done to.
    #[schema(example = "article")]
    pub resource_kind: String,
    /// The thing it was done to.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub resource_id: Option<Id>,
    /// What was there before; null for what was new.
    #[schema(required, value_type = Option<Object>, example = json!({"status": "draft"}))]
    pub before: Option<Value>,
    /// What was there after; null for what was gone, but for where its articles went.
    #[schema(required, value_type = Option<Object>, example = json!({"status": "published"}))]
    pub after: Option<Value>,
}

/// Who did it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditActor {
    /// A user, an API key, someone at the server's own command line, or the server by itself, as its settings say.
    #[schema(example = "user", extensions(("x-extensible-enum" = json!(["user", "key", "command_line", "server"]))))]
    pub kind: String,
    /// The user's or the key's id.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub id: Option<Id>,
    /// Their name at that time.
    #[schema(example = "Ada Okoye")]
    pub name: String,
    /// The address that the request came from.
    #[schema(required, example = "203.0.113.9")]
    pub address: Option<String>,
    /// The request's id, as in `X-Request-Id` and the server's log.
    #[schema(required, example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c77")]
    pub request_id: Option<String>,
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditList {
    /// What was done, the newest first.
    pub data: Vec<AuditEntry>,
    /// Where this page stands in the log.
    pub page: PageOut,
}

impl AuditEntry {
    /// A stored row.
    pub fn new(row: Row) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            actor: AuditActor {
                kind: row.actor_kind,
                id: row.actor_id,
                name: row.actor_name,
                address: row.address,
                request_id: row.request_id,
            },
            action: row.action,
            resource_kind: row.resource_kind,
            resource_id: row.resource_id,
            before: row.before.map(|json| json.0),
            after: row.after.map(|json| json.0),
        }
    }
}
