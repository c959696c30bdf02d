//! A category on the wire; as the newsroom knows it in `desk`.

pub mod desk;

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::model::Category;
use crate::cards::{ArticleCard, Due};
use crate::db::Id;
use crate::http::PageOut;
use crate::media::MediaOut;
use crate::refs::CategoryRef;
use crate::seo::{self, Picture, SeoOut, Subject, WebPage, head_html, script_text};
use crate::site::{FeedOut, Here};

/// A category.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Category)]
pub struct CategoryOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")]
    pub id: Id,
    /// Its name in addresses, unique among all categories.
    #[schema(example = "photo-news")]
    pub slug: String,
    /// Its name.
    #[schema(example = "Photo News")]
    pub name: String,
    /// What it is about, as plain text.
    #[schema(required, example = "The day in pictures.")]
    pub description: Option<String>,
    /// Its picture.
    #[schema(required)]
    pub picture: Option<MediaOut>,
    /// Its path on the public site.
    #[schema(example = "/news/photo-news")]
    pub path: String,
    /// The category above it; null at the root.
    #[schema(required)]
    pub parent: Option<CategoryRef>,
    /// Its place among its siblings, the smallest first.
    #[schema(example = 1)]
    pub position: i32,
    /// The article that editors pinned on top of it, for as long as they said.
    #[schema(required)]
    pub pinned: Option<ArticleCard>,
    /// Its address on the public site.
    #[schema(example = "https://baycourier.example/news/photo-news")]
    pub url: String,
    /// What search engines and social networks read.
    pub seo: SeoOut,
    /// schema.org data as JSON text, ready for a `<script type="application/ld+json">`.
    #[schema(example = "{\"@context\":\"https://schema.org\",\"@type\":\"CollectionPage\"}")]
    pub json_ld: String,
    /// Its feeds.
    pub feeds: Vec<FeedOut>,
    /// How many public articles are filed in it.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 12)]
    pub article_count: i64,
    /// How many public articles are filed in it or below it, each counted once.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 12)]
    pub article_count_with_descendants: i64,
    /// All that search engines and social networks read, ready to be put into a page's `<head>`: the title, `seo`,
    /// `json_ld` and `feeds`. On the category's own answer; null in lists that do not
    /// `include=head_html`.
    #[schema(
        required,
        example = "<title>Photo News</title>\n<link rel=\"canonical\" href=\"https://baycourier.example/news/photo-news\">\n"
    )]
    pub head_html: Option<String>,
    /// The categories right under it, with `view=tree`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, no_recursion)]
    pub children: Option<Vec<CategoryOut>>,
    /// The newest articles of it and of what is below it, with `include=recent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub recent: Option<Vec<ArticleCard>>,
}

/// A page of categories.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryList {
    /// The categories in tree order; with `view=tree` the roots alone, the others in their `children`.
    pub data: Vec<CategoryOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// What stands around a category.
#[derive(Debug, Default)]
pub struct Around {
    /// The category above it.
    pub parent: Option<CategoryRef>,
    /// Its picture.
    pub picture: Option<MediaOut>,
    /// The article on top of it.
    pub pinned: Option<ArticleCard>,
}

impl CategoryOut {
    /// A stored category, with what stands around it.
    pub fn new(row: &Category, around: Around, due: &Due, here: &Here) -> Self {
        let path = here.addresses().category(&row.path);
        let url = here.addresses().url(&path);
        let Around { parent, picture, pinned } = around;
        let added = |counts: &HashMap<Id, i64>| counts.get(&row.id).copied().unwrap_or(0);
        Self {
            id: row.id,
            slug: row.slug.clone(),
            name: row.name.clone(),
            description: row.description.clone(),
            position: row.position,
            seo: SeoOut::new(subject(row, &url, picture.as_ref()), &row.seo.0, here),
            json_ld: json_ld(row, (&path, &url), parent.as_ref(), picture.as_ref(), here),
            feeds: FeedOut::all(&row.name, &format!("/feeds/category/{}", row.slug), here.addresses()),
            article_count: row.article_count + added(&due.categories),
            article_count_with_descendants: row.article_count_with_descendants + added(&due.trees),
            head_html: None,
            children: None,
            recent: None,
            parent,
            picture,
            pinned,
            path,
            url,
        }
    }

    /// The same with everything for a page's head as one string.
    #[must_use]
    pub fn with_head(self) -> Self {
        Self { head_html: Some(head_html(&self.seo, &self.json_ld, &self.feeds)), ..self }
    }
}

fn subject<'a>(row: &'a Category, url: &'a str, picture: Option<&MediaOut>) -> Subject<'a> {
    Subject {
        og_type: "website",
        title: &row.name,
        description: row.description.as_deref().unwrap_or_default(),
        url,
        picture: picture.and_then(Picture::of),
        ..Subject::default()
    }
}

fn json_ld(
    row: &Category,
    (path, url): (&str, &str),
    parent: Option<&CategoryRef>,
    picture: Option<&MediaOut>,
    here: &Here,
) -> String {
    let above = parent.map(|parent| (parent.name.as_str(), parent.path.as_str()));
    let page = WebPage {
        kind: "CollectionPage",
        name: &row.name,
        description: row.description.as_deref(),
        url,
        trail: seo::trail(above.into_iter().chain([(row.name.as_str(), path)]), here.addresses()),
        picture,
    };
    script_text(seo::web_page(page, here).into())
}

/// Puts categories that come in tree order under their parents; the roots, in order.
pub fn nested(all: Vec<CategoryOut>) -> Vec<CategoryOut> {
    let mut waiting: HashMap<Option<Id>, Vec<CategoryOut>> = HashMap::new();
    // Going backwards, all that is below a category has been met when its own turn comes.
    for mut category in all.into_iter().rev() {
        category.children = Some(in_order(waiting.remove(&Some(category.id))));
        waiting.entry(category.parent.as_ref().map(|parent| parent.id)).or_default().push(category);
    }
    in_order(waiting.remove(&None))
}

fn in_order(backwards: Option<Vec<CategoryOut>>) -> Vec<CategoryOut> {
    backwards.into_iter().flatten().rev().collect()
}
