//! An article as the newsroom reads and writes it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{CorrectionOut, LocationOut, SourceOut};
use crate::articles::model::{
    BodyFormat, Location, Manuscript, NewCorrection, Source, SourceCredit, Status, Step, Stored,
};
use crate::cards::FORMATS;
use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::PageOut;
use crate::http::checks::Checks;
use crate::seo::SeoOverrides;
use crate::site::Here;
use crate::text::Slug;

/// The largest body of an article, in bytes, as it is written.
pub const LARGEST_BODY: usize = 1_000_000;
const LONGEST_TITLE: usize = 300;
const LONGEST_LINE: usize = 500;
const LONGEST_EXCERPT: usize = 2_000;
const MOST: usize = 100;

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

fn author() -> String {
    "author".to_owned()
}

fn standard() -> String {
    "standard".to_owned()
}

fn yes() -> bool {
    true
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

/// An article as an editor writes it. Only the title is needed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleIn {
    /// The title, plain text.
    #[schema(min_length = 1, max_length = 300, example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// The name in addresses; without one it is made of the title. It must be free, and no other article's
    /// old one.
    #[serde(default)]
    #[schema(max_length = 200, example = "harbour-tunnel-opens")]
    pub slug: Option<String>,
    /// A shorter title.
    #[serde(default)]
    #[schema(max_length = 300, example = json!(null))]
    pub short_title: Option<String>,
    /// A word or two above the title.
    #[serde(default)]
    #[schema(max_length = 500, example = json!(null))]
    pub kicker: Option<String>,
    /// A line under the title.
    #[serde(default)]
    #[schema(max_length = 500, example = json!(null))]
    pub subtitle: Option<String>,
    /// A short text; without one the beginning of the body.
    #[serde(default)]
    #[schema(max_length = 2000, example = json!(null))]
    pub excerpt: Option<String>,
    /// The language (BCP 47); without one the site's.
    #[serde(default)]
    #[schema(max_length = 35, example = "en")]
    pub language: Option<String>,
    /// The format: `standard`, `gallery`, `video`, `audio` or `live`.
    #[serde(default = "standard")]
    #[schema(default = "standard", example = "standard")]
    pub format: String,
    /// The body; left out or null, an article that is there keeps its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub body: Option<BodyIn>,
    /// Where it was written.
    #[serde(default)]
    #[schema(max_length = 300, example = "OLOKUN BAY")]
    pub dateline: Option<String>,
    /// The place it is about.
    #[serde(default)]
    pub location: Option<LocationIn>,
    /// Whom it credits.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub sources: Vec<SourceIn>,
    /// What search engines shall read instead of what follows from the article.
    #[serde(default)]
    pub seo: SeoIn,
    /// Keys that are public; their values are the publisher's own.
    #[serde(default)]
    #[schema(example = json!({}))]
    pub extra: Map<String, Value>,
    /// The authors in order, each with what they did.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub authors: Vec<BylineIn>,
    /// The authors' ids in order, where all of them are authors; it stands for `authors`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>, max_items = 100, example = json!(null))]
    pub author_ids: Option<Vec<Id>>,
    /// The primary category; it is the first of its categories too.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub primary_category_id: Option<Id>,
    /// The categories in order.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 100, example = json!([]))]
    pub category_ids: Vec<Id>,
    /// The tags in order.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 100, example = json!([]))]
    pub tag_ids: Vec<Id>,
    /// The lead picture.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub featured_media_id: Option<Id>,
    /// The pictures of the gallery in order.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 100, example = json!([]))]
    pub gallery_ids: Vec<Id>,
    /// The articles that the editor puts beside it, in order.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 100, example = json!([]))]
    pub read_also_ids: Vec<Id>,
    /// Until when it is featured.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = json!(null))]
    pub featured_until: Option<Time>,
    /// Until when it is breaking news.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = json!(null))]
    pub breaking_until: Option<Time>,
    /// When it ends by itself: it is archived then.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = json!(null))]
    pub unpublish_at: Option<Time>,
    /// Before when it may be neither published nor scheduled.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = json!(null))]
    pub embargo_until: Option<Time>,
    /// Whether somebody paid for it.
    #[serde(default)]
    #[schema(default = false, example = false)]
    pub sponsored: bool,
    /// Whether readers may comment, as far as the site lets them.
    #[serde(default = "yes")]
    #[schema(default = true, example = true)]
    pub comments_open: bool,
}

/// What of an article shall be another: the properties of `ArticleIn`, each of them optional.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(value_type = Object, example = json!({"title": "Harbour tunnel opens"}))]
pub struct ArticlePatch(pub Map<String, Value>);

impl ArticleIn {
    /// Checks what was written.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(self, now: Time) -> Result<Manuscript, Problem> {
        let mut checks = Checks::default();
        self.check_texts(&mut checks);
        self.check_lists(&mut checks);
        let slug = self.slug.as_deref().map(|text| Slug::parse(text).filter(|slug| slug.as_str() == text.trim()));
        if slug == Some(None) {
            checks.fault("/slug", "invalid", "A slug holds letters, digits and hyphens, and looks like no id.");
        }
        let body = self.body.map(|body| source(&mut checks, body));
        if self.unpublish_at.is_some_and(|at| at <= now) {
            checks.fault("/unpublish_at", "out_of_range", "This moment has passed.");
        }
        checks.finish()?;
        let plain = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let authors = match self.author_ids {
            Some(ids) => ids.into_iter().map(|id| (id, author())).collect(),
            None => self.authors.into_iter().map(|one| (one.id, one.role)).collect(),
        };
        let mut categories = unique(self.category_ids);
        if let Some(primary) = self.primary_category_id {
            categories.retain(|id| *id != primary);
            categories.insert(0, primary);
        }
        Ok(Manuscript {
            title: self.title.trim().to_owned(),
            slug: slug.flatten(),
            short_title: plain(self.short_title),
            kicker: plain(self.kicker),
            subtitle: plain(self.subtitle),
            excerpt: plain(self.excerpt),
            language: plain(self.language),
            format: self.format,
            body: body.flatten(),
            dateline: plain(self.dateline),
            location: self.location.map(|one| Location {
                name: one.name,
                latitude: one.latitude,
                longitude: one.longitude,
            }),
            sources: self.sources.into_iter().map(|one| SourceCredit { name: one.name, url: one.url }).collect(),
            seo: SeoOverrides {
                title: plain(self.seo.title),
                description: plain(self.seo.description),
                canonical_url: plain(self.seo.canonical_url),
                noindex: self.seo.noindex,
            },
            extra: self.extra,
            authors,
            primary_category: self.primary_category_id.or(categories.first().copied()),
            categories,
            tags: unique(self.tag_ids),
            featured_media: self.featured_media_id,
            gallery: unique(self.gallery_ids),
            picks: unique(self.read_also_ids),
            featured_until: self.featured_until.map(Time::whole_seconds),
            breaking_until: self.breaking_until.map(Time::whole_seconds),
            unpublish_at: self.unpublish_at.map(Time::whole_seconds),
            embargo_until: self.embargo_until.map(Time::whole_seconds),
            sponsored: self.sponsored,
            comments_open: self.comments_open,
        })
    }

    fn check_texts(&self, checks: &mut Checks) {
        checks.text("/title", &self.title, 1, LONGEST_TITLE);
        checks.optional("/short_title", self.short_title.as_ref(), LONGEST_TITLE);
        checks.optional("/kicker", self.kicker.as_ref(), LONGEST_LINE);
        checks.optional("/subtitle", self.subtitle.as_ref(), LONGEST_LINE);
        checks.optional("/excerpt", self.excerpt.as_ref(), LONGEST_EXCERPT);
        checks.optional("/dateline", self.dateline.as_ref(), LONGEST_TITLE);
        checks.optional("/seo/title", self.seo.title.as_ref(), LONGEST_TITLE);
        checks.optional("/seo/description", self.seo.description.as_ref(), LONGEST_EXCERPT);
        web_address(checks, "/seo/canonical_url", self.seo.canonical_url.as_deref());
        for (n, source) in self.sources.iter().enumerate() {
            checks.text(&format!("/sources/{n}/name"), &source.name, 1, LONGEST_TITLE);
            web_address(checks, &format!("/sources/{n}/url"), source.url.as_deref());
        }
        if let Some(place) = &self.location {
            checks.text("/location/name", &place.name, 1, LONGEST_TITLE);
            let within = |degrees: Option<f64>, most: f64| degrees.is_none_or(|one| one.abs() <= most);
            if !within(place.latitude, 90.0) || !within(place.longitude, 180.0) {
                checks.fault("/location", "out_of_range", "Degrees go from -90 to 90 and from -180 to 180.");
            }
        }
        if let Some(language) = &self.language {
            let fits = language.len() <= 35
                && language.split('-').all(|part| (1..=8).contains(&part.len()))
                && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if !fits {
                checks.fault("/language", "invalid", "A language is written as `en` or `en-GB` (BCP 47).");
            }
        }
        if !FORMATS.contains(&self.format.as_str()) {
            checks.fault("/format", "unknown_value", format!("Allowed: {}.", FORMATS.join(", ")));
        }
    }

    fn check_lists(&self, checks: &mut Checks) {
        let lengths = [
            ("/sources", self.sources.len()),
            ("/authors", self.authors.len()),
            ("/author_ids", self.author_ids.as_ref().map_or(0, Vec::len)),
            ("/category_ids", self.category_ids.len()),
            ("/tag_ids", self.tag_ids.len()),
            ("/gallery_ids", self.gallery_ids.len()),
            ("/read_also_ids", self.read_also_ids.len()),
            ("/extra", self.extra.len()),
        ];
        for (pointer, length) in lengths {
            if length > MOST {
                checks.fault(pointer, "too_long", format!("At most {MOST}."));
            }
        }
        for (n, one) in self.authors.iter().enumerate() {
            checks.text(&format!("/authors/{n}/role"), &one.role, 1, 50);
        }
        let people: Vec<Id> = self.authors.iter().map(|one| one.id).collect();
        if unique(people.clone()).len() < people.len() {
            checks.fault("/authors", "repeated", "An author is named twice.");
        }
    }

    /// What is stored, as it would be written: the ground of a `PATCH`, and what a revision keeps.
    pub fn of(stored: &Stored) -> Self {
        let (article, row) = (&stored.article, &stored.article.row);
        let written = crate::body::excerpt(&article.body.text, 200);
        Self {
            title: row.title.clone(),
            slug: Some(row.slug.clone()),
            short_title: row.short_title.clone(),
            kicker: row.kicker.clone(),
            subtitle: row.subtitle.clone(),
            excerpt: Some(row.excerpt.clone()).filter(|text| *text != written),
            language: Some(row.language.clone()),
            format: row.format.clone(),
            body: Some(body(article.body_format, &article.body_source, &article.body.html)),
            dateline: article.details.dateline.clone(),
            location: article.details.location.clone().map(|one| LocationIn {
                name: one.name,
                latitude: one.latitude,
                longitude: one.longitude,
            }),
            sources: article
                .details
                .sources
                .iter()
                .map(|one| SourceIn { name: one.name.clone(), url: one.url.clone() })
                .collect(),
            seo: SeoIn {
                title: article.details.seo.title.clone(),
                description: article.details.seo.description.clone(),
                canonical_url: article.details.seo.canonical_url.clone(),
                noindex: article.details.seo.noindex,
            },
            extra: article.details.extra.clone(),
            authors: article.authors.iter().map(|(id, role)| BylineIn { id: *id, role: role.clone() }).collect(),
            author_ids: None,
            primary_category_id: row.primary_category_id,
            category_ids: article.categories.clone(),
            tag_ids: article.tags.clone(),
            featured_media_id: row.featured_media_id,
            gallery_ids: article.gallery.clone(),
            read_also_ids: stored.picks.clone(),
            featured_until: row.featured_until,
            breaking_until: row.breaking_until,
            unpublish_at: row.public_until,
            embargo_until: stored.embargo_until,
            sponsored: row.sponsored,
            comments_open: row.comments_open,
        }
    }
}

/// The body as it was written; what came from another system is shown as it was cleaned.
fn body(format: BodyFormat, source: &str, clean: &str) -> BodyIn {
    match format {
        BodyFormat::Markdown => BodyIn { markdown: Some(source.to_owned()), html: None },
        BodyFormat::Html => BodyIn { html: Some(source.to_owned()), markdown: None },
        BodyFormat::WordPress => BodyIn { html: Some(clean.to_owned()), markdown: None },
    }
}

fn source(checks: &mut Checks, body: BodyIn) -> Option<Source> {
    let (format, text) = match (body.html, body.markdown) {
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

fn web_address(checks: &mut Checks, pointer: &str, text: Option<&str>) {
    let fits = |text: &str| {
        let parsed = url::Url::parse(text);
        text.len() <= 2_000 && parsed.is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    };
    if text.is_some_and(|text| !text.is_empty() && !fits(text)) {
        checks.fault(pointer, "invalid", "This is no address such as https://example.org/page.");
    }
}

fn unique(ids: Vec<Id>) -> Vec<Id> {
    let mut seen = std::collections::HashSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}

/// An article on its way: when it shall be public.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepIn {
    /// For `schedule`: when it becomes public, a moment to come. Other steps take none.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = "2026-12-01T06:00:00Z")]
    pub at: Option<Time>,
    /// What the revision says of it.
    #[serde(default)]
    #[schema(max_length = 500, example = "Checked by the night desk")]
    pub note: Option<String>,
}

/// A correction to be added.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionIn {
    /// `correction`, `clarification`, `update`, `retraction` or `editors_note`.
    #[schema(example = "correction")]
    pub kind: String,
    /// What was wrong and what is right, plain text.
    #[schema(min_length = 1, max_length = 2000, example = "An earlier version gave the cost as ₦241 billion.")]
    pub text: String,
}

/// The kinds of corrections.
pub const CORRECTIONS: &[&str] = &["correction", "clarification", "update", "retraction", "editors_note"];

impl CorrectionIn {
    /// Checks what was written.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(self, now: Time) -> Result<NewCorrection, Problem> {
        let mut checks = Checks::default();
        checks.text("/text", &self.text, 1, LONGEST_EXCERPT);
        if !CORRECTIONS.contains(&self.kind.as_str()) {
            checks.fault("/kind", "unknown_value", format!("Allowed: {}.", CORRECTIONS.join(", ")));
        }
        checks.finish()?;
        let (kind, text) = (self.kind, self.text.trim().to_owned());
        Ok(NewCorrection { id: Id::new(), kind, text, at: now.whole_seconds() })
    }
}

/// A body as it was written: one of the two, the other is null.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BodySource {
    /// HTML.
    #[schema(required, example = "<p>The first buses ran through the tunnel on Friday.</p>")]
    pub html: Option<String>,
    /// Markdown.
    #[schema(required, example = json!(null))]
    pub markdown: Option<String>,
}

/// Somebody's part in an article.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Byline {
    /// The author's id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")]
    pub id: Id,
    /// What they did.
    #[schema(example = "author")]
    pub role: String,
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

/// An article as the newsroom sees it: what was written, and where it is on its way.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomArticle {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// A number, unique among articles.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 4711)]
    pub number: i64,
    /// Where it is on its way.
    #[schema(example = "draft", extensions(("x-extensible-enum" = json!(["draft", "in_review", "scheduled", "published", "archived"]))))]
    pub status: String,
    /// The steps that can be taken from there.
    #[schema(example = json!(["submit", "schedule", "publish"]))]
    pub steps: Vec<String>,
    /// Counts every write; the `ETag` of this article.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// Counts every public change; 0 was never public.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 0)]
    pub version: i64,
    /// The user who made it; null for what was imported.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub owner_id: Option<Id>,
    /// When it was put in the trash; null: it is not there.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub trashed_at: Option<Time>,
    /// Its first public moment, or the one that is planned; null where there is none.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub published_at: Option<Time>,
    /// Its last editorial update as readers see it.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub updated_at: Time,
    /// When it was made.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
    /// When it was last written.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub changed_at: Time,
    /// Its views.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 0)]
    pub view_count: i64,
    /// Its approved comments.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 0)]
    pub comment_count: i64,
    /// The words of its body.
    #[schema(example = 812)]
    pub word_count: i32,
    /// Minutes it takes to read.
    #[schema(example = 4)]
    pub reading_time_minutes: i32,
    /// The title.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// The name in addresses.
    #[schema(example = "harbour-tunnel-opens")]
    pub slug: String,
    /// A shorter title.
    #[schema(required, example = json!(null))]
    pub short_title: Option<String>,
    /// A word or two above the title.
    #[schema(required, example = json!(null))]
    pub kicker: Option<String>,
    /// A line under the title.
    #[schema(required, example = json!(null))]
    pub subtitle: Option<String>,
    /// The editor's short text; null takes the beginning of the body.
    #[schema(required, example = json!(null))]
    pub excerpt: Option<String>,
    /// The language (BCP 47).
    #[schema(example = "en")]
    pub language: String,
    /// The format.
    #[schema(example = "standard", extensions(("x-extensible-enum" = json!(["standard", "gallery", "video", "audio", "live"]))))]
    pub format: String,
    /// The body as it was written.
    pub body: BodySource,
    /// The body as readers get it: safe HTML.
    #[schema(example = "<p>The first buses ran through the tunnel on Friday.</p>")]
    pub body_html: String,
    /// Where it was written.
    #[schema(required, example = "OLOKUN BAY")]
    pub dateline: Option<String>,
    /// The place it is about.
    #[schema(required)]
    pub location: Option<LocationOut>,
    /// Whom it credits.
    pub sources: Vec<SourceOut>,
    /// What an editor says to search engines.
    pub seo: SeoSettings,
    /// Keys that are public.
    #[schema(example = json!({}))]
    pub extra: Map<String, Value>,
    /// The authors in order.
    pub authors: Vec<Byline>,
    /// The primary category.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub primary_category_id: Option<Id>,
    /// The categories in order.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub category_ids: Vec<Id>,
    /// The tags in order.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub tag_ids: Vec<Id>,
    /// The lead picture.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub featured_media_id: Option<Id>,
    /// The pictures of the gallery in order.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub gallery_ids: Vec<Id>,
    /// The articles that the editor puts beside it, in order.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub read_also_ids: Vec<Id>,
    /// Its corrections, the oldest first.
    pub corrections: Vec<CorrectionOut>,
    /// Until when it is featured.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub featured_until: Option<Time>,
    /// Until when it is breaking news.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub breaking_until: Option<Time>,
    /// When it ends by itself.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub unpublish_at: Option<Time>,
    /// Before when it may be neither published nor scheduled.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub embargo_until: Option<Time>,
    /// Whether somebody paid for it.
    #[schema(example = false)]
    pub sponsored: bool,
    /// Whether readers may comment, as far as the site lets them.
    #[schema(example = true)]
    pub comments_open: bool,
}

impl NewsroomArticle {
    /// A stored article at a moment.
    pub fn new(stored: &Stored, here: &Here) -> Self {
        let written = ArticleIn::of(stored);
        let (article, row, status) = (&stored.article, &stored.article.row, stored.status(here.now));
        let body = written.body.unwrap_or_default();
        let dated = row.version > 0 || status == Status::Scheduled || status == Status::Published;
        let words = u32::try_from(row.word_count).unwrap_or(0);
        let minutes = crate::body::reading_minutes(words, here.settings().words_per_minute);
        Self {
            id: row.id,
            number: row.number,
            status: status.as_str().to_owned(),
            steps: if row.trashed_at.is_some() { Vec::new() } else { names(status) },
            revision: row.revision,
            version: row.version,
            owner_id: stored.owner,
            trashed_at: row.trashed_at,
            published_at: Some(row.published_at).filter(|_| dated),
            updated_at: row.updated_at,
            created_at: row.created_at,
            changed_at: row.changed_at,
            view_count: row.view_count,
            comment_count: row.comment_count,
            word_count: row.word_count,
            reading_time_minutes: i32::try_from(minutes).unwrap_or(i32::MAX),
            title: written.title,
            slug: row.slug.clone(),
            short_title: written.short_title,
            kicker: written.kicker,
            subtitle: written.subtitle,
            excerpt: written.excerpt,
            language: row.language.clone(),
            format: written.format,
            body: BodySource { html: body.html, markdown: body.markdown },
            body_html: article.body.html.clone(),
            dateline: written.dateline,
            location: article.details.location.as_ref().map(LocationOut::new),
            sources: article.details.sources.iter().map(SourceOut::new).collect(),
            seo: SeoSettings {
                title: written.seo.title,
                description: written.seo.description,
                canonical_url: written.seo.canonical_url,
                noindex: written.seo.noindex,
            },
            extra: written.extra,
            authors: written.authors.into_iter().map(|one| Byline { id: one.id, role: one.role }).collect(),
            primary_category_id: written.primary_category_id,
            category_ids: written.category_ids,
            tag_ids: written.tag_ids,
            featured_media_id: written.featured_media_id,
            gallery_ids: written.gallery_ids,
            read_also_ids: written.read_also_ids,
            corrections: article.corrections.iter().map(correction).collect(),
            featured_until: written.featured_until,
            breaking_until: written.breaking_until,
            unpublish_at: written.unpublish_at,
            embargo_until: written.embargo_until,
            sponsored: written.sponsored,
            comments_open: written.comments_open,
        }
    }
}

fn names(status: Status) -> Vec<String> {
    Step::from(status).map(|step| step.as_str().to_owned()).collect()
}

fn correction(one: &NewCorrection) -> CorrectionOut {
    let html = format!("<p>{}</p>", crate::text::escape_html(&one.text));
    CorrectionOut { id: one.id, kind: one.kind.clone(), text: one.text.clone(), html, at: one.at }
}

/// An article in a list of the newsroom.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomCard {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// Its name in addresses.
    #[schema(example = "harbour-tunnel-opens")]
    pub slug: String,
    /// Its title.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// Where it is on its way.
    #[schema(example = "draft", extensions(("x-extensible-enum" = json!(["draft", "in_review", "scheduled", "published", "archived"]))))]
    pub status: String,
    /// Its language (BCP 47).
    #[schema(example = "en")]
    pub language: String,
    /// Its format.
    #[schema(example = "standard", extensions(("x-extensible-enum" = json!(["standard", "gallery", "video", "audio", "live"]))))]
    pub format: String,
    /// The user who made it; null for what was imported.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub owner_id: Option<Id>,
    /// When it was put in the trash; null: it is not there.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub trashed_at: Option<Time>,
    /// When it becomes or became public.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub published_at: Time,
    /// When it was last written.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub changed_at: Time,
    /// Counts every write.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
}

/// How many articles there are in each status, those in the trash apart.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct StatusCounts {
    /// Being written.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 4)]
    pub draft: i64,
    /// Waiting for an editor.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 2)]
    pub in_review: i64,
    /// Public at a time to come.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub scheduled: i64,
    /// Public.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 160)]
    pub published: i64,
    /// No longer public.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub archived: i64,
    /// In the trash.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 0)]
    pub trash: i64,
}

/// A page of the newsroom's articles.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsroomList {
    /// The articles, the last written first.
    pub data: Vec<NewsroomCard>,
    /// Where this page stands in the list.
    pub page: PageOut,
    /// How many there are in each status, whatever the filters.
    pub counts: StatusCounts,
}

/// A revision of an article.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RevisionOut {
    /// Its number: the `revision` of the article that it made.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub number: i64,
    /// When.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub at: Time,
    /// Who, by name.
    #[schema(example = "Ada Okoye")]
    pub by_name: String,
    /// Who, where it was a user.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub by_id: Option<Id>,
    /// What they said of it.
    #[schema(required, example = "Checked by the night desk")]
    pub note: Option<String>,
}

/// An article's revisions.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionList {
    /// The revisions, the newest first.
    pub data: Vec<RevisionOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// A revision with what was written then, and what has changed since another one.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionWhole {
    /// The revision.
    pub revision: RevisionOut,
    /// What was written, as `PUT` would take it; of an imported article only some of it.
    #[schema(value_type = Object, example = json!({"title": "Harbour tunnel opens two years late"}))]
    pub content: Value,
    /// The fields that differ from the revision before.
    pub changes: Vec<FieldChange>,
}

/// A field that differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldChange {
    /// Its place, as a JSON pointer (RFC 6901).
    #[schema(example = "/title")]
    pub field: String,
    /// For texts: the pieces in order, word by word. Otherwise empty.
    pub words: Vec<WordChange>,
    /// What was there before: a text as it is, anything else as JSON; null for nothing.
    #[schema(required, example = json!(null))]
    pub before: Option<String>,
    /// What was there after: a text as it is, anything else as JSON; null for nothing.
    #[schema(required, example = json!(null))]
    pub after: Option<String>,
}

/// A piece of a text that stayed, came or went.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WordChange {
    /// `equal`, `insert` or `delete`.
    #[schema(example = "insert", extensions(("x-extensible-enum" = json!(["equal", "insert", "delete"]))))]
    pub op: String,
    /// The piece.
    #[schema(example = "two years ")]
    pub text: String,
}
