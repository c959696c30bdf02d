//! What unit tests of several slices start from: a fresh database with articles in it, and requests
//! that pass the edge, on each database that there is.

#[path = "../tests/api/support/postgres.rs"]
mod postgres;

use std::path::Path;

use actix_web::App;
use actix_web::http::header::HeaderMap;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::{Data, ServiceConfig, scope};
use clap::Parser;
use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use parking_lot::Mutex;
use serde_json::Value;

use crate::clock::Clock;
use crate::comments::Guard;
use crate::config::{Options, Settings};
use crate::db::schema::{articles, redirects};
use crate::db::{Address, Conn, Database, DatabaseError, Id, Statement, Time, migrate};
use crate::http::cache::Cache;
use crate::http::cursor::Cursors;
use crate::http::edge::edge;
use crate::http::fallback::Contract;
use crate::http::generations::Generations;
use crate::search::Search;
use crate::site::SiteCache;
use crate::views::Views;

/// The moment at which every test happens, unless it moves the clock.
pub const NOW: &str = "2026-11-15T12:00:00Z";

/// A server without a socket.
pub struct Server {
    pub db: Database,
    pub clock: Clock,
    pub views: Views,
    pub cursors: Cursors,
    folder: tempfile::TempDir,
}

/// An answer: its status, its headers and its body.
pub struct Answered {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answered {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    options: Options,
}

impl Server {
    /// One on each database that there is, with an empty one of its own.
    pub fn each() -> impl Iterator<Item = Self> {
        let sqlite = || Self::on(|folder| Address::Sqlite(folder.join("test.sqlite")));
        let postgres = || postgres::server().map(|_| Self::on(|_| Address::Postgres(postgres::create())));
        std::iter::once_with(sqlite).chain(std::iter::once_with(postgres).flatten())
    }

    fn on(address: impl FnOnce(&Path) -> Address) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Database::open(&address(folder.path())).unwrap();
        let up = |conn: &mut Conn| migrate::up(conn).map_err(|err| DatabaseError::Connection(err.to_string()));
        waiting(|| db.maintain(up)).unwrap();
        let clock = Clock::held_at(time(NOW));
        Self { cursors: Cursors::new(b"secret"), db, clock, views: Views::new().unwrap(), folder }
    }

    /// Writes, in a transaction.
    pub fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Conn) -> QueryResult<T> + Send + 'static) -> T {
        waiting(|| self.db.write_blocking(move |conn| work(conn).map_err(DatabaseError::from))).unwrap()
    }

    /// A public article that was published so many hours ago.
    pub fn article(&self, slug: &'static str, hours_ago: i64) -> Id {
        let published = time(NOW).plus_seconds(-hours_ago * 3_600);
        self.write(move |conn| insert_article(conn, slug, published))
    }

    /// A slug that an article had before.
    pub fn old_slug(&self, slug: &'static str, article: Id) {
        self.write(move |conn| {
            let values = (
                redirects::id.eq(Id::new()),
                redirects::revision.eq(1),
                redirects::path.eq(format!("slug:article:{slug}")),
                redirects::target_kind.eq("article"),
                redirects::target_id.eq(article),
                redirects::code.eq(301),
                redirects::origin.eq("slug"),
                redirects::created_at.eq(time(NOW)),
            );
            diesel::insert_into(redirects::table).values(values).execute(conn)
        });
    }

    /// Sends a request through the edge to some routes, under `/v1`.
    pub async fn send(&self, routes: fn(&mut ServiceConfig), request: TestRequest) -> Answered {
        let arguments = ["test", "--trusted-proxies", "10.0.0.1"];
        let settings: Settings = Command::parse_from(arguments).options.check().unwrap();
        let app = App::new()
            .app_data(Data::new(self.db.clone()))
            .app_data(Data::new(self.clock.clone()))
            .app_data(Data::new(self.views.clone()))
            .app_data(Data::new(SiteCache::new("http://127.0.0.1:8080", Generations::default())))
            .app_data(Data::new(Cache::new(0, Generations::default())))
            .app_data(Data::new(self.cursors.clone()))
            .app_data(Data::new(Search::new(&self.db, &self.clock, self.folder.path())))
            .app_data(Data::new(Guard::new(b"secret")))
            .app_data(Data::new(Contract::default()))
            .app_data(Data::new(settings))
            .service(scope("/v1").configure(routes))
            .wrap(from_fn(edge));
        let service = init_service(app).await;
        let answer = call_service(&service, request.to_request()).await;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = read_body(answer).await;
        Answered { status, headers, body: serde_json::from_slice(&body).unwrap_or_default() }
    }

    /// [`send`](Self::send) for a plain `GET`.
    pub async fn get(&self, routes: fn(&mut ServiceConfig), uri: &str) -> Answered {
        self.send(routes, TestRequest::get().uri(uri)).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Address::Postgres(address) = self.db.address()
            && !std::thread::panicking()
        {
            postgres::remove(address);
        }
    }
}

/// Waits for work on another thread: one that drives async tasks must not.
fn waiting<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

/// A moment in RFC 3339.
pub fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

/// The statements that were sent to databases that somebody watches.
static SENT: Mutex<Vec<(Address, Vec<String>)>> = Mutex::new(Vec::new());

/// Writes down what a connection sends, where somebody watches its database.
pub fn record_statements(conn: &mut Conn, address: &Address) {
    let address = address.clone();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event
            && let Some((_, sent)) = SENT.lock().iter_mut().find(|(watched, _)| *watched == address)
        {
            sent.push(query.to_string());
        }
    });
}

impl Server {
    /// The statements of a `GET`, with their values behind them.
    pub async fn statements(&self, routes: fn(&mut ServiceConfig), uri: &str) -> Vec<String> {
        SENT.lock().push((self.db.address().clone(), Vec::new()));
        let answer = self.get(routes, uri).await;
        assert_eq!(answer.status, 200, "{uri}: {}", answer.body);
        let mut sent = SENT.lock();
        let at = sent.iter().position(|(watched, _)| watched == self.db.address()).unwrap();
        sent.remove(at).1
    }
}

fn insert_article(conn: &mut Conn, slug: &str, published: Time) -> QueryResult<Id> {
    let id = Id::at(published);
    let number: i64 = articles::table.count().get_result(conn)?;
    let mut statement = Statement::<()>::new(
        "INSERT INTO articles (title, title_key, excerpt, language, direction, format, status, publishable, sponsored, \
         comments_open, word_count, view_count, comment_count, version, revision, id, slug, number, public_from, \
         published_at, updated_at, announced_at, created_at, changed_at) VALUES ('A', 'a', '', 'en', 'ltr', \
         'standard', 'published', TRUE, FALSE, TRUE, 1, 0, 0, 1, 1, ",
    );
    statement.id(id).sql(", ").text(slug).sql(", ").number(number + 1);
    for _ in 0..6 {
        statement.sql(", ").time(published);
    }
    statement.sql(")");
    statement.execute(conn)?;
    Ok(id)
}
