//! Carrying articles from one author, category or tag to another, or off it: what merging two of them
//! and removing one are made of. A step carries a few hundred, so that the writer's turn stays short; what
//! is in between is as good as before and after.

use diesel::prelude::*;

use super::file::{Filed, Filing, News, announce, begin, count, filed, shelve, unshelve};
use crate::articles::model::ArticleRow;
use crate::db::schema::articles;
use crate::db::{Conn, Id, Statement, Time, among};

/// What articles are filed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Those who wrote them.
    Author,
    /// The sections that they stand in.
    Category,
    /// Their labels.
    Tag,
}

impl Axis {
    /// The name of the field of an article that it fills.
    fn field(self) -> &'static str {
        match self {
            Self::Author => "authors",
            Self::Category => "categories",
            Self::Tag => "tags",
        }
    }

    /// The table of its relation and the column that names it.
    fn relation(self) -> (&'static str, &'static str) {
        match self {
            Self::Author => ("article_authors", "author_id"),
            Self::Category => ("article_categories", "category_id"),
            Self::Tag => ("article_tags", "tag_id"),
        }
    }
}

/// From one author, category or tag to another of its kind; none: off it.
#[derive(Debug, Clone, Copy)]
pub struct Carrying {
    /// Which kind.
    pub axis: Axis,
    /// From which.
    pub from: Id,
    /// To which.
    pub into: Option<Id>,
}

/// How many articles of any status are filed under one, the trash among them.
///
/// # Errors
/// What the database said.
pub fn filed_under(conn: &mut Conn, axis: Axis, id: Id) -> QueryResult<i64> {
    let (table, column) = axis.relation();
    let mut statement = Statement::<(diesel::sql_types::BigInt,)>::new("SELECT count(DISTINCT r.article_id) FROM ");
    statement.sql(table).sql(" r WHERE r.").sql(column).sql(" = ").id(id);
    Ok(statement.get_result::<(i64,)>(conn)?.0)
}

/// Carries up to `most` articles; how many it were, 0 where none is left. Each is written once: its revision
/// moves, and where the public sees it, its version too, with its row in the log.
///
/// # Errors
/// What the database said.
pub fn carry(conn: &mut Conn, now: Time, filing: &Filing, way: Carrying, most: i64) -> QueryResult<usize> {
    let ids = next(conn, way, most)?;
    let before = load(conn, now, filing, &ids)?;
    let seen: Vec<(&ArticleRow, &Filed)> =
        before.iter().filter(|(row, _)| row.is_counted()).map(|(row, filed)| (row, filed)).collect();
    count(conn, filing, &seen, -1)?;
    unshelve(conn, &ids)?;
    relate(conn, way, &ids)?;
    touch(conn, now, way, &ids, &seen)?;
    let after = load(conn, now, filing, &ids)?;
    let shelved: Vec<(&ArticleRow, &Filed)> = after.iter().map(|(row, filed)| (row, filed)).collect();
    shelve(conn, filing, &shelved)?;
    let public: Vec<(&ArticleRow, &Filed)> = shelved.into_iter().filter(|(row, _)| row.is_counted()).collect();
    count(conn, filing, &public, 1)?;
    let news: Vec<News> = public
        .iter()
        .map(|(row, filed)| {
            let was = before.iter().find(|(was, _)| was.id == row.id).map(|(row, filed)| (row, filed));
            News { row, filed, before: was, event: "article.updated", gone: None, changed: vec![way.axis.field()] }
        })
        .collect();
    announce(conn, now, filing, &news)?;
    Ok(ids.len())
}

/// The next articles to be carried, by their ids.
fn next(conn: &mut Conn, way: Carrying, most: i64) -> QueryResult<Vec<Id>> {
    let (table, column) = way.axis.relation();
    let mut statement = Statement::<(crate::db::types::Uuid,)>::new("SELECT DISTINCT r.article_id FROM ");
    statement.sql(table).sql(" r WHERE r.").sql(column).sql(" = ").id(way.from);
    statement.sql(" ORDER BY r.article_id LIMIT ").number(most);
    Ok(statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect())
}

/// The articles with what they are filed under; what the clock made public is announced before.
fn load(conn: &mut Conn, now: Time, filing: &Filing, ids: &[Id]) -> QueryResult<Vec<(ArticleRow, Filed)>> {
    for id in ids {
        begin(conn, now, filing, *id)?;
    }
    let rows: Vec<ArticleRow> =
        articles::table.filter(among(articles::id, ids)).select(ArticleRow::as_select()).load(conn)?;
    rows.into_iter().map(|row| filed(conn, row.id).map(|filed| (row, filed))).collect()
}

/// Names the one in place of the other; where an article has both, its place stays.
fn relate(conn: &mut Conn, Carrying { axis, from, into }: Carrying, ids: &[Id]) -> QueryResult<()> {
    let (table, column) = axis.relation();
    if let Some(into) = into {
        let mut renamed = Statement::<()>::new("UPDATE ");
        renamed.sql(table).sql(" SET ").sql(column).sql(" = ").id(into).sql(" WHERE ").sql(column).sql(" = ").id(from);
        renamed.sql(" AND article_id").is_among(ids);
        renamed.sql(" AND NOT EXISTS (SELECT 1 FROM ").sql(table).sql(" o WHERE o.article_id = ").sql(table);
        renamed.sql(".article_id AND o.").sql(column).sql(" = ").id(into).sql(")");
        renamed.execute(conn)?;
    }
    let mut left = Statement::<()>::new("DELETE FROM ");
    left.sql(table).sql(" WHERE ").sql(column).sql(" = ").id(from).sql(" AND article_id").is_among(ids);
    left.execute(conn).map(drop)
}

fn touch(conn: &mut Conn, now: Time, way: Carrying, ids: &[Id], seen: &[(&ArticleRow, &Filed)]) -> QueryResult<()> {
    diesel::update(articles::table.filter(among(articles::id, ids)))
        .set((articles::revision.eq(articles::revision + 1), articles::changed_at.eq(now)))
        .execute(conn)?;
    if way.axis == Axis::Category {
        let led = articles::primary_category_id.eq(way.from);
        diesel::update(articles::table.filter(among(articles::id, ids)).filter(led))
            .set(articles::primary_category_id.eq(way.into))
            .execute(conn)?;
    }
    let seen: Vec<Id> = seen.iter().map(|(row, _)| row.id).collect();
    diesel::update(articles::table.filter(among(articles::id, &seen)))
        .set(articles::version.eq(articles::version + 1))
        .execute(conn)
        .map(drop)
}
