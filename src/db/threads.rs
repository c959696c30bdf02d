//! The threads that talk to the database: a few for reads, one for writes. A request hands over a
//! closure and awaits its result; the async workers never wait for a disk or a server.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::r2d2::R2D2Connection;
use diesel::{Connection, ConnectionError, PgConnection, QueryResult, RunQueryDsl, SqliteConnection};
use parking_lot::{Condvar, Mutex};
use tokio::sync::oneshot;

use super::commit::{self, Commit, Listener};
use super::{Address, Conn};
use crate::config::patience;

/// How many PostgreSQL connections read at once: its threads wait for the server, they do not work.
const POSTGRES_READERS: usize = 8;
/// How a PostgreSQL connection that reads is set: the same few statements again and again are planned once
/// each, not for each of their values, and as walks of indexes, whatever the values.
pub const POSTGRES_READS: &str =
    "SET plan_cache_mode = force_generic_plan; SET enable_hashjoin = off; SET enable_mergejoin = off";
/// Work that is waiting beyond this number is refused, so that a flood ends in a 503 and not in memory.
const LONGEST_QUEUE: usize = 4096;

/// What can go wrong with a piece of work.
#[derive(Debug)]
pub enum DatabaseError {
    /// The database refused or failed.
    Query(diesel::result::Error),
    /// No connection could be had.
    Connection(String),
    /// Too much work is waiting, or this has waited for too long.
    Busy,
    /// There is no room left to store anything.
    Full(String),
    /// The work panicked or the program is stopping.
    Lost,
}

impl std::fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Query(err) => write!(f, "the database refused: {err}"),
            Self::Connection(err) => write!(f, "no connection to the database: {err}"),
            Self::Busy => f.write_str("too much work is waiting for the database"),
            Self::Full(err) => write!(f, "the database has no room left: {err}"),
            Self::Lost => f.write_str("the work for the database was lost"),
        }
    }
}

impl std::error::Error for DatabaseError {}

/// What the two databases say when there is no room left.
const FULL: &[&str] = &["database or disk is full", "No space left on device"];
/// What they say when they cannot be asked at the moment: another process writes, or the server stops, starts
/// or takes too long.
const AWAY: &[&str] = &[
    "database is locked",
    "server closed the connection",
    "terminating connection",
    "is shutting down",
    "is starting up",
    "in recovery mode",
    "too many clients",
    "due to statement timeout",
    "no connection to the server",
];

impl From<diesel::result::Error> for DatabaseError {
    fn from(err: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind, Error};
        let says = |text: &str, any: &[&str]| any.iter().any(|words| text.contains(words));
        // The common error has no code for these.
        match &err {
            Error::DatabaseError(_, info) if says(info.message(), FULL) => Self::Full(info.message().to_owned()),
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _) | Error::BrokenTransactionManager => {
                Self::Connection(err.to_string())
            }
            Error::DatabaseError(_, info) if says(info.message(), AWAY) => Self::Connection(info.message().to_owned()),
            _ => Self::Query(err),
        }
    }
}

/// Why a database could not be opened.
#[derive(Debug)]
pub struct OpenError(pub String);

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OpenError {}

/// A database that is open; clones share it.
#[derive(Clone)]
pub struct Database {
    readers: Arc<Crew>,
    writer: Arc<Crew>,
    address: Address,
    listener: Listener,
}

impl Database {
    /// Opens the database and starts its threads. The schema is not touched.
    ///
    /// # Errors
    /// The file or the server cannot be reached.
    pub fn open(address: &Address) -> Result<Self, OpenError> {
        let cores = thread::available_parallelism().map_or(2, usize::from);
        let readers = match address {
            Address::Sqlite(_) => cores.max(2),
            Address::Postgres(_) => POSTGRES_READERS,
        };
        Ok(Self {
            writer: Crew::start("write", 1, pool(address, Mode::Write, 1)?)?,
            readers: Crew::start("read", readers, pool(address, Mode::Read, readers)?)?,
            address: address.clone(),
            listener: Listener::default(),
        })
    }

    /// Names who is told of each write of this process, after its commit and before its answer.
    pub fn on_commit(&self, tell: impl Fn(&Commit) + Send + Sync + 'static) {
        self.listener.set(tell);
    }

    /// Where it is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Runs a read for a reader, on one snapshot: who would have to wait for long is told so instead.
    ///
    /// # Errors
    /// What the work returned; else what the database said.
    pub async fn read_soon<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + From<diesel::result::Error> + Send + 'static,
    {
        self.readers.run((Mode::Read, Pace::Reader), move |conn| finish(conn, work)).await
    }

    /// Runs a read on one snapshot, for the newsroom and for the server's own work.
    ///
    /// # Errors
    /// What the work returned; else what the database said.
    pub async fn read<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + From<diesel::result::Error> + Send + 'static,
    {
        self.readers.run((Mode::Read, Pace::Desk), move |conn| finish(conn, work)).await
    }

    /// Runs a write in one transaction: all of it is kept, or nothing.
    ///
    /// # Errors
    /// What the work returned; else what the database said.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + From<diesel::result::Error> + Send + 'static,
    {
        let listener = self.listener.clone();
        self.writer.run((Mode::Write, Pace::Desk), move |conn| write(conn, &listener, work)).await
    }

    /// [`read`](Self::read) for commands, which have no async runtime to wait in, and take as long as they take.
    ///
    /// # Errors
    /// What the work returned; else what the database said.
    pub fn read_blocking<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + From<diesel::result::Error> + Send + 'static,
    {
        self.readers.run_blocking(Some((Mode::Read, Pace::Unhurried)), move |conn| finish(conn, work))
    }

    /// [`write`](Self::write) for commands and imports, which take as long as they take.
    ///
    /// # Errors
    /// What the work returned; else what the database said.
    pub fn write_blocking<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + From<diesel::result::Error> + Send + 'static,
    {
        let listener = self.listener.clone();
        self.writer.run_blocking(Some((Mode::Write, Pace::Unhurried)), move |conn| write(conn, &listener, work))
    }

    /// Runs a write in one transaction on this thread and takes it back, whatever it did.
    ///
    /// # Errors
    /// What the work returned; else what the database said.
    pub fn rehearse<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<DatabaseError> + From<diesel::result::Error>,
    {
        let connection = |err: ConnectionError| DatabaseError::Connection(err.to_string());
        let mut conn = Connector(self.address.clone(), Mode::Write).open().map_err(connection)?;
        let mut kept = None;
        begin(&mut conn, (Mode::Write, Pace::Unhurried))?;
        let outcome = finish(&mut conn, |conn| -> Result<(), E> {
            kept = Some(work(conn)?);
            // An error is what makes the transaction go back.
            Err(diesel::result::Error::RollbackTransaction.into())
        });
        match kept {
            Some(value) => Ok(value),
            None => Err(outcome.err().unwrap_or_else(|| DatabaseError::Lost.into())),
        }
    }

    /// Work on the writer's connection outside of any transaction: migrations, maintenance.
    ///
    /// # Errors
    /// What the work returned.
    pub fn maintain<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        self.writer.run_blocking(None, work)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Read,
    Write,
}

/// Who waits for a piece of work, and with that how long it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// A reader.
    Reader,
    /// The newsroom, or the server itself.
    Desk,
    /// A command, an import or maintenance.
    Unhurried,
}

/// What a piece of work is; none: one outside of any transaction.
type Kind = Option<(Mode, Pace)>;

/// A write, and after its commit the word to who listens.
fn write<T, E>(conn: &mut Conn, listener: &Listener, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    commit::forget();
    let done = finish(conn, work)?;
    listener.tell();
    Ok(done)
}

/// A read sees one moment; a write on SQLite takes the write lock at once (a deferred one fails when
/// it comes second), on PostgreSQL the one lock that makes the log's order the order of commits.
fn begin(conn: &mut Conn, (mode, pace): (Mode, Pace)) -> QueryResult<()> {
    match (&conn, mode) {
        (Conn::Sqlite(_), Mode::Read) => conn.batch_execute("BEGIN"),
        (Conn::Sqlite(_), Mode::Write) => conn.batch_execute("BEGIN IMMEDIATE"),
        (Conn::Postgres(_), Mode::Read) => {
            let limit = limit(mode, pace);
            conn.batch_execute(&format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY{limit}"))
        }
        (Conn::Postgres(_), Mode::Write) => {
            let limit = limit(mode, pace);
            conn.batch_execute(&format!("BEGIN{limit}; SELECT pg_advisory_xact_lock(7302116)"))
        }
    }
}

/// How long a statement may take on PostgreSQL, for this transaction, where that is not what its connection was set to:
/// what is asked most often costs no word more.
fn limit(mode: Mode, pace: Pace) -> String {
    let millis = match pace {
        Pace::Reader => patience::READER_WORK.as_millis(),
        Pace::Desk => patience::DESK_WORK.as_millis(),
        Pace::Unhurried => 0,
    };
    if pace == usual(mode) { String::new() } else { format!("; SET LOCAL statement_timeout = {millis}") }
}

/// The pace that connections are set to.
fn usual(mode: Mode) -> Pace {
    match mode {
        Mode::Read => Pace::Reader,
        // So that migrations and maintenance, which are outside of any transaction, are never cut.
        Mode::Write => Pace::Unhurried,
    }
}

/// Does the work of a transaction and ends it: what the work made an error of, or panicked in, is taken back.
fn finish<T, E>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    let done = catch_unwind(AssertUnwindSafe(|| work(conn)));
    match done {
        Ok(Ok(value)) => match conn.batch_execute("COMMIT") {
            Ok(()) => Ok(value),
            Err(err) => {
                take_back(conn);
                Err(err.into())
            }
        },
        Ok(Err(err)) => {
            take_back(conn);
            Err(err)
        }
        Err(panic) => {
            take_back(conn);
            std::panic::resume_unwind(panic)
        }
    }
}

/// Ends a transaction that came to nothing. It may be over already: a full disk and a lost server end it by
/// themselves, and what remains of the connection shows when it is asked next.
fn take_back(conn: &mut Conn) {
    let _ = conn.batch_execute("ROLLBACK");
}

static STATEMENTS: AtomicU64 = AtomicU64::new(0);

/// How many statements this process has sent to its database.
pub fn statements() -> u64 {
    STATEMENTS.load(Ordering::Relaxed)
}

/// Counts the statements of a connection.
fn count_statements(conn: &mut Conn) {
    conn.set_instrumentation(|event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            STATEMENTS.fetch_add(1, Ordering::Relaxed);
        }
    });
}

type Work = Box<dyn FnOnce(Result<&mut Conn, DatabaseError>) + Send>;

/// The right to do a piece of work, which either its thread takes or its asker takes back; clones are the same.
#[derive(Clone, Default)]
struct Ticket(Arc<AtomicBool>);

impl Ticket {
    /// Whether it was still there.
    fn take(&self) -> bool {
        !self.0.swap(true, Ordering::SeqCst)
    }
}
type Pool = diesel::r2d2::Pool<Connector>;
type Pooled = diesel::r2d2::PooledConnection<Connector>;

/// Threads that take work from one queue.
struct Crew {
    queue: Arc<Queue>,
    threads: Vec<thread::JoinHandle<()>>,
}

struct Queue {
    waiting: Mutex<Waiting>,
    wake: Condvar,
}

#[derive(Default)]
struct Waiting {
    work: VecDeque<(Kind, Ticket, Work)>,
    closed: bool,
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.queue.waiting.lock().closed = true;
        self.queue.wake.notify_all();
        let here = thread::current().id();
        for thread in self.threads.drain(..).filter(|thread| thread.thread().id() != here) {
            // What a thread panicked of was logged when it happened.
            let _ = thread.join();
        }
    }
}

impl Crew {
    fn start(name: &str, size: usize, pool: Pool) -> Result<Arc<Self>, OpenError> {
        let queue = Arc::new(Queue { waiting: Mutex::default(), wake: Condvar::new() });
        let start = |n| {
            let (queue, pool) = (queue.clone(), pool.clone());
            let thread = thread::Builder::new().name(format!("db-{name}-{n}"));
            thread.spawn(move || queue.serve(&pool))
        };
        let threads: Result<Vec<_>, _> = (0..size).map(start).collect();
        let threads = threads.map_err(|err| OpenError(format!("failed to start a thread for the database: {err}")))?;
        Ok(Arc::new(Self { queue, threads }))
    }

    async fn run<T, E>(
        &self,
        kind: (Mode, Pace),
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        let (answer, mut result) = oneshot::channel();
        let ticket = Ticket::default();
        // The asker may have gone away; then nobody wants the answer.
        self.push((Some(kind), ticket.clone()), work, move |done| drop(answer.send(done)))?;
        let turn = match kind {
            (Mode::Write, _) => patience::WRITE_TURN,
            (Mode::Read, Pace::Reader) => patience::READER_TURN,
            (Mode::Read, _) => patience::DESK_TURN,
        };
        let done = match tokio::time::timeout(turn, &mut result).await {
            Ok(done) => done,
            Err(_) if ticket.take() => return Err(DatabaseError::Busy.into()),
            // It has begun, and ends by itself; what a reader no longer waits for is done in vain.
            Err(_) if kind.1 == Pace::Reader => match tokio::time::timeout(patience::READER_WORK, result).await {
                Ok(done) => done,
                Err(_) => return Err(DatabaseError::Busy.into()),
            },
            Err(_) => result.await,
        };
        done.unwrap_or_else(|_| Err(DatabaseError::Lost.into()))
    }

    fn run_blocking<T, E>(
        &self,
        kind: Kind,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        let (answer, result) = std::sync::mpsc::sync_channel(1);
        self.push((kind, Ticket::default()), work, move |done| drop(answer.send(done)))?;
        result.recv().unwrap_or_else(|_| Err(DatabaseError::Lost.into()))
    }

    fn push<T, E>(
        &self,
        (kind, ticket): (Kind, Ticket),
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        deliver: impl FnOnce(Result<T, E>) + Send + 'static,
    ) -> Result<(), E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        let mut waiting = self.queue.waiting.lock();
        if waiting.work.len() >= LONGEST_QUEUE {
            return Err(DatabaseError::Busy.into());
        }
        let work = move |conn: Result<&mut Conn, DatabaseError>| deliver(conn.map_err(E::from).and_then(work));
        waiting.work.push_back((kind, ticket, Box::new(work)));
        drop(waiting);
        self.queue.wake.notify_one();
        Ok(())
    }
}

impl Queue {
    fn serve(&self, pool: &Pool) {
        while let Some((kind, work)) = self.next() {
            let done = catch_unwind(AssertUnwindSafe(|| match connection(pool, kind) {
                Ok(mut conn) => work(Ok(&mut conn)),
                Err(err) => work(Err(err)),
            }));
            if done.is_err() {
                tracing::error!("work for the database panicked; its asker gets a 500");
            }
        }
    }

    fn next(&self) -> Option<(Kind, Work)> {
        let mut waiting = self.waiting.lock();
        loop {
            while let Some((kind, ticket, work)) = waiting.work.pop_front() {
                if ticket.take() {
                    return Some((kind, work));
                }
            }
            if waiting.closed {
                return None;
            }
            self.wake.wait(&mut waiting);
        }
    }
}

/// A connection whose transaction has begun, or one outside of any. The first word to the server tells
/// whether a connection still works, without a round trip of its own; a broken one is let go for another.
fn connection(pool: &Pool, kind: Kind) -> Result<Pooled, DatabaseError> {
    let mut last = DatabaseError::Lost;
    for _ in 0..=pool.max_size() {
        let mut conn = pool.get().map_err(|err| DatabaseError::Connection(err.to_string()))?;
        let spoken = match kind {
            Some(kind) => begin(&mut conn, kind),
            None => conn.ping(),
        };
        match spoken {
            Ok(()) => return Ok(conn),
            Err(err) if conn.is_broken() => last = DatabaseError::Connection(err.to_string()),
            Err(err) => {
                // Its transaction may have begun before the wait for the lock ended in vain.
                take_back(&mut conn);
                return Err(err.into());
            }
        }
    }
    Err(last)
}

fn pool(address: &Address, mode: Mode, size: usize) -> Result<Pool, OpenError> {
    // A first connection by hand gives the reason; the pool would only say that it waited.
    let connector = Connector(address.clone(), mode);
    connector.open().map_err(|err| OpenError(format!("failed to open {}: {err}", address.shown())))?;
    diesel::r2d2::Pool::builder()
        .max_size(u32::try_from(size).unwrap_or(8))
        .min_idle(Some(0))
        .connection_timeout(Duration::from_secs(2))
        .test_on_check_out(false)
        .build(connector)
        .map_err(|err| OpenError(format!("failed to open {}: {err}", address.shown())))
}

/// Opens connections by the address's own kind: diesel's derived way tries one kind after the other
/// and swallows the reason.
#[derive(Debug)]
struct Connector(Address, Mode);

impl Connector {
    fn open(&self) -> Result<Conn, ConnectionError> {
        let mut conn = match &self.0 {
            Address::Sqlite(path) => Conn::Sqlite(sqlite(path, self.1)?),
            Address::Postgres(url) => Conn::Postgres(postgres(url)?),
        };
        if let (Conn::Postgres(conn), Mode::Read) = (&mut conn, self.1) {
            let limit = patience::READER_WORK.as_millis();
            conn.batch_execute(&format!("{POSTGRES_READS}; SET statement_timeout = {limit}"))
                .map_err(ConnectionError::CouldntSetupConfiguration)?;
        }
        count_statements(&mut conn);
        #[cfg(test)]
        crate::testing::record_statements(&mut conn, &self.0);
        Ok(conn)
    }
}

impl r2d2::ManageConnection for Connector {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Conn, Self::Error> {
        self.open().map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), Self::Error> {
        conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        thread::panicking() || conn.is_broken()
    }
}

fn sqlite(path: &Path, mode: Mode) -> Result<SqliteConnection, ConnectionError> {
    // Reads share the mapped file. Writes go without, or an import's memory grows with the database.
    let mapped = match mode {
        Mode::Read => "PRAGMA mmap_size = 268435456;",
        Mode::Write => "PRAGMA mmap_size = 0;",
    };
    let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; {mapped}"
    ))
    .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

pub(super) fn postgres(url: &str) -> Result<PgConnection, ConnectionError> {
    let mut conn = PgConnection::establish(url)?;
    diesel::sql_query("SET TIME ZONE 'UTC'").execute(&mut conn).map_err(ConnectionError::CouldntSetupConfiguration)?;
    // Rows are read by an index, a few at a time: as on any disk of today, a page beside costs no less, and no
    // statement of ours is worth compiling.
    conn.batch_execute(
        "SET statement_timeout = 0; SET client_min_messages = 'warning'; SET random_page_cost = 1.1; SET jit = off;",
    )
    .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}
