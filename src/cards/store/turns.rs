//! When the clock alone changes which articles a list holds: lists by what is featured, breaking or open
//! for comments at this moment.

use diesel::prelude::*;

use crate::cards::model::Filter;
use crate::db::types::Moment;
use crate::db::{Conn, Statement, Time};
use crate::site::Here;

/// Notes the first such moment of a list, where its filters have one: an article may leave or join it then.
///
/// # Errors
/// What the database said.
pub fn note_turns(conn: &mut Conn, here: &Here, filter: &Filter) -> QueryResult<()> {
    let mut turns = Vec::new();
    if filter.featured.is_some() {
        turns.push(first(
            conn,
            "SELECT a.featured_until FROM articles a WHERE a.publishable AND a.featured_until > ",
            here.now,
            " ORDER BY a.featured_until LIMIT 1",
        )?);
    }
    if filter.breaking.is_some() {
        turns.push(first(
            conn,
            "SELECT a.breaking_until FROM articles a WHERE a.publishable AND a.breaking_until > ",
            here.now,
            " ORDER BY a.breaking_until LIMIT 1",
        )?);
    }
    if let Some(limit) = here.comments_close_before().filter(|_| filter.comments_open.is_some()) {
        let oldest = "SELECT a.published_at FROM articles a WHERE a.publishable AND a.published_at >= ";
        let oldest = first(conn, oldest, limit, " ORDER BY a.published_at LIMIT 1")?;
        turns.push(oldest.and_then(|at| here.comments_close_after(at)));
    }
    turns.into_iter().flatten().for_each(|at| here.trace.ends_at(at));
    Ok(())
}

/// By the order of an index: asked for the least, PostgreSQL may read another one whole.
fn first(conn: &mut Conn, sql: &'static str, beyond: Time, order: &'static str) -> QueryResult<Option<Time>> {
    let mut statement = Statement::<(Moment,)>::new(sql);
    statement.time(beyond).sql(order);
    Ok(statement.get_result::<(Time,)>(conn).optional()?.map(|(at,)| at))
}
