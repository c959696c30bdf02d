//! Feeds, as their readers meet them.

use feed_rs::model::Feed;
use feed_rs::parser;
use newswire::articles::Status;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::client::Answer;
use crate::support::editor::Under;
use crate::{on_both, on_both_empty};

const FILES: [(&str, &str); 3] = [
    ("rss.xml", "application/rss+xml; charset=utf-8"),
    ("atom.xml", "application/atom+xml; charset=utf-8"),
    ("feed.json", "application/feed+json"),
];

fn read(answer: &Answer) -> Feed {
    parser::parse(answer.body.as_slice()).unwrap_or_else(|err| panic!("{err}: {}", answer.text()))
}

fn titles(feed: &Feed) -> Vec<String> {
    feed.entries.iter().map(|entry| entry.title.as_ref().unwrap().content.clone()).collect()
}

fn listed(server: &TestServer, query: &str) -> Vec<String> {
    let list = server.client.json(&format!("/v1/articles?limit=20{query}"));
    list["data"].as_array().unwrap().iter().map(|card| card["title"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    fn every_feed_holds_what_its_list_holds(server: TestServer) {
        let site = server.client.json("/v1/site");
        assert_eq!(site["feeds"].as_array().unwrap().len(), 3);
        for (folder, query) in [
            ("/feeds", ""),
            ("/feeds/category/city", "&category=city"),
            ("/feeds/tag/transport", "&tag=transport"),
            ("/feeds/author/ada-okoye", "&author=ada-okoye"),
        ] {
            let expected = listed(&server, query);
            assert!(!expected.is_empty());
            for (file, kind) in FILES {
                let answer = server.client.get(&format!("{folder}/{file}"));
                assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{folder}/{file}");
                let feed = read(&answer);
                assert_eq!(titles(&feed), expected, "{folder}/{file}");
                let whole = feed.entries.iter().all(|entry| entry.content.as_ref().is_some_and(|text| text.body.as_ref().is_some_and(|body| body.starts_with('<'))));
                assert!(whole, "{folder}/{file}: whole texts");
            }
        }
    }

    fn an_entry_says_what_the_article_says(server: TestServer) {
        let newest = server.client.json("/v1/articles?limit=1")["data"][0]["slug"].as_str().unwrap().to_owned();
        let article = server.client.json(&format!("/v1/articles/{newest}"));
        let at = |name: &str| article[name].as_str().unwrap().to_owned();
        for (file, _) in FILES {
            let feed = read(&server.client.get(&format!("/feeds/{file}")));
            let entry = feed.entries.iter().find(|entry| entry.title.as_ref().unwrap().content == at("title")).unwrap();
            assert_eq!((entry.id.clone(), entry.links[0].href.clone()), (format!("urn:uuid:{}", at("id")), at("url")), "{file}");
            assert_eq!(entry.content.as_ref().unwrap().body.as_deref(), article["body"]["html"].as_str(), "{file}");
            let moment = |time: Option<chrono::DateTime<chrono::Utc>>| time.map(|time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string());
            assert_eq!(moment(entry.published), Some(at("published_at")), "{file}");
            let people: Vec<&str> = entry.authors.iter().map(|author| author.name.as_deref().unwrap()).collect();
            let expected: Vec<&str> = article["authors"].as_array().unwrap().iter().map(|author| author["name"].as_str().unwrap()).collect();
            assert_eq!(people, expected, "{file}");
        }
        let rss = server.client.get("/feeds/rss.xml").text();
        assert!(rss.contains("+0100</pubDate>"), "times are those of the site's zone");
        assert!(rss.contains("<enclosure url=\"") && rss.contains("<media:credit"), "pictures with their credit");
    }

    fn a_feed_goes_on_page_after_page(server: TestServer) {
        let total = usize::try_from(server.client.json("/v1/articles")["page"]["total"].as_u64().unwrap()).unwrap();
        let (mut seen, mut next) = (Vec::new(), Some("/feeds/feed.json".to_owned()));
        while let Some(path) = next.take() {
            let page = server.client.json(&path);
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
            next = page["next_url"].as_str().map(|url| url.replace(&server.settings.public_url, ""));
        }
        assert_eq!(seen.len(), total);
        let second = server.client.get("/feeds/atom.xml?page=2").text();
        for rel in ["first", "previous", "self"] {
            assert!(second.contains(&format!("<link rel=\"{rel}\"")), "{rel}");
        }
        for odd in ["?page=0", "?page=x", "?page=99999999999999999999", "?utm_source=x"] {
            let answer = server.client.get(&format!("/feeds/rss.xml{odd}"));
            assert_eq!((answer.status, answer.body), (200, server.client.get("/feeds/rss.xml").body), "{odd}");
        }
    }

    fn an_odd_spelling_of_a_page_is_kept_as_no_other_page(server: TestServer) {
        let first = server.client.get("/feeds/feed.json").body;
        for odd in ["?page=%32", "?page=+2", "?page=02", "?%70age=2"] {
            assert!(server.client.get(&format!("/feeds/feed.json{odd}")).body == first, "{odd}");
        }
        let second = server.client.json("/feeds/feed.json?page=2");
        assert!(second["feed_url"].as_str().unwrap().ends_with("?page=2"), "{}", second["feed_url"]);
        assert!(server.client.get("/feeds/feed.json").body == first);
    }

    fn a_reader_that_has_it_is_not_sent_it_again(server: TestServer) {
        let first = server.client.get("/feeds/rss.xml");
        let asked = |name: &str, value: &str| server.client.send("GET", "/feeds/rss.xml", &[(name, value)], &[]).status;
        let modified = first.header("last-modified").to_owned();
        assert!(modified.ends_with(" GMT"), "{modified}");
        assert_eq!(asked("If-None-Match", first.header("etag")), 304);
        assert_eq!(asked("If-Modified-Since", &modified), 304);
        assert_eq!(asked("If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT"), 200);
        assert_eq!(asked("If-Modified-Since", "nonsense"), 200);
        let both = [("If-Modified-Since", modified.as_str()), ("If-None-Match", "\"other\"")];
        assert_eq!(server.client.send("GET", "/feeds/rss.xml", &both, &[]).status, 200, "a tag counts more than a date");
    }

    fn what_is_no_feed_is_a_404(server: TestServer) {
        for path in ["/feeds/x.xml", "/feeds/category/none/rss.xml", "/feeds/month/2026/rss.xml", "/feeds/tag/transport/rss"] {
            assert_eq!(server.client.get(path).status, 404, "{path}");
        }
    }
}

on_both_empty! {
    fn threat_13_a_feed_shows_what_is_public_and_nothing_else(server: TestServer) {
        let editor = server.editor();
        editor.category("news", "news", "News <&> \u{b}\u{ffff}");
        let under = Under { category: "news", ..Under::default() };
        editor.publish("seen", under);
        editor.article("hidden", under, |row, _| row.title = "SENTINEL".to_owned());
        let later = server.clock.now().plus_seconds(60);
        editor.article("later", under, move |row, _| *row = row.clone().with_status(Status::Scheduled, later));
        for (file, _) in FILES {
            let answer = server.client.get(&format!("/feeds/category/news/{file}"));
            assert_eq!(titles(&read(&answer)), ["seen"], "{file}");
            assert!(!answer.text().contains("SENTINEL"));
        }
        server.clock.set(later);
        for (file, _) in FILES {
            assert_eq!(titles(&read(&server.client.get(&format!("/feeds/category/news/{file}")))), ["later", "seen"], "{file}");
        }
        editor.unpublish("seen");
        editor.unpublish("later");
        let empty = server.client.json("/feeds/feed.json");
        assert_eq!((&empty["items"], empty.get("next_url")), (&json!([]), None::<&Value>));
        read(&server.client.get("/feeds/rss.xml"));
    }
}
