//! Paths on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use super::model::Entry;
use crate::db::{Id, Time};
use crate::http::PageOut;

/// A page of paths.
#[derive(Debug, Serialize, ToSchema)]
pub struct PathList {
    /// The paths: articles, then pages, categories, tags and authors, each by id.
    pub data: Vec<PathOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// A path of the public site, and what stands there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Path)]
pub struct PathOut {
    /// What it is.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article", "page", "category", "tag", "author"]))))]
    pub r#type: String,
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// Its name in addresses.
    #[schema(example = "harbour-tunnel-opens")]
    pub slug: String,
    /// Its path.
    #[schema(example = "/city/harbour-tunnel-opens")]
    pub path: String,
    /// When it was last changed: of articles and pages, in the editor's eyes.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub updated_at: Time,
}

impl PathOut {
    /// A path.
    pub fn new(entry: Entry) -> Self {
        let Entry { kind, id, slug, path, updated_at } = entry;
        Self { r#type: kind.as_str().to_owned(), id, slug, path, updated_at }
    }
}
