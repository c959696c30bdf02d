//! One article, and its parts by themselves.

use serde_json::Value;

use crate::on_both;
use crate::support::TestServer;

on_both! {
    fn an_article_is_everything_on_its_page(server: TestServer) {
        let article = server.client.json("/v1/articles/harbour-tunnel-opens");
        assert_eq!(article["title"], "Harbour tunnel opens two years late");
        assert_eq!(article["path"], "/city/harbour-tunnel-opens");
        assert_eq!(article["url"], format!("{}/city/harbour-tunnel-opens", server.settings.public_url));
        assert_eq!(article["authors"][0]["name"], "Ada Okoye");
        assert_eq!(article["authors"][0]["job_title"], "City reporter");
        assert_eq!(article["dateline"], "MARINA");
        assert_eq!(article["location"]["name"], "Marina, Olokun Bay");
        assert_eq!(article["sources"][0], serde_json::json!({"name": "Coast Wire", "url": "https://coastwire.example/harbour-tunnel"}));
        assert_eq!(article["corrections"][0]["kind"], "correction");
        assert_eq!(article["corrections"][0]["at"], article["updated_at"]);
        assert_eq!(article["breadcrumbs"][0], serde_json::json!({"title": "Home", "path": "/"}));
        assert_eq!(article["read_also"].as_array().unwrap().len(), 3);
        assert!(article["related"].as_array().unwrap().len() >= 3);
        assert_eq!(article["view_count"], 38412);
        assert_eq!(article["comments"], serde_json::json!({"status": "open", "closed_reason": null, "count": article["comments"]["count"]}));
        assert!(article["json_ld"].as_str().unwrap().starts_with('{'));
        let kinds: Vec<&str> = article["body"]["blocks"].as_array().unwrap().iter().map(|block| block["type"].as_str().unwrap()).collect();
        for kind in ["paragraph", "heading", "quote", "image", "list"] {
            assert!(kinds.contains(&kind), "{kind} among {kinds:?}");
        }
        let image = article["body"]["blocks"].as_array().unwrap().iter().find(|block| block["type"] == "image").unwrap();
        assert_eq!(image["image"]["caption"], "Engineers walk through the northern tube on the eve of the opening.");
        assert_eq!(image["image"]["credit"], "Segun Morakinyo / The Bay Courier");
        let html: String = article["body"]["blocks"].as_array().unwrap().iter().map(|block| block["html"].as_str().unwrap()).collect();
        assert_eq!(article["body"]["html"], html, "the blocks' html is the body's");
    }

    fn an_article_is_found_by_id_and_by_slug(server: TestServer) {
        let by_slug = server.client.get("/v1/articles/harbour-tunnel-opens");
        let id = by_slug.json()["id"].as_str().unwrap().to_owned();
        let by_id = server.client.get(&format!("/v1/articles/{id}"));
        assert_eq!(by_id.body, by_slug.body);
        assert_eq!(by_id.header("etag"), by_slug.header("etag"));
        assert_eq!(by_id.header("surrogate-key"), format!("article:{id} article:harbour-tunnel-opens refs"));
    }

    fn neighbours_are_the_next_in_time(server: TestServer) {
        let all = server.client.walk("/v1/articles?limit=100");
        for (at, row) in all.iter().enumerate().take(30) {
            let near = server.client.json(&format!("/v1/articles/{}/adjacent", row["id"].as_str().unwrap()));
            let id = |at: Option<usize>| at.and_then(|at| all.get(at)).map_or(Value::Null, |row| row["id"].clone());
            assert_eq!(near["previous"]["id"], id(Some(at + 1)));
            assert_eq!(near["next"]["id"], id(at.checked_sub(1)));
        }
    }

    fn a_validator_answers_304(server: TestServer) {
        for path in ["/v1/articles", "/v1/articles/harbour-tunnel-opens", "/v1/site", "/v1/home"] {
            let first = server.client.get(path);
            let tag = first.header("etag").to_owned();
            assert!(tag.starts_with("W/\""), "{path}: {tag}");
            let again = server.client.send("GET", path, &[("If-None-Match", &tag)], &[]);
            assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()), "{path}");
            assert_eq!(again.header("cache-control"), first.header("cache-control"));
        }
    }

    fn head_is_get_without_a_body(server: TestServer) {
        let get = server.client.get("/v1/articles/harbour-tunnel-opens");
        let head = server.client.send("HEAD", "/v1/articles/harbour-tunnel-opens", &[], &[]);
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("etag"), get.header("etag"));
        assert_eq!(head.header("content-length"), get.body.len().to_string());
    }

    fn comments_nest_and_hide_what_is_not_approved(server: TestServer) {
        let comments = server.client.json("/v1/articles/harbour-tunnel-opens/comments");
        let text = comments.to_string();
        assert!(!text.contains("author_email") && !text.contains("author_address"));
        let deep = &comments["data"][0]["replies"][0]["replies"][0]["replies"][0];
        assert!(deep["body_text"].is_string(), "a thread four deep: {}", comments["data"][0]);
        fn count(rows: &Value) -> usize {
            rows.as_array().unwrap().iter().map(|row| 1 + count(&row["replies"])).sum()
        }
        let article = server.client.json("/v1/articles/harbour-tunnel-opens");
        assert_eq!(article["comments"]["count"], count(&comments["data"]));
    }
}
