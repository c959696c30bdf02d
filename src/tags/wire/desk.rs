//! A tag as the newsroom reads and writes it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::db::{Id, Json};
use crate::http::PageOut;
use crate::http::checks::Checks;
use crate::seo::{SeoIn, SeoSettings};
use crate::site::Here;
use crate::tags::model::{NewTag, Tag};
use crate::text::{Slug, plain, sort_key};

const LONGEST_NAME: usize = 200;
const LONGEST_DESCRIPTION: usize = 5_000;

/// A tag as an editor writes it. Only the name is needed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagIn {
    /// Its name.
    #[schema(min_length = 1, max_length = 200, example = "Transport")]
    pub name: String,
    /// Its name in addresses; without one it is made of the name. It must be free. Where it changes, the address
    /// before leads to the new one.
    #[serde(default)]
    #[schema(max_length = 200, example = "transport")]
    pub slug: Option<String>,
    /// What it is about, as plain text.
    #[serde(default)]
    #[schema(max_length = 5000, example = json!(null))]
    pub description: Option<String>,
    /// Its picture.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub picture_id: Option<Id>,
    /// What search engines shall read instead of what follows from the tag.
    #[serde(default)]
    pub seo: SeoIn,
}

/// What of a tag shall be another: the properties of `TagIn`, each of them optional.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(value_type = Object)]
pub struct TagPatch(pub Map<String, Value>);

impl From<TagPatch> for Map<String, Value> {
    fn from(patch: TagPatch) -> Self {
        patch.0
    }
}

impl TagIn {
    /// What is stored, as it would be written: the ground of a `PATCH`.
    pub fn of(tag: &Tag) -> Self {
        Self {
            name: tag.name.clone(),
            slug: Some(tag.slug.clone()),
            description: tag.description.clone(),
            picture_id: tag.picture_id,
            seo: SeoIn::of(&tag.seo.0),
        }
    }

    /// What is wrong with what was written.
    pub fn check(&self) -> Checks {
        let mut checks = Checks::default();
        checks.text("/name", &self.name, 1, LONGEST_NAME);
        checks.slug("/slug", self.slug.as_deref());
        checks.optional("/description", self.description.as_ref(), LONGEST_DESCRIPTION);
        self.seo.check(&mut checks);
        checks
    }

    /// What was written in place of what was there, with a slug that is free.
    pub fn over(self, before: NewTag, slug: &Slug) -> NewTag {
        let name = self.name.trim().to_owned();
        NewTag {
            slug: slug.to_string(),
            name_key: sort_key(&name),
            name,
            description: plain(self.description),
            picture_id: self.picture_id,
            seo: Json(self.seo.stored()),
            ..before
        }
    }
}

/// A tag as the newsroom sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomTag {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b31")]
    pub id: Id,
    /// Counts every write; the `ETag` of this tag.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// Its name.
    #[schema(example = "Transport")]
    pub name: String,
    /// Its name in addresses.
    #[schema(example = "transport")]
    pub slug: String,
    /// Its path on the public site.
    #[schema(example = "/tags/transport")]
    pub path: String,
    /// What it is about, as plain text.
    #[schema(required, example = json!(null))]
    pub description: Option<String>,
    /// Its picture.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub picture_id: Option<Id>,
    /// What an editor says to search engines.
    pub seo: SeoSettings,
    /// How many public articles have it.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 31)]
    pub article_count: i64,
}

impl NewsroomTag {
    /// A stored tag.
    pub fn new(tag: &Tag, here: &Here) -> Self {
        Self {
            id: tag.id,
            revision: tag.revision,
            name: tag.name.clone(),
            slug: tag.slug.clone(),
            path: here.addresses().tag(&tag.slug),
            description: tag.description.clone(),
            picture_id: tag.picture_id,
            seo: SeoSettings::new(&tag.seo.0),
            article_count: tag.article_count,
        }
    }
}

/// A page of the newsroom's tags.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsroomTagList {
    /// The tags, by name.
    pub data: Vec<NewsroomTag>,
    /// Where this page stands in the list.
    pub page: PageOut,
}
