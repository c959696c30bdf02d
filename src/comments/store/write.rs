//! Writing comments. Nothing here is logged as a change: what readers leave never makes a cache drop
//! what editors made.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::APPROVED;
use crate::comments::model::{ARTICLE, NewComment, Status, Subject};
use crate::comments::thread::{self, Node, Place};
use crate::db::schema::{articles, comments};
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, among};

/// Stores a comment. What it answers must be stored before, under the same subject.
///
/// # Errors
/// What the database said; `NotFound` where the comment that it answers does not stand under its subject.
pub fn create(conn: &mut Conn, mut new: NewComment) -> QueryResult<Id> {
    let place = match new.parent_id {
        Some(parent) => Place::under(&under(conn, new.subject, parent)?, new.id),
        None => Place::at_the_root(new.id),
    };
    if new.number == 0 {
        let last: Option<i64> = comments::table.select(max(comments::number)).first(conn)?;
        new.number = last.unwrap_or(0) + 1;
    }
    diesel::insert_into(comments::table).values(new.row(place)).execute(conn)?;
    if new.status == Status::Approved {
        count(conn, new.subject.kind(), new.subject.id(), 1)?;
    }
    Ok(new.id)
}

type Columns = (Id, Option<Id>, String, Option<Id>, Id);

fn node((id, parent, status, shown_parent, root): Columns) -> Node {
    Node { id, parent, approved: status == APPROVED, place: Place { parent: shown_parent, root } }
}

fn under(conn: &mut Conn, subject: Subject, id: Id) -> QueryResult<Node> {
    let columns =
        (comments::id, comments::parent_id, comments::status, comments::shown_parent_id, comments::shown_root_id);
    comments::table
        .find(id)
        .filter(comments::subject_kind.eq(subject.kind()))
        .filter(comments::subject_id.eq(subject.id()))
        .select(columns)
        .first::<Columns>(conn)
        .map(node)
}

/// Changes what became of a comment: the article's count and the places of those below it follow.
///
/// # Errors
/// What the database said; `NotFound` where there is no such comment.
pub fn set_status(conn: &mut Conn, id: Id, status: Status) -> QueryResult<()> {
    let (before, kind, subject): (String, String, Id) = comments::table
        .find(id)
        .select((comments::status, comments::subject_kind, comments::subject_id))
        .first(conn)?;
    diesel::update(comments::table.find(id))
        .set((comments::status.eq(status.as_str()), comments::revision.eq(comments::revision + 1)))
        .execute(conn)?;
    let (was, is) = (before == APPROVED, status == Status::Approved);
    if was == is {
        return Ok(());
    }
    count(conn, &kind, subject, if is { 1 } else { -1 })?;
    rehang(conn, id)
}

fn count(conn: &mut Conn, kind: &str, subject: Id, delta: i64) -> QueryResult<()> {
    if kind == ARTICLE {
        diesel::update(articles::table.find(subject))
            .set(articles::comment_count.eq(articles::comment_count + delta))
            .execute(conn)?;
    }
    Ok(())
}

/// Stores the new places of the comments below one whose status was changed.
fn rehang(conn: &mut Conn, id: Id) -> QueryResult<()> {
    let mut nodes = thread_below(conn, id)?;
    let Some(top) = nodes.iter().position(|node| node.id == id) else { return Ok(()) };
    let top = nodes.swap_remove(top);
    let mut places: HashMap<Place, Vec<Id>> = HashMap::new();
    for (id, place) in thread::rehang(top, &nodes) {
        places.entry(place).or_default().push(id);
    }
    for (place, ids) in places {
        diesel::update(comments::table.filter(among(comments::id, &ids)))
            .set((comments::shown_parent_id.eq(place.parent), comments::shown_root_id.eq(place.root)))
            .execute(conn)?;
    }
    Ok(())
}

/// A comment and every one that answers it, directly or not.
fn thread_below(conn: &mut Conn, id: Id) -> QueryResult<Vec<Node>> {
    let mut statement = Statement::<(Uuid, Nullable<Uuid>, Text, Nullable<Uuid>, Uuid)>::new(
        "WITH RECURSIVE below (id, parent_id, status, shown_parent_id, shown_root_id) AS (\
         SELECT id, parent_id, status, shown_parent_id, shown_root_id FROM comments WHERE id = ",
    );
    statement.id(id).sql(
        " UNION SELECT c.id, c.parent_id, c.status, c.shown_parent_id, c.shown_root_id \
         FROM comments c JOIN below b ON c.parent_id = b.id) \
         SELECT id, parent_id, status, shown_parent_id, shown_root_id FROM below",
    );
    Ok(statement.load::<Columns>(conn)?.into_iter().map(node).collect())
}
