//! What a row of the log says.

mod entry;
mod position;

pub use entry::{Entry, Signal, Told};
pub use position::{First, Position};

use crate::db::Id;

/// Every event that the log can hold.
pub const EVENTS: &[&str] = &[
    "article.published",
    "article.updated",
    "article.unpublished",
    "page.published",
    "page.updated",
    "page.unpublished",
    "category.updated",
    "category.deleted",
    "tag.updated",
    "tag.deleted",
    "author.updated",
    "author.deleted",
    "media.updated",
    "menu.updated",
    "menu.deleted",
    "site.updated",
    "home.updated",
];

/// The kinds of resources that have public changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An article.
    Article,
    /// A page.
    Page,
    /// A category.
    Category,
    /// A tag.
    Tag,
    /// An author.
    Author,
    /// A picture or another file.
    Media,
    /// A menu.
    Menu,
    /// The site itself.
    Site,
    /// The front page.
    Home,
}

impl Kind {
    /// Every kind with its name, in the order of a first synchronisation: what an article embeds
    /// comes before it.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("site", Self::Site),
        ("home", Self::Home),
        ("menu", Self::Menu),
        ("category", Self::Category),
        ("tag", Self::Tag),
        ("author", Self::Author),
        ("page", Self::Page),
        ("media", Self::Media),
        ("article", Self::Article),
    ];

    /// The kind of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// Its name in the log and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Page => "page",
            Self::Category => "category",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Media => "media",
            Self::Menu => "menu",
            Self::Site => "site",
            Self::Home => "home",
        }
    }
}

/// Whether the resource is there after the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// It is there, new or changed.
    Upsert,
    /// It is gone from the public's sight.
    Delete,
}

impl Op {
    /// Its name in the log and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upsert => "upsert",
            Self::Delete => "delete",
        }
    }
}

/// A public change, about to be logged.
#[derive(Debug, Clone)]
pub struct Change {
    /// Of what kind the resource is.
    pub kind: Kind,
    /// Which one.
    pub id: Id,
    /// Whether it is there.
    pub op: Op,
    /// The event's name, such as `article.published`.
    pub event: &'static str,
    /// Why it is gone, where it is.
    pub reason: Option<&'static str>,
    /// The resource's public version after the change.
    pub version: i64,
    /// Its slug now.
    pub slug: Option<String>,
    /// Its path now.
    pub path: Option<String>,
    /// Its slug before, where that was another.
    pub previous_slug: Option<String>,
    /// Its path before, where that was another.
    pub previous_path: Option<String>,
    /// The names of what changed.
    pub changed: Vec<String>,
    /// Every key that a cache must drop.
    pub keys: Vec<String>,
    /// Whether it is about an article that is or was breaking news.
    pub breaking: bool,
}

impl Change {
    /// A resource that is there, new or changed.
    pub fn upsert(kind: Kind, id: Id, event: &'static str, version: i64, keys: Vec<String>) -> Self {
        Self {
            kind,
            id,
            op: Op::Upsert,
            event,
            reason: None,
            version,
            slug: None,
            path: None,
            previous_slug: None,
            previous_path: None,
            changed: Vec::new(),
            keys,
            breaking: false,
        }
    }

    /// A resource that is no more, and why.
    pub fn delete(
        kind: Kind,
        id: Id,
        event: &'static str,
        reason: &'static str,
        version: i64,
        keys: Vec<String>,
    ) -> Self {
        Self { op: Op::Delete, reason: Some(reason), ..Self::upsert(kind, id, event, version, keys) }
    }

    /// The same with the resource's slug.
    #[must_use]
    pub fn slug(mut self, slug: &str) -> Self {
        self.slug = Some(slug.to_owned());
        self
    }

    /// The same about an article that is or was breaking news, or is not.
    #[must_use]
    pub fn breaking(mut self, breaking: bool) -> Self {
        self.breaking = breaking;
        self
    }
}
