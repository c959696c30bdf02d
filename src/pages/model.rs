//! A page as it is stored, and the rules of its place and its publication.

mod new;

use diesel::prelude::*;

use crate::articles::Status;
use crate::body::{Block, Body};
use crate::changes;
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

impl Page {
    /// The names of what readers see otherwise in a page that takes its place.
    pub fn differing(&self, new: &NewPage) -> Vec<&'static str> {
        changes::differing([
            ("slug", self.slug != new.slug),
            ("title", self.title != new.title),
            ("parent", self.parent_id != new.parent_id),
            ("position", self.position != new.position),
            ("excerpt", self.excerpt != new.shown_excerpt()),
            ("body", self.html != new.body.html),
            ("featured_media", self.featured_media_id != new.featured_media_id),
            ("published_at", self.published_at != new.published_at),
            ("updated_at", self.updated_at != new.updated_at),
            ("seo", self.seo.0 != new.seo),
        ])
    }
}

/// What only the newsroom knows of a page.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = pages)]
pub struct Private {
    /// What its status is in the database.
    pub status: String,
    /// From when.
    pub public_from: Time,
    /// Until when.
    pub public_until: Option<Time>,
    /// What its body was made from.
    pub body_format: String,
    /// The text that it was made from.
    pub body_source: String,
    /// Its status where it came from.
    pub legacy_status: Option<String>,
    /// When it was made.
    pub created_at: Time,
}

/// A page as the newsroom knows it.
#[derive(Debug, Clone)]
pub struct Known {
    /// What the public may see of it.
    pub page: Page,
    /// What it may not.
    pub private: Private,
}

impl Known {
    /// Where it is on its way at a moment: the clock may have been faster than its announcement.
    pub fn status(&self, now: Time) -> Status {
        let private = &self.private;
        match Status::parse(&private.status) {
            Status::Published | Status::Scheduled if private.public_until.is_some_and(|until| until <= now) => {
                Status::Archived
            }
            Status::Published | Status::Scheduled if private.public_from > now => Status::Scheduled,
            Status::Published | Status::Scheduled => Status::Published,
            status => status,
        }
    }
}

impl Known {
    /// As a change begins from it.
    pub fn stored(&self) -> NewPage {
        let (page, private) = (&self.page, &self.private);
        let body =
            Body { html: page.html.clone(), text: page.text.clone(), blocks: page.blocks.0.clone(), ..Body::default() };
        NewPage {
            status: Status::parse(&private.status),
            public_from: private.public_from,
            public_until: private.public_until,
            published_at: page.published_at,
            updated_at: page.updated_at,
            body_format: private.body_format.clone(),
            body_source: private.body_source.clone(),
            legacy_status: private.legacy_status.clone(),
            ..NewPage::new(page.id, &page.slug, &page.title, body, private.created_at)
        }
    }
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
