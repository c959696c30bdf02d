//! The ways of an article, held against a plain model: random histories of steps, changes, trash and time, on
//! both databases. `NEWSWIRE_TEST_HISTORIES` and `NEWSWIRE_TEST_HISTORY_LENGTH` say how many, and how long.

use std::sync::atomic::{AtomicUsize, Ordering};

use newswire::articles::jobs::announce_due;
use newswire::auth::Role;
use newswire::auth::rights::RIGHTS;
use newswire::changes;
use newswire::db::{DatabaseError, Id, Time};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::desk::Desk;
use crate::support::{Backend, TestServer, postgres};

const ARTICLES: &str = "/v1/admin/articles";

/// What happens. Moments are minutes from then.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Submit,
    Return,
    Schedule(i64),
    Publish,
    Unpublish,
    Archive,
    Trash,
    Restore,
    Delete,
    Patch,
    Correct,
    End(Option<i64>),
    Embargo(Option<i64>),
    Tick(i64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let ahead = || 1_i64..90;
    prop_oneof![
        3 => Just(Deed::Submit),
        2 => Just(Deed::Return),
        4 => (-5_i64..90).prop_map(Deed::Schedule),
        5 => Just(Deed::Publish),
        3 => Just(Deed::Unpublish),
        3 => Just(Deed::Archive),
        2 => Just(Deed::Trash),
        3 => Just(Deed::Restore),
        1 => Just(Deed::Delete),
        4 => Just(Deed::Patch),
        1 => Just(Deed::Correct),
        3 => prop::option::of(ahead()).prop_map(Deed::End),
        2 => prop::option::of(ahead()).prop_map(Deed::Embargo),
        8 => ahead().prop_map(Deed::Tick),
        1 => (60_i64..50_000).prop_map(Deed::Tick),
    ]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Draft,
    InReview,
    Scheduled,
    Published,
    Archived,
}

use Status::{Archived, Draft, InReview, Published, Scheduled};

impl Status {
    fn name(self) -> &'static str {
        match self {
            Draft => "draft",
            InReview => "in_review",
            Scheduled => "scheduled",
            Published => "published",
            Archived => "archived",
        }
    }

    fn steps(self) -> &'static [&'static str] {
        match self {
            Draft => &["submit", "schedule", "publish"],
            InReview => &["return", "schedule", "publish"],
            Scheduled | Archived => &["schedule", "publish", "unpublish"],
            Published => &["unpublish", "archive"],
        }
    }
}

/// An article as one would explain it.
#[derive(Debug, Clone)]
struct Model {
    now: Time,
    status: Status,
    trashed: bool,
    deleted: bool,
    from: Time,
    until: Option<Time>,
    embargo: Option<Time>,
    first: Option<Time>,
    seen: bool,
    revision: i64,
    told: Vec<&'static str>,
}

impl Model {
    fn new(now: Time) -> Self {
        Self {
            now,
            status: Draft,
            trashed: false,
            deleted: false,
            from: now,
            until: None,
            embargo: None,
            first: None,
            seen: false,
            revision: 1,
            told: Vec::new(),
        }
    }

    /// Time goes on by itself.
    fn tick(&mut self, now: Time) {
        self.now = now;
        if self.status == Scheduled && self.from <= now {
            (self.status, self.seen) = (Published, true);
            self.told.push("article.published");
        }
        if self.status == Published && self.until.is_some_and(|until| until <= now) {
            self.status = Archived;
            self.told.push("article.unpublished");
        }
    }

    fn leave(&mut self, status: Status) {
        if self.status == Published {
            self.told.push("article.unpublished");
        }
        self.status = status;
    }

    fn shown(&mut self) {
        if self.status == Published {
            self.told.push("article.updated");
        }
    }

    /// It becomes public at a moment, or is refused.
    fn appear(&mut self, at: Time, status: Status) -> u16 {
        let can = matches!(self.status, Draft | InReview | Scheduled | Archived);
        let ends_before = |until: Time| status == Scheduled && until > self.now && until <= at;
        if !can || self.embargo.is_some_and(|until| until > at) || self.until.is_some_and(ends_before) {
            return 409;
        }
        (self.status, self.from) = (status, at);
        if !self.seen {
            self.first = Some(at);
        }
        self.until = self.until.filter(|until| *until > at);
        if status == Published {
            self.seen = true;
            self.told.push("article.published");
        }
        200
    }

    /// What is answered to a deed, which is done where that is a 200.
    fn does(&mut self, deed: Deed) -> u16 {
        let (now, planned) = (self.now, self.status == Scheduled);
        let at = |minutes: i64| now.plus_seconds(60 * minutes);
        let step = matches!(
            deed,
            Deed::Submit | Deed::Return | Deed::Schedule(_) | Deed::Publish | Deed::Unpublish | Deed::Archive
        );
        let status = match deed {
            Deed::Schedule(minutes) if minutes <= 0 => 422,
            _ if step && self.trashed => 409,
            Deed::Submit if self.status == Draft => self.go(InReview),
            Deed::Return if self.status == InReview => self.go(Draft),
            Deed::Schedule(minutes) => self.appear(at(minutes), Scheduled),
            Deed::Publish => self.appear(now, Published),
            Deed::Unpublish if matches!(self.status, Scheduled | Published | Archived) => self.go(Draft),
            Deed::Archive if self.status == Published => self.go(Archived),
            Deed::Trash if !self.trashed => {
                self.leave(match self.status {
                    Published => Archived,
                    Scheduled => Draft,
                    status => status,
                });
                self.trashed = true;
                200
            }
            Deed::Restore if self.trashed => {
                self.trashed = false;
                200
            }
            Deed::Delete if self.trashed => {
                self.deleted = true;
                204
            }
            Deed::Patch => {
                // An end that has passed is forgotten with the next change.
                self.until = self.until.filter(|until| *until > now);
                self.shown();
                200
            }
            Deed::Correct if self.seen => {
                self.shown();
                200
            }
            Deed::End(minutes) => {
                let end = minutes.map(at);
                if planned && end.is_some_and(|end| end <= self.from) {
                    return 422;
                }
                self.until = end;
                self.shown();
                200
            }
            Deed::Embargo(minutes) => {
                let until = minutes.map(at);
                if planned && until.is_some_and(|until| until > self.from) {
                    return 422;
                }
                (self.embargo, self.until) = (until, self.until.filter(|until| *until > now));
                self.shown();
                200
            }
            _ => 409,
        };
        self.revision += i64::from(status == 200);
        status
    }

    fn go(&mut self, status: Status) -> u16 {
        self.leave(status);
        200
    }

    fn is_public(&self) -> bool {
        self.status == Published && !self.deleted
    }

    /// What a reader is answered.
    fn public(&self) -> u16 {
        match (self.is_public(), self.seen) {
            (true, _) => 200,
            (false, true) => 410,
            (false, false) => 404,
        }
    }

    fn published_at(&self) -> Option<Time> {
        let dated = self.seen || matches!(self.status, Scheduled | Published);
        self.first.filter(|_| dated)
    }
}

fn done(desk: &Desk, at: &str, model: &Model, deed: Deed) -> u16 {
    let moment = |minutes: i64| model.now.plus_seconds(60 * minutes).to_string();
    let step = |name: &str, body: Value| desk.change("POST", &format!("{at}/steps/{name}"), &body).status;
    match deed {
        Deed::Submit => step("submit", json!({})),
        Deed::Return => step("return", json!({})),
        Deed::Schedule(minutes) => step("schedule", json!({"at": moment(minutes)})),
        Deed::Publish => step("publish", json!({})),
        Deed::Unpublish => step("unpublish", json!({})),
        Deed::Archive => step("archive", json!({})),
        Deed::Trash => desk.change("POST", &format!("{at}/trash"), &json!({})).status,
        Deed::Restore => desk.change("POST", &format!("{at}/restore"), &json!({})).status,
        Deed::Delete => desk.delete(at).status,
        Deed::Patch => desk.change("PATCH", at, &json!({"kicker": "Changed"})).status,
        Deed::Correct => {
            let correction = json!({"kind": "correction", "text": "It was otherwise."});
            desk.change("POST", &format!("{at}/corrections"), &correction).status
        }
        Deed::End(minutes) => desk.change("PATCH", at, &json!({"unpublish_at": minutes.map(moment)})).status,
        Deed::Embargo(minutes) => desk.change("PATCH", at, &json!({"embargo_until": minutes.map(moment)})).status,
        Deed::Tick(_) => unreachable!("time is no call"),
    }
}

/// What the newsroom and readers see is what the model says.
fn compare(server: &TestServer, desk: &Desk, at: &str, model: &Model) -> Result<(), TestCaseError> {
    let id = at.rsplit('/').next().unwrap();
    // By an answer that is not kept: these clocks jump faster than the server looks at its own.
    let status = server.client.get(&format!("/v1/articles/{id}/comments")).status;
    prop_assert_eq!(status, model.public(), "{:?}", model);
    let seen = desk.get(at);
    if model.deleted {
        prop_assert_eq!(seen.status, 404);
        return Ok(());
    }
    let seen = seen.json();
    prop_assert_eq!(&seen["status"], model.status.name(), "{:?}", model);
    let steps = if model.trashed { &[] } else { model.status.steps() };
    prop_assert_eq!(&seen["steps"], &json!(steps));
    prop_assert_eq!(&seen["revision"], &json!(model.revision));
    prop_assert_eq!(&seen["published_at"], &json!(model.published_at()), "{:?}", model);
    prop_assert_eq!(seen["trashed_at"].is_null(), !model.trashed);
    prop_assert!(model.seen || seen["version"] == 0, "{:?}", model);
    Ok(())
}

/// How many articles are public, by an address that is not kept: these clocks jump faster than anybody looks.
fn total(server: &TestServer) -> i64 {
    static TURN: AtomicUsize = AtomicUsize::new(0);
    let limit = TURN.fetch_add(1, Ordering::Relaxed) % 100 + 1;
    server.client.json(&format!("/v1/articles?limit={limit}"))["page"]["total"].as_i64().unwrap()
}

/// A history of an article of its own, which leaves nothing behind that the next one would see.
fn run(server: &TestServer, desk: &Desk, deeds: &[Deed]) -> Result<(), TestCaseError> {
    let made = desk.made(ARTICLES, &json!({"title": "A history"}));
    let id = Id::parse(made["id"].as_str().unwrap()).unwrap();
    let result = history(server, desk, id, deeds);
    desk.change("POST", &format!("{ARTICLES}/{id}/trash"), &json!({}));
    result
}

fn history(server: &TestServer, desk: &Desk, id: Id, deeds: &[Deed]) -> Result<(), TestCaseError> {
    let at = format!("{ARTICLES}/{id}");
    let mut model = Model::new(server.clock.now());
    for deed in deeds {
        match *deed {
            Deed::Tick(minutes) => {
                let now = server.clock.now().plus_seconds(60 * minutes);
                server.clock.set(now);
                model.tick(now);
            }
            deed => {
                let status = done(desk, &at, &model, deed);
                let expected = model.does(deed);
                prop_assert_eq!(status, expected, "{:?} on {:?}", deed, model);
            }
        }
        compare(server, desk, &at, &model)?;
        if model.deleted {
            break;
        }
    }
    prop_assert_eq!(total(server), i64::from(model.is_public()), "the counters agree");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    for _ in 0..2 {
        // What has begun and ended meanwhile is told in two looks.
        runtime.block_on(announce_due(&server.db, server.clock.now())).unwrap();
    }
    let rows = server.db.read_blocking(|conn| changes::beyond(conn, 0, 1_000_000).map_err(DatabaseError::from));
    let told: Vec<String> = rows.unwrap().into_iter().filter(|row| row.id == id).map(|row| row.event).collect();
    prop_assert_eq!(told, model.told, "each told once, in order");
    Ok(())
}

fn number(name: &str, usual: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn histories(backend: Backend) {
    let server = TestServer::empty(backend);
    let admin = server.desk("root", Role::Admin);
    // A key outlives the hours that pass here.
    let scopes: Vec<&str> = RIGHTS.iter().filter(|right| right.for_keys).map(|right| right.name).collect();
    let key = admin.made("/v1/admin/keys", &json!({"name": "histories", "scopes": scopes}));
    let desk = admin.with(key["secret"].as_str().unwrap());
    let length = number("NEWSWIRE_TEST_HISTORY_LENGTH", 30) as usize;
    let config =
        Config { cases: number("NEWSWIRE_TEST_HISTORIES", 12), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let deeds = prop::collection::vec(deed(), 1..=length);
    runner.run(&deeds, |deeds| run(&server, &desk, &deeds)).unwrap_or_else(|err| panic!("{backend:?}: {err}"));
}

#[test]
fn an_article_goes_its_way_as_the_model_says_on_sqlite() {
    histories(Backend::Sqlite);
}

#[test]
fn an_article_goes_its_way_as_the_model_says_on_postgres() {
    if postgres::server().is_some() {
        histories(Backend::Postgres);
    }
}
