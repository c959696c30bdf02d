//! The SQL of comments: threads for readers, and writing. Writing keeps two things right in the same
//! transaction: where each comment hangs, and how many approved ones an article has.

pub mod desk;
mod personal;
mod post;
mod write;

pub use personal::{Personal, by_email, erase, forget_unwanted};
pub use post::{is_duplicate, is_known, is_shown};
pub use write::{create, set_status};

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{ARTICLE, Comment, Status};
use crate::db::schema::{authors, comments};
use crate::db::types::Uuid;
use crate::db::{Conn, Direction, Id, MultiBackend, Statement, Time, among, keyset};
use crate::http::Paging;

const APPROVED: &str = Status::Approved.as_str();

/// A page of the approved comments of an article that no approved one stands above, and one more
/// where there are more.
///
/// # Errors
/// What the database said.
pub fn roots(conn: &mut Conn, article: Id, own: Direction, paging: &Paging) -> QueryResult<Vec<Comment>> {
    let direction = paging.direction(own);
    let mut query = under(article).filter(comments::shown_parent_id.is_null()).select(Comment::as_select());
    if let Some(cursor) = paging.beyond() {
        let place = (Time::parse(&cursor.value).unwrap_or(Time::forever()), cursor.id);
        query = query.filter(keyset((comments::created_at, comments::id), place, direction));
    }
    query = match direction {
        Direction::Ascending => query.order((comments::created_at.asc(), comments::id.asc())),
        Direction::Descending => query.order((comments::created_at.desc(), comments::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// How many such roots an article has.
///
/// # Errors
/// What the database said.
pub fn count_roots(conn: &mut Conn, article: Id) -> QueryResult<i64> {
    under(article).filter(comments::shown_parent_id.is_null()).count().get_result(conn)
}

/// The approved comments below each of these roots, oldest first, at most `most` of each: two
/// statements for any number of roots.
///
/// # Errors
/// What the database said.
pub fn replies(conn: &mut Conn, roots: &[Id], most: usize) -> QueryResult<HashMap<Id, Vec<Comment>>> {
    if roots.is_empty() {
        return Ok(HashMap::new());
    }
    let mut statement = Statement::<(Uuid,)>::default();
    for (n, root) in roots.iter().enumerate() {
        statement
            .sql(if n > 0 { " UNION ALL " } else { "" })
            .sql("SELECT * FROM (SELECT id FROM comments WHERE shown_root_id = ")
            .id(*root)
            // Written out, so that the partial index is seen to fit.
            .sql(" AND status = 'approved' AND shown_parent_id IS NOT NULL ORDER BY created_at, id LIMIT ")
            .number(i64::try_from(most).unwrap_or(i64::MAX))
            .sql(") AS piece");
    }
    let ids: Vec<Id> = statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect();
    let rows: Vec<Comment> = comments::table
        .filter(among(comments::id, &ids))
        .order((comments::created_at, comments::id))
        .select(Comment::as_select())
        .load(conn)?;
    let mut all: HashMap<Id, Vec<Comment>> = HashMap::new();
    for row in rows {
        all.entry(row.shown_root_id).or_default().push(row);
    }
    Ok(all)
}

/// A page of the approved comments below one root of an article, oldest first, and one more where
/// there are more.
///
/// # Errors
/// What the database said.
pub fn replies_beyond(
    conn: &mut Conn,
    article: Id,
    root: Id,
    place: (Time, Id),
    paging: &Paging,
) -> QueryResult<Vec<Comment>> {
    let direction = paging.direction(Direction::Ascending);
    let (limit, _) = paging.window();
    let query = below(article, root)
        .filter(keyset((comments::created_at, comments::id), place, direction))
        .select(Comment::as_select())
        .limit(limit);
    match direction {
        Direction::Ascending => query.order((comments::created_at.asc(), comments::id.asc())).load(conn),
        Direction::Descending => query.order((comments::created_at.desc(), comments::id.desc())).load(conn),
    }
}

/// How many approved comments there are below a root of an article.
///
/// # Errors
/// What the database said.
pub fn count_replies(conn: &mut Conn, article: Id, root: Id) -> QueryResult<i64> {
    below(article, root).count().get_result(conn)
}

fn below(article: Id, root: Id) -> comments::BoxedQuery<'static, MultiBackend> {
    under(article).filter(comments::shown_root_id.eq(root)).filter(comments::shown_parent_id.is_not_null())
}

/// The approved comments under an article.
fn under(article: Id) -> comments::BoxedQuery<'static, MultiBackend> {
    comments::table
        .filter(comments::subject_kind.eq(ARTICLE))
        .filter(comments::subject_id.eq(article))
        .filter(comments::status.eq(APPROVED))
        .into_boxed()
}

/// The slugs and names of the authors of ours among the writers of comments.
///
/// # Errors
/// What the database said.
pub fn staff(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, (String, String)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Id, String, String)> = authors::table
        .filter(among(authors::id, ids))
        .select((authors::id, authors::slug, authors::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, slug, name)| (id, (slug, name))).collect())
}

/// Every comment of an article, whatever became of it, oldest first.
///
/// # Errors
/// What the database said.
pub fn of_article(conn: &mut Conn, article: Id) -> QueryResult<Vec<Comment>> {
    comments::table
        .filter(comments::subject_kind.eq(ARTICLE))
        .filter(comments::subject_id.eq(article))
        .order((comments::created_at, comments::id))
        .select(Comment::as_select())
        .load(conn)
}
