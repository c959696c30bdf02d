//! `newswire search rebuild`: makes the search index of a data folder anew, beside a server that goes on serving.

use std::time::Instant;

use clap::Subcommand;

use super::{Failure, open};
use crate::clock::Clock;
use crate::config::Settings;
use crate::search::Search;

/// What to do with the index.
#[derive(Debug, Clone, Subcommand)]
pub enum SearchCommand {
    /// Make it anew from the database; a server on the same folder goes over to it by itself
    Rebuild,
}

/// Makes the index anew.
///
/// # Errors
/// The database or the disk.
pub fn run(settings: &Settings, command: &SearchCommand) -> Result<(), Failure> {
    let SearchCommand::Rebuild = command;
    let (db, _) = open(settings)?;
    let began = Instant::now();
    let search = Search::new(&db, &Clock::system(), &settings.data);
    let built = search.build().map_err(|err| Failure::of("make the search index", err))?;
    let (articles, megabytes) = (built.articles, built.bytes / 1_000_000);
    println!(
        "{articles} articles can be searched; the index has {megabytes} MB; {:.1} s",
        began.elapsed().as_secs_f64()
    );
    Ok(())
}
