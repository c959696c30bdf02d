//! Categories, tags, authors, pages, menus, the front page, the site, and where addresses lead.

use serde_json::{Value, json};

use crate::on_both;
use crate::support::TestServer;

on_both! {
    fn a_category_lists_what_is_below_it_too(server: TestServer) {
        let client = &server.client;
        let ids = |path: &str| {
            let mut ids: Vec<String> = client.walk(path).iter().map(|row| row["id"].to_string()).collect();
            ids.sort();
            ids
        };
        let mut union: Vec<String> = ["sport", "football", "bay-league"].iter().flat_map(|slug| ids(&format!("/v1/articles?limit=100&category_exact={slug}"))).collect();
        union.sort();
        union.dedup();
        assert_eq!(ids("/v1/articles?limit=100&category=sport"), union);
        let tree = client.json("/v1/categories?view=tree");
        let sport = tree["data"].as_array().unwrap().iter().find(|one| one["slug"] == "sport").unwrap();
        assert_eq!(sport["children"][0]["children"][0]["slug"], "bay-league");
        assert_eq!(sport["children"][0]["children"][0]["path"], "/sport/football/bay-league");
    }

    fn the_site_is_the_frame_of_every_page(server: TestServer) {
        let site = server.client.json("/v1/site?include=navigation");
        assert_eq!(site["name"], "The Bay Courier");
        assert_eq!(site["timezone"], "Africa/Lagos");
        assert_eq!(site["copyright"], "© 2026 Bay Courier Press Limited");
        assert_eq!(site["menus"], json!(["footer", "main"]));
        assert_eq!(site["offices"].as_array().unwrap().len(), 3);
        assert!(site["logo"]["url"].is_string());
        let main = site["navigation"].as_array().unwrap().iter().find(|menu| menu["name"] == "main").cloned().unwrap();
        assert_eq!(main, server.client.json("/v1/menus/main?include=featured,recent"));
        assert!(server.client.json("/v1/site").get("navigation").is_none());
    }

    fn a_menu_shows_the_newest_of_its_categories(server: TestServer) {
        fn each(items: &Value, see: &mut dyn FnMut(&Value)) {
            for item in items.as_array().unwrap() {
                see(item);
                each(&item["items"], see);
            }
        }
        let menu = server.client.json("/v1/menus/main?include=featured,recent&recent_limit=3");
        let mut seen = 0;
        each(&menu["items"], &mut |item| {
            if item["kind"] == "category" {
                seen += 1;
                let slug = item["target"]["slug"].as_str().unwrap();
                let latest = server.client.json(&format!("/v1/articles?category={slug}&limit=3"));
                assert_eq!(item["recent"], latest["data"], "{slug}");
            } else {
                assert_eq!((&item["featured"], &item["recent"]), (&Value::Null, &json!([])));
            }
        });
        assert!(seen >= 10);
    }

    fn the_front_page_shows_an_article_once(server: TestServer) {
        let home = server.client.json("/v1/home");
        let blocks = home["blocks"].as_array().unwrap();
        assert_eq!(blocks[0]["items"][0]["slug"], "harbour-tunnel-opens");
        let mut ids: Vec<&str> = blocks.iter().flat_map(|block| block["items"].as_array().unwrap()).map(|row| row["id"].as_str().unwrap()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    fn addresses_lead_where_they_should(server: TestServer) {
        let client = &server.client;
        let found = |path: &str| client.json(&format!("/v1/resolve?path={path}"));
        for (path, kind) in [
            ("/", "home"), ("/city", "category"), ("/sport/football", "category"), ("/tags/tunnel", "tag"),
            ("/authors/ada-okoye", "author"), ("/about/contact", "page"), ("/city/harbour-tunnel-opens", "article"),
        ] {
            let answer = found(path);
            assert_eq!((&answer["outcome"], &answer["resource"]["type"], &answer["resource"]["path"]), (&"found".into(), &kind.into(), &path.into()), "{path}");
        }
        let home = &server.settings.public_url;
        for (path, to) in [
            ("/city/harbour-tunnel-opens/", "/city/harbour-tunnel-opens"), ("/harbour-tunnel-opens", "/city/harbour-tunnel-opens"),
            ("/business/harbour-tunnel-opens", "/city/harbour-tunnel-opens"), ("/category/sport/football/", "/sport/football"),
            ("/City", "/city"), ("/author/ada-okoye/", "/authors/ada-okoye"), ("/tag/tunnel", "/tags/tunnel"),
        ] {
            let answer = found(path);
            assert_eq!((&answer["outcome"], &answer["location"]), (&"redirect".into(), &format!("{home}{to}").into()), "{path}: {answer}");
        }
        let nowhere = found("/no/such/thing");
        assert_eq!(nowhere, json!({"outcome": "not_found", "http_status": 404, "location": null, "resource": null}));
    }

    fn pages_are_found_by_path(server: TestServer) {
        let page = server.client.json("/v1/pages?path=about/contact");
        assert_eq!(page["data"][0]["path"], "/about/contact");
        assert_eq!(page["data"][0]["parent"]["slug"], "about");
        assert_eq!(server.client.json("/v1/pages?path=no/such")["data"], json!([]));
    }
}
