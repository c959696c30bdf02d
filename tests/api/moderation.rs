//! Comments in the newsroom: from the queue to the thread, to the trash, and out of it.

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::TestServer;
use crate::support::client::Answer;
use crate::support::desk::Desk;

const COMMENTS: &str = "/v1/admin/comments";

/// A published article of somebody's, by its slug.
fn article(desk: &Desk, title: &str) -> Value {
    let made = desk.made("/v1/admin/articles", &json!({"title": title}));
    let path = format!("/v1/admin/articles/{}/steps/publish", made["id"].as_str().unwrap());
    desk.change("POST", &path, &json!({})).json()
}

fn thread(article: &Value) -> String {
    format!("/v1/articles/{}/comments", article["slug"].as_str().unwrap())
}

/// A reader's comment.
fn said(server: &TestServer, article: &Value, who: &str, text: &str, parent: Option<&Value>) -> Value {
    let parent = parent.map(|parent| parent["id"].clone());
    let body = json!({"author_name": who, "author_email": format!("{who}@readers.example"), "body": text, "parent_id": parent});
    let answer = server.client.post(&thread(article), &body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn path(comment: &Value) -> String {
    format!("{COMMENTS}/{}", comment["id"].as_str().unwrap())
}

fn step(desk: &Desk, comment: &Value, name: &str) -> Answer {
    desk.change("POST", &format!("{}/steps/{name}", path(comment)), &json!({}))
}

fn texts(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|one| one["body_text"].as_str().unwrap()).collect()
}

on_both_empty! {
    fn a_comment_goes_from_the_queue_to_the_thread_and_out_of_it(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = article(&desk, "The tunnel opens");
        let first = said(&server, &article, "bukola", "I slept until half past five.", None);
        said(&server, &article, "chidi", "100% late_again.", None);

        let queue = desk.json(&format!("{COMMENTS}?status=pending"));
        assert_eq!(texts(&queue).len(), 2);
        assert_eq!(queue["counts"], json!({"pending": 2, "approved": 0, "spam": 0, "trash": 0}));
        let subject = json!({"kind": "article", "id": article["id"], "slug": "the-tunnel-opens", "title": "The tunnel opens"});
        assert_eq!(queue["data"][0]["subject"], subject);
        assert!(!queue.to_string().contains("readers.example"), "a list tells no addresses");
        let whole = desk.get(&path(&first));
        assert_eq!((whole.header("etag"), &whole.json()["author_email"]), ("\"1\"", &json!("bukola@readers.example")));
        assert_eq!(whole.json()["steps"], json!(["approve", "spam", "trash"]));

        let kept = server.client.get("/v1/articles/the-tunnel-opens").header("etag").to_owned();
        let log = server.client.json("/v1/changes")["next_cursor"].clone();
        let approved = step(&desk, &first, "approve");
        assert_eq!((approved.status, approved.header("etag"), &approved.json()["status"]), (200, "\"2\"", &json!("approved")));
        assert_eq!(texts(&server.client.json(&thread(&article))), ["I slept until half past five."]);
        let counter = format!("/v1/counters?ids={}", article["id"].as_str().unwrap());
        assert_eq!(server.client.json(&counter)["data"][0]["comments"], 1);
        assert_eq!(server.client.get("/v1/articles/the-tunnel-opens").header("etag"), kept, "no cache was emptied");
        assert_eq!(server.client.json("/v1/changes")["next_cursor"], log, "nothing was announced");

        let answer = step(&desk, &first, "approve");
        let detail = "`approve` cannot be taken from `approved`. Possible: `hold`, `spam`, `trash`.";
        let problem = answer.problem();
        assert_eq!((answer.status, &problem["code"], &problem["detail"]), (409, &json!("conflict"), &json!(detail)));
        assert_eq!(step(&desk, &first, "burn").status, 404);
        let late = desk.call("POST", &format!("{}/steps/spam", path(&first)), &[("If-Match", "\"1\"")], &json!({}));
        assert_eq!((late.status, &late.problem()["current"]["status"]), (412, &json!("approved")));
        assert_eq!(desk.post(&format!("{}/steps/spam", path(&first)), &json!({})).status, 428);

        assert_eq!(step(&desk, &first, "trash").json()["steps"], json!(["restore"]));
        assert_eq!(texts(&server.client.json(&thread(&article))), Vec::<&str>::new(), "at once");
        assert_eq!(server.client.json(&counter)["data"][0]["comments"], 0);
        assert_eq!(step(&desk, &first, "restore").json()["status"], "pending");
        assert_eq!(desk.delete(&path(&first)).status, 409);
        step(&desk, &first, "spam");
        assert_eq!(desk.delete(&path(&first)).status, 204);
        assert_eq!(desk.get(&path(&first)).status, 404);
        let deeds = server.desk("root", Role::Admin).json("/v1/admin/audit?resource_kind=comment");
        let deeds: Vec<&str> = deeds["data"].as_array().unwrap().iter().rev().map(|row| row["action"].as_str().unwrap()).collect();
        assert_eq!(deeds, ["comment.approve", "comment.trash", "comment.restore", "comment.spam", "comment.delete"]);
    }

    fn the_queue_is_searched(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let (one, other) = (article(&desk, "One"), article(&desk, "Other"));
        said(&server, &one, "bukola", "I slept until half past five.", None);
        server.clock.set(server.clock.now().plus_seconds(60));
        said(&server, &one, "chidi", "100% late_again.", None);
        said(&server, &other, "dayo", "Well said.", None);
        let found = |query: &str| desk.json(&format!("{COMMENTS}?{query}"))["data"].as_array().unwrap().len();
        let id = one["id"].as_str().unwrap();
        for (query, n) in [
            ("", 3), ("author_name=BUKO", 1), ("text=Half+Past", 1), ("text=100%25", 1), ("text=%25", 1), ("text=e_a", 1), ("text=e%5C", 0),
            (&format!("article={id}"), 2), ("before=2026-11-24T08:00:59Z", 1), ("after=2026-11-24T08:01:00Z", 2), ("status=spam", 0),
        ] {
            assert_eq!(found(query), n, "{query}");
        }
        let first = desk.json(&format!("{COMMENTS}?limit=2"));
        let next = desk.json(&format!("{COMMENTS}?limit=2&cursor={}", first["page"]["next_cursor"].as_str().unwrap()));
        assert_eq!((first["data"].as_array().unwrap().len(), texts(&next)), (2, vec!["I slept until half past five."]));
        let back = desk.json(&format!("{COMMENTS}?limit=2&cursor={}", next["page"]["previous_cursor"].as_str().unwrap()));
        assert_eq!(back["data"], first["data"]);
        for bad in ["status=shown", "article=x", "text=", "after=yesterday", "author_email=a", "sort=author_email", &format!("text={}", "x".repeat(201))] {
            assert_eq!(desk.get(&format!("{COMMENTS}?{bad}")).status, 400, "{bad}");
        }
    }

    fn replies_hang_where_they_can_be_seen(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = article(&desk, "A");
        let root = said(&server, &article, "one", "Root.", None);
        step(&desk, &root, "approve");
        let middle = said(&server, &article, "two", "Middle.", Some(&root));
        step(&desk, &middle, "approve");
        let leaf = said(&server, &article, "three", "Leaf.", Some(&middle));
        step(&desk, &leaf, "approve");
        let shown = || server.client.json(&thread(&article));
        assert_eq!(shown()["data"][0]["replies"][0]["replies"][0]["body_text"], "Leaf.");
        step(&desk, &middle, "spam");
        assert_eq!(shown()["data"][0]["replies"][0]["body_text"], "Leaf.");
        assert_eq!(desk.delete(&path(&middle)).status, 204);
        assert_eq!(shown()["data"][0]["replies"][0]["body_text"], "Leaf.");
        assert_eq!(desk.json(&path(&leaf))["parent_id"], root["id"]);
        step(&desk, &root, "trash");
        assert_eq!(texts(&shown()), ["Leaf."]);
        assert_eq!(desk.delete(&path(&root)).status, 204);
        assert_eq!(desk.json(&path(&leaf))["parent_id"], Value::Null);
        assert_eq!(server.client.json(&format!("/v1/counters?ids={}", article["id"].as_str().unwrap()))["data"][0]["comments"], 1);
    }

    fn each_of_many_has_its_own_answer(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = article(&desk, "A");
        let (one, two) = (said(&server, &article, "one", "One.", None), said(&server, &article, "two", "Two.", None));
        step(&desk, &two, "spam");
        let nobody = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99";
        let bulk = |action: &str, ids: &Value| desk.post(&format!("{COMMENTS}/bulk"), &json!({"action": action, "ids": ids}));
        let done = bulk("spam", &json!([one["id"], two["id"], nobody, "x"])).json();
        let told: Vec<(i64, Option<&str>)> = done["data"].as_array().unwrap().iter().map(|one| (one["status"].as_i64().unwrap(), one["detail"].as_str())).collect();
        assert_eq!(told, [
            (200, None),
            (409, Some("`spam` cannot be taken from `spam`. Possible: `approve`, `hold`, `trash`.")),
            (404, Some("There is no comment `018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99`.")),
            (404, Some("There is no comment `x`.")),
        ]);
        assert_eq!(done["data"][0]["revision"], 2);
        let many: Vec<String> = (0..101).map(|n| format!("{n}")).collect();
        for (bad, status, code) in [(json!([]), 422, "required"), (json!(many), 422, "too_long"), (json!(["a", "a"]), 422, "repeated")] {
            let answer = bulk("trash", &bad);
            assert_eq!((answer.status, &answer.problem()["errors"][0]["code"]), (status, &json!(code)));
        }
        assert_eq!(bulk("burn", &json!([one["id"]])).status, 400);
        let gone = bulk("delete", &json!([one["id"], two["id"]])).json();
        assert_eq!((&gone["data"][0]["status"], &gone["data"][1]["status"]), (&json!(204), &json!(204)));
        assert_eq!(desk.json(COMMENTS)["data"], json!([]));
    }

    fn writers_moderate_under_their_own_articles_alone(server: TestServer) {
        let (editor, writer) = (server.desk("ada", Role::Editor), server.desk("wole", Role::Author));
        let (own, anothers) = (article(&writer, "Own"), article(&editor, "Another's"));
        let mine = said(&server, &own, "one", "Under mine.", None);
        let other = said(&server, &anothers, "two", "Under another's.", None);
        let list = writer.json(COMMENTS);
        assert_eq!((texts(&list), &list["counts"]["pending"]), (vec!["Under mine."], &json!(1)));
        let unknown = format!("There is no comment `{}`.", other["id"].as_str().unwrap());
        for answer in [writer.get(&path(&other)), step(&writer, &other, "approve"), writer.post(&format!("{}/replies", path(&other)), &json!({"body": "x"}))] {
            assert_eq!((answer.status, &answer.problem()["detail"]), (404, &json!(unknown)));
        }
        let bulk = |action: &str| writer.post(&format!("{COMMENTS}/bulk"), &json!({"action": action, "ids": [other["id"], mine["id"]]}));
        let done = bulk("approve").json();
        assert_eq!((&done["data"][0]["status"], &done["data"][1]["status"]), (&json!(404), &json!(200)));
        assert_eq!((bulk("delete").status, writer.delete(&path(&mine)).status), (403, 403));
        assert_eq!(writer.change("PATCH", &path(&mine), &json!({"author_name": "X"})).status, 403);
        assert_eq!(server.desk("con", Role::Contributor).get(COMMENTS).status, 403);
    }

    fn the_newsroom_answers(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = article(&desk, "A");
        let comment = said(&server, &article, "one", "Is that so?", None);
        let replies = format!("{}/replies", path(&comment));
        let answer = desk.post(&replies, &json!({"body": "Yes."}));
        assert_eq!((answer.status, &answer.problem()["detail"]), (409, &json!("The public does not see the comment: approve it first.")));
        step(&desk, &comment, "approve");
        let closed = desk.change("PATCH", &format!("/v1/admin/articles/{}", article["id"].as_str().unwrap()), &json!({"comments_open": false}));
        assert_eq!(closed.status, 200, "{}", closed.text());
        let refused = server.client.post(&thread(&article), &json!({"author_name": "X", "body": "Late."}));
        assert_eq!((refused.status, &refused.problem()["errors"][0]["code"]), (403, &json!("editor")));
        let send = || desk.call("POST", &replies, &[("Idempotency-Key", "k")], &json!({"body": "Yes: https://news.example/a <b>"}));
        let (first, again) = (send(), send());
        assert_eq!((first.status, again.status, &first.body), (201, 201, &again.body));
        let shown = server.client.json(&thread(&article));
        let reply = &shown["data"][0]["replies"];
        assert_eq!((reply.as_array().unwrap().len(), &reply[0]["author_name"]), (1, &json!("ada")));
        assert_eq!(reply[0]["body_html"], "<p>Yes: <a href=\"https://news.example/a\" rel=\"nofollow ugc\">https://news.example/a</a> &lt;b&gt;</p>");
        let root = server.desk("root", Role::Admin);
        let key = root.made("/v1/admin/keys", &json!({"name": "bot", "scopes": ["comments:write"]}));
        let answer = root.with(key["secret"].as_str().unwrap()).post(&replies, &json!({"body": "Beep."}));
        assert_eq!((answer.status, &answer.problem()["code"]), (422, &json!("refused")));
    }

    fn threat_45_what_an_editor_writes_into_a_comment_is_as_harmless_as_a_readers(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = article(&desk, "A");
        let comment = said(&server, &article, "one", "Mild.", None);
        step(&desk, &comment, "approve");
        for vector in [
            "<script>alert(1)</script>x", "<img src=x onerror=alert(1)>x", "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\"jav&#x09;ascript:alert(1)\">x</a>", "<a href=\"DATA:text/html,x\">x</a>", "<svg onload=alert(1)>x", "<p onclick=alert(1)>x",
            "<iframe srcdoc='<script>alert(1)</script>'></iframe>x", "<a href=\"vbscript:x\">x</a>",
        ] {
            let answer = desk.change("PATCH", &path(&comment), &json!({"body_html": vector}));
            assert_eq!(answer.status, 200, "{vector}: {}", answer.text());
            let html = server.client.json(&thread(&article))["data"][0]["body_html"].as_str().unwrap().to_lowercase();
            for bad in ["script", "onerror", "onclick", "onload", "data:", "<svg", "<iframe", "<img"] {
                assert!(!html.contains(bad), "{vector} became {html}");
            }
            let again = desk.change("PATCH", &path(&comment), &json!({"body_html": html})).json();
            assert_eq!(again["body_html"], json!(html), "threat 47: cleaning again changes nothing");
        }
        for name in ["<b>x</b>", "https://evil.example", "a\nb", "\u{202e}x", ""] {
            assert_eq!(desk.change("PATCH", &path(&comment), &json!({"author_name": name})).status, 422, "{name:?}");
        }
        let kept = desk.change("PATCH", &path(&comment), &json!({"author_name": "Ọlá & Co."})).json();
        assert_eq!((&kept["author_name"], &kept["body_text"]), (&json!("Ọlá & Co."), &json!("x")));
    }

    fn threat_47_what_is_too_long_is_refused_and_nothing_is_cut(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = article(&desk, "A");
        let comment = said(&server, &article, "one", "Mild.", None);
        let edit = |html: &str| desk.change("PATCH", &path(&comment), &json!({"body_html": html}));
        let long = edit(&"x".repeat(65_537));
        assert_eq!((long.status, &long.problem()["errors"][0]["code"]), (422, &json!("too_long")));
        assert_eq!(edit(&"é😀".repeat(20_000)).status, 422);
        assert_eq!(edit("<p> </p>").problem()["errors"][0]["code"], "required");
        assert_eq!(desk.json(&path(&comment))["body_text"], "Mild.");
        let whole = "é😀".repeat(10_000);
        assert_eq!(edit(&whole).json()["body_text"], json!(whole));
    }

    fn threat_18_no_field_of_a_comment_is_taken_that_is_not_named(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let article = article(&desk, "A");
        let comment = said(&server, &article, "one", "Mild.", None);
        for field in ["status", "author_id", "author_email", "created_at", "is_staff", "subject"] {
            let answer = desk.change("PATCH", &path(&comment), &json!({field: "approved"}));
            assert_eq!(answer.status, 400, "{field}");
            let sent = server.client.post(&thread(&article), &json!({"author_name": "A", "body": "B", field: "approved"}));
            assert!(field == "author_email" || sent.status == 400, "{field}: {}", sent.status);
        }
        assert_eq!(desk.json(&path(&comment))["revision"], 1);
    }
}
