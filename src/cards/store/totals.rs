//! How many articles a list holds: counters that are kept with each change, and what the clock did
//! since the last announcement, so that a total never disagrees with the walk.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};

use super::clock::{ENDING, UNANNOUNCED};
use super::lists::count;
use crate::cards::model::Filter;
use crate::db::schema::{article_authors, article_tags, category_feed};
use crate::db::types::{Moment, Uuid};
use crate::db::{Conn, Id, Statement, Time, among};
use crate::each_backend;
use crate::http::paging::{COUNTED_TO, Total};
use crate::site::Here;

/// The counter of all public articles.
pub const ALL_ARTICLES: &str = "articles";

/// What became public or ended since it was last announced: what to add to each kept counter.
#[derive(Debug, Default, Clone)]
pub struct Due {
    /// All articles.
    pub all: i64,
    /// Each category itself.
    pub categories: HashMap<Id, i64>,
    /// Each category with what is below it.
    pub trees: HashMap<Id, i64>,
    /// Each tag.
    pub tags: HashMap<Id, i64>,
    /// Each author.
    pub authors: HashMap<Id, i64>,
}

/// An article that the clock made public or ended since the last announcement.
#[derive(Debug, Clone, Queryable)]
pub struct DueRow {
    /// Which one.
    pub id: Id,
    /// When it was published.
    pub published_at: Time,
    /// Whether it became public; else it ended.
    pub begins: bool,
}

impl DueRow {
    /// What to add to each kept counter that it belongs to.
    pub fn delta(&self) -> i64 {
        if self.begins { 1 } else { -1 }
    }
}

/// What the clock did since the last announcement; nearly always nothing, by one short range.
///
/// # Errors
/// What the database said.
pub fn due_rows(conn: &mut Conn, now: Time) -> QueryResult<Vec<DueRow>> {
    let mut statement = Statement::<(Uuid, Moment, Bool)>::new("SELECT a.id, a.published_at, ");
    statement
        .sql("TRUE FROM articles a")
        .sql(UNANNOUNCED)
        .sql(" AND a.public_from <= ")
        .time(now)
        .sql(" AND (a.public_until IS NULL OR a.public_until > ")
        .time(now)
        .sql(") UNION ALL SELECT a.id, a.published_at, FALSE FROM articles a")
        .sql(ENDING)
        .sql(" AND a.public_until <= ")
        .time(now);
    statement.load(conn)
}

/// The same for each counter.
///
/// # Errors
/// What the database said.
pub fn due(conn: &mut Conn, now: Time) -> QueryResult<Due> {
    let rows = due_rows(conn, now)?;
    let mut due = Due::default();
    if !rows.is_empty() {
        let by: HashMap<Id, i64> = rows.iter().map(|row| (row.id, row.delta())).collect();
        due.all = by.values().sum();
        due.add_axes(conn, &by)?;
    }
    Ok(due)
}

impl Due {
    /// What to add to a kept counter.
    fn of(&self, counted: Counted) -> i64 {
        let found = match counted {
            Counted::All => Some(&self.all),
            Counted::Category(id) => self.trees.get(&id),
            Counted::CategoryExact(id) => self.categories.get(&id),
            Counted::Tag(id) => self.tags.get(&id),
            Counted::Author(id) => self.authors.get(&id),
        };
        found.copied().unwrap_or(0)
    }

    fn add_axes(&mut self, conn: &mut Conn, by: &HashMap<Id, i64>) -> QueryResult<()> {
        let ids: Vec<Id> = by.keys().copied().collect();
        let feed: Vec<(Id, Id, bool)> = category_feed::table
            .filter(among(category_feed::article_id, &ids))
            .select((category_feed::article_id, category_feed::category_id, category_feed::direct))
            .load(conn)?;
        for (article, category, direct) in feed {
            let delta = by.get(&article).copied().unwrap_or(0);
            *self.trees.entry(category).or_default() += delta;
            if direct {
                *self.categories.entry(category).or_default() += delta;
            }
        }
        let tagged: Vec<(Id, Id)> = article_tags::table
            .filter(among(article_tags::article_id, &ids))
            .select((article_tags::article_id, article_tags::tag_id))
            .load(conn)?;
        for (article, tag) in tagged {
            *self.tags.entry(tag).or_default() += by.get(&article).copied().unwrap_or(0);
        }
        let written: Vec<(Id, Id)> = article_authors::table
            .filter(among(article_authors::article_id, &ids))
            .select((article_authors::article_id, article_authors::author_id))
            .distinct()
            .load(conn)?;
        for (article, author) in written {
            *self.authors.entry(author).or_default() += by.get(&article).copied().unwrap_or(0);
        }
        Ok(())
    }
}

/// A list that a counter is kept of.
#[derive(Debug, Clone, Copy)]
enum Counted {
    All,
    Category(Id),
    CategoryExact(Id),
    Tag(Id),
    Author(Id),
}

impl Counted {
    fn of(filter: &Filter) -> Option<Self> {
        let Filter { categories, categories_exact, tags, authors, .. } = filter;
        let rest = Filter { categories: None, categories_exact: None, tags: None, authors: None, ..filter.clone() };
        let axes = [categories, categories_exact, tags, authors].map(Option::as_deref);
        match axes {
            _ if rest != Filter::default() => None,
            [None, None, None, None] => Some(Self::All),
            [Some([id]), None, None, None] => Some(Self::Category(*id)),
            [None, Some([id]), None, None] => Some(Self::CategoryExact(*id)),
            [None, None, Some([id]), None] => Some(Self::Tag(*id)),
            [None, None, None, Some([id])] => Some(Self::Author(*id)),
            _ => None,
        }
    }
}

/// Whether a counter is kept of a list.
pub(super) fn has_counter(filter: &Filter) -> bool {
    Counted::of(filter).is_some()
}

fn kept<ST>(statement: &mut Statement<ST>, counted: Option<Counted>) {
    match counted {
        None => {
            statement.sql("NULL");
            return;
        }
        Some(Counted::All) => statement.sql("COALESCE((SELECT value FROM counters WHERE name = ").text(ALL_ARTICLES),
        Some(Counted::Category(id)) => {
            statement.sql("COALESCE((SELECT article_count_with_descendants FROM categories WHERE id = ").id(id)
        }
        Some(Counted::CategoryExact(id)) => {
            statement.sql("COALESCE((SELECT article_count FROM categories WHERE id = ").id(id)
        }
        Some(Counted::Tag(id)) => statement.sql("COALESCE((SELECT article_count FROM tags WHERE id = ").id(id),
        Some(Counted::Author(id)) => statement.sql("COALESCE((SELECT article_count FROM authors WHERE id = ").id(id),
    };
    statement.sql("), 0)");
}

/// What a list starts from, seen by one statement: the place of the log, whether the clock did nothing
/// since the last announcement, and the list's kept counter where it has one.
#[derive(Debug, Clone, Copy, Queryable)]
pub struct Glance {
    /// The last row of the log.
    pub head: i64,
    /// Whether every kept counter is exact.
    pub quiet: bool,
    /// The list's kept counter.
    pub kept: Option<i64>,
}

/// Looks at a list.
///
/// # Errors
/// What the database said.
pub fn glance(conn: &mut Conn, here: &Here, filter: &Filter) -> QueryResult<Glance> {
    // By the first entry of an index: a range up to now would be planned anew for each now.
    let mut statement = Statement::<(BigInt, Bool, Nullable<BigInt>)>::new(
        "SELECT CAST(COALESCE((SELECT max(seq) FROM changes), 0) AS BIGINT)",
    );
    statement
        .sql(", COALESCE((SELECT min(a.public_from) FROM articles a")
        .sql(UNANNOUNCED)
        .sql(") > ")
        .time(here.now)
        .sql(", TRUE) AND COALESCE((SELECT min(a.public_until) FROM articles a")
        .sql(ENDING)
        .sql(") > ")
        .time(here.now)
        .sql(", TRUE), CAST(");
    kept(&mut statement, Counted::of(filter));
    statement.sql(" AS BIGINT)");
    each_backend!(conn => statement.get_result(conn))
}

/// The total of a list: exact for all articles and for one category, tag or author; others are
/// counted to ten thousand.
///
/// # Errors
/// What the database said.
pub fn totals(conn: &mut Conn, here: &Here, filter: &Filter, glance: Glance) -> QueryResult<Total> {
    let exactly = |n: i64| Total::Exactly(u64::try_from(n).unwrap_or(0));
    if let Some((counted, kept)) = Counted::of(filter).zip(glance.kept) {
        let added = if glance.quiet { 0 } else { due(conn, here.now)?.of(counted) };
        return Ok(exactly(kept + added));
    }
    let counted = count(conn, here, filter, i64::try_from(COUNTED_TO + 1).unwrap_or(i64::MAX))?;
    Ok(Total::counted(u64::try_from(counted).unwrap_or(0)))
}
