//! Lists of the newsroom's articles.

use serde::Serialize;
use utoipa::ToSchema;

use crate::db::{Id, Time};
use crate::http::PageOut;

/// An article in a list of the newsroom.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomCard {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// Its name in addresses.
    #[schema(example = "harbour-tunnel-opens")]
    pub slug: String,
    /// Its title.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// Where it is on its way.
    #[schema(example = "draft", extensions(("x-extensible-enum" = json!(["draft", "in_review", "scheduled", "published", "archived"]))))]
    pub status: String,
    /// Its language (BCP 47).
    #[schema(example = "en")]
    pub language: String,
    /// Its format.
    #[schema(example = "standard", extensions(("x-extensible-enum" = json!(["standard", "gallery", "video", "audio", "live"]))))]
    pub format: String,
    /// The user who made it; null for what was imported.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub owner_id: Option<Id>,
    /// When it was put in the trash; null: it is not there.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub trashed_at: Option<Time>,
    /// When it becomes or became public.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub published_at: Time,
    /// When it was last written.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub changed_at: Time,
    /// Counts every write.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
}

/// How many articles there are in each status, those in the trash apart.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct StatusCounts {
    /// Being written.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 4)]
    pub draft: i64,
    /// Waiting for an editor.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 2)]
    pub in_review: i64,
    /// Public at a time to come.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub scheduled: i64,
    /// Public.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 160)]
    pub published: i64,
    /// No longer public.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub archived: i64,
    /// In the trash.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 0)]
    pub trash: i64,
}

/// A page of the newsroom's articles.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsroomList {
    /// The articles, the last written first.
    pub data: Vec<NewsroomCard>,
    /// Where this page stands in the list.
    pub page: PageOut,
    /// How many there are in each status, whatever the filters.
    pub counts: StatusCounts,
}
