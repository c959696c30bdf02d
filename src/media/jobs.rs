//! The background work of media: makes the widths of pictures that were brought, one picture at a time on each
//! node, and removes files that are left over.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::darkroom::{Darkroom, Trouble};
use super::download::{Fetched, Unfetched, fetch};
use super::store;
use crate::cards;
use crate::clock::Clock;
use crate::db::{Database, DatabaseError};
use crate::outbound::Outbound;

/// How long a node has a picture to itself, in seconds: longer than the largest takes.
const CLAIM: i64 = 300;
/// How long a file may take to come from elsewhere.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(60);
/// How often is looked for what other nodes have left.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Files that are removed at once.
const AT_ONCE: i64 = 100;

/// Makes widths; clones are the same.
#[derive(Clone)]
pub struct Maker {
    db: Database,
    clock: Clock,
    room: Darkroom,
    outbound: Outbound,
    wish: Arc<Notify>,
}

impl Maker {
    /// One for a database and its files, which calls others for what is brought by address.
    pub fn new(db: &Database, clock: &Clock, room: &Darkroom, outbound: Outbound) -> Self {
        let outbound = outbound.with_limit(DOWNLOAD_LIMIT);
        Self { db: db.clone(), clock: clock.clone(), room: room.clone(), outbound, wish: Arc::default() }
    }

    /// Where pictures are made.
    pub fn room(&self) -> &Darkroom {
        &self.room
    }

    /// The database.
    pub(super) fn db(&self) -> &Database {
        &self.db
    }

    /// Gets the file at an address.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn fetch(&self, url: &str) -> Result<Fetched, Unfetched> {
        fetch(&self.outbound, self.room.files(), url).await
    }

    /// There is something to do.
    pub fn wake(&self) {
        self.wish.notify_one();
    }

    /// Makes widths until the stop is called: at once after each wish, and again and again.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                done = self.step() => if let Err(err) = done {
                    tracing::error!(cause = %err, "failed to make the widths of pictures");
                },
                // What is not finished is claimed by nobody else until its time is over, and made then.
                _ = stop.changed() => return,
            }
            tokio::select! {
                () = self.wish.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stop.changed() => return,
            }
        }
    }

    /// Makes whatever is due; how many pictures that were.
    ///
    /// # Errors
    /// What the database said.
    pub async fn step(&self) -> Result<usize, DatabaseError> {
        let mut count = 0;
        loop {
            let now = self.clock.now();
            if !self.db.read(move |conn| store::has_due(conn, now).map_err(DatabaseError::from)).await? {
                return Ok(count);
            }
            let until = now.plus_seconds(CLAIM);
            let claimed =
                self.db.write(move |conn| store::claim(conn, now, until).map_err(DatabaseError::from)).await?;
            if let Some(claimed) = claimed {
                self.make(claimed).await?;
                count += 1;
            }
        }
    }

    async fn make(&self, claimed: store::Claimed) -> Result<(), DatabaseError> {
        let done = self.room.make_all(claimed.media.clone()).await;
        if let Err(trouble) = &done {
            tracing::warn!(cause = %trouble, media = %claimed.media.id, "the widths of a picture cannot be made now");
        }
        let now = self.clock.now();
        self.db
            .write(move |conn| -> Result<(), DatabaseError> {
                let id = claimed.media.id;
                match &done {
                    Ok(()) => {}
                    Err(trouble) if trouble.is_passing() => return Ok(store::put_off(conn, now, &claimed)?),
                    Err(_) => return Ok(store::failed(conn, now, &claimed)?),
                }
                let shown = store::made(conn, now, &claimed)? && !cards::shown_media(conn, now, &[id])?.is_empty();
                if let Some(media) = store::find(conn, id)?.filter(|_| shown) {
                    store::announce(conn, now, id, media.version)?;
                }
                Ok(())
            })
            .await
    }

    /// Removes the files that no medium has, after media are gone: what fails is done later.
    pub async fn clear_now(&self) {
        if let Err(err) = self.clear().await {
            tracing::error!(cause = %err, "files of a medium that is gone are removed later");
        }
    }

    /// Removes the files that no medium has.
    ///
    /// # Errors
    /// What the database said; the disk.
    pub async fn clear(&self) -> Result<(), ClearError> {
        let now = self.clock.now();
        self.room.aside(|files| files.clear_incoming()).await?;
        loop {
            let due =
                self.db.write(move |conn| store::left_over(conn, now, AT_ONCE).map_err(DatabaseError::from)).await?;
            if due.is_empty() {
                return Ok(());
            }
            let hashes = due.clone();
            self.room.aside(move |files| hashes.iter().try_for_each(|hash| files.remove(hash))).await?;
            self.db
                .write(move |conn| -> Result<(), DatabaseError> {
                    due.iter().try_for_each(|hash| store::forget_left_over(conn, hash)).map_err(DatabaseError::from)
                })
                .await?;
        }
    }
}

/// Why files were not removed; they will be the next time.
#[derive(Debug)]
pub enum ClearError {
    /// The database.
    Database(DatabaseError),
    /// The files.
    Files(Trouble),
}

impl std::fmt::Display for ClearError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Database(err) => err.fmt(f),
            Self::Files(err) => err.fmt(f),
        }
    }
}

impl std::error::Error for ClearError {}

impl From<DatabaseError> for ClearError {
    fn from(err: DatabaseError) -> Self {
        Self::Database(err)
    }
}

impl From<Trouble> for ClearError {
    fn from(err: Trouble) -> Self {
        Self::Files(err)
    }
}
