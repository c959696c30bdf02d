//! What moves the dates that readers see: corrections, an editor who says so, and a first moment elsewhere.

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::TestServer;
use crate::support::desk::Desk;

const ARTICLES: &str = "/v1/admin/articles";

fn published(desk: &Desk, title: &str) -> Value {
    let draft = desk.made(ARTICLES, &json!({"title": title}));
    desk.change("POST", &format!("{}/steps/publish", path(&draft)), &json!({})).json()
}

fn path(article: &Value) -> String {
    format!("{ARTICLES}/{}", article["id"].as_str().unwrap())
}

fn fault(answer: &crate::support::client::Answer) -> (u16, String, String) {
    let problem = answer.problem();
    let one = &problem["errors"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (answer.status, text(&one["pointer"]), text(&one["code"]))
}

on_both_empty! {
    fn bug_a_correction_could_not_be_dated_mended_or_removed(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = published(&desk, "Ferry");
        let (at, slug) = (format!("{}/corrections", path(&article)), "/v1/articles/ferry");
        server.clock.set(server.clock.now().plus_seconds(600));
        let dated = desk.change("POST", &at, &json!({"kind": "correction", "text": "It left at six.", "at": "2026-11-24T08:05:00Z"}));
        assert_eq!(dated.status, 200, "{}", dated.text());
        let one = dated.json()["corrections"][0].clone();
        assert_eq!((&one["at"], &dated.json()["updated_at"]), (&json!("2026-11-24T08:05:00Z"), &json!("2026-11-24T08:05:00Z")));
        let early = json!({"kind": "correction", "text": "It left at five.", "at": "2026-11-24T07:59:59Z"});
        assert_eq!(fault(&desk.change("POST", &at, &early)), (422, "/at".into(), "out_of_range".into()));
        let late = json!({"kind": "correction", "text": "It left at five.", "at": "2026-11-24T08:16:00Z"});
        assert_eq!(fault(&desk.change("POST", &at, &late)), (422, "/at".into(), "out_of_range".into()));

        let own = format!("{at}/{}", one["id"].as_str().unwrap());
        let stale = desk.call("PATCH", &own, &[("If-Match", "\"1\"")], &json!({"kind": "clarification"}));
        assert_eq!(stale.status, 412);
        let mended = desk.change("PATCH", &own, &json!({"kind": "clarification", "text": "It left at seven."}));
        assert_eq!(mended.status, 200, "{}", mended.text());
        let shown = server.client.json(slug);
        let wanted = json!([{"id": one["id"], "kind": "clarification", "text": "It left at seven.", "html": "<p>It left at seven.</p>", "at": "2026-11-24T08:05:00Z"}]);
        assert_eq!((&shown["corrections"], &shown["updated_at"]), (&wanted, &json!("2026-11-24T08:05:00Z")));
        for (patch, pointer, code) in [(json!({"kind": "joke"}), "/kind", "unknown_value"), (json!({"text": " "}), "/text", "too_short")] {
            assert_eq!(fault(&desk.change("PATCH", &own, &patch)), (422, pointer.into(), code.into()));
        }
        assert_eq!(desk.change("PATCH", &own, &json!({"by": "me"})).status, 400);
        assert_eq!(server.client.json(slug)["corrections"], wanted, "what was refused has changed nothing");

        assert_eq!(desk.delete(&own).status, 200);
        assert_eq!(server.client.json(slug)["corrections"], json!([]));
        for answer in [desk.delete(&own), desk.change("PATCH", &own, &json!({"kind": "update"}))] {
            assert_eq!((answer.status, &answer.problem()["detail"]), (404, &json!(format!("There is no correction `{}`.", one["id"].as_str().unwrap()))));
        }
        let admin = server.desk("root", Role::Admin);
        let log = admin.json("/v1/admin/audit?resource_kind=article&limit=50");
        let deeds: Vec<&str> = log["data"].as_array().unwrap().iter().map(|deed| deed["action"].as_str().unwrap()).collect();
        assert_eq!(&deeds[..3], ["article.correction.delete", "article.correction.update", "article.correct"]);
    }

    fn bug_no_editor_could_say_that_an_article_was_updated(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = published(&desk, "Ferry");
        let at = path(&article);
        server.clock.set(server.clock.now().plus_seconds(600));
        let shown = || server.client.json("/v1/articles/ferry")["updated_at"].clone();
        assert_eq!(desk.change("PATCH", &at, &json!({"title": "Ferries", "slug": "ferry"})).status, 200);
        assert_eq!(shown(), "2026-11-24T08:00:00Z", "a change is no update by itself");
        assert_eq!(desk.change("PATCH", &at, &json!({"updated_at": "2026-11-24T08:07:00.7Z"})).status, 200);
        assert_eq!(shown(), "2026-11-24T08:07:00Z");
        let ahead = desk.change("PATCH", &at, &json!({"updated_at": "2026-11-24T08:14:59Z"}));
        assert_eq!((ahead.status, shown()), (200, json!("2026-11-24T08:10:00Z")), "a clock that is ahead says now");
        for wrong in ["2026-11-24T08:16:00Z", "2026-11-24T07:59:59Z"] {
            let refused = desk.change("PATCH", &at, &json!({"updated_at": wrong}));
            assert_eq!(fault(&refused), (422, "/updated_at".into(), "out_of_range".into()), "{wrong}");
        }
        assert_eq!(desk.change("PUT", &at, &json!({"title": "Ferries", "slug": "ferry"})).status, 200);
        assert_eq!(desk.change("PATCH", &at, &json!({"updated_at": null})).status, 200);
        assert_eq!(shown(), "2026-11-24T08:10:00Z", "left out or null, it stays");
        assert_eq!(desk.change("POST", &format!("{at}/revisions/2/restore"), &json!({})).status, 200);
        assert_eq!(shown(), "2026-11-24T08:10:00Z", "what is restored is no older for readers");
        let early = json!({"title": "Draft", "updated_at": "2026-11-24T08:00:00Z"});
        assert_eq!(fault(&desk.post(ARTICLES, &early)), (422, "/updated_at".into(), "invalid".into()));
    }

    fn what_was_public_elsewhere_keeps_its_date(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        published(&desk, "Today");
        let old = desk.made(ARTICLES, &json!({"title": "Long ago"}));
        let publish = format!("{}/steps/publish", path(&old));
        let ahead = desk.change("POST", &publish, &json!({"at": "2026-11-24T08:00:01Z"}));
        assert_eq!(fault(&ahead), (422, "/at".into(), "out_of_range".into()));
        let dated = desk.change("POST", &publish, &json!({"at": "2019-03-01T06:00:00Z"}));
        assert_eq!(dated.status, 200, "{}", dated.text());
        let shown = server.client.json("/v1/articles/long-ago");
        assert_eq!((&shown["published_at"], &shown["updated_at"]), (&json!("2019-03-01T06:00:00Z"), &json!("2019-03-01T06:00:00Z")));
        let titles: Vec<Value> = server.client.json("/v1/articles")["data"].as_array().unwrap().iter().map(|one| one["title"].clone()).collect();
        assert_eq!(titles, ["Today", "Long ago"]);
        assert_eq!(server.client.json("/v1/archive")["data"].as_array().unwrap().len(), 2, "counted in its own month");
        desk.change("POST", &format!("{}/steps/unpublish", path(&old)), &json!({}));
        let again = desk.change("POST", &publish, &json!({"at": "2018-03-01T06:00:00Z"}));
        assert_eq!(fault(&again), (422, "/at".into(), "conflict".into()), "a first moment that readers know stays");
        assert_eq!(desk.change("POST", &publish, &json!({})).json()["published_at"], "2019-03-01T06:00:00Z");
        let held = desk.made(ARTICLES, &json!({"title": "Held", "embargo_until": "2026-11-25T00:00:00Z"}));
        let early = desk.change("POST", &format!("{}/steps/publish", path(&held)), &json!({"at": "2019-03-01T06:00:00Z"}));
        assert_eq!(early.status, 409, "an embargo is not passed by a date in the past");
    }
}
