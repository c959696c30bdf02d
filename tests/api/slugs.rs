//! An article's path is its own: nothing else stands there, and what came later does not hide it.

use newswire::articles::Status;
use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both;
use crate::support::TestServer;

const ARTICLES: &str = "/v1/admin/articles";

fn path(article: &Value) -> String {
    format!("{ARTICLES}/{}", article["id"].as_str().unwrap())
}

on_both! {
    fn a_slug_that_leads_to_something_else_is_refused(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        for (slug, what) in [("about", "page"), ("city", "category")] {
            let refused = desk.post(ARTICLES, &json!({"title": "Mine", "slug": slug}));
            let problem = refused.problem();
            let detail = format!("A {what} has the path `/{slug}` already.");
            assert_eq!((refused.status, &problem["errors"]), (422, &json!([{"pointer": "/slug", "code": "taken", "detail": detail}])));
            let titled = desk.made(ARTICLES, &json!({"title": slug}));
            assert_eq!(titled["slug"], format!("{slug}-2"), "a title finds the next one");
            let moved = desk.change("PATCH", &path(&titled), &json!({"slug": slug}));
            assert_eq!((moved.status, &moved.problem()["errors"][0]["detail"]), (422, &json!(detail)));
        }
        // In a section the path is another one.
        let city = client.json("/v1/categories/city")["id"].clone();
        let filed = desk.made(ARTICLES, &json!({"title": "About", "slug": "about", "category_ids": [city]}));
        assert_eq!(desk.change("POST", &format!("{}/steps/publish", path(&filed)), &json!({})).status, 200);
        assert_eq!(client.json("/v1/resolve?path=/city/about")["resource"]["type"], "article");
        let out = desk.change("PATCH", &path(&filed), &json!({"primary_category_id": null, "category_ids": []}));
        assert_eq!((out.status, &out.problem()["errors"][0]["pointer"]), (422, &json!("/slug")));
        let many = desk.post("/v1/admin/articles/bulk", &json!({"action": "remove_categories", "category_ids": [city], "articles": [{"id": filed["id"]}]})).json();
        assert_eq!((&many["data"][0]["status"], &many["data"][0]["problem"]["errors"][0]["code"]), (&json!(422), &json!("taken")));
        assert_eq!(client.json("/v1/resolve?path=/about")["resource"]["type"], "page", "what was refused has changed nothing");
    }

    fn what_came_to_stand_there_meanwhile_is_named_when_it_is_published(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let draft = desk.made(ARTICLES, &json!({"title": "Imprint"}));
        assert_eq!(draft["slug"], "imprint");
        server.editor().page("imprint", Status::Published, server.clock.now(), None);
        for (step, body) in [("publish", json!({})), ("schedule", json!({"at": "2026-12-01T00:00:00Z"}))] {
            let refused = desk.change("POST", &format!("{}/steps/{step}", path(&draft)), &body);
            assert_eq!((refused.status, &refused.problem()["detail"]), (409, &json!("A page has the path `/imprint` already. Give the article another slug first.")));
        }
        assert_eq!(desk.change("PATCH", &path(&draft), &json!({"title": "Imprints"})).status, 200, "what does not move it is no matter");
        assert_eq!(desk.change("PATCH", &path(&draft), &json!({"slug": "imprints"})).status, 200);
        assert_eq!(desk.change("POST", &format!("{}/steps/publish", path(&draft)), &json!({})).status, 200);
    }

    fn a_change_of_whatever_is_there_never_loses_a_race(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let draft = desk.made(ARTICLES, &json!({"title": "One", "body": {"html": "<p>x</p>"}}));
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..24).map(|n| {
                let (desk, at) = (desk.clone(), path(&draft));
                scope.spawn(move || desk.change("PATCH", &at, &json!({"extra": {format!("k{n}"): n}})).status)
            }).collect();
            tries.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(statuses, vec![200; 24]);
        let seen = desk.json(&path(&draft));
        assert_eq!((&seen["revision"], seen["extra"].as_object().unwrap().len()), (&json!(25), 24), "and no patch undoes another");
    }
}
