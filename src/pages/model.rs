//! A page as it is stored, and the rules of its place and its publication.

mod new;

use diesel::prelude::*;

use crate::body::Block;
use crate::db::schema::pages;
use crate::db::{DatabaseError, Id, Json, Time};
use crate::http::paging::Key;
use crate::seo::SeoOverrides;

pub use new::NewPage;

/// A stored page.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = pages)]
pub struct Page {
    /// Its identity.
    pub id: Id,
    /// Its name in addresses, unique under its parent.
    pub slug: String,
    /// Its slug under those of the pages above.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What pages of one position are ordered by.
    pub title_key: String,
    /// A short text.
    pub excerpt: String,
    /// The page above it.
    pub parent_id: Option<Id>,
    /// Its place among its siblings.
    pub position: i32,
    /// When it became public first.
    pub published_at: Time,
    /// When it was last changed, in the editor's eyes.
    pub updated_at: Time,
    /// Its body as HTML.
    pub html: String,
    /// Its body as text.
    pub text: String,
    /// Its body as blocks.
    pub blocks: Json<Vec<Block>>,
    /// Its lead picture.
    pub featured_media_id: Option<Id>,
    /// What editors say to search engines.
    pub seo: Json<SeoOverrides>,
    /// Where it came from.
    pub legacy_source: Option<String>,
    /// What it was there.
    pub legacy_kind: Option<String>,
    /// Its id there.
    pub legacy_id: Option<String>,
    /// The public version.
    pub version: i64,
    /// Counts every write.
    pub revision: i64,
}

/// What a name leads to.
#[derive(Debug, Clone)]
pub enum Found<T> {
    /// A public page, or what of it was asked for.
    Here(T),
    /// One that was public.
    Gone,
    /// Nothing that the public knows.
    Nothing,
}

/// The path of a slug under a page, or at the root.
pub fn path_under(above: Option<&str>, slug: &str) -> String {
    above.map_or_else(|| slug.to_owned(), |above| format!("{above}/{slug}"))
}

/// Whether a path is another one or below it.
pub fn is_within(path: &str, top: &str) -> bool {
    path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A page's place in the list's order.
pub fn place_of(page: &Page) -> Key {
    Key { value: format!("{} {}", page.position, page.title_key), id: page.id }
}

/// The position and the title's key of a place.
pub fn read_place(place: &str) -> (i64, &str) {
    let (position, title_key) = place.split_once(' ').unwrap_or((place, ""));
    (position.parse().unwrap_or(0), title_key)
}

/// Why a page was not changed.
#[derive(Debug)]
pub enum PageError {
    /// It would stand under itself.
    Cycle,
    /// The page that it shall stand under does not exist.
    NoParent(Id),
    /// The database failed or refused, for instance a path that is taken.
    Database(DatabaseError),
}

impl std::fmt::Display for PageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cycle => f.write_str("a page cannot stand under itself or under one below it"),
            Self::NoParent(id) => write!(f, "there is no page {id} to stand under"),
            Self::Database(err) => err.fmt(f),
        }
    }
}

impl std::error::Error for PageError {}

impl From<DatabaseError> for PageError {
    fn from(err: DatabaseError) -> Self {
        Self::Database(err)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::sort_key;

    proptest! {
        #[test]
        fn a_place_is_read_as_it_was_written(position: i32, title in ".{0,60}") {
            let title_key = sort_key(&title);
            let place = format!("{position} {title_key}");
            prop_assert_eq!(read_place(&place), (i64::from(position), title_key.as_str()));
        }

        #[test]
        fn a_page_is_within_itself_and_what_is_above(above in "[a-c]{1,3}(/[a-c]{1,3}){0,2}", slug in "[a-c]{1,3}") {
            let path = path_under(Some(&above), &slug);
            prop_assert!(is_within(&path, &above) && is_within(&path, &path));
            prop_assert!(!is_within(&above, &path));
            prop_assert!(!is_within(&format!("{above}x"), &above), "a longer slug is not below");
        }
    }
}
