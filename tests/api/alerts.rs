//! Alerts: one event each, for listeners and webhooks, and nothing else.

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both;
use crate::support::desk::Desk;
use crate::support::receiver::Receiver;
use crate::support::{TestServer, backends};

const ARTICLES: &str = "/v1/admin/articles";

fn alert() -> Value {
    json!({"title": " Tunnel opens ", "body": "The first buses run.", "topics": ["breaking", "city"]})
}

fn send(desk: &Desk, id: &str, key: &str, body: &Value) -> crate::support::client::Answer {
    desk.call("POST", &format!("{ARTICLES}/{id}/alerts"), &[("Idempotency-Key", key)], body)
}

on_both! {
    fn an_alert_is_an_event_and_no_change(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let story = client.json("/v1/articles/harbour-tunnel-opens");
        let id = story["id"].as_str().unwrap();
        let since = client.walk_changes();
        let etag = client.get("/v1/articles/harbour-tunnel-opens").header("etag").to_owned();
        let sent = send(&desk, id, "one", &alert());
        assert_eq!(sent.status, 201, "{}", sent.text());
        let event = sent.json();
        assert_eq!((&event["type"], &event["at"], &event["purge"], &event["changed"]), (&json!("alert.sent"), &json!("2026-11-24T08:00:00Z"), &json!([]), &json!([])));
        assert_eq!(event["alert"], json!({"title": "Tunnel opens", "body": "The first buses run.", "topics": ["breaking", "city"]}));
        assert_eq!((&event["resource"]["id"], &event["resource"]["version"]), (&story["id"], &story["version"]));
        let again = send(&desk, id, "one", &alert());
        assert_eq!((again.status, &again.body), (201, &sent.body), "sent again it is told once");
        assert_eq!(send(&desk, id, "one", &json!({"title": "Another", "body": "x"})).status, 422);
        assert_eq!(client.json("/v1/articles/harbour-tunnel-opens"), story);
        assert_eq!(client.get("/v1/articles/harbour-tunnel-opens").header("etag"), etag, "what is kept stays");
        let told = client.json(&format!("/v1/changes?since={since}"));
        let told = told["data"].as_array().unwrap();
        assert_eq!((told.len(), &told[0]["op"], &told[0]["version"]), (1, &json!("upsert"), &story["version"]), "an app gets what it has");
        let log = server.desk("root", Role::Admin).json("/v1/admin/audit?action=alert.send");
        assert_eq!((log["data"].as_array().unwrap().len(), &log["data"][0]["after"]["title"]), (1, &json!("Tunnel opens")));
    }

    fn an_alert_is_of_a_public_article_by_who_may(server: TestServer) {
        let (desk, author) = (server.desk("ada", Role::Editor), server.desk("au", Role::Author));
        let draft = desk.made(ARTICLES, &json!({"title": "Draft"}));
        let id = draft["id"].as_str().unwrap();
        let refused = send(&desk, id, "a", &alert());
        assert_eq!((refused.status, &refused.problem()["detail"]), (409, &json!("It is not public: an alert would lead readers to nothing.")));
        let own = author.made(ARTICLES, &json!({"title": "Mine"}));
        assert_eq!(send(&author, own["id"].as_str().unwrap(), "b", &alert()).status, 403);
        desk.change("POST", &format!("{ARTICLES}/{id}/steps/publish"), &json!({}));
        for (body, place) in [(json!({"title": "", "body": "x"}), "/title"), (json!({"title": "x", "body": " "}), "/body"), (json!({"title": "x", "body": "x".repeat(1001)}), "/body"), (json!({"title": "x", "body": "x", "topics": vec!["a"; 21]}), "/topics"), (json!({"title": "x", "body": "x", "topics": [""]}), "/topics/0")] {
            let answer = send(&desk, id, place, &body);
            assert_eq!((answer.status, &answer.problem()["errors"][0]["pointer"]), (422, &json!(place)));
        }
        assert_eq!(send(&desk, id, "c", &json!({"title": "x"})).status, 400);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..8).map(|_| scope.spawn(|| send(&desk, id, "many", &alert()).status)).collect();
            tries.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
        let log = server.desk("root", Role::Admin).json("/v1/admin/audit?action=alert.send");
        assert_eq!(log["data"].as_array().unwrap().len(), 1, "told once, however many ask at once");
    }
}

#[test]
fn a_webhook_is_told_of_an_alert() {
    for backend in backends() {
        let receiver = Receiver::new();
        let server = TestServer::empty_with(backend, &["--outbound-allow", &receiver.at.to_string()]);
        let desk = server.desk("root", Role::Admin);
        desk.made("/v1/admin/webhooks", &json!({"url": receiver.url(), "events": ["alert.sent"]}));
        let made = desk.made(ARTICLES, &json!({"title": "Story"}));
        let id = made["id"].as_str().unwrap();
        desk.change("POST", &format!("{ARTICLES}/{id}/steps/publish"), &json!({}));
        let event = send(&desk, id, "one", &alert()).json();
        assert_eq!(receiver.next().json(), event, "the very event that was answered");
        assert!(receiver.is_quiet());
    }
}
