//! The rows that cards are made of: one statement for each kind of thing, whatever their number. They are
//! read on the connection itself: a tenth of a list's time would go into finding out each value's kind anew.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::lists::public;
use crate::body::Block;
use crate::cards::model::{CardRow, Includes};
use crate::db::schema::{
    article_authors, article_bodies, article_categories, article_tags, articles, authors, categories, tags,
};
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Json, Statement, among};
use crate::each_backend;
use crate::refs::{CategoryRef, TagRef};
use crate::seo::SeoOverrides;
use crate::site::{Here, Social};

/// The rows of these articles, in this order; what is not public is left out.
///
/// # Errors
/// What the database said.
pub fn load_rows(conn: &mut Conn, here: &Here, ids: &[Id]) -> QueryResult<Vec<CardRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found: HashSet<Id> = public_ids(conn, here, ids)?.into_iter().collect();
    let public: Vec<Id> = ids.iter().copied().filter(|id| found.contains(id)).collect();
    load_listed(conn, &public)
}

/// The rows of ids that a public list has just given in this transaction, in this order.
///
/// # Errors
/// What the database said.
pub fn load_listed(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<CardRow>> {
    let these = among(articles::id, ids);
    let rows: Vec<CardRow> =
        each_backend!(conn => articles::table.filter(these).select(CardRow::as_select()).load(conn)?);
    let mut by_id: HashMap<Id, CardRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

fn public_ids(conn: &mut Conn, here: &Here, ids: &[Id]) -> QueryResult<Vec<Id>> {
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM articles a WHERE ");
    public(&mut statement, here.now);
    statement.sql(" AND a.id").is_among(ids);
    Ok(statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect())
}

/// An author of an article.
#[derive(Debug, Queryable)]
pub struct Person {
    pub article_id: Id,
    pub role: String,
    pub id: Id,
    pub slug: String,
    pub name: String,
    pub job_title: Option<String>,
    pub bio: Option<String>,
    pub portrait_id: Option<Id>,
    pub social: Json<Vec<Social>>,
}

/// The authors of articles, in order.
///
/// # Errors
/// What the database said.
pub fn people(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Vec<Person>>> {
    let people = article_authors::table
        .inner_join(authors::table.on(authors::id.eq(article_authors::author_id)))
        .filter(among(article_authors::article_id, ids))
        .order((article_authors::article_id, article_authors::position))
        .select((
            article_authors::article_id,
            article_authors::role,
            authors::id,
            authors::slug,
            authors::name,
            authors::job_title,
            authors::bio,
            authors::portrait_id,
            authors::social,
        ));
    let rows: Vec<Person> = each_backend!(conn => people.load(conn)?);
    Ok(grouped(rows, |row| row.article_id))
}

/// A category of an article, with its place in the tree.
pub struct Section {
    pub article_id: Id,
    pub tree_path: String,
    pub reference: CategoryRef,
}

/// The categories of articles, in order.
///
/// # Errors
/// What the database said.
pub fn sections(conn: &mut Conn, here: &Here, ids: &[Id]) -> QueryResult<HashMap<Id, Vec<Section>>> {
    let sections = article_categories::table
        .inner_join(categories::table.on(categories::id.eq(article_categories::category_id)))
        .filter(among(article_categories::article_id, ids))
        .order((article_categories::article_id, article_categories::position))
        .select((article_categories::article_id, categories::id, categories::slug, categories::name, categories::path));
    let rows: Vec<(Id, Id, String, String, String)> = each_backend!(conn => sections.load(conn)?);
    let made = rows.into_iter().map(|(article_id, id, slug, name, tree_path)| {
        let reference = CategoryRef::new(id, slug, name, &tree_path, here.addresses());
        Section { article_id, tree_path, reference }
    });
    Ok(grouped(made, |section| section.article_id))
}

/// The tags of articles, in order.
///
/// # Errors
/// What the database said.
pub fn labels(conn: &mut Conn, here: &Here, ids: &[Id]) -> QueryResult<HashMap<Id, Vec<TagRef>>> {
    let labels = article_tags::table
        .inner_join(tags::table.on(tags::id.eq(article_tags::tag_id)))
        .filter(among(article_tags::article_id, ids))
        .order((article_tags::article_id, article_tags::position))
        .select((article_tags::article_id, tags::id, tags::slug, tags::name));
    let rows: Vec<(Id, Id, String, String)> = each_backend!(conn => labels.load(conn)?);
    let made =
        rows.into_iter().map(|(article, id, slug, name)| (article, TagRef::new(id, slug, name, here.addresses())));
    let mut all: HashMap<Id, Vec<TagRef>> = HashMap::new();
    for (article, tag) in made {
        all.entry(article).or_default().push(tag);
    }
    Ok(all)
}

fn grouped<T>(rows: impl IntoIterator<Item = T>, key: impl Fn(&T) -> Id) -> HashMap<Id, Vec<T>> {
    let mut all: HashMap<Id, Vec<T>> = HashMap::new();
    for row in rows {
        all.entry(key(&row)).or_default().push(row);
    }
    all
}

/// The body of an article, as far as it was asked for.
#[derive(Debug, Queryable)]
pub struct BodyRow {
    pub article_id: Id,
    pub html: String,
    pub text: String,
    pub blocks: Json<Vec<Block>>,
    pub seo: Json<SeoOverrides>,
}

/// Bodies, and only those forms that are wanted: a body is the largest thing of an article.
///
/// # Errors
/// What the database said.
pub fn bodies(conn: &mut Conn, ids: &[Id], includes: &Includes) -> QueryResult<HashMap<Id, BodyRow>> {
    if !includes.body() && !includes.asks_for_seo() && !includes.asks_for_data() {
        return Ok(HashMap::new());
    }
    let of = article_bodies::table.filter(among(article_bodies::article_id, ids));
    // A film of the body stands in the data of schema.org.
    let rows: Vec<BodyRow> = if includes.body_text || includes.body_blocks || includes.asks_for_data() {
        let whole = of.select((
            article_bodies::article_id,
            article_bodies::html,
            article_bodies::text,
            article_bodies::blocks,
            article_bodies::seo,
        ));
        each_backend!(conn => whole.load(conn)?)
    } else {
        let html = of.select((article_bodies::article_id, article_bodies::html, article_bodies::seo));
        let rows: Vec<(Id, String, Json<SeoOverrides>)> = each_backend!(conn => html.load(conn)?);
        let bare =
            |(article_id, html, seo)| BodyRow { article_id, html, text: String::new(), blocks: Json(Vec::new()), seo };
        rows.into_iter().map(bare).collect()
    };
    Ok(rows.into_iter().map(|row| (row.article_id, row)).collect())
}
