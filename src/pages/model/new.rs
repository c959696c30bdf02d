//! A page about to be stored, and what of it each change writes.

use diesel::prelude::*;

use crate::articles::Status;
use crate::body::{self, Block, Body};
use crate::db::schema::pages;
use crate::db::{Id, Json, Time};
use crate::seo::SeoOverrides;
use crate::text::sort_key;

/// A page about to be stored.
#[derive(Debug, Clone)]
pub struct NewPage {
    /// Its identity.
    pub id: Id,
    /// A number, unique among pages; 0 takes the next one.
    pub number: i64,
    /// Its name in addresses, unique under its parent.
    pub slug: String,
    /// Its title, as plain text.
    pub title: String,
    /// The editor's short text; without it the body's first words are taken.
    pub excerpt: Option<String>,
    /// The page above it.
    pub parent_id: Option<Id>,
    /// Its place among its siblings, the smallest first.
    pub position: i32,
    /// What editors see of its publication.
    pub status: Status,
    /// Public from this moment, where its status says so.
    pub public_from: Time,
    /// Public before this moment.
    pub public_until: Option<Time>,
    /// When it became public first.
    pub published_at: Time,
    /// When it was last changed, in the editor's eyes.
    pub updated_at: Time,
    /// Its body.
    pub body: Body,
    /// What the body was made from: `html` or `markdown`.
    pub body_format: String,
    /// The text that the body was made from, as it came.
    pub body_source: String,
    /// Its lead picture.
    pub featured_media_id: Option<Id>,
    /// What editors say to search engines.
    pub seo: SeoOverrides,
    /// Where it came from.
    pub legacy_source: Option<String>,
    /// What it was there.
    pub legacy_kind: Option<String>,
    /// Its id there.
    pub legacy_id: Option<String>,
    /// Its status there.
    pub legacy_status: Option<String>,
    /// When it came.
    pub created_at: Time,
}

impl NewPage {
    /// A published page with its names and its body, at the root.
    pub fn new(id: Id, slug: &str, title: &str, body: Body, now: Time) -> Self {
        let published_at = now.whole_seconds();
        Self {
            id,
            number: 0,
            slug: slug.to_owned(),
            title: title.to_owned(),
            excerpt: None,
            parent_id: None,
            position: 0,
            status: Status::Published,
            public_from: published_at,
            public_until: None,
            published_at,
            updated_at: published_at,
            body_format: "html".to_owned(),
            body_source: body.html.clone(),
            body,
            featured_media_id: None,
            seo: SeoOverrides::default(),
            legacy_source: None,
            legacy_kind: None,
            legacy_id: None,
            legacy_status: None,
            created_at: now,
        }
    }

    /// The short text that readers get.
    pub fn shown_excerpt(&self) -> String {
        self.excerpt.clone().unwrap_or_else(|| body::excerpt(&self.body.text, EXCERPT))
    }

    /// What is written of it at each change, at a path.
    pub fn columns(&self, path: String) -> Columns {
        Columns {
            slug: self.slug.clone(),
            path,
            title: self.title.clone(),
            title_key: sort_key(&self.title),
            excerpt: self.shown_excerpt(),
            parent_id: self.parent_id,
            position: self.position,
            status: self.status.as_str(),
            publishable: self.status.is_publishable(),
            public_from: self.public_from,
            public_until: self.public_until,
            published_at: self.published_at,
            updated_at: self.updated_at,
            html: self.body.html.clone(),
            text: self.body.text.clone(),
            blocks: Json(self.body.blocks.clone()),
            featured_media_id: self.featured_media_id,
            seo: Json(self.seo.clone()),
            body_format: self.body_format.clone(),
            body_source: self.body_source.clone(),
            legacy_status: self.legacy_status.clone(),
        }
    }
}

/// How many characters of the body stand for an excerpt.
const EXCERPT: usize = 200;

/// What each change writes of a page.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = pages, treat_none_as_null = true)]
pub struct Columns {
    slug: String,
    path: String,
    title: String,
    title_key: String,
    excerpt: String,
    parent_id: Option<Id>,
    position: i32,
    status: &'static str,
    publishable: bool,
    public_from: Time,
    public_until: Option<Time>,
    published_at: Time,
    updated_at: Time,
    html: String,
    text: String,
    blocks: Json<Vec<Block>>,
    featured_media_id: Option<Id>,
    seo: Json<SeoOverrides>,
    body_format: String,
    body_source: String,
    legacy_status: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_published_or_scheduled_is_never_public() {
        let of = |status: Status| {
            let now = Time::now();
            NewPage { status, ..NewPage::new(Id::new(), "a", "A", Body::default(), now) }
                .columns("a".into())
                .publishable
        };
        assert!(of(Status::Published) && of(Status::Scheduled));
        assert!(!of(Status::Draft) && !of(Status::InReview) && !of(Status::Archived));
    }

    #[test]
    fn the_editors_short_text_goes_before_the_bodys_first_words() {
        let body = body::from_html("<p>The tides, printed since 1926.</p>", &());
        let mut page = NewPage::new(Id::new(), "about", "About us", body, Time::now());
        assert_eq!(page.columns("about".into()).excerpt, "The tides, printed since 1926.");
        page.excerpt = Some("Who we are.".into());
        assert_eq!(page.columns("about".into()).excerpt, "Who we are.");
    }
}
