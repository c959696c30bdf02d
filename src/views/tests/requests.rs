//! Views as requests bring them.

use actix_web::test::TestRequest;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::post;
use crate::db::Id;
use crate::db::schema::{articles, changes};
use crate::testing::{NOW, Server, time};
use crate::views::jobs;
use crate::views::routes::routes;

#[actix_web::test]
async fn three_readers_are_three_views() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let uri = format!("/v1/articles/{article}/views");
        let json = ("content-type", "application/json");
        server.post_view(post(&uri).insert_header(json).set_payload(r#"{"visitor":"one"}"#)).await;
        server
            .post_view(
                post(&uri)
                    .insert_header(("content-type", "text/plain;charset=UTF-8"))
                    .set_payload(r#"{"visitor":"two"}"#),
            )
            .await;
        server.post_view(post(&uri).insert_header(json).set_payload(r#"{"visitor":"two"}"#)).await;
        let answer = server.post_view(post("/v1/articles/tunnel/views")).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(server.counter(article).await, 3);
        assert_eq!(server.stored(article).0, 0);
        jobs::flush(&server.db, &server.views).await.unwrap();
        assert_eq!(server.stored(article), (3, vec![(time(NOW), 3)]));
        assert_eq!(server.counter(article).await, 3);
        assert_eq!(server.views.unstored(), 0);
        assert_eq!(server.write(|conn| changes::table.count().get_result::<i64>(conn)), 0);
    }
}

#[actix_web::test]
async fn who_does_not_read_is_not_counted_and_not_told() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let uri = "/v1/articles/tunnel/views";
        server.post_view(TestRequest::post().uri(uri)).await;
        server.post_view(TestRequest::post().uri(uri).insert_header(("user-agent", "Googlebot/2.1"))).await;
        server.post_view(post(uri).insert_header(("sec-purpose", "prefetch;prerender"))).await;
        server.post_view(post(uri).insert_header(("purpose", "prefetch"))).await;
        assert_eq!(server.counter(article).await, 0);
        // Made-up hops of a stranger are one reader; those that a trusted proxy names are two.
        for hop in ["198.51.100.1", "198.51.100.2"] {
            server.post_view(post(uri).insert_header(("x-forwarded-for", hop))).await;
        }
        assert_eq!(server.counter(article).await, 1);
        for hop in ["198.51.100.1", "198.51.100.2"] {
            let proxied = post(uri).peer_addr("10.0.0.1:9".parse().unwrap());
            server.post_view(proxied.insert_header(("x-forwarded-for", format!("9.9.9.9, {hop}")))).await;
        }
        assert_eq!(server.counter(article).await, 3);
    }
}

#[actix_web::test]
async fn wrong_views_are_refused() {
    for server in Server::each() {
        server.article("tunnel", 5);
        let uri = "/v1/articles/tunnel/views";
        let json = ("content-type", "application/json");
        let long = format!(r#"{{"visitor":"{}"}}"#, "é".repeat(201));
        let sent = |body: &str| post(uri).insert_header(json).set_payload(body.to_owned());
        for body in
            [r#"{"visitor":"a","admin":true}"#, r#"{"visitor":1}"#, "[]", "{", r#"{"visitor":"a\u0000"}"#, &long]
        {
            assert_eq!(server.send(routes, sent(body)).await.status, 400, "{body}");
        }
        let fine = format!(r#"{{"visitor":"{}"}}"#, "é".repeat(200));
        assert_eq!(server.send(routes, sent(&fine)).await.status, 202);
        let form = post(uri).insert_header(("content-type", "application/x-www-form-urlencoded")).set_payload("a=b");
        assert_eq!(server.send(routes, form).await.status, 415);
        assert_eq!(server.send(routes, sent(&" ".repeat(5_000))).await.status, 413);
        assert_eq!(server.send(routes, post(&format!("{uri}?zz=1"))).await.status, 400);
        assert_eq!(server.send(routes, post("/v1/articles/nothing/views")).await.status, 404);
    }
}

#[actix_web::test]
async fn an_app_back_online_reports_its_views_once() {
    for server in Server::each() {
        let article = server.article("tunnel", 200);
        let send = |views: Value| post("/v1/views").set_json(json!({ "views": views }));
        let view = |id: &str, at: &str| json!({"article": article, "view_id": id, "at": at});
        let all = json!([
            view("1", "2026-11-14T10:20:00Z"),
            view("2", "2026-11-14T10:40:00+00:00"),
            view("2", "2026-11-14T10:40:00Z"),
            view("3", "2026-11-15T12:04:00Z"),
            {"article": Id::new(), "view_id": "4", "at": NOW},
        ]);
        for _ in 0..2 {
            let got = server.send(routes, send(all.clone())).await;
            assert_eq!((got.status, got.body), (202, json!({"accepted": 4})));
        }
        jobs::flush(&server.db, &server.views).await.unwrap();
        assert_eq!(server.stored(article), (3, vec![(time("2026-11-14T10:00:00Z"), 2), (time(NOW), 1)]));

        let wrong = json!([view("", "2026-11-01T10:20:00Z"), {"article": "tunnel", "view_id": "x", "at": "now"}]);
        let got = server.send(routes, send(wrong)).await;
        let pointers: Vec<&str> =
            got.body["errors"].as_array().unwrap().iter().filter_map(|f| f["pointer"].as_str()).collect();
        assert_eq!(got.status, 400);
        assert_eq!(pointers, ["/views/0/view_id", "/views/0/at", "/views/1/article", "/views/1/at"]);
        assert_eq!(server.send(routes, send(json!(vec![view("9", NOW); 101]))).await.status, 400);
        assert_eq!(server.send(routes, post("/v1/views")).await.status, 400);
    }
}

#[actix_web::test]
async fn a_view_of_an_old_slug_counts_and_one_of_what_is_gone_does_not() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        server.old_slug("tunnel-to-open", article);
        server.post_view(post("/v1/articles/tunnel-to-open/views")).await;
        assert_eq!(server.counter(article).await, 1);
        server.write(move |conn| {
            diesel::update(articles::table.find(article)).set(articles::publishable.eq(false)).execute(conn)
        });
        assert_eq!(server.send(routes, post("/v1/articles/tunnel/views")).await.status, 410);
        assert_eq!(server.views.unstored(), 1);
    }
}
