//! A tag on the wire; as the newsroom knows it in `desk`.

pub mod desk;

use serde::Serialize;
use utoipa::ToSchema;

use super::model::Tag;
use crate::cards::{ArticleCard, Due};
use crate::db::Id;
use crate::http::PageOut;
use crate::media::MediaOut;
use crate::seo::{self, Picture, SeoOut, Subject, WebPage, head_html, script_text};
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
    /// All that search engines and social networks read, ready to be put into a page's `<head>`: the title, `seo`,
    /// `json_ld` and `feeds`. On the tag's own answer; null in lists that do not
    /// `include=head_html`.
    #[schema(
        required,
        example = "<title>Transport</title>\n<link rel=\"canonical\" href=\"https://baycourier.example/tags/transport\">\n"
    )]
    pub head_html: Option<String>,
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
        let subject = Subject {
            og_type: "website",
            title: &row.name,
            description: row.description.as_deref().unwrap_or_default(),
            url: &url,
            picture: picture.as_ref().and_then(Picture::of),
            ..Subject::default()
        };
        let page = WebPage {
            kind: "CollectionPage",
            name: &row.name,
            description: row.description.as_deref(),
            url: &url,
            trail: seo::trail([(row.name.as_str(), path.as_str())], at),
            picture: picture.as_ref(),
        };
        Self {
            id: row.id,
            slug: row.slug.clone(),
            name: row.name.clone(),
            description: row.description.clone(),
            seo: SeoOut::new(subject, &row.seo.0, here),
            json_ld: script_text(seo::web_page(page, here).into()),
            feeds: FeedOut::all(&row.name, &format!("/feeds/tag/{}", row.slug), here.addresses()),
            article_count: row.article_count + due.tags.get(&row.id).copied().unwrap_or(0),
            head_html: None,
            recent: None,
            picture,
            path,
            url,
        }
    }

    /// The same with everything for a page's head as one string.
    #[must_use]
    pub fn with_head(self) -> Self {
        Self { head_html: Some(head_html(&self.seo, &self.json_ld, &self.feeds)), ..self }
    }
}
