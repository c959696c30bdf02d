//! When the clock alone changes which articles a list holds: lists by what is featured, breaking or open
//! for comments at this moment.

use diesel::prelude::*;
use diesel::sql_types::Nullable;

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
            "SELECT min(a.featured_until) FROM articles a WHERE a.publishable AND a.featured_until > ",
            here.now,
        )?);
    }
    if filter.breaking.is_some() {
        turns.push(first(
            conn,
            "SELECT min(a.breaking_until) FROM articles a WHERE a.publishable AND a.breaking_until > ",
            here.now,
        )?);
    }
    if let Some(limit) = here.comments_close_before().filter(|_| filter.comments_open.is_some()) {
        let oldest = "SELECT min(a.published_at) FROM articles a WHERE a.publishable AND a.published_at >= ";
        turns.push(first(conn, oldest, limit)?.and_then(|at| here.comments_close_after(at)));
    }
    turns.into_iter().flatten().for_each(|at| here.trace.ends_at(at));
    Ok(())
}

fn first(conn: &mut Conn, sql: &'static str, beyond: Time) -> QueryResult<Option<Time>> {
    let mut statement = Statement::<(Nullable<Moment>,)>::new(sql);
    statement.time(beyond);
    Ok(statement.get_result::<(Option<Time>,)>(conn)?.0)
}
