//! The publisher's own files, from the administrator to the robot.

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::TestServer;

const FILES: &str = "/v1/admin/root-files";

on_both_empty! {
    fn a_file_is_written_served_and_taken_away(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        let missing = server.client.get("/ads.txt");
        assert_eq!((missing.status, &missing.problem()["code"]), (404, &json!("not_found")));
        let blank = root.get(&format!("{FILES}/ads.txt"));
        let expected = json!({"name": "ads.txt", "paths": ["/ads.txt"], "content_type": "text/plain; charset=utf-8", "text": null, "changed_at": null, "revision": 0});
        assert_eq!((blank.header("etag"), blank.json()), ("\"0\"", expected));
        let text = "newswire.example, pub-0000, DIRECT\r\n# Ọjà\n";
        let put = |tag: &str, name: &str, text: &str| root.call("PUT", &format!("{FILES}/{name}"), &[("If-Match", tag)], &json!({"text": text}));
        let written = put("\"0\"", "ads.txt", text);
        assert_eq!((written.status, written.header("etag"), &written.json()["changed_at"]), (200, "\"1\"", &json!("2026-11-24T08:00:00Z")));
        let served = server.client.get("/ads.txt?utm_source=x&utm_source=y");
        assert_eq!((served.status, served.text().as_str(), served.header("content-type")), (200, text, "text/plain; charset=utf-8"));
        assert_eq!((served.header("cache-control"), served.header("surrogate-key"), served.header("x-content-type-options")),
            ("public, max-age=300, s-maxage=3600, stale-while-revalidate=60, stale-if-error=86400", "file:ads.txt", "nosniff"));
        let tag = served.header("etag").to_owned();
        assert_eq!(server.client.send("GET", "/ads.txt", &[("If-None-Match", &tag)], &[]).status, 304);
        let late = put("\"0\"", "ads.txt", "x");
        assert_eq!((late.status, &late.problem()["current"]["text"]), (412, &json!(text)));
        assert_eq!(root.call("PUT", &format!("{FILES}/ads.txt"), &[], &json!({"text": "x"})).status, 428);
        put("\"1\"", "ads.txt", "other");
        assert_eq!(server.client.get("/ads.txt").text(), "other", "at once");
        let change = server.client.json("/v1/changes");
        assert_eq!(change["data"].as_array().unwrap().iter().filter(|row| row["type"] == "site").count(), 1);

        put("*", "security.txt", "Contact: mailto:a@b.example\n");
        for path in ["/security.txt", "/.well-known/security.txt"] {
            assert_eq!(server.client.get(path).text(), "Contact: mailto:a@b.example\n", "{path}");
        }
        put("*", "apple-app-site-association", "{\"applinks\": {}}");
        let json = server.client.get("/.well-known/apple-app-site-association");
        assert_eq!((json.header("content-type"), json.json()), ("application/json", json!({"applinks": {}})));
        assert_eq!(server.client.get("/apple-app-site-association").status, 404);

        assert_eq!(root.delete(&format!("{FILES}/ads.txt")).status, 204);
        assert_eq!((server.client.get("/ads.txt").status, root.delete(&format!("{FILES}/ads.txt")).status), (404, 404));
        assert_eq!(root.json(&format!("{FILES}/ads.txt"))["revision"], 3, "an old tag fits no more");
        let list = root.json(FILES);
        let there: Vec<&str> = list["data"].as_array().unwrap().iter().filter(|file| !file["text"].is_null()).map(|file| file["name"].as_str().unwrap()).collect();
        assert_eq!((there, list["data"].as_array().unwrap().len()), (vec!["apple-app-site-association", "security.txt"], 14));
        let log = root.json("/v1/admin/audit?resource_kind=root_file");
        let deeds: Vec<(&str, &Value)> = log["data"].as_array().unwrap().iter().map(|row| (row["action"].as_str().unwrap(), &row["before"]["text"])).collect();
        assert_eq!(deeds[0], ("root_file.delete", &json!("other")));
        assert_eq!(deeds.len(), 5);
    }

    fn only_files_of_the_list_and_texts_can_be_written(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        let put = |name: &str, text: &Value| root.change("PUT", &format!("{FILES}/{name}"), &json!({"text": text}));
        for name in ["index.html", "openid-configuration", "ADS.TXT", "..%2fads.txt", ".well-known%2Fsecurity.txt", "security.txt%00", "a.php"] {
            assert!([400, 404].contains(&put(name, &json!("x")).status), "threat 51: {name}");
            assert!([400, 404].contains(&server.client.get(&format!("/.well-known/{name}")).status), "{name}");
        }
        for (name, text, code) in [
            ("ads.txt", json!(""), "too_short"), ("ads.txt", json!(" \n"), "too_short"), ("ads.txt", json!("a\u{7}b"), "invalid"),
            ("ads.txt", json!("x".repeat(262_145)), "too_long"), ("ads.txt", json!("é".repeat(131_073)), "too_long"), ("sellers.json", json!("{"), "invalid"),
            ("gpc.json", json!("<html>"), "invalid"),
        ] {
            let answer = put(name, &text);
            assert_eq!((answer.status, &answer.problem()["errors"][0]["code"]), (422, &json!(code)), "{name}");
        }
        assert_eq!(put("ads.txt", &json!("a\u{0}b")).status, 400, "threat 77");
        assert_eq!(put("ads.txt", &json!("x".repeat(2_000_000))).status, 413);
        assert_eq!(server.client.get("/ads.txt").status, 404);
        assert_eq!(server.client.send("POST", "/ads.txt", &[], b"x").header("allow"), "GET, HEAD, OPTIONS");
        let editor = server.desk("ada", Role::Editor);
        assert_eq!((editor.get(FILES).status, editor.change("PUT", &format!("{FILES}/ads.txt"), &json!({"text": "x"})).status), (200, 403));
    }
}
