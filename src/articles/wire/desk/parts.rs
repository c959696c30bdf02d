//! Parts of what an editor writes: the body, bylines, places, sources, and words for search engines.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::articles::model::{BodyFormat, Location, Source};
use crate::db::Id;
use crate::http::checks::Checks;
use crate::seo::SeoOverrides;

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

/// What search engines shall read instead of what follows from the article.
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

impl BodyIn {
    /// The body as it was written; what came from another system is shown as it was cleaned.
    pub(super) fn of(format: BodyFormat, source: &str, clean: &str) -> Self {
        match format {
            BodyFormat::Markdown => Self { markdown: Some(source.to_owned()), html: None },
            BodyFormat::Html => Self { html: Some(source.to_owned()), markdown: None },
            BodyFormat::WordPress => Self { html: Some(clean.to_owned()), markdown: None },
        }
    }

    pub(super) fn source(self, checks: &mut Checks) -> Option<Source> {
        let source = self.read();
        match &source {
            None => checks.fault("/body", "invalid", "A body is either `html` or `markdown`."),
            Some(source) if source.text.len() > LARGEST_BODY => {
                checks.fault("/body", "too_long", format!("A body has at most {LARGEST_BODY} bytes."));
            }
            Some(_) => {}
        }
        source
    }

    /// The body as it was written, where it can be taken.
    pub fn written(self) -> Option<Source> {
        self.read().filter(|source| source.text.len() <= LARGEST_BODY)
    }

    fn read(self) -> Option<Source> {
        match (self.html, self.markdown) {
            (Some(text), None) => Some(Source { format: BodyFormat::Html, text }),
            (None, Some(text)) => Some(Source { format: BodyFormat::Markdown, text }),
            _ => None,
        }
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

impl SeoIn {
    pub(super) fn stored(self) -> SeoOverrides {
        SeoOverrides {
            title: plain(self.title),
            description: plain(self.description),
            canonical_url: plain(self.canonical_url),
            noindex: self.noindex,
        }
    }

    pub(super) fn of(stored: &SeoOverrides) -> Self {
        Self {
            title: stored.title.clone(),
            description: stored.description.clone(),
            canonical_url: stored.canonical_url.clone(),
            noindex: stored.noindex,
        }
    }
}

/// A text without what stands around it; one that is empty is none.
pub(super) fn plain(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

pub(super) fn web_address(checks: &mut Checks, pointer: &str, text: Option<&str>) {
    let fits = |text: &str| {
        let parsed = url::Url::parse(text);
        text.len() <= 2_000 && parsed.is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    };
    if text.is_some_and(|text| !text.is_empty() && !fits(text)) {
        checks.fault(pointer, "invalid", "This is no address such as https://example.org/page.");
    }
}
