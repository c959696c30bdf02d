//! Where an address leads, on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Place, Resolution};
use crate::db::Id;

/// Where an address leads.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Resolution)]
pub struct ResolveOut {
    /// Whether something stands at this very address, at another one, no longer, or not at all.
    #[schema(example = "found", extensions(("x-extensible-enum" = json!(["found", "redirect", "gone", "not_found"]))))]
    pub outcome: String,
    /// What a frontend answers with: 200, 301, 410 or 404.
    #[schema(example = 200)]
    pub http_status: i32,
    /// The whole address to redirect to.
    #[schema(required, example = json!(null))]
    pub location: Option<String>,
    /// What stands there; null where nothing does or nothing is known of it.
    #[schema(required)]
    pub resource: Option<ResolvedOut>,
}

/// What stands at an address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResolvedResource)]
pub struct ResolvedOut {
    /// What it is.
    #[schema(example = "category", extensions(("x-extensible-enum" = json!(["home", "article", "category", "tag", "author", "page", "media", "feed", "archive"]))))]
    pub r#type: String,
    /// Its path: on the public site, for media and feeds that of the file.
    #[schema(example = "/city")]
    pub path: String,
    /// Its id; null where it has none.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")]
    pub id: Option<Id>,
    /// Its name in addresses; null where it has none.
    #[schema(required, example = "city")]
    pub slug: Option<String>,
    /// The year, month or day of an archive, as the `date` of lists takes it.
    #[schema(required, example = json!(null))]
    pub date: Option<String>,
    /// Which further page of a list the address names.
    #[schema(required, example = json!(null))]
    pub page: Option<i32>,
}

impl ResolveOut {
    /// A resolution.
    pub fn new(resolution: Resolution) -> Self {
        let (outcome, http_status, location, place) = match resolution {
            Resolution::Found(place) => ("found", 200, None, Some(place)),
            Resolution::Redirect(location, place) => ("redirect", 301, Some(location), place),
            Resolution::Gone => ("gone", 410, None, None),
            Resolution::NotFound => ("not_found", 404, None, None),
        };
        Self { outcome: outcome.to_owned(), http_status, location, resource: place.map(ResolvedOut::new) }
    }
}

impl ResolvedOut {
    fn new(place: Place) -> Self {
        let Place { kind, path, id, slug, date, page, .. } = place;
        Self { r#type: kind.as_str().to_owned(), path, id, slug, date, page }
    }
}
