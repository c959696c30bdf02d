//! How one resource names another: small objects, enough for a link and a label.

use serde::Serialize;
use utoipa::ToSchema;

use crate::addresses::Addresses;
use crate::db::Id;
use crate::media::MediaOut;
use crate::site::SocialOut;

/// A category, as an article or a menu names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CategoryRef {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")]
    pub id: Id,
    /// Its name in addresses.
    #[schema(example = "city")]
    pub slug: String,
    /// Its name.
    #[schema(example = "City")]
    pub name: String,
    /// Its path on the public site.
    #[schema(example = "/city")]
    pub path: String,
}

/// A tag, as an article or a menu names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TagRef {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b31")]
    pub id: Id,
    /// Its name in addresses.
    #[schema(example = "transport")]
    pub slug: String,
    /// Its name.
    #[schema(example = "Transport")]
    pub name: String,
    /// Its path on the public site.
    #[schema(example = "/tags/transport")]
    pub path: String,
}

/// An article, as another resource names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArticleRef {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// Its name in addresses.
    #[schema(example = "harbour-tunnel-opens")]
    pub slug: String,
    /// Its title.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// Its path on the public site.
    #[schema(example = "/city/harbour-tunnel-opens")]
    pub path: String,
}

/// A page, as another resource names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PageRef {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b51")]
    pub id: Id,
    /// Its name in addresses.
    #[schema(example = "about")]
    pub slug: String,
    /// Its title.
    #[schema(example = "About Us")]
    pub title: String,
    /// Its path on the public site.
    #[schema(example = "/about")]
    pub path: String,
}

/// An author, as another resource names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuthorRef {
    /// Their id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")]
    pub id: Id,
    /// Their name in addresses.
    #[schema(example = "ada-okoye")]
    pub slug: String,
    /// Their name.
    #[schema(example = "Ada Okoye")]
    pub name: String,
    /// The path of their page on the public site.
    #[schema(example = "/authors/ada-okoye")]
    pub path: String,
}

/// An author in a byline.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Byline {
    /// Their id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")]
    pub id: Id,
    /// Their name in addresses.
    #[schema(example = "ada-okoye")]
    pub slug: String,
    /// Their name.
    #[schema(example = "Ada Okoye")]
    pub name: String,
    /// The path of their page on the public site.
    #[schema(example = "/authors/ada-okoye")]
    pub path: String,
    /// What they did for this article.
    #[schema(example = "author", extensions(("x-extensible-enum" = json!(["author", "contributor", "photographer", "editor", "translator"]))))]
    pub role: String,
    /// Their portrait.
    #[schema(required)]
    pub portrait: Option<MediaOut>,
    /// What they do at the paper; on a complete article only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "City reporter")]
    pub job_title: Option<Option<String>>,
    /// A few lines about them; on a complete article only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "Ada covers the council and the harbour.")]
    pub bio: Option<Option<String>>,
    /// Their profiles elsewhere; on a complete article only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub social: Option<Vec<SocialOut>>,
}

impl CategoryRef {
    /// A category of these names; `tree_path` is its slug under its parents'.
    pub fn new(id: Id, slug: String, name: String, tree_path: &str, at: &Addresses) -> Self {
        Self { id, slug, name, path: at.category(tree_path) }
    }
}

impl TagRef {
    /// A tag of these names.
    pub fn new(id: Id, slug: String, name: String, at: &Addresses) -> Self {
        let path = at.tag(&slug);
        Self { id, slug, name, path }
    }
}

impl AuthorRef {
    /// An author of these names.
    pub fn new(id: Id, slug: String, name: String, at: &Addresses) -> Self {
        let path = at.author(&slug);
        Self { id, slug, name, path }
    }
}

impl PageRef {
    /// A page of these names; `tree_path` is its slug under its parents'.
    pub fn new(id: Id, slug: String, title: String, tree_path: &str, at: &Addresses) -> Self {
        Self { id, slug, title, path: at.page(tree_path) }
    }
}
