//! The commands of the program. Each returns what the person at the terminal needs to know when it
//! fails; the exit status tells a wrong setting (2) from everything else (1).

pub mod check;
pub mod demo;
pub mod import;
pub mod media_fetch;
pub mod migrate;
pub mod search_rebuild;
pub mod serve;
pub mod site_set;
pub mod user_add;
mod verify;

use std::fmt::Display;

use crate::archive;
use crate::config::{SettingError, Settings};
use crate::db::{Database, DatabaseError, OpenError, facts, migrate as migrations};
use crate::media::files::Files;

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// A wrong setting.
    Setting(SettingError),
    /// Anything else, in a sentence.
    Other(String),
}

impl Failure {
    /// A failure of an action: "failed to …: cause".
    pub fn of(what: &str, cause: impl Display) -> Self {
        Self::Other(format!("failed to {what}: {cause}"))
    }

    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Setting(_) => 2,
            Self::Other(_) => 1,
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Setting(err) => err.fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl From<SettingError> for Failure {
    fn from(err: SettingError) -> Self {
        Self::Setting(err)
    }
}

impl From<OpenError> for Failure {
    fn from(err: OpenError) -> Self {
        Self::Other(err.0)
    }
}

impl From<DatabaseError> for Failure {
    fn from(err: DatabaseError) -> Self {
        Self::Other(err.to_string())
    }
}

/// Opens the database of the settings, brings its schema up to date and checks that it is ours; the
/// root secret comes with it.
///
/// # Errors
/// The folder, the database, a migration, or a secret that is not the one of this database.
pub fn open(settings: &Settings) -> Result<(Database, Vec<u8>), Failure> {
    std::fs::create_dir_all(&settings.data)
        .map_err(|err| Failure::of(&format!("make the data folder {}", settings.data.display()), err))?;
    let db = Database::open(&settings.database)?;
    migrate(&db)?;
    let secret = settings.root_secret()?;
    same_secret(&db, &secret)?;
    Ok((db, secret))
}

/// The files of media, where the settings say.
fn files(settings: &Settings) -> Result<Files, Failure> {
    Files::open(settings).map_err(|err| Failure::of("reach the store of media files", err))
}

/// Brings the schema up to date, and what no statement can count anew; the names of what was run.
///
/// # Errors
/// The database.
fn migrate(db: &Database) -> Result<Vec<String>, Failure> {
    let done = db.maintain(|conn| migrations::up(conn).map_err(|err| Failure::of("migrate the database", err)))?;
    db.write_blocking(|conn| archive::settle(conn).map_err(DatabaseError::from))?;
    Ok(done)
}

/// A node with another secret would read nothing that the others sealed.
fn same_secret(db: &Database, secret: &[u8]) -> Result<(), Failure> {
    let print = blake3::derive_key("newswire 2026 fingerprint", secret);
    let print: String = print.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let known = db.write_blocking(move |conn| -> Result<bool, DatabaseError> {
        match facts::get(conn, facts::SECRET)? {
            Some(known) => Ok(known == print),
            None => facts::set(conn, facts::SECRET, &print).map(|()| true).map_err(DatabaseError::from),
        }
    })?;
    if known {
        return Ok(());
    }
    Err(SettingError(
        "the root secret is not the one that this database was made with: give the same --secret-file (or NEWSWIRE_SECRET) as on the first start.".to_owned(),
    )
    .into())
}
