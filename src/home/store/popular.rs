//! The most viewed articles within some times, by one statement.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::cards::public;
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time};
use crate::home::model::Window;

/// A list of most viewed articles.
#[derive(Debug, Clone, Copy)]
pub struct Popular {
    /// Comes back with each row.
    pub label: i64,
    /// Within which time.
    pub window: Window,
    /// At most so many.
    pub limit: i64,
}

/// The articles of these lists, each with its list's label and in its list's order.
///
/// # Errors
/// What the database said.
pub fn most_viewed(conn: &mut Conn, now: Time, wanted: &[Popular]) -> QueryResult<Vec<(i64, Id)>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = Statement::<(BigInt, Uuid)>::default();
    for (n, list) in wanted.iter().enumerate() {
        statement.sql(if n > 0 { " UNION ALL " } else { "" });
        statement.sql("SELECT * FROM (SELECT CAST(").number(list.label).sql(" AS BIGINT) AS label, a.id AS id FROM ");
        match list.window.begins(now) {
            Some(begins) => within(&mut statement, now, begins),
            None => ever(&mut statement, now),
        }
        statement.sql(" LIMIT ").number(list.limit).sql(") AS piece");
    }
    statement.load(conn)
}

fn within(statement: &mut Statement<(BigInt, Uuid)>, now: Time, begins: Time) {
    statement.sql("article_views v JOIN articles a ON a.id = v.article_id WHERE v.hour >= ").time(begins).sql(" AND ");
    public(statement, now);
    statement.sql(" GROUP BY a.id ORDER BY sum(v.views) DESC, a.id DESC");
}

fn ever(statement: &mut Statement<(BigInt, Uuid)>, now: Time) {
    statement.sql("articles a WHERE ");
    public(statement, now);
    statement.sql(" ORDER BY a.view_count DESC, a.id DESC");
}
