//! What was asked, taken apart without asking the database, and what can be answered.

mod asked;
mod dates;

pub use asked::{Asked, Legacy, LegacyKind, OldKind, Reading, Suffix};
pub use dates::archive;

use crate::db::Id;

/// The kinds of things that an address can lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The front page.
    Home,
    /// An article.
    Article,
    /// A category.
    Category,
    /// A tag.
    Tag,
    /// An author.
    Author,
    /// A page.
    Page,
    /// A picture or another file.
    Media,
    /// A feed.
    Feed,
    /// The articles of a year, month or day.
    Archive,
}

impl Kind {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Article => "article",
            Self::Category => "category",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Page => "page",
            Self::Media => "media",
            Self::Feed => "feed",
            Self::Archive => "archive",
        }
    }

    /// Whether it is a list of articles, with further pages.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Home | Self::Category | Self::Tag | Self::Author | Self::Archive)
    }
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What it is.
    pub kind: Kind,
    /// Its path.
    pub path: String,
    /// Its whole address.
    pub url: String,
    /// Its id, where it has one.
    pub id: Option<Id>,
    /// Its name in addresses, where it has one.
    pub slug: Option<String>,
    /// The year, month or day of an archive.
    pub date: Option<String>,
    /// Which further page of a list.
    pub page: Option<i32>,
}

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// To what stands right there.
    Found(Place),
    /// Elsewhere, and to what stands there, where that is known.
    Redirect(String, Option<Place>),
    /// To what was public once.
    Gone,
    /// Nowhere.
    NotFound,
}

impl Resolution {
    /// What stands there, where that is known.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Found(place) | Self::Redirect(_, Some(place)) => Some(place),
            Self::Redirect(_, None) | Self::Gone | Self::NotFound => None,
        }
    }
}
