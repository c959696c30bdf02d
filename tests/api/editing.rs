//! Work that is not saved: what is kept of it, and who is seen to be at it.

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::TestServer;
use crate::support::client::Answer;
use crate::support::desk::Desk;

const ARTICLES: &str = "/v1/admin/articles";

fn path(article: &Value) -> String {
    format!("{ARTICLES}/{}", article["id"].as_str().unwrap())
}

fn keep(desk: &Desk, article: &Value, revision: i64, content: &Value) -> u16 {
    let typed = json!({"revision": revision, "content": content});
    desk.call("PUT", &format!("{}/autosave", path(article)), &[], &typed).status
}

fn lock(desk: &Desk, article: &Value, body: &Value) -> Answer {
    desk.post(&format!("{}/lock", path(article)), body)
}

on_both_empty! {
    fn bug_a_time_that_leaves_the_year_9999_in_utc_could_be_written_and_not_read(server: TestServer) {
        let ada = server.desk("ada", Role::Admin);
        let late = "9999-12-31T23:59:59-12:00";
        let key = json!({"name": "k", "scopes": ["articles:read"], "expires_at": late});
        assert!(matches!(ada.post("/v1/admin/keys", &key).status, 400 | 422));
        assert_eq!(ada.get("/v1/admin/keys").status, 200);
        for field in ["embargo_until", "unpublish_at", "featured_until", "breaking_until"] {
            let refused = ada.post(ARTICLES, &json!({"title": "One", field: late}));
            assert!(matches!(refused.status, 400 | 422), "{field}: {}", refused.text());
        }
        assert_eq!(ada.json(ARTICLES)["data"], json!([]), "nothing was stored");
    }

    fn bug_a_schedule_behind_the_planned_end_forgot_the_end(server: TestServer) {
        let ada = server.desk("ada", Role::Editor);
        let draft = ada.made(ARTICLES, &json!({"title": "One", "unpublish_at": "2027-01-01T00:00:00Z"}));
        let refused = ada.change("POST", &format!("{}/steps/schedule", path(&draft)), &json!({"at": "2028-01-01T00:00:00Z"}));
        assert_eq!(
            (refused.status, &refused.problem()["detail"]),
            (409, &json!("It ends at 2027-01-01T00:00:00Z: move `unpublish_at` behind its start first."))
        );
        assert_eq!(ada.json(&path(&draft))["unpublish_at"], "2027-01-01T00:00:00Z");
    }

    fn bug_a_merge_patch_was_refused_under_its_own_name(server: TestServer) {
        let ada = server.desk("ada", Role::Editor);
        let draft = ada.made(ARTICLES, &json!({"title": "One"}));
        let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", "*")];
        let patched = ada.send("PATCH", &path(&draft), &headers, br#"{"kicker": "Harbour"}"#);
        assert_eq!((patched.status, &patched.json()["kicker"]), (200, &json!("Harbour")), "{}", patched.text());
        let posted = ada.send("POST", ARTICLES, &headers, br#"{"title": "Two"}"#);
        assert_eq!(posted.status, 415);
    }

    fn what_is_typed_is_kept_until_it_is_saved(server: TestServer) {
        let (ada, bo) = (server.desk("ada", Role::Editor), server.desk("bo", Role::Editor));
        let draft = ada.made(ARTICLES, &json!({"title": "One"}));
        let own = |desk: &Desk| desk.get(&format!("{}/autosave", path(&draft)));
        assert_eq!(own(&ada).status, 404);
        assert_eq!(keep(&ada, &draft, 1, &json!({"title": "On"})), 204);
        assert_eq!(keep(&ada, &draft, 1, &json!({"title": "", "body": {"markdown": "Half a sen"}})), 204);
        assert_eq!(keep(&bo, &draft, 1, &json!({"kicker": "Bo's"})), 204);
        let kept = json!({"at": "2026-11-24T08:00:00Z", "revision": 1, "stale": false, "content": {"title": "", "body": {"markdown": "Half a sen"}}});
        assert_eq!(own(&ada).json(), kept);
        let seen = ada.json(&path(&draft));
        assert_eq!((&seen["revision"], &seen["title"], &seen["changed_at"]), (&json!(1), &json!("One"), &draft["changed_at"]), "nothing was changed");
        assert_eq!(ada.json(&format!("{}/revisions", path(&draft)))["data"].as_array().unwrap().len(), 1);
        let admin = server.desk("root", Role::Admin);
        assert_eq!(admin.json("/v1/admin/audit?resource_kind=article")["data"].as_array().unwrap().len(), 1, "the making alone");

        // Nothing of it lives in the process.
        let node = server.another();
        let there = Desk { client: node.client.clone(), ..ada.clone() };
        assert_eq!(own(&there).json(), kept);

        assert_eq!(ada.change("PATCH", &path(&draft), &json!({"title": "Two"})).status, 200);
        assert_eq!(own(&ada).status, 404, "saved is saved");
        assert_eq!(own(&bo).json()["stale"], true, "another's stays, and is told to be old");
        assert_eq!(bo.send("DELETE", &format!("{}/autosave", path(&draft)), &[], &[]).status, 204);
        assert_eq!(own(&bo).status, 404);
        let refused = ada.call("PUT", &format!("{}/autosave", path(&draft)), &[], &json!({"revision": 2, "content": {"title": "x", "status": "published"}}));
        assert_eq!((refused.status, &refused.problem()["errors"][0]["pointer"]), (422, &json!("/content/status")));
        let stranger = server.desk("co", Role::Contributor);
        assert_eq!((keep(&stranger, &draft, 2, &json!({})), own(&stranger).status), (404, 404));
    }

    fn a_lock_shows_who_is_editing_and_hinders_nobody(server: TestServer) {
        let (ada, bo) = (server.desk("ada", Role::Editor), server.desk("bo", Role::Editor));
        let draft = ada.made(ARTICLES, &json!({"title": "One"}));
        assert_eq!(draft["lock"], Value::Null);
        let taken = lock(&ada, &draft, &json!({}));
        let own = json!({"holder_id": ada.user, "holder_name": "ada", "since": "2026-11-24T08:00:00Z", "expires_at": "2026-11-24T08:05:00Z"});
        assert_eq!((taken.status, taken.json()), (200, own.clone()));
        assert_eq!(bo.json(&path(&draft))["lock"], own);
        let held = lock(&bo, &draft, &json!({}));
        let problem = held.problem();
        assert_eq!((held.status, &problem["current"], &problem["detail"]), (409, &own, &json!("`ada` is editing it.")));
        assert_eq!(bo.send("DELETE", &format!("{}/lock", path(&draft)), &[], &[]).status, 409);
        assert_eq!(bo.change("PATCH", &path(&draft), &json!({"title": "Two"})).status, 200, "it never blocks a save");

        server.clock.set(server.clock.now().plus_seconds(240));
        let renewed = ada.send("POST", &format!("{}/lock", path(&draft)), &[], &[]).json();
        assert_eq!((&renewed["since"], &renewed["expires_at"]), (&json!("2026-11-24T08:00:00Z"), &json!("2026-11-24T08:09:00Z")));
        server.clock.set(server.clock.now().plus_seconds(299));
        assert_eq!(lock(&bo, &draft, &json!({})).status, 409);
        server.clock.set(server.clock.now().plus_seconds(1));
        assert_eq!(bo.json(&path(&draft))["lock"], Value::Null, "it ends by itself");
        assert_eq!(lock(&bo, &draft, &json!({})).json()["holder_name"], "bo");

        let over = lock(&ada, &draft, &json!({"take_over": true}));
        assert_eq!((over.status, &over.json()["holder_name"]), (200, &json!("ada")));
        let admin = server.desk("root", Role::Admin);
        let log = admin.json("/v1/admin/audit?action=article.take_over");
        assert_eq!((&log["data"][0]["actor"]["name"], &log["data"][0]["before"]), (&json!("ada"), &json!({"holder_id": bo.user})));
        assert_eq!(ada.send("DELETE", &format!("{}/lock", path(&draft)), &[], &[]).status, 204);
        assert_eq!(ada.json(&path(&draft))["lock"], Value::Null);
        assert_eq!(ada.json(&path(&draft))["revision"], 2, "no lock is a change");
    }

    fn writers_take_no_lock_over(server: TestServer) {
        let (ed, co) = (server.desk("ed", Role::Editor), server.desk("co", Role::Contributor));
        let draft = co.made(ARTICLES, &json!({"title": "Mine"}));
        assert_eq!(lock(&ed, &draft, &json!({})).status, 200);
        let refused = lock(&co, &draft, &json!({"take_over": true}));
        assert_eq!((refused.status, &refused.problem()["detail"]), (403, &json!("Taking a lock over needs the right `articles:edit`.")));
        assert_eq!(lock(&co, &draft, &json!({"force": true})).status, 400);
        assert_eq!(lock(&server.desk("au", Role::Author), &draft, &json!({})).status, 404);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let free = co.made(ARTICLES, &json!({"title": "Free"}));
            let desks: Vec<Desk> = (0..8).map(|n| server.desk(&format!("e{n}"), Role::Editor)).collect();
            let tries: Vec<_> = desks.into_iter().map(|desk| { let free = free.clone(); scope.spawn(move || lock(&desk, &free, &json!({})).status) }).collect();
            tries.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    }
}
