//! A server of its own for each test, on a copy of one demo newsroom that is made once per run.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread::JoinHandle;

use clap::Parser;
use diesel::connection::SimpleConnection;
use newswire::app::Server;
use newswire::auth::Passwords;
use newswire::changes::jobs::Log;
use newswire::clock::Clock;
use newswire::commands;
use newswire::config::{Options, Settings};
use newswire::db::{Database, DatabaseError, Time};
use newswire::media::jobs::Maker;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::Client;
use super::postgres;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A running server; it stops when it is dropped.
pub struct TestServer {
    pub client: Client,
    pub clock: Clock,
    pub db: Database,
    pub settings: Settings,
    pub log: Log,
    pub passwords: Passwords,
    pub maker: Maker,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    database: Option<String>,
    address: String,
    dir: TempDir,
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: Options,
}

/// The settings that a command line would give.
pub fn settings(args: &[&str]) -> Settings {
    let line = Line::parse_from(["newswire"].iter().chain(args));
    line.options.check().expect("settings that are right")
}

const SECRET: &str = "a secret of the tests alone, forty bytes";

/// The moment at which the demo newsroom of the tests was made.
pub fn demo_moment() -> Time {
    Time::parse("2026-11-24T08:00:00Z").expect("a time")
}

impl TestServer {
    /// A server on a fresh copy of the demo newsroom, its clock standing at the moment it was made.
    pub fn demo(backend: Backend) -> Self {
        Self::demo_with(backend, &[])
    }

    /// The same with settings of its own.
    pub fn demo_with(backend: Backend, more: &[&str]) -> Self {
        let template = template(backend);
        let dir = tempfile::tempdir().expect("a folder");
        let database = match backend {
            Backend::Sqlite => {
                let file = dir.path().join("newswire.sqlite");
                std::fs::copy(&template.database, &file).expect("a copy");
                file.display().to_string()
            }
            Backend::Postgres => copy_postgres(&template.database),
        };
        Self::start(backend, dir, &database, Some(&template.data), more)
    }

    /// Another node of this server: on its database, by its clock, with nothing else in common.
    pub fn another(&self) -> Self {
        self.another_with(&[])
    }

    /// The same with settings of its own.
    pub fn another_with(&self, more: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        Self::begin(dir, &self.address, self.clock.clone(), None, more)
    }

    /// The program's command line on this server's data and database.
    pub fn command(&self) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_newswire"));
        command.arg("--data").arg(&self.settings.data).args(["--database", &self.address, "--secret", SECRET]);
        command
    }

    /// A server on an empty database.
    pub fn empty(backend: Backend) -> Self {
        Self::empty_with(backend, &[])
    }

    /// The same with settings of its own.
    pub fn empty_with(backend: Backend, more: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let database = empty_database(backend, dir.path());
        Self::start(backend, dir, &database, None, more)
    }

    /// A server on a database of the test's own, which it removes itself.
    pub fn on(database: &str) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        Self::start(Backend::Sqlite, dir, database, None, &[])
    }

    /// Stops the server, and starts it again on what is left of its data folder.
    pub fn restart(&mut self, more: &[&str], meanwhile: impl FnOnce(&Path)) {
        self.halt();
        meanwhile(self.dir.path());
        let dir = std::mem::replace(&mut self.dir, tempfile::tempdir().expect("a folder"));
        let mut again = Self::begin(dir, &self.address, self.clock.clone(), None, more);
        again.database = self.database.take();
        *self = again;
    }

    fn halt(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A server that failed has said so already.
            let _ = thread.join();
        }
    }

    fn start(backend: Backend, dir: TempDir, database: &str, media: Option<&Path>, more: &[&str]) -> Self {
        let mut server = Self::begin(dir, database, Clock::held_at(demo_moment()), media, more);
        server.database = (backend == Backend::Postgres).then(|| database.to_owned());
        server
    }

    fn begin(dir: TempDir, database: &str, clock: Clock, media: Option<&Path>, more: &[&str]) -> Self {
        let data = dir.path().display().to_string();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let listen = listener.local_addr().expect("an address").to_string();
        let own = ["--data", &data, "--database", database, "--listen", &listen, "--secret", SECRET];
        let quick = ["--workers", "1", "--shutdown-timeout", "1"];
        // An index for every server would take longer than most tests.
        let search = if more.contains(&"--search") { &[][..] } else { &["--search", "off"] };
        let settings = settings(&[&own[..], &quick, search, more].concat());
        // Pictures are the same for every copy, and their files never change.
        if let Some(media) = media {
            std::os::unix::fs::symlink(media.join("media"), settings.media_dir()).expect("a link");
        }
        let (db, secret) = commands::open(&settings).expect("a database");
        let server = Server::new(db.clone(), settings.clone(), clock.clone(), &secret).expect("a server");
        let (log, passwords, maker) = (server.log.clone(), server.passwords.clone(), server.maker.clone());
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let until = async { drop(stopped.await) };
            let served = actix_web::rt::System::new().block_on(commands::serve::serve(server, listener, until));
            served.expect("the server serves");
        });
        let client = Client::new(&format!("http://{listen}"));
        let address = database.to_owned();
        Self {
            client,
            clock,
            db,
            settings,
            log,
            passwords,
            maker,
            stop: Some(stop),
            thread: Some(thread),
            database: None,
            address,
            dir,
        }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.halt();
        if let Some(address) = self.database.take().filter(|_| !std::thread::panicking()) {
            postgres::remove(&address);
        }
    }
}

/// Lays a demo newsroom whose articles end today into a data folder, for a program of its own.
pub fn lay_demo(data: &Path) {
    static TODAY: OnceLock<Template> = OnceLock::new();
    let template = TODAY.get_or_init(|| make_template(Backend::Sqlite, Time::now()));
    std::fs::create_dir(data).expect("a folder");
    std::fs::copy(&template.database, data.join("newswire.sqlite")).expect("a copy");
    std::fs::write(data.join("secret"), SECRET).expect("a secret");
    std::os::unix::fs::symlink(template.data.join("media"), data.join("media")).expect("a link");
}

struct Template {
    database: String,
    data: PathBuf,
}

fn template(backend: Backend) -> &'static Template {
    static SQLITE: OnceLock<Template> = OnceLock::new();
    static POSTGRES: OnceLock<Template> = OnceLock::new();
    match backend {
        Backend::Sqlite => SQLITE.get_or_init(|| make_template(backend, demo_moment())),
        Backend::Postgres => POSTGRES.get_or_init(|| make_template(backend, demo_moment())),
    }
}

fn make_template(backend: Backend, moment: Time) -> Template {
    // The pictures are drawn once for both databases: `keep` finds the files of the first.
    static DATA: OnceLock<PathBuf> = OnceLock::new();
    let data = DATA.get_or_init(|| tempfile::tempdir().expect("a folder").keep());
    let database = empty_database(backend, data);
    let settings = settings(&["--data", &data.display().to_string(), "--database", &database, "--secret", SECRET]);
    let (db, _) = commands::open(&settings).expect("a database");
    newswire::demo::seed(&db, &settings, moment).expect("a demo newsroom");
    if backend == Backend::Sqlite {
        // The copy takes the main file alone.
        db.maintain(|conn| conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").map_err(DatabaseError::from))
            .expect("a checkpoint");
    }
    drop(db);
    Template { database, data: data.clone() }
}

/// An empty database of its own.
pub fn empty_database(backend: Backend, dir: &Path) -> String {
    match backend {
        Backend::Sqlite => dir.join(format!("{}.sqlite", postgres::fresh_name())).display().to_string(),
        Backend::Postgres => postgres::create(),
    }
}

fn copy_postgres(template: &str) -> String {
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let name = postgres::fresh_name();
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    postgres::run(&format!("CREATE DATABASE {name} TEMPLATE {}", postgres::name_of(template)));
    postgres::address(&name).expect("a server")
}

/// An address that nothing listens on.
pub fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}

/// Waits until a program of its own answers.
pub fn wait_until_ready(client: &Client, child: &mut std::process::Child) {
    for _ in 0..1200 {
        if client.try_get("/health/ready").is_some_and(|status| status == 200) {
            return;
        }
        assert!(child.try_wait().expect("a process").is_none(), "the program ended before it was ready");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the program was not ready after two minutes");
}

/// Adds the administrator `root@desk.example` by the program itself; `program` knows its database.
pub fn add_administrator(mut program: Command, password: &str) {
    let mut added =
        program.args(["user", "add", "root@desk.example"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    added.stdin.take().unwrap().write_all(format!("{password}\n").as_bytes()).unwrap();
    assert!(added.wait().unwrap().success());
}
