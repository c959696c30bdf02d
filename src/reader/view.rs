//! What an address shows: which of the page's modules is in charge, and the status that goes with it.

use crate::resolve::{Kind, Place, Resolution};

/// The address of the results of a search, where the publisher has no page of that path.
const SEARCH: &str = "/search";

/// What a page of the reader shows. Its name is that of the module which shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The front page.
    Front,
    /// An article.
    Article,
    /// Articles in a row: a category, a tag, an author, an archive.
    Section,
    /// A page of the publisher's.
    Page,
    /// The results of a search.
    Search,
    /// That nothing is there.
    Missing,
    /// That something was there.
    Gone,
}

impl View {
    /// What stands at a path that was resolved.
    pub fn of(resolution: &Resolution, path: &str) -> Self {
        match resolution {
            Resolution::Found(place) => Self::of_place(place),
            Resolution::Gone => Self::Gone,
            Resolution::NotFound | Resolution::Redirect(..) if path == SEARCH => Self::Search,
            Resolution::NotFound | Resolution::Redirect(..) => Self::Missing,
        }
    }

    fn of_place(place: &Place) -> Self {
        match place.kind {
            Kind::Home if place.page.is_none() => Self::Front,
            Kind::Article => Self::Article,
            Kind::Page => Self::Page,
            Kind::Home | Kind::Category | Kind::Tag | Kind::Author | Kind::Archive => Self::Section,
            // Files have addresses of their own, which other routes claim.
            Kind::Media | Kind::Feed => Self::Missing,
        }
    }

    /// The name of its module.
    pub fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Article => "article",
            Self::Section => "section",
            Self::Page => "page",
            Self::Search => "search",
            Self::Missing | Self::Gone => "missing",
        }
    }

    /// The status of its answer.
    pub fn status(self) -> u16 {
        match self {
            Self::Missing => 404,
            Self::Gone => 410,
            _ => 200,
        }
    }
}
