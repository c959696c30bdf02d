//! The SQL of views: hours, totals and what is read most. An article's total is what it brought along
//! and everything in its hours and days: these are added to, compacted, and never thrown away.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{Batch, Sum, Window, day_after, hour_of};
use crate::cards::{self, Filter, Sort};
use crate::db::schema::{article_views, articles, categories};
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time, among, facts};
use crate::http::Paging;
use crate::http::paging::Place;
use crate::site::Here;
use crate::text::Name;

/// What the fact is called that names the batch which a node stored last; the node follows.
const LAST_BATCH: &str = "views.last_batch.";

/// Stores a batch, unless it is the one that its node stored last. Views of articles that are no more
/// are dropped.
///
/// # Errors
/// What the database said.
pub fn store(conn: &mut Conn, batch: &Batch) -> QueryResult<()> {
    if last_batch(conn, batch.node)? == Some(batch.id) {
        return Ok(());
    }
    add(conn, &batch.sums)?;
    facts::set(conn, &fact_of(batch.node), &batch.id.to_string())
}

/// The batch that a node stored last.
///
/// # Errors
/// What the database said.
pub fn last_batch(conn: &mut Conn, node: Id) -> QueryResult<Option<Id>> {
    Ok(facts::get(conn, &fact_of(node))?.as_deref().and_then(Id::parse))
}

/// Forgets the nodes that have stored nothing since a moment: a process that is started again is another.
///
/// # Errors
/// What the database said.
pub fn forget_nodes(conn: &mut Conn, since: Time) -> QueryResult<()> {
    // An id begins with its moment.
    let mut statement = Statement::<()>::new("DELETE FROM facts WHERE name LIKE ");
    statement.text(&format!("{LAST_BATCH}%")).sql(" AND value < ").text(&Id::at(since).to_string());
    statement.execute(conn).map(drop)
}

fn fact_of(node: Id) -> String {
    format!("{LAST_BATCH}{node}")
}

fn add(conn: &mut Conn, sums: &[Sum]) -> QueryResult<()> {
    let mut totals: HashMap<Id, i64> = HashMap::new();
    sums.iter().for_each(|sum| *totals.entry(sum.article).or_default() += sum.views);
    let ids: Vec<Id> = totals.keys().copied().collect();
    let there: Vec<Id> = articles::table.filter(among(articles::id, &ids)).select(articles::id).load(conn)?;
    let there: HashSet<Id> = there.into_iter().collect();
    totals.retain(|article, _| there.contains(article));
    for sum in sums.iter().filter(|sum| totals.contains_key(&sum.article)) {
        add_hour(conn, sum)?;
    }
    for (article, views) in totals {
        diesel::update(articles::table.find(article))
            .set(articles::view_count.eq(articles::view_count + views))
            .execute(conn)?;
    }
    Ok(())
}

/// One statement of one text for every sum: kept prepared, it costs less than a long one made anew.
fn add_hour(conn: &mut Conn, sum: &Sum) -> QueryResult<()> {
    let mut statement = Statement::<()>::new("INSERT INTO article_views (article_id, hour, views) VALUES (");
    statement
        .id(sum.article)
        .sql(", ")
        .time(sum.hour)
        .sql(", ")
        .number(sum.views)
        .sql(") ON CONFLICT (article_id, hour) DO UPDATE SET views = article_views.views + excluded.views");
    statement.execute(conn)?;
    Ok(())
}

/// Adds to an article's hours and total what was counted before, for the demo and for importers.
///
/// # Errors
/// What the database said.
pub fn record_history(conn: &mut Conn, article: Id, hours: &[(Time, i64)]) -> QueryResult<()> {
    let sum = |(time, views): &(Time, i64)| Sum { article, hour: hour_of(*time), views: *views };
    add(conn, &hours.iter().map(sum).collect::<Vec<_>>())
}

/// Sets the total that an article brought along from elsewhere; what was counted here comes on top of
/// it. Set again, it replaces the one before.
///
/// # Errors
/// What the database said.
pub fn set_opening_balance(conn: &mut Conn, article: Id, total: i64) -> QueryResult<()> {
    let mut statement = Statement::<(BigInt,)>::new(
        "SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM article_views WHERE article_id = ",
    );
    statement.id(article);
    let (counted,): (i64,) = statement.get_result(conn)?;
    diesel::update(articles::table.find(article)).set(articles::view_count.eq(total + counted)).execute(conn)?;
    Ok(())
}

/// The public articles that were read most in a window, the newer first among equals; of one category
/// and what is below it, where one is given.
///
/// # Errors
/// What the database said.
pub fn popular(conn: &mut Conn, here: &Here, window: Window, category: Option<Id>, limit: u64) -> QueryResult<Vec<Id>> {
    if let Some(since) = window.since(here.now) {
        return most_viewed(conn, here.now, since, category, i64::try_from(limit).unwrap_or(i64::MAX));
    }
    let filter = Filter { categories: category.map(|id| vec![id]), ..Filter::default() };
    let paging = Paging { limit, place: Place::Start, total: false };
    let mut ids = cards::list(conn, here, &filter, Sort::Views, &paging, None)?;
    // The list brings one more, to tell that there are more.
    ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(ids)
}

fn most_viewed(conn: &mut Conn, now: Time, since: Time, category: Option<Id>, limit: i64) -> QueryResult<Vec<Id>> {
    let mut statement = Statement::<(Uuid,)>::new(
        "SELECT a.id FROM (SELECT article_id, SUM(views) AS views FROM article_views WHERE hour >= ",
    );
    // Both bounds, or SQLite walks the whole history in the order of articles, to save itself the grouping.
    statement
        .time(since)
        .sql(" AND hour <= ")
        .time(now)
        .sql(" GROUP BY article_id) v JOIN articles a ON a.id = v.article_id WHERE ");
    cards::public(&mut statement, now);
    if let Some(category) = category {
        statement
            .sql(" AND EXISTS (SELECT 1 FROM category_feed x WHERE x.article_id = a.id AND x.category_id = ")
            .id(category)
            .sql(")");
    }
    statement.sql(" ORDER BY v.views DESC, a.published_at DESC, a.id DESC LIMIT ").number(limit);
    Ok(statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect())
}

/// The id and slug of a category.
///
/// # Errors
/// What the database said.
pub fn category(conn: &mut Conn, name: &Name) -> QueryResult<Option<(Id, String)>> {
    let columns = (categories::id, categories::slug);
    match name {
        Name::Id(id) => categories::table.find(*id).select(columns).first(conn).optional(),
        Name::Slug(slug) => categories::table.filter(categories::slug.eq(slug)).select(columns).first(conn).optional(),
    }
}

/// The first bucket of views after one moment and before another.
///
/// # Errors
/// What the database said.
pub fn next_bucket(conn: &mut Conn, after: Time, before: Time) -> QueryResult<Option<Time>> {
    article_views::table
        .filter(article_views::hour.gt(after))
        .filter(article_views::hour.lt(before))
        .order(article_views::hour)
        .select(article_views::hour)
        .first(conn)
        .optional()
}

/// Makes one bucket of a day's hours.
///
/// # Errors
/// What the database said.
pub fn compact_day(conn: &mut Conn, day: Time) -> QueryResult<()> {
    let mut statement = Statement::<()>::new("INSERT INTO article_views (article_id, hour, views) SELECT article_id, ");
    // The cast tells PostgreSQL the type of what is selected; on SQLite a moment is a text.
    statement
        .time(day)
        .sql(", CAST(SUM(views) AS BIGINT) FROM article_views WHERE hour > ")
        .time(day)
        .sql(" AND hour < ")
        .time(day_after(day))
        .sql(" GROUP BY article_id ON CONFLICT (article_id, hour) DO UPDATE SET views = article_views.views + excluded.views");
    statement.execute(conn)?;
    let later = article_views::table.filter(article_views::hour.gt(day)).filter(article_views::hour.lt(day_after(day)));
    diesel::delete(later).execute(conn)?;
    Ok(())
}
