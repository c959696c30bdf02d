//! What editors say to search engines on the wire; what follows from a resource in `shown`.

pub mod shown;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::SeoOverrides;
use crate::http::checks::Checks;
use crate::text::plain;

/// What search engines shall read instead of what would follow from the thing itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeoIn {
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, example = json!(null))]
    pub title: Option<String>,
    /// The description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000, example = json!(null))]
    pub description: Option<String>,
    /// The canonical address, http or https.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000, example = json!(null))]
    pub canonical_url: Option<String>,
    /// Whether search engines shall leave it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schema(default = false, example = false)]
    pub noindex: bool,
}

impl SeoIn {
    /// As it is stored.
    pub fn stored(self) -> SeoOverrides {
        SeoOverrides {
            title: plain(self.title),
            description: plain(self.description),
            canonical_url: plain(self.canonical_url),
            noindex: self.noindex,
        }
    }

    /// What is stored, as it would be written.
    pub fn of(stored: &SeoOverrides) -> Self {
        Self {
            title: stored.title.clone(),
            description: stored.description.clone(),
            canonical_url: stored.canonical_url.clone(),
            noindex: stored.noindex,
        }
    }

    /// Notes what is wrong with it.
    pub fn check(&self, checks: &mut Checks) {
        checks.optional("/seo/title", self.title.as_ref(), 300);
        checks.optional("/seo/description", self.description.as_ref(), 2_000);
        checks.web_address("/seo/canonical_url", self.canonical_url.as_deref());
    }
}

/// What an editor says to search engines.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SeoSettings {
    /// The title.
    #[schema(required, example = json!(null))]
    pub title: Option<String>,
    /// The description.
    #[schema(required, example = json!(null))]
    pub description: Option<String>,
    /// The canonical address.
    #[schema(required, example = json!(null))]
    pub canonical_url: Option<String>,
    /// Whether search engines shall leave it out.
    #[schema(example = false)]
    pub noindex: bool,
}

impl SeoSettings {
    /// What is stored.
    pub fn new(stored: &SeoOverrides) -> Self {
        Self {
            title: stored.title.clone(),
            description: stored.description.clone(),
            canonical_url: stored.canonical_url.clone(),
            noindex: stored.noindex,
        }
    }
}
