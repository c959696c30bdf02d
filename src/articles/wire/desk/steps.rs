//! What is said with a step on an article's way, and with a correction.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::articles::model::NewCorrection;
use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::checks::Checks;

/// The longest correction, in characters.
const LONGEST: usize = 2_000;

/// An article on its way: when it shall be public.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepIn {
    /// For `schedule`: when it becomes public, a moment to come. Other steps take none.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = "2026-12-01T06:00:00Z")]
    pub at: Option<Time>,
    /// What the revision says of it.
    #[serde(default)]
    #[schema(max_length = 500, example = "Checked by the night desk")]
    pub note: Option<String>,
}

/// A correction to be added.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionIn {
    /// `correction`, `clarification`, `update`, `retraction` or `editors_note`.
    #[schema(example = "correction")]
    pub kind: String,
    /// What was wrong and what is right, plain text.
    #[schema(min_length = 1, max_length = 2000, example = "An earlier version gave the cost as ₦241 billion.")]
    pub text: String,
}

/// The kinds of corrections.
pub const CORRECTIONS: &[&str] = &["correction", "clarification", "update", "retraction", "editors_note"];

impl CorrectionIn {
    /// Checks what was written.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(self, now: Time) -> Result<NewCorrection, Problem> {
        let mut checks = Checks::default();
        checks.text("/text", &self.text, 1, LONGEST);
        if !CORRECTIONS.contains(&self.kind.as_str()) {
            checks.fault("/kind", "unknown_value", format!("Allowed: {}.", CORRECTIONS.join(", ")));
        }
        checks.finish()?;
        let (kind, text) = (self.kind, self.text.trim().to_owned());
        Ok(NewCorrection { id: Id::new(), kind, text, at: now.whole_seconds() })
    }
}
