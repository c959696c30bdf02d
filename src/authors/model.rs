//! An author as stored. What is read has no login and no e-mail address, so that no answer can.

use diesel::prelude::*;

use crate::changes;
use crate::db::schema::authors;
use crate::db::{Id, Json, Time};
use crate::seo::SeoOverrides;
use crate::site::Social;

/// A stored author, as far as the public may know.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = authors)]
pub struct Author {
    /// Their identity.
    pub id: Id,
    /// Their name in addresses.
    pub slug: String,
    /// Their name.
    pub name: String,
    /// What lists are ordered by.
    pub name_key: String,
    /// What they do at the paper.
    pub job_title: Option<String>,
    /// A few lines about them.
    pub bio: Option<String>,
    /// Their portrait.
    pub portrait_id: Option<Id>,
    /// Their profiles elsewhere.
    pub social: Json<Vec<Social>>,
    /// What editors say to search engines.
    pub seo: Json<SeoOverrides>,
    /// Announced public articles.
    pub article_count: i64,
    /// When they came.
    pub created_at: Time,
    /// The public version.
    pub version: i64,
    /// Counts every write.
    pub revision: i64,
}

impl Author {
    /// The names of what readers see otherwise in an author who takes their place.
    pub fn differing(&self, new: &NewAuthor) -> Vec<&'static str> {
        changes::differing([
            ("slug", self.slug != new.slug),
            ("name", self.name != new.name),
            ("job_title", self.job_title != new.job_title),
            ("bio", self.bio != new.bio),
            ("portrait", self.portrait_id != new.portrait_id),
            ("social", self.social != new.social),
            ("seo", self.seo != new.seo),
        ])
    }
}

/// What only the newsroom knows of an author.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = authors)]
pub struct Private {
    /// Their identity.
    pub id: Id,
    /// Their login where they came from.
    pub login: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// When they came.
    pub created_at: Time,
}

/// An author about to be stored.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = authors)]
pub struct NewAuthor {
    /// Their identity.
    pub id: Id,
    /// A number, unique among authors; 0 takes the next one.
    pub number: i64,
    /// Their name in addresses.
    pub slug: String,
    /// Their name.
    pub name: String,
    /// [`crate::text::sort_key`] of the name.
    pub name_key: String,
    /// What they do at the paper.
    pub job_title: Option<String>,
    /// A few lines about them, as plain text.
    pub bio: Option<String>,
    /// Their portrait.
    pub portrait_id: Option<Id>,
    /// Their profiles elsewhere.
    pub social: Json<Vec<Social>>,
    /// What editors say to search engines.
    pub seo: Json<SeoOverrides>,
    /// Starts at 0.
    pub article_count: i64,
    /// Where they came from.
    pub legacy_source: Option<String>,
    /// What they were there.
    pub legacy_kind: Option<String>,
    /// Their id there.
    pub legacy_id: Option<String>,
    /// Their login there: imports find them by it, and old addresses name it.
    pub login: Option<String>,
    /// Their e-mail address there; it never leaves the Admin API.
    pub email: Option<String>,
    /// When they came.
    pub created_at: Time,
    /// The public version, from 1.
    pub version: i64,
    /// Counts every write, from 1.
    pub revision: i64,
}

impl NewAuthor {
    /// An author with nothing but their names.
    pub fn new(id: Id, slug: &str, name: &str, now: Time) -> Self {
        Self {
            id,
            number: 0,
            slug: slug.to_owned(),
            name: name.to_owned(),
            name_key: crate::text::sort_key(name),
            job_title: None,
            bio: None,
            portrait_id: None,
            social: Json(Vec::new()),
            seo: Json(SeoOverrides::default()),
            article_count: 0,
            legacy_source: None,
            legacy_kind: None,
            legacy_id: None,
            login: None,
            email: None,
            created_at: now,
            version: 1,
            revision: 1,
        }
    }
}
