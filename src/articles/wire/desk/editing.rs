//! Work on an article that is not saved, on the wire.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::ArticleIn;
use crate::articles::model::{Autosave, Lock};
use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::checks::Checks;

/// What can be typed: the properties of an article as an editor writes it.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| match ArticleIn::schema() {
    RefOr::T(Schema::Object(object)) => object.properties.into_keys().collect(),
    _ => Vec::new(),
});

/// What was typed and is not saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AutosaveIn {
    /// The `revision` of the article that it was typed on.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// What was typed: properties of `ArticleIn`, each of them optional and none checked until it is saved.
    #[schema(value_type = Object, example = json!({"title": "Harbour tunnel op"}))]
    pub content: Map<String, Value>,
}

impl AutosaveIn {
    /// Checks that it is a part of an article.
    ///
    /// # Errors
    /// Every name that no article has.
    pub fn check(&self) -> Result<(), Problem> {
        let mut checks = Checks::default();
        for name in self.content.keys().filter(|name| !NAMES.contains(name)).take(100) {
            let name: String = name.chars().take(80).collect();
            checks.fault(&format!("/content/{name}"), "unknown", format!("An article has no `{name}`."));
        }
        checks.finish()
    }
}

/// What was typed and is not saved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Autosave)]
pub struct AutosaveOut {
    /// When it was kept.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub at: Time,
    /// The `revision` that it was typed on.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// Whether the article was changed since: compare before it is saved.
    #[schema(example = false)]
    pub stale: bool,
    /// What was typed.
    #[schema(value_type = Object, example = json!({"title": "Harbour tunnel op"}))]
    pub content: Map<String, Value>,
}

impl AutosaveOut {
    /// What was typed of an article that is at a revision now.
    pub fn new(stored: Autosave, now_at: i64) -> Self {
        Self { at: stored.at, revision: stored.revision, stale: stored.revision != now_at, content: stored.content.0 }
    }
}

/// Who wants to say that they are editing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LockIn {
    /// Whether to take it from whoever has it; that needs the right `articles:edit`.
    #[serde(default)]
    #[schema(default = false, example = false)]
    pub take_over: bool,
}

/// That somebody is editing.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Lock)]
pub struct LockOut {
    /// The user or the API key.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub holder_id: Id,
    /// Their name.
    #[schema(example = "Ada Okoye")]
    pub holder_name: String,
    /// Since when.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:28:00Z")]
    pub since: Time,
    /// When it ends, unless it is renewed.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:33:00Z")]
    pub expires_at: Time,
}

impl LockOut {
    /// A stored lock.
    pub fn new(lock: &Lock) -> Self {
        Self {
            holder_id: lock.actor_id,
            holder_name: lock.actor_name.clone(),
            since: lock.taken_at,
            expires_at: lock.expires_at,
        }
    }
}
