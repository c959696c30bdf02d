//! What is said with a step on an article's way.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::db::Time;

/// An article on its way: when it shall be public.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepIn {
    /// For `schedule`: when it becomes public, a moment to come. For `publish`, the first time: when it was public first,
    /// elsewhere. Other steps take none.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = "2026-12-01T06:00:00Z")]
    pub at: Option<Time>,
    /// What the revision says of it.
    #[serde(default)]
    #[schema(max_length = 500, example = "Checked by the night desk")]
    pub note: Option<String>,
}
