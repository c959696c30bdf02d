//! Views: counted once a reader, written down soon, never in the log of changes.

use crate::on_both;
use crate::support::TestServer;

on_both! {
    fn a_view_is_counted_once_a_reader(server: TestServer) {
        let client = &server.client;
        let id = client.json("/v1/articles/harbour-tunnel-opens")["id"].as_str().unwrap().to_owned();
        let counted = || client.json(&format!("/v1/counters?ids={id}"))["data"][0]["views"].as_u64().unwrap();
        let before = counted();
        let path = "/v1/articles/harbour-tunnel-opens/views";
        let as_text = |body: &str| client.send("POST", path, &[("Content-Type", "text/plain")], body.as_bytes()).status;
        for (status, what) in [
            (client.post(path, &serde_json::json!({"visitor": "a"})).status, "a named reader"),
            (as_text("{\"visitor\": \"b\"}"), "another, by a beacon"),
            (as_text("{\"visitor\": \"b\"}"), "the same again"),
            (client.send("POST", path, &[], &[]).status, "one by their address"),
            (client.send("POST", path, &[("Sec-Purpose", "prefetch")], &[]).status, "a prefetch"),
        ] {
            assert_eq!(status, 202, "{what}");
        }
        assert_eq!(counted(), before + 3);
    }

    fn a_view_of_the_wrong_kind_is_refused(server: TestServer) {
        let path = "/v1/articles/harbour-tunnel-opens/views";
        for (kind, body, status) in [
            ("application/json", "{\"visitor\": 1}", 400), ("application/json", "{\"zz\": 1}", 400), ("application/json", "[", 400),
            ("application/xml", "<x/>", 415), ("application/json", "{\"visitor\": \"\\u0000\"}", 400),
        ] {
            let answer = server.client.send("POST", path, &[("Content-Type", kind)], body.as_bytes());
            assert_eq!(answer.status, status, "{kind} {body}: {}", answer.text());
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
        assert_eq!(server.client.send("POST", "/v1/articles/no-such/views", &[], &[]).status, 404);
    }
}
