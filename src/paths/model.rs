//! The kinds of things that have a path, and the order that all of them are walked in.

mod sheet;

pub use sheet::{News, SHEET, Sheet, Shown};

use crate::db::{Id, Time};
use crate::http::Paging;
use crate::http::paging::Key;

/// A kind of thing that has a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Articles.
    Article,
    /// Pages.
    Page,
    /// Categories.
    Category,
    /// Tags.
    Tag,
    /// Authors.
    Author,
}

impl Kind {
    /// The names on the wire, in the order that they are walked in.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("article", Self::Article),
        ("page", Self::Page),
        ("category", Self::Category),
        ("tag", Self::Tag),
        ("author", Self::Author),
    ];

    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The key of every list of its kind.
    pub fn key(self) -> &'static str {
        match self {
            Self::Article => "articles",
            Self::Page => "pages",
            Self::Category => "categories",
            Self::Tag => "tags",
            Self::Author => "authors",
        }
    }
}

/// A path, and what stands there.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Which one.
    pub id: Id,
    /// Its name in addresses.
    pub slug: String,
    /// Its path.
    pub path: String,
    /// When it was last changed.
    pub updated_at: Time,
}

impl Entry {
    /// Its place in the walk: by kind, then by id, neither of which ever changes.
    pub fn place(&self) -> Key {
        Key { value: self.kind.as_str().to_owned(), id: self.id }
    }
}

/// The kinds that are still to be walked from a page's start, in the walk's order, each with the id to
/// go on from.
pub fn stretches(kinds: &[Kind], paging: &Paging) -> Vec<(Kind, Option<Id>)> {
    let mut order: Vec<Kind> = Kind::NAMES.iter().map(|(_, kind)| *kind).filter(|kind| kinds.contains(kind)).collect();
    if paging.back() {
        order.reverse();
    }
    let Some(cursor) = paging.beyond() else { return order.into_iter().map(|kind| (kind, None)).collect() };
    let from = order.iter().position(|kind| kind.as_str() == cursor.value).unwrap_or(order.len());
    let rest = order.into_iter().skip(from).enumerate();
    rest.map(|(n, kind)| (kind, (n == 0).then_some(cursor.id))).collect()
}
