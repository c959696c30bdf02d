//! Comments of readers that are taken: what becomes of them, and what is said of them.

use actix_web::test::TestRequest;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::comments::routes::routes;
use crate::comments::{Status, of_article};
use crate::db::schema::{changes, comments, kept_answers, tallies};
use crate::db::{Id, Time};
use crate::site::{self, Moderation, SiteSettings};
use crate::testing::{Answered, NOW, Server, time};

const PATH: &str = "/v1/articles/tunnel/comments";

/// A comment of a reader in Firefox at an address.
pub(super) fn request(path: &str, body: &Value) -> TestRequest {
    let peer = "203.0.113.9:4711".parse().unwrap();
    TestRequest::post().uri(path).peer_addr(peer).insert_header(("user-agent", "Firefox")).set_json(body)
}

pub(super) fn said(text: &str) -> Value {
    json!({"author_name": "Bukola A.", "author_email": "bukola@readers.example", "body": text})
}

impl Server {
    pub(super) async fn post(&self, body: &Value) -> Answered {
        self.send(routes, request(PATH, body)).await
    }

    pub(super) fn rules(&self, change: impl FnOnce(&mut SiteSettings)) {
        let mut settings = SiteSettings::default();
        change(&mut settings);
        self.write(move |conn| site::save(conn, time(NOW), &settings, None, None));
    }

    fn moderated(&self, moderation: Moderation) {
        self.rules(|settings| settings.comments.moderation = moderation);
    }
}

#[actix_web::test]
async fn a_comment_is_taken_and_answered_in_full() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        server.moderated(Moderation::None);
        server.write(|conn| diesel::delete(changes::table).execute(conn));
        let got = server.post(&said("At last!\n\nSee https://a.example/b?c=1&d=2, <b>all</b>.")).await;
        let row = server.write(move |conn| of_article(conn, article)).remove(0);
        let expected = json!({
            "id": row.id, "status": "approved", "parent_id": null, "author_name": "Bukola A.",
            "body_html": "<p>At last!</p><p>See <a href=\"https://a.example/b?c=1&amp;d=2\" rel=\"nofollow ugc\">\
                          https://a.example/b?c=1&amp;d=2</a>, &lt;b&gt;all&lt;/b&gt;.</p>",
            "body_text": "At last!\n\nSee https://a.example/b?c=1&d=2, <b>all</b>.",
            "created_at": NOW,
        });
        assert_eq!((got.status, &got.body), (201, &expected));
        assert_eq!(got.header("cache-control"), "no-store");
        assert_eq!(got.header("ratelimit"), "\"reader\";r=9;t=600");
        let policies =
            "\"reader\";q=10;w=600, \"address\";q=300;w=3600, \"article\";q=600;w=3600, \"site\";q=6000;w=3600";
        assert_eq!(got.header("ratelimit-policy"), policies);

        let list = server.get(routes, PATH).await.body;
        assert_eq!(list["data"][0]["body_html"], expected["body_html"]);
        assert_eq!(server.comments_of(article), 1);
        let columns = (comments::author_email, comments::author_address, comments::author_url);
        let kept: (Option<String>, Option<String>, Option<String>) =
            server.write(move |conn| comments::table.select(columns).first(conn));
        assert_eq!(kept, (Some("bukola@readers.example".into()), None, None), "editors get the mail address alone");
        assert_eq!(server.write(|conn| changes::table.count().get_result::<i64>(conn)), 0);

        let reply = json!({"author_name": "Ada", "body": "Indeed.", "parent_id": row.id});
        let got = server.post(&reply).await;
        assert_eq!((got.status, &got.body["parent_id"]), (201, &json!(row.id)));
        let list = server.get(routes, PATH).await.body;
        assert_eq!(list["data"][0]["replies"][0]["body_text"], "Indeed.");
        let everything = format!("{expected}{list}{}", got.body);
        assert!(!everything.contains("@readers") && !everything.contains("203.0.113"), "{everything}");
    }
}

#[actix_web::test]
async fn the_site_decides_which_comments_wait() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let status = async |body: &Value| server.post(body).await.body["status"].as_str().unwrap().to_owned();
        server.moderated(Moderation::All);
        assert_eq!(status(&said("1")).await, "pending");
        assert_eq!(server.get(routes, PATH).await.body["data"], json!([]));
        assert_eq!(server.comments_of(article), 0);
        server.moderated(Moderation::FirstComment);
        assert_eq!(status(&said("2")).await, "pending", "none of theirs was approved yet");
        let first = server.write(move |conn| of_article(conn, article)).remove(0);
        server.set_comment(first.id, Status::Approved);
        assert_eq!(status(&said("3")).await, "approved");
        let with = |field: &str, value: &str| {
            let mut body = said(&format!("{field} {value}"));
            body[field] = json!(value);
            body
        };
        assert_eq!(status(&with("author_email", "BUKOLA@readers.example")).await, "approved");
        assert_eq!(status(&with("author_email", "")).await, "pending", "nobody tells who this is");
        assert_eq!(status(&with("author_name", "Ada")).await, "pending");
        assert_eq!(status(&with("author_email", "ada@readers.example")).await, "pending");
        server.set_comment(first.id, Status::Spam);
        server.moderated(Moderation::None);
        assert_eq!(status(&with("author_name", "Ada O.")).await, "approved");
    }
}

#[actix_web::test]
async fn a_robot_fills_the_trap_and_is_answered() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let mut body = said("Cheap watches");
        body["website"] = json!("https://spam.example");
        for left in [9, 8] {
            let got = server.post(&body).await;
            let expected = json!({
                "id": got.body["id"], "status": "pending", "parent_id": null, "author_name": "Bukola A.",
                "body_html": "<p>Cheap watches</p>", "body_text": "Cheap watches", "created_at": NOW,
            });
            assert_eq!((got.status, &got.body), (201, &expected));
            assert_eq!(got.header("ratelimit"), format!("\"reader\";r={left};t=600"), "it is counted");
        }
        assert!(server.write(move |conn| of_article(conn, article)).is_empty());
        body["website"] = json!("");
        assert_eq!(server.post(&body).await.status, 201);
        assert_eq!(server.write(move |conn| of_article(conn, article)).len(), 1);
    }
}

#[actix_web::test]
async fn a_trap_tells_nobody_whose_address_it_was() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        server.moderated(Moderation::FirstComment);
        server.post(&said("1")).await;
        let first = server.write(move |conn| of_article(conn, article)).remove(0);
        server.set_comment(first.id, Status::Approved);
        // Who is known would be approved at once, and the same text is stored already.
        for text in ["2", "1"] {
            let mut body = said(text);
            body["website"] = json!("https://spam.example");
            let got = server.post(&body).await;
            assert_eq!((got.status, &got.body["status"]), (201, &json!("pending")));
        }
        assert_eq!(server.write(move |conn| of_article(conn, article)).len(), 1);
    }
}

#[actix_web::test]
async fn a_request_that_is_sent_again_gets_the_same_answer() {
    for server in Server::each() {
        let (article, other) = (server.article("tunnel", 5), server.article("other", 6));
        let send = async |path: &str, key: &str, body: &Value| {
            server.send(routes, request(path, body).insert_header(("idempotency-key", key))).await
        };
        let first = send(PATH, "\"8e03978e\"", &said("Once")).await;
        assert_eq!(first.status, 201);
        // The article was closed in between, and the answer had been given.
        server.rules(|settings| settings.comments.enabled = false);
        for path in [PATH, &format!("/v1/articles/{article}/comments")] {
            let again = send(path, "\"8e03978e\"", &said("Once")).await;
            assert_eq!((again.status, &again.body, again.header("ratelimit")), (201, &first.body, ""));
        }
        server.rules(|_| {});
        for (path, body) in [(PATH, said("Twice")), (&*format!("/v1/articles/{other}/comments"), said("Once"))] {
            let refused = send(path, "\"8e03978e\"", &body).await;
            assert_eq!((refused.status, &refused.body["code"]), (422, &json!("idempotency_key_reused")));
            let detail = "This `Idempotency-Key` belongs to another comment. Take a fresh one.";
            assert_eq!(refused.body["detail"], detail);
        }
        assert_eq!(server.write(move |conn| of_article(conn, article)).len(), 1);
        // A refused request keeps nothing: its key is free.
        assert_eq!(send(PATH, "k", &said("")).await.status, 422);
        assert_eq!(send(PATH, "k", &said("Mended")).await.status, 201);
        server.clock.set(time(NOW).plus_seconds(86_399));
        assert_eq!(send(PATH, "k", &said("Mended")).await.status, 201);
        server.clock.set(time(NOW).plus_seconds(86_400));
        let late = send(PATH, "k", &said("Mended")).await;
        assert_eq!((late.status, &late.body["code"]), (409, &json!("duplicate")), "the key is forgotten");
        assert_eq!(send(PATH, "k", &said("New")).await.status, 201);
        assert_eq!(server.write(|conn| kept_answers::table.count().get_result::<i64>(conn)), 1, "old ones go");
        for key in ["", "a b", &"k".repeat(256), "é"] {
            let refused = send(PATH, key, &said("x")).await;
            assert_eq!(refused.status, 400, "{key}");
            assert_eq!(refused.body["errors"][0]["parameter"], "Idempotency-Key");
        }
        let twice =
            request(PATH, &said("x")).append_header(("idempotency-key", "a")).append_header(("idempotency-key", "b"));
        assert_eq!(server.send(routes, twice).await.status, 400);
    }
}

#[actix_web::test]
async fn requests_at_once_under_one_key_are_one_comment() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let send = || server.send(routes, request(PATH, &said("Once")).insert_header(("idempotency-key", "k")));
        let answers = futures_util::future::join_all((0..8).map(|_| send())).await;
        assert!(answers.iter().all(|answer| (answer.status, &answer.body) == (201, &answers[0].body)));
        assert_eq!(server.write(move |conn| of_article(conn, article)).len(), 1);
    }
}

#[actix_web::test]
async fn nothing_in_the_database_names_an_address() {
    for server in Server::each() {
        server.article("tunnel", 5);
        assert_eq!(server.post(&said("One")).await.status, 201);
        let rows: Vec<(String, i64, Time)> = server.write(|conn| tallies::table.load(conn));
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|(name, count, _)| name.len() == 40 && *count == 1), "{rows:?}");
        server.clock.set(time(NOW).plus_seconds(3_600));
        assert_eq!(server.post(&said("Two")).await.status, 201);
        let later: Vec<(String, i64, Time)> = server.write(|conn| tallies::table.load(conn));
        assert_eq!(later.len(), 4, "what has ended is forgotten");
        assert!(later.iter().all(|row| !rows.contains(row)));
    }
}

#[actix_web::test]
async fn an_old_slug_takes_comments_for_the_article_of_today() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        server.old_slug("tunnel-to-open", article);
        let got = server.send(routes, request("/v1/articles/tunnel-to-open/comments", &said("One"))).await;
        assert_eq!(got.status, 201);
        let rows = server.write(move |conn| of_article(conn, article));
        assert_eq!(
            rows.iter().map(|row| row.id).collect::<Vec<Id>>(),
            [serde_json::from_value(got.body["id"].clone()).unwrap()]
        );
    }
}
