//! Comments of readers, from a page in a browser to the thread under the article.

use serde_json::json;

use crate::on_both;
use crate::support::TestServer;

const PATH: &str = "/v1/articles/harbour-tunnel-opens/comments";

on_both! {
    fn a_page_of_another_origin_may_send_a_comment(server: TestServer) {
        let asked = server.client.send("OPTIONS", PATH, &[
            ("Origin", "https://baycourier.example"), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type, idempotency-key"),
        ], &[]);
        assert_eq!(asked.status, 204);
        assert_eq!(asked.header("access-control-allow-origin"), "*");
        assert_eq!(asked.header("access-control-allow-methods"), "GET, HEAD, POST, OPTIONS");
        let taken = asked.header("access-control-allow-headers").to_lowercase();
        assert!(taken.contains("content-type") && taken.contains("idempotency-key"), "{taken}");
        let said = server.client.post(PATH, &json!({"author_name": "Bukola A.", "body": "From afar."}));
        assert_eq!((said.status, said.header("access-control-allow-origin")), (201, "*"));
        let exposed = said.header("access-control-expose-headers");
        assert!(["Retry-After", "RateLimit", "RateLimit-Policy"].iter().all(|name| exposed.contains(name)), "{exposed}");
    }

    fn a_reader_whose_comment_was_approved_is_shown_at_once_and_counted(server: TestServer) {
        let client = &server.client;
        let id = client.json("/v1/articles/harbour-tunnel-opens")["id"].as_str().unwrap().to_owned();
        let counted = || client.json(&format!("/v1/counters?ids={id}"))["data"][0]["comments"].as_i64().unwrap();
        let before = counted();
        let say = |text: &str| client.post(PATH, &json!({
            "author_name": "Bukola A.", "author_email": "bukola@readers.example", "body": text,
        }));
        let first = say("First.").json();
        assert_eq!((first["status"].as_str(), counted()), (Some("pending"), before));
        let approved = newswire::db::Id::parse(first["id"].as_str().unwrap()).unwrap();
        server.db.write_blocking(move |conn| {
            newswire::comments::set_status(conn, approved, newswire::comments::Status::Approved)
                .map_err(newswire::db::DatabaseError::from)
        }).unwrap();
        let second = say("Second.").json();
        assert_eq!((second["status"].as_str(), counted()), (Some("approved"), before + 2));
        let newest = client.get(&format!("{PATH}?sort=-created_at&limit=2"));
        let texts: Vec<_> = newest.json()["data"].as_array().unwrap().iter().map(|one| one["body_text"].clone()).collect();
        assert_eq!(texts, ["Second.", "First."]);
        assert!(!newest.text().contains("bukola@"), "{}", newest.text());
    }

    fn threat_74_a_flood_meets_a_limit_and_readers_do_not_notice(server: TestServer) {
        let statuses: Vec<u16> = (0..30)
            .map(|n| server.client.post(PATH, &json!({"author_name": "Spam", "body": format!("Buy {n}")})).status)
            .collect();
        assert_eq!(statuses[..10], [201; 10]);
        assert_eq!(statuses[10..], [429; 20]);
        assert_eq!(server.client.post(PATH, &json!({"author_name": "Ada", "body": "Well said."})).status, 201);
        assert_eq!(server.client.get(PATH).status, 200);
    }

    fn threat_18_what_is_kept_of_a_writer_is_for_editors_alone(server: TestServer) {
        let said = server.client.post(PATH, &json!({
            "author_name": "Bukola A.", "author_email": "secret.reader@readers.example", "body": "Hello.",
        }));
        assert_eq!(said.status, 201);
        for probe in ["sort=author_email", "author_email=secret.reader@readers.example", "fields=author_email", "include=author_email"] {
            let answer = server.client.get(&format!("{PATH}?{probe}"));
            assert_eq!(answer.status, 400, "{probe}");
        }
        assert!(!said.text().contains("secret.reader"));
        assert!(said.json().get("author_email").is_none());
    }
}
