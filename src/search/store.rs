//! The SQL of search: what the index is made of, and the names of what it counts.

use std::collections::HashMap;

use diesel::prelude::*;

use super::index::{Kind, Named, Paper};
use crate::cards::{self, FORMATS};
use crate::db::schema::{
    article_authors, article_bodies, article_categories, article_tags, articles, authors, categories, tags,
};
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time, among};

/// The ids of what is public beyond one, in the order of ids, at most so many.
///
/// # Errors
/// What the database said.
pub fn public_beyond(conn: &mut Conn, now: Time, after: Id, most: i64) -> QueryResult<Vec<Id>> {
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM articles a WHERE ");
    cards::public(&mut statement, now);
    statement.sql(" AND a.id > ").id(after).sql(" ORDER BY a.id LIMIT ").number(most);
    Ok(statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect())
}

#[derive(Queryable)]
struct Row {
    id: Id,
    title: String,
    short_title: Option<String>,
    kicker: Option<String>,
    subtitle: Option<String>,
    excerpt: String,
    language: String,
    format: String,
    published_at: Time,
    updated_at: Time,
    until: Option<Time>,
    featured_until: Option<Time>,
    breaking_until: Option<Time>,
    comments_open: bool,
    body: String,
}

/// Those of these articles that are public, as the index has them.
///
/// # Errors
/// What the database said.
pub fn papers(conn: &mut Conn, now: Time, ids: &[Id]) -> QueryResult<Vec<Paper>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM articles a WHERE ");
    cards::public(&mut statement, now);
    statement.sql(" AND a.id").is_among(ids);
    let public: Vec<Id> = statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect();
    let rows: Vec<Row> = articles::table
        .inner_join(article_bodies::table.on(article_bodies::article_id.eq(articles::id)))
        .filter(among(articles::id, &public))
        .select((
            articles::id,
            articles::title,
            articles::short_title,
            articles::kicker,
            articles::subtitle,
            articles::excerpt,
            articles::language,
            articles::format,
            articles::published_at,
            articles::updated_at,
            articles::public_until,
            articles::featured_until,
            articles::breaking_until,
            articles::comments_open,
            article_bodies::text,
        ))
        .load(conn)?;
    let sections = article_categories::table
        .inner_join(categories::table.on(categories::id.eq(article_categories::category_id)))
        .filter(among(article_categories::article_id, &public))
        .select((article_categories::article_id, categories::number, categories::name))
        .load(conn)?;
    let labels = article_tags::table
        .inner_join(tags::table.on(tags::id.eq(article_tags::tag_id)))
        .filter(among(article_tags::article_id, &public))
        .select((article_tags::article_id, tags::number, tags::name))
        .load(conn)?;
    let people = article_authors::table
        .inner_join(authors::table.on(authors::id.eq(article_authors::author_id)))
        .filter(among(article_authors::article_id, &public))
        .select((article_authors::article_id, authors::number, authors::name))
        .load(conn)?;
    let [mut sections, mut labels, mut people] = [sections, labels, people].map(by_article);
    let paper = |row: Row| {
        let of = |all: &mut HashMap<Id, Vec<(i64, String)>>| all.remove(&row.id).unwrap_or_default();
        row.paper(of(&mut sections), of(&mut labels), of(&mut people))
    };
    Ok(rows.into_iter().map(paper).collect())
}

impl Row {
    fn paper(&self, sections: Vec<(i64, String)>, labels: Vec<(i64, String)>, people: Vec<(i64, String)>) -> Paper {
        let lines = |texts: &[Option<&str>]| texts.iter().flatten().copied().collect::<Vec<_>>().join("\n");
        let names = people.iter().chain(&labels).chain(&sections).map(|(_, name)| name.as_str());
        let names = names.collect::<Vec<_>>().join("\n");
        let numbers = |all: Vec<(i64, String)>| all.into_iter().map(|(number, _)| number).collect();
        Paper {
            id: self.id,
            title: lines(&[Some(&self.title), self.short_title.as_deref()]),
            lead: lines(&[self.kicker.as_deref(), self.subtitle.as_deref(), Some(&self.excerpt)]),
            body: self.body.clone(),
            names,
            language: self.language.clone(),
            format: format_code(&self.format).unwrap_or(0),
            published_at: self.published_at,
            updated_at: self.updated_at,
            until: self.until,
            featured_until: self.featured_until,
            breaking_until: self.breaking_until,
            comments_open: self.comments_open,
            categories: numbers(sections),
            tags: numbers(labels),
            authors: numbers(people),
        }
    }
}

/// A format as the index has it.
pub fn format_code(format: &str) -> Option<u64> {
    FORMATS.iter().position(|known| *known == format).and_then(|place| u64::try_from(place).ok())
}

fn by_article(rows: Vec<(Id, i64, String)>) -> HashMap<Id, Vec<(i64, String)>> {
    let mut all: HashMap<Id, Vec<(i64, String)>> = HashMap::new();
    for (article, number, name) in rows {
        all.entry(article).or_default().push((number, name));
    }
    all
}

/// The texts of articles, for what is shown of them.
///
/// # Errors
/// What the database said.
pub fn texts(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, String>> {
    let of = article_bodies::table.filter(among(article_bodies::article_id, ids));
    let rows: Vec<(Id, String)> = of.select((article_bodies::article_id, article_bodies::text)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The ids of articles with one of these slugs, and with one of these ids in the system they came from; of each
/// condition that names something.
///
/// # Errors
/// What the database said.
pub fn ids_named(conn: &mut Conn, slugs: &[String], legacy_ids: &[String]) -> QueryResult<Vec<Id>> {
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM articles a WHERE 1 = 1");
    if !slugs.is_empty() {
        statement.sql(" AND a.slug").is_among_texts(slugs);
    }
    if !legacy_ids.is_empty() {
        statement.sql(" AND a.legacy_id").is_among_texts(legacy_ids);
    }
    Ok(statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect())
}

/// A category, tag or author that the index counts or suggests.
#[derive(Debug, Clone, Queryable)]
pub struct Counted {
    /// Its id.
    pub id: Id,
    /// Its number.
    pub number: i64,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// How many public articles are under it.
    pub articles: i64,
}

/// A category, with its way from the root.
#[derive(Debug, Clone, Queryable)]
pub struct Section {
    /// Its id.
    pub id: Id,
    /// Its number.
    pub number: i64,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The slugs from the root.
    pub path: String,
    /// How many public articles are in it or below.
    pub articles: i64,
}

impl Section {
    /// Whether it is another one, or below that.
    pub fn is_in(&self, other: &Self) -> bool {
        self.path.strip_prefix(&other.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// All categories.
///
/// # Errors
/// What the database said.
pub fn sections(conn: &mut Conn) -> QueryResult<Vec<Section>> {
    categories::table
        .select((
            categories::id,
            categories::number,
            categories::slug,
            categories::name,
            categories::path,
            categories::article_count_with_descendants,
        ))
        .load(conn)
}

macro_rules! counted {
    ($table:ident, $conn:ident, $filter:expr) => {
        $table::table
            .filter($filter)
            .select(($table::id, $table::number, $table::slug, $table::name, $table::article_count))
            .load::<Counted>($conn)
    };
}

/// Tags or authors by their numbers.
///
/// # Errors
/// What the database said.
pub fn by_numbers(conn: &mut Conn, kind: Kind, numbers: &[i64]) -> QueryResult<Vec<Counted>> {
    match kind {
        Kind::Author => counted!(authors, conn, authors::number.eq_any(numbers.to_vec())),
        Kind::Tag | Kind::Category | Kind::Article => counted!(tags, conn, tags::number.eq_any(numbers.to_vec())),
    }
}

/// Tags or authors by their ids.
///
/// # Errors
/// What the database said.
pub fn by_ids(conn: &mut Conn, kind: Kind, ids: &[Id]) -> QueryResult<Vec<Counted>> {
    match kind {
        Kind::Author => counted!(authors, conn, among(authors::id, ids)),
        Kind::Tag | Kind::Category | Kind::Article => counted!(tags, conn, among(tags::id, ids)),
    }
}

macro_rules! named {
    ($table:ident, $conn:ident, $kind:expr, $query:expr) => {{
        let rows: Vec<(Id, i64, String)> = $query.select(($table::id, $table::number, $table::name)).load($conn)?;
        Ok(rows.into_iter().map(|(id, number, name)| Named { kind: $kind, id, number, name }).collect())
    }};
}

/// These of a kind, as the index has them.
///
/// # Errors
/// What the database said.
pub fn named(conn: &mut Conn, kind: Kind, ids: &[Id]) -> QueryResult<Vec<Named>> {
    match kind {
        Kind::Category => named!(categories, conn, kind, categories::table.filter(among(categories::id, ids))),
        Kind::Author => named!(authors, conn, kind, authors::table.filter(among(authors::id, ids))),
        Kind::Tag => named!(tags, conn, kind, tags::table.filter(among(tags::id, ids))),
        Kind::Article => Ok(Vec::new()),
    }
}

/// Those of a kind beyond an id, in the order of ids, at most so many.
///
/// # Errors
/// What the database said.
pub fn named_beyond(conn: &mut Conn, kind: Kind, after: Id, most: i64) -> QueryResult<Vec<Named>> {
    match kind {
        Kind::Category => {
            let beyond = categories::table.filter(categories::id.gt(after)).order(categories::id).limit(most);
            named!(categories, conn, kind, beyond)
        }
        Kind::Author => {
            named!(authors, conn, kind, authors::table.filter(authors::id.gt(after)).order(authors::id).limit(most))
        }
        Kind::Tag => named!(tags, conn, kind, tags::table.filter(tags::id.gt(after)).order(tags::id).limit(most)),
        Kind::Article => Ok(Vec::new()),
    }
}
