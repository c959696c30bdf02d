//! What a path names by the site's own patterns, and by those that WordPress has by default.

use super::Led;
use super::known::{Known, Look};
use crate::addresses::{Addresses, match_pattern};
use crate::db::Id;
use crate::resolve::model::{Kind, Place};
use crate::site::Here;

/// A path that may hold a query, below a base.
pub fn absolute(base: &str, path: &str) -> String {
    let whole = format!("{base}{path}");
    url::Url::parse(&whole).map_or(whole, String::from)
}

/// The front page.
pub fn home(here: &Here) -> Place {
    let url = here.addresses().url("/");
    Place { kind: Kind::Home, path: "/".to_owned(), url, id: None, slug: None, date: None, page: None }
}

/// The articles of a date, written `2023-11`.
pub fn archive(here: &Here, date: String) -> Place {
    let path = format!("/{}", date.replace('-', "/"));
    let url = here.addresses().url(&path);
    Place { kind: Kind::Archive, path, url, id: None, slug: None, date: Some(date), page: None }
}

/// The feed of a list, where it has one.
pub fn feed(list: &Place, atom: bool, at: &Addresses) -> Option<Place> {
    let file = if atom { "atom.xml" } else { "rss.xml" };
    let path = match (list.kind, in_feeds(list.kind), &list.slug) {
        (Kind::Home, ..) => format!("/feeds/{file}"),
        (_, Some(kind), Some(slug)) => format!("/feeds/{kind}/{slug}/{file}"),
        _ => return None,
    };
    let url = absolute(&at.public_url, &path);
    Some(Place { kind: Kind::Feed, path, url, id: None, slug: None, date: None, page: None })
}

/// The part of a feed's path that names a list of this kind.
fn in_feeds(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Category => Some("category"),
        Kind::Tag => Some("tag"),
        Kind::Author => Some("author"),
        _ => None,
    }
}

/// The value of a token in a path of this pattern.
fn token<'a>(pattern: &str, path: &'a str, names: &[&str]) -> Option<&'a str> {
    let found = match_pattern(pattern, path)?;
    names.iter().find_map(|name| found.iter().find(|(token, _)| token == name)).map(|(_, value)| *value)
}

/// The page at a path.
pub fn page_at(known: &mut Known, here: &Here, path: &str) -> Led {
    match token(&here.addresses().permalinks.page, path, &["path", "slug"]) {
        Some(tree_path) => known.place(Look::PagePath(tree_path.to_owned())),
        None => Led::Nowhere,
    }
}

/// The category, tag or author at a path of ours.
pub fn section_at(known: &mut Known, here: &Here, path: &str) -> Option<Place> {
    let patterns = &here.addresses().permalinks;
    let category = token(&patterns.category, path, &["path"]).map(|of| Look::CategoryPath(of.to_owned()));
    let category =
        category.or_else(|| token(&patterns.category, path, &["slug"]).map(|slug| Look::CategorySlug(slug.to_owned())));
    let tag = token(&patterns.tag, path, &["slug"]).map(|slug| Look::TagSlug(slug.to_owned()));
    let author = token(&patterns.author, path, &["slug"]).map(|slug| Look::AuthorSlug(slug.to_owned()));
    first(known, [category, tag, author])
}

/// The category, tag or author at a path that WordPress has by default.
pub fn wordpress_section(known: &mut Known, path: &str) -> Option<Place> {
    let (kind, rest) = path.trim_start_matches('/').split_once('/')?;
    let last = rest.rsplit('/').next().unwrap_or(rest);
    let looks = match kind {
        "category" => [Some(Look::CategoryPath(rest.to_owned())), Some(Look::CategorySlug(last.to_owned()))],
        "tag" => [Some(Look::TagSlug(rest.to_owned())), None],
        "author" => [Some(Look::AuthorSlug(rest.to_owned())), None],
        _ => return None,
    };
    first(known, looks)
}

/// The first of these that stands somewhere.
fn first(known: &mut Known, looks: impl IntoIterator<Item = Option<Look>>) -> Option<Place> {
    looks.into_iter().flatten().find_map(|look| match known.place(look) {
        Led::To(place) => Some(place),
        _ => None,
    })
}

/// The article that a path of the site's pattern names, whatever else the path says.
pub fn article_at(known: &mut Known, here: &Here, path: &str) -> Led {
    let pattern = &here.addresses().permalinks.article;
    let look = if let Some(id) = token(pattern, path, &["id"]) {
        Id::parse(id).map(Look::Article)
    } else if let Some(number) = token(pattern, path, &["number"]) {
        number.parse().ok().map(Look::ArticleNumber)
    } else {
        token(pattern, path, &["slug"]).map(article_named)
    };
    look.map_or(Led::Nowhere, |look| known.place(look))
}

fn article_named(name: &str) -> Look {
    Id::parse(name).map_or_else(|| Look::ArticleSlug(name.to_owned()), Look::Article)
}
