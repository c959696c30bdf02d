//! What an app that keeps a copy gets: everything first, then what changed, and what is gone.

use std::collections::{BTreeMap, BTreeSet};

use newswire::articles::Status;
use newswire::changes::jobs::compact;
use newswire::db::Time;
use serde_json::{Value, json};

use crate::support::editor::{Under, id};
use crate::support::{Client, TestServer};
use crate::{on_both, on_both_empty};

/// Follows to the end: all changes of all pages, and the cursor to go on from.
fn follow(client: &Client, query: &str, since: Option<&str>) -> (Vec<Value>, String) {
    let (mut changes, mut since) = (Vec::new(), since.map(str::to_owned));
    loop {
        let at = since.as_ref().map_or_else(String::new, |cursor| format!("&since={cursor}"));
        let page = client.json(&format!("/v1/changes?{query}{at}"));
        changes.extend(page["data"].as_array().unwrap().iter().cloned());
        let next = page["next_cursor"].as_str().unwrap().to_owned();
        if page["has_more"] == false {
            return (changes, next);
        }
        since = Some(next);
    }
}

fn kinds(changes: &[Value]) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for change in changes {
        *all.entry(change["type"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    all
}

fn compacted(server: &TestServer) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(compact(&server.db, server.clock.now())).unwrap()
}

fn later(server: &TestServer, days: i64) {
    server.clock.set(server.clock.now().plus_seconds(days * 86_400));
}

on_both! {
    fn a_first_synchronisation_is_everything_public_as_its_own_calls_show_it(server: TestServer) {
        let client = &server.client;
        let (changes, cursor) = follow(client, "limit=100", None);
        assert!(changes.iter().all(|change| change["op"] == "upsert" && change["reason"].is_null()));
        let ids: BTreeSet<String> = changes.iter().map(|change| format!("{}{}", change["type"], change["id"])).collect();
        assert_eq!(ids.len(), changes.len(), "each once");
        let counted = kinds(&changes);
        let lists = [
            ("article", "/v1/articles?limit=100"), ("page", "/v1/pages?limit=100"), ("category", "/v1/categories?limit=100"),
            ("tag", "/v1/tags?limit=100"), ("author", "/v1/authors?limit=100"), ("menu", "/v1/menus?limit=100"),
        ];
        for (kind, path) in lists {
            let rows = client.walk(path);
            assert_eq!(counted[kind], rows.len(), "{kind}");
            for row in rows {
                let own = changes.iter().find(|change| change["resource"] == row).expect(kind);
                assert_eq!(own["type"], kind);
            }
        }
        let of = |kind: &str| changes.iter().find(|change| change["type"] == kind).unwrap();
        assert_eq!(of("site")["resource"], client.json("/v1/site"));
        assert_eq!(of("home")["resource"], client.json("/v1/home"));
        let picture = of("media");
        assert_eq!(picture["resource"], client.json(&format!("/v1/media/{}", picture["id"].as_str().unwrap())));
        let (more, same) = follow(client, "limit=100", Some(&cursor));
        assert_eq!((more, same), (Vec::new(), cursor), "and nothing more");
    }

    fn bodies_come_where_they_are_asked_for(server: TestServer) {
        let client = &server.client;
        let page = client.json("/v1/changes?types=article&include=body&limit=3");
        for change in page["data"].as_array().unwrap() {
            let id = change["id"].as_str().unwrap();
            assert_eq!(change["resource"], client.json(&format!("/v1/articles?ids={id}&include=body"))["data"][0]);
        }
        assert_eq!(page["data"].as_array().unwrap().len(), 3);
        let page = client.json("/v1/changes?types=article&limit=3");
        assert!(page["data"][0]["resource"].get("body").is_none());
        let answer = client.get("/v1/changes");
        assert_eq!((answer.header("cache-control"), answer.header("content-type")), ("no-store", "application/json"));
    }

    fn a_wrong_request_names_all_its_faults(server: TestServer) {
        let client = &server.client;
        let cursor = client.json("/v1/changes?types=article&limit=2")["next_cursor"].as_str().unwrap().to_owned();
        let query = "zz=1&types=article,comment&include=seo&limit=0&published_from=now&since=x";
        let problem = client.get(&format!("/v1/changes?{query}")).problem();
        assert_eq!(problem["errors"], json!([
            {"parameter": "types", "code": "unknown_value", "detail": "`comment` is no value of `types`. Allowed: site, home, menu, category, tag, author, page, media, article."},
            {"parameter": "published_from", "code": "invalid", "detail": "`published_from` is a time in RFC 3339, such as 2026-11-15T09:02:00Z."},
            {"parameter": "include", "code": "unknown_value", "detail": "`seo` is no value of `include`. Allowed: body."},
            {"parameter": "limit", "code": "out_of_range", "detail": "`limit` is a whole number from 1 to 100."},
            {"parameter": "since", "code": "invalid", "detail": "`since` is no cursor of this call with these `types` and this `published_from`."},
            {"parameter": "zz", "code": "unknown", "detail": "`zz` is not a parameter of this call. Allowed: since, types, published_from, include, limit."},
        ]));
        let problem = client.get("/v1/changes?include=body&limit=21").problem();
        assert_eq!(problem["errors"][0]["detail"], "`limit` is at most 20 where bodies are included.");
        for other in ["types=article,tag", "types=article&published_from=2026-11-01T00:00:00Z", ""] {
            let answer = client.get(&format!("/v1/changes?{other}&since={cursor}"));
            assert_eq!((answer.status, &answer.problem()["errors"][0]["parameter"]), (400, &json!("since")), "{other}");
        }
        for same in ["types=article", "types=article&limit=7&include=body"] {
            assert_eq!(client.get(&format!("/v1/changes?{same}&since={cursor}")).status, 200, "{same}");
        }
    }
}

on_both_empty! {
    fn each_resource_comes_once_at_its_last_change(server: TestServer) {
        let (client, editor) = (&server.client, server.editor());
        editor.publish("first", Under::default());
        let (_, cursor) = follow(client, "", None);
        editor.publish("second", Under::default());
        for title in ["One", "Two"] {
            editor.article("first", Under::default(), move |row, _| title.clone_into(&mut row.title));
        }
        editor.category("city", "city", "City");
        let (changes, cursor) = follow(client, "limit=2", Some(&cursor));
        let told: Vec<(&str, &str, i64)> = changes
            .iter()
            .map(|one| (one["type"].as_str().unwrap(), one["resource"]["slug"].as_str().unwrap(), one["version"].as_i64().unwrap()))
            .collect();
        assert_eq!(told, [("article", "second", 1), ("article", "first", 3), ("category", "city", 1)]);
        assert_eq!(changes[1]["resource"]["title"], "Two");
        assert!(changes[0]["seq"].as_i64() < changes[1]["seq"].as_i64());
        editor.unpublish("first");
        let (changes, cursor) = follow(client, "", Some(&cursor));
        let seq = changes[0]["seq"].clone();
        assert_eq!(json!(changes), json!([{
            "seq": seq, "op": "delete", "type": "article", "id": id("article", "first"), "version": 4,
            "at": "2026-11-24T08:00:00Z", "reason": "unpublished", "resource": null,
        }]));
        editor.article("second", Under::default(), |row, now| {
            row.trashed_at = Some(now);
            row.publishable = false;
        });
        let (changes, _) = follow(client, "", Some(&cursor));
        assert_eq!((&changes[0]["op"], &changes[0]["reason"]), (&json!("delete"), &json!("trashed")));
    }

    fn what_the_clock_ended_is_gone_and_what_it_published_comes(server: TestServer) {
        let (client, editor) = (&server.client, server.editor());
        editor.article("ends", Under::default(), |row, now| {
            *row = row.clone().with_status(Status::Published, now);
            row.public_until = Some(now.plus_seconds(60));
        });
        let (_, cursor) = follow(client, "types=article", None);
        editor.article("ends", Under::default(), |row, _| row.title.push('!'));
        server.clock.set(server.clock.now().plus_seconds(120));
        let (changes, _) = follow(client, "types=article", Some(&cursor));
        assert_eq!((&changes[0]["op"], &changes[0]["reason"]), (&json!("delete"), &json!("expired")), "before or after it is announced");

        let from = server.clock.now().plus_seconds(60);
        editor.page("later", Status::Scheduled, from, Some(from.plus_seconds(60)));
        editor.article("later", Under::default(), move |row, _| *row = row.clone().with_status(Status::Scheduled, from));
        let announce = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            runtime.block_on(newswire::articles::jobs::announce_due(&server.db, server.clock.now())).unwrap();
            runtime.block_on(newswire::pages::jobs::announce_due(&server.db, server.clock.now())).unwrap();
        };
        announce();
        let (_, cursor) = follow(client, "types=article,page", None);
        announce();
        assert_eq!(follow(client, "types=article,page", Some(&cursor)).0, Vec::<Value>::new(), "nothing yet");
        server.clock.set(from);
        announce();
        let (changes, cursor) = follow(client, "types=article,page", Some(&cursor));
        assert_eq!(kinds(&changes), BTreeMap::from([("article".to_owned(), 1), ("page".to_owned(), 1)]));
        server.clock.set(from.plus_seconds(60));
        announce();
        let (changes, _) = follow(client, "types=article,page", Some(&cursor));
        assert_eq!(changes.len(), 1);
        assert_eq!((&changes[0]["type"], &changes[0]["reason"]), (&json!("page"), &json!("expired")));
    }

    fn what_is_scheduled_anew_is_announced_anew(server: TestServer) {
        let (client, editor) = (&server.client, server.editor());
        editor.publish("moved", Under::default());
        let (_, cursor) = follow(client, "types=article", None);
        let from = server.clock.now().plus_seconds(600);
        editor.article("moved", Under::default(), move |row, _| *row = row.clone().with_status(Status::Scheduled, from));
        let (changes, cursor) = follow(client, "types=article", Some(&cursor));
        assert_eq!(changes[0]["op"], "delete");
        assert_eq!(client.json("/v1/articles")["page"]["total"], 0);
        server.clock.set(from);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(newswire::articles::jobs::announce_due(&server.db, from)).unwrap();
        let (changes, _) = follow(client, "types=article", Some(&cursor));
        assert_eq!((&changes[0]["op"], &changes[0]["resource"]["slug"]), (&json!("upsert"), &json!("moved")));
        assert_eq!(client.json("/v1/articles")["page"]["total"], 1);
    }

    fn an_article_enters_and_leaves_published_from(server: TestServer) {
        let (client, editor) = (&server.client, server.editor());
        let old = Time::parse("2026-01-01T00:00:00Z").unwrap();
        let young = Time::parse("2026-11-20T00:00:00Z").unwrap();
        let published = move |at: Time| move |row: &mut newswire::articles::ArticleRow, _: Time| *row = row.clone().with_status(Status::Published, at);
        editor.article("old", Under::default(), published(old));
        editor.article("young", Under::default(), published(young));
        let query = "types=article&published_from=2026-11-01T00:00:00Z";
        let (changes, cursor) = follow(client, query, None);
        assert_eq!((changes.len(), &changes[0]["resource"]["slug"]), (1, &json!("young")));
        editor.article("old", Under::default(), published(young));
        editor.article("young", Under::default(), published(old));
        let (changes, _) = follow(client, query, Some(&cursor));
        let told: Vec<_> = changes.iter().map(|one| (&one["op"], &one["reason"], one["resource"]["slug"].as_str())).collect();
        assert_eq!(told, [(&json!("upsert"), &json!(null), Some("old")), (&json!("delete"), &json!("out_of_range"), None)]);
    }

    fn what_changes_during_a_first_synchronisation_is_not_missed(server: TestServer) {
        let (client, editor) = (&server.client, server.editor());
        for slug in ["a", "b", "c", "d", "e"] {
            editor.publish(slug, Under::default());
        }
        let page = client.json("/v1/changes?types=article&limit=2");
        let cursor = page["next_cursor"].as_str().unwrap().to_owned();
        let taken: Vec<&str> = page["data"].as_array().unwrap().iter().map(|one| one["resource"]["slug"].as_str().unwrap()).collect();
        editor.unpublish(taken[0]);
        editor.publish("f", Under::default());
        let (changes, _) = follow(client, "types=article&limit=2", Some(&cursor));
        let mut have: BTreeSet<String> = taken.iter().map(|slug| id("article", slug).to_string()).collect();
        for change in &changes {
            let id = change["id"].as_str().unwrap().to_owned();
            if change["op"] == "upsert" { have.insert(id); } else { have.remove(&id); }
        }
        let public: BTreeSet<String> = client.walk("/v1/articles").iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(have, public);
    }

    fn the_log_is_compacted_and_a_cursor_older_than_its_horizon_is_told_so(server: TestServer) {
        let (client, editor) = (&server.client, server.editor());
        editor.publish("kept", Under::default());
        editor.publish("gone", Under::default());
        let (_, first) = follow(client, "", None);
        for title in ["One", "Two", "Three"] {
            editor.article("kept", Under::default(), move |row, _| title.clone_into(&mut row.title));
        }
        editor.unpublish("gone");
        editor.tag("last", "last", "Last");
        assert_eq!(compacted(&server), 0, "the last week is kept whole");
        let expected = follow(client, "", Some(&first));
        later(&server, 8);
        assert_eq!(compacted(&server), 4, "four older states of two articles");
        assert_eq!(compacted(&server), 0);
        assert_eq!(follow(client, "", Some(&first)), expected, "followers do not notice");
        later(&server, 81);
        assert_eq!(compacted(&server), 0);
        assert_eq!(follow(client, "", Some(&first)), expected, "for 90 days");
        let (_, young) = follow(client, "", Some(&first));
        later(&server, 2);
        assert_eq!(compacted(&server), 1, "the tombstone");
        let answer = client.get(&format!("/v1/changes?since={first}"));
        assert_eq!((answer.status, answer.problem()), (410, json!({
            "type": format!("{}/docs/problems/cursor-expired", server.settings.public_url), "title": "Cursor expired", "status": 410,
            "detail": "The cursor is older than what the log of changes still knows. Start again without `since`.", "code": "cursor_expired",
        })));
        assert_eq!(follow(client, "", Some(&young)).0, Vec::<Value>::new(), "one that is as old but has everything goes on");
        let (changes, _) = follow(client, "types=article", None);
        assert_eq!((changes.len(), &changes[0]["resource"]["title"]), (1, &json!("Three")));
    }
}
