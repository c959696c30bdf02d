//! The SQL of the publisher's own files.

use diesel::prelude::*;

use super::model::Row;
use crate::db::schema::root_files;
use crate::db::{Conn, Time};

/// Every file that was ever written.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn) -> QueryResult<Vec<Row>> {
    root_files::table.select(Row::as_select()).load(conn)
}

/// One file, where it was ever written.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, name: &str) -> QueryResult<Option<Row>> {
    root_files::table.find(name).select(Row::as_select()).first(conn).optional()
}

/// Writes a file, or takes it away; how it is then.
///
/// # Errors
/// What the database said.
pub fn put(conn: &mut Conn, now: Time, name: &str, before: Option<&Row>, text: Option<String>) -> QueryResult<Row> {
    let revision = before.map_or(1, |row| row.revision + 1);
    let after = Row { name: name.to_owned(), text, changed_at: now.whole_seconds(), revision };
    let values = (
        root_files::text.eq(&after.text),
        root_files::changed_at.eq(after.changed_at),
        root_files::revision.eq(after.revision),
    );
    match before {
        Some(_) => diesel::update(root_files::table.find(name)).set(values).execute(conn)?,
        None => diesel::insert_into(root_files::table).values((root_files::name.eq(name), values)).execute(conn)?,
    };
    Ok(after)
}
