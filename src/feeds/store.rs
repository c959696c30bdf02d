//! The SQL of feeds: what entries were called where they came from.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::db::schema::articles;
use crate::db::{Conn, Id, among};

/// The ids that imported articles had in their old feeds.
///
/// # Errors
/// What the database said.
pub fn old_ids(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Id, Option<String>)> =
        articles::table.filter(among(articles::id, ids)).select((articles::id, articles::guid)).load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, guid)| Some((id, guid?))).collect())
}
