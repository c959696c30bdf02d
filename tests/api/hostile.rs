//! What no client of good faith sends to the Admin API: numbers that are none, lists without end, text that is no
//! text, and HTTP that is none.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use newswire::auth::Role;
use serde_json::{Value, json};

use crate::on_both_empty;
use crate::support::desk::Desk;
use crate::support::{Backend, TestServer};

const LISTS: [&str; 7] = [
    "/v1/admin/articles",
    "/v1/admin/comments",
    "/v1/admin/redirects",
    "/v1/admin/users",
    "/v1/admin/keys",
    "/v1/admin/webhooks",
    "/v1/admin/audit",
];
const NOBODY: &str = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99";

/// What a server answers to bytes, as far as it answers within a few seconds.
fn raw(server: &TestServer, bytes: &[u8]) -> String {
    let address = server.settings.public_url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // It may close before everything is sent.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn statuses(answer: &str) -> Vec<&str> {
    answer.split("HTTP/1.1 ").skip(1).filter_map(|part| part.get(..3)).collect()
}

fn head(desk: &Desk, more: &str) -> String {
    format!(
        "POST /v1/admin/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n{more}",
        desk.token
    )
}

fn articles(desk: &Desk) -> usize {
    desk.json("/v1/admin/articles?limit=100")["data"].as_array().unwrap().len()
}

on_both_empty! {
    fn threat_56_no_number_is_taken_that_is_none(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        for list in LISTS {
            for bad in ["text", "-1", "0", "1e9", "101", "2147483648", "9223372036854775808", "18446744073709551616", "1.5", "NaN", "", "%2B1", "%D9%A1"] {
                let answer = root.get(&format!("{list}?limit={bad}"));
                assert_eq!((answer.status, &answer.problem()["errors"][0]["parameter"]), (400, &json!("limit")), "{list}?limit={bad}");
            }
        }
    }

    fn threat_61_no_cursor_and_no_id_is_believed_that_is_not_ours(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        for n in 0..3 {
            root.made("/v1/admin/redirects", &json!({"from": format!("/old-{n}"), "to": "/x"}));
        }
        let cursor = root.json("/v1/admin/redirects?limit=1")["page"]["next_cursor"].as_str().unwrap().to_owned();
        for list in LISTS {
            for bad in [&cursor, "b9223372036854775808", "x", "", "eyJ2IjoiMSJ9", &"A".repeat(8_000)] {
                // With a limit of its own the cursor is the list's, but of another query.
                let answer = root.get(&format!("{list}?limit=1&cursor={bad}"));
                let own = list == "/v1/admin/redirects" && bad == cursor;
                assert_eq!(answer.status, if own { 200 } else { 400 }, "{list} {bad}");
            }
        }
        assert_eq!(root.get(&format!("/v1/admin/redirects?origin=editor&cursor={cursor}")).status, 400, "of another filter");
        for thing in ["articles", "comments", "redirects", "users", "webhooks"] {
            for bad in ["9223372036854775808", "-1", "0", "x", "%27%20OR%201=1", "..%2f..%2fetc", &NOBODY[1..], NOBODY] {
                let answer = root.get(&format!("/v1/admin/{thing}/{bad}"));
                assert_eq!((answer.status, &answer.problem()["code"]), (404, &json!("not_found")), "{thing}/{bad}");
            }
        }
    }

    fn threat_58_no_list_has_no_end(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        let many: Vec<&str> = vec![NOBODY; 1_000];
        for (method, path, body) in [
            ("POST", "/v1/admin/articles", json!({"title": "A", "tag_ids": many})),
            ("POST", "/v1/admin/articles", json!({"title": "A", "read_also_ids": many})),
            ("POST", "/v1/admin/comments/bulk", json!({"action": "spam", "ids": many})),
        ] {
            assert_eq!(root.call(method, path, &[], &body).status, 422, "{path}");
        }
        for list in LISTS {
            assert_eq!(root.get(&format!("{list}?limit=1{}", "&limit=1".repeat(1_000))).status, 400, "{list}");
            assert_eq!(root.get(&format!("{list}?zz={}", "x".repeat(20_000))).status, 400, "{list}");
        }
        assert_eq!(root.get("/v1/admin/comments?article=a,a,a").status, 400);
        assert_eq!(articles(&root), 0);
    }

    fn threat_62_a_body_has_an_end_and_is_not_packed(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(65_536));
        let endless = format!("{}{}", head(&desk, "Transfer-Encoding: chunked\r\n\r\n"), chunk.repeat(140));
        assert_eq!(statuses(&raw(&server, endless.as_bytes()))[0], "413");
        let packed = desk.send("POST", "/v1/admin/articles", &[("Content-Type", "application/json"), ("Content-Encoding", "gzip")], b"\x1f\x8b");
        assert_eq!((packed.status, &packed.problem()["code"]), (415, &json!("unsupported_media_type")));
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json5"] {
            assert_eq!(desk.send("POST", "/v1/admin/articles", &[("Content-Type", kind)], b"{\"title\": \"A\"}").status, 415, "{kind}");
        }
        let chunked = format!("{}10\r\n{{\"title\": \"Fine\"\r\n1\r\n}}\r\n0\r\n\r\n", head(&desk, "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"));
        assert_eq!(statuses(&raw(&server, chunked.as_bytes())), ["201"]);
        assert_eq!(articles(&desk), 1);
    }

    fn threat_73_no_line_end_gets_into_a_header(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        for bad in ["/a\r\nX-Evil: 1", "/a%0d%0aX-Evil:%201", "/a\u{2028}\nX-Evil: 1", "/%E5%98%8A%E5%98%8DX-Evil: 1\r", "/a\u{10d}\u{10a}X-Evil: 1\n"] {
            for body in [json!({"from": bad, "to": "/x"}), json!({"from": "/y", "to": bad})] {
                assert_eq!(desk.post("/v1/admin/redirects", &body).status, 422, "{bad:?}");
            }
        }
        // What only looks like one is escaped wherever it stands.
        desk.made("/v1/admin/redirects", &json!({"from": "/y", "to": "/\u{560a}\u{10d}x"}));
        let led = server.client.get("/v1/resolve?path=/y");
        assert!(led.json()["location"].as_str().unwrap().ends_with("/%E5%98%8A%C4%8Dx"), "{}", led.text());
        let slug = json!({"title": "A", "slug": "a\r\nX-Evil: 1"});
        assert_eq!(desk.post("/v1/admin/articles", &slug).status, 422);
        let id = desk.made("/v1/admin/articles", &json!({"title": "Plain \u{10a}\u{10d}"}))["id"].as_str().unwrap().to_owned();
        let answer = desk.get(&format!("/v1/admin/articles/{id}"));
        assert!(answer.headers.iter().all(|(name, _)| name != "x-evil"));
        assert_eq!(server.client.get("/v1/resolve?path=/a%0d%0aX-Evil:%201").headers.iter().filter(|(name, _)| name == "x-evil").count(), 0);
    }

    fn threat_77_text_is_text_and_twins_are_one(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let root = server.desk("root", Role::Admin);
        for (path, body) in [
            ("/v1/admin/articles", r#"{"title": "a\u0000b"}"#), ("/v1/admin/articles", r#"{"title": "a", "body": {"html": "\u0000"}}"#),
            ("/v1/admin/articles", r#"{"title": "\ud800"}"#), ("/v1/admin/articles", r#"{"title": "a", "extra": {"k": "\udfff"}}"#),
            ("/v1/admin/redirects", r#"{"from": "/\u0000", "to": "/x"}"#), ("/v1/admin/comments/bulk", r#"{"action": "spam", "ids": ["\u0000"]}"#),
            ("/v1/admin/keys", r#"{"name": "\ud800", "scopes": []}"#), ("/v1/admin/users", r#"{"email": "a@b.example\u0000", "name": "x", "role": "editor", "password": "0123456789ab"}"#),
        ] {
            let answer = root.send("POST", path, &[("Content-Type", "application/json")], body.as_bytes());
            assert_eq!(answer.status, 400, "{path} {body}: {}", answer.text());
        }
        assert_eq!(root.send("POST", "/v1/admin/articles", &[("Content-Type", "application/json")], b"{\"title\": \"\xff\"}").status, 400);
        for query in ["title=a%00b", "title=%ff", "title=%ED%A0%80"] {
            assert_eq!(desk.get(&format!("/v1/admin/articles?{query}")).status, 400, "{query}");
        }
        // The same name, composed and decomposed: one of them is taken.
        let one = desk.made("/v1/admin/articles", &json!({"title": "Caf\u{e9}"}));
        let two = desk.made("/v1/admin/articles", &json!({"title": "Cafe\u{301}"}));
        assert_eq!((&one["slug"], &two["slug"]), (&json!("cafe"), &json!("cafe-2")));
        let marks = format!("a{}", "\u{301}".repeat(10_000));
        assert_eq!(desk.post("/v1/admin/articles", &json!({"title": marks})).status, 422);
    }

    fn threat_75_what_looks_like_sql_is_a_text(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        root.made("/v1/admin/articles", &json!({"title": "One"}));
        for text in ["' OR '1'='1", "'; DROP TABLE articles; --", "\" OR 1=1 --", "%' OR 1=1 --", "\\", "%", "_", "x') UNION SELECT password_hash FROM users --"] {
            let encoded: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
            for query in [format!("/v1/admin/articles?title={encoded}"), format!("/v1/admin/comments?text={encoded}"), format!("/v1/admin/comments?author_name={encoded}"), format!("/v1/admin/redirects?text={encoded}"), format!("/v1/admin/audit?action={encoded}")] {
                let answer = root.get(&query);
                assert_eq!((answer.status, &answer.json()["data"]), (200, &json!([])), "{query}");
            }
        }
        assert_eq!(articles(&root), 1);
    }
}

#[test]
fn threat_66_what_could_be_two_requests_is_refused() {
    let server = TestServer::empty(Backend::Sqlite);
    let desk = server.desk("ada", Role::Editor);
    let body = "{\"title\": \"Smuggled\"}";
    let (length, chunk) = (body.len(), format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()));
    let bare = chunk.replace("\r\n", "\n");
    for (what, more, sent) in [
        (
            "a length and chunks",
            format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n"),
            chunk.as_str(),
        ),
        ("two lengths", format!("Content-Length: {length}\r\nContent-Length: 0\r\n\r\n"), body),
        ("two lengths in one", format!("Content-Length: {length}, 0\r\n\r\n"), body),
        ("a length with a sign", format!("Content-Length: +{length}\r\n\r\n"), body),
        ("a negative length", "Content-Length: -1\r\n\r\n".to_owned(), body),
        ("a coding that is none", "Transfer-Encoding: xchunked\r\n\r\n".to_owned(), chunk.as_str()),
        ("two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned(), chunk.as_str()),
        ("a coding behind chunks", "Transfer-Encoding: chunked, identity\r\n\r\n".to_owned(), chunk.as_str()),
        ("chunks that end by a line feed", "Transfer-Encoding: chunked\r\n\r\n".to_owned(), bare.as_str()),
        ("a space before the colon", format!("Content-Length : {length}\r\n\r\n"), body),
        ("a folded line", format!("X-A: b\r\n c\r\nContent-Length: {length}\r\n\r\n"), body),
        ("a NUL in a header", format!("X-A: b\0c\r\nContent-Length: {length}\r\n\r\n"), body),
    ] {
        let answer = raw(&server, format!("{}{sent}", head(&desk, &more)).as_bytes());
        let all = statuses(&answer);
        assert!(all.iter().all(|status| status.starts_with('4')) && all.len() <= 1, "{what}: {all:?}");
        assert_eq!(articles(&desk), 0, "{what}");
    }
}

#[test]
fn threat_57_no_bytes_make_the_server_fall_over() {
    let server = TestServer::empty(Backend::Sqlite);
    let desk = server.desk("ada", Role::Editor);
    let long = "x".repeat(200_000);
    for bytes in [
        b"\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\xff\xff\xff".to_vec(),
        vec![0_u8; 4096],
        vec![0xff_u8; 65_536],
        format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n").into_bytes(),
        format!("GET / HTTP/1.1\r\nHost: x\r\nX-A: {long}\r\n\r\n").into_bytes(),
        format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X-A: b\r\n".repeat(2_000)).into_bytes(),
        format!("{}1;{long}\r\nx\r\n0\r\n\r\n", head(&desk, "Transfer-Encoding: chunked\r\n\r\n")).into_bytes(),
        format!("{}ffffffffffffffffff\r\nx", head(&desk, "Transfer-Encoding: chunked\r\n\r\n")).into_bytes(),
        format!("{}-5\r\nx", head(&desk, "Transfer-Encoding: chunked\r\n\r\n")).into_bytes(),
        format!("{}{{\"title\"", head(&desk, "Content-Length: 99999\r\n\r\n")).into_bytes(),
        format!("{}{}", head(&desk, "Content-Length: 100000\r\n\r\n"), "[".repeat(100_000)).into_bytes(),
    ] {
        let answer = raw(&server, &bytes);
        let all = statuses(&answer);
        assert!(
            all.iter().all(|status| status.starts_with('4') || *status == "505"),
            "{all:?} to {:?}",
            &bytes[..bytes.len().min(60)]
        );
        assert_eq!(server.client.get("/health/live").status, 200);
    }
    let deep = format!("{{\"title\": \"a\", \"extra\": {{\"k\": {}{}}}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(
        desk.send("POST", "/v1/admin/articles", &[("Content-Type", "application/json")], deep.as_bytes()).status,
        400
    );
    assert_eq!(articles(&desk), 0);
    let value: Value = server.client.json("/v1");
    assert_eq!(value["product"], "newswire");
}
