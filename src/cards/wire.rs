//! An article in a list, on the wire.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::CommentState;
use crate::body::BodyOut;
use crate::db::{Id, Time};
use crate::media::MediaOut;
use crate::refs::{Byline, CategoryRef, TagRef};
use crate::seo::SeoOut;

/// An article in a list: what a card, a teaser or a search hit shows. `include` adds the last ones.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleCard {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// Its name in addresses. It stays when the title changes.
    #[schema(example = "harbour-tunnel-opens")]
    pub slug: String,
    /// Its path on the public site.
    #[schema(example = "/city/harbour-tunnel-opens")]
    pub path: String,
    /// Its address on the public site.
    #[schema(example = "https://baycourier.example/city/harbour-tunnel-opens")]
    pub url: String,
    /// Its title, as plain text.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// A shorter title, for narrow places.
    #[schema(required, example = "Tunnel opens")]
    pub short_title: Option<String>,
    /// A word or two above the title.
    #[schema(required, example = "Transport")]
    pub kicker: Option<String>,
    /// A line under the title.
    #[schema(required, example = "Ferries halve their sailings as buses take the crossing")]
    pub subtitle: Option<String>,
    /// A short text: the editor's, else the first 200 characters of the body, cut at a word.
    #[schema(example = "The first buses ran through the harbour tunnel on Friday.")]
    pub excerpt: String,
    /// Its language (BCP 47).
    #[schema(example = "en")]
    pub language: String,
    /// In which direction its language is written.
    #[schema(example = "ltr", extensions(("x-extensible-enum" = json!(["ltr", "rtl"]))))]
    pub direction: String,
    /// What it mainly is.
    #[schema(example = "standard", extensions(("x-extensible-enum" = json!(["standard", "gallery", "video", "audio", "live"]))))]
    pub format: String,
    /// Whether editors feature it at this moment.
    #[schema(example = true)]
    pub featured: bool,
    /// Whether it is breaking news at this moment.
    #[schema(example = false)]
    pub breaking: bool,
    /// Whether somebody paid for it.
    #[schema(example = false)]
    pub sponsored: bool,
    /// When it became public first.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub published_at: Time,
    /// When editors last changed it in a way that readers should know; else as `published_at`.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub updated_at: Time,
    /// Its authors, in order; empty where it has none.
    pub authors: Vec<Byline>,
    /// Its main category.
    #[schema(required)]
    pub primary_category: Option<CategoryRef>,
    /// Its categories, the primary one among them.
    pub categories: Vec<CategoryRef>,
    /// Its tags, in order.
    pub tags: Vec<TagRef>,
    /// Its lead picture.
    #[schema(required)]
    pub featured_media: Option<MediaOut>,
    /// Minutes that a reader takes, at the site's words a minute; at least 1.
    #[schema(example = 4)]
    pub reading_time_minutes: i32,
    /// Words of its body.
    #[schema(example = 812)]
    pub word_count: i32,
    /// How often it was read, as counted at most ten minutes ago; `/v1/counters` has fresh figures.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 140)]
    pub view_count: i64,
    /// Whether readers may comment, and how many did.
    pub comments: CommentsState,
    /// Counts every public change: an app compares it.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub version: i64,
    /// Where it was imported from.
    #[schema(required)]
    pub legacy: Option<LegacyOut>,
    /// Its body, with `include=body`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub body: Option<BodyOut>,
    /// Articles like it, by shared tags, category and freshness, with `include=related`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, no_recursion)]
    pub related: Option<Vec<ArticleCard>>,
    /// Its neighbours by publication, with `include=adjacent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, no_recursion)]
    pub adjacent: Option<Box<AdjacentOut>>,
    /// The editor's picks beside it, in order, with `include=read_also`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, no_recursion)]
    pub read_also: Option<Vec<ArticleCard>>,
    /// The way to it from the home page, with `include=breadcrumbs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub breadcrumbs: Option<Vec<Crumb>>,
    /// Links for sharing, with `include=share`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub share: Option<ShareLinks>,
    /// What search engines and social networks read, with `include=seo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub seo: Option<SeoOut>,
    /// schema.org data as JSON text, ready for a `<script type="application/ld+json">`, with `include=json_ld`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\"}")]
    pub json_ld: Option<String>,
    /// All that search engines and social networks read, ready to be put into a page's `<head>`: its title, `seo`,
    /// `json_ld`, and the site's feeds. On the article's own answer; null in lists that do not `include=head_html`.
    #[schema(
        required,
        example = "<title>Harbour tunnel opens two years late</title>\n<link rel=\"canonical\" href=\"https://baycourier.example/city/harbour-tunnel-opens\">\n"
    )]
    pub head_html: Option<String>,
}

/// Whether readers may comment, and how many did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CommentsState {
    /// Whether readers may comment at this moment.
    #[schema(example = "closed", extensions(("x-extensible-enum" = json!(["open", "closed"]))))]
    pub status: String,
    /// Why they may not: the editor closed it, it is too old, or the site has no comments.
    #[schema(required, example = "age", extensions(("x-extensible-enum" = json!(["editor", "age", "site"]))))]
    pub closed_reason: Option<String>,
    /// Approved comments.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 12)]
    pub count: i64,
}

impl CommentsState {
    /// A state and a count.
    pub fn new(state: CommentState, count: i64) -> Self {
        Self { status: state.status().to_owned(), closed_reason: state.reason().map(str::to_owned), count }
    }
}

/// Where a resource was imported from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Legacy)]
pub struct LegacyOut {
    /// The system.
    #[schema(example = "wordpress")]
    pub source: String,
    /// What it was there.
    #[schema(example = "post")]
    pub kind: String,
    /// Its id there.
    #[schema(example = "12345")]
    pub id: String,
}

impl LegacyOut {
    /// The three together, where there are all of them.
    pub fn new(source: Option<&str>, kind: Option<&str>, id: Option<&str>) -> Option<Self> {
        Some(Self { source: source?.to_owned(), kind: kind?.to_owned(), id: id?.to_owned() })
    }
}

/// An article's neighbours by publication, among what is public now.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Adjacent)]
pub struct AdjacentOut {
    /// The next older one.
    #[schema(required, no_recursion)]
    pub previous: Option<ArticleCard>,
    /// The next newer one.
    #[schema(required, no_recursion)]
    pub next: Option<ArticleCard>,
}

/// A step on the way from the home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Crumb {
    /// What the step is called.
    #[schema(example = "City")]
    pub title: String,
    /// Its path on the public site.
    #[schema(example = "/city")]
    pub path: String,
}

/// Links that share an article, ready for an `href`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Share)]
pub struct ShareLinks {
    /// Facebook.
    #[schema(
        example = "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fbaycourier%2Eexample%2Fcity%2Fharbour-tunnel-opens"
    )]
    pub facebook: String,
    /// X, formerly Twitter.
    #[schema(
        example = "https://x.com/intent/post?url=https%3A%2F%2Fbaycourier%2Eexample%2Fcity%2Fharbour-tunnel-opens&text=Harbour%20tunnel%20opens%20two%20years%20late"
    )]
    pub x: String,
    /// LinkedIn.
    #[schema(
        example = "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fbaycourier%2Eexample%2Fcity%2Fharbour-tunnel-opens"
    )]
    pub linkedin: String,
    /// Pinterest, with the lead picture.
    #[schema(
        example = "https://www.pinterest.com/pin/create/button/?url=https%3A%2F%2Fbaycourier%2Eexample%2Fcity%2Fharbour-tunnel-opens"
    )]
    pub pinterest: String,
    /// Tumblr.
    #[schema(
        example = "https://www.tumblr.com/widgets/share/tool?canonicalUrl=https%3A%2F%2Fbaycourier%2Eexample%2Fcity%2Fharbour-tunnel-opens"
    )]
    pub tumblr: String,
    /// Reddit.
    #[schema(
        example = "https://www.reddit.com/submit?url=https%3A%2F%2Fbaycourier%2Eexample%2Fcity%2Fharbour-tunnel-opens"
    )]
    pub reddit: String,
    /// WhatsApp.
    #[schema(
        example = "https://wa.me/?text=Harbour%20tunnel%20opens%20two%20years%20late%20https%3A%2F%2Fbaycourier%2Eexample%2Fcity%2Fharbour-tunnel-opens"
    )]
    pub whatsapp: String,
    /// Telegram.
    #[schema(
        example = "https://t.me/share/url?url=https%3A%2F%2Fbaycourier%2Eexample%2Fcity%2Fharbour-tunnel-opens&text=Harbour%20tunnel%20opens%20two%20years%20late"
    )]
    pub telegram: String,
    /// An e-mail to be addressed.
    #[schema(
        example = "mailto:?subject=Harbour%20tunnel%20opens%20two%20years%20late&body=https%3A%2F%2Fbaycourier%2Eexample%2Fcity%2Fharbour-tunnel-opens"
    )]
    pub email: String,
}

/// Links that share an address, its title and its picture.
pub fn share_links(url: &str, title: &str, picture: Option<&str>) -> ShareLinks {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string().replace("%2D", "-");
    let (u, t) = (encoded(url), encoded(title));
    let media = picture.map(|picture| format!("&media={}", encoded(picture))).unwrap_or_default();
    ShareLinks {
        facebook: format!("https://www.facebook.com/sharer/sharer.php?u={u}"),
        x: format!("https://x.com/intent/post?url={u}&text={t}"),
        linkedin: format!("https://www.linkedin.com/sharing/share-offsite/?url={u}"),
        pinterest: format!("https://www.pinterest.com/pin/create/button/?url={u}{media}&description={t}"),
        tumblr: format!("https://www.tumblr.com/widgets/share/tool?canonicalUrl={u}&title={t}"),
        reddit: format!("https://www.reddit.com/submit?url={u}&title={t}"),
        whatsapp: format!("https://wa.me/?text={t}%20{u}"),
        telegram: format!("https://t.me/share/url?url={u}&text={t}"),
        email: format!("mailto:?subject={t}&body={u}"),
    }
}

/// Home, the categories from the root, and the thing itself.
pub fn breadcrumbs(home: &str, categories: &[CategoryRef], title: &str, path: &str) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb { title: home.to_owned(), path: "/".to_owned() }];
    crumbs.extend(categories.iter().map(|one| Crumb { title: one.name.clone(), path: one.path.clone() }));
    crumbs.push(Crumb { title: title.to_owned(), path: path.to_owned() });
    crumbs
}
