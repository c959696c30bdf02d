//! A category as the newsroom reads and writes it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::categories::model::{Category, NewCategory};
use crate::db::{Id, Json, Time};
use crate::http::PageOut;
use crate::http::checks::Checks;
use crate::seo::{SeoIn, SeoSettings};
use crate::site::Here;
use crate::text::{Slug, plain, sort_key};

const LONGEST_NAME: usize = 200;
const LONGEST_DESCRIPTION: usize = 5_000;

/// A story pinned on top of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinIn {
    /// Which article.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub article_id: Id,
    /// Until when.
    #[schema(value_type = String, format = "date-time", example = "2026-11-20T18:00:00Z")]
    pub until: Time,
}

/// A category as an editor writes it. Only the name is needed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryIn {
    /// Its name.
    #[schema(min_length = 1, max_length = 200, example = "Photo News")]
    pub name: String,
    /// Its name in addresses, unique among all categories; without one it is made of the name. Where it changes, the
    /// addresses before, of the categories below it too, lead to the new ones.
    #[serde(default)]
    #[schema(max_length = 200, example = "photo-news")]
    pub slug: Option<String>,
    /// What it is about, as plain text.
    #[serde(default)]
    #[schema(max_length = 5000, example = "The day in pictures.")]
    pub description: Option<String>,
    /// Its picture.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub picture_id: Option<Id>,
    /// The category that it stands under; null: at the root. Never one below itself.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub parent_id: Option<Id>,
    /// Its place among its siblings, the smallest first.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000000, default = 0, example = 1)]
    pub position: i32,
    /// The story pinned on top of it.
    #[serde(default)]
    pub pin: Option<PinIn>,
    /// What search engines shall read instead of what follows from the category.
    #[serde(default)]
    pub seo: SeoIn,
}

/// What of a category shall be another: the properties of `CategoryIn`, each of them optional.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(value_type = Object)]
pub struct CategoryPatch(pub Map<String, Value>);

impl From<CategoryPatch> for Map<String, Value> {
    fn from(patch: CategoryPatch) -> Self {
        patch.0
    }
}

impl CategoryIn {
    /// What is stored, as it would be written: the ground of a `PATCH`.
    pub fn of(category: &Category) -> Self {
        Self {
            name: category.name.clone(),
            slug: Some(category.slug.clone()),
            description: category.description.clone(),
            picture_id: category.picture_id,
            parent_id: category.parent_id,
            position: category.position,
            pin: pin_of(category),
            seo: SeoIn::of(&category.seo.0),
        }
    }

    /// What is wrong with what was written.
    pub fn check(&self) -> Checks {
        let mut checks = Checks::default();
        checks.text("/name", &self.name, 1, LONGEST_NAME);
        checks.slug("/slug", self.slug.as_deref());
        checks.optional("/description", self.description.as_ref(), LONGEST_DESCRIPTION);
        if !(0..=1_000_000).contains(&self.position) {
            checks.fault("/position", "out_of_range", "A number from 0 to 1000000.");
        }
        self.seo.check(&mut checks);
        checks
    }

    /// What was written in place of what was there, with a slug that is free.
    pub fn over(self, before: NewCategory, slug: &Slug) -> NewCategory {
        let name = self.name.trim().to_owned();
        NewCategory {
            slug: slug.to_string(),
            name_key: sort_key(&name),
            name,
            description: plain(self.description),
            picture_id: self.picture_id,
            parent_id: self.parent_id,
            position: self.position,
            seo: Json(self.seo.stored()),
            ..before
        }
    }
}

/// The pin of a category, be it still in force or not.
fn pin_of(category: &Category) -> Option<PinIn> {
    let (article_id, until) = category.pinned_id.zip(category.pinned_until)?;
    Some(PinIn { article_id, until })
}

/// A story pinned on top of a category.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Pin {
    /// Which article.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub article_id: Id,
    /// Until when.
    #[schema(value_type = String, format = "date-time", example = "2026-11-20T18:00:00Z")]
    pub until: Time,
}

/// A category as the newsroom sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomCategory {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")]
    pub id: Id,
    /// Counts every write; the `ETag` of this category.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// Its name.
    #[schema(example = "Photo News")]
    pub name: String,
    /// Its name in addresses.
    #[schema(example = "photo-news")]
    pub slug: String,
    /// Its path on the public site.
    #[schema(example = "/news/photo-news")]
    pub path: String,
    /// What it is about, as plain text.
    #[schema(required, example = "The day in pictures.")]
    pub description: Option<String>,
    /// Its picture.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub picture_id: Option<Id>,
    /// The category that it stands under; null: at the root.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub parent_id: Option<Id>,
    /// Its place among its siblings, the smallest first.
    #[schema(example = 1)]
    pub position: i32,
    /// The story pinned on top of it, even if its time has passed; null where there is none.
    #[schema(required)]
    pub pin: Option<Pin>,
    /// What an editor says to search engines.
    pub seo: SeoSettings,
    /// How many public articles are filed in it.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 12)]
    pub article_count: i64,
    /// Those, and the ones filed below it.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 31)]
    pub article_count_with_descendants: i64,
}

impl NewsroomCategory {
    /// A stored category.
    pub fn new(category: &Category, here: &Here) -> Self {
        Self {
            id: category.id,
            revision: category.revision,
            name: category.name.clone(),
            slug: category.slug.clone(),
            path: here.addresses().category(&category.path),
            description: category.description.clone(),
            picture_id: category.picture_id,
            parent_id: category.parent_id,
            position: category.position,
            pin: pin_of(category).map(|pin| Pin { article_id: pin.article_id, until: pin.until }),
            seo: SeoSettings::new(&category.seo.0),
            article_count: category.article_count,
            article_count_with_descendants: category.article_count_with_descendants,
        }
    }
}

/// A page of the newsroom's categories.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsroomCategoryList {
    /// The categories in tree order: each right before those below it.
    pub data: Vec<NewsroomCategory>,
    /// Where this page stands in the list.
    pub page: PageOut,
}
