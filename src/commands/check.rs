//! `newswire check`: whether everything that the server relies on is as it should be. One line a
//! fault; it mends nothing.

mod store;

use super::Failure;
use crate::archive;
use crate::config::Settings;
use crate::db::{Conn, Database, DatabaseError, migrate};

/// Checks and reports.
///
/// # Errors
/// Any fault.
pub fn run(settings: &Settings) -> Result<(), Failure> {
    let missing = settings.database.file().filter(|file| !file.exists());
    if let Some(file) = missing {
        return Err(Failure::Other(format!("there is no database at {}", file.display())));
    }
    let db = Database::open(&settings.database)?;
    let pending = db.maintain(|conn| migrate::pending(conn).map_err(|err| Failure::of("read the migrations", err)))?;
    let faults = match pending.len() {
        0 => content(&db, settings)?,
        n => vec![format!("{n} migrations are missing: run `newswire migrate`")],
    };
    if faults.is_empty() {
        println!("Everything is as it should be.");
        return Ok(());
    }
    faults.iter().for_each(|fault| println!("{fault}"));
    Err(Failure::Other(format!("{} faults", faults.len())))
}

/// The kept counters of months that are not what a count of the rows gives.
fn months(conn: &mut Conn) -> Result<Vec<String>, DatabaseError> {
    let wrong = archive::wrong(conn)?.into_iter();
    Ok(wrong.map(|(month, kept, n)| format!("the counter of {month} says {kept}, and there are {n}")).collect())
}

fn content(db: &Database, settings: &Settings) -> Result<Vec<String>, Failure> {
    let mut faults: Vec<String> = settings.existing_secret().err().map(|err| err.to_string()).into_iter().collect();
    let (more, media) = db.read_blocking(|conn| -> Result<_, DatabaseError> {
        let mut faults = store::counters(conn)?;
        faults.extend(months(conn)?);
        faults.extend(store::feeds(conn)?);
        faults.extend(store::log(conn)?);
        Ok((faults, store::files(conn)?))
    })?;
    faults.extend(more);
    let files = super::files(settings)?;
    for medium in media {
        let there = files.original(&medium).is_some_and(|key| files.has(&key).unwrap_or(false));
        if !there {
            faults.push(format!("the file of medium {} ({}) is missing", medium.id, medium.filename));
        }
    }
    Ok(faults)
}
