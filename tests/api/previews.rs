//! Drafts, shown to who has a token and to nobody else.

use newswire::articles::Status;
use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both;
use crate::support::client::Answer;
use crate::support::desk::Desk;
use crate::support::editor::id;
use crate::support::{Client, TestServer};

const PREVIEWS: &str = "/v1/admin/previews";

fn draft(desk: &Desk, title: &str) -> Value {
    desk.made("/v1/admin/articles", &json!({"title": title, "body": {"html": format!("<p>{title}.</p>")}}))
}

fn token(desk: &Desk, article: &Value) -> String {
    let made = desk.made(PREVIEWS, &json!({"type": "article", "document_id": article["id"]}));
    made["token"].as_str().unwrap().to_owned()
}

fn path(article: &Value) -> String {
    format!("/v1/preview/articles/{}", article["id"].as_str().unwrap())
}

fn see(client: &Client, path: &str, token: &str) -> Answer {
    client.send("GET", path, &[("Preview-Token", token)], &[])
}

fn step(desk: &Desk, article: &Value, name: &str, body: &Value) {
    let path = format!("/v1/admin/articles/{}/steps/{name}", article["id"].as_str().unwrap());
    let answer = desk.change("POST", &path, body);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// The names of an object's properties.
fn names(value: &Value) -> Vec<&String> {
    value.as_object().unwrap().keys().collect()
}

on_both! {
    fn a_draft_is_seen_as_readers_will_get_it(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let city = client.json("/v1/categories/city")["id"].clone();
        let made = desk.made("/v1/admin/articles", &json!({"title": "Ahead of time", "category_ids": [city], "body": {"html": "<p>Not yet.</p>"}}));
        let made_token = desk.made(PREVIEWS, &json!({"type": "article", "document_id": made["id"]}));
        let (url, token) = (made_token["url"].as_str().unwrap(), made_token["token"].as_str().unwrap());
        assert_eq!(url, format!("{}{}", server.settings.public_url, path(&made)));
        assert_eq!(made_token["preview"]["expires_at"], "2026-11-24T09:00:00Z", "an hour");
        let answer = see(client, &path(&made), token);
        assert_eq!((answer.status, answer.header("cache-control"), answer.header("etag")), (200, "private, no-store", ""), "{}", answer.text());
        let seen = answer.json();
        assert_eq!(seen["preview"], json!({"revision": 1, "expires_at": "2026-11-24T09:00:00Z"}));
        assert_eq!((&seen["published_at"], &seen["updated_at"], &seen["version"]), (&json!("2026-11-24T08:00:00Z"), &json!("2026-11-24T08:00:00Z"), &json!(0)));
        assert_eq!((&seen["path"], &seen["body"]["html"]), (&json!("/city/ahead-of-time"), &json!("<p>Not yet.</p>")));

        let at = "2026-11-30T06:00:00Z";
        step(&desk, &made, "schedule", &json!({"at": at}));
        let planned = see(client, &path(&made), token).json();
        assert_eq!((&planned["published_at"], &planned["version"], &planned["preview"]["revision"]), (&json!(at), &json!(0), &json!(2)));
        assert!(planned["json_ld"].as_str().unwrap().contains("2026-11-30T"), "what follows from the moment follows");

        step(&desk, &made, "publish", &json!({}));
        let live = see(client, &path(&made), token).json();
        let public = client.json("/v1/articles/ahead-of-time");
        let mut expected = names(&public);
        let preview = "preview".to_owned();
        expected.push(&preview);
        assert_eq!(names(&live), expected, "the same properties in the same order, and one more");
        let mut bare = live.clone();
        bare.as_object_mut().unwrap().remove("preview");
        assert_eq!(bare, public);

        step(&desk, &made, "archive", &json!({}));
        let gone = see(client, &path(&made), token).json();
        assert_eq!((&gone["version"], &gone["published_at"]), (&json!(0), &json!("2026-11-24T08:00:00Z")), "its first public moment stays");
        desk.change("POST", &format!("/v1/admin/articles/{}/trash", made["id"].as_str().unwrap()), &json!({}));
        assert_eq!(see(client, &path(&made), token).status, 404);
    }

    fn a_page_is_seen_as_readers_will_get_it(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let editor = server.editor();
        editor.page("hidden", Status::Draft, server.clock.now(), None);
        let at = server.clock.now().plus_seconds(86_400);
        editor.page("later", Status::Scheduled, at, None);
        for (slug, published) in [("hidden", "2026-11-24T08:00:00Z"), ("later", "2026-11-25T08:00:00Z")] {
            let page = id("page", slug);
            assert_eq!(client.get(&format!("/v1/pages/{slug}")).status, 404);
            let made = desk.made(PREVIEWS, &json!({"type": "page", "document_id": page}));
            let at = format!("/v1/preview/pages/{page}");
            let answer = see(client, &at, made["token"].as_str().unwrap());
            assert_eq!((answer.status, answer.header("cache-control")), (200, "private, no-store"), "{}", answer.text());
            let seen = answer.json();
            assert_eq!((&seen["published_at"], &seen["path"], &seen["preview"]["revision"]), (&json!(published), &json!(format!("/{slug}")), &json!(1)));
            assert_eq!(see(client, &format!("/v1/preview/articles/{page}"), made["token"].as_str().unwrap()).status, 404, "another kind");
        }
    }

    fn threat_14_what_opens_nothing_gets_one_answer(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let (one, other) = (draft(&desk, "One"), draft(&desk, "Other"));
        let (good, foreign) = (token(&desk, &one), token(&desk, &other));
        let nobody = "/v1/preview/articles/018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99";
        let public = client.json("/v1/articles/harbour-tunnel-opens")["id"].clone();
        let public = format!("/v1/preview/articles/{}", public.as_str().unwrap());
        let want = json!({
            "type": format!("{}/docs/problems/not-found", server.settings.public_url), "title": "Not found", "status": 404,
            "detail": "There is nothing here that this `Preview-Token` opens.", "code": "not_found",
        });
        let refused = |at: &str, headers: &[(&str, &str)]| {
            let answer = client.send("GET", at, headers, &[]);
            assert_eq!((answer.status, answer.problem(), answer.header("cache-control")), (404, want.clone(), "no-store"), "{at} {headers:?}");
        };
        for wrong in ["", "x", &foreign, &good.to_lowercase(), &good[..good.len() - 1], "nwp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &desk.token] {
            refused(&path(&one), &[("Preview-Token", wrong)]);
        }
        refused(&path(&one), &[]);
        refused(&path(&one), &[("Preview-Token", &good), ("Preview-Token", &good)]);
        refused(nobody, &[("Preview-Token", &good)]);
        refused(&public, &[("Preview-Token", &good)]);
        refused("/v1/preview/articles/one", &[("Preview-Token", &good)]);
        server.clock.set(server.clock.now().plus_seconds(3_599));
        assert_eq!(see(client, &path(&one), &good).status, 200);
        server.clock.set(server.clock.now().plus_seconds(1));
        refused(&path(&one), &[("Preview-Token", &good)]);
    }

    fn threat_35_a_token_is_taken_from_its_header_alone(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let one = draft(&desk, "One");
        let good = token(&desk, &one);
        for name in ["token", "preview_token", "Preview-Token", "preview"] {
            let answer = client.get(&format!("{}?{name}={good}", path(&one)));
            assert_eq!(answer.status, 400);
            assert!(!answer.text().contains(&good), "{}", answer.text());
        }
        let bearer = format!("Bearer {good}");
        for headers in [[("Authorization", bearer.as_str())], [("Cookie", good.as_str())]] {
            assert_eq!(client.send("GET", &path(&one), &headers, &[]).status, 404);
        }
        assert_eq!(desk.with(&good).get("/v1/admin/session").status, 401, "it opens its document alone");
        let admin = server.desk("root", Role::Admin);
        for at in [PREVIEWS, "/v1/admin/audit", "/v1/admin/audit?action=preview.create"] {
            assert!(!admin.get(at).text().contains("nwp_"), "{at} shows no token");
        }
    }

    fn threat_69_what_a_token_opened_is_nobody_elses(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let one = draft(&desk, "One");
        let good = token(&desk, &one);
        std::thread::scope(|scope| {
            for n in 0..16 {
                let (one, good) = (&one, &good);
                scope.spawn(move || {
                    let answer = see(client, &path(one), if n % 2 == 0 { good } else { "x" });
                    assert_eq!(answer.status, if n % 2 == 0 { 200 } else { 404 });
                });
            }
        });
        for other in ["/v1/articles/one", &format!("/v1/articles/{}", one["id"].as_str().unwrap()), "/v1/articles?slugs=one"] {
            let answer = client.send("GET", other, &[("Preview-Token", &good)], &[]);
            assert!(!answer.text().contains("\"One\""), "{other}: {}", answer.text());
        }
    }

    fn a_token_is_listed_and_revoked(server: TestServer) {
        let (desk, writer, other) = (server.desk("ada", Role::Editor), server.desk("co", Role::Contributor), server.desk("au", Role::Author));
        let one = draft(&writer, "One");
        let made = writer.made(PREVIEWS, &json!({"type": "article", "document_id": one["id"], "expires_in": 120}));
        let (token, preview) = (made["token"].as_str().unwrap(), &made["preview"]);
        assert_eq!((&preview["expires_at"], &preview["created_by"]), (&json!("2026-11-24T08:02:00Z"), &json!("co")));
        let at = format!("{PREVIEWS}/{}", preview["id"].as_str().unwrap());
        assert_eq!(other.post(PREVIEWS, &json!({"type": "article", "document_id": one["id"]})).status, 404, "another's article");
        assert_eq!(writer.post(PREVIEWS, &json!({"type": "page", "document_id": id("page", "about")})).status, 404, "pages are nobody's own");
        assert_eq!((other.json(PREVIEWS)["data"].clone(), other.delete(&at).status), (json!([]), 404));
        assert_eq!(writer.json(PREVIEWS)["data"], json!([preview]));
        assert_eq!(desk.json(&format!("{PREVIEWS}?type=article&document_id={}", one["id"].as_str().unwrap()))["data"], json!([preview]));
        assert_eq!(desk.json(&format!("{PREVIEWS}?type=page"))["data"], json!([]));
        for (wrong, status) in [(59, 422), (604_801, 422), (0, 422)] {
            let answer = desk.post(PREVIEWS, &json!({"type": "article", "document_id": one["id"], "expires_in": wrong}));
            assert_eq!((answer.status, &answer.problem()["errors"][0]["pointer"]), (status, &json!("/expires_in")));
        }
        assert_eq!(desk.post(PREVIEWS, &json!({"type": "author", "document_id": one["id"]})).status, 400);
        assert_eq!(see(&server.client, &path(&one), token).status, 200);
        assert_eq!(desk.delete(&at).status, 204);
        assert_eq!((see(&server.client, &path(&one), token).status, desk.delete(&at).status), (404, 404));
        let again = writer.made(PREVIEWS, &json!({"type": "article", "document_id": one["id"]}));
        let article = format!("/v1/admin/articles/{}", one["id"].as_str().unwrap());
        desk.change("POST", &format!("{article}/trash"), &json!({}));
        assert_eq!(desk.delete(&article).status, 204);
        assert_eq!((see(&server.client, &path(&one), again["token"].as_str().unwrap()).status, desk.json(PREVIEWS)["data"].clone()), (404, json!([])));
    }
}
