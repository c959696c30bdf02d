//! What goes wrong around the server: the disk is full, the database is away, everybody is busy, a client dawdles.
//! It says so, loses nothing, and is well again by itself.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use image::ImageFormat;
use newswire::auth::Role;
use newswire::db::{Address, Conn, DatabaseError, Id};
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::client::Answer;
use crate::support::cluster::Cluster;
use crate::support::desk::{Desk, PASSWORD};
use crate::support::upload::drawn;
use crate::support::{Backend, Client, TestServer, postgres, server};

const ARTICLES: &str = "/v1/admin/articles";

fn published(desk: &Desk, title: &str) -> Value {
    let made = desk.made(ARTICLES, &json!({"title": title}));
    let path = format!("{ARTICLES}/{}/steps/publish", made["id"].as_str().unwrap());
    desk.change("POST", &path, &json!({})).json()
}

fn pinned(server: &TestServer, answer: &Answer, status: u16, code: &str, title: &str, detail: &str) {
    let kind = format!("{}/docs/problems/{}", server.settings.public_url, code.replace('_', "-"));
    let want = json!({"type": kind, "title": title, "status": status, "detail": detail, "code": code});
    assert_eq!((answer.status, answer.problem()), (status, want));
}

fn is_full(server: &TestServer, answer: &Answer) {
    let detail = "The server's disk is full: nothing was stored.";
    pinned(server, answer, 507, "insufficient_storage", "Insufficient storage", detail);
}

fn is_away(server: &TestServer, answer: &Answer) {
    let detail = "The database is not to be had at the moment.";
    pinned(server, answer, 503, "unavailable", "Unavailable", detail);
    assert_eq!(answer.header("retry-after"), "2");
}

/// Lets the database have no room, or as much as it wants.
fn room(server: &TestServer, there: bool) {
    server.db.maintain(move |conn| {
        let sql = match (&conn, there) {
            (Conn::Sqlite(_), false) => "PRAGMA max_page_count = 1",
            (Conn::Sqlite(_), true) => "PRAGMA max_page_count = 1000000000",
            (Conn::Postgres(_), false) => "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                RAISE EXCEPTION 'could not extend file \"base/1/2\": No space left on device' USING ERRCODE = '53100'; END $$; \
                CREATE TRIGGER full_disk BEFORE INSERT ON revisions FOR EACH ROW EXECUTE FUNCTION full_disk()",
            (Conn::Postgres(_), true) => "DROP TRIGGER full_disk ON revisions; DROP FUNCTION full_disk",
        };
        conn.batch_execute(sql).map_err(DatabaseError::from)
    }).unwrap();
}

on_both_empty! {
    fn a_full_disk_stores_nothing_and_serves_what_is_there(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = published(&desk, "Before");
        room(&server, false);
        let body = json!({"title": "Meanwhile", "body": {"html": format!("<p>{}</p>", "much ".repeat(20_000))}});
        for _ in 0..3 {
            is_full(&server, &desk.call("POST", ARTICLES, &[("Idempotency-Key", "k")], &body));
        }
        let path = format!("{ARTICLES}/{}", article["id"].as_str().unwrap());
        is_full(&server, &desk.change("PATCH", &path, &json!({"body": body["body"]})));
        assert_eq!(desk.json(&path)["revision"], article["revision"], "nothing of it was stored");
        assert_eq!(server.client.json("/v1/articles")["page"]["total"], 1);
        assert_eq!(server.client.get("/health/ready").status, 200);
        room(&server, true);
        let made = desk.call("POST", ARTICLES, &[("Idempotency-Key", "k")], &body);
        assert_eq!((made.status, &made.json()["slug"]), (201, &json!("meanwhile")), "well again by itself");
        assert_eq!(desk.json(ARTICLES)["data"].as_array().unwrap().len(), 2);
    }

    fn threat_59_who_waits_too_long_for_the_database_is_told_so(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        published(&desk, "Kept");
        assert_eq!(server.client.get("/v1/articles").status, 200);
        // Every thread that reads is busy until it is let go.
        let (free, gates): (Vec<_>, Vec<_>) = (0..32).map(|_| mpsc::channel::<()>()).unzip();
        let busy: Vec<_> = gates.into_iter().map(|gate: mpsc::Receiver<()>| {
            let db = server.db.clone();
            std::thread::spawn(move || db.read_blocking(move |_| { let _ = gate.recv(); Ok::<_, DatabaseError>(()) }))
        }).collect();
        let timed = |ask: &dyn Fn() -> Answer| {
            let began = Instant::now();
            is_away(&server, &ask());
            began.elapsed().as_secs_f64()
        };
        let reader = timed(&|| server.client.get("/v1/articles?limit=7"));
        assert!((1.9..4.5).contains(&reader), "a reader waited {reader} s");
        // Its token is looked up first, and nobody reads.
        let editor = timed(&|| desk.get(ARTICLES));
        assert!((4.9..15.0).contains(&editor), "the newsroom waited {editor} s");
        assert_eq!(server.client.get("/v1/articles").status, 200, "what is kept needs no database");
        assert_eq!(server.client.get("/health/live").status, 200);
        drop(free);
        busy.into_iter().for_each(|one| one.join().unwrap().unwrap());
        assert_eq!((server.client.get("/v1/articles?limit=7").status, desk.get(ARTICLES).status), (200, 200));
    }

    fn threat_59_only_readers_have_their_statements_cut(server: TestServer) {
        let shown = |conn: &mut Conn| match conn {
            Conn::Sqlite(_) => Ok("none".to_owned()),
            Conn::Postgres(conn) => {
                let set: Setting = diesel::sql_query("SHOW statement_timeout").get_result(conn)?;
                Ok::<_, DatabaseError>(set.statement_timeout)
            }
        };
        let db = &server.db;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        for _ in 0..2 {
            let found = [
                runtime.block_on(db.read_soon(shown)), runtime.block_on(db.read(shown)), db.read_blocking(shown),
                runtime.block_on(db.write(shown)), db.write_blocking(shown), db.maintain(shown), db.rehearse(shown),
            ];
            let found = found.map(Result::unwrap);
            let is_postgres = matches!(server.settings.database, Address::Postgres(_));
            assert_eq!(found, if is_postgres { ["5s", "30s", "0", "30s", "0", "0", "0"] } else { ["none"; 7] });
        }
    }

    fn threat_60_failing_requests_leave_the_pool_as_it_was(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        for n in 0..300 {
            let path = match n % 6 {
                0 => "/v1/articles?limit=0",
                1 => "/v1/articles/no-such",
                2 => "/v1/articles?page=200&limit=100",
                3 => "/v1/articles?cursor=x",
                4 => "/v1/admin/articles/x",
                _ => "/v1/admin/comments?limit=0",
            };
            assert!([400, 404].contains(&desk.get(path).status), "{path}");
            assert_eq!(desk.post(ARTICLES, &json!({"title": ""})).status, 422);
        }
        let began = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..16 { scope.spawn(|| assert_eq!(desk.get(ARTICLES).status, 200)); }
        });
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        assert_eq!(desk.post(ARTICLES, &json!({"title": "Still"})).status, 201);
    }

    fn sixty_four_editors_of_one_article_lose_nothing(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = desk.made(ARTICLES, &json!({"title": "Start"}));
        let path = format!("{ARTICLES}/{}", article["id"].as_str().unwrap());
        let one = |n: usize| {
            let (desk, mut late) = (desk.clone(), 0);
            loop {
                let now = desk.get(&path);
                let title = format!("{} {n}", now.json()["title"].as_str().unwrap());
                let answer = desk.call("PATCH", &path, &[("If-Match", now.header("etag"))], &json!({"title": title}));
                match answer.status {
                    200 => return late,
                    412 => { late += 1; assert!(answer.problem()["current"]["revision"].is_number()); }
                    status => panic!("{status}: {}", answer.text()),
                }
            }
        };
        let late: usize = std::thread::scope(|scope| {
            let all: Vec<_> = (0..64).map(|n| scope.spawn(move || one(n))).collect();
            all.into_iter().map(|one| one.join().unwrap()).sum()
        });
        assert!(late > 0, "nobody was ever late: nothing was tried");
        let end = desk.json(&path);
        let mut words: Vec<usize> = end["title"].as_str().unwrap().split(' ').skip(1).map(|word| word.parse().unwrap()).collect();
        words.sort_unstable();
        assert_eq!((&end["revision"], words), (&json!(65), (0..64).collect()), "each one's word is in it");
        let newest = desk.json(&format!("{path}/revisions?limit=100"));
        assert_eq!(newest["data"].as_array().unwrap().len(), 65);
    }

    fn bodies_that_are_too_large_are_refused_and_change_nothing(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let large = json!({"title": "Large", "body": {"html": "x".repeat(8 << 20)}});
        let answer = desk.post(ARTICLES, &large);
        let problem = answer.problem();
        assert_eq!((answer.status, &problem["code"]), (413, &json!("payload_too_large")));
        assert!(problem["detail"].as_str().unwrap().starts_with("The body is larger than "));
        for (method, path) in [("POST", "/v1/admin/comments/bulk"), ("POST", "/v1/admin/redirects"), ("POST", "/v1/admin/session")] {
            assert_eq!(desk.call(method, path, &[], &large).status, 413, "{path}");
        }
        assert_eq!(desk.json(ARTICLES)["data"], json!([]));
    }

    fn a_body_that_dribbles_is_given_up(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let address = server.settings.public_url.trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(&address).unwrap();
        let head = format!("POST {ARTICLES} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"title\"", desk.token);
        stream.write_all(head.as_bytes()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
        let (began, mut answer) = (Instant::now(), [0_u8; 4096]);
        let read = stream.read(&mut answer).unwrap();
        let text = String::from_utf8_lossy(&answer[..read]);
        assert!(text.starts_with("HTTP/1.1 408 ") && text.contains("The body did not arrive within 15 seconds."), "{text}");
        assert!(began.elapsed() < Duration::from_secs(30));
        assert_eq!(desk.json(ARTICLES)["data"], json!([]));
    }
}

#[derive(diesel::QueryableByName)]
struct Setting {
    #[diesel(sql_type = diesel::sql_types::Text)]
    statement_timeout: String,
}

/// A table that a maintainer has locked stops whoever wants to read it.
#[test]
fn threat_59_a_reader_is_not_kept_by_a_statement_that_does_not_end() {
    if postgres::server().is_none() {
        return;
    }
    let server = TestServer::empty(Backend::Postgres);
    let desk = server.desk("ada", Role::Editor);
    published(&desk, "Kept");
    assert_eq!(server.client.get("/v1/articles").status, 200);
    let ((locked, is_locked), (free, gate)) = (mpsc::channel(), mpsc::channel::<()>());
    let db = server.db.clone();
    let lock = std::thread::spawn(move || {
        db.write_blocking(move |conn| {
            conn.batch_execute("LOCK TABLE articles IN ACCESS EXCLUSIVE MODE")?;
            locked.send(()).unwrap();
            let _ = gate.recv();
            Ok::<_, DatabaseError>(())
        })
    });
    is_locked.recv().unwrap();
    std::thread::scope(|scope| {
        let patient = scope.spawn(|| desk.get(ARTICLES).status);
        let began = Instant::now();
        is_away(&server, &server.client.get("/v1/articles?limit=7"));
        assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
        assert_eq!(server.client.get("/v1/articles").status, 200, "what is kept needs no database");
        assert!(!patient.is_finished(), "the newsroom goes on waiting");
        drop(free);
        assert_eq!(patient.join().unwrap(), 200);
    });
    lock.join().unwrap().unwrap();
    assert_eq!(server.client.get("/v1/articles?limit=7").status, 200);
}

#[test]
fn a_database_that_goes_and_comes_back_is_waited_for() {
    let Some(cluster) = Cluster::new() else {
        println!("left out: there is no PostgreSQL on this machine to be stopped and started");
        return;
    };
    cluster.start();
    let server = TestServer::on(&cluster.address());
    let desk = server.desk("ada", Role::Editor);
    published(&desk, "Before");
    let kept = server.client.get("/v1/articles").body;
    cluster.stop();
    for _ in 0..2 {
        is_away(&server, &server.client.get("/v1/articles?limit=7"));
        is_away(&server, &desk.post(ARTICLES, &json!({"title": "Meanwhile"})));
        is_away(&server, &server.client.get("/health/ready"));
    }
    assert_eq!(server.client.get("/v1/articles").body, kept, "what is kept is served on");
    assert_eq!(server.client.get("/health/live").status, 200);
    cluster.start();
    let began = Instant::now();
    while server.client.get("/health/ready").status != 200 || desk.get(ARTICLES).status != 200 {
        assert!(began.elapsed() < Duration::from_secs(30), "it is not well again");
    }
    published(&desk, "After");
    let titles: Vec<Value> =
        server.client.walk("/v1/articles?sort=title").iter().map(|row| row["title"].clone()).collect();
    assert_eq!(titles, ["After", "Before"], "and what is kept follows again");
    drop(server);
}

#[test]
fn a_connection_that_is_cut_in_a_write_leaves_nothing_half_done() {
    if postgres::server().is_none() {
        return;
    }
    let server = TestServer::empty(Backend::Postgres);
    let desk = server.desk("ada", Role::Editor);
    let Address::Postgres(address) = &server.settings.database else { panic!("another database") };
    let name = postgres::name_of(address).to_owned();
    let cut: Result<(), DatabaseError> = server.db.write_blocking(move |conn| {
        conn.batch_execute("INSERT INTO facts (name, value) VALUES ('half', 'done')")?;
        postgres::run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND state LIKE 'idle in transaction%'"));
        conn.batch_execute("INSERT INTO facts (name, value) VALUES ('other', 'half')")?;
        Ok(())
    });
    assert!(matches!(cut, Err(DatabaseError::Connection(_))), "{cut:?}");
    assert_eq!(desk.post(ARTICLES, &json!({"title": "After"})).status, 201, "the next write has another connection");
    let half = server.db.read_blocking(|conn| newswire::db::facts::get(conn, "half").map_err(DatabaseError::from));
    assert_eq!(half.unwrap(), None);
}

/// A small disk of its own, which ends with the test.
struct Disk(tempfile::TempDir);

impl Disk {
    /// None where one may not mount.
    fn new(size: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        Self::mounted(dir.path(), size).then_some(Self(dir))
    }

    fn mounted(at: &Path, size: &str) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "newswire-test"]).arg(at);
        mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    fn filler(&self) -> std::path::PathBuf {
        self.0.path().join("filler")
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        let mut filler = std::fs::File::create(self.filler()).unwrap();
        let mut piece = 1 << 20;
        while piece > 0 {
            if filler.write_all(&vec![b'x'; piece]).is_err() {
                piece /= 2;
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a test that has failed may have left something open.
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// A server in a process of its own, which ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newswire"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("NEWSWIRE_")) {
        command.env_remove(name);
    }
    command.arg("--data").arg(data);
    command
}

/// The same as above with a disk that is really full: database, log and pictures lie on it.
#[test]
fn a_disk_that_is_really_full_stores_nothing_and_is_well_again_with_room() {
    let Some(disk) = Disk::new("32m") else {
        println!("left out: nothing may be mounted here, so no disk was filled");
        return;
    };
    let data = disk.0.path().join("data");
    server::add_administrator(program(&data), PASSWORD);
    let listen = server::free_address();
    let serve = ["serve", "--listen", &listen, "--log-level", "error"];
    let mut child = Program(program(&data).args(serve).stderr(Stdio::null()).spawn().unwrap());
    let client = Client::new(&format!("http://{listen}"));
    server::wait_until_ready(&client, &mut child.0);
    let sign_in = json!({"email": "root@desk.example", "password": PASSWORD});
    let tokens = client.post("/v1/admin/session", &sign_in).json();
    let word = |name: &str| tokens[name].as_str().unwrap().to_owned();
    let (token, refresh_token) = (word("access_token"), word("refresh_token"));
    let desk = Desk { client: client.clone(), token, refresh_token, user: Id::new(), email: String::new() };
    let before = published(&desk, "Before");
    let path = format!("{ARTICLES}/{}", before["id"].as_str().unwrap());
    let shown = desk.upload("before.png", &drawn(40, 40, ImageFormat::Png));
    assert_eq!(desk.ready(shown["id"].as_str().unwrap())["state"], "ready");

    disk.fill();
    let is_full = |answer: &Answer| {
        let detail = "The server's disk is full: nothing was stored.";
        let kind = format!("http://{listen}/docs/problems/insufficient-storage");
        let want = json!({"type": kind, "title": "Insufficient storage", "status": 507, "detail": detail, "code": "insufficient_storage"});
        assert_eq!((answer.status, answer.problem()), (507, want));
    };
    // Larger than what the log of the database has room for already.
    let body = json!({"title": "Meanwhile", "body": {"html": format!("<p>{}</p>", "much ".repeat(150_000))}});
    let picture = drawn(900, 900, ImageFormat::Png);
    for _ in 0..3 {
        is_full(&desk.call("POST", ARTICLES, &[("Idempotency-Key", "k")], &body));
        is_full(&desk.change("PATCH", &path, &json!({"body": body["body"]})));
        is_full(&desk.form("POST", "/v1/admin/media", &[], &[("file", Some("much.png"), &picture)]));
        for readable in
            ["/v1/articles", "/v1/articles?limit=7", "/v1/articles/before?fields=title", "/v1/site", "/health/ready"]
        {
            assert_eq!(client.get(readable).status, 200, "{readable}");
        }
        assert_eq!(desk.json(&path)["revision"], before["revision"], "nothing of it was stored");
        let file = shown["url"].as_str().unwrap().trim_start_matches(&format!("http://{listen}")).to_owned();
        assert_eq!(client.get(&file).status, 200);
    }
    assert_eq!(desk.json("/v1/admin/media")["data"].as_array().unwrap().len(), 1);

    std::fs::remove_file(disk.filler()).unwrap();
    let made = desk.call("POST", ARTICLES, &[("Idempotency-Key", "k")], &body);
    assert_eq!((made.status, &made.json()["slug"]), (201, &json!("meanwhile")), "well again by itself");
    assert_eq!(desk.change("PATCH", &path, &json!({"title": "After"})).status, 200);
    let later = desk.upload("much.png", &picture);
    assert_eq!(desk.ready(later["id"].as_str().unwrap())["state"], "ready");
    drop(child);
    let checked = program(&data).arg("check").output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

/// The widths were given up after five attempts, whatever the reason: a disk that was full for an hour left pictures
/// without widths for good.
#[test]
fn widths_that_had_no_room_are_made_as_soon_as_there_is() {
    let Some(disk) = Disk::new("64k") else {
        println!("left out: nothing may be mounted here, so no disk was filled");
        return;
    };
    let server = TestServer::empty(Backend::Sqlite);
    let desk = server.desk("ada", Role::Editor);
    std::os::unix::fs::symlink(disk.0.path(), server.settings.media_dir()).unwrap();
    // It finds room itself; more than twenty widths and crops do not.
    let media = desk.upload("large.jpg", &drawn(500, 400, ImageFormat::Jpeg));
    let id = media["id"].as_str().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let later = || {
        server.clock.set(server.clock.now().plus_seconds(3_600));
        runtime.block_on(server.maker.step()).unwrap();
        server.sign_in(desk.user, &desk.email).json(&format!("/v1/admin/media/{id}"))
    };
    for _ in 0..8 {
        let now = later();
        assert_eq!((&now["state"], &now["widths"]), (&json!("rendering"), &json!([])), "{now}");
    }
    let mut more = Command::new("mount");
    more.args(["-o", "remount,size=16m"]).arg(disk.0.path());
    assert!(more.status().unwrap().success());
    // The server's own turn may be in between.
    let made = (0..20).map(|_| later()).find(|media| media["state"] != "rendering").unwrap();
    assert_eq!((&made["state"], &made["widths"]), (&json!("ready"), &json!([320, 480, 500])));
}
