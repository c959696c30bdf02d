//! A page as the newsroom reads and writes it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::articles::{BodyFormat, BodyIn, BodySource, Status};
use crate::db::{Id, Time};
use crate::http::PageOut as Place;
use crate::http::checks::Checks;
use crate::pages::model::{Known, NewPage};
use crate::seo::{SeoIn, SeoSettings};
use crate::site::Here;
use crate::text::{Slug, plain};

const LONGEST_TITLE: usize = 300;
const LONGEST_EXCERPT: usize = 2_000;

/// What an editor wants to become of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(example = "published")]
pub enum PageStatus {
    /// The public does not see it.
    #[default]
    Draft,
    /// It is public from `published_at` on, now where that is not said.
    Published,
    /// It was public and no longer is.
    Archived,
}

/// A page as an editor writes it. Only the title is needed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// The title, plain text.
    #[schema(min_length = 1, max_length = 300, example = "About Us")]
    pub title: String,
    /// The name in addresses, unique under its parent; without one it is made of the title. Where an address changes
    /// that readers knew, it leads to the new one, of the pages below too.
    #[serde(default)]
    #[schema(max_length = 200, example = "about")]
    pub slug: Option<String>,
    /// The page that it stands under; null: at the root. Never one below itself.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub parent_id: Option<Id>,
    /// Its place among its siblings, the smallest first.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000000, default = 0, example = 1)]
    pub position: i32,
    /// A short text; without one the beginning of the body.
    #[serde(default)]
    #[schema(max_length = 2000, example = json!(null))]
    pub excerpt: Option<String>,
    /// The body; left out or null, a page that is there keeps its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub body: Option<BodyIn>,
    /// The lead picture.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub featured_media_id: Option<Id>,
    /// What search engines shall read instead of what follows from the page.
    #[serde(default)]
    pub seo: SeoIn,
    /// What shall become of it.
    #[serde(default)]
    #[schema(default = "draft")]
    pub status: PageStatus,
    /// From when it is public; ahead, it waits until then. Null: from the moment of publishing.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = json!(null))]
    pub published_at: Option<Time>,
    /// When it ends by itself: it is archived then.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = json!(null))]
    pub unpublish_at: Option<Time>,
}

/// What of a page shall be another: the properties of `PageIn`, each of them optional.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(value_type = Object)]
pub struct PagePatch(pub Map<String, Value>);

impl PageIn {
    /// What is stored, as it would be written: the ground of a `PATCH`.
    pub fn of(known: &Known, now: Time) -> Self {
        let (page, private) = (&known.page, &known.private);
        let status = match known.status(now) {
            Status::Published | Status::Scheduled => PageStatus::Published,
            Status::Archived => PageStatus::Archived,
            Status::Draft | Status::InReview => PageStatus::Draft,
        };
        let written = crate::body::excerpt(&page.text, 200);
        Self {
            title: page.title.clone(),
            slug: Some(page.slug.clone()),
            parent_id: page.parent_id,
            position: page.position,
            excerpt: Some(page.excerpt.clone()).filter(|text| *text != written),
            body: None,
            featured_media_id: page.featured_media_id,
            seo: SeoIn::of(&page.seo.0),
            status,
            published_at: (status == PageStatus::Published).then_some(private.public_from),
            unpublish_at: private.public_until.filter(|until| *until > now),
        }
    }

    /// What is wrong with what was written.
    pub fn check(&self, now: Time) -> Checks {
        let mut checks = Checks::default();
        checks.text("/title", &self.title, 1, LONGEST_TITLE);
        checks.slug("/slug", self.slug.as_deref());
        checks.optional("/excerpt", self.excerpt.as_ref(), LONGEST_EXCERPT);
        if !(0..=1_000_000).contains(&self.position) {
            checks.fault("/position", "out_of_range", "A number from 0 to 1000000.");
        }
        if self.unpublish_at.is_some_and(|at| at <= now || self.published_at.is_some_and(|from| at <= from)) {
            checks.fault("/unpublish_at", "out_of_range", "This moment has passed, or comes before the publication.");
        }
        self.seo.check(&mut checks);
        checks
    }

    /// What was written in place of what was there, with a slug that is free; the body stays.
    pub fn over(&self, before: NewPage, slug: &Slug, now: Time) -> NewPage {
        let was_published = before.status.is_publishable();
        let from = self.published_at.map(Time::whole_seconds);
        let from = from.unwrap_or(if was_published { before.public_from } else { now.whole_seconds() });
        let status = match self.status {
            PageStatus::Draft => Status::Draft,
            PageStatus::Archived => Status::Archived,
            PageStatus::Published if from > now => Status::Scheduled,
            PageStatus::Published => Status::Published,
        };
        let first = status.is_publishable() && (!was_published || from != before.public_from);
        NewPage {
            slug: slug.to_string(),
            title: self.title.trim().to_owned(),
            excerpt: plain(self.excerpt.clone()),
            parent_id: self.parent_id,
            position: self.position,
            featured_media_id: self.featured_media_id,
            seo: self.seo.clone().stored(),
            status,
            public_from: if status.is_publishable() { from } else { before.public_from },
            public_until: self.unpublish_at.map(Time::whole_seconds),
            published_at: if first { from } else { before.published_at },
            updated_at: if first { from } else { now.whole_seconds().max(before.published_at) },
            ..before
        }
    }
}

/// A page as the newsroom sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomPage {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b51")]
    pub id: Id,
    /// Where it is on its way.
    #[schema(example = "published", extensions(("x-extensible-enum" = json!(["draft", "in_review", "scheduled", "published", "archived"]))))]
    pub status: String,
    /// Counts every write; the `ETag` of this page.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// Counts every public change; 0 was never public.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub version: i64,
    /// From when it is or was public; null where that is not planned.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub published_at: Option<Time>,
    /// When it ends by itself.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub unpublish_at: Option<Time>,
    /// Its last editorial update as readers see it.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub updated_at: Time,
    /// When it was made.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
    /// The title.
    #[schema(example = "About Us")]
    pub title: String,
    /// The name in addresses.
    #[schema(example = "about")]
    pub slug: String,
    /// Its path on the public site, once it is public.
    #[schema(example = "/about")]
    pub path: String,
    /// The page that it stands under; null: at the root.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub parent_id: Option<Id>,
    /// Its place among its siblings, the smallest first.
    #[schema(example = 1)]
    pub position: i32,
    /// The editor's short text; null takes the beginning of the body.
    #[schema(required, example = json!(null))]
    pub excerpt: Option<String>,
    /// The body as it was written.
    pub body: BodySource,
    /// The body as readers get it: safe HTML.
    #[schema(example = "<p>The Bay Courier has been printed since 1926.</p>")]
    pub body_html: String,
    /// The lead picture.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub featured_media_id: Option<Id>,
    /// What an editor says to search engines.
    pub seo: SeoSettings,
}

impl NewsroomPage {
    /// A stored page.
    pub fn new(known: &Known, here: &Here) -> Self {
        let (page, private) = (&known.page, &known.private);
        let status = known.status(here.now);
        let written = PageIn::of(known, here.now);
        let body = BodyIn::of(BodyFormat::parse(&private.body_format), &private.body_source, &page.html);
        Self {
            id: page.id,
            status: status.as_str().to_owned(),
            revision: page.revision,
            version: page.version,
            published_at: (page.version > 0 || status.is_publishable()).then_some(private.public_from),
            unpublish_at: private.public_until,
            updated_at: page.updated_at,
            created_at: private.created_at,
            title: page.title.clone(),
            slug: page.slug.clone(),
            path: here.addresses().page(&page.path),
            parent_id: page.parent_id,
            position: page.position,
            excerpt: written.excerpt,
            body: BodySource { html: body.html, markdown: body.markdown },
            body_html: page.html.clone(),
            featured_media_id: page.featured_media_id,
            seo: SeoSettings::new(&page.seo.0),
        }
    }
}

/// A page of the newsroom's pages.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsroomPageList {
    /// The pages, by title.
    pub data: Vec<NewsroomPage>,
    /// Where this page stands in the list.
    pub page: Place,
}
