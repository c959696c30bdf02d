//! Reading where things stand: one statement for each way of naming one, whatever their number.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::Led;
use super::known::Look;
use crate::addresses::Addresses;
use crate::cards::{self, Found};
use crate::db::schema::articles;
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement};
use crate::media::{self, MediaOut};
use crate::pages;
use crate::resolve::model::{Kind, Place};
use crate::site::Here;
use crate::text::Name;

/// Where these things stand; what is nowhere is left out.
pub fn places(conn: &mut Conn, here: &Here, looks: &HashSet<Look>) -> QueryResult<Stands> {
    let mut stands = HashMap::new();
    if !looks.is_empty() {
        load_pages(conn, here, looks, &mut stands)?;
        load_categories(conn, here, looks, &mut stands)?;
        load_tags(conn, here, looks, &mut stands)?;
        load_authors(conn, here, looks, &mut stands)?;
        load_articles(conn, here, looks, &mut stands)?;
        load_media(conn, here, looks, &mut stands)?;
    }
    Ok(stands)
}

fn place(kind: Kind, path: String, id: Id, slug: String, at: &Addresses) -> Place {
    Place { kind, url: at.url(&path), path, id: Some(id), slug: Some(slug), date: None, page: None }
}

/// The texts, ids or numbers of one way of naming.
fn of<T: Clone>(looks: &HashSet<Look>, pick: impl Fn(&Look) -> Option<&T>) -> Vec<T> {
    looks.iter().filter_map(pick).cloned().collect()
}

macro_rules! named {
    ($looks:expr, $name:ident) => {
        of($looks, |look| match look {
            Look::$name(value) => Some(value),
            _ => None,
        })
    };
}

/// What is found, by how it was named.
type Stands = HashMap<Look, Led>;

fn load_pages(conn: &mut Conn, here: &Here, looks: &HashSet<Look>, stands: &mut Stands) -> QueryResult<()> {
    let located = pages::locate_each(conn, here.now, &named!(looks, PagePath), &named!(looks, Page))?;
    let public: Vec<Id> = located.iter().filter(|one| one.public).map(|one| one.id).collect();
    let references = pages::references(conn, here, &public)?;
    for one in located {
        let reference = references.get(&one.id).cloned();
        let led = reference
            .map_or(Led::Gone, |page| Led::To(place(Kind::Page, page.path, page.id, page.slug, here.addresses())));
        stands.insert(Look::PagePath(one.path), led.clone());
        stands.insert(Look::Page(one.id), led);
    }
    Ok(())
}

/// A category, tag or author: its id, its slug, and the text that its path is made of.
type Section = (Id, String, String);

/// The rows of a statement that names a column last, by texts.
fn by_texts(conn: &mut Conn, sql: &'static str, texts: &[String]) -> QueryResult<Vec<Section>> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = Statement::<(Uuid, Text, Text)>::new(sql);
    statement.is_among_texts(texts);
    statement.load(conn)
}

/// The same by ids.
fn by_ids(conn: &mut Conn, sql: &'static str, ids: &[Id]) -> QueryResult<Vec<Section>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = Statement::<(Uuid, Text, Text)>::new(sql);
    statement.is_among(ids);
    statement.load(conn)
}

fn load_categories(conn: &mut Conn, here: &Here, looks: &HashSet<Look>, stands: &mut Stands) -> QueryResult<()> {
    let (paths, slugs, ids) = (named!(looks, CategoryPath), named!(looks, CategorySlug), named!(looks, Category));
    let mut rows = by_texts(conn, "SELECT c.id, c.slug, c.path FROM categories c WHERE c.path", &paths)?;
    rows.extend(by_texts(conn, "SELECT c.id, c.slug, c.path FROM categories c WHERE c.slug", &slugs)?);
    rows.extend(by_ids(conn, "SELECT c.id, c.slug, c.path FROM categories c WHERE c.id", &ids)?);
    for (id, slug, path) in rows {
        let at = here.addresses();
        let led = Led::To(place(Kind::Category, at.category(&path), id, slug.clone(), at));
        stands.insert(Look::CategoryPath(path), led.clone());
        stands.insert(Look::CategorySlug(slug), led.clone());
        stands.insert(Look::Category(id), led);
    }
    Ok(())
}

fn load_tags(conn: &mut Conn, here: &Here, looks: &HashSet<Look>, stands: &mut Stands) -> QueryResult<()> {
    let mut rows = by_texts(conn, "SELECT t.id, t.slug, t.slug FROM tags t WHERE t.slug", &named!(looks, TagSlug))?;
    rows.extend(by_ids(conn, "SELECT t.id, t.slug, t.slug FROM tags t WHERE t.id", &named!(looks, Tag))?);
    for (id, slug, _) in rows {
        let led = Led::To(place(Kind::Tag, here.addresses().tag(&slug), id, slug.clone(), here.addresses()));
        stands.insert(Look::TagSlug(slug), led.clone());
        stands.insert(Look::Tag(id), led);
    }
    Ok(())
}

fn load_authors(conn: &mut Conn, here: &Here, looks: &HashSet<Look>, stands: &mut Stands) -> QueryResult<()> {
    let slugs = named!(looks, AuthorSlug);
    let mut rows = by_texts(conn, "SELECT p.id, p.slug, p.slug FROM authors p WHERE p.slug", &slugs)?;
    rows.extend(by_ids(conn, "SELECT p.id, p.slug, p.slug FROM authors p WHERE p.id", &named!(looks, Author))?);
    for (id, slug, _) in rows {
        let led = Led::To(place(Kind::Author, here.addresses().author(&slug), id, slug.clone(), here.addresses()));
        stands.insert(Look::AuthorSlug(slug), led.clone());
        stands.insert(Look::Author(id), led);
    }
    Ok(())
}

fn load_articles(conn: &mut Conn, here: &Here, looks: &HashSet<Look>, stands: &mut Stands) -> QueryResult<()> {
    let numbered = of_numbers(conn, &named!(looks, ArticleNumber))?;
    let mut wanted: Vec<(Look, Name)> = Vec::new();
    wanted.extend(numbered.into_iter().map(|(number, id)| (Look::ArticleNumber(number), Name::Id(id))));
    wanted.extend(named!(looks, Article).into_iter().map(|id| (Look::Article(id), Name::Id(id))));
    let slugs = named!(looks, ArticleSlug).into_iter();
    wanted.extend(slugs.map(|slug: String| (Look::ArticleSlug(slug.clone()), Name::Slug(slug))));
    let names: Vec<Name> = wanted.iter().map(|(_, name)| name.clone()).collect();
    let found = cards::find_each(conn, here.now, &names)?;
    let public = |found: Option<&Found>| match found {
        Some(Found::Here(id) | Found::Moved(id, _)) => Some(*id),
        _ => None,
    };
    let ids: Vec<Id> = found.values().filter_map(|one| public(Some(one))).collect();
    let references = cards::article_refs(conn, here, &ids)?.into_iter();
    let references: HashMap<Id, _> = references.map(|one| (one.id, one)).collect();
    for (look, name) in wanted {
        let known = found.get(&name);
        let reference = public(known).and_then(|id| references.get(&id)).cloned();
        let led = match (reference, known) {
            (Some(one), _) => Led::To(place(Kind::Article, one.path, one.id, one.slug, here.addresses())),
            (None, Some(Found::Gone)) => Led::Gone,
            (None, _) => Led::Nowhere,
        };
        stands.insert(look, led);
    }
    Ok(())
}

/// The articles of these numbers.
fn of_numbers(conn: &mut Conn, numbers: &[i64]) -> QueryResult<Vec<(i64, Id)>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    // A number in a permalink is rare enough for a statement of its own length.
    articles::table
        .filter(articles::number.eq_any(numbers.to_vec()))
        .select((articles::number, articles::id))
        .load(conn)
}

fn load_media(conn: &mut Conn, here: &Here, looks: &HashSet<Look>, stands: &mut Stands) -> QueryResult<()> {
    let ids = cards::shown_media(conn, here.now, &named!(looks, Medium))?;
    let rows = media::load(conn, &ids)?;
    for row in ids.into_iter().filter_map(|id: Id| rows.get(&id)) {
        let url = MediaOut::new(row, None, here.addresses()).url;
        if let Ok(path) = url::Url::parse(&url).map(|url| url.path().to_owned()) {
            let place = Place { kind: Kind::Media, path, url, id: Some(row.id), slug: None, date: None, page: None };
            stands.insert(Look::Medium(row.id), Led::To(place));
        }
    }
    Ok(())
}
