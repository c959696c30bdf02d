//! What a row of the log says.

mod alert;
mod entry;
mod position;

pub use alert::Alert;
pub use entry::{Entry, Signal, Told};
pub use position::{First, Position};

use crate::db::Id;

/// Every event that the log can hold.
pub const EVENTS: &[&str] = &[
    "article.published",
    "article.updated",
    "article.unpublished",
    "alert.sent",
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
    "media.deleted",
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

/// What a resource is called in addresses, and where its page is on the public site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its slug.
    pub slug: Option<String>,
    /// Its path.
    pub path: Option<String>,
}

impl Place {
    /// Of a slug and a path.
    pub fn new(slug: &str, path: String) -> Self {
        Self { slug: Some(slug.to_owned()), path: Some(path) }
    }
}

/// The names of the fields whose mark says that they differ.
pub fn differing<const N: usize>(fields: [(&'static str, bool); N]) -> Vec<&'static str> {
    fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
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
    /// Its slug and its path now.
    pub place: Place,
    /// Those before, where one of them was another.
    pub previous: Option<Place>,
    /// The names of what changed, as the resource's own fields are called.
    pub changed: Vec<&'static str>,
    /// Every key that a cache must drop.
    pub keys: Vec<String>,
    /// Whether it is about an article that is or was breaking news.
    pub breaking: bool,
    /// What an alert says, where it is one.
    pub alert: Option<Alert>,
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
            place: Place::default(),
            previous: None,
            changed: Vec::new(),
            keys,
            breaking: false,
            alert: None,
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

    /// The same of a resource with a slug and without a page of its own.
    #[must_use]
    pub fn slug(mut self, slug: &str) -> Self {
        self.place.slug = Some(slug.to_owned());
        self
    }

    /// The same with where the resource is, and where it was before, if it was there before.
    #[must_use]
    pub fn at(mut self, place: Place, before: Option<Place>) -> Self {
        self.previous = before.filter(|before| *before != place);
        self.place = place;
        self
    }

    /// The same about an article that is or was breaking news, or is not.
    #[must_use]
    pub fn breaking(mut self, breaking: bool) -> Self {
        self.breaking = breaking;
        self
    }
}
