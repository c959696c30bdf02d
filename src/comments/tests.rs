//! Comments as readers get them, and the figures that writing keeps.

mod post;
mod refused;

use std::collections::HashMap;

use diesel::prelude::*;
use serde_json::Value;

use super::routes::routes;
use super::{NewComment, Status, Subject, create, of_article, set_status};
use crate::db::schema::{articles, authors, changes, comments};
use crate::db::{Conn, Id, Json, Time};
use crate::testing::{NOW, Server, time};

/// A comment so many minutes after the first moment.
fn comment(article: Id, minute: i64, status: Status, parent: Option<Id>) -> NewComment {
    let at = time("2026-11-10T08:00:00Z").plus_seconds(minute * 60);
    let mut new =
        NewComment::from_text(Id::new(), Subject::Article(article), "Bukola A.", &format!("Minute {minute}"), at);
    new.status = status;
    new.parent_id = parent;
    new.author_email = Some("bukola@readers.example".into());
    new.author_address = Some("203.0.113.9".into());
    new.author_url = Some("https://bukola.example".into());
    new
}

impl Server {
    fn comment_on(&self, article: Id, minute: i64, status: Status, parent: Option<Id>) -> Id {
        self.write(move |conn| create(conn, comment(article, minute, status, parent)))
    }

    fn set_comment(&self, id: Id, status: Status) {
        self.write(move |conn| set_status(conn, id, status));
    }

    fn comments_of(&self, article: Id) -> i64 {
        self.write(move |conn| articles::table.find(article).select(articles::comment_count).first(conn))
    }
}

/// What each comment says, with its replies: `"Minute 1[Minute 2, Minute 3[…]]"`.
fn outline(data: &Value) -> String {
    let one = |comment: &Value| {
        let text = comment["body_text"].as_str().unwrap().trim_start_matches("Minute ").to_owned();
        match comment["replies"].as_array().map(Vec::len) {
            Some(0) => text,
            _ => format!("{text}[{}]", outline(&comment["replies"])),
        }
    };
    data.as_array().unwrap().iter().map(one).collect::<Vec<_>>().join(" ")
}

#[actix_web::test]
async fn the_public_sees_approved_comments_in_threads() {
    for server in Server::each() {
        let article = server.article("tunnel", 100);
        let first = server.comment_on(article, 1, Status::Approved, None);
        let hidden = server.comment_on(article, 2, Status::Pending, Some(first));
        let below = server.comment_on(article, 3, Status::Approved, Some(hidden));
        server.comment_on(article, 4, Status::Approved, Some(below));
        let spam = server.comment_on(article, 5, Status::Spam, None);
        server.comment_on(article, 6, Status::Approved, Some(spam));
        server.comment_on(article, 7, Status::Approved, None);

        let got = server.get(routes, "/v1/articles/tunnel/comments").await;
        assert_eq!(got.status, 200);
        assert_eq!(outline(&got.body["data"]), "1[3[4]] 6 7");
        assert_eq!(got.body["data"][0]["replies"][0]["parent_id"], first.to_string());
        assert_eq!(got.body["data"][1]["parent_id"], Value::Null);
        assert_eq!(got.body["page"]["total"], 3);
        assert_eq!(server.comments_of(article), 5);
        let text = got.body.to_string();
        assert!(
            !text.contains("bukola@") && !text.contains("203.0.113.9") && !text.contains("bukola.example"),
            "{text}"
        );
        assert!(!text.contains("replies_cursor"));
        assert_eq!(got.header("surrogate-key"), format!("article:{article} article:tunnel refs"));

        server.set_comment(hidden, Status::Approved);
        server.set_comment(first, Status::Trash);
        server.set_comment(spam, Status::Approved);
        let newest = server.get(routes, &format!("/v1/articles/{article}/comments?sort=-created_at")).await;
        assert_eq!(outline(&newest.body["data"]), "7 5[6] 2[3[4]]");
        assert_eq!(server.comments_of(article), 6);
    }
}

#[actix_web::test]
async fn pages_of_threads_go_both_ways() {
    for server in Server::each() {
        let article = server.article("tunnel", 100);
        for minute in 0..7 {
            server.comment_on(article, minute, Status::Approved, None);
        }
        for (sort, pages) in [("created_at", ["0 1 2", "3 4 5", "6"]), ("-created_at", ["6 5 4", "3 2 1", "0"])] {
            let start = format!("/v1/articles/tunnel/comments?limit=3&sort={sort}");
            let mut page = server.get(routes, &start).await;
            for (n, expected) in pages.iter().enumerate() {
                assert_eq!(outline(&page.body["data"]), *expected);
                if let Some(cursor) = page.body["page"]["next_cursor"].as_str() {
                    // The cursor is bound to the article, whatever the request calls it.
                    let next = format!("/v1/articles/{article}/comments?limit=3&sort={sort}&cursor={cursor}");
                    page = server.get(routes, &next).await;
                } else {
                    assert_eq!(n, 2);
                }
            }
            let back = page.body["page"]["previous_cursor"].as_str().unwrap();
            assert_eq!(outline(&server.get(routes, &format!("{start}&cursor={back}")).await.body["data"]), pages[1]);
        }
    }
}

#[actix_web::test]
async fn a_long_thread_is_gone_on_with() {
    for server in Server::each() {
        let article = server.article("tunnel", 100);
        let root = server.comment_on(article, 0, Status::Approved, None);
        server.write(move |conn| {
            (1..=130).try_for_each(|n| create(conn, comment(article, n, Status::Approved, Some(root))).map(drop))
        });
        let got = server.get(routes, "/v1/articles/tunnel/comments").await;
        assert_eq!(got.body["data"][0]["replies"].as_array().unwrap().len(), 100);
        let cursor = got.body["data"][0]["replies_cursor"].as_str().unwrap();
        let on = format!("/v1/articles/tunnel/comments?limit=20&cursor={cursor}");
        let next = server.get(routes, &format!("{on}&total=true")).await;
        assert_eq!(outline(&next.body["data"]), (101..=120).map(|n| n.to_string()).collect::<Vec<_>>().join(" "));
        assert_eq!(next.body["page"]["total"], 130);
        let cursor = next.body["page"]["next_cursor"].as_str().unwrap();
        let last = server.get(routes, &format!("/v1/articles/tunnel/comments?limit=20&cursor={cursor}")).await;
        assert_eq!(outline(&last.body["data"]), (121..=130).map(|n| n.to_string()).collect::<Vec<_>>().join(" "));
        assert_eq!(last.body["page"]["next_cursor"], Value::Null);
        let other = server.article("other", 50);
        let foreign = server.get(routes, &format!("/v1/articles/{other}/comments?cursor={cursor}")).await;
        assert_eq!((foreign.status, foreign.body["errors"][0]["parameter"].as_str()), (400, Some("cursor")));
    }
}

#[actix_web::test]
async fn an_old_slug_leads_to_the_new_one() {
    for server in Server::each() {
        let article = server.article("tunnel", 100);
        server.old_slug("tunnel-to-open", article);
        let got = server.get(routes, "/v1/articles/tunnel-to-open/comments?limit=5").await;
        assert_eq!(got.status, 301);
        assert_eq!(got.header("location"), "http://127.0.0.1:8080/v1/articles/tunnel/comments?limit=5");
        assert_eq!(server.get(routes, "/v1/articles/tunnel-to-open/comments?zz=1").await.status, 400);
    }
}

#[actix_web::test]
async fn an_author_of_the_paper_is_named() {
    for server in Server::each() {
        let article = server.article("tunnel", 100);
        let author = server.write(|conn| insert_author(conn, time(NOW)));
        server.write(move |conn| {
            let mut new = comment(article, 1, Status::Approved, None);
            new.author_id = Some(author);
            create(conn, new)
        });
        let got = server.get(routes, "/v1/articles/tunnel/comments").await;
        let named = &got.body["data"][0]["author"];
        assert_eq!(named["slug"], "ada-okoye");
        assert_eq!(named["path"], "/authors/ada-okoye");
        assert_eq!(named.as_object().unwrap().len(), 4);
    }
}

fn insert_author(conn: &mut Conn, now: Time) -> QueryResult<Id> {
    let id = Id::new();
    diesel::insert_into(authors::table)
        .values((
            (authors::id.eq(id), authors::number.eq(1), authors::slug.eq("ada-okoye"), authors::name.eq("Ada Okoye")),
            (authors::name_key.eq("ada okoye"), authors::social.eq(Json(Vec::<String>::new()))),
            (authors::seo.eq(Json(HashMap::<String, String>::new())), authors::article_count.eq(0)),
            (authors::email.eq("ada@baycourier.example"), authors::created_at.eq(now)),
            (authors::version.eq(1), authors::revision.eq(1)),
        ))
        .execute(conn)?;
    Ok(id)
}

#[actix_web::test]
async fn threat_11_what_is_not_public_has_no_comments() {
    for server in Server::each() {
        let article = server.article("tunnel", 100);
        server.comment_on(article, 1, Status::Approved, None);
        let unknown = server.get(routes, "/v1/articles/nothing/comments").await;
        assert_eq!((unknown.status, unknown.header("content-type")), (404, "application/problem+json"));
        let faults = server.get(routes, "/v1/articles/tunnel/comments?sort=author_email&zz=1&limit=0").await;
        assert_eq!(faults.status, 400);
        assert_eq!(faults.body["errors"].as_array().unwrap().len(), 3);

        server.write(move |conn| {
            let draft = articles::publishable.eq(false);
            diesel::update(articles::table.find(article)).set(draft).execute(conn)
        });
        assert_eq!(server.get(routes, "/v1/articles/tunnel/comments").await.status, 410);
        server.write(move |conn| {
            let never = articles::version.eq(0);
            diesel::update(articles::table.find(article)).set(never).execute(conn)
        });
        assert_eq!(server.get(routes, "/v1/articles/tunnel/comments").await.status, 404);
    }
}

#[test]
fn threat_12_a_reply_stays_under_the_subject_of_its_parent() {
    for server in Server::each() {
        let (here, there) = (server.article("here", 9), server.article("there", 8));
        let parent = server.comment_on(here, 1, Status::Approved, None);
        let refused = server.db.write_blocking(move |conn| {
            create(conn, comment(there, 2, Status::Approved, Some(parent))).map_err(crate::db::DatabaseError::from)
        });
        assert!(refused.is_err());
        assert_eq!(server.comments_of(there), 0);
    }
}

#[test]
fn comments_of_pages_are_kept_and_nothing_is_logged() {
    for server in Server::each() {
        let article = server.article("here", 9);
        let page = Id::new();
        server.write(move |conn| {
            let mut new = comment(page, 1, Status::Approved, None);
            new.subject = Subject::Page(page);
            create(conn, new)
        });
        let id = server.comment_on(article, 1, Status::Pending, None);
        server.set_comment(id, Status::Approved);
        server.set_comment(id, Status::Approved);
        assert_eq!(server.comments_of(article), 1);
        server.set_comment(id, Status::Spam);
        assert_eq!(server.comments_of(article), 0);
        assert_eq!(server.write(move |conn| of_article(conn, article)).len(), 1);
        assert_eq!(server.write(|conn| comments::table.count().get_result::<i64>(conn)), 2);
        assert_eq!(server.write(|conn| changes::table.count().get_result::<i64>(conn)), 0);
    }
}
