//! The connection to either database.
#![expect(missing_docs, reason = "the derived backend brings items of its own")]

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL 15 or later, through libpq.
    Postgres(diesel::PgConnection),
    /// SQLite, compiled into the program.
    Sqlite(diesel::SqliteConnection),
}
