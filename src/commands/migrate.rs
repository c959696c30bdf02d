//! `newswire migrate`: brings the schema up to date, or shows what is to be done.

use super::Failure;
use crate::config::Settings;
use crate::db::{Database, migrate};

/// Brings the schema up to date; with `check`, only says what is missing and fails if something is.
///
/// # Errors
/// The database, or a migration that is missing with `check`.
pub fn run(settings: &Settings, check: bool) -> Result<(), Failure> {
    std::fs::create_dir_all(&settings.data).map_err(|err| Failure::of("make the data folder", err))?;
    let db = Database::open(&settings.database)?;
    let pending = db.maintain(|conn| migrate::pending(conn).map_err(|err| Failure::of("read the migrations", err)))?;
    if pending.is_empty() {
        println!("The schema is up to date.");
        return Ok(());
    }
    if check {
        return Err(Failure::Other(format!("{} migrations are missing: {}", pending.len(), pending.join(", "))));
    }
    let done = super::migrate(&db)?;
    done.iter().for_each(|name| println!("{name}"));
    Ok(())
}
