//! A category as it is stored, and why a change to the tree is refused.

mod tree;

use diesel::prelude::*;

use crate::changes;
use crate::db::schema::categories;
use crate::db::{DatabaseError, Id, Json, Time};
use crate::seo::SeoOverrides;

pub use tree::{Node, Tree, window};

/// A stored category.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = categories)]
pub struct Category {
    /// Its identity.
    pub id: Id,
    /// Its name in addresses, unique among all categories.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// Its picture.
    pub picture_id: Option<Id>,
    /// The category above it.
    pub parent_id: Option<Id>,
    /// Its place among its siblings.
    pub position: i32,
    /// Its slug under those of the categories above.
    pub path: String,
    /// The article pinned on top of it.
    pub pinned_id: Option<Id>,
    /// Until when.
    pub pinned_until: Option<Time>,
    /// What editors say to search engines.
    pub seo: Json<SeoOverrides>,
    /// Announced public articles filed in it.
    pub article_count: i64,
    /// Those, and the ones filed below it; each once.
    pub article_count_with_descendants: i64,
    /// The public version.
    pub version: i64,
    /// Counts every write.
    pub revision: i64,
}

impl Category {
    /// The names of what readers see otherwise in a category that takes its place.
    pub fn differing(&self, new: &NewCategory) -> Vec<&'static str> {
        changes::differing([
            ("slug", self.slug != new.slug),
            ("name", self.name != new.name),
            ("description", self.description != new.description),
            ("picture", self.picture_id != new.picture_id),
            ("parent", self.parent_id != new.parent_id),
            ("position", self.position != new.position),
            ("seo", self.seo != new.seo),
        ])
    }

    /// The article that is pinned at a moment.
    pub fn pinned(&self, now: Time) -> Option<Id> {
        self.pinned_id.filter(|_| self.pinned_until.is_some_and(|until| until > now))
    }
}

/// A category about to be stored.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = categories)]
pub struct NewCategory {
    /// Its identity.
    pub id: Id,
    /// A number, unique among categories; 0 takes the next one.
    pub number: i64,
    /// Its name in addresses, unique among all categories.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// [`crate::text::sort_key`] of the name.
    pub name_key: String,
    /// What it is about.
    pub description: Option<String>,
    /// Its picture.
    pub picture_id: Option<Id>,
    /// The category above it.
    pub parent_id: Option<Id>,
    /// Its place among its siblings, the smallest first.
    pub position: i32,
    /// Computed when it is stored.
    pub path: String,
    /// What editors say to search engines.
    pub seo: Json<SeoOverrides>,
    /// Starts at 0.
    pub article_count: i64,
    /// Starts at 0.
    pub article_count_with_descendants: i64,
    /// Where it came from.
    pub legacy_source: Option<String>,
    /// What it was there.
    pub legacy_kind: Option<String>,
    /// Its id there.
    pub legacy_id: Option<String>,
    /// When it came.
    pub created_at: Time,
    /// The public version, from 1.
    pub version: i64,
    /// Counts every write, from 1.
    pub revision: i64,
}

impl NewCategory {
    /// A category with nothing but its names, at the root.
    pub fn new(id: Id, slug: &str, name: &str, now: Time) -> Self {
        Self {
            id,
            number: 0,
            slug: slug.to_owned(),
            name: name.to_owned(),
            name_key: crate::text::sort_key(name),
            description: None,
            picture_id: None,
            parent_id: None,
            position: 0,
            path: String::new(),
            seo: Json(SeoOverrides::default()),
            article_count: 0,
            article_count_with_descendants: 0,
            legacy_source: None,
            legacy_kind: None,
            legacy_id: None,
            created_at: now,
            version: 1,
            revision: 1,
        }
    }
}

/// Why a category was not changed.
#[derive(Debug)]
pub enum CategoryError {
    /// It would stand under itself.
    Cycle,
    /// The category that it shall stand under does not exist.
    NoParent(Id),
    /// The database failed or refused, for instance a slug that is taken.
    Database(DatabaseError),
}

impl std::fmt::Display for CategoryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cycle => f.write_str("a category cannot stand under itself or under one below it"),
            Self::NoParent(id) => write!(f, "there is no category {id} to stand under"),
            Self::Database(err) => err.fmt(f),
        }
    }
}

impl std::error::Error for CategoryError {}

impl From<DatabaseError> for CategoryError {
    fn from(err: DatabaseError) -> Self {
        Self::Database(err)
    }
}
