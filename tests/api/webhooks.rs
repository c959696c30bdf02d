//! Webhooks as an administrator meets them, and as their receivers do.

use newswire::articles::Status;
use newswire::auth::Role;
use newswire::db::Time;
use serde_json::{Value, json};
use standardwebhooks::Webhook as Verifier;
use ureq::http::{HeaderMap, HeaderName};

use crate::support::desk::Desk;
use crate::support::editor::Under;
use crate::support::receiver::{Got, Receiver};
use crate::support::{TestServer, backends};

/// Runs a test on each database that there is: a server that may call the receiver, and its administrator.
fn on_each(test: impl Fn(&TestServer, &Desk, &Receiver)) {
    for backend in backends() {
        let receiver = Receiver::new();
        let server = TestServer::empty_with(backend, &["--outbound-allow", &receiver.at.to_string()]);
        let desk = server.desk("ada", Role::Admin);
        test(&server, &desk, &receiver);
    }
}

fn made(desk: &Desk, receiver: &Receiver) -> (String, String) {
    let made = desk.made("/v1/admin/webhooks", &json!({"url": receiver.url()}));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["webhook"]["id"]), text(&made["secret"]))
}

fn verifies(secret: &str, got: &Got) -> bool {
    let wanted = got.headers.iter().filter(|(name, _)| name.starts_with("webhook-"));
    let headers: HeaderMap =
        wanted.map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap())).collect();
    Verifier::new(secret).unwrap().verify(got.body.as_bytes(), &headers).is_ok()
}

#[test]
fn a_receiver_hears_what_is_published_and_nothing_of_drafts() {
    on_each(|server, _, receiver| {
        // The library compares the time of a signature with the machine's.
        server.clock.set(Time::now());
        let (_, secret) = made(&server.desk("bola", Role::Admin), receiver);
        let editor = server.editor();
        editor.article("hidden", Under::default(), |_, _| {});
        editor.article("hidden", Under::default(), |row, _| row.title = "A draft that changes".to_owned());
        let later = server.clock.now().plus_seconds(3600);
        editor
            .article("later", Under::default(), move |row, _| *row = row.clone().with_status(Status::Scheduled, later));
        editor.page("hidden-page", Status::Draft, server.clock.now(), None);
        editor.publish("tunnel", Under::default());
        editor.unpublish("tunnel");
        editor.article("tunnel", Under::default(), |row, _| row.title = "Unseen again".to_owned());
        editor.publish("bridge", Under::default());
        let got: Vec<Got> = (0..3).map(|_| receiver.next()).collect();
        let told: Vec<String> = got
            .iter()
            .map(|one| one.json())
            .map(|one| format!("{} {}", one["type"], one["resource"]["slug"]))
            .collect();
        let expected = [
            "\"article.published\" \"tunnel\"",
            "\"article.unpublished\" \"tunnel\"",
            "\"article.published\" \"bridge\"",
        ];
        assert_eq!(told, expected);
        assert!(got.iter().all(|one| verifies(&secret, one)));
        assert!(receiver.is_quiet());
        // What the clock publishes is told as well.
        server.clock.set(later);
        assert_eq!(receiver.next().json()["resource"]["slug"], "later");
    });
}

#[test]
fn a_secret_is_shown_when_it_is_made_and_never_again() {
    on_each(|_, desk, receiver| {
        let (id, secret) = made(desk, receiver);
        assert!(secret.starts_with("whsec_"));
        let path = format!("/v1/admin/webhooks/{id}");
        let rotated = desk.send("POST", &format!("{path}/rotate"), &[("If-Match", "\"1\"")], &[]);
        assert_eq!((rotated.status, rotated.header("etag")), (200, "\"2\""));
        let rotated = rotated.json();
        assert_ne!(rotated["secret"], secret.as_str());
        assert!(rotated["webhook"]["previous_secret_until"].is_string());
        let changed = desk.change("PATCH", &path, &json!({"description": "Purges the frontend."}));
        assert_eq!(changed.status, 200, "{}", changed.text());
        let answers = [
            changed,
            desk.get(&path),
            desk.get("/v1/admin/webhooks"),
            desk.get(&format!("{path}/deliveries")),
            desk.get("/v1/admin/audit"),
        ];
        for answer in answers {
            assert_eq!(answer.status, 200);
            for told in [secret.as_str(), rotated["secret"].as_str().unwrap(), "whsec_"] {
                assert!(!answer.text().contains(told), "{}", answer.text());
            }
        }
    });
}

#[test]
fn a_webhook_is_listed_changed_and_deleted() {
    on_each(|_, desk, receiver| {
        let answer = desk.post(
            "/v1/admin/webhooks",
            &json!({"url": receiver.url(), "events": ["tag.updated", "article.published", "tag.updated"]}),
        );
        assert_eq!((answer.status, answer.header("etag")), (201, "\"1\""));
        let webhook = answer.json()["webhook"].clone();
        let path = answer.header("location").to_owned();
        assert_eq!(webhook["events"], json!(["article.published", "tag.updated"]));
        assert_eq!(
            (&webhook["active"], &webhook["created_by"], &webhook["failures"]),
            (&json!(true), &json!("ada"), &json!(0))
        );
        assert_eq!(desk.json(&path), webhook);
        assert_eq!(desk.json("/v1/admin/webhooks")["data"], json!([webhook]));
        assert_eq!(desk.call("PATCH", &path, &[], &json!({"active": false})).status, 428);
        assert_eq!(desk.call("PATCH", &path, &[("If-Match", "\"7\"")], &json!({"active": false})).status, 412);
        let changed =
            desk.call("PATCH", &path, &[("If-Match", "\"1\"")], &json!({"active": false, "events": []})).json();
        assert_eq!(
            (&changed["active"], &changed["events"], &changed["revision"]),
            (&json!(false), &json!([]), &json!(2))
        );
        assert_eq!(changed["url"], webhook["url"]);
        let actions = desk.json("/v1/admin/audit?resource_kind=webhook");
        let actions: Vec<&Value> = actions["data"].as_array().unwrap().iter().map(|row| &row["action"]).collect();
        assert_eq!(actions, ["webhook.update", "webhook.create"]);
        assert_eq!(desk.delete(&path).status, 204);
        assert_eq!((desk.get(&path).status, desk.get(&format!("{path}/deliveries")).status), (404, 404));
    });
}

#[test]
fn what_cannot_be_called_is_refused_at_once() {
    on_each(|_, desk, _| {
        let body = json!({"url": "http://127.0.0.1/x", "description": "x".repeat(201), "events": ["article.exploded", "article.published"]});
        let problem = desk.post("/v1/admin/webhooks", &body).problem();
        let faults = problem["errors"].as_array().unwrap();
        let pointers: Vec<&Value> = faults.iter().map(|fault| &fault["pointer"]).collect();
        assert_eq!(
            (&problem["status"], pointers),
            (&json!(422), vec![&json!("/url"), &json!("/description"), &json!("/events/0")])
        );
        for url in
            ["ftp://a.example", "https://u:p@a.example/", "https://a.example:25/", "http://[::ffff:10.0.0.1]/", "", "x"]
        {
            assert_eq!(desk.post("/v1/admin/webhooks", &json!({"url": url})).status, 422, "{url}");
        }
        for body in [json!({}), json!({"url": "https://a.example", "secret": "mine"}), json!(["https://a.example"])] {
            assert_eq!(desk.post("/v1/admin/webhooks", &body).status, 400, "{body}");
        }
    });
}

#[test]
fn deliveries_are_shown_tested_and_sent_anew() {
    on_each(|server, desk, receiver| {
        let (id, _) = made(desk, receiver);
        let path = format!("/v1/admin/webhooks/{id}");
        receiver.answer(500, "It is broken.");
        server.editor().publish("tunnel", Under::default());
        let event = receiver.next().json();
        let tested = desk.send("POST", &format!("{path}/test"), &[], &[]);
        assert_eq!(tested.status, 200, "{}", tested.text());
        assert_eq!(receiver.next().json()["type"], "webhook.test");
        let tested = tested.json();
        assert_eq!(
            (&tested["status"], &tested["response_status"], &tested["seq"]),
            (&json!("delivered"), &json!(204), &json!(null))
        );

        // It is tried again, and arrives.
        server.clock.set(server.clock.now().plus_seconds(6));
        assert_eq!(receiver.next().json(), event);
        let delivery = settled(desk, &format!("{path}/deliveries?status=delivered"), 2);
        let delivery = delivery.into_iter().find(|one| one["event"] == "article.published").unwrap();
        assert_eq!((&delivery["attempt"], &delivery["response_status"]), (&json!(2), &json!(204)));
        assert_eq!((&delivery["event_id"], &delivery["seq"]), (&event["id"], &event["seq"]));
        let first = desk.json(&format!("{path}/deliveries?limit=1"));
        let second =
            desk.json(&format!("{path}/deliveries?limit=1&cursor={}", first["page"]["next_cursor"].as_str().unwrap()));
        assert_ne!(first["data"][0]["id"], second["data"][0]["id"]);
        assert!(second["page"]["next_cursor"].is_null());

        receiver.answer(410, "");
        let replayed =
            desk.send("POST", &format!("/v1/admin/deliveries/{}/replay", delivery["id"].as_str().unwrap()), &[], &[]);
        assert_eq!(replayed.status, 202, "{}", replayed.text());
        assert_eq!(receiver.next().json(), event);
        settled(desk, &format!("{path}/deliveries?status=ended"), 1);
        let ended = desk.json(&path);
        assert_eq!((&ended["active"], &ended["ended"]), (&json!(false), &json!("gone")));
        let again =
            desk.send("POST", &format!("/v1/admin/deliveries/{}/replay", delivery["id"].as_str().unwrap()), &[], &[]);
        assert_eq!(again.status, 409);
    });
}

/// The deliveries of a list, once it holds so many: what came of a call is written down after its answer.
fn settled(desk: &Desk, path: &str, count: usize) -> Vec<Value> {
    let began = std::time::Instant::now();
    loop {
        let data = desk.json(path)["data"].as_array().unwrap().clone();
        if data.len() == count {
            return data;
        }
        assert!(began.elapsed().as_secs() < 60, "{data:?}");
        std::thread::yield_now();
    }
}

#[test]
fn threat_20_webhooks_belong_to_administrators_who_are_signed_in() {
    on_each(|server, desk, receiver| {
        let (id, _) = made(desk, receiver);
        let key = desk.post("/v1/admin/keys", &json!({"name": "all", "scopes": ["webhooks:manage"]}));
        assert_eq!(key.status, 422, "no key can have the right");
        let key = desk.made("/v1/admin/keys", &json!({"name": "some", "scopes": ["articles:write"]}));
        let others = [
            (desk.with(key["secret"].as_str().unwrap()), 403),
            (server.desk("eve", Role::Editor), 403),
            (server.desk("ike", Role::Author), 403),
            (server.desk("uma", Role::Contributor), 403),
            (desk.with("nothing"), 401),
        ];
        for (other, status) in others {
            for (method, path) in [
                ("GET", "/v1/admin/webhooks".to_owned()),
                ("POST", "/v1/admin/webhooks".to_owned()),
                ("GET", format!("/v1/admin/webhooks/{id}")),
                ("PATCH", format!("/v1/admin/webhooks/{id}")),
                ("DELETE", format!("/v1/admin/webhooks/{id}")),
                ("POST", format!("/v1/admin/webhooks/{id}/rotate")),
                ("POST", format!("/v1/admin/webhooks/{id}/test")),
                ("GET", format!("/v1/admin/webhooks/{id}/deliveries")),
                ("POST", format!("/v1/admin/deliveries/{id}/replay")),
            ] {
                let answer = other.call(method, &path, &[("If-Match", "*")], &json!({"url": receiver.url()}));
                assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
            }
        }
    });
}
