//! What is known of who wrote comments: found by their mail address, erased, and forgotten in time.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::set_status;
use crate::comments::model::Status;
use crate::db::schema::comments;
use crate::db::types::{Moment, Uuid};
use crate::db::{Conn, Id, Statement, Time, among};

/// A comment with all that is known of its writer.
#[derive(Debug, Clone, Queryable)]
pub struct Personal {
    /// Its identity.
    pub id: Id,
    /// What kind of thing it stands under.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Id,
    /// The name that its writer gave.
    pub author_name: String,
    /// Their mail address.
    pub author_email: Option<String>,
    /// Their website.
    pub author_url: Option<String>,
    /// The address that it came from.
    pub author_address: Option<String>,
    /// What it says.
    pub body_text: String,
    /// What became of it.
    pub status: String,
    /// When it was written.
    pub created_at: Time,
}

type Columns = (Uuid, Text, Uuid, Text, Nullable<Text>, Nullable<Text>, Nullable<Text>, Text, Text, Moment);

/// The comments of a mail address in lower case, the oldest first, at most so many.
///
/// # Errors
/// What the database said.
pub fn by_email(conn: &mut Conn, email: &str, most: i64) -> QueryResult<Vec<Personal>> {
    let mut statement = Statement::<Columns>::new(
        "SELECT id, subject_kind, subject_id, author_name, author_email, author_url, author_address, body_text, \
         status, created_at FROM comments WHERE lower(author_email) = ",
    );
    statement.text(email).sql(" ORDER BY created_at, id LIMIT ").number(most);
    statement.load(conn)
}

/// Erases what a comment says and who wrote it. An empty one stays in the trash, so that the answers to it keep
/// their places.
///
/// # Errors
/// What the database said.
pub fn erase(conn: &mut Conn, id: Id) -> QueryResult<()> {
    set_status(conn, id, Status::Trash)?;
    let none: Option<String> = None;
    diesel::update(comments::table.find(id))
        .set((
            comments::author_name.eq(""),
            comments::author_email.eq(none.clone()),
            comments::author_url.eq(none.clone()),
            comments::author_address.eq(none.clone()),
            comments::author_id.eq(None::<Id>),
            comments::body_html.eq(""),
            comments::body_text.eq(""),
            comments::digest.eq(none),
        ))
        .execute(conn)
        .map(drop)
}

/// Forgets spam and what editors threw away, where it was written before a moment and nothing answers it; how many, at
/// most `most`.
///
/// # Errors
/// What the database said.
pub fn forget_unwanted(conn: &mut Conn, before: Time, most: i64) -> QueryResult<usize> {
    let mut statement = Statement::<(Uuid,)>::new(
        "SELECT c.id FROM comments c WHERE c.status IN ('spam', 'trash') AND c.created_at < ",
    );
    statement
        .time(before)
        .sql(" AND NOT EXISTS (SELECT 1 FROM comments r WHERE r.parent_id = c.id) LIMIT ")
        .number(most);
    let ids: Vec<Id> = statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect();
    diesel::delete(comments::table.filter(among(comments::id, &ids))).execute(conn)
}
