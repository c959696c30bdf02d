//! A tag on the wire; as the newsroom knows it in `desk`.

pub mod desk;

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::model::Tag;
use crate::cards::{ArticleCard, Due};
use crate::db::Id;
use crate::http::PageOut;
use crate::media::MediaOut;
use crate::seo::{SeoOut, Subject, script_text};
use crate::site::{FeedOut, Here};

/// A tag.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Tag)]
pub struct TagOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b31")]
    pub id: Id,
    /// Its name in addresses.
    #[schema(example = "transport")]
    pub slug: String,
    /// Its name.
    #[schema(example = "Transport")]
    pub name: String,
    /// What it is about, as plain text.
    #[schema(required, example = "Buses, ferries and the tunnel.")]
    pub description: Option<String>,
    /// Its path on the public site.
    #[schema(example = "/tags/transport")]
    pub path: String,
    /// Its address on the public site.
    #[schema(example = "https://baycourier.example/tags/transport")]
    pub url: String,
    /// Its picture.
    #[schema(required)]
    pub picture: Option<MediaOut>,
    /// What search engines and social networks read.
    pub seo: SeoOut,
    /// schema.org data as JSON text, ready for a `<script type="application/ld+json">`.
    #[schema(example = "{\"@context\":\"https://schema.org\",\"@type\":\"CollectionPage\"}")]
    pub json_ld: String,
    /// Its feeds.
    pub feeds: Vec<FeedOut>,
    /// How many public articles have it.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 12)]
    pub article_count: i64,
    /// Its newest articles, with `include=recent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub recent: Option<Vec<ArticleCard>>,
}

/// A page of tags.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagList {
    /// The tags, by name.
    pub data: Vec<TagOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

impl TagOut {
    /// A stored tag, with its picture.
    pub fn new(row: &Tag, picture: Option<MediaOut>, due: &Due, here: &Here) -> Self {
        let at = here.addresses();
        let path = at.tag(&row.slug);
        let url = at.url(&path);
        let site = here.settings();
        let subject = Subject {
            og_type: "website",
            title: &row.name,
            description: row.description.as_deref().unwrap_or_default(),
            url: &url,
            image: picture.as_ref().map(|picture| picture.url.as_str()),
            site_name: &site.name,
            language: &site.language,
        };
        let data = json!({"@context": "https://schema.org", "@type": "CollectionPage", "name": row.name, "url": url});
        Self {
            id: row.id,
            slug: row.slug.clone(),
            name: row.name.clone(),
            description: row.description.clone(),
            seo: SeoOut::new(subject, &row.seo.0),
            json_ld: script_text(&data),
            feeds: Vec::new(),
            article_count: row.article_count + due.tags.get(&row.id).copied().unwrap_or(0),
            recent: None,
            picture,
            path,
            url,
        }
    }
}
