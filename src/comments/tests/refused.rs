//! Comments of readers that are not taken, and what they are told.

use actix_web::test::TestRequest;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::post::{request, said};
use crate::comments::model::{Guard, Sender};
use crate::comments::routes::routes;
use crate::comments::{Status, of_article};
use crate::db::schema::articles;
use crate::db::{Id, tallies};
use crate::testing::{Answered, NOW, Server, time};

const PATH: &str = "/v1/articles/tunnel/comments";

/// The problem of an answer without what differs each time.
fn problem(got: &Answered) -> Value {
    assert_eq!((got.header("content-type"), got.header("cache-control")), ("application/problem+json", "no-store"));
    let mut body = got.body.clone();
    body.as_object_mut().unwrap().remove("request_id");
    assert_eq!(body.as_object_mut().unwrap().remove("current"), Some(Value::Null));
    body
}

fn expected(code: &str, title: &str, status: u16, detail: &str, errors: Option<Value>) -> Value {
    let page = format!("http://127.0.0.1:8080/docs/problems/{}", code.replace('_', "-"));
    let mut problem = json!({"type": page, "title": title, "status": status, "detail": detail, "code": code});
    if let Some(errors) = errors {
        problem["errors"] = errors;
    }
    problem
}

impl Server {
    fn stored_comments(&self, article: Id) -> usize {
        self.write(move |conn| of_article(conn, article)).len()
    }
}

#[actix_web::test]
async fn closed_comments_say_why() {
    for server in Server::each() {
        let article = server.article("tunnel", 24 * 30 + 1);
        let closed = async |reason: &str, detail: &str| {
            let got = server.post(&said("Too late")).await;
            let errors = json!([{"parameter": "article", "code": reason, "detail": detail}]);
            assert_eq!(problem(&got), expected("comments_closed", "Comments closed", 403, detail, Some(errors)));
        };
        server.rules(|settings| settings.comments.close_after_days = Some(30));
        closed("age", "Comments on this article are closed: it is too old.").await;
        server.write(move |conn| {
            diesel::update(articles::table.find(article)).set(articles::comments_open.eq(false)).execute(conn)
        });
        closed("editor", "Comments on this article are closed by the editor.").await;
        server.rules(|settings| settings.comments.enabled = false);
        closed("site", "Comments are closed: this site takes none.").await;
        assert_eq!(server.stored_comments(article), 0);
    }
}

#[actix_web::test]
async fn threat_11_what_is_not_public_takes_no_comment() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let set = |version: i64| {
            let values = (articles::publishable.eq(false), articles::version.eq(version));
            server.write(move |conn| diesel::update(articles::table.find(article)).set(values).execute(conn));
        };
        set(0);
        for name in ["tunnel", "nothing", &article.to_string(), "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"] {
            let got = server.send(routes, request(&format!("/v1/articles/{name}/comments"), &said("Hello"))).await;
            let detail = format!("There is no public article `{name}`.");
            assert_eq!(problem(&got), expected("not_found", "Not found", 404, &detail, None));
        }
        set(1);
        let got = server.post(&said("Hello")).await;
        assert_eq!(problem(&got), expected("gone", "Gone", 410, "The article `tunnel` is no longer public.", None));
        assert_eq!(server.stored_comments(article), 0);
    }
}

#[actix_web::test]
async fn threat_12_a_comment_answers_what_is_shown_under_its_article() {
    for server in Server::each() {
        let (article, other) = (server.article("tunnel", 5), server.article("other", 5));
        let parents = [
            server.comment_on(other, 1, Status::Approved, None).to_string(),
            server.comment_on(article, 1, Status::Pending, None).to_string(),
            server.comment_on(article, 2, Status::Spam, None).to_string(),
            server.comment_on(article, 3, Status::Trash, None).to_string(),
            Id::new().to_string(),
            "1".to_owned(),
            String::new(),
        ];
        let fault = json!([{
            "pointer": "/parent_id", "code": "unknown_value",
            "detail": "`parent_id` is no comment that stands under this article.",
        }]);
        let detail = "1 thing in the body cannot be taken.";
        for parent in parents {
            let mut body = said("Indeed");
            body["parent_id"] = json!(parent);
            let got = server.post(&body).await;
            let want = expected("invalid_content", "Invalid content", 422, detail, Some(fault.clone()));
            assert_eq!(problem(&got), want, "{parent}");
        }
        assert_eq!(server.stored_comments(article), 3);
    }
}

#[actix_web::test]
async fn all_faults_of_a_comment_are_named_at_once() {
    for server in Server::each() {
        server.article("tunnel", 5);
        let body = json!({
            "author_name": format!("<{}", "é".repeat(100)), "author_email": "bukola",
            "body": "\u{7}https://a.example http://b.example https://c.example https://d.example", "parent_id": "x",
        });
        let faults = json!([
            {"pointer": "/author_name", "code": "too_long", "detail": "`author_name` is longer than 100 characters."},
            {"pointer": "/author_name", "code": "invalid", "detail": "`author_name` is one line without `<`, `>`, `://` and control characters."},
            {"pointer": "/author_email", "code": "invalid", "detail": "`author_email` is no mail address, such as name@example.org."},
            {"pointer": "/body", "code": "invalid", "detail": "`body` holds a control character."},
            {"pointer": "/body", "code": "out_of_range", "detail": "`body` holds more than 3 links."},
            {"pointer": "/parent_id", "code": "unknown_value", "detail": "`parent_id` is no comment that stands under this article."},
        ]);
        let detail = "6 things in the body cannot be taken.";
        let want = expected("invalid_content", "Invalid content", 422, detail, Some(faults));
        assert_eq!(problem(&server.post(&body).await), want);
    }
}

#[actix_web::test]
async fn threat_47_what_is_too_long_is_refused_and_nothing_is_cut() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let refused = async |field: &str, value: String, code: &str, what: &str| {
            let mut body = said("Hello");
            body[field] = json!(value);
            let got = server.post(&body).await;
            let fault = json!([{"pointer": format!("/{field}"), "code": code, "detail": format!("`{field}` {what}")}]);
            assert_eq!((got.status, &got.body["errors"]), (422, &fault));
        };
        refused("body", "a".repeat(5_001), "too_long", "is longer than 5000 characters.").await;
        refused("body", "👩".repeat(4_001), "too_long", "is longer than 16000 bytes.").await;
        refused("body", "\u{200b} \n".into(), "required", "is empty.").await;
        refused("author_name", "a".repeat(101), "too_long", "is longer than 100 characters.").await;
        refused("author_name", "  ".into(), "required", "is empty.").await;
        let email = format!("{}@b.example", "a".repeat(245));
        refused("author_email", email, "too_long", "is longer than 254 bytes.").await;
        assert_eq!(server.stored_comments(article), 0);
        let longest = ["👩".repeat(4_000), "é".repeat(5_000), format!("e{}", "\u{301}".repeat(4_999))];
        for (n, text) in longest.iter().enumerate() {
            let mut body = said(text);
            body["author_name"] = json!("é".repeat(100));
            let got = server.post(&body).await;
            assert_eq!((got.status, got.body["body_text"].as_str()), (201, Some(text.as_str())));
            assert_eq!(got.body["author_name"], "é".repeat(100));
            assert_eq!(server.stored_comments(article), n + 1);
        }
    }
}

#[actix_web::test]
async fn what_is_no_comment_is_a_400() {
    for server in Server::each() {
        server.article("tunnel", 5);
        let send = async |body: &str, kind: &str| {
            let sent = TestRequest::post().uri(PATH).insert_header(("content-type", kind)).set_payload(body.to_owned());
            server.send(routes, sent).await
        };
        let unknown = r#"{"author_name": "a", "body": "b", "status": "approved"}"#;
        for (body, detail) in [
            (unknown, "unknown field `status`"),
            (r#"{"author_name": "a"}"#, "missing field `body`"),
            (r#"{"author_name": 1, "body": "b"}"#, "invalid type"),
            (r#"{"author_name": "a", "author_name": "a", "body": "b"}"#, "duplicate field `author_name`"),
            (r#"{"author_name": "a", "body": {"$gt": ""}}"#, "invalid type"),
            (r#"{"author_name": "a", "body": "\ud800"}"#, "line 1"),
            (r#"{"author_name": "a", "body": "a\u0000b"}"#, "NUL"),
            (r#"["a", null, "b"]"#, "list"),
            ("", "EOF"),
        ] {
            let got = send(body, "application/json").await;
            assert_eq!((got.status, &got.body["code"]), (400, &json!("invalid_body")), "{body}");
            assert!(got.body["errors"][0]["detail"].as_str().unwrap().contains(detail), "{body}: {}", got.body);
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/xml"] {
            assert_eq!(send(unknown, kind).await.status, 415, "{kind}");
        }
        assert_eq!(send(&" ".repeat(70_000), "application/json").await.status, 413);
        assert_eq!(server.send(routes, request(&format!("{PATH}?zz=1"), &said("x"))).await.status, 400);
    }
}

#[actix_web::test]
async fn threat_45_scripts_are_inert() {
    for server in Server::each() {
        server.article("tunnel", 5);
        for script in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">a</a>",
            "<svg/onload=alert(1)>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "https://a.example/\"onmouseover=alert(1)",
            "https://a.example/'><script>alert(1)</script>",
        ] {
            let got = server.post(&said(script)).await;
            let html = got.body["body_html"].as_str().unwrap();
            let tags: Vec<&str> = html.split('<').skip(1).map(|tag| tag.split('>').next().unwrap()).collect();
            let fine = |tag: &&str| ["p", "/p", "/a"].contains(tag) || tag.starts_with("a href=\"https://a.example/");
            assert!(tags.iter().all(fine), "{html}");
            assert!(tags.iter().all(|tag| tag.matches('"').count() != 0 || !tag.contains('=')), "{html}");
            assert_eq!(got.body["body_text"], script, "what was typed is what is read");
        }
        for name in ["<script>alert(1)</script>", "a\u{202e}b", "http://spam.example"] {
            let mut body = said("Hello");
            body["author_name"] = json!(name);
            assert_eq!(server.post(&body).await.status, 422, "{name}");
        }
    }
}

#[actix_web::test]
async fn the_same_comment_is_taken_once() {
    for server in Server::each() {
        let (article, other) = (server.article("tunnel", 5), server.article("other", 6));
        let first = server.post(&said("Well said.")).await;
        assert_eq!(first.status, 201);
        let duplicate =
            expected("duplicate", "Duplicate", 409, "The same comment was sent by the same writer already.", None);
        for again in ["Well said.", " well  said.\n"] {
            assert_eq!(problem(&server.post(&said(again)).await), duplicate);
        }
        server.set_comment(serde_json::from_value(first.body["id"].clone()).unwrap(), Status::Trash);
        assert_eq!(problem(&server.post(&said("Well said.")).await), duplicate, "thrown away is not taken again");
        let mut another = said("Well said.");
        another["author_email"] = json!("ada@readers.example");
        assert_eq!(server.post(&another).await.status, 201);
        let elsewhere = request(&format!("/v1/articles/{other}/comments"), &said("Well said."));
        assert_eq!(server.send(routes, elsewhere).await.status, 201);
        assert_eq!(server.stored_comments(article), 2);
    }
}

#[actix_web::test]
async fn threat_74_one_reader_meets_a_limit_and_their_neighbour_does_not() {
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        for n in 0..10 {
            let got = server.post(&said(&n.to_string())).await;
            assert_eq!((got.status, got.header("ratelimit")), (201, &*format!("\"reader\";r={};t=600", 9 - n)));
        }
        server.clock.set(time(NOW).plus_seconds(90));
        let got = server.post(&said("10")).await;
        let detail = "More than 10 comments in 10 minutes, counted by reader, are not taken.";
        assert_eq!(problem(&got), expected("too_many_requests", "Too many requests", 429, detail, None));
        assert_eq!((got.header("retry-after"), got.header("ratelimit")), ("510", "\"reader\";r=0;t=510"));
        assert!(got.header("ratelimit-policy").starts_with("\"reader\";q=10;w=600, "));
        let mut neighbour = said("10");
        neighbour["author_email"] = json!("ada@readers.example");
        assert_eq!(server.post(&neighbour).await.status, 201, "behind the same address, in the same browser");
        // A made-up hop makes no new reader; one that a trusted proxy names does.
        let forged = request(PATH, &said("11")).insert_header(("x-forwarded-for", "198.51.100.7"));
        assert_eq!(server.send(routes, forged).await.status, 429);
        let proxied = request(PATH, &said("11")).peer_addr("10.0.0.1:9".parse().unwrap());
        let proxied = proxied.insert_header(("x-forwarded-for", "9.9.9.9, 198.51.100.7"));
        assert_eq!(server.send(routes, proxied).await.status, 201);
        server.clock.set(time(NOW).plus_seconds(600));
        assert_eq!(server.post(&said("12")).await.status, 201);
        assert_eq!(server.stored_comments(article), 13);
    }
}

#[actix_web::test]
async fn threat_74_an_address_an_article_and_the_site_have_limits() {
    let sender = Sender { address: "203.0.113.9".parse().unwrap(), agent: "Firefox".into() };
    for server in Server::each() {
        let article = server.article("tunnel", 5);
        let counted = Guard::new(b"secret").tallies(&sender, "bukola@readers.example", article, time(NOW));
        for (n, quota) in [(1, 300), (2, 600), (3, 6_000)] {
            let (name, ends_at, policy) = (counted[n].name.clone(), counted[n].ends_at, counted[n].policy);
            let left = name.clone();
            server.write(move |conn| (1..quota).try_for_each(|_| tallies::add(conn, &left, ends_at)));
            let last = server.post(&said(policy.name)).await;
            assert_eq!((last.status, last.header("ratelimit")), (201, &*format!("\"{}\";r=0;t=3600", policy.name)));
            let got = server.post(&said("one more")).await;
            assert_eq!((got.status, got.header("retry-after")), (429, "3600"));
            let detail =
                format!("More than {quota} comments in 60 minutes, counted by {}, are not taken.", policy.name);
            assert_eq!(got.body["detail"], detail);
            server.write(move |conn| tallies::forget(conn, ends_at));
        }
    }
}
