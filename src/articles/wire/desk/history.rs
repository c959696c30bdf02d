//! The revisions of an article.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::db::{Id, Time};
use crate::http::PageOut;

/// A revision of an article.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RevisionOut {
    /// Its number: the `revision` of the article that it made.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub number: i64,
    /// When.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub at: Time,
    /// Who, by name.
    #[schema(example = "Ada Okoye")]
    pub by_name: String,
    /// Who, where it was a user.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub by_id: Option<Id>,
    /// What they said of it.
    #[schema(required, example = "Checked by the night desk")]
    pub note: Option<String>,
}

/// An article's revisions.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionList {
    /// The revisions, the newest first.
    pub data: Vec<RevisionOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// A revision with what was written then, and what has changed since another one.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionWhole {
    /// The revision.
    pub revision: RevisionOut,
    /// What was written, as `PUT` would take it; of an imported article only some of it.
    #[schema(value_type = Object, example = json!({"title": "Harbour tunnel opens two years late"}))]
    pub content: Value,
    /// The fields that differ from the revision before.
    pub changes: Vec<FieldChange>,
}

/// A field that differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldChange {
    /// Its place, as a JSON pointer (RFC 6901).
    #[schema(example = "/title")]
    pub field: String,
    /// For texts: the pieces in order, word by word. Otherwise empty.
    pub words: Vec<WordChange>,
    /// What was there before: a text as it is, anything else as JSON; null for nothing.
    #[schema(required, example = json!(null))]
    pub before: Option<String>,
    /// What was there after: a text as it is, anything else as JSON; null for nothing.
    #[schema(required, example = json!(null))]
    pub after: Option<String>,
}

/// A piece of a text that stayed, came or went.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WordChange {
    /// `equal`, `insert` or `delete`.
    #[schema(example = "insert", extensions(("x-extensible-enum" = json!(["equal", "insert", "delete"]))))]
    pub op: String,
    /// The piece.
    #[schema(example = "two years ")]
    pub text: String,
}
