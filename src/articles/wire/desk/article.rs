//! An article as the newsroom sees it.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::ArticleIn;
use crate::articles::model::{NewCorrection, Status, Step, Stored};
use crate::articles::wire::{CorrectionOut, LocationOut, SourceOut};
use crate::db::{Id, Time};
use crate::seo::SeoSettings;
use crate::site::Here;

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
            seo: SeoSettings::new(&stored.article.details.seo),
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
