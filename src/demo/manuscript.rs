//! The articles and pages of the demo newsroom: Markdown with TOML in front.

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::articles::{Location, SourceCredit};

static ARTICLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/demo/articles");
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/demo/pages");

/// A text with what stands in front of it.
#[derive(Debug)]
pub struct Manuscript<T> {
    /// The name of its file, which is its slug.
    pub slug: String,
    /// What stands in front.
    pub head: T,
    /// The text, Markdown.
    pub text: String,
}

/// What stands in front of an article.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleHead {
    pub title: String,
    pub short_title: Option<String>,
    pub kicker: Option<String>,
    pub subtitle: Option<String>,
    pub excerpt: Option<String>,
    pub dateline: Option<String>,
    pub hours_ago: i64,
    pub updated_hours_ago: Option<i64>,
    pub authors: Vec<Author>,
    pub category: String,
    #[serde(default)]
    pub categories: Vec<String>,
    pub tags: Vec<String>,
    pub views: i64,
    pub format: Option<String>,
    pub language: Option<String>,
    #[serde(default)]
    pub featured: bool,
    #[serde(default)]
    pub breaking: bool,
    #[serde(default)]
    pub sponsored: bool,
    pub comments_open: Option<bool>,
    pub status: Option<String>,
    #[serde(default)]
    pub sources: Vec<SourceCredit>,
    #[serde(default)]
    pub read_also: Vec<String>,
    #[serde(default)]
    pub corrections: Vec<Correction>,
    pub picture: Option<Picture>,
    #[serde(default)]
    pub gallery: Vec<Picture>,
    pub location: Option<Location>,
}

/// A byline: a slug, or a slug with a role.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Author {
    Slug(String),
    WithRole { slug: String, role: String },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    pub kind: String,
    pub text: String,
    pub hours_ago: i64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    pub alt: String,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub kind: Option<String>,
    pub focal: Option<(f64, f64)>,
}

/// What stands in front of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageHead {
    pub title: String,
    pub position: i32,
    pub parent: Option<String>,
    pub updated_hours_ago: Option<i64>,
    pub excerpt: Option<String>,
}

impl Author {
    /// The author's slug and role.
    pub fn parts(&self) -> (&str, &str) {
        match self {
            Self::Slug(slug) => (slug, "author"),
            Self::WithRole { slug, role } => (slug, role),
        }
    }
}

/// Reads every article.
///
/// # Errors
/// A file of ours that does not parse, which a test rules out.
pub fn articles() -> Result<Vec<Manuscript<ArticleHead>>, String> {
    read(&ARTICLES)
}

/// Reads every page, those that stand under another one last.
///
/// # Errors
/// A file of ours that does not parse, which a test rules out.
pub fn pages() -> Result<Vec<Manuscript<PageHead>>, String> {
    let mut pages: Vec<Manuscript<PageHead>> = read(&PAGES)?;
    pages.sort_by_key(|page| (page.head.parent.is_some(), page.head.position));
    Ok(pages)
}

fn read<T: for<'de> Deserialize<'de>>(dir: &Dir<'_>) -> Result<Vec<Manuscript<T>>, String> {
    let files = dir.files().filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)));
    files.map(|(slug, text)| parse(slug, text)).collect()
}

fn parse<T: for<'de> Deserialize<'de>>(slug: &str, text: &str) -> Result<Manuscript<T>, String> {
    let inside = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let (head, text) = inside.ok_or_else(|| format!("{slug}: no front matter between +++ lines"))?;
    let head = toml::from_str(head).map_err(|err| format!("{slug}: {err}"))?;
    Ok(Manuscript { slug: slug.to_owned(), head, text: text.trim().to_owned() })
}
