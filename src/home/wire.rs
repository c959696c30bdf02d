//! The front page on the wire; as the newsroom knows it in `desk`.

pub mod desk;

use serde::Serialize;
use utoipa::ToSchema;

use crate::addresses::Addresses;
use crate::cards::ArticleCard;

/// The front page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Home)]
pub struct HomeOut {
    /// Its blocks, in order; those without an article are left out.
    pub blocks: Vec<HomeBlockOut>,
}

/// A block of the front page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HomeBlock)]
pub struct HomeBlockOut {
    /// Its name for frontends, unique among blocks.
    #[schema(example = "top")]
    pub key: String,
    /// What stands above it; null where the frontend has words of its own.
    #[schema(required, example = "Top stories")]
    pub title: Option<String>,
    /// What it is filled from: picked by editors, or the newest of a category, tag or format, the newest
    /// or the most viewed of all.
    #[schema(example = "manual", extensions(("x-extensible-enum" = json!(["manual", "category", "tag", "latest", "popular", "format"]))))]
    pub kind: String,
    /// Where its title leads.
    #[schema(required)]
    pub link: Option<HomeLink>,
    /// Its articles, in order.
    pub items: Vec<ArticleCard>,
}

/// Where the title of a block leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HomeLink {
    /// The name of what is there.
    #[schema(example = "News")]
    pub title: String,
    /// Its path on the public site.
    #[schema(example = "/news")]
    pub path: String,
    /// Its address.
    #[schema(example = "https://baycourier.example/news")]
    pub url: String,
}

impl HomeLink {
    /// To a path of the public site.
    pub fn new(title: &str, path: &str, at: &Addresses) -> Self {
        Self { title: title.to_owned(), path: path.to_owned(), url: at.url(path) }
    }
}
