//! `kill -9` at random moments, under eight who write and two who read through HTTP: what was acknowledged is
//! there, pictures with their files too, and nothing is half done. `NEWSWIRE_KILL_ROUNDS` says how many rounds (3), `NEWSWIRE_KILL_SEED` which
//! moments.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use image::ImageFormat;
use newswire::clock::Clock;
use newswire::db::types::Uuid;
use newswire::db::{Database, DatabaseError, Id, Statement};
use serde_json::{Value, json};

use crate::support::editor::{Editor, id};
use crate::support::server::{add_administrator, empty_database, free_address, settings};
use crate::support::upload::{drawn, form, form_type};
use crate::support::{Backend, postgres};

const WRITERS: usize = 8;
const READERS: usize = 2;
const PASSWORD: &str = "a sentence of the tests";

/// What must be so of every article; each counts those of which it is not.
const WHOLE: [(&str, &str); 8] = [
    (
        "body",
        "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM article_bodies b WHERE b.article_id = a.id)",
    ),
    (
        "revisions",
        "SELECT count(*) FROM articles a WHERE a.revision <> (SELECT count(*) FROM revisions r WHERE r.article_id = a.id)",
    ),
    (
        "tag",
        "SELECT count(*) FROM articles a WHERE 1 <> (SELECT count(*) FROM article_tags t WHERE t.article_id = a.id)",
    ),
    (
        "audit entries",
        "SELECT count(*) FROM articles a WHERE a.revision <> (SELECT count(*) FROM audit u WHERE u.resource_kind = 'article' AND u.resource_id = a.id)",
    ),
    (
        "row of the log",
        "SELECT count(*) FROM articles a WHERE a.version > 0 AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.kind = 'article' AND c.resource_id = a.id AND c.version = a.version)",
    ),
    (
        "row in its list",
        "SELECT count(*) FROM articles a WHERE a.publishable = TRUE AND NOT EXISTS (SELECT 1 FROM tag_feed f WHERE f.article_id = a.id)",
    ),
    (
        "owner's row",
        "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM article_desk d WHERE d.article_id = a.id)",
    ),
    (
        "count of comments",
        "SELECT count(*) FROM articles a WHERE a.comment_count <> (SELECT count(*) FROM comments c WHERE c.subject_kind = 'article' AND c.subject_id = a.id AND c.status = 'approved')",
    ),
];

/// A request as a writer keeps it in mind: what it would leave behind.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    revision: i64,
    title: String,
    status: &'static str,
}

/// What all writers were told, and what none of them heard the answer of.
#[derive(Default)]
struct Ledger {
    acknowledged: Mutex<HashMap<String, Kept>>,
    /// Creations without an answer: key and body.
    unheard: Mutex<Vec<(String, Value)>>,
    writes: AtomicUsize,
    /// Pictures that were taken: where they are, and the bytes that are there.
    pictures: Mutex<HashMap<String, (String, u64)>>,
}

struct House {
    /// The program as it was at the start, and its data: a build meanwhile changes nothing.
    dir: tempfile::TempDir,
    database: String,
    key: String,
    ledger: Ledger,
}

/// A client that gives up quickly: its server may be dead.
#[derive(Clone)]
struct Line {
    agent: ureq::Agent,
    base: String,
    key: String,
}

impl Line {
    fn new(listen: &str, key: &str) -> Self {
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(20)));
        Self { agent: config.build().into(), base: format!("http://{listen}"), key: key.to_owned() }
    }

    /// Brings a picture; the medium as it was answered.
    fn bring(&self, picture: &[u8]) -> Option<(u16, Value)> {
        let request = ureq::http::Request::builder().method("POST").uri(format!("{}/v1/admin/media", self.base));
        let request =
            request.header("Authorization", format!("Bearer {}", self.key)).header("Content-Type", form_type());
        let mut answer = self.agent.run(request.body(form(&[("file", Some("a.png"), picture)])).unwrap()).ok()?;
        let status = answer.status().as_u16();
        let text = answer.body_mut().read_to_string().ok()?;
        Some((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    /// A file as readers get it: its status and how long it is.
    fn file(&self, path: &str) -> (u16, u64) {
        let mut answer = self.agent.get(format!("{}{path}", self.base)).call().unwrap();
        let bytes = answer.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap();
        (answer.status().as_u16(), bytes.len() as u64)
    }

    /// The status and the body; none where nobody answered.
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Option<(u16, Value)> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        request = request.header("Authorization", format!("Bearer {}", self.key));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = match body {
            Some(body) => {
                self.agent.run(request.header("Content-Type", "application/json").body(body.to_string()).unwrap())
            }
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut answer = answer.ok()?;
        let status = answer.status().as_u16();
        // An answer that broke off was none.
        let text = answer.body_mut().read_to_string().ok()?;
        Some((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }
}

/// Numbers that are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, most: u64) -> u64 {
        self.0 = u64::from_le_bytes(blake3::hash(&self.0.to_le_bytes()).as_bytes()[..8].try_into().unwrap());
        self.0 % most
    }
}

impl House {
    /// A database with a tag, an administrator and a key for machines, all made by the program itself.
    fn build(backend: Backend) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let database = empty_database(backend, dir.path());
        std::fs::copy(env!("CARGO_BIN_EXE_newswire"), dir.path().join("program")).unwrap();
        add_administrator(program(dir.path(), &database), PASSWORD);
        let mut house = Self { dir, database, key: String::new(), ledger: Ledger::default() };
        let db = house.open();
        Editor { db: db.clone(), clock: Clock::system() }.tag("tag", "tag", "Tag");
        drop(db);
        let (mut child, line, _) = house.start();
        let body = json!({"email": "root@desk.example", "password": PASSWORD});
        let (_, session) = line.send("POST", "/v1/admin/session", &[], Some(&body)).unwrap();
        let line = Line { key: session["access_token"].as_str().unwrap().to_owned(), ..line };
        let scopes = json!({"name": "writers", "scopes": ["articles:read", "articles:write", "articles:publish", "comments:read", "comments:write", "media:read", "media:write"]});
        let (status, made) = line.send("POST", "/v1/admin/keys", &[], Some(&scopes)).unwrap();
        assert_eq!(status, 201, "{made}");
        house.key = made["secret"].as_str().unwrap().to_owned();
        end(&mut child);
        house
    }

    fn open(&self) -> Database {
        let data = self.dir.path().display().to_string();
        let settings = settings(&["--data", &data, "--database", &self.database]);
        Database::open(&settings.database).unwrap()
    }

    /// Starts the program; how long it took to the first answer. Where it ends before that it is started again, as
    /// whoever runs it does: a database that is busy with other tests may let it wait in vain.
    fn start(&self) -> (Child, Line, Duration) {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(120) {
            if let Some(started) = self.start_once() {
                return started;
            }
        }
        panic!("no answer after two minutes");
    }

    fn start_once(&self) -> Option<(Child, Line, Duration)> {
        let listen = free_address();
        let began = Instant::now();
        let mut child = program(self.dir.path(), &self.database)
            .args(["serve", "--listen", &listen, "--log-level", "error"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let line = Line::new(&listen, &self.key);
        while line.send("GET", "/v1/articles?limit=1", &[], None).is_none_or(|(status, _)| status != 200) {
            if child.try_wait().unwrap().is_some() {
                return None;
            }
            std::thread::yield_now();
        }
        Some((child, line, began.elapsed()))
    }

    /// Writes and reads until the program is killed.
    fn round(&self, round: usize, child: &mut Child, line: &Line, life: Duration) {
        let dead = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for n in 0..WRITERS {
                let (line, dead) = (line.clone(), &dead);
                scope.spawn(move || self.write(&line, &format!("{round}-{n}"), dead));
            }
            for _ in 0..READERS {
                let (line, dead) = (line.clone(), &dead);
                scope.spawn(move || read(&line, dead));
            }
            // The moment is the test's own matter: nothing is waited for.
            std::thread::sleep(life);
            end(child);
            dead.store(true, Ordering::SeqCst);
        });
    }

    /// Makes articles, publishes them, changes them and comments on them, until nobody answers.
    fn write(&self, line: &Line, name: &str, dead: &AtomicBool) {
        for n in 0.. {
            if self.write_one(line, &format!("{name}-{n}"), n, dead).is_none() {
                return;
            }
        }
    }

    fn write_one(&self, line: &Line, name: &str, n: usize, dead: &AtomicBool) -> Option<()> {
        if n.is_multiple_of(4) {
            self.write_picture(line, n, dead)?;
        }
        let (title, key) = (format!("Article {name}"), format!("key-{name}"));
        let body = json!({"title": title, "body": {"html": format!("<p>{title}.</p>")}, "tag_ids": [id("tag", "tag")]});
        let made = line.send("POST", "/v1/admin/articles", &[("Idempotency-Key", &key)], Some(&body));
        if made.is_none() {
            self.ledger.unheard.lock().unwrap().push((key, body));
        }
        let made = said(made, 201, dead)?;
        let path = format!("/v1/admin/articles/{}", made["id"].as_str().unwrap());
        self.keep(&made, &title, "draft");
        let live = line.send("POST", &format!("{path}/steps/publish"), &[("If-Match", "\"1\"")], Some(&json!({})));
        let live = said(live, 200, dead)?;
        self.keep(&live, &title, "published");
        if n.is_multiple_of(20) {
            let comment = json!({"author_name": format!("Reader {name}"), "body": format!("On {name}.")});
            // A limit of its own may be met.
            line.send(
                "POST",
                &format!("/v1/articles/{}/comments", live["slug"].as_str().unwrap()),
                &[],
                Some(&comment),
            )?;
        }
        let title = format!("{title}, changed");
        let changed = line.send("PATCH", &path, &[("If-Match", "\"2\"")], Some(&json!({"title": title})));
        let changed = said(changed, 200, dead)?;
        self.keep(&changed, &title, "published");
        Some(())
    }

    /// Brings a picture of which there is no other.
    fn write_picture(&self, line: &Line, n: usize, dead: &AtomicBool) -> Option<()> {
        let size = 8 + u32::try_from(n % 40).unwrap();
        let made = said(line.bring(&drawn(size, size, ImageFormat::Png)), 201, dead)?;
        let url = made["url"].as_str().unwrap();
        let path = url.find("/media/").map(|at| url[at..].to_owned()).unwrap();
        self.ledger.writes.fetch_add(1, Ordering::Relaxed);
        let kept = (path, made["bytes"].as_u64().unwrap());
        self.ledger.pictures.lock().unwrap().insert(made["id"].as_str().unwrap().to_owned(), kept);
        Some(())
    }

    /// Every picture that was taken is there with its file, and every row has one, whether anyone was told or not.
    fn check_pictures(&self, line: &Line) {
        let db = self.open();
        let rows = db.read_blocking(|conn| {
            let sql = "SELECT m.id, m.hash, m.bytes FROM media m ORDER BY m.id DESC";
            Statement::<(Uuid, Text, BigInt)>::new(sql).load::<(Id, String, i64)>(conn).map_err(DatabaseError::from)
        });
        let path = |hash: &str| format!("/media/{hash}/original.png");
        let rows: Vec<(String, (String, u64))> = rows
            .unwrap()
            .into_iter()
            .map(|(id, hash, bytes)| (id.to_string(), (path(&hash), u64::try_from(bytes).unwrap())))
            .collect();
        let pictures = self.ledger.pictures.lock().unwrap();
        let there: HashMap<&String, &(String, u64)> = rows.iter().map(|(id, file)| (id, file)).collect();
        for (id, kept) in pictures.iter() {
            assert_eq!(there.get(id), Some(&kept), "the picture {id} is lost");
        }
        // Whether every other one has its file is looked at by the program's own check; these are read to the end.
        for (n, (id, (path, bytes))) in rows.iter().enumerate() {
            if n < 40 || !pictures.contains_key(id) {
                assert_eq!(line.file(path), (200, *bytes), "{id} has no file");
            }
        }
    }

    fn keep(&self, article: &Value, title: &str, status: &'static str) {
        self.ledger.writes.fetch_add(1, Ordering::Relaxed);
        let kept = Kept { revision: article["revision"].as_i64().unwrap(), title: title.to_owned(), status };
        self.ledger.acknowledged.lock().unwrap().insert(article["id"].as_str().unwrap().to_owned(), kept);
    }

    /// Sends again what nobody heard the answer of: it is there once, whether it had been stored or not.
    fn send_again(&self, line: &Line) {
        for (key, body) in self.ledger.unheard.lock().unwrap().drain(..) {
            let (status, made) =
                line.send("POST", "/v1/admin/articles", &[("Idempotency-Key", &key)], Some(&body)).unwrap();
            assert_eq!(status, 201, "{made}");
            self.keep(&made, body["title"].as_str().unwrap(), "draft");
        }
    }

    /// Holds what is there against what was told.
    fn check(&self) {
        let db = self.open();
        let (rows, faults) = db
            .read_blocking(|conn| -> Result<_, DatabaseError> {
                let sql = "SELECT a.id, a.revision, a.title, a.status FROM articles a";
                let rows: Vec<(Id, i64, String, String)> =
                    Statement::<(Uuid, BigInt, Text, Text)>::new(sql).load(conn)?;
                let mut faults = Vec::new();
                for (what, sql) in WHOLE {
                    let (n,): (i64,) = Statement::<(BigInt,)>::new(sql).get_result(conn)?;
                    faults.extend((n > 0).then(|| format!("{n} articles without their {what}")));
                }
                Ok((rows, faults))
            })
            .unwrap();
        assert!(faults.is_empty(), "{faults:#?}");
        let mut titles: Vec<&str> = rows.iter().map(|row| row.2.trim_end_matches(", changed")).collect();
        titles.sort_unstable();
        assert!(titles.windows(2).all(|two| two[0] != two[1]), "an article was made twice");
        let there: HashMap<String, _> = rows.iter().map(|row| (row.0.to_string(), (row.1, &row.2, &row.3))).collect();
        for (id, kept) in self.ledger.acknowledged.lock().unwrap().iter() {
            let (revision, title, status) = there.get(id).unwrap_or_else(|| panic!("{id} is lost: {kept:?}"));
            // One write more may have been stored without an answer.
            assert!(*revision == kept.revision || *revision == kept.revision + 1, "{id}: {kept:?} became {revision}");
            assert!(*revision > kept.revision || (*title == &kept.title && *status == kept.status), "{id}: {kept:?}");
        }
        drop(db);
        let checked = program(self.dir.path(), &self.database).arg("check").output().unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}

fn program(data: &Path, database: &str) -> Command {
    let mut command = Command::new(data.join("program"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("NEWSWIRE_")) {
        command.env_remove(name);
    }
    command.arg("--data").arg(data).args(["--database", database]);
    command
}

fn end(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// The body of an answer, which is the right one as long as the program lives.
fn said(answer: Option<(u16, Value)>, status: u16, dead: &AtomicBool) -> Option<Value> {
    let (got, body) = answer?;
    assert!(got == status || dead.load(Ordering::SeqCst), "{got}: {body}");
    (got == status).then_some(body)
}

fn read(line: &Line, dead: &AtomicBool) {
    for path in ["/v1/articles?limit=5&include=body", "/v1/tags/tag?include=recent", "/v1/changes"].iter().cycle() {
        match line.send("GET", path, &[], None) {
            Some((status, body)) => assert!(status == 200 || dead.load(Ordering::SeqCst), "{status}: {body}"),
            None => return,
        }
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().expect("a number"))
}

fn killed(backend: Backend) {
    let (rounds, seed) = (number("NEWSWIRE_KILL_ROUNDS", 3), number("NEWSWIRE_KILL_SEED", 1));
    let house = House::build(backend);
    let (mut dice, mut slowest, mut all) = (Dice(seed), Duration::ZERO, Duration::ZERO);
    for round in 0..rounds {
        let (mut child, line, took) = house.start();
        (slowest, all) = (slowest.max(took), all + took);
        house.send_again(&line);
        house.check();
        house.check_pictures(&line);
        let life = Duration::from_millis(20 + dice.roll(1200));
        house.round(usize::try_from(round).unwrap(), &mut child, &line, life);
        if (round + 1).is_multiple_of(50) {
            println!("{backend:?}: {} rounds, {} writes", round + 1, house.ledger.writes.load(Ordering::Relaxed));
        }
    }
    let (mut child, line, _) = house.start();
    house.send_again(&line);
    house.check();
    house.check_pictures(&line);
    end(&mut child);
    let pictures = house.ledger.pictures.lock().unwrap().len();
    let articles = house.ledger.acknowledged.lock().unwrap().len();
    println!(
        "{backend:?}: {rounds} rounds, {} acknowledged writes on {articles} articles and {pictures} pictures, all there and whole; \
         from start to the first answer {:.2} s at most, {:.2} s in the middle",
        house.ledger.writes.load(Ordering::Relaxed),
        slowest.as_secs_f64(),
        all.as_secs_f64() / f64::from(u32::try_from(rounds).unwrap().max(1)),
    );
    if backend == Backend::Postgres {
        postgres::remove(&house.database);
    }
}

#[test]
fn killed_at_any_moment_nothing_is_lost_or_half_done_on_sqlite() {
    killed(Backend::Sqlite);
}

#[test]
fn killed_at_any_moment_nothing_is_lost_or_half_done_on_postgres() {
    if postgres::server().is_some() {
        killed(Backend::Postgres);
    }
}
