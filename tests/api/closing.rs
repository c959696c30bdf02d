//! Comments that are closed: by the editor of an article, by its age, and for the whole site, also by a later change
//! of the settings. Lists, the article itself and who is refused say the same.

use newswire::auth::Role;
use newswire::db::Time;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::TestServer;
use crate::support::desk::Desk;

const DAY: i64 = 86_400;

/// A published article, by its place in the newsroom.
fn published(desk: &Desk, title: &str) -> String {
    let made = desk.made("/v1/admin/articles", &json!({"title": title}));
    let at = format!("/v1/admin/articles/{}", made["id"].as_str().unwrap());
    assert_eq!(desk.change("POST", &format!("{at}/steps/publish"), &json!({})).status, 200);
    at
}

/// Changes the site's rules for comments.
fn rules(admin: &Desk, rules: &Value) {
    let answer = admin.change("PATCH", "/v1/admin/site", &json!({"comments": rules}));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// What readers are told of an article's comments, which is the same wherever they look.
fn told(server: &TestServer, slug: &str) -> Value {
    let client = &server.client;
    let alone = client.json(&format!("/v1/articles/{slug}"))["comments"].clone();
    for list in [format!("/v1/articles?slugs={slug}"), "/v1/articles?sort=title".to_owned(), "/v1/popular".to_owned()] {
        let page = client.json(&list);
        let card = page["data"].as_array().unwrap().iter().find(|one| one["slug"] == slug);
        // A list of what is read most may not have it.
        assert!(card.is_none_or(|card| card["comments"] == alone), "{list}: {page}");
        assert!(card.is_some() || list == "/v1/popular", "{list}");
    }
    let status = alone["status"].as_str().unwrap();
    for other in ["open", "closed"] {
        let page = client.json(&format!("/v1/articles?slugs={slug}&comment_status={other}"));
        assert_eq!(page["data"].as_array().unwrap().len(), usize::from(other == status), "comment_status={other}");
    }
    alone
}

fn send(server: &TestServer, slug: &str, text: &str) -> crate::support::client::Answer {
    server.client.post(&format!("/v1/articles/{slug}/comments"), &json!({"author_name": "Bukola A.", "body": text}))
}

/// Comments are open, everywhere and in fact; `count` of them are shown.
fn is_open(server: &TestServer, slug: &str, count: u64) {
    assert_eq!(told(server, slug), json!({"status": "open", "closed_reason": null, "count": count}));
    let answer = send(server, slug, &format!("At {}.", server.clock.now()));
    assert_eq!(answer.status, 201, "{}", answer.text());
}

/// Comments are closed for a reason, everywhere and in fact; those that are there are shown.
fn is_closed(server: &TestServer, slug: &str, reason: &str, detail: &str, count: u64) {
    assert_eq!(told(server, slug), json!({"status": "closed", "closed_reason": reason, "count": count}));
    let answer = send(server, slug, "Too late.");
    let want = json!({
        "type": format!("{}/docs/problems/comments-closed", server.settings.public_url), "title": "Comments closed",
        "status": 403, "detail": detail, "code": "comments_closed",
        "errors": [{"parameter": "article", "code": reason, "detail": detail}],
    });
    assert_eq!((answer.status, answer.problem()), (403, want));
    let shown = server.client.json(&format!("/v1/articles/{slug}/comments"));
    assert_eq!(shown["data"].as_array().unwrap().len() as u64, count, "what was said stays");
}

const BY_EDITOR: &str = "Comments on this article are closed by the editor.";
const BY_AGE: &str = "Comments on this article are closed: it is too old.";
const BY_SITE: &str = "Comments are closed: this site takes none.";

on_both_empty! {
    fn an_editor_closes_and_opens_the_comments_of_one_article(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let (one, _) = (published(&desk, "One"), published(&desk, "Other"));
        let first = send(&server, "one", "First.").json();
        let step = format!("/v1/admin/comments/{}/steps/approve", first["id"].as_str().unwrap());
        assert_eq!(desk.change("POST", &step, &json!({})).status, 200);
        let set = |open: bool| assert_eq!(desk.change("PATCH", &one, &json!({"comments_open": open})).status, 200);
        set(false);
        is_closed(&server, "one", "editor", BY_EDITOR, 1);
        is_open(&server, "other", 0);
        set(true);
        assert_eq!(told(&server, "one"), json!({"status": "open", "closed_reason": null, "count": 1}));
        assert_eq!(send(&server, "one", "Second.").status, 201);
    }

    fn comments_close_by_age_also_by_a_later_change_of_the_settings(server: TestServer) {
        let (desk, admin) = (server.desk("ada", Role::Editor), server.desk("root", Role::Admin));
        published(&desk, "Old");
        let begun = server.clock.now();
        let later = |seconds: i64| {
            server.clock.set(begun.plus_seconds(seconds));
            server.sign_in(admin.user, &admin.email)
        };
        is_open(&server, "old", 0);
        // Nothing was said of age when the answers were kept; a month later it is.
        let admin = later(31 * DAY);
        is_open(&server, "old", 0);
        published(&server.sign_in(desk.user, &desk.email), "New");
        rules(&admin, &json!({"close_after_days": 30}));
        is_closed(&server, "old", "age", BY_AGE, 0);
        is_open(&server, "new", 0);
        rules(&admin, &json!({"close_after_days": 60}));
        assert_eq!(told(&server, "old")["status"], "open");
        // To the second, by the clock alone.
        later(60 * DAY);
        is_open(&server, "old", 0);
        let admin = later(60 * DAY + 1);
        is_closed(&server, "old", "age", BY_AGE, 0);
        is_open(&server, "new", 0);
        rules(&admin, &json!({"close_after_days": null}));
        is_open(&server, "old", 0);
        let kept = server.client.json("/v1/site")["comments"].clone();
        assert_eq!(kept, json!({"enabled": true, "close_after_days": null, "moderation": "first_comment"}));
    }

    fn the_site_closes_all_comments_and_its_word_goes_first(server: TestServer) {
        let (desk, admin) = (server.desk("ada", Role::Editor), server.desk("root", Role::Admin));
        let (open, closed) = (published(&desk, "Open"), published(&desk, "Closed"));
        assert_eq!(desk.change("PATCH", &closed, &json!({"comments_open": false})).status, 200);
        is_open(&server, "open", 0);
        is_closed(&server, "closed", "editor", BY_EDITOR, 0);
        rules(&admin, &json!({"enabled": false}));
        for slug in ["open", "closed"] {
            is_closed(&server, slug, "site", BY_SITE, 0);
        }
        // An editor's word changes nothing as long as the site takes none, and counts again afterwards.
        assert_eq!(desk.change("PATCH", &open, &json!({"comments_open": false})).status, 200);
        is_closed(&server, "open", "site", BY_SITE, 0);
        rules(&admin, &json!({"enabled": true}));
        is_closed(&server, "open", "editor", BY_EDITOR, 0);
        server.clock.set(Time::parse("2027-11-24T08:00:00Z").unwrap());
        rules(&server.sign_in(admin.user, &admin.email), &json!({"close_after_days": 30}));
        is_closed(&server, "closed", "editor", BY_EDITOR, 0);
    }
}
