//! Comments as the newsroom reads and changes them.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::comments::model::{ARTICLE, DeskComment, DeskFilter, NewComment, Own};
use crate::db::schema::{articles, comments, pages};
use crate::db::types::Uuid;
use crate::db::{Conn, Direction, Id, Statement, Time, among};
use crate::http::Paging;

/// A page of the comments, the newest first, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, filter: &DeskFilter, paging: &Paging) -> QueryResult<Vec<DeskComment>> {
    let direction = paging.direction(Direction::Descending);
    let mut statement = Statement::<(Uuid,)>::new("SELECT c.id FROM comments c WHERE TRUE");
    narrow(&mut statement, filter);
    if let Some(cursor) = paging.beyond() {
        statement.sql(match direction {
            Direction::Ascending => " AND (c.created_at, c.id) > (",
            Direction::Descending => " AND (c.created_at, c.id) < (",
        });
        statement.time(Time::parse(&cursor.value).unwrap_or(Time::forever())).sql(", ").id(cursor.id).sql(")");
    }
    statement.sql(match direction {
        Direction::Ascending => " ORDER BY c.created_at, c.id LIMIT ",
        Direction::Descending => " ORDER BY c.created_at DESC, c.id DESC LIMIT ",
    });
    statement.number(paging.window().0);
    let ids: Vec<Id> = statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect();
    let rows = comments::table.filter(among(comments::id, &ids)).select(DeskComment::as_select()).load(conn)?;
    let mut rows: HashMap<Id, DeskComment> = rows.into_iter().map(|row: DeskComment| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

fn narrow<ST>(statement: &mut Statement<ST>, filter: &DeskFilter) {
    if let Some(status) = filter.status {
        statement.sql(" AND c.status = ").text(status.as_str());
    }
    if let Some(article) = filter.article {
        statement.sql(" AND c.subject_kind = 'article' AND c.subject_id = ").id(article);
    }
    if let Some(name) = &filter.author_name {
        statement.sql(" AND lower(c.author_name) LIKE lower(").text(&holding(name)).sql(") ESCAPE '\\'");
    }
    if let Some(text) = &filter.text {
        statement.sql(" AND lower(c.body_text) LIKE lower(").text(&holding(text)).sql(") ESCAPE '\\'");
    }
    if let Some(after) = filter.after {
        statement.sql(" AND c.created_at >= ").time(after);
    }
    if let Some(before) = filter.before {
        statement.sql(" AND c.created_at <= ").time(before);
    }
    if let Some(own) = filter.own {
        statement.sql(" AND c.subject_kind = 'article' AND c.subject_id IN (");
        of(statement, own).sql(")");
    }
}

/// The pattern of what holds a text.
fn holding(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// The articles that somebody made or that are under their name.
fn of<ST>(statement: &mut Statement<ST>, own: Own) -> &mut Statement<ST> {
    statement.sql("SELECT d.article_id FROM article_desk d WHERE d.owner_id = ").id(own.user);
    if let Some(author) = own.author {
        statement.sql(" UNION SELECT w.article_id FROM article_authors w WHERE w.author_id = ").id(author);
    }
    statement
}

/// How many comments there are of each status; under somebody's own articles, or all.
///
/// # Errors
/// What the database said.
pub fn counts(conn: &mut Conn, own: Option<Own>) -> QueryResult<Vec<(String, i64)>> {
    let mut statement = Statement::new("SELECT c.status, count(*) FROM comments c WHERE TRUE");
    narrow(&mut statement, &DeskFilter { own, ..DeskFilter::default() });
    statement.sql(" GROUP BY c.status");
    let statement: Statement<(diesel::sql_types::Text, diesel::sql_types::BigInt)> = statement;
    statement.load(conn)
}

/// One comment.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, id: Id) -> QueryResult<Option<DeskComment>> {
    comments::table.find(id).select(DeskComment::as_select()).first(conn).optional()
}

/// Whether a comment stands under an article of somebody's own.
///
/// # Errors
/// What the database said.
pub fn is_under_own(conn: &mut Conn, comment: &DeskComment, own: Own) -> QueryResult<bool> {
    if comment.subject_kind != ARTICLE {
        return Ok(false);
    }
    let mut statement = Statement::<(Uuid,)>::new("SELECT a.id FROM articles a WHERE a.id = ");
    statement.id(comment.subject_id).sql(" AND a.id IN (");
    of(&mut statement, own).sql(")");
    Ok(!statement.load::<(Id,)>(conn)?.is_empty())
}

/// The slugs and titles of what comments stand under, by id.
///
/// # Errors
/// What the database said.
pub fn subjects(conn: &mut Conn, rows: &[DeskComment]) -> QueryResult<HashMap<Id, (String, String)>> {
    let mut ids: Vec<Id> = rows.iter().map(|row| row.subject_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found: Vec<(Id, String, String)> = articles::table
        .filter(among(articles::id, &ids))
        .select((articles::id, articles::slug, articles::title))
        .load(conn)?;
    if found.len() < ids.len() {
        let more: Vec<(Id, String, String)> =
            pages::table.filter(among(pages::id, &ids)).select((pages::id, pages::slug, pages::title)).load(conn)?;
        found.extend(more);
    }
    Ok(found.into_iter().map(|(id, slug, title)| (id, (slug, title))).collect())
}

/// Stores what an editor made of a comment's words.
///
/// # Errors
/// What the database said.
pub fn edit(conn: &mut Conn, new: &NewComment) -> QueryResult<()> {
    diesel::update(comments::table.find(new.id))
        .set((
            comments::author_name.eq(&new.author_name),
            comments::body_html.eq(new.body_html()),
            comments::body_text.eq(new.body_text()),
            comments::revision.eq(comments::revision + 1),
        ))
        .execute(conn)
        .map(drop)
}

/// Deletes a comment that the public does not see. What answered it answers what it had answered: where
/// those hang stays the same, for it was not shown above them.
///
/// # Errors
/// What the database said.
pub fn delete(conn: &mut Conn, comment: &DeskComment) -> QueryResult<()> {
    diesel::update(comments::table.filter(comments::parent_id.eq(comment.id)))
        .set(comments::parent_id.eq(comment.parent_id))
        .execute(conn)?;
    diesel::delete(comments::table.find(comment.id)).execute(conn).map(drop)
}
