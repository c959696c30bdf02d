//! Following the log: every row beyond the last one seen goes, in order, first to the sink and then
//! to the subscribers. Looked for at once when woken, and again and again, since a wake can be missed.
//! And keeping the log short ([`compact`]).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, broadcast, watch};
use tokio::time::MissedTickBehavior;

use super::model::{Entry, Signal, Told};
use super::store;
use crate::db::{Conn, Database, DatabaseError, Time, facts, listen};

/// How often the log is looked at without being woken: other processes cannot always wake us, a notification
/// can be lost, and what they wrote is to be seen here within a second.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How often listeners hear that the connection is alive.
const BEAT_EVERY: Duration = Duration::from_secs(15);
/// Rows that are read at once.
const BATCH: i64 = 500;
/// How many signals a listener may be behind before it is cut off.
const SLACK: usize = 1024;

/// What hears of new rows before any subscriber does.
pub type Sink = Arc<dyn Fn(&[Entry]) + Send + Sync>;

/// Follows the log of one database; clones share the position.
#[derive(Clone)]
pub struct Log(Arc<Followed>);

struct Followed {
    db: Database,
    sink: Sink,
    seen: AtomicI64,
    turn: tokio::sync::Mutex<()>,
    wake: Notify,
    signals: broadcast::Sender<Signal>,
    ended: AtomicBool,
}

impl Log {
    /// Follows from the newest row on. Nothing is read before [`run`](Self::run) or
    /// [`catch_up`](Self::catch_up).
    ///
    /// # Errors
    /// What the database said.
    pub fn new(db: &Database, sink: Sink) -> Result<Self, DatabaseError> {
        let seen = db.read_blocking(|conn| store::head(conn).map_err(DatabaseError::from))?;
        Ok(Self(Arc::new(Followed {
            db: db.clone(),
            sink,
            seen: AtomicI64::new(seen),
            turn: tokio::sync::Mutex::default(),
            wake: Notify::new(),
            signals: broadcast::Sender::new(SLACK),
            ended: AtomicBool::new(false),
        })))
    }

    /// The place of the last row that was handed on.
    pub fn seen(&self) -> i64 {
        self.0.seen.load(Ordering::Acquire)
    }

    /// Makes the follower look now. It never waits, and any thread may call it.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// The next rows beyond a place, in order; none at the end of the log.
    ///
    /// # Errors
    /// What the database said.
    pub async fn beyond(&self, seq: i64) -> Result<Vec<Entry>, DatabaseError> {
        self.0.db.read(move |conn| store::beyond(conn, seq, BATCH).map_err(DatabaseError::from)).await
    }

    /// Hears of every row that is handed on from now. A subscriber that falls behind too far is told so.
    pub fn subscribe(&self) -> broadcast::Receiver<Signal> {
        self.0.signals.subscribe()
    }

    /// Tells all subscribers that the connection is alive.
    pub fn beat(&self) {
        self.tell(Signal::Beat);
    }

    /// Tells all subscribers, and those that are still to come, that it is over.
    pub fn end(&self) {
        self.0.ended.store(true, Ordering::Release);
        self.tell(Signal::End);
    }

    /// Whether it is over.
    pub fn has_ended(&self) -> bool {
        self.0.ended.load(Ordering::Acquire)
    }

    fn tell(&self, signal: Signal) {
        // Nobody may be listening.
        let _ = self.0.signals.send(signal);
    }

    /// Follows to the end of the log as it is now: what was committed before this call has been
    /// handed on when it returns.
    ///
    /// # Errors
    /// What the database said; what was not handed on is looked for again.
    pub async fn catch_up(&self) -> Result<(), DatabaseError> {
        let _turn = self.0.turn.lock().await;
        loop {
            let rows = self.beyond(self.seen()).await?;
            let Some(last) = rows.last().map(|row| row.seq) else { return Ok(()) };
            let more = rows.len() >= usize::try_from(BATCH).unwrap_or(usize::MAX);
            self.hand_on(rows, last);
            if !more {
                return Ok(());
            }
        }
    }

    fn hand_on(&self, rows: Vec<Entry>, last: i64) {
        (self.0.sink)(&rows);
        self.0.seen.store(last, Ordering::Release);
        for row in rows {
            self.tell(Signal::Change(Arc::new(Told::new(row))));
        }
    }

    /// Follows until the stop is called; then it is over for all subscribers.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        let deaf = Arc::new(AtomicBool::new(false));
        let woken = self.clone();
        let listening = listen(self.0.db.address(), deaf.clone(), move || woken.wake());
        let mut beat = tokio::time::interval(BEAT_EVERY);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.0.wake.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = beat.tick() => { self.beat(); continue }
                _ = stop.changed() => break,
            }
            if let Err(err) = self.catch_up().await {
                tracing::error!(cause = %err, "failed to follow the log of changes");
                // A wake that comes with each failure would make a busy loop.
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
        self.end();
        deaf.store(true, Ordering::Relaxed);
        if let Some(thread) = listening {
            // It looks at its end twenty times a second.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

/// How long every single change is kept, for listeners who come back.
const WHOLE_FOR: i64 = 7 * 86_400;
/// How long it is kept that something is gone. Cursors are good for 90 days; the rows of a long write
/// carry the moment it began.
const GONE_FOR: i64 = 90 * 86_400 + 3_600;
/// Rows that are removed in one transaction.
const SLICE: i64 = 500;

/// Reduces the log to the last change of each resource, where it is older than a week, and forgets
/// what has been gone for 90 days; how many rows that were.
///
/// # Errors
/// What the database said.
pub async fn compact(db: &Database, now: Time) -> Result<usize, DatabaseError> {
    let superseded = shorten(db, now.plus_seconds(-WHOLE_FOR), facts::CHANGES_COMPACTED, store::superseded).await?;
    Ok(superseded + shorten(db, now.plus_seconds(-GONE_FOR), facts::CHANGES_HORIZON, store::tombstones).await?)
}

type Find = fn(&mut Conn, i64, i64) -> diesel::result::QueryResult<Vec<i64>>;

/// Removes what is found before a moment, in slices: writers do not wait for all of it.
async fn shorten(db: &Database, before: Time, fact: &'static str, find: Find) -> Result<usize, DatabaseError> {
    let until = db.read(move |conn| store::older_than(conn, before).map_err(DatabaseError::from)).await?;
    let mut done = 0;
    loop {
        let rows = db.read(move |conn| find(conn, until, SLICE).map_err(DatabaseError::from)).await?;
        let removed = rows.len();
        db.write(move |conn| store::remove(conn, &rows, fact, until).map_err(DatabaseError::from)).await?;
        done += removed;
        if removed < usize::try_from(SLICE).unwrap_or(usize::MAX) {
            return Ok(done);
        }
    }
}
