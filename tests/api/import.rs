//! Imports of WordPress exports, against figures that an independent script made.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use newswire::db::{DatabaseError, Statement};
use newswire::import::wordpress::run::{ImportError, Job, Options, import};
use newswire::import::{Ledger, Report};
use newswire::media::files::Files;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::server::demo_moment;
use crate::support::{Backend, TestServer, postgres};

/// The folder of real exports, where there is one.
fn exports() -> Option<PathBuf> {
    let folder =
        std::env::var_os("NEWSWIRE_SHARED_DATA").map(|data| Path::new(&data).join("wxr")).filter(|dir| dir.is_dir());
    if folder.is_none() {
        println!("left out: NEWSWIRE_SHARED_DATA names no folder of exports, so none was imported");
    }
    folder
}

fn bring(server: &TestServer, path: &Path, options: Options) -> Result<Report, ImportError> {
    let job = Job {
        path,
        shown: "test",
        options,
        files: Files::open(&server.settings).unwrap(),
        public_url: &server.settings.public_url,
        now: demo_moment(),
        run: None,
        progress: &|_| true,
    };
    import(job, &mut Ledger::Live(&server.db))
}

/// How many rows every table has.
fn rows(server: &TestServer) -> BTreeMap<&'static str, i64> {
    let tables = [
        ("articles", "SELECT count(*) FROM articles"),
        ("pages", "SELECT count(*) FROM pages"),
        ("media", "SELECT count(*) FROM media"),
        ("comments", "SELECT count(*) FROM comments"),
        ("categories", "SELECT count(*) FROM categories"),
        ("tags", "SELECT count(*) FROM tags"),
        ("authors", "SELECT count(*) FROM authors"),
        ("menu_items", "SELECT count(*) FROM menu_items"),
        ("redirects", "SELECT count(*) FROM redirects"),
        ("changes", "SELECT count(*) FROM changes"),
        ("revisions", "SELECT count(*) FROM revisions"),
    ];
    let count = |sql: &'static str| {
        let counted = server.db.read_blocking(move |conn| {
            Statement::<(BigInt,)>::new(sql).get_result::<(i64,)>(conn).map_err(DatabaseError::from)
        });
        counted.expect("a count").0
    };
    tables.into_iter().map(|(name, sql)| (name, count(sql))).collect()
}

fn every_export(backend: Backend) {
    let Some(folder) = exports() else { return };
    let truth: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("../truth.json")).unwrap()).unwrap();
    for (name, figures) in truth["files"].as_object().unwrap() {
        let server = TestServer::empty(backend);
        let outcome = bring(&server, &folder.join(name), Options::default());
        if figures["well_formed"] == false {
            let Err(ImportError::File(err)) = outcome else { panic!("{name} is not well-formed, and was taken") };
            assert_eq!(Value::from(err.line), figures["error"]["line"], "{name}: {err}");
            assert!(rows(&server).values().all(|n| *n == 0), "{name}: nothing is stored");
            continue;
        }
        let report = outcome.unwrap_or_else(|err| panic!("{name}: {err}"));
        agrees(name, figures, &report);
        shows(name, figures, &server);
        let before = rows(&server);
        let again = bring(&server, &folder.join(name), Options::default()).unwrap();
        assert_eq!((again.created, again.updated), (0, 0), "{name}: the same file changes nothing");
        assert_eq!(rows(&server), before, "{name}: the same file changes no row");
        for (kind, one) in &report.kinds {
            let other = &again.kinds[kind];
            let figures = (other.in_file, other.kept, other.left_out);
            assert_eq!(figures, (one.in_file, one.kept, one.left_out), "{name} {kind}");
        }
    }
}

/// The report's figures, kind by kind.
fn agrees(name: &str, figures: &Value, report: &Report) {
    for (kind, one) in &report.kinds {
        assert_eq!(one.in_file, one.kept + one.left_out, "{name} {kind}");
    }
    let in_file = |kind: &str| report.kinds.get(kind).map_or(0, |one| one.in_file);
    let types: BTreeMap<String, u64> = figures["items"]["by_type"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(kind, n)| (kind.clone(), n.as_u64().unwrap()))
        .collect();
    for (kind, n) in types {
        let kind = if kind.is_empty() { "post" } else { &kind };
        assert_eq!(in_file(kind), n, "{name}: items of type {kind}");
    }
    assert_eq!(in_file("author"), figures["authors"]["count"].as_u64().unwrap(), "{name}: authors");
    assert_eq!(in_file("comment"), figures["comments"]["count"].as_u64().unwrap(), "{name}: comments");
    assert_eq!(in_file("category"), figures["categories"]["count"].as_u64().unwrap(), "{name}: categories");
    assert_eq!(in_file("post_tag"), figures["tags"]["count"].as_u64().unwrap(), "{name}: tags");
}

/// What readers see of it.
fn shows(name: &str, figures: &Value, server: &TestServer) {
    let items: Vec<&Value> = figures["item_list"].as_array().into_iter().flatten().collect();
    let ours = |item: &&&Value| item["type"] == "post" || item["type"] == "";
    let public =
        items.iter().filter(ours).filter(|item| item["status"] == "publish" && item["password"] == false).count();
    let total = server.client.json("/v1/articles")["page"]["total"].as_u64().unwrap();
    assert!(total <= public as u64, "{name}: {total} are shown, and {public} may be");
    let ahead =
        items.iter().filter(ours).filter(|item| item["date"].as_str().is_some_and(|date| date > "2026-11-24")).count();
    assert!(total + ahead as u64 >= public as u64, "{name}: {total} are shown of {public}");
    let stored = server.db.read_blocking(|conn| {
        let statement =
            Statement::<(Text,)>::new("SELECT r.body_source FROM revisions r JOIN articles a ON a.id = r.article_id");
        statement.load::<(String,)>(conn).map_err(DatabaseError::from)
    });
    let mut originals: Vec<String> =
        stored.expect("rows").iter().map(|(source,)| format!("{:x}", Sha256::digest(source))).collect();
    let mut wanted: Vec<&str> =
        items.iter().filter(ours).map(|item| item["content_sha256"].as_str().unwrap()).collect();
    originals.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(originals, wanted, "{name}: the originals of all bodies are kept");
}

#[test]
fn every_export_agrees_with_its_figures_on_sqlite() {
    every_export(Backend::Sqlite);
}

#[test]
fn every_export_agrees_with_its_figures_on_postgres() {
    if postgres::server().is_some() {
        every_export(Backend::Postgres);
    }
}

/// A small export of our own: a post in a category, with a comment.
fn small(title: &str, content: &str, more: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old &amp; gold</title><link>http://old.example</link><language>en-GB</language><wp:base_blog_url>http://old.example</wp:base_blog_url>
<item><title>{title}</title><link>http://old.example/2023/11/first/</link><dc:creator>mo</dc:creator><guid isPermaLink="false">http://old.example/?p=7</guid>
<content:encoded><![CDATA[{content}]]></content:encoded><wp:post_id>7</wp:post_id><wp:post_date>2023-11-15 10:00:00</wp:post_date><wp:post_date_gmt>2023-11-15 09:00:00</wp:post_date_gmt>
<wp:post_name>first</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:comment_status>open</wp:comment_status>
<category domain="category" nicename="news"><![CDATA[News]]></category><wp:postmeta><wp:meta_key>views</wp:meta_key><wp:meta_value>140</wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_id>3</wp:comment_id><wp:comment_author>R</wp:comment_author><wp:comment_author_email>r@old.example</wp:comment_author_email><wp:comment_date_gmt>2023-11-16 09:00:00</wp:comment_date_gmt><wp:comment_content>Good.</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment></item>{more}
</channel></rss>"#
    )
}

fn write(dir: &Path, text: &str) -> PathBuf {
    let path = dir.join("export.xml");
    std::fs::write(&path, text).unwrap();
    path
}

crate::on_both_empty! {
    fn a_site_moves_with_its_addresses_counts_and_comments(server: TestServer) {
        let dir = tempfile::tempdir().unwrap();
        bring(&server, &write(dir.path(), &small("First", "One.\n\nTwo <script>alert(1)</script>[b]", "")), Options::default()).unwrap();
        let article = server.client.json("/v1/articles/first");
        assert_eq!(article["path"], "/2023/11/first");
        assert_eq!(article["url"], "http://old.example/2023/11/first");
        assert_eq!(article["view_count"], 140);
        assert_eq!(article["comments"]["count"], 1);
        assert_eq!(article["legacy"], serde_json::json!({"source": "wordpress", "kind": "post", "id": "7"}));
        assert_eq!(article["primary_category"]["path"], "/category/news");
        assert!(!article["body"]["html"].as_str().unwrap().contains("script"), "{}", article["body"]["html"]);
        assert_eq!(server.client.json("/v1/articles?legacy_id=7")["page"]["total"], 1);
        for path in ["/2023/11/first/", "/?p=7", "http://old.example/2023/11/first/"] {
            let found = server.client.json(&format!("/v1/resolve?path={path}"));
            assert_eq!(found["resource"]["slug"], "first", "{path}: {found}");
        }
        assert!(!server.client.get("/v1/articles/first/comments").text().contains("r@old.example"));
        assert_eq!(server.client.json("/v1/site")["timezone"], "Etc/GMT-1");
    }

    fn a_newer_export_brings_the_difference_and_keeps_what_was_edited_here(server: TestServer) {
        let dir = tempfile::tempdir().unwrap();
        bring(&server, &write(dir.path(), &small("First", "One.", "")), Options::default()).unwrap();
        let newer = bring(&server, &write(dir.path(), &small("First, better", "One and two.", "")), Options::default()).unwrap();
        assert_eq!((newer.created, newer.updated), (0, 1));
        let article = server.client.json("/v1/articles/first");
        assert_eq!((&article["title"], &article["version"], &article["view_count"]), (&"First, better".into(), &2.into(), &140.into()));
        edit(&server);
        let third = bring(&server, &write(dir.path(), &small("Third", "Three.", "")), Options::default()).unwrap();
        assert_eq!(third.kinds["post"].reasons["edited_here"], 1);
        assert_eq!(server.client.json("/v1/articles/first")["title"], "First, better");
        bring(&server, &write(dir.path(), &small("Third", "Three.", "")), Options { overwrite: true, ..Options::default() }).unwrap();
        assert_eq!(server.client.json("/v1/articles/first")["title"], "Third");
    }

    fn files_come_from_a_copy_of_the_uploads_folder(server: TestServer) {
        let dir = tempfile::tempdir().unwrap();
        let uploads = dir.path().join("uploads");
        std::fs::create_dir_all(uploads.join("2023/11")).unwrap();
        let picture = newswire::demo::art::cover("city", "a test", 800, 600);
        std::fs::write(uploads.join("2023/11/a.jpg"), newswire::demo::art::to_jpeg(&picture, 80)).unwrap();
        std::fs::write(dir.path().join("outside.jpg"), "secret").unwrap();
        let attachment = |id: u32, file: &str| {
            format!("<item><title>P</title><guid>http://old.example/?a={id}</guid><wp:post_id>{id}</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status><wp:attachment_url>http://old.example/up/{file}</wp:attachment_url><wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key><wp:meta_value>{file}</wp:meta_value></wp:postmeta></item>")
        };
        let more = attachment(20, "2023/11/a.jpg") + &attachment(21, "../outside.jpg") + &attachment(22, "2023/11/none.jpg");
        let text = small("First", "<img src=\"http://old.example/up/2023/11/a-300x200.jpg\">", &more);
        let report = bring(&server, &write(dir.path(), &text), Options { uploads: Some(uploads), ..Options::default() }).unwrap();
        assert_eq!(report.kinds["attachment"].kept, 3);
        let media = server.client.json("/v1/articles/first")["body"]["blocks"][0]["image"]["media"].clone();
        let base = &server.settings.public_url;
        assert!(media["url"].as_str().unwrap().starts_with(base.as_str()), "{media}");
        let small = media["url_template"].as_str().unwrap().replace("{width}", "320").replace(base.as_str(), "");
        assert_eq!(server.client.get(&small).header("content-type"), "image/webp");
    }

    fn a_file_that_is_not_well_formed_is_refused_whole(server: TestServer) {
        let dir = tempfile::tempdir().unwrap();
        let broken = small("First", "One.", "<item><title>Second</titel></item>");
        for (text, line) in [(broken.as_str(), 7), ("<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY a \"b\">]>\n<rss/>", 2)] {
            let Err(ImportError::File(err)) = bring(&server, &write(dir.path(), text), Options::default()) else { panic!("it was taken") };
            assert_eq!(err.line, line, "{err}");
            assert!(rows(&server).values().all(|n| *n == 0), "nothing is stored");
        }
    }

    fn what_readers_could_not_see_stays_unseen(server: TestServer) {
        let dir = tempfile::tempdir().unwrap();
        let item = |id: u32, status: &str, date: &str, more: &str| {
            format!("<item><title>Secret {id}</title><wp:post_id>{id}</wp:post_id><wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>secret-{id}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>post</wp:post_type>{more}</item>")
        };
        let more = [
            item(11, "private", "2023-11-15 09:00:00", ""), item(12, "draft", "0000-00-00 00:00:00", ""), item(13, "pending", "2023-11-15 09:00:00", ""),
            item(14, "trash", "2023-11-15 09:00:00", ""), item(15, "future", "2099-11-15 09:00:00", ""), item(16, "future", "2023-11-15 09:00:00", ""),
            item(17, "publish", "2023-11-15 09:00:00", "<wp:post_password>x</wp:post_password>"),
        ];
        let report = bring(&server, &write(dir.path(), &small("First", "One.", &more.concat())), Options::default()).unwrap();
        assert_eq!(report.kinds["post"].kept, 8);
        assert_eq!(report.kinds["post"].reasons["missed_schedule"], 1);
        assert_eq!(server.client.json("/v1/articles")["page"]["total"], 1);
        for id in 11..=17 {
            assert_eq!(server.client.get(&format!("/v1/articles/secret-{id}")).status, 404);
        }
    }
}

/// Stands for an editor: counts a revision that no import made.
fn edit(server: &TestServer) {
    use diesel::connection::SimpleConnection;
    server
        .db
        .write_blocking(|conn| {
            conn.batch_execute("UPDATE articles SET revision = revision + 1").map_err(DatabaseError::from)
        })
        .expect("an edit");
}
