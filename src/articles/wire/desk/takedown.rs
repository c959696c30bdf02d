//! Why an article is taken down, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::checks::Checks;

/// Why an article is taken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "court_order")]
pub enum TakedownReason {
    /// A court or an authority orders it.
    CourtOrder,
    /// Somebody's name is harmed by what is not true.
    Defamation,
    /// It is another's work.
    Copyright,
    /// Somebody's private life.
    Privacy,
    /// Somebody is in danger.
    Safety,
    /// Something else, which the note says.
    Other,
}

/// What is said of a takedown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakedownIn {
    /// Why.
    pub reason_code: TakedownReason,
    /// What the audit log shall say of it: a file number, who asked. Nothing of what was written.
    #[serde(default)]
    #[schema(max_length = 500, example = "Case 12/2026, by letter of 14 November")]
    pub note: Option<String>,
    /// Whether the pictures and files go too that it shows and nothing else does: their rows, their bytes, and what
    /// was kept of them. Left out, they stay in the library.
    #[serde(default)]
    #[schema(default = false, example = false)]
    pub erase_media: bool,
}

impl TakedownIn {
    /// Checks the note.
    ///
    /// # Errors
    /// It is too long, or holds control characters.
    pub fn check(&self) -> Result<(), Problem> {
        let mut checks = Checks::default();
        checks.optional("/note", self.note.as_ref(), 500);
        checks.finish()
    }

    /// As the audit log keeps it.
    pub fn kept(&self) -> serde_json::Value {
        serde_json::json!({"reason_code": self.reason_code, "note": self.note, "erase_media": self.erase_media})
    }
}

/// That an article was taken down.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Takedown)]
pub struct TakedownOut {
    /// The article that was.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// When.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub at: Time,
    /// Whether readers knew it: they get a 410 from now on, under each slug that it had.
    #[schema(example = true)]
    pub was_public: bool,
    /// The media that went with it.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub erased_media_ids: Vec<Id>,
}
