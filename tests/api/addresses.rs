//! Addresses: many at once, the complete resource at one, and every path of the site.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::on_both;
use crate::support::{Client, TestServer};

const KINDS: [&str; 5] = ["article", "page", "category", "tag", "author"];

fn resolve(client: &Client, path: &str, more: &str) -> Value {
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("path", path).finish();
    client.json(&format!("/v1/resolve?{query}{more}"))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

/// Paths of every kind of outcome.
fn addresses(client: &Client) -> Vec<String> {
    let mut all: Vec<String> =
        client.walk("/v1/paths?limit=5000").iter().map(|row| text(row, "path").to_owned()).collect();
    let more = [
        "/",
        "/page/2",
        "/city/page/3",
        "/City/",
        "/2026",
        "/2026/11/",
        "/2026/11/page/2",
        "/tag/transport",
        "/category/city",
        "/author/ada-okoye/feed",
        "/feed/",
        "/harbour-tunnel-opens/amp",
        "/elsewhere/harbour-tunnel-opens",
        "/?p=1",
        "/?page_id=1",
        "/?cat=1",
        "/?tag=transport",
        "/?author=1",
        "/?p=999999",
        "/no/such/thing",
        "http://elsewhere.example/city",
        "/%00",
        "/é",
    ];
    all.extend(more.map(str::to_owned));
    all
}

on_both! {
    fn many_addresses_lead_where_each_leads(server: TestServer) {
        let client = &server.client;
        let paths = addresses(client);
        assert!(paths.len() > 200 && paths.len() <= 1000);
        let answer = client.post("/v1/resolve", &json!({"paths": paths}));
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.text());
        let all = answer.json();
        let rows = all["data"].as_array().unwrap();
        assert_eq!(rows.len(), paths.len());
        let mut outcomes = BTreeSet::new();
        for (n, (path, row)) in paths.iter().zip(rows).enumerate() {
            outcomes.insert(text(row, "outcome"));
            // Each of the odd ones, and some of those that are simply found.
            if text(row, "outcome") != "found" || n % 7 == 0 {
                assert_eq!(*row, resolve(client, path, ""), "{path}");
            }
        }
        assert_eq!(outcomes, BTreeSet::from(["found", "not_found", "redirect"]));
        assert_eq!(client.post("/v1/resolve", &json!({"paths": []})).json(), json!({"data": []}));
    }

    fn addresses_that_cannot_be_asked_for_are_named_all_at_once(server: TestServer) {
        let client = &server.client;
        let long = format!("/{}", "a".repeat(2000));
        let problem = client.post("/v1/resolve", &json!({"paths": ["/city", "city", long]})).problem();
        assert_eq!(problem["code"], "invalid_body");
        assert_eq!(problem["errors"], json!([
            {"pointer": "/paths/1", "code": "invalid", "detail": "The path starts with `/`, or is a whole address (http or https)."},
            {"pointer": "/paths/2", "code": "too_long", "detail": "The path is longer than 2000 characters."},
        ]));
        let problem = client.post("/v1/resolve", &json!({"paths": vec!["/"; 1001]})).problem();
        assert_eq!(problem["errors"], json!([{"pointer": "/paths", "code": "too_long", "detail": "`paths` holds more than 1000 entries."}]));
        for (body, status) in [(json!([["/"]]), 400), (json!({}), 400), (json!({"paths": ["/"], "x": 1}), 400), (json!({"paths": [1]}), 400)] {
            assert_eq!(client.post("/v1/resolve", &body).status, status, "{body}");
        }
        let typed = |kind: &str| client.send("POST", "/v1/resolve", &[("Content-Type", kind)], b"{\"paths\":[]}").status;
        assert_eq!((typed("text/plain"), typed("application/json; charset=utf-8")), (415, 200));
        assert_eq!(client.post("/v1/resolve?zz=1", &json!({"paths": []})).problem()["errors"][0]["parameter"], "zz");
    }

    fn one_call_answers_for_any_page_of_the_site(server: TestServer) {
        let client = &server.client;
        for (path, kind, alone, list) in [
            ("/city/harbour-tunnel-opens", "article", Some("/v1/articles/harbour-tunnel-opens"), None),
            ("/about", "page", Some("/v1/pages/about"), None),
            ("/city", "category", Some("/v1/categories/city"), Some("/v1/articles?category=city")),
            ("/city/page/2", "category", Some("/v1/categories/city"), Some("/v1/articles?category=city&page=2")),
            ("/tags/transport", "tag", Some("/v1/tags/transport"), Some("/v1/articles?tag=transport")),
            ("/authors/ada-okoye", "author", Some("/v1/authors/ada-okoye"), Some("/v1/articles?author=ada-okoye")),
            ("/", "home", Some("/v1/home"), Some("/v1/articles")),
            ("/2026/11", "archive", None, Some("/v1/articles?date=2026-11")),
        ] {
            let whole = resolve(client, path, "&include=resource");
            assert_eq!(whole["resource"]["type"], kind, "{path}");
            let mut thin = whole.clone();
            let complete = thin["resource"].as_object_mut().unwrap().remove("resource").unwrap();
            assert_eq!(thin, resolve(client, path, ""), "{path}: nothing else changes");
            for (name, value) in complete.as_object().unwrap() {
                let wanted = match name.as_str() {
                    "articles" => list.map(|path| client.json(path)),
                    name => alone.filter(|_| name == kind).map(|path| client.json(path)),
                };
                assert_eq!(*value, wanted.unwrap_or(Value::Null), "{path}: {name}");
            }
            assert_eq!(complete.as_object().unwrap().len(), 8);
        }
        let next = resolve(client, "/city", "&include=resource")["resource"]["resource"]["articles"]["page"]["next_cursor"].clone();
        let beyond = client.json(&format!("/v1/articles?category=city&cursor={}", next.as_str().unwrap()));
        assert!(!beyond["data"].as_array().unwrap().is_empty(), "its cursor goes on in the list's own call");
        let moved = resolve(client, "/harbour-tunnel-opens/", "&include=resource");
        assert_eq!((&moved["outcome"], &moved["resource"]["resource"]["article"]["slug"]), (&json!("redirect"), &json!("harbour-tunnel-opens")));
        assert_eq!(resolve(client, "/city/page/501", "&include=resource")["resource"]["resource"]["articles"], Value::Null);
        assert_eq!(resolve(client, "/no-such", "&include=resource")["resource"], Value::Null);
        let keys = |path: &str| client.get(&format!("/v1/resolve?path={path}&include=resource")).header("surrogate-key").to_owned();
        assert!(keys("/").ends_with("home articles") && keys("/2026").ends_with("articles") && keys("/city").contains("category:city"));
        let refused = client.get("/v1/resolve?path=/city&include=all").problem();
        assert_eq!(refused["errors"][0]["detail"], "`all` is no value of `include`. Allowed: resource.");
    }

    fn every_path_is_listed_once_in_both_directions(server: TestServer) {
        let client = &server.client;
        let whole = client.walk("/v1/paths?limit=5000");
        let mut listed = Vec::new();
        for (kind, list) in KINDS.iter().zip(["articles", "pages", "categories", "tags", "authors"]) {
            let mut rows: Vec<Value> = client.walk(&format!("/v1/{list}?limit=100"));
            rows.sort_by_key(|row| text(row, "id").to_owned());
            let own = client.walk(&format!("/v1/paths?type={kind}"));
            assert_eq!(own.len(), rows.len(), "{kind}");
            for (own, row) in own.iter().zip(&rows) {
                for name in ["id", "slug", "path"] {
                    assert_eq!(own[name], row[name], "{kind} {}", row["slug"]);
                }
                assert_eq!((own["type"].as_str().unwrap(), own.as_object().unwrap().len()), (*kind, 5));
                assert!(row["updated_at"].is_null() || row["updated_at"] == own["updated_at"], "{kind} {}", row["slug"]);
            }
            listed.extend(own);
        }
        assert_eq!(whole, listed);
        let (mut there, mut pages) = (Vec::new(), vec![client.json("/v1/paths?limit=31")]);
        while let Some(cursor) = pages.last().unwrap()["page"]["next_cursor"].as_str() {
            pages.push(client.json(&format!("/v1/paths?limit=31&cursor={cursor}")));
        }
        pages.iter().for_each(|page| there.extend(page["data"].as_array().unwrap().clone()));
        assert_eq!(there, whole);
        let mut at = pages.last().unwrap()["page"]["previous_cursor"].as_str().map(str::to_owned);
        let mut back: Vec<Value> = pages.pop().unwrap()["data"].as_array().unwrap().clone();
        while let Some(cursor) = at {
            let page = client.json(&format!("/v1/paths?limit=31&cursor={cursor}"));
            back.splice(0..0, page["data"].as_array().unwrap().clone());
            at = page["page"]["previous_cursor"].as_str().map(str::to_owned);
        }
        assert_eq!(back, whole);
        let some = client.walk("/v1/paths?type=tag,page&limit=9");
        let wanted: Vec<Value> = whole.iter().filter(|row| ["tag", "page"].contains(&text(row, "type"))).cloned().collect();
        assert_eq!(some, wanted);
        let cursor = client.json("/v1/paths?type=tag&limit=1")["page"]["next_cursor"].as_str().unwrap().to_owned();
        for (query, name) in [("limit=5001", "limit"), ("limit=0", "limit"), ("type=menu", "type"), ("page=2", "page"), ("total=true", "total"), (&*format!("cursor={cursor}"), "cursor")] {
            assert_eq!(client.get(&format!("/v1/paths?{query}")).problem()["errors"][0]["parameter"], name, "{query}");
        }
    }
}
