//! Many articles at once: each by its own rights, and the failure of one is no other's.

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::desk::Desk;
use crate::{on_both, on_both_empty};

const ARTICLES: &str = "/v1/admin/articles";
const BULK: &str = "/v1/admin/articles/bulk";

fn made(desk: &Desk, title: &str) -> Value {
    desk.made(ARTICLES, &json!({"title": title}))
}

fn items(articles: &[&Value]) -> Value {
    articles.iter().map(|article| json!({"id": article["id"]})).collect()
}

/// The statuses of a call's items.
fn bulk(desk: &Desk, body: &Value) -> (Vec<i64>, Value) {
    let answer = desk.post(BULK, body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let data = answer.json()["data"].clone();
    let statuses = data.as_array().unwrap().iter().map(|one| one["status"].as_i64().unwrap()).collect();
    (statuses, data)
}

on_both_empty! {
    fn each_article_has_its_own_answer(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let (one, two, three) = (made(&desk, "One"), made(&desk, "Two"), made(&desk, "Three"));
        let nobody = json!({"id": "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99"});
        let stale = json!({"id": two["id"], "revision": 7});
        let (statuses, data) = bulk(&desk, &json!({"action": "publish", "note": "Together", "articles": [{"id": one["id"], "revision": 1}, stale, nobody, {"id": three["id"]}]}));
        assert_eq!(statuses, [200, 412, 404, 200]);
        assert_eq!((&data[0]["article"]["status"], &data[0]["article"]["revision"], &data[0]["problem"]), (&json!("published"), &json!(2), &Value::Null));
        assert_eq!((&data[1]["article"], &data[1]["problem"]["code"], &data[1]["problem"]["current"]["title"]), (&Value::Null, &json!("precondition_failed"), &json!("Two")));
        assert_eq!((&data[2]["id"], &data[2]["problem"]["detail"]), (&nobody["id"], &json!("There is no article `018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99`.")));
        let public = |slug: &str| server.client.get(&format!("/v1/articles/{slug}")).status;
        assert_eq!((public("one"), public("two"), public("three")), (200, 404, 200));
        let revisions = desk.json(&format!("{ARTICLES}/{}/revisions", one["id"].as_str().unwrap()));
        assert_eq!(revisions["data"][0]["note"], "Together");

        let (statuses, data) = bulk(&desk, &json!({"action": "archive", "articles": items(&[&one, &two])}));
        assert_eq!(statuses, [200, 409]);
        assert_eq!(data[1]["problem"]["detail"], "`archive` cannot be taken from `draft`. Possible: `submit`, `schedule`, `publish`.");
        assert_eq!((public("one"), bulk(&desk, &json!({"action": "trash", "articles": items(&[&one, &two])})).0), (410, vec![200, 200]));
        assert_eq!(bulk(&desk, &json!({"action": "trash", "articles": items(&[&one])})).0, [409]);
        assert_eq!(bulk(&desk, &json!({"action": "restore", "articles": items(&[&one, &two, &three])})).0, [200, 200, 409]);
        let at = "2026-12-01T06:00:00Z";
        let (statuses, data) = bulk(&desk, &json!({"action": "schedule", "at": at, "articles": items(&[&two])}));
        assert_eq!((statuses, &data[0]["article"]["published_at"]), (vec![200], &json!(at)));
        let admin = server.desk("root", Role::Admin);
        let log = admin.json("/v1/admin/audit?resource_kind=article&limit=50");
        let deeds: Vec<&str> = log["data"].as_array().unwrap().iter().rev().map(|row| row["action"].as_str().unwrap()).collect();
        let expected = ["create", "create", "create", "publish", "publish", "archive", "trash", "trash", "restore", "restore", "schedule"];
        assert_eq!(deeds, expected.map(|deed| format!("article.{deed}")));
    }

    fn threat_19_many_at_once_are_judged_as_each_alone(server: TestServer) {
        let (editor, author, contributor) = (server.desk("ed", Role::Editor), server.desk("au", Role::Author), server.desk("co", Role::Contributor));
        let (own, others) = (made(&contributor, "Own"), made(&author, "Another's"));
        for action in ["submit", "trash", "restore", "publish"] {
            let (_, data) = bulk(&contributor, &json!({"action": action, "articles": items(&[&others])}));
            assert_eq!((&data[0]["status"], &data[0]["problem"]["code"]), (&json!(404), &json!("not_found")), "{action}");
        }
        let (statuses, data) = bulk(&contributor, &json!({"action": "publish", "articles": items(&[&own])}));
        assert_eq!((statuses, &data[0]["problem"]["detail"]), (vec![403], &json!("This step needs the right `articles:publish`.")));
        assert_eq!(bulk(&contributor, &json!({"action": "submit", "articles": items(&[&own, &others])})).0, [200, 404]);
        assert_eq!(bulk(&contributor, &json!({"action": "return", "articles": items(&[&own])})).0, [403]);
        assert_eq!(bulk(&editor, &json!({"action": "publish", "articles": items(&[&own, &others])})).0, [200, 200]);
        assert_eq!(bulk(&contributor, &json!({"action": "trash", "articles": items(&[&own])})).0, [403], "what is public is changed by who may publish");
        assert_eq!(bulk(&author, &json!({"action": "unpublish", "articles": items(&[&own, &others])})).0, [404, 200]);

        let admin = server.desk("root", Role::Admin);
        let key = |scopes: &[&str]| admin.with(admin.made("/v1/admin/keys", &json!({"name": "k", "scopes": scopes}))["secret"].as_str().unwrap());
        let writer = key(&["articles:write"]);
        assert_eq!(bulk(&writer, &json!({"action": "publish", "articles": items(&[&others])})).0, [403]);
        assert_eq!(bulk(&key(&["articles:write", "articles:publish"]), &json!({"action": "publish", "articles": items(&[&others])})).0, [200]);
        assert_eq!(key(&["articles:read"]).post(BULK, &json!({"action": "trash", "articles": items(&[&others])})).status, 403);
        assert_eq!(server.client.post(BULK, &json!({"action": "trash", "articles": items(&[&others])})).status, 401);
        assert_eq!(server.client.json("/v1/articles")["page"]["total"], 2);
    }

    fn what_is_wrong_for_all_is_refused_as_a_whole(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let one = made(&desk, "One");
        let id = one["id"].clone();
        let many: Vec<Value> = (0..101).map(|n| json!({"id": format!("018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2{n:03}")})).collect();
        for (body, place) in [
            (json!({"action": "trash", "articles": []}), "/articles"),
            (json!({"action": "trash", "articles": many}), "/articles"),
            (json!({"action": "trash", "articles": [{"id": id}, {"id": id}]}), "/articles/1/id"),
            (json!({"action": "add_tags", "articles": [{"id": id}]}), "/tag_ids"),
            (json!({"action": "trash", "tag_ids": [id], "articles": [{"id": id}]}), "/tag_ids"),
            (json!({"action": "trash", "note": "x", "articles": [{"id": id}]}), "/action"),
            (json!({"action": "schedule", "articles": [{"id": id}]}), "/at"),
            (json!({"action": "publish", "at": "2026-12-01T00:00:00Z", "articles": [{"id": id}]}), "/at"),
        ] {
            let answer = desk.post(BULK, &body);
            assert_eq!((answer.status, &answer.problem()["errors"][0]["pointer"]), (422, &json!(place)), "{body}");
        }
        for body in [json!({"action": "delete", "articles": [{"id": id}]}), json!({"action": "trash", "articles": [{"id": "one"}]}), json!({"action": "trash"})] {
            assert_eq!(desk.post(BULK, &body).status, 400, "{body}");
        }
        assert_eq!(desk.json(&format!("{ARTICLES}/{}", id.as_str().unwrap()))["revision"], 1);
    }
}

on_both! {
    fn sections_and_tags_come_and_go(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let of = |path: &str| client.json(path)["id"].clone();
        let (sport, tag) = (of("/v1/categories/sport"), of("/v1/tags/transport"));
        let story = client.json("/v1/articles/harbour-tunnel-opens");
        let own: Vec<Value> = story["categories"].as_array().unwrap().iter().map(|category| category["id"].clone()).collect();
        let draft = desk.made(ARTICLES, &json!({"title": "Filed"}));
        let both = items(&[&story, &draft]);
        let counts = || (client.json("/v1/categories/sport")["article_count"].as_i64().unwrap(), client.json("/v1/tags/transport")["article_count"].as_i64().unwrap());
        let before = counts();
        let (statuses, _) = bulk(&desk, &json!({"action": "add_categories", "category_ids": [sport], "articles": both}));
        assert_eq!((statuses, counts().0), (vec![200, 200], before.0 + 1), "the public one is counted");
        let seen = desk.json(&format!("{ARTICLES}/{}", draft["id"].as_str().unwrap()));
        assert_eq!((&seen["primary_category_id"], &seen["category_ids"]), (&sport, &json!([sport])));
        let filed = client.json("/v1/articles/harbour-tunnel-opens");
        assert_eq!(filed["primary_category"], story["primary_category"], "the primary one stays");
        let (_, again) = bulk(&desk, &json!({"action": "add_categories", "category_ids": [sport], "articles": both}));
        assert_eq!(again[1]["article"]["revision"], 2, "what is there already is no change");
        bulk(&desk, &json!({"action": "remove_categories", "category_ids": own, "articles": both}));
        assert_eq!(client.json("/v1/articles/harbour-tunnel-opens")["primary_category"]["id"], sport);
        bulk(&desk, &json!({"action": "remove_tags", "tag_ids": [tag], "articles": items(&[&story])}));
        assert_eq!(counts().1, before.1 - 1);
        assert!(!client.walk("/v1/articles?tag=transport&limit=100").iter().any(|card| card["id"] == story["id"]));
        bulk(&desk, &json!({"action": "add_tags", "tag_ids": [tag], "articles": both}));
        assert_eq!(counts().1, before.1);
        let nobody = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99";
        let (statuses, data) = bulk(&desk, &json!({"action": "add_tags", "tag_ids": [nobody], "articles": items(&[&draft])}));
        assert_eq!((statuses, &data[0]["problem"]["errors"][0]["pointer"]), (vec![422], &json!("/tag_ids")));
        assert_eq!(bulk(&desk, &json!({"action": "remove_tags", "tag_ids": [nobody], "articles": items(&[&draft])})).0, [200]);
    }
}
