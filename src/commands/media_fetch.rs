//! `newswire media fetch`: brings the files of media that an import left as links. Whatever stops it, the next
//! run goes on with those that are still links.

use std::collections::BTreeMap;
use std::io::Write;

use clap::{Args, Subcommand};
use futures_util::{StreamExt, stream};
use serde::Serialize;

use super::{Failure, open};
use crate::app::rehang;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{Database, DatabaseError, Id, Time};
use crate::media::darkroom::Darkroom;
use crate::media::jobs::Maker;
use crate::media::{self, Media};
use crate::outbound::Outbound;

/// How many files are got at a time.
const AT_ONCE: usize = 4;
/// How many media are looked at together.
const BATCH: i64 = 100;

/// What `media` is told.
#[derive(Debug, Clone, Subcommand)]
pub enum MediaCommand {
    /// Bring the files of media that an import left as links, and make their widths
    Fetch(FetchOptions),
}

/// What a fetch is told.
#[derive(Debug, Clone, Args)]
pub struct FetchOptions {
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// What came of it.
#[derive(Debug, Default, Serialize)]
struct Report {
    links: usize,
    fetched: usize,
    left: usize,
    reasons: BTreeMap<&'static str, usize>,
    items: Vec<Left>,
}

/// A medium that is still a link.
#[derive(Debug, Serialize)]
struct Left {
    id: Id,
    url: String,
    reason: &'static str,
}

/// Does what `media` is told.
///
/// # Errors
/// The database, the disk, or that nobody can be called.
pub async fn run(settings: Settings, command: MediaCommand) -> Result<(), Failure> {
    let MediaCommand::Fetch(options) = command;
    let (db, _) = open(&settings)?;
    let outbound = Outbound::new(settings.outbound_allow.clone());
    let outbound = outbound.map_err(|err| Failure::of("prepare calls to others", err))?;
    let room = Darkroom::new(super::files(&settings)?);
    let report = fetch(&db, &Maker::new(&db, &Clock::system(), &room, outbound)).await?;
    rehang(&db, &settings.public_url, Time::now()).await.map_err(|err| Failure::of("tell bodies", err))?;
    print(&report, options.json).map_err(|err| Failure::of("write the report", err))
}

async fn fetch(db: &Database, maker: &Maker) -> Result<Report, Failure> {
    let (mut report, mut after) = (Report::default(), None);
    loop {
        let batch: Vec<Media> =
            db.read(move |conn| media::linked_beyond(conn, after, BATCH).map_err(DatabaseError::from)).await?;
        let Some(last) = batch.last() else { return Ok(report) };
        after = Some(last.id);
        report.links += batch.len();
        let bring = |media: Media| async move {
            let (id, url) = (media.id, media.source_url.clone().unwrap_or_default());
            (id, url, maker.bring(Time::now(), media).await)
        };
        let mut done = stream::iter(batch).map(bring).buffer_unordered(AT_ONCE);
        while let Some((id, url, brought)) = done.next().await {
            match brought.map_err(|err| (err.reason(), err)) {
                Ok(()) => report.fetched += 1,
                Err((Some(reason), _)) => report.leave(Left { id, url, reason }),
                Err((None, err)) => return Err(Failure::of("bring a file", err)),
            }
        }
        maker.step().await?;
    }
}

impl Report {
    fn leave(&mut self, left: Left) {
        self.left += 1;
        *self.reasons.entry(left.reason).or_default() += 1;
        self.items.push(left);
    }
}

fn print(report: &Report, json: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        return writeln!(out, "{}", serde_json::to_string_pretty(report)?);
    }
    for Left { url, reason, .. } in &report.items {
        writeln!(out, "{reason}: {url}")?;
    }
    writeln!(out, "{} links: {} files were brought, {} are left.", report.links, report.fetched, report.left)
}
