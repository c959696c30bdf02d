//! The law of `/v1/changes`: whoever starts empty and follows, with whatever pauses, ends with exactly
//! what is public.

use std::collections::BTreeMap;
use std::sync::mpsc;

use newswire::articles::Status;
use newswire::changes::jobs::compact;
use newswire::db::{Database, DatabaseError};
use newswire::{articles, pages};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::support::editor::{Under, article};
use crate::support::{Backend, Client, TestServer, postgres};

const DAY: i64 = 86_400;
const SLUGS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
const NAMES: [&str; 3] = ["x", "y", "z"];

/// What happens.
#[derive(Debug, Clone)]
enum Step {
    Publish(usize, i64),
    Schedule(usize, i64),
    Change(usize),
    Rename(usize),
    Unpublish(usize),
    Trash(usize),
    Expire(usize, i64),
    Section(usize, usize),
    Page(usize, i64, i64),
    Picture(usize),
    Tick(i64),
    Announce,
    Compact,
    /// A follower asks for so many pages.
    Follow(usize, usize),
    /// Followers ask, and another writes, while a transaction is open.
    Held(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let slug = 0..SLUGS.len();
    let minutes = 1_i64..120;
    prop_oneof![
        6 => (slug.clone(), 0_i64..60).prop_map(|(n, days)| Step::Publish(n, days)),
        2 => (slug.clone(), minutes.clone()).prop_map(|(n, m)| Step::Schedule(n, m)),
        4 => slug.clone().prop_map(Step::Change),
        2 => slug.clone().prop_map(Step::Rename),
        3 => slug.clone().prop_map(Step::Unpublish),
        1 => slug.clone().prop_map(Step::Trash),
        2 => (slug.clone(), minutes.clone()).prop_map(|(n, m)| Step::Expire(n, m)),
        3 => (0..NAMES.len(), 0_usize..3).prop_map(|(n, kind)| Step::Section(n, kind)),
        2 => (0..NAMES.len(), -60_i64..60, 1_i64..200).prop_map(|(n, from, length)| Step::Page(n, from, length)),
        1 => (0..NAMES.len()).prop_map(Step::Picture),
        4 => minutes.prop_map(Step::Tick),
        1 => (1_i64..120).prop_map(|days| Step::Tick(days * 24 * 60)),
        4 => Just(Step::Announce),
        2 => Just(Step::Compact),
        8 => (0_usize..4, 1_usize..5).prop_map(|(n, pages)| Step::Follow(n, pages)),
        1 => slug.prop_map(Step::Held),
    ]
}

/// An app with a copy.
struct App {
    query: &'static str,
    published_from: Option<&'static str>,
    everything: bool,
    cursor: Option<String>,
    copy: BTreeMap<(String, String), (i64, Value)>,
    done: bool,
}

impl App {
    fn new(query: &'static str, published_from: Option<&'static str>, everything: bool) -> Self {
        Self { query, published_from, everything, cursor: None, copy: BTreeMap::new(), done: false }
    }

    /// Asks for one page; whether something came or is still to come.
    fn ask(&mut self, client: &Client) -> bool {
        let since = self.cursor.as_ref().map_or_else(String::new, |cursor| format!("&since={cursor}"));
        let answer = client.get(&format!("/v1/changes?{}{since}", self.query));
        if answer.status == 410 {
            assert_eq!(answer.problem()["code"], "cursor_expired");
            (self.cursor, self.done) = (None, false);
            self.copy.clear();
            return true;
        }
        assert_eq!(answer.status, 200, "{}", answer.text());
        let page = answer.json();
        for change in page["data"].as_array().unwrap() {
            let text = |name: &str| change[name].as_str().unwrap().to_owned();
            let key = (text("type"), text("id"));
            match change["op"].as_str() {
                Some("upsert") => {
                    drop(self.copy.insert(key, (change["version"].as_i64().unwrap(), change["resource"].clone())))
                }
                _ => drop(self.copy.remove(&key)),
            }
        }
        self.cursor = Some(page["next_cursor"].as_str().unwrap().to_owned());
        self.done = page["has_more"] == false;
        !self.done
    }

    fn of(&self, kind: &str) -> BTreeMap<String, String> {
        let own = self.copy.iter().filter(|((known, _), _)| known == kind);
        own.map(|((_, id), (_, resource))| (id.clone(), essence(resource))).collect()
    }

    /// Its copy is what is public.
    fn check(&self, client: &Client) {
        let from = self.published_from.map_or_else(String::new, |from| format!("&published_after={from}"));
        let mut lists = vec![("article", format!("/v1/articles?limit=100{from}"))];
        if self.everything {
            let others = [
                ("page", "pages"),
                ("category", "categories"),
                ("tag", "tags"),
                ("author", "authors"),
                ("menu", "menus"),
            ];
            lists.extend(others.map(|(kind, path)| (kind, format!("/v1/{path}?limit=100"))));
        }
        for (kind, path) in lists {
            let public: BTreeMap<String, String> =
                client.walk(&path).iter().map(|row| (row["id"].as_str().unwrap().to_owned(), essence(row))).collect();
            assert_eq!(self.of(kind), public, "{kind} of {}", self.query);
        }
        for ((kind, id), (version, resource)) in &self.copy {
            assert!(kind != "article" || resource["version"] == *version, "{kind} {id}");
        }
    }
}

/// What of a resource follows from its own changes alone.
fn essence(row: &Value) -> String {
    ["slug", "title", "name", "published_at", "version", "excerpt"].map(|name| row[name].to_string()).join(" ")
}

struct World {
    server: TestServer,
    other: Database,
    apps: Vec<App>,
    turn: i64,
}

fn under(n: usize) -> Under {
    Under { category: NAMES[n % 3], tag: NAMES[(n + 1) % 3], author: NAMES[(n + 2) % 3], ..Under::default() }
}

impl World {
    fn new(backend: Backend) -> Self {
        let server = TestServer::empty(backend);
        let other = Database::open(&server.settings.database).unwrap();
        let apps = vec![
            App::new("limit=7", None, true),
            App::new("types=article&limit=2", None, false),
            App::new(
                "types=article&published_from=2026-11-01T00:00:00Z&include=body&limit=3",
                Some("2026-11-01T00:00:00Z"),
                false,
            ),
            App::new("limit=100", None, true),
        ];
        let world = Self { server, other, apps, turn: 0 };
        for name in NAMES {
            world.section(name, 0);
            world.section(name, 1);
            world.section(name, 2);
        }
        world
    }

    fn section(&self, name: &'static str, kind: usize) {
        let (editor, renamed) = (self.server.editor(), format!("{name}-{}", self.turn));
        match kind {
            0 => editor.category(name, &renamed, &renamed),
            1 => editor.tag(name, &renamed, &renamed),
            _ => editor.author(name, &renamed, &renamed),
        }
    }

    fn take(&mut self, step: &Step) {
        self.turn += 1;
        let (turn, editor) = (self.turn, self.server.editor());
        match *step {
            Step::Publish(n, days) => editor.article(SLUGS[n], under(n), move |row, now| {
                (row.trashed_at, row.public_until) = (None, None);
                *row = row.clone().with_status(Status::Published, now.plus_seconds(-days * DAY));
            }),
            Step::Schedule(n, minutes) => editor.article(SLUGS[n], under(n), move |row, now| {
                (row.trashed_at, row.public_until) = (None, None);
                *row = row.clone().with_status(Status::Scheduled, now.plus_seconds(minutes * 60));
            }),
            Step::Change(n) => {
                editor.article(SLUGS[n], under(n + 1), move |row, _| row.title = format!("Title {turn}"))
            }
            Step::Rename(n) => {
                editor.article(SLUGS[n], under(n), move |row, _| row.slug = format!("{}-{turn}", SLUGS[n]))
            }
            Step::Unpublish(n) => editor.unpublish(SLUGS[n]),
            Step::Trash(n) => editor.article(SLUGS[n], under(n), |row, now| {
                (row.trashed_at, row.publishable) = (Some(now), false);
            }),
            Step::Expire(n, minutes) => editor.article(SLUGS[n], under(n), move |row, now| {
                row.public_until = Some(now.plus_seconds(minutes * 60));
            }),
            Step::Section(n, kind) => self.section(NAMES[n], kind),
            Step::Page(n, from, length) => {
                let from = self.server.clock.now().plus_seconds(from * 60);
                let status = if length % 5 == 0 { Status::Draft } else { Status::Published };
                editor.page(NAMES[n], status, from, Some(from.plus_seconds(length * 60)));
            }
            Step::Picture(n) => editor.picture(NAMES[n]),
            Step::Tick(minutes) => self.server.clock.set(self.server.clock.now().plus_seconds(minutes * 60)),
            Step::Announce => {
                self.announce();
            }
            Step::Compact => self.compact(),
            Step::Follow(app, pages) => {
                let client = &self.server.client;
                let app = &mut self.apps[app];
                for _ in 0..pages {
                    app.ask(client);
                }
            }
            Step::Held(n) => self.held(n),
        }
    }

    /// Others ask and write while a transaction is open that has written already.
    fn held(&mut self, n: usize) {
        let (other, now, turn) = (self.other.clone(), self.server.clock.now(), self.turn);
        let (begun, begins) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let retitled = move |row: &mut articles::ArticleRow, _| row.title = format!("Held {turn}");
        let holding = std::thread::spawn(move || {
            other.write_blocking(move |conn| -> Result<(), DatabaseError> {
                article(conn, now, SLUGS[n], under(n), retitled)?;
                begun.send(()).unwrap();
                released.recv().unwrap();
                Ok(())
            })
        });
        begins.recv().unwrap();
        let editor = self.server.editor();
        let writing = std::thread::spawn(move || editor.publish(SLUGS[(n + 1) % SLUGS.len()], under(n)));
        for app in &mut self.apps {
            app.ask(&self.server.client);
        }
        release.send(()).unwrap();
        for app in &mut self.apps {
            app.ask(&self.server.client);
        }
        holding.join().unwrap().unwrap();
        writing.join().unwrap();
    }

    fn announce(&self) -> usize {
        let (db, now) = (&self.server.db, self.server.clock.now());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            articles::jobs::announce_due(db, now).await.unwrap() + pages::jobs::announce_due(db, now).await.unwrap()
        })
    }

    fn compact(&self) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(compact(&self.server.db, self.server.clock.now())).unwrap();
    }

    fn end(mut self) {
        while self.announce() > 0 {}
        let client = &self.server.client;
        for app in &mut self.apps {
            while app.ask(client) {}
            app.check(client);
        }
        let pictures = |app: &App| app.of("media").into_keys().collect::<Vec<_>>();
        assert_eq!(pictures(&self.apps[0]), pictures(&self.apps[3]));
        assert!(self.apps[0].copy.keys().any(|(kind, _)| kind == "site"));
    }
}

fn law(backend: Backend) {
    let usual = Config { failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let config = if asked { usual } else { Config { cases: 8, ..usual } };
    let history = prop::collection::vec(step(), 20..120);
    TestRunner::new(config)
        .run(&history, |steps| {
            let mut world = World::new(backend);
            steps.iter().for_each(|step| world.take(step));
            world.end();
            Ok(())
        })
        .unwrap_or_else(|err| panic!("{err}"));
}

#[test]
fn a_follower_ends_with_exactly_what_is_public_sqlite() {
    law(Backend::Sqlite);
}

#[test]
fn a_follower_ends_with_exactly_what_is_public_postgres() {
    if postgres::server().is_some() {
        law(Backend::Postgres);
    }
}
