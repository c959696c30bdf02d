//! Lists: every sort by cursor both ways, numbered pages, totals, filters, shapes.

use std::collections::HashSet;

use serde_json::Value;

use crate::on_both;
use crate::support::{Client, TestServer};

const SORTS: &[&str] = &["-published_at", "published_at", "-updated_at", "title", "-views"];

fn ids(rows: &[Value]) -> Vec<String> {
    rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

/// Walks a list forwards by cursors and back again; the rows of each way.
fn there_and_back(client: &Client, path: &str) -> (Vec<String>, Vec<String>) {
    let mut pages = vec![client.json(path)];
    while let Some(cursor) = pages.last().and_then(|page| page["page"]["next_cursor"].as_str()) {
        pages.push(client.json(&format!("{path}&cursor={cursor}")));
    }
    let there: Vec<String> = pages.iter().flat_map(|page| ids(page["data"].as_array().unwrap())).collect();
    let mut back: Vec<Vec<String>> = vec![ids(pages.last().unwrap()["data"].as_array().unwrap())];
    let mut at = pages.last().unwrap()["page"]["previous_cursor"].as_str().map(str::to_owned);
    while let Some(cursor) = at {
        let page = client.json(&format!("{path}&cursor={cursor}"));
        back.push(ids(page["data"].as_array().unwrap()));
        at = page["page"]["previous_cursor"].as_str().map(str::to_owned);
    }
    (there, back.into_iter().rev().flatten().collect())
}

on_both! {
    fn every_sort_gives_each_article_once_in_both_directions(server: TestServer) {
        let all: HashSet<String> = ids(&server.client.walk("/v1/articles?limit=100")).into_iter().collect();
        assert!(all.len() >= 120);
        for sort in SORTS {
            for limit in [7, 50] {
                let (there, back) = there_and_back(&server.client, &format!("/v1/articles?sort={sort}&limit={limit}"));
                assert_eq!(there.len(), all.len(), "{sort} by {limit}");
                assert_eq!(there.iter().cloned().collect::<HashSet<_>>(), all, "{sort} by {limit}");
                assert_eq!(there, back, "{sort} by {limit}, backwards");
            }
        }
    }

    fn numbered_pages_are_the_same_list(server: TestServer) {
        let whole = ids(&server.client.walk("/v1/articles?limit=100"));
        let first = server.client.json("/v1/articles?limit=7&page=1");
        assert_eq!(first["page"]["number"], 1);
        assert_eq!(first["page"]["count"], whole.len().div_ceil(7));
        let mut rows = Vec::new();
        for number in 1..=whole.len().div_ceil(7) {
            rows.extend(ids(server.client.json(&format!("/v1/articles?limit=7&page={number}"))["data"].as_array().unwrap()));
        }
        assert_eq!(rows, whole);
        let past = server.client.json("/v1/articles?limit=7&page=900");
        assert_eq!(past["data"], serde_json::json!([]));
    }

    fn totals_agree_with_the_walk(server: TestServer) {
        let client = &server.client;
        let walked = |path: &str| client.walk(path).len();
        assert_eq!(client.json("/v1/articles")["page"]["total"], walked("/v1/articles?limit=100"));
        for (kind, filter, count) in [
            ("categories", "category", "article_count_with_descendants"),
            ("categories", "category_exact", "article_count"),
            ("tags", "tag", "article_count"),
            ("authors", "author", "article_count"),
        ] {
            for row in client.walk(&format!("/v1/{kind}?limit=100")) {
                let path = format!("/v1/articles?limit=100&{filter}={}", row["slug"].as_str().unwrap());
                let n = walked(&path);
                assert_eq!(row[count], n, "{path}: {count}");
                let page = &client.json(&path)["page"];
                assert_eq!((&page["total"], &page["total_relation"]), (&n.into(), &"eq".into()), "{path}");
            }
        }
        let cursor = client.json("/v1/articles?limit=5")["page"]["next_cursor"].as_str().unwrap().to_owned();
        assert_eq!(client.json(&format!("/v1/articles?limit=5&cursor={cursor}"))["page"]["total"], Value::Null);
        assert!(client.json(&format!("/v1/articles?limit=5&total=true&cursor={cursor}"))["page"]["total"].is_u64());
    }

    fn filters_hold_what_they_say(server: TestServer) {
        let client = &server.client;
        let all = client.walk("/v1/articles?limit=100");
        let expect = |query: &str, wanted: &dyn Fn(&Value) -> bool| {
            let seen: HashSet<String> = ids(&client.walk(&format!("/v1/articles?limit=100&{query}"))).into_iter().collect();
            let right: HashSet<String> = ids(&all.iter().filter(|row| wanted(row)).cloned().collect::<Vec<_>>()).into_iter().collect();
            assert_eq!(seen, right, "{query}");
            assert!(!right.is_empty(), "{query} is tried on nothing");
        };
        let has = |row: &Value, list: &str, slug: &str| row[list].as_array().unwrap().iter().any(|one| one["slug"] == slug);
        expect("featured=true", &|row| row["featured"] == true);
        expect("breaking=true", &|row| row["breaking"] == true);
        expect("breaking=false", &|row| row["breaking"] == false);
        expect("format=gallery,video", &|row| row["format"] == "gallery" || row["format"] == "video");
        expect("language=en", &|row| row["language"] == "en");
        expect("language=ar,yo", &|row| row["language"] == "ar" || row["language"] == "yo");
        expect("comment_status=open", &|row| row["comments"]["status"] == "open");
        expect("comment_status=closed", &|row| row["comments"]["status"] == "closed");
        expect("tag=tunnel,ferries", &|row| has(row, "tags", "tunnel") || has(row, "tags", "ferries"));
        expect("tag_all=tunnel,transport", &|row| has(row, "tags", "tunnel") && has(row, "tags", "transport"));
        expect("author=ada-okoye&featured=false", &|row| has(row, "authors", "ada-okoye") && row["featured"] == false);
        expect("category_exact=city", &|row| has(row, "categories", "city"));
        expect("exclude_category=sport,business&category_exact=opinion", &|row| {
            has(row, "categories", "opinion") && !["sport", "football", "bay-league", "business", "markets", "maritime", "technology"].iter().any(|slug| has(row, "categories", slug))
        });
        let middle = all[all.len() / 2]["published_at"].as_str().unwrap().to_owned();
        expect(&format!("published_after={middle}"), &|row| row["published_at"].as_str().unwrap() >= middle.as_str());
        expect(&format!("published_before={middle}"), &|row| row["published_at"].as_str().unwrap() <= middle.as_str());
        expect(&format!("updated_after={middle}"), &|row| row["updated_at"].as_str().unwrap() >= middle.as_str());
        let some = ids(&all[..3]).join(",");
        expect(&format!("ids={some}"), &|row| some.contains(row["id"].as_str().unwrap()));
        expect(&format!("exclude_ids={some}"), &|row| !some.contains(row["id"].as_str().unwrap()));
        expect("slugs=harbour-tunnel-opens", &|row| row["slug"] == "harbour-tunnel-opens");
        for nothing in ["category=no-such", "tag=no-such", "author=no-such", "tag_all=tunnel,no-such", "legacy_id=77", "slugs=x"] {
            assert_eq!(client.json(&format!("/v1/articles?{nothing}"))["page"]["total"], 0, "{nothing}");
        }
    }

    fn a_list_and_an_article_say_the_same(server: TestServer) {
        let client = &server.client;
        let parts = ["body", "related", "adjacent", "read_also", "breadcrumbs", "share", "seo", "json_ld"];
        let rows = client.json(&format!("/v1/articles?limit=5&include={}", parts.join(",")));
        for row in rows["data"].as_array().unwrap() {
            let alone = client.json(&format!("/v1/articles/{}", row["slug"].as_str().unwrap()));
            for part in parts {
                assert_eq!(row[part], alone[part], "{part} of {}", row["slug"]);
            }
        }
        let plain = client.json("/v1/articles?limit=5");
        for row in plain["data"].as_array().unwrap() {
            assert!(parts.iter().all(|part| row.get(part).is_none()), "nothing is there that was not asked for");
        }
    }

    fn fields_keep_what_was_asked_for(server: TestServer) {
        let answer = server.client.get("/v1/articles?limit=3&fields=title,authors.name,body.text");
        assert_eq!(answer.header("content-type"), "application/vnd.newswire.partial+json");
        for row in answer.json()["data"].as_array().unwrap() {
            let mut names: Vec<&String> = row.as_object().unwrap().keys().collect();
            names.sort();
            assert_eq!(names, ["authors", "body", "id", "title"]);
            assert_eq!(row["body"].as_object().unwrap().keys().collect::<Vec<_>>(), ["text"]);
            assert!(row["authors"].as_array().unwrap().iter().all(|by| by.as_object().unwrap().len() == 1));
        }
    }

    fn links_lead_to_the_pages_around(server: TestServer) {
        let answer = server.client.get("/v1/articles?limit=5&category=city&sort=title");
        let link = answer.header("link").to_owned();
        let next = answer.json()["page"]["next_cursor"].as_str().unwrap().to_owned();
        let want = format!("<{}/v1/articles?category=city&limit=5&sort=title&cursor={next}>; rel=\"next\"", server.settings.public_url);
        assert_eq!(link, want);
    }

    fn a_cursor_belongs_to_its_list_alone(server: TestServer) {
        let cursor = server.client.json("/v1/articles?limit=5")["page"]["next_cursor"].as_str().unwrap().to_owned();
        for other in ["/v1/articles?limit=5&sort=title", "/v1/articles?limit=5&category=city", "/v1/tags?limit=5"] {
            let problem = server.client.get(&format!("{other}&cursor={cursor}")).problem();
            assert_eq!(problem["errors"][0]["parameter"], "cursor", "{other}");
        }
        assert_eq!(server.client.get(&format!("/v1/articles?cursor={cursor}&limit=5")).status, 200);
    }
}
