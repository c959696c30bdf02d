//! WebSub, as a hub meets it: it is told which feeds changed, once and in time, and feeds name it.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use newswire::db::Time;
use serde_json::{Value, json};

use crate::support::editor::Under;
use crate::support::receiver::{Got, Receiver};
use crate::support::server::{free_address, wait_until_ready};
use crate::support::{Client, TestServer, backends, until};

/// Runs a test on each database that there is: a server that tells a hub on this machine.
fn on_each(test: impl Fn(&TestServer, &Receiver)) {
    for backend in backends() {
        let hub = Receiver::new();
        let allow = hub.at.to_string();
        let server =
            TestServer::empty_with(backend, &["--outbound-allow", &allow, "--websub-hub", &format!("http://{allow}/")]);
        server.editor().category("first", "first", "First");
        test(&server, &hub);
    }
}

/// The feeds that a hub was told of, without the address of the service.
fn topics(server: &TestServer, got: &Got) -> BTreeSet<String> {
    assert_eq!(got.headers["content-type"], "application/x-www-form-urlencoded");
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(got.body.as_bytes()).into_owned().collect();
    assert_eq!(pairs[0], ("hub.mode".to_owned(), "publish".to_owned()));
    let urls = pairs[1..].iter().map(|(name, url)| {
        assert_eq!(name, "hub.url");
        url.strip_prefix(&server.settings.public_url).expect("an address of ours").to_owned()
    });
    urls.collect()
}

/// What a hub is told next; the clock goes on meanwhile, slower than a claim ends.
fn told(server: &TestServer, hub: &Receiver) -> BTreeSet<String> {
    let ask = || {
        server.clock.set(server.clock.now().plus_seconds(1));
        hub.come().map_or(Value::Null, |got| json!(topics(server, &got)))
    };
    serde_json::from_value(until(ask, |told| !told.is_null())).expect("a list of texts")
}

fn forms(folders: &[&str]) -> BTreeSet<String> {
    folders.iter().flat_map(|at| ["rss.xml", "atom.xml", "feed.json"].map(|file| format!("{at}/{file}"))).collect()
}

#[test]
fn a_hub_is_told_of_every_feed_that_a_change_touches_and_of_no_other() {
    on_each(|server, hub| {
        assert_eq!(told(server, hub), forms(&["/feeds/category/first"]), "a new category has feeds");
        let editor = server.editor();
        editor.category("news", "news", "News");
        assert!(told(server, hub).is_superset(&forms(&["/feeds/category/news"])));
        let under = Under { category: "news", ..Under::default() };
        editor.article("hidden", under, |_, _| {});
        editor.publish("tunnel", under);
        assert_eq!(told(server, hub), forms(&["/feeds", "/feeds/category/news"]));
        editor.unpublish("tunnel");
        assert_eq!(told(server, hub), forms(&["/feeds", "/feeds/category/news"]));
    });
}

#[test]
fn a_hub_that_fails_is_told_again_together_with_what_came_since() {
    on_each(|server, hub| {
        told(server, hub);
        let editor = server.editor();
        hub.answer(500, "It is broken.");
        editor.publish("tunnel", Under { category: "first", ..Under::default() });
        assert_eq!(told(server, hub), forms(&["/feeds", "/feeds/category/first"]));
        editor.category("late", "late", "Late");
        assert_eq!(told(server, hub), forms(&["/feeds", "/feeds/category/first", "/feeds/category/late"]));
        editor.category("last", "last", "Last");
        assert_eq!(told(server, hub), forms(&["/feeds/category/last"]), "what arrived is not told again");
    });
}

#[test]
fn feeds_name_their_hub_and_themselves() {
    on_each(|server, hub| {
        let url = format!("http://{}/", hub.at);
        for file in ["rss.xml", "atom.xml", "feed.json"] {
            let answer = server.client.get(&format!("/feeds/{file}"));
            let own = format!("<{}/feeds/{file}>; rel=\"self\", <{url}>; rel=\"hub\"", server.settings.public_url);
            assert_eq!(answer.header("link"), own, "{file}");
            assert!(answer.text().contains(&url), "{file}");
        }
        assert_eq!(server.client.json("/feeds/feed.json")["hubs"], json!([{"type": "WebSub", "url": url}]));
    });
}

#[test]
fn of_several_nodes_one_tells_a_hub() {
    on_each(|server, hub| {
        told(server, hub);
        let allow = hub.at.to_string();
        let (hub_url, public_url) = (format!("http://{allow}/"), &server.settings.public_url);
        let more = ["--outbound-allow", &allow, "--websub-hub", &hub_url, "--public-url", public_url];
        let _other = server.another_with(&more);
        for slug in ["a", "b", "c", "d", "e"] {
            server.editor().category(slug, slug, slug);
            assert_eq!(told(server, hub), forms(&[&format!("/feeds/category/{slug}")]));
        }
    });
}

/// Runs the program beside a server, with a hub where nothing listens; publishes, and kills it as soon as it says that
/// the hub is not there.
fn fails_and_is_killed(server: &TestServer, settings: &[&str]) {
    let listen = free_address();
    let mut child = server
        .command()
        .args(["serve", "--listen", &listen, "--search", "off", "--log", "json", "--log-level", "warn"])
        .args(settings)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    wait_until_ready(&Client::new(&format!("http://{listen}")), &mut child);
    server.editor().publish("tunnel", Under { category: "first", ..Under::default() });
    let said = log.lines().map_while(Result::ok).find(|line| line.contains("a hub cannot be told of feeds"));
    assert!(said.is_some(), "the program ended before it called the hub");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_a_hub_could_not_be_told_before_a_kill_it_is_told_after_the_next_start_once() {
    for backend in backends() {
        let at = free_address();
        let url = format!("http://{at}/");
        let settings = ["--outbound-allow", &at, "--websub-hub", &url];
        let mut server = TestServer::empty(backend);
        // The program that is killed goes by the machine's clock.
        server.clock.set(Time::now());
        server.editor().category("first", "first", "First");
        fails_and_is_killed(&server, &settings);
        let hub = Receiver::on(&at);
        server.restart(&settings, |_| ());
        assert_eq!(told(&server, &hub), forms(&["/feeds", "/feeds/category/first"]), "{backend:?}");
        server.editor().category("late", "late", "Late");
        assert_eq!(
            told(&server, &hub),
            forms(&["/feeds/category/late"]),
            "{backend:?}: what arrived is not told again"
        );
        assert!(hub.is_quiet());
    }
}
