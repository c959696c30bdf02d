//! Where an address leads, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Asked, Place, Resolution};
use crate::articles::{Article, ArticleList};
use crate::authors::AuthorOut;
use crate::categories::CategoryOut;
use crate::db::Id;
use crate::error::{Fault, Problem};
use crate::home::HomeOut;
use crate::media::MediaOut;
use crate::pages::PageOut;
use crate::tags::TagOut;

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
    /// The complete resource, with `include=resource`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub resource: Option<Box<CompleteResource>>,
}

/// A complete resource: the one property that `type` names is there, and `articles` for a section; the
/// others are null.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct CompleteResource {
    /// The front page.
    #[schema(required)]
    pub home: Option<HomeOut>,
    /// The article, with everything on its page.
    #[schema(required)]
    pub article: Option<Article>,
    /// The category.
    #[schema(required)]
    pub category: Option<CategoryOut>,
    /// The tag.
    #[schema(required)]
    pub tag: Option<TagOut>,
    /// The author.
    #[schema(required)]
    pub author: Option<AuthorOut>,
    /// The page.
    #[schema(required)]
    pub page: Option<PageOut>,
    /// The picture or other file.
    #[schema(required)]
    pub media: Option<MediaOut>,
    /// The articles of the front page's site, a category, a tag, an author or an archive: the first
    /// page of twenty, or the one that the address names; null beyond 10,000 rows.
    #[schema(required)]
    pub articles: Option<ArticleList>,
}

/// Addresses to look up together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveIn {
    /// Paths of the public site, or whole addresses of it, each as `path` takes it.
    #[schema(max_items = 1000, example = json!(["/city", "/?p=123"]))]
    pub paths: Vec<String>,
}

/// Where addresses lead.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResolveList {
    /// One entry for each path, in their order.
    pub data: Vec<ResolveOut>,
}

/// The most paths of one call.
const MOST_PATHS: usize = 1000;

impl ResolveIn {
    /// The addresses, checked.
    ///
    /// # Errors
    /// Every fault of every path.
    pub fn check(&self) -> Result<Vec<Asked>, Problem> {
        if self.paths.len() > MOST_PATHS {
            let detail = format!("`paths` holds more than {MOST_PATHS} entries.");
            return Err(refused(vec![Fault::pointer("/paths", "too_long", detail)]));
        }
        let mut faults = Vec::new();
        let mut asked = Vec::with_capacity(self.paths.len());
        for (n, path) in self.paths.iter().enumerate() {
            match Asked::parse(path) {
                Ok(one) => asked.push(one),
                Err(err) => {
                    faults.push(Fault::pointer(&format!("/paths/{n}"), err.code(), format!("The path {err}")));
                }
            }
        }
        if faults.is_empty() { Ok(asked) } else { Err(refused(faults)) }
    }
}

fn refused(faults: Vec<Fault>) -> Problem {
    Problem::body("The body is not what this call takes.", faults)
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

impl ResolveOut {
    /// The same with the complete resource.
    #[must_use]
    pub fn with(mut self, complete: Option<CompleteResource>) -> Self {
        if let Some(resource) = &mut self.resource {
            resource.resource = complete.map(Box::new);
        }
        self
    }
}

impl ResolvedOut {
    fn new(place: Place) -> Self {
        let Place { kind, path, id, slug, date, page, .. } = place;
        Self { r#type: kind.as_str().to_owned(), path, id, slug, date, page, resource: None }
    }
}
