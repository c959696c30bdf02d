//! What is said with a correction.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::articles::model::NewCorrection;
use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::checks::Checks;

/// The longest correction, in characters.
const LONGEST: usize = 2_000;

/// A correction to be added.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionIn {
    /// `correction`, `clarification`, `update`, `retraction` or `editors_note`.
    #[schema(example = "correction")]
    pub kind: String,
    /// What was wrong and what is right, plain text.
    #[schema(min_length = 1, max_length = 2000, example = "An earlier version gave the cost as ₦241 billion.")]
    pub text: String,
    /// When it was made, not before the article was published; left out, now.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub at: Option<Time>,
}

/// What of a correction shall be another: the properties of `CorrectionIn`, each of them optional.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(value_type = Object)]
pub struct CorrectionPatch(pub Map<String, Value>);

/// The kinds of corrections.
pub const CORRECTIONS: &[&str] = &["correction", "clarification", "update", "retraction", "editors_note"];

impl CorrectionIn {
    /// A correction that is there, as it would be written.
    pub fn of(one: &NewCorrection) -> Self {
        Self { kind: one.kind.clone(), text: one.text.clone(), at: Some(one.at) }
    }

    /// Checks what was written of an article that was published at a moment.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(self, id: Id, published_at: Time, now: Time) -> Result<NewCorrection, Problem> {
        let mut checks = Checks::default();
        checks.text("/text", &self.text, 1, LONGEST);
        if !CORRECTIONS.contains(&self.kind.as_str()) {
            checks.fault("/kind", "unknown_value", format!("Allowed: {}.", CORRECTIONS.join(", ")));
        }
        let at = checks.passed("/at", self.at, now);
        if at.is_some_and(|at| at < published_at) {
            checks.fault(
                "/at",
                "out_of_range",
                format!("It was published at {published_at}, and is corrected after that."),
            );
        }
        checks.finish()?;
        let (kind, text) = (self.kind, self.text.trim().to_owned());
        // An article that was published a moment ago may be dated to the end of this second.
        let at = at.unwrap_or(now.whole_seconds()).max(published_at);
        Ok(NewCorrection { id, kind, text, at })
    }
}
