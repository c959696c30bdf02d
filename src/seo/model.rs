//! What editors say to search engines, as it is stored.

use serde::{Deserialize, Serialize};

/// What editors say instead of what would follow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeoOverrides {
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The canonical address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<String>,
    /// Whether search engines shall leave it out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub noindex: bool,
}
