//! Parts of what an editor writes: the body, bylines, places and sources.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::articles::model::{BodyFormat, Location, Source};
use crate::db::Id;
use crate::http::checks::Checks;

/// The largest body of an article, in bytes, as it is written.
pub const LARGEST_BODY: usize = 1_000_000;

/// A body as it is written: one of the two.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BodyIn {
    /// HTML; what is not safe is cleaned away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "<p>The first buses ran through the tunnel on Friday.</p>")]
    pub html: Option<String>,
    /// Markdown (CommonMark with tables).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null))]
    pub markdown: Option<String>,
}

/// Somebody's part in an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BylineIn {
    /// The author's id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")]
    pub id: Id,
    /// What they did, such as `author` or `photographer`.
    #[serde(default = "author")]
    #[schema(max_length = 50, default = "author", example = "author")]
    pub role: String,
}

pub(super) fn author() -> String {
    "author".to_owned()
}

/// A place.
// Its examples are whole degrees: of a fraction in a closed schema the Kotlin generator warns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationIn {
    /// Its name.
    #[schema(max_length = 300, example = "Marina, Olokun Bay")]
    pub name: String,
    /// Degrees north.
    #[serde(default)]
    #[schema(minimum = -90, maximum = 90, example = 6)]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(default)]
    #[schema(minimum = -180, maximum = 180, example = 3)]
    pub longitude: Option<f64>,
}

/// Whom an article credits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceIn {
    /// The name.
    #[schema(max_length = 300, example = "Coast Wire")]
    pub name: String,
    /// Its address, http or https.
    #[serde(default)]
    #[schema(max_length = 2000, example = json!(null))]
    pub url: Option<String>,
}

impl BodyIn {
    /// The body as it was written; what came from another system is shown as it was cleaned.
    pub fn of(format: BodyFormat, source: &str, clean: &str) -> Self {
        match format {
            BodyFormat::Markdown => Self { markdown: Some(source.to_owned()), html: None },
            BodyFormat::Html => Self { html: Some(source.to_owned()), markdown: None },
            BodyFormat::WordPress => Self { html: Some(clean.to_owned()), markdown: None },
        }
    }

    /// The one that was written; none where it is both or neither.
    pub fn source(self, checks: &mut Checks) -> Option<Source> {
        let (format, text) = match (self.html, self.markdown) {
            (Some(text), None) => (BodyFormat::Html, text),
            (None, Some(text)) => (BodyFormat::Markdown, text),
            _ => {
                checks.fault("/body", "invalid", "A body is either `html` or `markdown`.");
                return None;
            }
        };
        if text.len() > LARGEST_BODY {
            checks.fault("/body", "too_long", format!("A body has at most {LARGEST_BODY} bytes."));
        }
        Some(Source { format, text })
    }
}

impl LocationIn {
    pub(super) fn stored(self) -> Location {
        Location { name: self.name, latitude: self.latitude, longitude: self.longitude }
    }

    pub(super) fn of(stored: &Location) -> Self {
        Self { name: stored.name.clone(), latitude: stored.latitude, longitude: stored.longitude }
    }
}
