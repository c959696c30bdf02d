//! Sitemaps, as search engines read them: every public path once, and nothing else.

use std::collections::BTreeMap;

use newswire::articles::Status;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::editor::Under;
use crate::{on_both, on_both_empty};

/// The texts of an XML file's elements, each with the element's name, in order.
fn texts(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut open, mut all): (Vec<String>, Vec<(String, String)>) = Default::default();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                open.push(start.name().as_ref().to_owned());
                all.push((open.last().unwrap().clone(), String::new()));
            }
            Event::Text(text) => {
                if let Some((_, whole)) = all.last_mut() {
                    whole.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                let text = quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap().into_owned();
                all.last_mut().unwrap().1.push_str(&text);
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof => return all,
            _ => {}
        }
    }
}

fn named(xml: &str, name: &str) -> Vec<String> {
    texts(xml).into_iter().filter(|(found, _)| found == name).map(|(_, text)| text).collect()
}

fn get(server: &TestServer, path: &str) -> String {
    let answer = server.client.get(path);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/xml; charset=utf-8"), "{path}");
    answer.text()
}

/// Each file that the index names, by its path.
fn files(server: &TestServer) -> Vec<String> {
    let home = server.settings.public_url.clone();
    let path = |url: String| url.strip_prefix(&home).unwrap_or_else(|| panic!("{url}")).to_owned();
    named(&get(server, "/sitemap.xml"), "loc").into_iter().map(path).collect()
}

/// Every address with the time of its last change; none of the front page.
fn addresses(server: &TestServer) -> BTreeMap<String, Option<String>> {
    let mut all = BTreeMap::new();
    for file in files(server) {
        let mut last: Option<String> = None;
        for (name, text) in texts(&get(server, &file)) {
            match name.as_str() {
                "loc" => {
                    assert!(all.insert(text.clone(), None).is_none(), "{text} stands twice");
                    last = Some(text);
                }
                "lastmod" => *all.get_mut(last.as_ref().unwrap()).unwrap() = Some(text),
                _ => {}
            }
        }
    }
    all
}

/// The same by the API: every path, without the sections that have no public article.
fn expected(server: &TestServer) -> BTreeMap<String, Option<String>> {
    let at = |path: &str| format!("{}{path}", server.settings.public_url);
    let mut all: BTreeMap<String, Option<String>> = [(at("/"), None)].into();
    let list = server.client.json("/v1/paths?limit=5000");
    for row in list["data"].as_array().unwrap() {
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        let section = match text("type").as_str() {
            "category" => Some("categories"),
            "tag" => Some("tags"),
            "author" => Some("authors"),
            _ => None,
        };
        let shown = section.is_none_or(|section| {
            let found = server.client.json(&format!("/v1/{section}/{}", text("slug")));
            let count = found.get("article_count_with_descendants").unwrap_or(&found["article_count"]);
            count.as_i64().unwrap() > 0
        });
        if shown {
            all.insert(at(&text("path")), Some(text("updated_at")));
        }
    }
    all
}

on_both! {
    fn every_public_path_stands_once_and_nothing_else(server: TestServer) {
        assert_eq!(addresses(&server), expected(&server));
        assert!(expected(&server).len() > 100);
        let listed = files(&server);
        assert_eq!(listed[..4], ["/sitemaps/pages.xml", "/sitemaps/categories.xml", "/sitemaps/tags.xml", "/sitemaps/authors.xml"]);
        let months = server.client.json("/v1/archive");
        let newest = months["data"][0]["months"][0]["month"].to_string();
        assert!(listed[4].starts_with("/sitemaps/articles-"), "{listed:?} {newest}");
        let article = server.client.json("/v1/articles/harbour-tunnel-opens");
        let file = format!("/sitemaps/articles-{}.xml", &article["published_at"].as_str().unwrap()[..7]);
        let sheet = get(&server, &file);
        assert!(named(&sheet, "image:loc").contains(&article["featured_media"]["url"].as_str().unwrap().to_owned()));
    }

    fn news_is_what_the_last_two_days_brought(server: TestServer) {
        let sheet = get(&server, "/news-sitemap.xml");
        let since = server.clock.now().plus_seconds(-2 * 24 * 3600 + 1).to_string();
        let list = server.client.json(&format!("/v1/articles?limit=100&published_after={since}"));
        let of = |name: &str| -> Vec<String> { list["data"].as_array().unwrap().iter().map(|card| card[name].as_str().unwrap().to_owned()).collect() };
        assert!(!of("url").is_empty());
        assert_eq!((named(&sheet, "loc"), named(&sheet, "news:title")), (of("url"), of("title")));
        assert_eq!(named(&sheet, "news:publication_date"), of("published_at"));
        let site = server.client.json("/v1/site");
        assert!(named(&sheet, "news:name").iter().all(|name| *name == site["name"].as_str().unwrap()));
        let oldest = list["data"].as_array().unwrap().last().unwrap()["published_at"].as_str().unwrap().to_owned();
        let until = newswire::db::Time::parse(&oldest).unwrap().plus_seconds(2 * 24 * 3600);
        server.clock.set(until);
        assert!(!get(&server, "/news-sitemap.xml").contains(&oldest), "its time is over without anybody's doing");
    }

    fn a_sitemaps_address_may_be_decorated_and_its_files_have_one_name(server: TestServer) {
        assert_eq!(get(&server, "/sitemap.xml?utm_source=x&utm_source=y"), get(&server, "/sitemap.xml"));
        for unknown in ["tags-2.xml", "tags-1.xml", "pages-2.xml", "articles-1999-01.xml", "articles-2026-13.xml", "x.xml", "tags"] {
            let answer = server.client.get(&format!("/sitemaps/{unknown}"));
            assert_eq!((answer.status, answer.problem()["code"].clone()), (404, json!("not_found")), "{unknown}");
        }
        let answer = server.client.get("/sitemaps/pages.xml");
        let tag = answer.header("etag").to_owned();
        assert_eq!(server.client.send("GET", "/sitemaps/pages.xml", &[("If-None-Match", &tag)], &[]).status, 304);
    }
}

on_both_empty! {
    fn an_empty_site_has_its_front_page_alone(server: TestServer) {
        assert_eq!(files(&server), ["/sitemaps/pages.xml"]);
        assert_eq!(addresses(&server).into_keys().collect::<Vec<_>>(), [format!("{}/", server.settings.public_url)]);
        assert_eq!(named(&get(&server, "/news-sitemap.xml"), "loc"), Vec::<String>::new());
        let robots = server.client.get("/robots.txt");
        let at = &server.settings.public_url;
        let wanted = format!("User-agent: *\nAllow: /\n\nSitemap: {at}/sitemap.xml\nSitemap: {at}/news-sitemap.xml\n");
        assert_eq!((robots.status, robots.text()), (200, wanted));
        assert_eq!(robots.header("surrogate-key"), "file:robots.txt site", "it names the site's own address");
    }

    fn threat_13_a_sitemap_follows_what_the_public_sees(server: TestServer) {
        let editor = server.editor();
        editor.category("city", "city", "City");
        editor.publish("seen", Under { category: "city", ..Under::default() });
        editor.page("about", Status::Published, server.clock.now(), None);
        let stands = |path: &str| addresses(&server).contains_key(&format!("{}{path}", server.settings.public_url));
        assert!(stands("/city/seen") && stands("/city") && stands("/about"));
        editor.unpublish("seen");
        assert!(!stands("/city/seen") && !stands("/city"));
        let text: Value = json!(files(&server));
        assert!(!text.to_string().contains("articles-"), "{text}");
    }
}
