//! What the newsroom says of a merging.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::db::Id;

/// Into which other one of its kind a thing goes.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeIn {
    /// The id of the one that stays.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b42")]
    pub into_id: Id,
}
