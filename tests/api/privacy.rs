//! What is known of persons, told and erased; and how long things are kept.

use newswire::auth::Role;
use newswire::comments::{self, Status};
use newswire::db::{Database, DatabaseError, Id};
use newswire::privacy::jobs::forget;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::desk::Desk;
use crate::{on_both, on_both_empty};

const COMMENTS: &str = "/v1/articles/harbour-tunnel-opens/comments";
const BUKOLA: &str = "Bukola@Readers.example";

fn approve(server: &TestServer, comment: &Value) {
    let id = Id::parse(comment["id"].as_str().unwrap()).unwrap();
    let done = server
        .db
        .write_blocking(move |conn| comments::set_status(conn, id, Status::Approved).map_err(DatabaseError::from));
    done.unwrap();
}

fn forgotten(server: &TestServer) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(forget(&server.db, server.clock.now())).unwrap()
}

fn later(server: &TestServer, days: i64) -> Desk {
    server.clock.set(server.clock.now().plus_seconds(days * 86_400));
    server.desk(&format!("root{days}"), Role::Admin)
}

fn commented(db: &Database) -> String {
    let texts = db.read_blocking(|conn| {
        use diesel::RunQueryDsl;
        use diesel::sql_types::Text;
        let sql = "SELECT coalesce(author_email, '') || author_name || body_text || body_html || coalesce(author_url, '') || coalesce(digest, '') FROM comments";
        let rows: Vec<(String,)> = newswire::db::Statement::<(Text,)>::new(sql).load(conn).map_err(DatabaseError::from)?;
        Ok::<_, DatabaseError>(rows.into_iter().map(|(text,)| text).collect::<Vec<_>>().join("\n"))
    });
    texts.unwrap()
}

on_both! {
    fn a_reader_is_told_and_erased(server: TestServer) {
        let (admin, client) = (server.desk("root", Role::Admin), &server.client);
        let say = |name: &str, body: Value| client.send("POST", COMMENTS, &[("Content-Type", "application/json"), ("Idempotency-Key", name)], body.to_string().as_bytes());
        let first = say("one", json!({"author_name": "Bukola Axolotl", "author_email": BUKOLA, "body": "Axolotls first."})).json();
        approve(&server, &first);
        let answered = say("two", json!({"author_name": "Chidi", "author_email": "chidi@readers.example", "body": "Well said.", "parent_id": first["id"]})).json();
        approve(&server, &answered);
        let count = || client.json("/v1/articles/harbour-tunnel-opens/comments")["page"]["total"].clone();
        let article = client.json("/v1/articles/harbour-tunnel-opens")["id"].clone();
        let counted = || client.json(&format!("/v1/counters?ids={}", article.as_str().unwrap()))["data"][0]["comments"].as_i64().unwrap();
        let (roots, all) = (count(), counted());

        let told = admin.post("/v1/admin/privacy/export", &json!({"email": "BUKOLA@readers.example"}));
        assert_eq!(told.status, 200, "{}", told.text());
        let mut told = told.json();
        let at = told["comments"][0]["created_at"].take();
        assert!(at.is_string());
        assert_eq!(told["comments"], json!([{
            "id": first["id"], "subject_type": "article", "subject_id": article, "author_name": "Bukola Axolotl", "author_email": BUKOLA,
            "author_url": null, "author_address": null, "text": "Axolotls first.", "status": "approved", "created_at": null,
        }]));
        assert_eq!((&told["complete"], &told["user"], &told["authors"]), (&json!(true), &Value::Null, &json!([])));

        let erased = admin.post("/v1/admin/privacy/erase", &json!({"email": BUKOLA}));
        assert_eq!((erased.status, erased.json()), (200, json!({"comments": 1, "users": 0, "authors": 0})));
        let shown = client.get(&format!("{COMMENTS}?limit=100")).text();
        assert!(!shown.contains("Axolotl") && shown.contains("Well said."), "the answer to it stays");
        assert!(!commented(&server.db).contains("Axolotl") && !commented(&server.db).to_lowercase().contains("bukola@"));
        assert_eq!((count(), counted()), (roots, all - 1), "the answer hangs at the root now");
        let again = say("one", json!({"author_name": "Bukola Axolotl", "author_email": BUKOLA, "body": "Axolotls first."}));
        assert_eq!(again.json()["status"], "pending", "the kept answer is gone, and the writer is unknown");
        let log = admin.json("/v1/admin/audit?resource_kind=person");
        assert_eq!((&log["data"][0]["action"], &log["data"][1]["action"], &log["data"][0]["resource_id"]), (&json!("privacy.erase"), &json!("privacy.export"), &Value::Null));
        assert!(!admin.get("/v1/admin/audit?limit=100").text().to_lowercase().contains("bukola"), "the log does not keep what was erased");
        assert_eq!(admin.post("/v1/admin/privacy/export", &json!({"email": "chidi@readers.example"})).json()["comments"][0]["text"], "Well said.");
        for bad in ["", "x", "%@%"] {
            let answer = admin.post("/v1/admin/privacy/erase", &json!({"email": bad}));
            assert_eq!(answer.status, if bad == "%@%" { 200 } else { 422 }, "{bad}");
        }
        assert!(commented(&server.db).contains("Well said."), "no pattern erases everybody");
    }

    fn a_user_is_told_and_erased(server: TestServer) {
        let admin = server.desk("root", Role::Admin);
        let writer = server.desk("wombat", Role::Author);
        let article = writer.made("/v1/admin/articles", &json!({"title": "Theirs"}));
        let at = format!("/v1/admin/articles/{}", article["id"].as_str().unwrap());
        assert_eq!(writer.call("PUT", &format!("{at}/autosave"), &[], &json!({"revision": 1, "content": {}})).status, 204);
        writer.made("/v1/admin/previews", &json!({"type": "article", "document_id": article["id"]}));
        let told = admin.post("/v1/admin/privacy/export", &json!({"email": writer.email})).json();
        assert_eq!((&told["user"]["name"], told["sessions"].as_array().unwrap().len()), (&json!("wombat"), 1));
        assert!(!told.to_string().contains("password"));
        assert_eq!(admin.post("/v1/admin/privacy/erase", &json!({"email": writer.email})).json(), json!({"comments": 0, "users": 1, "authors": 0}));
        assert_eq!(writer.get("/v1/admin/session").status, 401);
        assert_eq!(admin.json(&at)["title"], "Theirs", "what they wrote stays");
        assert_eq!(admin.json(&format!("{at}/revisions"))["data"][0]["by_name"], "Former user");
        let log = admin.get("/v1/admin/audit?limit=100");
        assert!(!log.text().contains("wombat") && log.text().contains("Former user"), "{}", log.text());
        assert_eq!(admin.json("/v1/admin/previews")["data"], json!([]));

        let own = admin.post("/v1/admin/privacy/erase", &json!({"email": admin.email}));
        assert_eq!((own.status, &own.problem()["detail"]), (409, &json!("This is your own account: another administrator erases it.")));
        let editor = server.desk("ed", Role::Editor);
        for path in ["/v1/admin/privacy/export", "/v1/admin/privacy/erase"] {
            assert_eq!(editor.post(path, &json!({"email": "a@b.example"})).status, 403);
        }
    }
}

on_both_empty! {
    fn things_are_kept_as_long_as_is_said(server: TestServer) {
        let admin = server.desk("root", Role::Admin);
        let answer = admin.get("/v1/admin/retention");
        let open = json!({"audit_days": null, "trash_days": null, "revisions_kept": null, "spam_days": null, "revision": 0});
        assert_eq!((answer.header("etag"), answer.json()), ("\"0\"", open));
        let put = |desk: &Desk, state: &str, body: &Value| desk.call("PUT", "/v1/admin/retention", &[("If-Match", state)], body);
        for (body, place) in [(json!({"audit_days": 29}), "/audit_days"), (json!({"revisions_kept": 0}), "/revisions_kept"), (json!({"spam_days": -1}), "/spam_days"), (json!({"trash_days": 99_999}), "/trash_days")] {
            let answer = put(&admin, "\"0\"", &body);
            assert_eq!((answer.status, &answer.problem()["errors"][0]["pointer"]), (422, &json!(place)));
        }
        assert_eq!(put(&admin, "\"1\"", &json!({})).status, 412);
        let story = |desk: &Desk, title: &str| {
            let made = desk.made("/v1/admin/articles", &json!({"title": title}));
            format!("/v1/admin/articles/{}", made["id"].as_str().unwrap())
        };
        let (old, long) = (story(&admin, "Old"), story(&admin, "Long"));
        assert_eq!(admin.change("POST", &format!("{old}/steps/publish"), &json!({})).status, 200);
        assert_eq!(admin.change("POST", &format!("{old}/trash"), &json!({})).status, 200);
        for n in 0..14 {
            assert_eq!(admin.change("PATCH", &long, &json!({"title": format!("Long {n}")})).status, 200);
        }
        assert_eq!(admin.call("PUT", &format!("{long}/autosave"), &[], &json!({"revision": 1, "content": {}})).status, 204);
        let admin = later(&server, 40);
        assert_eq!(forgotten(&server), 1, "but for what was typed nothing is forgotten by itself");
        let kept = put(&admin, "\"0\"", &json!({"audit_days": 30, "trash_days": 41, "revisions_kept": 10}));
        assert_eq!((kept.status, kept.header("etag")), (200, "\"1\""));
        let young = story(&admin, "Young");
        assert_eq!(admin.change("POST", &format!("{young}/trash"), &json!({})).status, 200);
        let log = admin.json("/v1/admin/audit?limit=100")["data"].as_array().unwrap().len();
        let before = forgotten(&server);
        assert!(before > 5, "{before}");
        let left = admin.json("/v1/admin/audit?limit=100")["data"].as_array().unwrap().len();
        assert!(left < log && left >= 3, "{left} of {log}");
        let revisions = admin.json(&format!("{long}/revisions"));
        let numbers: Vec<i64> = revisions["data"].as_array().unwrap().iter().map(|row| row["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, (6..=15).rev().collect::<Vec<_>>());
        assert_eq!(admin.get(&old).status, 200, "a day more");
        let admin = later(&server, 2);
        forgotten(&server);
        assert_eq!((admin.get(&old).status, admin.get(&young).status), (404, 200));
        assert_eq!(server.client.get("/v1/articles/old").status, 410, "what was public stays gone");
        let log = admin.json("/v1/admin/audit?action=article.delete");
        assert_eq!((&log["data"][0]["actor"]["kind"], &log["data"][0]["before"]["title"]), (&json!("server"), &json!("Old")));
        assert_eq!(forgotten(&server), 0);
    }
}
