//! What is forgotten of articles in time, and of those who wrote them.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::articles::model::ArticleRow;
use crate::db::schema::{article_locks, articles, autosaves, previews, revisions};
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time};

/// Articles that have been in the trash since before a moment, at most so many.
///
/// # Errors
/// What the database said.
pub fn in_trash_since(conn: &mut Conn, before: Time, most: i64) -> QueryResult<Vec<ArticleRow>> {
    articles::table
        .filter(articles::trashed_at.lt(before))
        .order((articles::trashed_at, articles::id))
        .limit(most)
        .select(ArticleRow::as_select())
        .load(conn)
}

/// Forgets the revisions of articles but for the newest of each, at most so many; how many those were.
///
/// # Errors
/// What the database said.
pub fn forget_revisions(conn: &mut Conn, kept: i64, most: i64) -> QueryResult<usize> {
    let mut statement = Statement::<(Uuid, BigInt)>::new(
        "SELECT r.article_id, r.number FROM revisions r JOIN articles a ON a.id = r.article_id WHERE r.number <= a.revision - ",
    );
    statement.number(kept).sql(" LIMIT ").number(most);
    let old: Vec<(Id, i64)> = statement.load(conn)?;
    for (article, number) in &old {
        let one = revisions::table.filter(revisions::article_id.eq(article)).filter(revisions::number.eq(number));
        diesel::delete(one).execute(conn)?;
    }
    Ok(old.len())
}

/// Forgets the name of a user in what they wrote, and what of theirs was not saved.
///
/// # Errors
/// What the database said.
pub fn forget_writer(conn: &mut Conn, user: Id, name: &str) -> QueryResult<()> {
    diesel::update(revisions::table.filter(revisions::by_id.eq(user)))
        .set((revisions::by_name.eq(name), revisions::by_id.eq(None::<Id>)))
        .execute(conn)?;
    diesel::delete(autosaves::table.filter(autosaves::actor_id.eq(user))).execute(conn)?;
    diesel::delete(article_locks::table.filter(article_locks::actor_id.eq(user))).execute(conn)?;
    diesel::delete(previews::table.filter(previews::by_id.eq(user))).execute(conn).map(drop)
}
