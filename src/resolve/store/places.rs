//! What stands at a path, and where a thing stands: one statement each.

use diesel::prelude::*;

use super::Led;
use crate::addresses::{Addresses, match_pattern};
use crate::cards::{self, Found};
use crate::db::schema::{articles, authors, categories, tags};
use crate::db::{Conn, Id};
use crate::media::{self, MediaOut};
use crate::pages::{self, By};
use crate::resolve::model::{Kind, Place};
use crate::site::Here;
use crate::text::Name;

fn place(kind: Kind, path: String, id: Id, slug: String, at: &Addresses) -> Place {
    Place { kind, url: at.url(&path), path, id: Some(id), slug: Some(slug), date: None, page: None }
}

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
    let path = match (list.kind, list.kind.in_feeds(), &list.slug) {
        (Kind::Home, ..) => format!("/feeds/{file}"),
        (_, Some(kind), Some(slug)) => format!("/feeds/{kind}/{slug}/{file}"),
        _ => return None,
    };
    let url = absolute(&at.public_url, &path);
    Some(Place { kind: Kind::Feed, path, url, id: None, slug: None, date: None, page: None })
}

/// The value of a token in a path of this pattern.
fn token<'a>(pattern: &str, path: &'a str, names: &[&str]) -> Option<&'a str> {
    let found = match_pattern(pattern, path)?;
    names.iter().find_map(|name| found.iter().find(|(token, _)| token == name)).map(|(_, value)| *value)
}

/// The page at a path.
pub fn page_at(conn: &mut Conn, here: &Here, path: &str) -> QueryResult<Led> {
    let pattern = &here.addresses().permalinks.page;
    match token(pattern, path, &["path", "slug"]) {
        Some(tree_path) => page_by(conn, here, By::Path(tree_path)),
        None => Ok(Led::Nowhere),
    }
}

/// A page.
pub fn page(conn: &mut Conn, here: &Here, id: Id) -> QueryResult<Led> {
    page_by(conn, here, By::Id(id))
}

fn page_by(conn: &mut Conn, here: &Here, by: By<'_>) -> QueryResult<Led> {
    let id = match pages::locate(conn, here.now, by)? {
        pages::Found::Here(id) => id,
        pages::Found::Gone => return Ok(Led::Gone),
        pages::Found::Nothing => return Ok(Led::Nowhere),
    };
    let found = pages::references(conn, here, &[id])?.remove(&id);
    Ok(Led::place(found.map(|one| place(Kind::Page, one.path, one.id, one.slug, here.addresses()))))
}

type SectionRow = (Id, String, String);

fn category_place(here: &Here, row: Option<SectionRow>) -> Option<Place> {
    let at = here.addresses();
    row.map(|(id, slug, path)| place(Kind::Category, at.category(&path), id, slug, at))
}

fn tag_place(here: &Here, row: Option<(Id, String)>) -> Option<Place> {
    let at = here.addresses();
    row.map(|(id, slug)| place(Kind::Tag, at.tag(&slug), id, slug, at))
}

fn author_place(here: &Here, row: Option<(Id, String)>) -> Option<Place> {
    let at = here.addresses();
    row.map(|(id, slug)| place(Kind::Author, at.author(&slug), id, slug, at))
}

/// A category.
pub fn category(conn: &mut Conn, here: &Here, id: Id) -> QueryResult<Option<Place>> {
    let columns = (categories::id, categories::slug, categories::path);
    Ok(category_place(here, categories::table.find(id).select(columns).first(conn).optional()?))
}

/// A tag.
pub fn tag(conn: &mut Conn, here: &Here, id: Id) -> QueryResult<Option<Place>> {
    Ok(tag_place(here, tags::table.find(id).select((tags::id, tags::slug)).first(conn).optional()?))
}

/// An author.
pub fn author(conn: &mut Conn, here: &Here, id: Id) -> QueryResult<Option<Place>> {
    Ok(author_place(here, authors::table.find(id).select((authors::id, authors::slug)).first(conn).optional()?))
}

fn category_of_path(conn: &mut Conn, here: &Here, path: &str) -> QueryResult<Option<Place>> {
    let columns = (categories::id, categories::slug, categories::path);
    let row = categories::table.filter(categories::path.eq(path)).select(columns).first(conn).optional()?;
    Ok(category_place(here, row))
}

fn category_of_slug(conn: &mut Conn, here: &Here, slug: &str) -> QueryResult<Option<Place>> {
    let columns = (categories::id, categories::slug, categories::path);
    let row = categories::table.filter(categories::slug.eq(slug)).select(columns).first(conn).optional()?;
    Ok(category_place(here, row))
}

/// The tag of a slug.
pub fn tag_of_slug(conn: &mut Conn, here: &Here, slug: &str) -> QueryResult<Option<Place>> {
    let row = tags::table.filter(tags::slug.eq(slug)).select((tags::id, tags::slug)).first(conn).optional()?;
    Ok(tag_place(here, row))
}

fn author_of_slug(conn: &mut Conn, here: &Here, slug: &str) -> QueryResult<Option<Place>> {
    let row =
        authors::table.filter(authors::slug.eq(slug)).select((authors::id, authors::slug)).first(conn).optional()?;
    Ok(author_place(here, row))
}

/// The category, tag or author at a path of ours.
pub fn section_at(conn: &mut Conn, here: &Here, path: &str) -> QueryResult<Option<Place>> {
    let patterns = &here.addresses().permalinks;
    let found = match (token(&patterns.category, path, &["path"]), token(&patterns.category, path, &["slug"])) {
        (Some(tree_path), _) => category_of_path(conn, here, tree_path)?,
        (None, Some(slug)) => category_of_slug(conn, here, slug)?,
        (None, None) => None,
    };
    if found.is_some() {
        return Ok(found);
    }
    if let Some(slug) = token(&patterns.tag, path, &["slug"])
        && let Some(found) = tag_of_slug(conn, here, slug)?
    {
        return Ok(Some(found));
    }
    match token(&patterns.author, path, &["slug"]) {
        Some(slug) => author_of_slug(conn, here, slug),
        None => Ok(None),
    }
}

/// The category, tag or author at a path that WordPress has by default.
pub fn wordpress_section(conn: &mut Conn, here: &Here, path: &str) -> QueryResult<Option<Place>> {
    let Some((kind, rest)) = path.trim_start_matches('/').split_once('/') else { return Ok(None) };
    let last = rest.rsplit('/').next().unwrap_or(rest);
    match kind {
        "category" => match category_of_path(conn, here, rest)? {
            Some(found) => Ok(Some(found)),
            None => category_of_slug(conn, here, last),
        },
        "tag" => tag_of_slug(conn, here, rest),
        "author" => author_of_slug(conn, here, rest),
        _ => Ok(None),
    }
}

/// The article that a path of the site's pattern names, whatever else the path says.
pub fn article_at(conn: &mut Conn, here: &Here, path: &str) -> QueryResult<Led> {
    let pattern = &here.addresses().permalinks.article;
    let name = if let Some(id) = token(pattern, path, &["id"]) {
        Id::parse(id).map(Name::Id)
    } else if let Some(number) = token(pattern, path, &["number"]) {
        of_number(conn, number)?.map(Name::Id)
    } else {
        token(pattern, path, &["slug"]).map(Name::of)
    };
    match name {
        Some(name) => article_named(conn, here, &name),
        None => Ok(Led::Nowhere),
    }
}

fn of_number(conn: &mut Conn, number: &str) -> QueryResult<Option<Id>> {
    let Ok(number) = number.parse::<i64>() else { return Ok(None) };
    articles::table.filter(articles::number.eq(number)).select(articles::id).first(conn).optional()
}

/// An article.
pub fn article(conn: &mut Conn, here: &Here, id: Id) -> QueryResult<Led> {
    article_named(conn, here, &Name::Id(id))
}

fn article_named(conn: &mut Conn, here: &Here, name: &Name) -> QueryResult<Led> {
    let id = match cards::find_public(conn, here.now, name)? {
        Found::Here(id) | Found::Moved(id, _) => id,
        Found::Gone => return Ok(Led::Gone),
        Found::Nothing => return Ok(Led::Nowhere),
    };
    let found = cards::article_refs(conn, here, &[id])?.pop();
    let made = found.map(|one| place(Kind::Article, one.path, one.id, one.slug, here.addresses()));
    Ok(Led::place(made))
}

/// A file.
pub fn medium(conn: &mut Conn, here: &Here, id: Id) -> QueryResult<Option<Place>> {
    let Some(row) = media::find(conn, id)? else { return Ok(None) };
    let url = MediaOut::new(&row, None, here.addresses()).url;
    let path = url::Url::parse(&url).ok().map(|url| url.path().to_owned());
    Ok(path.map(|path| Place { kind: Kind::Media, path, url, id: Some(id), slug: None, date: None, page: None }))
}
