//! Following the log: in order, to the sink first, on every node.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::{Connection, RunQueryDsl};
use newswire::changes::jobs::{Log, Sink};
use newswire::changes::{Entry, Signal};
use newswire::db::{Address, Database, listen};
use tokio::sync::watch;

use crate::on_both_empty;
use crate::support::editor::Under;
use crate::support::{Backend, TestServer, postgres};

/// A sink that keeps what it hears.
fn keeping() -> (Sink, Arc<Mutex<Vec<Entry>>>) {
    let kept: Arc<Mutex<Vec<Entry>>> = Arc::default();
    let into = kept.clone();
    (Arc::new(move |rows: &[Entry]| into.lock().unwrap().extend_from_slice(rows)), kept)
}

/// A node that follows the log of a database.
struct Node {
    heard: mpsc::Receiver<String>,
    stop: watch::Sender<bool>,
    following: JoinHandle<()>,
}

impl Node {
    fn on(database: &Address) -> Self {
        let (told, heard) = mpsc::channel();
        let told = Mutex::new(told);
        let sink: Sink = Arc::new(move |rows: &[Entry]| {
            rows.iter().for_each(|row| told.lock().unwrap().send(row.slug.clone().unwrap()).unwrap());
        });
        let log = Log::new(&Database::open(database).unwrap(), sink).unwrap();
        let (stop, stopped) = watch::channel(false);
        let following = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            runtime.block_on(log.run(stopped));
        });
        Self { heard, stop, following }
    }

    fn hears(&self) -> String {
        self.heard.recv_timeout(Duration::from_secs(60)).unwrap()
    }

    fn stop(self) {
        self.stop.send(true).unwrap();
        self.following.join().unwrap();
    }
}

on_both_empty! {
    fn what_is_committed_is_handed_on_in_order_and_to_the_sink_first(server: TestServer) {
        let editor = server.editor();
        editor.publish("before", Under::default());
        let (sink, kept) = keeping();
        let log = Log::new(&server.db, sink).unwrap();
        let mut signals = log.subscribe();
        for slug in ["a", "b", "c"] {
            editor.publish(slug, Under::default());
        }
        editor.unpublish("b");
        assert!(kept.lock().unwrap().is_empty());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(log.catch_up()).unwrap();
        let told: Vec<(String, String)> = kept.lock().unwrap().iter().map(|row| (row.event.clone(), row.slug.clone().unwrap())).collect();
        let told: Vec<(&str, &str)> = told.iter().map(|(event, slug)| (event.as_str(), slug.as_str())).collect();
        assert_eq!(told, [("article.published", "a"), ("article.published", "b"), ("article.published", "c"), ("article.unpublished", "b")]);
        for row in kept.lock().unwrap().iter() {
            let Ok(Signal::Change(heard)) = signals.try_recv() else { panic!("a subscriber hears each row") };
            assert_eq!(heard.entry, *row);
        }
        assert_eq!(log.seen(), kept.lock().unwrap().last().unwrap().seq);
        runtime.block_on(log.catch_up()).unwrap();
        assert_eq!(kept.lock().unwrap().len(), 4, "and each once");
    }

    fn a_change_on_one_node_is_heard_on_another(server: TestServer) {
        let node = Node::on(&server.settings.database);
        for slug in ["one", "two"] {
            server.editor().publish(slug, Under::default());
            assert_eq!(node.hears(), slug);
        }
        node.stop();
    }

    fn postgres_tells_the_other_nodes(server: TestServer) {
        let stop = Arc::new(AtomicBool::new(false));
        let (told, heard) = mpsc::channel();
        let Some(thread) = listen(&server.settings.database, stop.clone(), move || told.send(()).unwrap()) else {
            assert!(server.settings.database.shown().contains("sqlite"));
            return;
        };
        let wait = || heard.recv_timeout(Duration::from_secs(60)).unwrap();
        wait();
        server.editor().publish("one", Under::default());
        wait();
        // A connection that is lost is made again, and whoever listens looks for what was missed.
        let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN newswire_changes'";
        crate::support::postgres::run(kill);
        wait();
        server.editor().publish("two", Under::default());
        wait();
        stop.store(true, Ordering::Relaxed);
        thread.join().unwrap();
    }
}

#[test]
fn a_change_that_nobody_is_notified_of_is_heard_too_postgres() {
    if postgres::server().is_none() {
        return;
    }
    let server = TestServer::empty(Backend::Postgres);
    let Address::Postgres(url) = &server.settings.database else { unreachable!("asked for the other") };
    let node = Node::on(&server.settings.database);
    let mut writer = diesel::PgConnection::establish(url).unwrap();
    // What comes first may be found by the look that follows each new connection.
    for slug in ["one", "two", "three"] {
        let row = "INSERT INTO changes (at, kind, resource_id, op, event, version, slug, changed, keys) \
            VALUES (now(), 'article', gen_random_uuid(), 'upsert', 'article.updated', 1, $1, '[]', '[]')";
        diesel::sql_query(row).bind::<diesel::sql_types::Text, _>(slug).execute(&mut writer).unwrap();
        assert_eq!(node.hears(), slug);
    }
    node.stop();
}

#[test]
fn connections_that_the_server_has_closed_cost_no_answer_postgres() {
    if postgres::server().is_none() {
        return;
    }
    let server = TestServer::empty(Backend::Postgres);
    let editor = server.editor();
    editor.publish("before", Under::default());
    assert_eq!(server.client.get("/v1/articles").status, 200);
    let mut other = match &server.settings.database {
        Address::Postgres(url) => diesel::PgConnection::establish(url).unwrap(),
        Address::Sqlite(_) => unreachable!("asked for the other"),
    };
    let close = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    diesel::sql_query(close).execute(&mut other).unwrap();
    // What is not kept needs the database.
    assert_eq!(server.client.get("/v1/articles?limit=7").status, 200);
    editor.publish("after", Under::default());
    assert_eq!(server.client.json("/v1/articles?limit=7")["page"]["total"], 2);
}
