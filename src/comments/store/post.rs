//! What must be known of a reader's comment before it is stored.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{APPROVED, under};
use crate::comments::model::Post;
use crate::db::schema::comments;
use crate::db::{Conn, Id, Statement};

/// Whether the public sees a comment under an article.
///
/// # Errors
/// What the database said.
pub fn is_shown(conn: &mut Conn, article: Id, id: Id) -> QueryResult<bool> {
    Ok(under(article).filter(comments::id.eq(id)).count().get_result::<i64>(conn)? > 0)
}

/// Whether its writer has said the same there already, whatever became of it.
///
/// # Errors
/// What the database said.
pub fn is_duplicate(conn: &mut Conn, article: Id, post: &Post) -> QueryResult<bool> {
    let same = comments::table.filter(comments::subject_id.eq(article)).filter(comments::digest.eq(post.digest()));
    Ok(same.count().get_result::<i64>(conn)? > 0)
}

/// Whether a comment of its writer, by name and mail address, was approved before.
///
/// # Errors
/// What the database said.
pub fn is_known(conn: &mut Conn, post: &Post) -> QueryResult<bool> {
    let Some(email) = &post.author_email else { return Ok(false) };
    let mut statement = Statement::<(BigInt,)>::new("SELECT number FROM comments WHERE lower(author_email) = ");
    statement.text(&email.to_lowercase()).sql(" AND status = ").text(APPROVED);
    statement.sql(" AND author_name = ").text(&post.author_name).sql(" LIMIT 1");
    Ok(statement.load::<(i64,)>(conn)?.len() == 1)
}
