//! The PostgreSQL server that tests use: the one at `NEWSWIRE_TEST_POSTGRES_URL`, else a throw-away
//! cluster of the installed binaries that ends with this process.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The address of the server, without a database's name; none where there is no PostgreSQL.
pub fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            let given = std::env::var("NEWSWIRE_TEST_POSTGRES_URL").ok();
            let found = given.or_else(start);
            if found.is_none() {
                assert!(
                    std::env::var("CI").is_err(),
                    "CI needs PostgreSQL: install it, or set NEWSWIRE_TEST_POSTGRES_URL"
                );
                println!("left out: there is no PostgreSQL on this machine, so nothing was tried on it");
            }
            found
        })
        .as_deref()
}

/// The address of a database of the server.
pub fn address(database: &str) -> Option<String> {
    let server = server()?;
    let (base, query) = server.split_once('?').map_or((server, ""), |(base, query)| (base, query));
    let base = base.trim_end_matches('/');
    Some(format!("{base}/{database}?{query}"))
}

/// Runs a statement in the server's own database.
pub fn run(sql: &str) {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, PgConnection};
    let address = address("postgres").expect("a server");
    let mut conn = PgConnection::establish(&address).expect("the server answers");
    conn.batch_execute(sql).unwrap_or_else(|err| panic!("{sql}: {err}"));
}

/// A name that no other database has.
pub fn fresh_name() -> String {
    static TURN: AtomicUsize = AtomicUsize::new(0);
    format!("newswire_{}_{}", std::process::id(), TURN.fetch_add(1, Ordering::Relaxed))
}

/// The address of a new, empty database.
pub fn create() -> String {
    let name = fresh_name();
    run(&format!("CREATE DATABASE {name}"));
    address(&name).expect("a server")
}

/// Removes a database, whoever is still connected to it.
pub fn remove(address: &str) {
    run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_of(address)));
}

/// The name of the database at an address.
pub fn name_of(address: &str) -> &str {
    address.split('?').next().and_then(|base| base.rsplit('/').next()).expect("a name")
}

fn start() -> Option<String> {
    let bin = binaries()?;
    let dir = tempfile::Builder::new().prefix("newswire-pg-").tempdir().expect("a folder").keep();
    let (root, data) = initialise(&bin, &dir);
    serve(root, &bin, &data, &dir);
    wait(root, &bin, &dir);
    Some(format!("postgres://newswire@/?host={}", dir.display()))
}

/// Makes the files of a cluster in a folder; whether its programs must run as another user, and where it is.
pub fn initialise(bin: &Path, dir: &Path) -> (bool, PathBuf) {
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0");
    if root {
        // The server refuses to run as root.
        Command::new("chown").arg("postgres").arg(dir).status().expect("chown runs");
    }
    let data = dir.join("data");
    let made = as_user(root, &bin.join("initdb"))
        .args(["-D".as_ref(), data.as_os_str()])
        .args(["-U", "newswire", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"])
        .stdout(Stdio::null())
        .status();
    assert!(made.is_ok_and(|status| status.success()), "initdb failed");
    (root, data)
}

/// The server ends when this process does: its guard reads a pipe that closes then.
fn serve(root: bool, bin: &Path, data: &Path, dir: &Path) {
    let script = "\"$0\" -D \"$1\" -k \"$2\" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
                  -c max_connections=400 -c shared_buffers=64MB >\"$2/log\" 2>&1 & cat >/dev/null; kill -INT $!; wait; rm -rf \"$2\"";
    let mut guard = as_user(root, Path::new("sh"));
    guard.args(["-c", script]).arg(bin.join("postgres")).arg(data).arg(dir);
    guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    std::mem::forget(guard.spawn().expect("the server's guard starts"));
}

fn wait(root: bool, bin: &Path, dir: &Path) {
    for _ in 0..200 {
        let ready = as_user(root, &bin.join("pg_isready")).arg("-q").arg("-h").arg(dir).status();
        if ready.is_ok_and(|status| status.success()) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("PostgreSQL did not start: {}", std::fs::read_to_string(dir.join("log")).unwrap_or_default());
}

/// A program to be run as the user who may.
pub fn as_user(root: bool, program: &Path) -> Command {
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

/// Where the programs of PostgreSQL are, where they are.
pub fn binaries() -> Option<PathBuf> {
    let mut known: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    known.sort();
    known.reverse();
    known.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let needed = ["initdb", "postgres", "pg_isready"];
    known.into_iter().find(|bin| needed.iter().all(|program| bin.join(program).exists()))
}
