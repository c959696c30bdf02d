//! Which articles a list holds, in its order; [`Plan`] chooses how it is walked. What every list asks is
//! asked on the connection itself, as in `rows.rs`.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::plan::{Axis, Feed, Plan, Table};
use crate::cards::FORMATS;
use crate::cards::model::{Filter, Lap, Part, Sort, Source};
use crate::db::types::{Moment, Uuid};
use crate::db::{Conn, Direction, Id, Statement, Time};
use crate::each_backend;
use crate::http::Paging;
use crate::http::anchors::Anchor;
use crate::site::Here;

type Ids = (Uuid,);
type Placed = (Moment, Uuid);

/// What is public at a moment: the one condition of every public query, over the alias `a`.
pub fn public<ST>(statement: &mut Statement<ST>, now: Time) {
    statement
        .sql("a.publishable AND a.public_from <= ")
        .time(now)
        .sql(" AND (a.public_until IS NULL OR a.public_until > ")
        .time(now)
        .sql(")");
}

/// The ids of a page of a list, and one more where there are more; a numbered page is walked to from an
/// anchor, where one is known.
///
/// # Errors
/// What the database said.
pub fn list(
    conn: &mut Conn,
    here: &Here,
    filter: &Filter,
    sort: Sort,
    paging: &Paging,
    anchor: Option<&Anchor>,
) -> QueryResult<Vec<Id>> {
    if filter.is_impossible() {
        return Ok(Vec::new());
    }
    let plan = Plan::choose(conn, filter, sort, paging.limit)?;
    let mut statement = Statement::<Ids>::new("SELECT a.id FROM ");
    let cursor = paging.beyond().map(|cursor| (&cursor.value, cursor.id));
    let beyond = cursor.or(anchor.map(|anchor| (&anchor.key.value, anchor.key.id)));
    plan.source(&mut statement, here.now, beyond.is_none());
    conditions(conn, &mut statement, filter, here, &plan.feed);
    if let Some(since) = Lap::since(sort, paging) {
        changed_since(&mut statement, since);
    }
    let direction = paging.direction(sort.direction());
    if let Some((value, id)) = beyond {
        plan.beyond(&mut statement, direction, value, id);
    }
    plan.order(&mut statement, direction);
    let walked = anchor.map_or(0, |anchor| i64::try_from(anchor.rows).unwrap_or(0));
    let (limit, offset) = paging.window();
    let (skipped, limit) = window(conn, &mut statement, offset - walked, limit);
    let ids: Vec<(Id,)> = each_backend!(conn => statement.load(conn)?);
    Ok(ids.into_iter().skip(skipped).take(limit).map(|(id,)| id).collect())
}

/// Windows that PostgreSQL knows when it plans: by a bound number it would plan each walk anew, which takes
/// longer than the walk.
const WINDOWS: [(i64, &str); 5] =
    [(16, " LIMIT 16"), (32, " LIMIT 32"), (64, " LIMIT 64"), (128, " LIMIT 128"), (256, " LIMIT 256")];

/// Ends a walk after so many rows behind those it skips; of what is loaded, what to skip and to take.
fn window<ST>(conn: &Conn, statement: &mut Statement<ST>, skipped: i64, limit: i64) -> (usize, usize) {
    let whole = |n: i64| usize::try_from(n).unwrap_or(0);
    let fits = WINDOWS.iter().find(|(rows, _)| skipped + limit <= *rows);
    match fits.filter(|_| matches!(conn, Conn::Postgres(_))) {
        Some((_, sql)) => {
            statement.sql(sql);
            (whole(skipped), whole(limit))
        }
        None => {
            statement.sql(" LIMIT ").number(limit).sql(" OFFSET ").number(skipped);
            (0, whole(limit))
        }
    }
}

/// How many articles a list holds, counted up to `most`.
///
/// # Errors
/// What the database said.
pub fn count(conn: &mut Conn, here: &Here, filter: &Filter, most: i64) -> QueryResult<i64> {
    if filter.is_impossible() {
        return Ok(0);
    }
    let plan = Plan::choose(conn, filter, Sort::Newest, u64::try_from(most).unwrap_or(0))?;
    let mut statement = Statement::<(BigInt,)>::new("SELECT count(*) FROM (SELECT 1 AS one FROM ");
    plan.source(&mut statement, here.now, true);
    conditions(conn, &mut statement, filter, here, &plan.feed);
    statement.sql(" LIMIT ").number(most).sql(") AS counted");
    Ok(statement.get_result::<(i64,)>(conn)?.0)
}

/// The newest articles of a list, at most so many, with their places in it.
///
/// # Errors
/// What the database said.
pub fn newest(conn: &mut Conn, here: &Here, filter: &Filter, most: usize) -> QueryResult<Vec<(Time, Id)>> {
    let plan = Plan::choose(conn, filter, Sort::Newest, most as u64)?;
    let mut statement = Statement::<Placed>::new("SELECT a.published_at, a.id FROM ");
    plan.source(&mut statement, here.now, true);
    conditions(conn, &mut statement, filter, here, &plan.feed);
    plan.order(&mut statement, Direction::Descending);
    statement.sql(" LIMIT ").number(i64::try_from(most).unwrap_or(i64::MAX));
    each_backend!(conn => statement.load(conn))
}

/// Those of these articles that a list holds, with their places in it.
///
/// # Errors
/// What the database said.
pub fn listed_of(conn: &mut Conn, here: &Here, filter: &Filter, ids: &[Id]) -> QueryResult<Vec<(Time, Id)>> {
    let mut statement = Statement::<Placed>::new("SELECT a.published_at, a.id FROM articles a WHERE ");
    public(&mut statement, here.now);
    conditions(conn, &mut statement, filter, here, &Feed::None);
    statement.sql(" AND a.id").is_among(ids);
    statement.load(conn)
}

/// Whether any article of a list has changed since a place in the log.
///
/// # Errors
/// What the database said.
pub fn has_changed(conn: &mut Conn, here: &Here, filter: &Filter, since: i64) -> QueryResult<bool> {
    if filter.is_impossible() {
        return Ok(false);
    }
    let mut statement = Statement::<Ids>::new("SELECT a.id FROM articles a WHERE ");
    public(&mut statement, here.now);
    conditions(conn, &mut statement, filter, here, &Feed::None);
    changed_since(&mut statement, since);
    statement.sql(" LIMIT 1");
    Ok(statement.get_result::<(Id,)>(conn).optional()?.is_some())
}

fn changed_since<ST>(statement: &mut Statement<ST>, since: i64) {
    statement.sql(" AND a.id IN (SELECT l.resource_id FROM changes l WHERE l.seq > ").number(since).sql(")");
}

/// The rows of several short pieces of lists, by one statement: each piece's label with an id, in the
/// piece's order.
///
/// # Errors
/// What the database said.
pub fn parts(conn: &mut Conn, now: Time, wanted: &[Part]) -> QueryResult<Vec<(i64, Id)>> {
    let mut rows = Vec::new();
    // SQLite joins at most 500 pieces.
    for chunk in wanted.chunks(400) {
        let mut statement = Statement::<(BigInt, Uuid)>::default();
        for (n, part) in chunk.iter().enumerate() {
            statement.sql(if n > 0 { " UNION ALL " } else { "" });
            piece(&mut statement, now, part);
        }
        rows.extend(statement.load::<(i64, Id)>(conn)?);
    }
    Ok(rows)
}

fn piece(statement: &mut Statement<(BigInt, Uuid)>, now: Time, part: &Part) {
    statement.sql("SELECT * FROM (SELECT CAST(").number(part.label).sql(" AS BIGINT) AS label, a.id AS id FROM ");
    let plan = Plan::of(part.source);
    plan.source(statement, now, part.beyond.is_none());
    if let Source::Format(n) = part.source {
        statement.sql(" AND a.format = ").text(FORMATS.get(n).copied().unwrap_or_default());
    }
    if part.featured {
        statement.sql(" AND a.featured_until > ").time(now);
    }
    if let Some((time, id)) = part.beyond {
        plan.beyond(statement, part.direction, &time.to_string(), id);
    }
    plan.order(statement, part.direction);
    statement.sql(" LIMIT ").number(part.limit).sql(") AS piece");
}

impl Filter {
    /// Whether a condition names nothing that exists.
    pub(super) fn is_impossible(&self) -> bool {
        let axes = [&self.categories, &self.categories_exact, &self.tags, &self.authors, &self.ids, &self.all_tags];
        axes.into_iter().any(|axis| axis.as_deref().is_some_and(<[Id]>::is_empty))
    }
}

fn conditions<ST>(conn: &Conn, statement: &mut Statement<ST>, filter: &Filter, here: &Here, feed: &Feed) {
    axes(conn, statement, filter, feed);
    if let Some(ids) = &filter.ids {
        statement.sql(" AND a.id").is_among(ids);
    }
    if !filter.exclude_ids.is_empty() {
        statement.sql(" AND NOT (a.id").is_among(&filter.exclude_ids).sql(")");
    }
    if !filter.slugs.is_empty() {
        statement.sql(" AND a.slug").is_among_texts(&filter.slugs);
    }
    if !filter.legacy_ids.is_empty() {
        statement.sql(" AND a.legacy_id").is_among_texts(&filter.legacy_ids);
    }
    match filter.formats.as_slice() {
        [] => &mut *statement,
        [one] => statement.sql(" AND a.format = ").text(one),
        several => statement.sql(" AND a.format").is_among_texts(several),
    };
    languages(statement, &filter.languages);
    until(statement, "a.featured_until", filter.featured, here.now);
    until(statement, "a.breaking_until", filter.breaking, here.now);
    times(statement, filter);
    comments(statement, filter.comments_open, here);
}

/// The axes that are not the list's own range. From a range an axis is looked up by its own order, before
/// the article is read: of a rare pair most rows of the range are none of the list.
fn axes<ST>(conn: &Conn, statement: &mut Statement<ST>, filter: &Filter, feed: &Feed) {
    for axis in Axis::of(filter).iter().filter(|axis| *feed != Feed::Of((*axis).clone())) {
        statement.sql(" AND EXISTS (SELECT 1 FROM ").sql(axis.table.name()).sql(" x WHERE ");
        statement.sql(match (feed, conn) {
            (Feed::Of(_), Conn::Sqlite(_)) => "x.published_at = f.published_at AND x.article_id = f.article_id",
            // PostgreSQL takes two equal columns for a rarer thing than one, and would read the axis whole.
            _ => "x.article_id = a.id",
        });
        statement.sql(" AND x.").sql(axis.table.column());
        axis.is_one(statement);
        // With a limit of its own it stays a look-up: SQLite would make a join of it, and read the article first.
        statement.sql(if axis.table == Table::CategoryExact { " AND x.direct = TRUE LIMIT 1)" } else { " LIMIT 1)" });
    }
    if !filter.exclude_categories.is_empty() {
        statement
            .sql(" AND NOT EXISTS (SELECT 1 FROM category_feed x WHERE x.article_id = a.id AND x.category_id")
            .is_among(&filter.exclude_categories)
            .sql(")");
    }
}

fn languages<ST>(statement: &mut Statement<ST>, languages: &[String]) {
    for (n, language) in languages.iter().enumerate() {
        let begins = format!("{}-", language.to_lowercase());
        statement
            .sql(if n == 0 { " AND (" } else { " OR " })
            .sql("lower(a.language) = ")
            .text(&language.to_lowercase());
        let length = i64::try_from(begins.len()).unwrap_or(0);
        // The cast tells PostgreSQL which `substr` is meant.
        statement.sql(" OR substr(lower(a.language), 1, CAST(").number(length).sql(" AS INTEGER)) = ").text(&begins);
    }
    statement.sql(if languages.is_empty() { "" } else { ")" });
}

fn until<ST>(statement: &mut Statement<ST>, column: &'static str, wanted: Option<bool>, now: Time) {
    match wanted {
        Some(true) => statement.sql(" AND ").sql(column).sql(" > ").time(now),
        Some(false) => {
            statement.sql(" AND (").sql(column).sql(" IS NULL OR ").sql(column).sql(" <= ").time(now).sql(")")
        }
        None => return,
    };
}

fn times<ST>(statement: &mut Statement<ST>, filter: &Filter) {
    let bounds = [
        (" AND a.published_at >= ", filter.from),
        (" AND a.published_at <= ", filter.until),
        (" AND a.published_at < ", filter.before),
        (" AND a.updated_at >= ", filter.updated_from),
    ];
    for (sql, time) in bounds {
        if let Some(time) = time {
            statement.sql(sql).time(time);
        }
    }
}

fn comments<ST>(statement: &mut Statement<ST>, wanted: Option<bool>, here: &Here) {
    let Some(open) = wanted else { return };
    if !here.settings().comments.enabled {
        statement.sql(if open { " AND 1 = 0" } else { "" });
        return;
    }
    statement.sql(if open { " AND (" } else { " AND NOT (" }).sql("a.comments_open = TRUE");
    if let Some(limit) = here.comments_close_before() {
        statement.sql(" AND a.published_at >= ").time(limit);
    }
    statement.sql(")");
}
