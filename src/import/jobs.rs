//! Imports that uploads asked for, done in the background, one at a time, by the one process that has the lock of
//! the data folder. One that was killed in the middle is gone on with from the journal.

use std::fs::{self, File};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot, watch};

use super::model::{Progress, Run, State};
use super::spool::Spool;
use super::store::{Ledger, runs};
use super::wordpress::run::{ImportError, Job, Options, import};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{Conn, Database, DatabaseError, Id};
use crate::error::Problem;
use crate::media::files::Files;

/// How often is looked for what is to be done.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often is written down how far an import is.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// Does imports; clones are the same.
#[derive(Clone)]
pub struct Importer(Arc<Parts>);

struct Parts {
    db: Database,
    clock: Clock,
    settings: Settings,
    files: Files,
    spool: Spool,
    /// One file comes in at a time.
    gate: Arc<Semaphore>,
    asked: Notify,
}

/// How an import went.
enum Outcome {
    /// To its end; that is written down.
    Done,
    /// It ended for good before that.
    Stopped(State, Option<String>),
    /// It is to be gone on with.
    Later,
}

impl Importer {
    /// One for a database and its data folder.
    pub fn new(db: &Database, clock: &Clock, settings: &Settings, files: &Files) -> Self {
        let (db, clock, settings, files) = (db.clone(), clock.clone(), settings.clone(), files.clone());
        let spool = Spool::new(&settings.data);
        Self(Arc::new(Parts {
            db,
            clock,
            settings,
            files,
            spool,
            gate: Arc::new(Semaphore::new(1)),
            asked: Notify::new(),
        }))
    }

    /// Where uploaded files are.
    pub fn spool(&self) -> &Spool {
        &self.0.spool
    }

    /// The turn to take a file in; none while another one comes in.
    pub fn turn(&self) -> Option<OwnedSemaphorePermit> {
        self.0.gate.clone().try_acquire_owned().ok()
    }

    /// There is something to be done.
    pub fn wake(&self) {
        self.0.asked.notify_one();
    }

    /// Does imports until the stop is called; the one that is being done then is gone on with at the next start.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        let mut lock = None;
        loop {
            match self.look(&mut lock, &stop).await {
                Ok(true) if !*stop.borrow() => continue,
                Ok(_) => {}
                Err(err) => tracing::error!(cause = %err, "failed to look for imports"),
            }
            tokio::select! {
                () = self.0.asked.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                // Whoever could call the stop has gone: that is one too.
                _ = stop.changed() => return,
            }
        }
    }

    /// Takes the lock where it is to be had, and does the next import that waits; whether there was one.
    async fn look(&self, lock: &mut Option<File>, stop: &watch::Receiver<bool>) -> Result<bool, Problem> {
        if lock.is_none() {
            *lock = self.0.spool.lock().map_err(Problem::internal)?;
            if lock.is_none() {
                return Ok(false);
            }
            self.tidy().await?;
        }
        let open = self.0.db.read(|conn| Ok::<_, Problem>(runs::open(conn)?)).await?;
        // A file lies on one node alone.
        let Some(run) = open.into_iter().find(|run| self.0.spool.path(run.id).exists()) else { return Ok(false) };
        let id = run.id;
        self.0.db.write(move |conn| Ok::<_, Problem>(runs::start(conn, id)?)).await?;
        let outcome = self.work(run, stop.clone()).await;
        self.settle(id, outcome).await.map(|()| true)
    }

    /// Removes what an earlier process left of imports that have ended, and of files that did not come in whole.
    async fn tidy(&self) -> Result<(), Problem> {
        let _turn = self.0.gate.acquire().await.map_err(Problem::internal)?;
        let open = self.0.db.read(|conn| Ok::<_, Problem>(runs::open(conn)?)).await?;
        let wanted: Vec<Id> = open.iter().map(|run| run.id).collect();
        self.0.spool.sweep(&wanted).map_err(Problem::internal)
    }

    /// Does an import on a thread of its own.
    async fn work(&self, run: Run, mut stop: watch::Receiver<bool>) -> Outcome {
        let (parts, halt) = (self.0.clone(), Arc::new(AtomicBool::new(false)));
        let (ended, mut end) = oneshot::channel();
        let told = halt.clone();
        let work = move || drop(ended.send(parts.import(&run, &told)));
        if let Err(err) = std::thread::Builder::new().name("import".to_owned()).spawn(work) {
            return Outcome::Stopped(State::Failed, Some(format!("failed to start a thread: {err}")));
        }
        let outcome = tokio::select! {
            outcome = &mut end => outcome,
            _ = stop.changed() => {
                halt.store(true, Ordering::Relaxed);
                end.await
            }
        };
        outcome.unwrap_or_else(|_| Outcome::Stopped(State::Failed, Some("the import fell over".to_owned())))
    }

    async fn settle(&self, id: Id, outcome: Outcome) -> Result<(), Problem> {
        let now = self.0.clock.now();
        match outcome {
            Outcome::Later => return Ok(()),
            Outcome::Done => {}
            Outcome::Stopped(state, error) => {
                let stop = move |conn: &mut Conn| Ok::<_, Problem>(runs::stop(conn, now, id, state, error.as_deref())?);
                self.0.db.write(stop).await?;
            }
        }
        self.0.spool.remove(id);
        Ok(())
    }
}

impl Parts {
    fn import(&self, run: &Run, halt: &AtomicBool) -> Outcome {
        let path = self.spool.path(run.id);
        let size = fs::metadata(&path).map_or(0, |data| data.len());
        let told = Mutex::new((Progress::new(size), Instant::now()));
        let cancelled = AtomicBool::new(run.cancelled);
        let progress = |read: u64| {
            let (progress, last) = &mut *told.lock();
            let hundredths = progress.at(read);
            if last.elapsed() >= TELL_EVERY {
                *last = Instant::now();
                self.tell(run.id, hundredths, &cancelled);
            }
            !halt.load(Ordering::Relaxed) && !cancelled.load(Ordering::Relaxed)
        };
        let options = run.options.as_ref().map(|options| options.0.clone()).unwrap_or_default();
        let job = Job {
            path: &path,
            shown: &run.file,
            options: Options {
                as_article: options.as_article,
                overwrite: options.overwrite,
                timezone: options.timezone.as_deref().and_then(|zone| zone.parse().ok()),
                uploads: None,
                home_url: options.home_url,
            },
            files: self.files.clone(),
            public_url: &self.settings.public_url,
            now: self.clock.now(),
            run: Some(run.id),
            progress: &progress,
        };
        match import(job, &mut Ledger::Live(&self.db)) {
            Ok(_) => Outcome::Done,
            Err(_) if cancelled.load(Ordering::Relaxed) => Outcome::Stopped(State::Cancelled, None),
            Err(_) if halt.load(Ordering::Relaxed) => Outcome::Later,
            Err(err) => ended_by(&err),
        }
    }

    /// Writes down how far it is, and hears whether somebody asked for its end.
    fn tell(&self, id: Id, hundredths: i32, cancelled: &AtomicBool) {
        let told = self.db.write_blocking(move |conn| runs::advance(conn, id, hundredths).map_err(DatabaseError::from));
        match told {
            Ok(goes_on) => cancelled.store(!goes_on, Ordering::Relaxed),
            Err(err) => tracing::warn!(cause = %err, "failed to write down how far an import is"),
        }
    }
}

/// What an error makes of an import: the database may be back in a moment.
fn ended_by(err: &ImportError) -> Outcome {
    match err {
        ImportError::File(err) => Outcome::Stopped(State::Refused, Some(err.to_string())),
        ImportError::Database(DatabaseError::Connection(_) | DatabaseError::Busy) => Outcome::Later,
        ImportError::Database(DatabaseError::Full(_)) => {
            Outcome::Stopped(State::Failed, Some("The server's disk is full.".to_owned()))
        }
        err => {
            tracing::error!(cause = %err, "an import failed");
            Outcome::Stopped(State::Failed, Some("The server failed to go on; the cause is in its log.".to_owned()))
        }
    }
}
