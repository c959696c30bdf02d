//! An article as an editor writes it: what is taken, and what is wrong with it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::parts::{BodyIn, BylineIn, LocationIn, SourceIn, author};
use crate::articles::model::{Manuscript, SourceCredit, Stored};
use crate::cards::FORMATS;
use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::checks::Checks;
use crate::seo::SeoIn;
use crate::text::plain;

const LONGEST_TITLE: usize = 300;
const LONGEST_LINE: usize = 500;
const LONGEST_EXCERPT: usize = 2_000;
const MOST: usize = 100;

fn standard() -> String {
    "standard".to_owned()
}

fn yes() -> bool {
    true
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
    /// Says that readers shall see it as updated at this moment: one that has passed, not before its publication.
    /// Left out or null, the moment stays what it is; no other change moves it but a correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub updated_at: Option<Time>,
}

/// What of an article shall be another: the properties of `ArticleIn`, each of them optional.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(value_type = Object)]
pub struct ArticlePatch(pub Map<String, Value>);

impl ArticleIn {
    /// Checks what was written.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(self, now: Time) -> Result<Manuscript, Problem> {
        let mut checks = Checks::default();
        self.check_texts(&mut checks);
        self.check_names(&mut checks);
        self.check_lists(&mut checks);
        let slug = checks.slug("/slug", self.slug.as_deref());
        let body = self.body.map(|body| body.source(&mut checks));
        if self.unpublish_at.is_some_and(|at| at <= now) {
            checks.fault("/unpublish_at", "out_of_range", "This moment has passed.");
        }
        let updated_at = checks.passed("/updated_at", self.updated_at, now);
        checks.finish()?;
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
            slug,
            short_title: plain(self.short_title),
            kicker: plain(self.kicker),
            subtitle: plain(self.subtitle),
            excerpt: plain(self.excerpt),
            language: plain(self.language),
            format: self.format,
            body: body.flatten(),
            dateline: plain(self.dateline),
            location: self.location.map(LocationIn::stored),
            sources: self.sources.into_iter().map(|one| SourceCredit { name: one.name, url: one.url }).collect(),
            seo: self.seo.stored(),
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
            updated_at,
        })
    }

    fn check_texts(&self, checks: &mut Checks) {
        checks.text("/title", &self.title, 1, LONGEST_TITLE);
        checks.optional("/short_title", self.short_title.as_ref(), LONGEST_TITLE);
        checks.optional("/kicker", self.kicker.as_ref(), LONGEST_LINE);
        checks.optional("/subtitle", self.subtitle.as_ref(), LONGEST_LINE);
        checks.optional("/excerpt", self.excerpt.as_ref(), LONGEST_EXCERPT);
        checks.optional("/dateline", self.dateline.as_ref(), LONGEST_TITLE);
        self.seo.check(checks);
        for (n, source) in self.sources.iter().enumerate() {
            checks.text(&format!("/sources/{n}/name"), &source.name, 1, LONGEST_TITLE);
            checks.web_address(&format!("/sources/{n}/url"), source.url.as_deref());
        }
        if let Some(place) = &self.location {
            checks.text("/location/name", &place.name, 1, LONGEST_TITLE);
            let within = |degrees: Option<f64>, most: f64| degrees.is_none_or(|one| one.abs() <= most);
            if !within(place.latitude, 90.0) || !within(place.longitude, 180.0) {
                checks.fault("/location", "out_of_range", "Degrees go from -90 to 90 and from -180 to 180.");
            }
        }
    }

    fn check_names(&self, checks: &mut Checks) {
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
            body: Some(BodyIn::of(article.body_format, &article.body_source, &article.body.html)),
            dateline: article.details.dateline.clone(),
            location: article.details.location.as_ref().map(LocationIn::of),
            sources: article
                .details
                .sources
                .iter()
                .map(|one| SourceIn { name: one.name.clone(), url: one.url.clone() })
                .collect(),
            seo: SeoIn::of(&article.details.seo),
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
            updated_at: None,
        }
    }
}

fn unique(ids: Vec<Id>) -> Vec<Id> {
    let mut seen = std::collections::HashSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}
