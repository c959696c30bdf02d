//! What a search finds, as lists and feeds have it.

use std::collections::BTreeSet;

use feed_rs::parser;
use serde_json::{Value, json};

use super::{Writer, encoded, search, slugs};
use crate::support::{Backend, TestServer, postgres};

fn cards(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|card| card["slug"].as_str().unwrap()).collect()
}

searching! { demo_with fn words_narrow_the_list_of_articles(server: TestServer) {
    let found = search(&server, "harbour", "&limit=100");
    let expected: BTreeSet<&str> = slugs(&found).into_iter().collect();
    for sort in ["-published_at", "published_at", "-updated_at", "title", "-views"] {
        let list = server.client.json(&format!("/v1/articles?q=harbour&limit=100&sort={sort}"));
        assert_eq!(list["page"]["total"], found["page"]["total"], "{sort}");
        let whole = server.client.walk(&format!("/v1/articles?limit=100&sort={sort}"));
        let order: Vec<&str> =
            whole.iter().map(|card| card["slug"].as_str().unwrap()).filter(|slug| expected.contains(slug)).collect();
        assert_eq!(cards(&list), order, "{sort}");
        let walked = server.client.walk(&format!("/v1/articles?q=harbour&limit=7&sort={sort}"));
        let walked: Vec<&str> = walked.iter().map(|card| card["slug"].as_str().unwrap()).collect();
        assert_eq!(walked, order, "{sort}");
    }
    let narrowed = server.client.json("/v1/articles?q=harbour&category=sport&limit=100");
    assert_eq!(cards(&narrowed).len(), slugs(&search(&server, "harbour", "&category=sport&limit=100")).len());
    assert_eq!(server.client.json("/v1/articles?q=quagga")["data"], json!([]));
    assert_eq!(server.client.json("/v1/articles?q=harbour&tag=none")["data"], json!([]));
    let cursor = server.client.json("/v1/articles?q=harbour&limit=2")["page"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(server.client.get(&format!("/v1/articles?q=tunnel&limit=2&cursor={cursor}")).status, 400);
    assert_eq!(server.client.get(&format!("/v1/articles?q={}", "x".repeat(201))).problem()["errors"][0]["code"], "too_long");
    assert_eq!(server.client.get("/v1/articles?q=").status, 400);
}}

searching! { empty_with fn a_list_by_words_follows_what_happens(server: TestServer) {
    let writer = Writer::new(&server);
    let id = writer.text("Harbour tunnel opens", "At noon.");
    assert_eq!(writer.found("tunnel").len(), 1);
    let list = || server.client.json("/v1/articles?q=tunnel");
    assert_eq!(cards(&list()), ["harbour-tunnel-opens"]);
    writer.text("Another tunnel", "Perhaps.");
    assert_eq!(writer.found("tunnel").len(), 2);
    assert_eq!(list()["page"]["total"], 2);
    let done = writer.desk.change("POST", &format!("/v1/admin/articles/{id}/steps/unpublish"), &json!({}));
    assert_eq!(done.status, 200);
    assert_eq!(cards(&list()), ["another-tunnel"], "what is not public is gone at once, whatever the index has");
}}

searching! { demo_with fn the_feed_of_a_search_holds_what_it_finds_the_newest_first(server: TestServer) {
    let found = search(&server, "harbour", "&sort=-published_at&limit=100");
    let expected: Vec<&str> =
        found["data"].as_array().unwrap().iter().map(|hit| hit["article"]["title"].as_str().unwrap()).collect();
    let feeds = found["feeds"].as_array().unwrap();
    assert_eq!(feeds.len(), 3);
    for feed in feeds {
        let path = feed["url"].as_str().unwrap().replace(&server.settings.public_url, "");
        let answer = server.client.get(&path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-type").starts_with(feed["type"].as_str().unwrap()), "{path}");
        assert_eq!(answer.header("x-robots-tag"), "noindex", "{path}");
        let read = parser::parse(answer.body.as_slice()).unwrap();
        let titles: Vec<String> = read.entries.iter().map(|entry| entry.title.as_ref().unwrap().content.clone()).collect();
        assert_eq!(titles, expected[..20], "{path}");
        assert!(read.title.unwrap().content.contains("“harbour”"), "{path}");
    }
    let first = server.client.json("/feeds/search/feed.json?q=harbour");
    let next = first["next_url"].as_str().unwrap().replace(&server.settings.public_url, "");
    assert_eq!(next, "/feeds/search/feed.json?q=harbour&page=2");
    let second = server.client.json(&next);
    let titles: Vec<&str> =
        second["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(titles, expected[20..expected.len().min(40)]);
    let odd = server.client.json("/feeds/search/feed.json?utm_source=x&q=harbour");
    assert_eq!(odd["items"], first["items"]);
    assert_ne!(server.client.json("/feeds/search/feed.json?q=jollof")["items"], first["items"], "each has its own");
    let spaced = encoded("南沙 & \"x\"");
    assert_eq!(server.client.get(&format!("/feeds/search/rss.xml?q={spaced}")).status, 200);
}}

searching! { demo_with fn a_search_feed_names_what_is_wrong_with_it(server: TestServer) {
    search(&server, "the", "");
    for (path, code) in [
        ("/feeds/search/rss.xml".to_owned(), "required"),
        ("/feeds/search/rss.xml?q=".to_owned(), "invalid"),
        (format!("/feeds/search/atom.xml?q={}", "x".repeat(201)), "too_long"),
        ("/feeds/search/feed.json?q=a&q=b".to_owned(), "repeated"),
    ] {
        let problem = server.client.get(&path).problem();
        assert_eq!((&problem["status"], &problem["errors"][0]["code"]), (&json!(400), &json!(code)), "{path}");
        assert_eq!(problem["errors"][0]["parameter"], "q", "{path}");
    }
    assert_eq!(server.client.get("/feeds/search/x.xml?q=a").status, 404);
}}

#[test]
fn bug_a_list_by_words_was_a_503_for_ever_where_no_index_is_kept() {
    let server = TestServer::demo(Backend::Sqlite);
    assert_eq!(server.client.get("/feeds/search/rss.xml?q=harbour").status, 404);
    let refused = server.client.get("/v1/articles?q=harbour");
    assert_eq!((refused.status, &refused.problem()["errors"][0]["code"]), (400, &json!("unsupported")));
    assert_eq!(server.client.json("/v1/search?q=harbour")["index"]["state"], "building");
}
