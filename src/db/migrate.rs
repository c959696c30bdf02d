//! Migrations, compiled into the program: the same names for both databases, each reversible.

use diesel::migration::MigrationSource;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Conn;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// A migration that failed, or one that is unknown to this program.
pub type MigrateError = Box<dyn std::error::Error + Send + Sync>;

/// Brings the schema up to this program's; the names of what was run.
///
/// # Errors
/// What the database said. Nothing of a failed migration stays.
pub fn up(conn: &mut Conn) -> Result<Vec<String>, MigrateError> {
    crate::each_backend!(conn => {
        let source = source_of(conn);
        let done = conn.run_pending_migrations(source)?;
        Ok(done.iter().map(ToString::to_string).collect())
    })
}

/// Takes every migration back; the database is empty then.
///
/// # Errors
/// What the database said.
pub fn down(conn: &mut Conn) -> Result<Vec<String>, MigrateError> {
    crate::each_backend!(conn => {
        let source = source_of(conn);
        let done = conn.revert_all_migrations(source)?;
        Ok(done.iter().map(ToString::to_string).collect())
    })
}

/// The names of migrations that are still to run.
///
/// # Errors
/// What the database said.
pub fn pending(conn: &mut Conn) -> Result<Vec<String>, MigrateError> {
    crate::each_backend!(conn => {
        let source = source_of(conn);
        let left = conn.pending_migrations(source)?;
        Ok(left.iter().map(|m| m.name().to_string()).collect())
    })
}

/// Whether the database answers and has our tables.
///
/// # Errors
/// What the database said.
pub fn is_there(conn: &mut Conn) -> diesel::QueryResult<()> {
    use diesel::prelude::*;
    super::schema::facts::table.select(super::schema::facts::name).limit(1).load::<String>(conn).map(drop)
}

trait HasMigrations: diesel::Connection {
    fn embedded() -> EmbeddedMigrations;
}

impl HasMigrations for diesel::SqliteConnection {
    fn embedded() -> EmbeddedMigrations {
        SQLITE
    }
}

impl HasMigrations for diesel::PgConnection {
    fn embedded() -> EmbeddedMigrations {
        POSTGRES
    }
}

fn source_of<C: HasMigrations>(_: &C) -> EmbeddedMigrations
where
    EmbeddedMigrations: MigrationSource<C::Backend>,
{
    C::embedded()
}
