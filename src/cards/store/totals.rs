//! How many articles a list holds: counters that are kept with each change, and what the clock did
//! since the last announcement, so that a total never disagrees with the walk.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::lists::count;
use crate::cards::model::Filter;
use crate::db::schema::{article_authors, article_tags, authors, categories, category_feed, counters, tags};
use crate::db::types::{Moment, Uuid};
use crate::db::{Conn, Id, Statement, Time, among};
use crate::http::paging::Total;
use crate::site::Here;

/// Lists without a kept counter are counted up to here.
const COUNTED_TO: i64 = 10_000;
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
        .sql("TRUE FROM articles a WHERE a.publishable AND a.announced_at IS NULL AND a.public_from <= ")
        .time(now)
        .sql(" AND (a.public_until IS NULL OR a.public_until > ")
        .time(now)
        .sql(") UNION ALL SELECT a.id, a.published_at, FALSE FROM articles a WHERE a.publishable")
        .sql(" AND a.announced_at IS NOT NULL AND a.public_until IS NOT NULL AND a.public_until <= ")
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

/// The total of a list: exact for all articles and for one category, tag or author; others are
/// counted to ten thousand.
///
/// # Errors
/// What the database said.
pub fn totals(conn: &mut Conn, here: &Here, filter: &Filter) -> QueryResult<Total> {
    let exactly = |n: i64| Total::Exactly(u64::try_from(n).unwrap_or(0));
    let due = due(conn, here.now)?;
    if let Some(kept) = kept(conn, filter, &due)? {
        return Ok(exactly(kept));
    }
    let counted = count(conn, here, filter, COUNTED_TO + 1)?;
    Ok(if counted > COUNTED_TO { Total::AtLeast(10_000) } else { exactly(counted) })
}

fn kept(conn: &mut Conn, filter: &Filter, due: &Due) -> QueryResult<Option<i64>> {
    let of = |kept: Option<i64>, added: Option<&i64>| Some(kept.unwrap_or(0) + added.copied().unwrap_or(0));
    let only = |other: Filter| *filter == other;
    if only(Filter::default()) {
        let kept = counters::table.find(ALL_ARTICLES).select(counters::value).first(conn).optional()?;
        return Ok(of(kept, Some(&due.all)));
    }
    if let Some([id]) = filter.categories.as_deref()
        && only(Filter { categories: Some(vec![*id]), ..Filter::default() })
    {
        let column = categories::article_count_with_descendants;
        return Ok(of(categories::table.find(*id).select(column).first(conn).optional()?, due.trees.get(id)));
    }
    if let Some([id]) = filter.categories_exact.as_deref()
        && only(Filter { categories_exact: Some(vec![*id]), ..Filter::default() })
    {
        let column = categories::article_count;
        return Ok(of(categories::table.find(*id).select(column).first(conn).optional()?, due.categories.get(id)));
    }
    if let Some([id]) = filter.tags.as_deref()
        && only(Filter { tags: Some(vec![*id]), ..Filter::default() })
    {
        return Ok(of(tags::table.find(*id).select(tags::article_count).first(conn).optional()?, due.tags.get(id)));
    }
    if let Some([id]) = filter.authors.as_deref()
        && only(Filter { authors: Some(vec![*id]), ..Filter::default() })
    {
        let column = authors::article_count;
        return Ok(of(authors::table.find(*id).select(column).first(conn).optional()?, due.authors.get(id)));
    }
    Ok(None)
}
