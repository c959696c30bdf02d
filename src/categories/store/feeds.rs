//! The lists that a category's articles stand in: a row of `category_feed` for each category that one
//! is filed in (`direct`) and for each above those. When a category moves, only the lists above its old
//! and its new place change, each by one statement whatever the number of articles.

use diesel::prelude::*;

use crate::db::{Conn, Id, Statement};

/// Takes the articles of `moved` out of the list of `above`, but those that still belong there:
/// `remaining` is `above` and what is below it without `moved`.
///
/// # Errors
/// What the database said.
pub fn leave(conn: &mut Conn, moved: Id, above: Id, remaining: &[Id]) -> QueryResult<usize> {
    let mut statement = Statement::<()>::new("DELETE FROM category_feed WHERE direct = FALSE AND category_id = ");
    statement
        .id(above)
        .sql(" AND article_id IN (SELECT m.article_id FROM category_feed m WHERE m.category_id = ")
        .id(moved)
        .sql(") AND NOT EXISTS (SELECT 1 FROM category_feed d WHERE d.article_id = category_feed.article_id")
        .sql(" AND d.direct = TRUE AND d.category_id")
        .is_among(remaining)
        .sql(")");
    statement.execute(conn)
}

/// Puts the articles of `moved` into the list of `above`, where they do not stand yet.
///
/// # Errors
/// What the database said.
pub fn join(conn: &mut Conn, moved: Id, above: Id) -> QueryResult<usize> {
    let mut statement =
        Statement::<()>::new("INSERT INTO category_feed (category_id, published_at, article_id, direct) SELECT ");
    statement
        .id(above)
        .sql(", m.published_at, m.article_id, FALSE FROM category_feed m WHERE m.category_id = ")
        .id(moved)
        .sql(" AND NOT EXISTS (SELECT 1 FROM category_feed x WHERE x.article_id = m.article_id AND x.category_id = ")
        .id(above)
        .sql(")");
    statement.execute(conn)
}

/// Counts the announced public articles of these categories' lists anew.
///
/// # Errors
/// What the database said.
pub fn recount(conn: &mut Conn, ids: &[Id]) -> QueryResult<usize> {
    let mut statement = Statement::<()>::new("UPDATE categories SET article_count_with_descendants = (");
    statement
        .sql("SELECT count(*) FROM category_feed f JOIN articles a ON a.id = f.article_id")
        .sql(" WHERE f.category_id = categories.id AND a.publishable AND a.announced_at IS NOT NULL")
        .sql(") WHERE id")
        .is_among(ids);
    statement.execute(conn)
}
