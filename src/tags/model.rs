//! A tag as it is stored.

use diesel::prelude::*;

use crate::changes;
use crate::db::schema::tags;
use crate::db::{Id, Json, Time};
use crate::seo::SeoOverrides;

/// A stored tag.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tags)]
pub struct Tag {
    /// Its identity.
    pub id: Id,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What lists are ordered by.
    pub name_key: String,
    /// What it is about.
    pub description: Option<String>,
    /// Its picture.
    pub picture_id: Option<Id>,
    /// What editors say to search engines.
    pub seo: Json<SeoOverrides>,
    /// Announced public articles.
    pub article_count: i64,
    /// The public version.
    pub version: i64,
    /// Counts every write.
    pub revision: i64,
}

impl Tag {
    /// The names of what readers see otherwise in a tag that takes its place.
    pub fn differing(&self, new: &NewTag) -> Vec<&'static str> {
        changes::differing([
            ("slug", self.slug != new.slug),
            ("name", self.name != new.name),
            ("description", self.description != new.description),
            ("picture", self.picture_id != new.picture_id),
            ("seo", self.seo != new.seo),
        ])
    }
}

/// A tag about to be stored.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = tags)]
pub struct NewTag {
    /// Its identity.
    pub id: Id,
    /// A number, unique among tags; 0 takes the next one.
    pub number: i64,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// [`crate::text::sort_key`] of the name.
    pub name_key: String,
    /// What it is about.
    pub description: Option<String>,
    /// Its picture.
    pub picture_id: Option<Id>,
    /// What editors say to search engines.
    pub seo: Json<SeoOverrides>,
    /// Starts at 0.
    pub article_count: i64,
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

impl NewTag {
    /// A tag with nothing but its names.
    pub fn new(id: Id, slug: &str, name: &str, now: Time) -> Self {
        Self {
            id,
            number: 0,
            slug: slug.to_owned(),
            name: name.to_owned(),
            name_key: crate::text::sort_key(name),
            description: None,
            picture_id: None,
            seo: Json(SeoOverrides::default()),
            article_count: 0,
            legacy_source: None,
            legacy_kind: None,
            legacy_id: None,
            created_at: now,
            version: 1,
            revision: 1,
        }
    }
}
