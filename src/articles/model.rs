//! An article as it is stored, and what may be said of it.

mod desk;
mod editing;

pub use desk::{Manuscript, Source, Step, Stored};
pub use editing::{Autosave, LOCKED_FOR, Lock};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::body::Body;
use crate::db::schema::articles;
use crate::db::{Id, Time};
use crate::seo::SeoOverrides;

/// Where an article is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Being written.
    Draft,
    /// Waiting for an editor.
    InReview,
    /// Published when its time comes.
    Scheduled,
    /// Published.
    Published,
    /// Was public, no longer is.
    Archived,
}

impl Status {
    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Archived => "archived",
        }
    }

    /// Every status.
    pub const ALL: [Self; 5] = [Self::Draft, Self::InReview, Self::Scheduled, Self::Published, Self::Archived];

    /// The status of a name in the database, which knows no other.
    pub fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.as_str() == name).unwrap_or(Self::Draft)
    }

    /// Whether the public sees it once its time has come.
    pub fn is_publishable(self) -> bool {
        matches!(self, Self::Scheduled | Self::Published)
    }
}

/// The whole row of an article.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = articles, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ArticleRow {
    /// Its identity.
    pub id: Id,
    /// A number, unique among articles.
    pub number: i64,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// [`crate::text::sort_key`] of the title.
    pub title_key: String,
    /// A shorter title.
    pub short_title: Option<String>,
    /// A word or two above the title.
    pub kicker: Option<String>,
    /// A line under the title.
    pub subtitle: Option<String>,
    /// A short text, never empty where there is a body.
    pub excerpt: String,
    /// Its language.
    pub language: String,
    /// [`crate::text::direction`] of the language.
    pub direction: String,
    /// One of `cards::FORMATS`.
    pub format: String,
    /// See [`Status`].
    pub status: String,
    /// Whether the public sees it between the next two.
    pub publishable: bool,
    /// When the public sees it first.
    pub public_from: Time,
    /// When it ends.
    pub public_until: Option<Time>,
    /// The first public moment, or the imported date.
    pub published_at: Time,
    /// The last editorial update.
    pub updated_at: Time,
    /// Until when it is featured.
    pub featured_until: Option<Time>,
    /// Until when it is breaking.
    pub breaking_until: Option<Time>,
    /// Whether somebody paid for it.
    pub sponsored: bool,
    /// Whether the editor lets readers comment.
    pub comments_open: bool,
    /// Its primary category.
    pub primary_category_id: Option<Id>,
    /// Its lead picture.
    pub featured_media_id: Option<Id>,
    /// Its words.
    pub word_count: i32,
    /// Its views.
    pub view_count: i64,
    /// Its approved comments.
    pub comment_count: i64,
    /// Counts public changes.
    pub version: i64,
    /// Counts every write.
    pub revision: i64,
    /// Where it came from.
    pub legacy_source: Option<String>,
    /// What it was there.
    pub legacy_kind: Option<String>,
    /// Its id there.
    pub legacy_id: Option<String>,
    /// Its status there, where ours is another.
    pub legacy_status: Option<String>,
    /// The id that feeds gave it there.
    pub guid: Option<String>,
    /// When its publication was announced.
    pub announced_at: Option<Time>,
    /// When it was put in the trash.
    pub trashed_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last written.
    pub changed_at: Time,
}

impl ArticleRow {
    /// A draft with a title, made now; everything else as it is where nobody said anything.
    pub fn draft(id: Id, slug: &str, title: &str, language: &str, now: Time) -> Self {
        let at = now.whole_seconds();
        Self {
            id,
            number: 0,
            slug: slug.to_owned(),
            title: title.to_owned(),
            title_key: crate::text::sort_key(title),
            short_title: None,
            kicker: None,
            subtitle: None,
            excerpt: String::new(),
            language: language.to_owned(),
            direction: crate::text::direction(language).to_owned(),
            format: "standard".to_owned(),
            status: Status::Draft.as_str().to_owned(),
            publishable: false,
            public_from: at,
            public_until: None,
            published_at: at,
            updated_at: at,
            featured_until: None,
            breaking_until: None,
            sponsored: false,
            comments_open: true,
            primary_category_id: None,
            featured_media_id: None,
            word_count: 0,
            view_count: 0,
            comment_count: 0,
            version: 0,
            revision: 1,
            legacy_source: None,
            legacy_kind: None,
            legacy_id: None,
            legacy_status: None,
            guid: None,
            announced_at: None,
            trashed_at: None,
            created_at: now,
            changed_at: now,
        }
    }

    /// The same in a status, public from a moment.
    #[must_use]
    pub fn with_status(mut self, status: Status, published_at: Time) -> Self {
        status.as_str().clone_into(&mut self.status);
        self.publishable = status.is_publishable() && self.trashed_at.is_none();
        self.published_at = published_at.whole_seconds();
        self.public_from = self.published_at;
        self.updated_at = self.updated_at.max(self.published_at);
        self
    }

    /// Whether the public sees it at this moment.
    pub fn is_public(&self, now: Time) -> bool {
        self.publishable && self.public_from <= now && self.public_until.is_none_or(|until| until > now)
    }

    /// Whether the public may have seen it, be it announced or not yet, and it has not been taken back.
    pub fn was_seen(&self, now: Time) -> bool {
        self.publishable && (self.announced_at.is_some() || self.public_from <= now)
    }

    /// Where it is on its way at a moment: the clock may have been faster than its announcement.
    pub fn status_at(&self, now: Time) -> Status {
        match Status::parse(&self.status) {
            Status::Scheduled | Status::Published if self.public_until.is_some_and(|until| until <= now) => {
                Status::Archived
            }
            Status::Scheduled if self.is_public(now) => Status::Published,
            status => status,
        }
    }

    /// Whether it is breaking news at this moment.
    pub fn is_breaking(&self, now: Time) -> bool {
        self.breaking_until.is_some_and(|until| until > now)
    }

    /// Whether it is in the kept counters and was announced.
    pub fn is_counted(&self) -> bool {
        self.publishable && self.announced_at.is_some()
    }
}

/// How the body came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFormat {
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
    /// WordPress's mixture of HTML, shortcodes and block comments.
    WordPress,
}

impl BodyFormat {
    /// The format of a name in the database.
    pub fn parse(name: &str) -> Self {
        [Self::Html, Self::Markdown].into_iter().find(|format| format.as_str() == name).unwrap_or(Self::WordPress)
    }

    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::WordPress => "wordpress",
        }
    }
}

/// A place that an article is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Its name.
    pub name: String,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// Whom an article credits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCredit {
    /// The name.
    pub name: String,
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
}

/// What only an article's own page shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Details {
    /// Where it was written.
    pub dateline: Option<String>,
    /// The place it is about.
    pub location: Option<Location>,
    /// Whom it credits.
    pub sources: Vec<SourceCredit>,
    /// What editors say to search engines.
    pub seo: SeoOverrides,
    /// Keys that the publisher declared public.
    pub extra: Map<String, Value>,
}

/// A correction about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCorrection {
    /// Its identity.
    pub id: Id,
    /// `correction`, `clarification`, `update`, `retraction` or `editors_note`.
    pub kind: String,
    /// Plain text.
    pub text: String,
    /// When it was made.
    pub at: Time,
}

/// An article about to be stored, whole.
#[derive(Debug, Clone)]
pub struct NewArticle {
    /// Its row.
    pub row: ArticleRow,
    /// Its body.
    pub body: Body,
    /// How the body came in.
    pub body_format: BodyFormat,
    /// The body as it came in, for editors.
    pub body_source: String,
    /// What only its own page shows.
    pub details: Details,
    /// Its authors in order, with their roles.
    pub authors: Vec<(Id, String)>,
    /// Its categories in order.
    pub categories: Vec<Id>,
    /// Its tags in order.
    pub tags: Vec<Id>,
    /// Its gallery in order.
    pub gallery: Vec<Id>,
    /// Its corrections.
    pub corrections: Vec<NewCorrection>,
    /// Who writes it, for the revision.
    pub by_name: String,
    /// The user who writes it, where it is one.
    pub by_id: Option<Id>,
    /// What the revision says of it.
    pub note: Option<String>,
    /// What the revision keeps beside the body; none keeps the title and the status.
    pub kept: Option<Value>,
}

impl NewArticle {
    /// An article of a row and a body alone.
    pub fn new(row: ArticleRow, body: Body, body_format: BodyFormat, body_source: String, by_name: &str) -> Self {
        Self {
            row,
            body,
            body_format,
            body_source,
            details: Details::default(),
            authors: Vec::new(),
            categories: Vec::new(),
            tags: Vec::new(),
            gallery: Vec::new(),
            corrections: Vec::new(),
            by_name: by_name.to_owned(),
            by_id: None,
            note: None,
            kept: None,
        }
    }
}
