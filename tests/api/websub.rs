//! WebSub, as a hub meets it: it is told which feeds changed, once and in time, and feeds name it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::editor::Under;
use crate::support::receiver::{Got, Receiver};
use crate::support::{Backend, TestServer, postgres, until};

/// Runs a test on each database that there is: a server that tells a hub on this machine.
fn on_each(test: impl Fn(&TestServer, &Receiver)) {
    let postgres = postgres::server().map(|_| Backend::Postgres);
    for backend in [Backend::Sqlite].into_iter().chain(postgres) {
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
