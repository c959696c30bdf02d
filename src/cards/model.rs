//! What a list asks for, and what a card's row says.

mod lap;

use diesel::prelude::*;

use crate::db::schema::articles;
use crate::db::{Direction, Id, Time};
use crate::site::Here;

pub use lap::Lap;

/// The row that a list reads.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = articles)]
pub struct CardRow {
    /// Its identity.
    pub id: Id,
    /// Its number.
    pub number: i64,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What `sort=title` compares.
    pub title_key: String,
    /// A shorter title.
    pub short_title: Option<String>,
    /// A word or two above the title.
    pub kicker: Option<String>,
    /// A line under the title.
    pub subtitle: Option<String>,
    /// A short text.
    pub excerpt: String,
    /// Its language.
    pub language: String,
    /// Its direction.
    pub direction: String,
    /// Its format.
    pub format: String,
    /// When it became public first.
    pub published_at: Time,
    /// When it was last changed, in the editor's eyes.
    pub updated_at: Time,
    /// Until when it is featured.
    pub featured_until: Option<Time>,
    /// Until when it is breaking.
    pub breaking_until: Option<Time>,
    /// Whether it is paid for.
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
    /// Its public version.
    pub version: i64,
    /// Where it came from.
    pub legacy_source: Option<String>,
    /// What it was there.
    pub legacy_kind: Option<String>,
    /// Its id there.
    pub legacy_id: Option<String>,
}

/// Whether readers may comment, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentState {
    /// They may.
    Open,
    /// The editor closed them.
    ClosedByEditor,
    /// They closed some days after publication.
    ClosedByAge,
    /// The site has none.
    ClosedBySite,
}

impl CommentState {
    /// `open` or `closed`.
    pub fn status(self) -> &'static str {
        if self == Self::Open { "open" } else { "closed" }
    }

    /// Why they are closed.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::ClosedByEditor => Some("editor"),
            Self::ClosedByAge => Some("age"),
            Self::ClosedBySite => Some("site"),
        }
    }
}

/// Whether readers may comment on an article at this moment.
pub fn comment_state(comments_open: bool, published_at: Time, here: &Here) -> CommentState {
    if !here.settings().comments.enabled {
        CommentState::ClosedBySite
    } else if !comments_open {
        CommentState::ClosedByEditor
    } else if here.comments_close_before().is_some_and(|limit| published_at < limit) {
        CommentState::ClosedByAge
    } else {
        CommentState::Open
    }
}

/// How a list is ordered. Every order ends in the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// By publication, newest first.
    Newest,
    /// By publication, oldest first.
    Oldest,
    /// By editorial update, latest first.
    Updated,
    /// By title.
    Title,
    /// By views, most first.
    Views,
}

impl Sort {
    /// The names on the wire, the default first.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("-published_at", Self::Newest),
        ("published_at", Self::Oldest),
        ("-updated_at", Self::Updated),
        ("title", Self::Title),
        ("-views", Self::Views),
    ];

    /// The way that the list goes.
    pub fn direction(self) -> Direction {
        match self {
            Self::Oldest | Self::Title => Direction::Ascending,
            Self::Newest | Self::Updated | Self::Views => Direction::Descending,
        }
    }

    /// A row's value in this order, as a cursor carries it.
    pub fn value(self, row: &CardRow) -> String {
        match self {
            Self::Newest | Self::Oldest => row.published_at.to_string(),
            Self::Updated => row.updated_at.to_string(),
            Self::Title => row.title_key.clone(),
            Self::Views => row.view_count.to_string(),
        }
    }
}

/// What a list holds. All conditions together; `Some(vec![])` is a condition that nothing meets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// In one of these categories or below.
    pub categories: Option<Vec<Id>>,
    /// In one of these categories itself.
    pub categories_exact: Option<Vec<Id>>,
    /// Not in these categories or below.
    pub exclude_categories: Vec<Id>,
    /// With one of these tags.
    pub tags: Option<Vec<Id>>,
    /// With every one of these tags.
    pub all_tags: Option<Vec<Id>>,
    /// By one of these authors.
    pub authors: Option<Vec<Id>>,
    /// In one of these formats.
    pub formats: Vec<String>,
    /// In one of these languages; `en` is also `en-GB`.
    pub languages: Vec<String>,
    /// Featured at this moment, or not.
    pub featured: Option<bool>,
    /// Breaking at this moment, or not.
    pub breaking: Option<bool>,
    /// One of these.
    pub ids: Option<Vec<Id>>,
    /// None of these.
    pub exclude_ids: Vec<Id>,
    /// With one of these slugs.
    pub slugs: Vec<String>,
    /// With one of these ids in the system it was imported from.
    pub legacy_ids: Vec<String>,
    /// Published at this moment or later.
    pub from: Option<Time>,
    /// Published at this moment or earlier.
    pub until: Option<Time>,
    /// Published before this moment.
    pub before: Option<Time>,
    /// Updated at this moment or later.
    pub updated_from: Option<Time>,
    /// Open for comments at this moment, or not.
    pub comments_open: Option<bool>,
}

/// The list that an article may stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// All of them.
    All,
    /// A category and what is below it.
    Category(Id),
    /// A category itself.
    CategoryExact(Id),
    /// A tag.
    Tag(Id),
    /// An author.
    Author(Id),
    /// A format, by its place in [`FORMATS`].
    Format(usize),
}

/// The formats of articles.
pub const FORMATS: &[&str] = &["standard", "gallery", "video", "audio", "live"];

/// A short piece of a list: many pieces are one statement.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Comes back with each row, to tell the pieces apart.
    pub label: i64,
    /// Which list.
    pub source: Source,
    /// Beyond this row of it.
    pub beyond: Option<(Time, Id)>,
    /// Which way.
    pub direction: Direction,
    /// Featured ones alone.
    pub featured: bool,
    /// At most so many rows.
    pub limit: i64,
}

impl Part {
    /// The newest of a list.
    pub fn newest(label: i64, source: Source, limit: i64) -> Self {
        Self { label, source, beyond: None, direction: Direction::Descending, featured: false, limit }
    }
}

/// What `include` adds to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Include {
    /// The body in all its forms.
    Body,
    /// The body as HTML.
    BodyHtml,
    /// The body as text.
    BodyText,
    /// The body as blocks.
    BodyBlocks,
    /// Articles like it.
    Related,
    /// Its neighbours.
    Adjacent,
    /// The editor's picks.
    ReadAlso,
    /// The way to it from the home page.
    Breadcrumbs,
    /// Links for sharing.
    Share,
    /// What search engines read.
    Seo,
    /// schema.org data.
    JsonLd,
    /// All of it for a page's head.
    HeadHtml,
}

/// All that a request includes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Includes {
    /// The body as HTML.
    pub body_html: bool,
    /// The body as text.
    pub body_text: bool,
    /// The body as blocks.
    pub body_blocks: bool,
    /// Articles like it.
    pub related: bool,
    /// Its neighbours.
    pub adjacent: bool,
    /// The editor's picks.
    pub read_also: bool,
    /// The way to it.
    pub breadcrumbs: bool,
    /// Links for sharing.
    pub share: bool,
    /// What search engines read.
    pub seo: bool,
    /// schema.org data.
    pub json_ld: bool,
    /// All of it for a page's head.
    pub head_html: bool,
}

impl Includes {
    /// The names on the wire.
    pub const NAMES: &'static [(&'static str, Include)] = &[
        ("body", Include::Body),
        ("body.html", Include::BodyHtml),
        ("body.text", Include::BodyText),
        ("body.blocks", Include::BodyBlocks),
        ("related", Include::Related),
        ("adjacent", Include::Adjacent),
        ("read_also", Include::ReadAlso),
        ("breadcrumbs", Include::Breadcrumbs),
        ("share", Include::Share),
        ("seo", Include::Seo),
        ("json_ld", Include::JsonLd),
        ("head_html", Include::HeadHtml),
    ];

    /// Those that were asked for.
    pub fn of(asked: &[Include]) -> Self {
        let mut all = Self::default();
        for include in asked {
            match include {
                Include::Body => (all.body_html, all.body_text, all.body_blocks) = (true, true, true),
                Include::BodyHtml => all.body_html = true,
                Include::BodyText => all.body_text = true,
                Include::BodyBlocks => all.body_blocks = true,
                Include::Related => all.related = true,
                Include::Adjacent => all.adjacent = true,
                Include::ReadAlso => all.read_also = true,
                Include::Breadcrumbs => all.breadcrumbs = true,
                Include::Share => all.share = true,
                Include::Seo => all.seo = true,
                Include::JsonLd => all.json_ld = true,
                Include::HeadHtml => all.head_html = true,
            }
        }
        all
    }

    /// Everything, as a complete article has it.
    pub fn everything() -> Self {
        Self::of(&Self::NAMES.iter().map(|(_, include)| *include).collect::<Vec<_>>())
    }

    /// Whether what search engines and networks read is to be known.
    pub fn asks_for_seo(&self) -> bool {
        self.seo || self.head_html
    }

    /// Whether the data of schema.org are to be known.
    pub fn asks_for_data(&self) -> bool {
        self.json_ld || self.head_html
    }

    /// Whether any form of the body is wanted.
    pub fn body(&self) -> bool {
        self.body_html || self.body_text || self.body_blocks
    }
}

/// What a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A public article.
    Here(Id),
    /// A public article that has another slug now.
    Moved(Id, String),
    /// One that was public.
    Gone,
    /// Nothing that the public knows.
    Nothing,
}
