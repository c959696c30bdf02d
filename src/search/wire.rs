//! What search says over the wire.

use serde::Serialize;
use utoipa::ToSchema;

use super::model::Fragment;
use crate::cards::ArticleCard;
use crate::db::Id;
use crate::http::PageOut;
use crate::site::FeedOut;

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchList {
    /// What was found, in the order that was asked for.
    pub data: Vec<SearchHit>,
    /// Where this answer stands in the list.
    pub page: PageOut,
    /// How many of all that was found there are of each value; there where `facets` asked for some.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub facets: Option<Vec<SearchFacet>>,
    /// The query as it may have been meant, where a word of it is not known; null where all are.
    #[schema(required, example = "harbour tunnel")]
    pub did_you_mean: Option<String>,
    /// The feeds of what is found, the newest first.
    pub feeds: Vec<FeedOut>,
    /// How the index stands.
    pub index: SearchIndex,
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHit {
    /// What it is.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article"]))))]
    pub r#type: String,
    /// The article.
    pub article: ArticleCard,
    /// Where in it the words stand: of each field that has some, a piece.
    pub highlights: Vec<SearchHighlight>,
}

/// A piece of a field in which something was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHighlight {
    /// The field: `title`, `subtitle`, `excerpt` or `body`.
    #[schema(example = "body", extensions(("x-extensible-enum" = json!(["title", "subtitle", "excerpt", "body"]))))]
    pub field: String,
    /// The piece, cut at what was found: joined together they are its text. Plain text, no HTML.
    pub fragments: Vec<SearchFragment>,
}

/// A part of a piece of text.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchFragment {
    /// The text.
    #[schema(example = "tunnel")]
    pub text: String,
    /// Whether it is what was looked for.
    #[schema(example = true)]
    pub hit: bool,
}

impl From<Fragment> for SearchFragment {
    fn from(Fragment { text, hit }: Fragment) -> Self {
        Self { text, hit }
    }
}

/// How many of what was found there are of each value.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchFacet {
    /// What is counted: `category`, `tag`, `author`, `year` or `format`.
    #[schema(example = "category", extensions(("x-extensible-enum" = json!(["category", "tag", "author", "year", "format"]))))]
    pub name: String,
    /// The values, the most frequent first, 50 at most; years the latest first.
    pub values: Vec<SearchFacetValue>,
}

/// A value, and how many there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchFacetValue {
    /// What the filter of the same name takes (`date` for a year).
    #[schema(example = "city")]
    pub value: String,
    /// As a reader knows it.
    #[schema(example = "City")]
    pub title: String,
    /// How many.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 12)]
    pub count: i64,
}

/// How the index stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchIndex {
    /// `ready`: it holds every change; `behind`: the latest are still to come; `building`: it
    /// is being made, and finds nothing yet.
    #[schema(example = "ready", extensions(("x-extensible-enum" = json!(["ready", "behind", "building"]))))]
    pub state: String,
    /// How many changes are still to come.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 0)]
    pub behind_by: i64,
}

impl SearchIndex {
    /// Of an index up to `seq` where the log is at `head`; none: it is being made.
    pub fn new(seq: Option<i64>, head: i64) -> Self {
        let behind_by = seq.map_or(0, |seq| (head - seq).max(0));
        let state = match (seq, behind_by) {
            (None, _) => "building",
            (Some(_), 0) => "ready",
            (Some(_), _) => "behind",
        };
        Self { state: state.to_owned(), behind_by }
    }
}

/// What is suggested.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionList {
    /// Categories, tags and authors first, then articles.
    pub data: Vec<Suggestion>,
}

/// A suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    /// What it leads to: `article`, `category`, `tag` or `author`.
    #[schema(example = "tag", extensions(("x-extensible-enum" = json!(["article", "category", "tag", "author"]))))]
    pub r#type: String,
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// Its slug.
    #[schema(example = "transport")]
    pub slug: String,
    /// Its title or name.
    #[schema(example = "Transport")]
    pub title: String,
    /// Its path on the site.
    #[schema(example = "/tags/transport")]
    pub path: String,
}
