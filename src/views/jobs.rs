//! The background work of views: every few seconds the sums in memory go to the database, once a day
//! old hours become days. A killed process loses what it counted since the last time; one that is
//! stopped through [`Job::stop`] loses nothing.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::count::Views;
use super::model::{day_of, hours_end};
use super::store;
use crate::clock::Clock;
use crate::db::{Database, DatabaseError, Time};

/// How often sums go to the database.
const EVERY: Duration = Duration::from_secs(3);
/// How often storing is tried at a stop, and how long apart.
const LAST_TRIES: u32 = 3;
/// A node that has stored nothing for so many seconds will try no batch again.
const NODES_KEPT: i64 = 7 * 24 * 60 * 60;
const BETWEEN_TRIES: Duration = Duration::from_millis(500);

/// The background work, running.
pub struct Job {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Starts the background work on this runtime.
pub fn start(db: Database, views: Views, clock: Clock) -> Job {
    let (stop, stopped) = oneshot::channel();
    Job { stop, task: tokio::spawn(work(db, views, clock, stopped)) }
}

impl Job {
    /// Stores what is left and ends. To be called when no request is answered any more.
    pub async fn stop(self) {
        // A task that is gone already has nobody to tell.
        let _ = self.stop.send(());
        if self.task.await.is_err() {
            tracing::error!("the work that stores views panicked");
        }
    }
}

async fn work(db: Database, views: Views, clock: Clock, mut stopped: oneshot::Receiver<()>) {
    let mut compacted = None;
    // `Ok` is the stop; a job that was dropped stops as well.
    while tokio::time::timeout(EVERY, &mut stopped).await.is_err() {
        if let Err(err) = flush(&db, &views).await {
            tracing::warn!(cause = %err, unstored = views.unstored(), "failed to store views; they are kept for the next time");
        }
        let now = clock.now();
        views.sweep(now);
        let today = Some(day_of(now));
        if compacted != today {
            match compact(&db, now).await {
                Ok(()) => compacted = today,
                Err(err) => tracing::warn!(cause = %err, "failed to make days of old hours of views"),
            }
        }
    }
    store_the_rest(&db, &views).await;
}

async fn store_the_rest(db: &Database, views: &Views) {
    for _ in 0..LAST_TRIES {
        match flush(db, views).await {
            Ok(()) => return,
            Err(err) => tracing::warn!(cause = %err, "failed to store views at the stop"),
        }
        tokio::time::sleep(BETWEEN_TRIES).await;
    }
    tracing::error!(lost = views.unstored(), "views could not be stored and are lost");
}

/// Brings the sums in memory to the database: first what an earlier try left, then the rest.
///
/// # Errors
/// What the database said; the sums are kept then.
pub async fn flush(db: &Database, views: &Views) -> Result<(), DatabaseError> {
    for _ in 0..2 {
        let Some(batch) = views.take() else { break };
        let id = batch.id;
        db.write(move |conn| store::store(conn, &batch).map_err(DatabaseError::from)).await?;
        views.stored(id);
    }
    Ok(())
}

/// Makes days of the hours that no window needs any more, each day in a transaction of its own, and
/// forgets nodes that are no more.
///
/// # Errors
/// What the database said.
pub async fn compact(db: &Database, now: Time) -> Result<(), DatabaseError> {
    let end = hours_end(now);
    let mut after = Time(chrono::DateTime::UNIX_EPOCH);
    while let Some(bucket) =
        db.read(move |conn| store::next_bucket(conn, after, end).map_err(DatabaseError::from)).await?
    {
        let day = day_of(bucket);
        // A bucket at the day's start may be its day already; what follows it tells.
        if bucket > day {
            db.write(move |conn| store::compact_day(conn, day).map_err(DatabaseError::from)).await?;
        }
        after = day;
    }
    db.write(move |conn| store::forget_nodes(conn, now.plus_seconds(-NODES_KEPT)).map_err(DatabaseError::from)).await
}
