//! A reader's place: the news site in front of the API, in a browser, on the demo and on imported sites.

use std::path::{Path, PathBuf};
use std::process::Command;

use newswire::import::Ledger;
use newswire::import::wordpress::run::{Job, Options, import};
use newswire::media::files::Files;
use serde_json::{Value, json};

use crate::support::client::Answer;
use crate::support::server::demo_moment;
use crate::support::{Backend, TestServer};

const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

fn open(server: &TestServer, path: &str) -> Answer {
    server.client.send("GET", path, &[("Accept", HTML)], &[])
}

fn is_problem(answer: &Answer) -> bool {
    answer.header("content-type") == "application/problem+json"
}

#[test]
fn every_address_has_its_true_status() {
    let server = TestServer::demo_with(Backend::Sqlite, &["--reader"]);
    for (path, status, view) in [
        ("/", 200, "front"),
        ("/city/harbour-tunnel-opens", 200, "article"),
        ("/city", 200, "section"),
        ("/tags/transport", 200, "section"),
        ("/authors/ada-okoye", 200, "section"),
        ("/about", 200, "page"),
        ("/search?q=ferry", 200, "search"),
        ("/no/such/address", 404, "missing"),
    ] {
        let answer = open(&server, path);
        assert_eq!((answer.status, answer.header("content-type")), (status, "text/html; charset=utf-8"), "{path}");
        assert!(answer.text().contains(&format!("data-view=\"{view}\" data-status=\"{status}\"")), "{path}");
        assert!(answer.header("content-security-policy").contains("script-src 'self'; style-src 'self'"), "{path}");
        assert_eq!(answer.header("vary"), "Accept, Accept-Encoding", "{path}");
    }
    let moved = open(&server, "/city/harbour-tunnel-opens/");
    assert_eq!((moved.status, moved.header("location")), (301, "/city/harbour-tunnel-opens"));
}

#[test]
fn the_head_of_a_page_is_the_one_that_the_api_has_for_it() {
    let server = TestServer::demo_with(Backend::Sqlite, &["--reader"]);
    for (path, api) in [
        ("/", "/v1/site"),
        ("/city/harbour-tunnel-opens", "/v1/articles/harbour-tunnel-opens"),
        ("/city", "/v1/categories/city"),
        ("/tags/transport", "/v1/tags/transport"),
        ("/authors/ada-okoye", "/v1/authors/ada-okoye"),
        ("/about", "/v1/pages/about"),
    ] {
        let head = server.client.json(api)["head_html"].as_str().unwrap().to_owned();
        let shown = open(&server, path).text();
        assert!(head.contains("<title>") && head.contains("og:title") && shown.contains(&head), "{path}: {shown}");
    }
    let further = open(&server, "/city/page/2").text();
    assert!(further.contains("<link rel=\"canonical\"") && !further.contains("og:title"), "{further}");
    assert!(open(&server, "/no/such").text().contains("<meta name=\"robots\" content=\"noindex\">"));
}

#[test]
fn what_is_gone_or_unseen_shows_nothing_of_itself() {
    let server = TestServer::demo_with(Backend::Sqlite, &["--reader"]);
    let path = "/city/harbour-tunnel-opens";
    server.editor().article("not-yet", crate::support::editor::Under::default(), |_, _| {});
    assert_eq!(open(&server, "/not-yet").status, 404);
    let unknown = open(&server, "/never-was").text();
    assert_eq!(open(&server, "/not-yet").text(), unknown, "a draft is as unknown as anything else");
    let desk = server.desk("ed", newswire::auth::Role::Editor);
    let id = server.client.json("/v1/articles/harbour-tunnel-opens")["id"].as_str().unwrap().to_owned();
    let archived = desk.change("POST", &format!("/v1/admin/articles/{id}/steps/archive"), &json!({}));
    assert_eq!(archived.status, 200, "{}", archived.text());
    let gone = open(&server, path);
    assert_eq!(gone.status, 410);
    assert!(!gone.text().contains("unnel"), "{}", gone.text());
}

#[test]
fn other_clients_get_problems_as_ever() {
    let server = TestServer::demo_with(Backend::Sqlite, &["--reader"]);
    for path in ["/", "/city/harbour-tunnel-opens", "/no/such"] {
        for accept in ["application/json", "*/*", "text/html;q=0, */*"] {
            let answer = server.client.send("GET", path, &[("Accept", accept)], &[]);
            assert!(answer.status == 404 && is_problem(&answer), "{path} {accept}: {}", answer.text());
        }
    }
    for path in [
        "/v1/no-such",
        "/v1/articles/no-such",
        "/feeds/x.xml",
        "/media/0/0.jpg",
        "/docs/problems/no-such",
        "/docs/guides/no-such",
    ] {
        let answer = open(&server, path);
        assert!(answer.status == 404 && is_problem(&answer), "{path}: {}", answer.text());
    }
    let posted = server.client.send("POST", "/city", &[("Accept", HTML)], b"x");
    assert!(posted.status == 404 && is_problem(&posted));
    let wrong = server.client.send("POST", "/v1/articles", &[("Accept", HTML)], b"x");
    assert_eq!((wrong.status, wrong.header("allow")), (405, "GET, HEAD, OPTIONS"));
}

#[test]
fn without_being_asked_for_it_is_off() {
    let server = TestServer::demo(Backend::Sqlite);
    for path in ["/", "/city", "/_reader/0/main.js"] {
        let answer = open(&server, path);
        assert!(answer.status == 404 && is_problem(&answer), "{path}");
    }
}

#[test]
fn files_of_the_page_never_change_and_are_packed() {
    let server = TestServer::demo_with(Backend::Sqlite, &["--reader"]);
    let page = open(&server, "/").text();
    let addresses: Vec<&str> = page.split('"').filter(|part| part.starts_with("/_reader/")).collect();
    assert!(addresses.len() > 10, "{page}");
    for path in addresses {
        let plain = server.client.send("GET", path, &[("Accept-Encoding", "identity")], &[]);
        assert_eq!(
            (plain.status, plain.header("cache-control")),
            (200, "public, max-age=31536000, immutable"),
            "{path}"
        );
        let again = server.client.send("GET", path, &[("If-None-Match", plain.header("etag"))], &[]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
    let unknown = open(&server, "/_reader/0000000000000000/main.js");
    assert_eq!(unknown.status, 404);
}

/// The same without what stands under category items.
fn bare(item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(all) = item.as_object_mut() {
        all.shift_remove("featured");
        all.shift_remove("recent");
    }
    let children = item["items"].as_array().unwrap().iter().map(bare).collect();
    item["items"] = Value::Array(children);
    item
}

#[test]
fn links_of_the_navigation_are_the_whole_without_its_stories() {
    let server = TestServer::demo(Backend::Sqlite);
    let whole = server.client.json("/v1/site?include=navigation");
    let links = server.client.json("/v1/site?include=navigation.links");
    let menus: Vec<Value> = whole["navigation"].as_array().unwrap().iter().map(bare).collect();
    assert_eq!(links["navigation"], Value::Array(menus));
    assert!(links.to_string().len() * 10 < whole.to_string().len());
    assert_eq!(
        server.client.json("/v1/site?include=navigation.links,navigation"),
        whole,
        "the whole includes its part"
    );
}

/// A small site of our own, as WordPress exports one.
fn own_export() -> String {
    let posts: String = (1..=12)
        .map(|n| {
            format!(
                "<item><title>Story {n} of the old town</title><link>https://old.example/2024/03/story-{n}/</link>\
                 <dc:creator>ada</dc:creator><guid>https://old.example/?p={n}</guid>\
                 <content:encoded><![CDATA[<p>The first words of story {n}.</p><p>It goes on, and <a href=\"https://old.example/2024/03/story-1/\">leads to another</a>.</p>]]></content:encoded>\
                 <wp:post_id>{n}</wp:post_id><wp:post_date>2024-03-{n:02} 09:00:00</wp:post_date><wp:post_date_gmt>2024-03-{n:02} 09:00:00</wp:post_date_gmt>\
                 <wp:post_name>story-{n}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:comment_status>closed</wp:comment_status>\
                 <category domain=\"category\" nicename=\"streets\">Streets</category><category domain=\"post_tag\" nicename=\"walls\">Walls</category></item>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Old Town Herald</title>\
         <link>https://old.example</link><description>What the walls heard</description><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>\
         <wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>\
         <wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login><wp:author_display_name>Ada Stone</wp:author_display_name></wp:author>\
         <wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>town</wp:category_nicename><wp:cat_name>Town</wp:cat_name></wp:category>\
         <wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>streets</wp:category_nicename><wp:category_parent>town</wp:category_parent><wp:cat_name>Streets</wp:cat_name></wp:category>\
         {posts}</channel></rss>"
    )
}

fn imported(path: &Path) -> TestServer {
    let server = TestServer::empty_with(Backend::Sqlite, &["--reader"]);
    let job = Job {
        path,
        shown: "test",
        options: Options::default(),
        files: Files::open(&server.settings).unwrap(),
        public_url: &server.settings.public_url,
        now: demo_moment(),
        run: None,
        progress: &|_| true,
    };
    import(job, &mut Ledger::Live(&server.db)).unwrap_or_else(|err| panic!("{}: {err}", path.display()));
    server
}

#[test]
fn an_old_address_of_an_imported_site_stays_here() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("export.xml");
    std::fs::write(&path, own_export()).unwrap();
    let server = imported(&path);
    let story = server.client.json("/v1/articles/story-3");
    let moved = open(&server, "/?p=3");
    assert_eq!((moved.status, moved.header("location")), (301, story["path"].as_str().unwrap()));
}

/// Looks at a site in the browser; where there is none, says so.
fn browse(server: &TestServer, kind: &str) {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/client");
    let browser = std::env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    let needs = [
        (client.join("node_modules/playwright-core"), "npm ci in tests/client"),
        (browser, "apt-get install chromium, or CHROMIUM=PATH"),
    ];
    for (path, how) in needs {
        if !path.exists() {
            assert!(std::env::var_os("CI").is_none(), "CI needs {}: {how}", path.display());
            println!("left out: {} is not there ({how}), so no page was opened in a browser", path.display());
            return;
        }
    }
    let mut node = Command::new("node");
    node.args(["reader.mjs", &server.settings.public_url, kind]).current_dir(client);
    node.args(std::env::var_os("NEWSWIRE_READER_PICTURES"));
    let output = node.output().expect("node runs");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(output.status.success(), "{said}");
}

#[test]
fn a_browser_shows_the_demo() {
    browse(&TestServer::demo_with(Backend::Sqlite, &["--reader"]), "demo");
}

#[test]
fn a_browser_shows_an_imported_site() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("export.xml");
    std::fs::write(&path, own_export()).unwrap();
    browse(&imported(&path), "imported");
}

#[test]
fn a_browser_shows_a_site_of_somebody_else() {
    let data = std::env::var_os("NEWSWIRE_SHARED_DATA").map(PathBuf::from);
    let file = data.map(|data| data.join("wxr/real-cc-labs.xml")).filter(|file| file.exists());
    match file {
        Some(file) => browse(&imported(&file), "imported"),
        None => println!("left out: NEWSWIRE_SHARED_DATA names no exports, so no real site was looked at"),
    }
}
