//! What search engines and social networks read of a resource: what editors say, else what follows
//! from the resource itself; and schema.org data.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::http::checks::Checks;
use crate::text::plain;

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

/// What search engines and social networks read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Seo)]
pub struct SeoOut {
    /// The page's `title`.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// The page's `meta name="description"`.
    #[schema(example = "The first buses ran through the harbour tunnel on Friday.")]
    pub description: String,
    /// The page's `link rel="canonical"`.
    #[schema(example = "https://baycourier.example/city/harbour-tunnel-opens")]
    pub canonical_url: String,
    /// The page's `meta name="robots"`.
    #[schema(example = "index, follow")]
    pub robots: String,
    /// Open Graph.
    pub open_graph: OpenGraph,
    /// The Twitter card.
    pub twitter: TwitterCard,
}

/// Open Graph (ogp.me): each property as `og:` and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenGraph {
    /// `og:type`.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article", "website", "profile"]))))]
    pub r#type: String,
    /// `og:title`.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// `og:description`.
    #[schema(example = "The first buses ran through the harbour tunnel on Friday.")]
    pub description: String,
    /// `og:url`.
    #[schema(example = "https://baycourier.example/city/harbour-tunnel-opens")]
    pub url: String,
    /// `og:image`; null where there is no picture.
    #[schema(required, example = "http://127.0.0.1:8080/media/9f2c41d07ab3c865-16x9-50x33/1200.jpg")]
    pub image: Option<String>,
    /// `og:site_name`.
    #[schema(example = "The Bay Courier")]
    pub site_name: String,
    /// `og:locale`.
    #[schema(example = "en")]
    pub locale: String,
}

/// The Twitter card: each property as `twitter:` and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TwitterCard {
    /// `twitter:card`.
    #[schema(example = "summary_large_image", extensions(("x-extensible-enum" = json!(["summary", "summary_large_image"]))))]
    pub card: String,
    /// `twitter:title`.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// `twitter:description`.
    #[schema(example = "The first buses ran through the harbour tunnel on Friday.")]
    pub description: String,
    /// `twitter:image`; null where there is no picture.
    #[schema(required, example = "http://127.0.0.1:8080/media/9f2c41d07ab3c865-16x9-50x33/1200.jpg")]
    pub image: Option<String>,
}

/// What a resource is, before editors are heard.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// `article`, `website` or `profile`.
    pub og_type: &'static str,
    /// Its title.
    pub title: &'a str,
    /// Its description.
    pub description: &'a str,
    /// Its address.
    pub url: &'a str,
    /// The address of its picture.
    pub image: Option<&'a str>,
    /// The site's name.
    pub site_name: &'a str,
    /// Its language.
    pub language: &'a str,
}

impl SeoOut {
    /// What is read of a subject, with what editors say in its place.
    pub fn new(subject: Subject<'_>, overrides: &SeoOverrides) -> Self {
        let title = overrides.title.as_deref().unwrap_or(subject.title).to_owned();
        let description = overrides.description.as_deref().unwrap_or(subject.description).to_owned();
        let image = subject.image.map(str::to_owned);
        let card = if image.is_some() { "summary_large_image" } else { "summary" };
        Self {
            canonical_url: overrides.canonical_url.as_deref().unwrap_or(subject.url).to_owned(),
            robots: if overrides.noindex { "noindex, follow" } else { "index, follow" }.to_owned(),
            open_graph: OpenGraph {
                r#type: subject.og_type.to_owned(),
                title: title.clone(),
                description: description.clone(),
                url: subject.url.to_owned(),
                image: image.clone(),
                site_name: subject.site_name.to_owned(),
                locale: subject.language.replace('-', "_"),
            },
            twitter: TwitterCard {
                card: card.to_owned(),
                title: title.clone(),
                description: description.clone(),
                image,
            },
            title,
            description,
        }
    }
}

/// schema.org data as text that may stand inside a `<script>`: no `<`, no line separators. The `@` of
/// its keys is written as an escape, which every reader of JSON undoes, so that nothing in an answer
/// looks like a mail address to those who collect them.
pub fn script_text(data: &Value) -> String {
    let text = data.to_string();
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('@', "\\u0040")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schema_org_data_cannot_end_its_script() {
        let text = script_text(&serde_json::json!({"headline": "</script><b>&\u{2028}"}));
        assert!(!text.contains('<') && !text.contains('\u{2028}'));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["headline"], "</script><b>&\u{2028}");
    }
}
