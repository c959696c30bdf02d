//! What the clock did to what is public, and what it will do next: publications and ends whose time has
//! come and that are not announced yet.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use crate::db::types::{Moment, Uuid};
use crate::db::{Conn, Id, Statement, Time};

/// How many are announced in one go.
const AT_ONCE: i64 = 200;

/// What the clock publishes and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clocked {
    /// Articles.
    Articles,
    /// Pages.
    Pages,
}

impl Clocked {
    fn table(self) -> &'static str {
        match self {
            Self::Articles => "articles a",
            Self::Pages => "pages a",
        }
    }
}

/// What is to be public, or is by the clock alone.
pub(super) const UNANNOUNCED: &str = " WHERE a.publishable AND a.announced_at IS NULL";
/// What is public and will end, or has ended by the clock alone. Written so that the partial index of ends
/// is seen to fit.
pub(super) const ENDING: &str = " WHERE a.publishable AND a.announced_at IS NOT NULL AND a.public_until IS NOT NULL";

/// Those that the clock made public or ended since the last announcement, and which of the two.
///
/// # Errors
/// What the database said.
pub fn due_ids(conn: &mut Conn, of: Clocked, now: Time) -> QueryResult<Vec<(Id, bool)>> {
    let mut statement = Statement::<(Uuid, Bool)>::new("SELECT a.id, TRUE FROM ");
    statement.sql(of.table()).sql(UNANNOUNCED).sql(" AND a.public_from <= ").time(now);
    statement.sql(" UNION ALL SELECT a.id, FALSE FROM ").sql(of.table()).sql(ENDING);
    statement.sql(" AND a.public_until <= ").time(now).sql(" LIMIT ").number(AT_ONCE);
    statement.load(conn)
}

/// When the clock publishes or ends something next that is not announced as such yet.
///
/// # Errors
/// What the database said.
pub fn next_due(conn: &mut Conn) -> QueryResult<Option<Time>> {
    let mut statement = Statement::<(Nullable<Moment>,)>::default();
    for (n, of) in [Clocked::Articles, Clocked::Pages].into_iter().enumerate() {
        statement.sql(if n == 0 { "SELECT" } else { " UNION ALL SELECT" });
        statement.sql(" min(a.public_from) FROM ").sql(of.table()).sql(UNANNOUNCED);
        statement.sql(" UNION ALL SELECT min(a.public_until) FROM ").sql(of.table()).sql(ENDING);
    }
    Ok(statement.load::<(Option<Time>,)>(conn)?.into_iter().filter_map(|(at,)| at).min())
}
