//! What is not public is not visible anywhere: every list, filter, sort and include, every part of
//! another article, menus, front page, counts and addresses.

use std::collections::HashSet;

use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use newswire::db::{DatabaseError, Statement};

use crate::on_both;
use crate::support::TestServer;

/// Slugs, titles and ids that no reader may meet.
fn secrets(server: &TestServer) -> Vec<(String, String, String)> {
    let sql = "SELECT a.slug, a.title, CAST(a.id AS TEXT) FROM articles a WHERE a.publishable = FALSE OR a.announced_at IS NULL";
    server
        .db
        .read_blocking(|conn| Statement::<(Text, Text, Text)>::new(sql).load(conn).map_err(DatabaseError::from))
        .expect("rows")
}

on_both! {
    fn nothing_unpublished_is_ever_visible(server: TestServer) {
        let secrets = secrets(&server);
        assert_eq!(secrets.len(), 9, "three scheduled, three drafts, three in the trash");
        let client = &server.client;
        let mut paths: Vec<String> = vec![
            "/v1/site?include=navigation".into(), "/v1/site?include=navigation.links".into(), "/v1/home".into(), "/v1/home?dedupe=false".into(), "/v1/menus".into(),
            "/v1/menus/main?include=featured,recent&recent_limit=20".into(), "/v1/categories?include=recent&limit=100".into(),
            "/v1/categories?view=tree".into(), "/v1/tags?include=recent&limit=100".into(), "/v1/authors?include=recent&limit=100".into(),
            "/v1/pages".into(), "/v1/paths?limit=5000".into(), "/v1/archive".into(), "/v1/resolve?path=/&include=resource".into(), "/v1/popular?window=all&limit=100".into(), "/v1/popular?window=30d&limit=100".into(),
        ];
        for sort in ["-published_at", "published_at", "-updated_at", "title", "-views"] {
            paths.push(format!("/v1/articles?sort={sort}&limit=20&include=body,related,adjacent,read_also"));
            paths.push(format!("/v1/articles?sort={sort}&limit=100"));
        }
        let ids: HashSet<&str> = secrets.iter().map(|(_, _, id)| id.as_str()).collect();
        let id_list = ids.iter().copied().collect::<Vec<_>>().join(",");
        let slug_list = secrets.iter().map(|(slug, ..)| slug.as_str()).collect::<Vec<_>>().join(",");
        paths.push(format!("/v1/articles?ids={id_list}"));
        paths.push(format!("/v1/articles?slugs={slug_list}"));
        paths.push("/v1/articles?published_after=2026-11-24T08:00:01Z&limit=100".into());
        paths.push(format!("/v1/counters?ids={id_list}"));
        paths.push("/v1/changes?limit=20&include=body&types=article".into());
        paths.push("/v1/changes?limit=100&types=article,home,menu,category".into());
        for (slug, _, id) in &secrets {
            paths.push(format!("/v1/resolve?path=/city/{slug}"));
            paths.push(format!("/v1/resolve?path=/{slug}"));
            paths.push(format!("/v1/resolve?path=/city/{slug}&include=resource"));
            for name in [slug, id] {
                for part in ["", "/related", "/adjacent", "/comments"] {
                    assert_eq!(client.get(&format!("/v1/articles/{name}{part}")).status, 404, "{name}{part}");
                }
                assert_eq!(client.post(&format!("/v1/articles/{name}/views"), &serde_json::json!({})).status, 404);
            }
        }
        for path in paths {
            let answer = client.get(&path);
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            let text = answer.text();
            for (slug, title, id) in &secrets {
                let echoed = path.contains(slug.as_str());
                assert!(echoed || !text.contains(&format!("\"{slug}\"")), "{path} shows the slug {slug}");
                assert!(!text.contains(title.as_str()), "{path} shows the title of {slug}");
                assert!(!text.contains(id.as_str()), "{path} shows the id of {slug}");
            }
        }
    }

    fn columns_of_editors_are_no_parameters(server: TestServer) {
        for query in [
            "author.email=a", "filter[author.password]=a", "sort=author.email", "include=author.password", "fields=authors.email",
            "fields=authors.login", "status=draft", "search=@", "revision=1", "legacy_status=draft", "publishable=false", "guid=x",
            "fields=guid", "fields=revision", "fields=announced_at", "alias[x]=password", "lookup=x", "where=x",
        ] {
            assert_eq!(server.client.get(&format!("/v1/articles?{query}")).status, 400, "{query}");
        }
    }

    fn no_answer_holds_a_mail_address_of_a_person_who_wrote(server: TestServer) {
        for path in ["/v1/authors?limit=100", "/v1/articles?limit=20&include=body", "/v1/articles/harbour-tunnel-opens/comments"] {
            let text = server.client.get(path).text();
            assert!(!text.contains("\"email\"") && !text.contains("\"login\""), "{path}");
        }
    }
}
