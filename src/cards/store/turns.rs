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
        turns.push(first(conn, "a.featured_until", " > ", here.now)?);
    }
    if filter.breaking.is_some() {
        turns.push(first(conn, "a.breaking_until", " > ", here.now)?);
    }
    if let Some(limit) = here.comments_close_before().filter(|_| filter.comments_open.is_some()) {
        let oldest = first(conn, "a.published_at", " >= ", limit)?;
        turns.push(oldest.and_then(|at| here.comments_close_after(at)));
    }
    turns.into_iter().flatten().for_each(|at| here.trace.ends_at(at));
    Ok(())
}

/// The first value of a column beyond a moment, by the order of an index: asked for the least, PostgreSQL may
/// read another one whole.
fn first(conn: &mut Conn, column: &'static str, beyond: &'static str, at: Time) -> QueryResult<Option<Time>> {
    let mut statement = Statement::<(Moment,)>::new("SELECT ");
    statement.sql(column).sql(" FROM articles a WHERE a.publishable AND ").sql(column).sql(beyond).time(at);
    statement.sql(" ORDER BY ").sql(column).sql(" LIMIT 1");
    Ok(statement.get_result::<(Time,)>(conn).optional()?.map(|(at,)| at))
}
