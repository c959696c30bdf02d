//! What went wrong with others' software that does the same job, each tried here under its number: searches that see
//! too much, templates, archives, entities, dates without end, forged hosts, headers that poison caches, secrets in
//! the log.

use std::io::{ErrorKind, Read};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use image::ImageFormat;
use newswire::auth::Role;
use serde_json::{Value, json};

use crate::support::client::Answer;
use crate::support::desk::{Desk, PASSWORD};
use crate::support::upload::drawn;
use crate::support::{Backend, Client, TestServer, server};
use crate::{on_both, on_both_empty};

const ARTICLES: &str = "/v1/admin/articles";
const IMPORTS: &str = "/v1/admin/imports";

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

fn publish(desk: &Desk, article: &Value) {
    let answer = desk.change("POST", &format!("{ARTICLES}/{}/steps/publish", id(article)), &json!({}));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// A text as it may stand in a query.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn found(desk: &Desk, path: &str) -> usize {
    desk.json(path)["data"].as_array().unwrap().len()
}

/// Everything that readers can get of a small newsroom, by its path.
fn public_surfaces(client: &Client) -> Vec<(String, String)> {
    let mut paths: Vec<String> = [
        "/v1/site?include=navigation",
        "/v1/home",
        "/v1/menus",
        "/v1/categories?include=recent",
        "/v1/tags?include=recent",
        "/v1/authors?include=recent",
        "/v1/pages",
        "/v1/paths",
        "/v1/popular?window=all",
        "/v1/articles?include=body,related,adjacent,share,seo,json_ld,head_html,breadcrumbs",
        "/v1/changes?include=body&types=article,page,author,category,tag,media",
        "/feeds/rss.xml",
        "/feeds/atom.xml",
        "/feeds/feed.json",
    ]
    .map(str::to_owned)
    .to_vec();
    for (list, one) in [
        ("articles", "articles"),
        ("categories", "categories"),
        ("tags", "tags"),
        ("authors", "authors"),
        ("pages", "pages"),
    ] {
        let all = client.json(&format!("/v1/{list}?limit=100"));
        for row in all["data"].as_array().unwrap() {
            paths.push(format!("/v1/{one}/{}", id(row)));
            if one == "articles" {
                paths.push(format!("/v1/articles/{}/comments", id(row)));
            }
        }
    }
    let got = |path: String| {
        let answer = client.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        (path, answer.text())
    };
    paths.into_iter().map(got).collect()
}

/// The texts of all properties that hold HTML, and of what stands in a `<script>`.
fn html_in(value: &Value, name: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| html_in(value, name, found)),
        Value::Array(all) => all.iter().for_each(|value| html_in(value, name, found)),
        Value::String(text) if name.ends_with("html") || name.starts_with("content") || name == "json_ld" => {
            found.push((name.to_owned(), text.clone()));
        }
        _ => {}
    }
}

/// What readers of feeds take for HTML in the items of RSS and Atom: it is written as a text.
fn html_in_feed(feed: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for item in feed.split("<item>").skip(1).chain(feed.split("<entry>").skip(1)) {
        for name in ["description", "content:encoded", "content"] {
            let text = item
                .split(&format!("<{name}>"))
                .nth(1)
                .or_else(|| item.split(&format!("<{name} type=\"html\"")).nth(1));
            let Some(text) = text.and_then(|text| text.split(&format!("</{name}>")).next()) else { continue };
            assert!(!text.contains("<![CDATA["), "{text}");
            let html = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            found.push((format!("html of {name}"), html));
        }
    }
    assert!(!found.is_empty(), "{feed}");
    found
}

/// No HTML that readers get does anything, and nothing ends the `<script>` that a page puts the data of machines in.
fn is_inert(client: &Client) {
    for (path, text) in public_surfaces(client) {
        let mut all = Vec::new();
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => html_in(&value, "", &mut all),
            Err(_) => {
                let lower = text.to_lowercase();
                assert!(!["<script", "<img src=x", "<svg"].iter().any(|bad| lower.contains(bad)), "{path}: {text}");
                all = html_in_feed(&text);
            }
        }
        for (name, html) in all {
            let lower = html.to_lowercase();
            if name == "head_html" {
                is_a_sound_head(&path, &html);
                continue;
            }
            if name == "json_ld" {
                assert!(!lower.contains("</script") && !lower.contains("<!--"), "{path}: {html}");
                continue;
            }
            for bad in ["<script", "onerror=\"", "<img src=x", "<svg", "href=\"javascript:", "<iframe srcdoc"] {
                assert!(!lower.contains(bad), "{path} {name} holds {bad}: {html}");
            }
        }
    }
}

/// A head holds the one title, one script, and metas and links beside them.
fn is_a_sound_head(path: &str, head: &str) {
    assert_eq!(
        (head.matches("<title>").count(), head.matches("<script").count(), head.matches("</script").count()),
        (1, 1, 1),
        "{path}: {head}"
    );
    for line in head.lines() {
        let fine = match line.split([' ', '>']).next() {
            Some("<meta" | "<link") => {
                line.matches('<').count() == 1 && line.matches('>').count() == 1 && line.ends_with("\">")
            }
            Some("<title") => line.matches('<').count() == 2 && line.ends_with("</title>"),
            Some("<script") => line.matches('<').count() == 2 && line.ends_with("}</script>"),
            _ => false,
        };
        assert!(fine, "{path}: {line}");
    }
}

const VECTOR: &str = "</script><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><a href=\"javascript:alert(1)\">x</a>";

fn upload(desk: &Desk, body: &[u8]) -> Value {
    let answer = desk.send("POST", IMPORTS, &[("Content-Type", "application/xml")], body);
    assert_eq!(answer.status, 202, "{}", answer.text());
    let at = format!("{IMPORTS}/{}", id(&answer.json()));
    loop {
        let run = desk.json(&at);
        if !["waiting", "running"].contains(&run["state"].as_str().unwrap()) {
            return run;
        }
        std::thread::yield_now();
    }
}

/// An export with a head of its own and one post, whose parts are given.
fn export(head: &str, date: &str, body: &str, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Old</title><link>https://old.example</link>\
         <wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>{head}\
         <item><title><![CDATA[Tram {body}]]></title><link>https://old.example/tram/</link><pubDate>{date}</pubDate><dc:creator>ada</dc:creator>\
         <guid isPermaLink=\"false\">https://old.example/?p=1</guid><content:encoded><![CDATA[<p>Text.</p>{body}]]></content:encoded>\
         <excerpt:encoded><![CDATA[{body}]]></excerpt:encoded><wp:post_id>1</wp:post_id><wp:post_date>{date}</wp:post_date><wp:post_date_gmt>{date}</wp:post_date_gmt>\
         <wp:post_name>tram</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{more}</item></channel></rss>"
    )
}

on_both_empty! {
    fn threat_5_a_search_looks_in_nothing_that_who_asks_may_not_read(server: TestServer) {
        let (ada, wole, co) = (server.desk("ada", Role::Editor), server.desk("wole", Role::Author), server.desk("co", Role::Contributor));
        let public = ada.made(ARTICLES, &json!({"title": "Ferries return", "slug": "ferries"}));
        publish(&ada, &public);
        let draft = ada.made(ARTICLES, &json!({"title": "Merger rumour", "body": {"html": "<p>Quetzal.</p>"}}));
        let own = wole.made(ARTICLES, &json!({"title": "Own rumour"}));
        for (desk, n) in [(&ada, 2), (&wole, 1), (&co, 0)] {
            assert_eq!(found(desk, &format!("{ARTICLES}?title=RUMOUR")), n, "another's drafts are not found by their words");
            assert_eq!(desk.json(&format!("{ARTICLES}?title=rumour"))["counts"], desk.json(ARTICLES)["counts"]);
        }
        assert_eq!(found(&wole, &format!("{ARTICLES}?title=merger")), 0);
        let said = server.client.post("/v1/articles/ferries/comments", &json!({"author_name": "Bukola", "author_email": "hidden@readers.example", "body": "Well said."}));
        assert_eq!(said.status, 201);
        for word in ["hidden", "readers.example", "127.0.0.1", "@"] {
            for name in ["text", "author_name"] {
                assert_eq!(found(&ada, &format!("/v1/admin/comments?{name}={}", encoded(word))), 0, "{name}={word}");
            }
        }
        assert_eq!((found(&ada, "/v1/admin/comments?text=well"), found(&wole, "/v1/admin/comments?text=well")), (1, 0));
        ada.made("/v1/admin/authors", &json!({"name": "Chidi", "email": "chidi@desk.example"}));
        assert_eq!((found(&ada, "/v1/admin/authors?name=desk.example"), found(&ada, "/v1/admin/authors?name=chidi")), (0, 1));
        // Readers search nothing by any word of the newsroom's.
        for list in ["articles", "authors", "categories", "tags", "pages", "articles/ferries/comments", "popular"] {
            for query in ["search=rumour", "email=chidi", "title=rumour", "text=rumour", "note=source", "author_email=hidden", "author_name=bukola", "status=draft"] {
                let answer = server.client.get(&format!("/v1/{list}?{query}"));
                assert_eq!((answer.status, &answer.problem()["code"]), (400, &json!("invalid_parameter")), "{list}?{query}");
            }
        }
        for (path, text) in public_surfaces(&server.client) {
            for word in ["rumour", "Quetzal", "hidden@", "chidi@", id(&draft), id(&own)] {
                assert!(!text.contains(word), "{path} holds {word}");
            }
        }
    }

    fn threat_46_every_text_that_an_editor_writes_is_as_harmless_as_every_other(server: TestServer) {
        let (desk, root) = (server.desk("ada", Role::Editor), server.desk("root", Role::Admin));
        let picture = desk.form("POST", "/v1/admin/media", &[], &[
            ("file", Some("a.png"), &drawn(20, 20, ImageFormat::Png)), ("alt", None, VECTOR.as_bytes()),
            ("caption", None, VECTOR.as_bytes()), ("credit", None, VECTOR.as_bytes()), ("license", None, VECTOR.as_bytes()),
        ]);
        assert_eq!(picture.status, 201, "{}", picture.text());
        let picture = picture.json()["id"].clone();
        let author = desk.made("/v1/admin/authors", &json!({"name": "Ada", "bio": VECTOR, "job_title": VECTOR, "portrait_id": picture, "seo": {"title": VECTOR, "description": VECTOR}}));
        let category = desk.made("/v1/admin/categories", &json!({"name": format!("City {VECTOR}"), "slug": "city", "description": VECTOR, "picture_id": picture}));
        let tag = desk.made("/v1/admin/tags", &json!({"name": format!("Bus {VECTOR}"), "slug": "bus", "description": VECTOR}));
        let page = json!({"title": format!("About {VECTOR}"), "slug": "about", "body": {"html": VECTOR}, "status": "published", "seo": {"description": VECTOR}});
        desk.made("/v1/admin/pages", &page);
        desk.made("/v1/admin/menus", &json!({"name": "main", "title": VECTOR, "items": [{"kind": "tag", "target_id": tag["id"], "title": VECTOR}]}));
        let site = json!({"name": VECTOR, "tagline": VECTOR, "copyright": VECTOR, "publisher": {"name": VECTOR}, "extra": {"html": "x"}});
        assert_eq!(root.change("PATCH", "/v1/admin/site", &site).status, 200);
        for (slug, body) in [("by-html", json!({"html": format!("<p>x</p>{VECTOR}<figure><img src=\"x\" onerror=\"alert(1)\"><figcaption>{VECTOR}</figcaption></figure>")})), ("by-markdown", json!({"markdown": format!("x\n\n{VECTOR}\n\n[x](javascript:alert(1)) ![x](x\"onerror=\"alert(1))")}))] {
            let article = desk.made(ARTICLES, &json!({
                "title": format!("{slug} {VECTOR}"), "slug": slug, "short_title": VECTOR, "kicker": VECTOR, "subtitle": VECTOR, "excerpt": VECTOR, "dateline": VECTOR,
                "body": body, "seo": {"title": VECTOR, "description": VECTOR}, "sources": [{"name": VECTOR}], "location": {"name": VECTOR},
                "author_ids": [author["id"]], "category_ids": [category["id"]], "tag_ids": [tag["id"]], "featured_media_id": picture, "gallery_ids": [picture],
            }));
            publish(&desk, &article);
            let corrected = desk.change("POST", &format!("{ARTICLES}/{}/corrections", id(&article)), &json!({"kind": "correction", "text": VECTOR}));
            assert!(corrected.status < 300, "{}", corrected.text());
        }
        is_inert(&server.client);
    }

    fn threat_46_every_text_of_an_import_is_as_harmless_as_every_other(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        let head = format!(
            "<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login><wp:author_email>a@b.example</wp:author_email><wp:author_display_name><![CDATA[Ada {VECTOR}]]></wp:author_display_name></wp:author>\
             <wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>city</wp:category_nicename><wp:cat_name><![CDATA[City {VECTOR}]]></wp:cat_name><wp:category_description><![CDATA[{VECTOR}]]></wp:category_description></wp:category>\
             <wp:tag><wp:term_id>3</wp:term_id><wp:tag_slug>bus</wp:tag_slug><wp:tag_name><![CDATA[Bus {VECTOR}]]></wp:tag_name><wp:tag_description><![CDATA[{VECTOR}]]></wp:tag_description></wp:tag>\
             <item><title><![CDATA[{VECTOR}]]></title><guid isPermaLink=\"false\">https://old.example/?attachment_id=9</guid><content:encoded><![CDATA[{VECTOR}]]></content:encoded><excerpt:encoded><![CDATA[{VECTOR}]]></excerpt:encoded>\
             <wp:post_id>9</wp:post_id><wp:post_date>2024-05-10 10:00:00</wp:post_date><wp:post_name>pic</wp:post_name><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type>\
             <wp:attachment_url>https://old.example/wp-content/uploads/pic.jpg</wp:attachment_url><wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value><![CDATA[{VECTOR}]]></wp:meta_value></wp:postmeta></item>"
        );
        let more = format!(
            "<category domain=\"category\" nicename=\"city\"><![CDATA[City]]></category><category domain=\"post_tag\" nicename=\"bus\"><![CDATA[Bus]]></category>\
             <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta><wp:comment_status>open</wp:comment_status>\
             <wp:comment><wp:comment_id>5</wp:comment_id><wp:comment_author><![CDATA[Bukola {VECTOR}]]></wp:comment_author><wp:comment_author_url>javascript:alert(1)</wp:comment_author_url><wp:comment_date>2024-05-11 10:00:00</wp:comment_date>\
             <wp:comment_date_gmt>2024-05-11 10:00:00</wp:comment_date_gmt><wp:comment_content><![CDATA[{VECTOR} said]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment>"
        );
        let body = format!("{VECTOR}[caption id=\"x\" width=\"1\"]<img src=\"https://old.example/wp-content/uploads/pic.jpg\" onerror=\"alert(1)\"> {VECTOR}[/caption]");
        let run = upload(&root, export(&head, "2024-05-10 10:00:00", &body, &more).as_bytes());
        assert_eq!((&run["state"], &run["report"]["kinds"]["post"]["kept"]), (&json!("done"), &json!(1)), "{run}");
        let article = server.client.json("/v1/articles?include=body.html")["data"][0].clone();
        assert!(article["body"]["html"].as_str().unwrap().starts_with("<p>Text.</p>"), "{article}");
        assert!(article["featured_media"]["id"].is_string() && article["comments"]["count"] == 1, "{article}");
        is_inert(&server.client);
    }

    fn threat_50_no_text_is_a_template(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let text = "{{7*7}} ${7*7} #{7*7} <%= 7*7 %> {%25 x %25} {title} {url} {slug} {id} %s %d $title {{constructor.constructor('x')()}}";
        let author = desk.made("/v1/admin/authors", &json!({"name": text, "slug": "a", "bio": text}));
        let article = desk.made(ARTICLES, &json!({"title": text, "slug": "plain", "excerpt": text, "author_ids": [author["id"]], "seo": {"title": text, "description": text}}));
        publish(&desk, &article);
        let shown = server.client.json("/v1/articles/plain");
        for at in ["/title", "/excerpt", "/seo/title", "/seo/description", "/authors/0/name", "/authors/0/bio"] {
            assert_eq!(shown.pointer(at), Some(&json!(text)), "{at}");
        }
        // The server's port may well have a 49 in it.
        let ld = shown["json_ld"].as_str().unwrap().replace(&server.settings.public_url, "");
        let ld: Value = serde_json::from_str(&ld).unwrap();
        assert!(ld.to_string().contains("{{7*7}}") && !ld.to_string().contains("49"), "{ld}");
        let whatsapp = url::Url::parse(shown["share"]["whatsapp"].as_str().unwrap()).unwrap();
        let whole: String = whatsapp.query_pairs().map(|(_, value)| value.into_owned()).collect();
        assert!(whole.contains(text), "{whole}");
        assert!(server.client.get("/feeds/feed.json").text().contains("{{7*7}} ${7*7}"));
        let said = server.client.post("/v1/articles/plain/comments", &json!({"author_name": "{{7*7}}", "body": text}));
        assert_eq!((&said.json()["author_name"], &said.json()["body_text"]), (&json!("{{7*7}}"), &json!(text)));
    }

    fn threat_54_no_entity_is_read_fetched_or_multiplied(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        let bait = TcpListener::bind("127.0.0.1:0").unwrap();
        bait.set_nonblocking(true).unwrap();
        let at = format!("http://{}/x", bait.local_addr().unwrap());
        let laughs: String = (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
        let wide = format!("<!DOCTYPE r [<!ENTITY a \"{}\">]><rss>{}</rss>", "a".repeat(100_000), "&a;".repeat(30_000));
        let utf16 = |text: &str| -> Vec<u8> { [0xfe_ff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect() };
        let documents = [
            format!("<!DOCTYPE r SYSTEM \"{at}\"><rss/>").into_bytes(),
            format!("<!DOCTYPE r [<!ENTITY x SYSTEM \"{at}\">]><rss>&x;</rss>").into_bytes(),
            b"<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss>&x;</rss>".to_vec(),
            format!("<!DOCTYPE r [<!ENTITY % p SYSTEM \"{at}\"> %p;]><rss/>").into_bytes(),
            format!("<!DOCTYPE r [<!ENTITY l0 \"ha\">{laughs}]><rss>&l9;</rss>").into_bytes(),
            wide.into_bytes(),
            utf16(&format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?><!DOCTYPE r SYSTEM \"{at}\"><rss/>")),
            b"<rss><channel>&x;</channel></rss>".to_vec(),
        ];
        for (n, document) in documents.iter().enumerate() {
            let began = std::time::Instant::now();
            let run = upload(&root, document);
            assert_eq!((&run["state"], &run["report"]), (&json!("refused"), &Value::Null), "document {n}: {run}");
            assert!(!run.to_string().contains("root:"), "{run}");
            assert!(began.elapsed().as_secs() < 10, "document {n} took {:?}", began.elapsed());
        }
        // What sound carries beside its sound is nobody's XML.
        let xml = format!("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY % p SYSTEM \"{at}\"> %p;]><BWFXML/>");
        let chunk = [b"iXML", &u32::try_from(xml.len()).unwrap().to_le_bytes()[..], xml.as_bytes()].concat();
        let wav = [b"RIFF", &u32::try_from(chunk.len() + 4).unwrap().to_le_bytes()[..], b"WAVE", &chunk].concat();
        let answer = root.form("POST", "/v1/admin/media", &[], &[("file", Some("a.wav"), &wav)]);
        assert!([201, 415].contains(&answer.status), "{}", answer.text());
        let include = format!("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"{at}\"/>");
        let run = upload(&root, export(&include, "2024-05-10 10:00:00", "", "").as_bytes());
        assert!(["done", "refused"].contains(&run["state"].as_str().unwrap()), "{run}");
        assert_eq!(bait.accept().map(drop).unwrap_err().kind(), ErrorKind::WouldBlock, "nothing was fetched");
    }

    fn threat_64_no_date_is_too_long_to_be_refused(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        let nested = "(".repeat(1_000_000);
        let digits = "1".repeat(1_000_000);
        let article = root.made(ARTICLES, &json!({"title": "A", "slug": "a"}));
        publish(&root, &article);
        let at = format!("{ARTICLES}/{}", id(&article));
        for bad in [&nested, &digits, &format!("2026-11-24T08:00:00.{digits}Z"), &format!("Tue, 24 Nov 2026 08:00:00 {nested}")] {
            for (method, path, body) in [
                ("PATCH", at.clone(), json!({"published_at": bad})), ("PATCH", at.clone(), json!({"featured_until": bad})),
                ("POST", format!("{at}/steps/schedule"), json!({"at": bad})),
            ] {
                let answer = root.change(method, &path, &body);
                assert!([400, 413, 422].contains(&answer.status), "{method} {path}: {}", answer.status);
            }
            let part = &bad[..60_000];
            for path in ["/v1/articles?published_after=", "/v1/articles?date=", "/v1/changes?published_from=", "/v1/admin/audit?after=", "/v1/admin/media?rights_before="] {
                let answer = root.get(&format!("{path}{}", part.replace(' ', "+")));
                assert!([400, 414, 431].contains(&answer.status), "{path}: {}", answer.status);
            }
            for header in ["If-Modified-Since", "If-Unmodified-Since", "If-Range", "Date"] {
                let status = server.client.send("GET", "/feeds/rss.xml", &[(header, part)], &[]).status;
                assert!([200, 400, 431].contains(&status), "{header}: {status}");
            }
            let run = upload(&root, export("", bad, "", "").as_bytes());
            assert!(["done", "refused"].contains(&run["state"].as_str().unwrap()), "{}", run["state"]);
        }
        assert_eq!(server.client.get("/v1/articles/a").status, 200);
    }

    fn threat_65_a_pattern_is_looked_for_as_a_text(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        root.made(ARTICLES, &json!({"title": "aaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}));
        root.made("/v1/admin/tags", &json!({"name": "aaaa"}));
        for pattern in ["(a+)+$", ".*", "^a", "a{1,1000}{1,1000}", "[", "(?i)A", "\\x61", "a|b", "(?R)"] {
            for list in [format!("{ARTICLES}?title="), "/v1/admin/comments?text=".into(), "/v1/admin/media?text=".into(), "/v1/admin/tags?name=".into(), "/v1/admin/redirects?text=".into()] {
                assert_eq!(found(&root, &format!("{list}{}", encoded(pattern))), 0, "{list}{pattern}");
            }
        }
    }

    fn threat_76_what_search_engines_read_as_commands_is_a_text(server: TestServer) {
        let root = server.desk("root", Role::Admin);
        root.made(ARTICLES, &json!({"title": "One 100% \"of\" it_all"}));
        root.upload("one.png", &drawn(8, 8, ImageFormat::Png));
        let lists = [format!("{ARTICLES}?title="), "/v1/admin/comments?text=".to_owned(), "/v1/admin/comments?author_name=".to_owned(), "/v1/admin/media?text=".to_owned(), "/v1/admin/redirects?text=".to_owned(), "/v1/admin/tags?name=".to_owned(), "/v1/admin/authors?name=".to_owned()];
        for words in ["\"", "*", "NEAR(one two)", "^one", "title:one", "-one", "one OR OR two", "\"one", "one AND", "a & b | !c", "one:*", "'", "\\", "\u{feff}one*", "(", "{one}"] {
            for list in &lists {
                let answer = root.get(&format!("{list}{}", encoded(words)));
                let own = list.contains("articles") && words == "\"";
                assert_eq!((answer.status, answer.json()["data"].as_array().unwrap().len()), (200, usize::from(own)), "{list}{words}: {}", answer.text());
            }
        }
        for (words, n) in [("%", 1), ("_", 1), ("100%", 1), ("1%0", 0), ("t_al", 1), ("t_ll", 0), ("one_", 0), ("%25", 0)] {
            assert_eq!(found(&root, &format!("{ARTICLES}?title={}", encoded(words))), n, "{words}");
        }
        let long = "a OR ".repeat(2_048);
        for list in &lists {
            let answer = root.get(&format!("{list}{}", encoded(&long)));
            assert!([400, 414, 431].contains(&answer.status), "{list}: {}", answer.status);
        }
    }
}

on_both! {
    fn threat_14_a_draft_and_nothing_are_one_answer(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let draft = desk.made(ARTICLES, &json!({"title": "Merger rumour", "slug": "merger-rumour"}));
        let nobody = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b99";
        let plain = |name: &str, part: &str| {
            let answer = server.client.get(&format!("/v1/articles/{name}{part}"));
            // Their order is nobody's; the length is that of the name.
            let own = ["x-request-id", "date", "content-length"];
            let mut headers: Vec<_> = answer.headers.iter().filter(|header| !own.contains(&header.0.as_str())).cloned().collect();
            headers.sort();
            (answer.status, answer.problem().to_string().replace(name, "NAME"), headers)
        };
        for part in ["", "/related", "/adjacent", "/comments"] {
            let nothing = plain("no-such-article", part);
            assert_eq!(nothing.0, 404);
            for name in ["merger-rumour", id(&draft), nobody] {
                assert_eq!(plain(name, part), nothing, "{name}{part}");
            }
        }
        let views = |name: &str| {
            let answer = server.client.post(&format!("/v1/articles/{name}/views"), &json!({}));
            (answer.status, answer.problem().to_string().replace(name, "NAME"))
        };
        assert_eq!(views("merger-rumour"), views("no-such-article"));
        let preview = |name: &str| {
            let answer = server.client.get(&format!("/v1/preview/articles/{name}"));
            (answer.status, answer.problem())
        };
        assert_eq!(preview(id(&draft)), preview(nobody));
    }

    fn threat_67_no_host_of_a_request_gets_into_an_answer(server: TestServer) {
        let forged = [
            ("Host", "evil.test"), ("X-Forwarded-Host", "evil.test"), ("Forwarded", "host=evil.test;proto=https"), ("X-Forwarded-Proto", "ftp"),
            ("X-Forwarded-Server", "evil.test"), ("X-Host", "evil.test"), ("X-Original-Host", "evil.test"), ("X-Forwarded-Port", "666"),
        ];
        let clean = |answer: &Answer, path: &str| {
            let head: String = answer.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
            for bad in ["evil.test", "ftp://", ":666"] {
                assert!(!answer.text().contains(bad) && !head.contains(bad), "{path} holds {bad}\n{head}{}", answer.text());
            }
        };
        for path in [
            "/v1", "/v1/site?include=navigation", "/v1/articles?limit=3&include=share,seo,json_ld", "/v1/articles/harbour-tunnel-opens", "/v1/home", "/v1/articles?limit=0",
            "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json", "/openapi.json", "/docs", "/docs/guides", "/docs/guides/first-page", "/v1/resolve?path=/harbour-tunnel-opens", "/no/such", "/v1/articles/no-such",
        ] {
            // The forged one comes first: what it may leave in the cache is what the next reader gets.
            let odd = server.client.send("GET", path, &forged, &[]);
            clean(&odd, path);
            let plain = server.client.get(path);
            assert_eq!((odd.status, odd.header("etag"), odd.header("link"), odd.header("location")), (plain.status, plain.header("etag"), plain.header("link"), plain.header("location")), "{path}");
            if plain.status == 200 {
                assert_eq!(odd.text(), plain.text(), "{path}");
            }
        }
        let desk = server.desk("ada", Role::Editor);
        let headers: Vec<(&str, &str)> = forged.into_iter().chain([("Content-Type", "application/json")]).collect();
        let made = desk.send("POST", ARTICLES, &headers, json!({"title": "Made"}).to_string().as_bytes());
        assert_eq!(made.status, 201, "{}", made.text());
        clean(&made, ARTICLES);
        assert!(made.header("location").starts_with("/v1/admin/articles/"), "{}", made.header("location"));
        let preview = json!({"type": "article", "document_id": made.json()["id"]});
        let token = desk.send("POST", "/v1/admin/previews", &headers, preview.to_string().as_bytes());
        assert_eq!((token.status, token.json()["url"].as_str().unwrap().starts_with(&server.settings.public_url)), (201, true));
        clean(&token, "/v1/admin/previews");
    }

    fn threat_68_nothing_that_a_browser_adds_changes_what_others_get(server: TestServer) {
        let desk = server.desk("ada", Role::Editor);
        let bearer = format!("Bearer {}", desk.token);
        let odd: [&[(&str, &str)]; 9] = [
            &[("Origin", "https://evil.test")], &[("Origin", "null")], &[("Accept", "text/html")], &[("Accept", "application/xml;q=0.9, */*;q=0.1")],
            &[("X-HTTP-Method-Override", "DELETE"), ("X-Method-Override", "POST"), ("X-HTTP-Method", "PUT")],
            &[("X-Original-URL", "/v1/site"), ("X-Rewrite-URL", "/v1/site")], &[("Accept-Language", "fr"), ("Cookie", "lang=fr; session=x")],
            &[("Authorization", &bearer)], &[("Authorization", "Basic eDp5"), ("Range", "bytes=0-3")],
        ];
        for path in ["/v1/articles", "/v1/articles/harbour-tunnel-opens", "/v1/site", "/v1/home", "/feeds/rss.xml"] {
            for (n, headers) in odd.iter().enumerate() {
                // An address of its own each time, so that the odd one is the first to ask.
                let at = match path {
                    "/v1/articles" => format!("{path}?limit={}", n + 1),
                    "/feeds/rss.xml" => format!("{path}?utm={n}"),
                    _ => path.to_owned(),
                };
                let first = server.client.send("GET", &at, headers, &[]);
                let plain = server.client.get(&at);
                assert_eq!(plain.status, 200, "{at} after {headers:?}");
                assert!([200, 406].contains(&first.status), "{at} {headers:?}: {}", first.status);
                if first.status == 200 {
                    assert_eq!((first.body == plain.body, first.header("etag")), (true, plain.header("etag")), "{at} {headers:?}");
                }
                for answer in [&first, &plain] {
                    assert_eq!((answer.header("access-control-allow-origin"), answer.header("access-control-allow-credentials")), ("*", ""), "{at}");
                    assert_eq!(answer.header("set-cookie"), "");
                }
                assert_eq!(first.header("vary"), plain.header("vary"), "{at} {headers:?}");
                assert!(!plain.header("vary").contains("Origin") && plain.header("cache-control").starts_with("public"), "{at}");
            }
        }
        // Where the origin does count, it is named, whether there is one or not.
        for origin in [None, Some(("Origin", "https://evil.test"))] {
            let headers: Vec<(&str, &str)> = origin.into_iter().collect();
            let answer = desk.send("GET", "/v1/admin/session", &headers, &[]);
            assert_eq!((answer.header("vary").contains("Origin"), answer.header("access-control-allow-origin")), (true, ""));
        }
    }
}

/// A folder of ZIP with a link out of it, and the same as tar.
#[test]
fn threat_52_no_archive_is_unpacked() {
    let server = TestServer::empty(Backend::Sqlite);
    let root = server.desk("root", Role::Admin);
    let zip = b"PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\x0b\0\0\0\x0b\0\0\0\x04\0\0\0link/etc/passwdPK\x01\x02\x0a\x03\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\x0b\0\0\0\x0b\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\xff\xa1\0\0\0\0linkPK\x05\x06\0\0\0\0\x01\0\x01\x002\0\0\0-\0\0\0\0\0";
    let mut tar = vec![0_u8; 1_536];
    tar[..4].copy_from_slice(b"link");
    tar[156] = b'2';
    tar[157..168].copy_from_slice(b"/etc/passwd");
    tar[257..262].copy_from_slice(b"ustar");
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0".to_vec();
    for (name, archive) in [("a.zip", zip.to_vec()), ("a.tar", tar), ("a.xml.gz", gzip)] {
        let run = upload(&root, &archive);
        assert_eq!((&run["state"], &run["report"]), (&json!("refused"), &Value::Null), "{name}: {run}");
        assert!(!run.to_string().contains("root:"), "{run}");
        let answer = root.form("POST", "/v1/admin/media", &[], &[("file", Some(name), &archive)]);
        assert_eq!((answer.status, &answer.problem()["errors"][0]["code"]), (415, &json!("unknown_type")), "{name}");
    }
    let kinds = ["application/zip", "application/gzip", "application/x-tar"];
    for kind in kinds {
        assert_eq!(root.send("POST", IMPORTS, &[("Content-Type", kind)], zip).status, 415, "{kind}");
    }
    // A link that lies in the folder of old files leads to nothing outside of it.
    let dir = tempfile::tempdir().unwrap();
    let (uploads, outside) = (dir.path().join("uploads"), dir.path().join("secret.png"));
    std::fs::create_dir(&uploads).unwrap();
    std::fs::write(&outside, drawn(12, 12, ImageFormat::Png)).unwrap();
    std::os::unix::fs::symlink(&outside, uploads.join("pic.png")).unwrap();
    let item = "<item><title>Pic</title><guid isPermaLink=\"false\">https://old.example/?attachment_id=9</guid><content:encoded></content:encoded><excerpt:encoded></excerpt:encoded><wp:post_id>9</wp:post_id>\
        <wp:post_date>2024-05-10 10:00:00</wp:post_date><wp:post_name>pic</wp:post_name><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://old.example/wp-content/uploads/pic.png</wp:attachment_url>\
        <wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key><wp:meta_value>pic.png</wp:meta_value></wp:postmeta></item>";
    let file = dir.path().join("old.xml");
    std::fs::write(&file, export(item, "2024-05-10 10:00:00", "", "")).unwrap();
    let data = dir.path().join("data");
    let done = Command::new(env!("CARGO_BIN_EXE_newswire"))
        .args(["import", "wxr", "--json", "--uploads"])
        .arg(&uploads)
        .arg("--data")
        .arg(&data)
        .arg(&file)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report["kinds"]["attachment"]["reasons"], json!({"file_outside_uploads": 1}), "{report}");
    let kept = std::fs::read_dir(data.join("media")).map_or(0, Iterator::count);
    assert_eq!(kept, 0, "nothing of it was kept");
}

#[test]
fn bug_threat_77_a_password_with_a_nul_was_kept_by_the_command() {
    let dir = tempfile::tempdir().unwrap();
    let mut adding = Command::new(env!("CARGO_BIN_EXE_newswire"))
        .args(["user", "add", "root@desk.example", "--data", &dir.path().display().to_string()])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut adding.stdin.take().unwrap(), b"a long sentence\0 with more\n").unwrap();
    let done = adding.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && said.contains("a password holds no NUL character"), "{said}");
}

/// Everything that is secret is sent to a server that tells all it can, and then looked for in what it told.
#[test]
fn threat_35_no_secret_gets_into_the_log() {
    for form in ["human", "json"] {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().display().to_string();
        let (listen, root_secret) = (server::free_address(), "9f2b4c6d8e0a1b3c5d7e9f0a2b4c6d8e-planted");
        let mut added = Command::new(env!("CARGO_BIN_EXE_newswire"))
            .args(["user", "add", "root@desk.example", "--data", &data, "--secret", root_secret])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut added.stdin.take().unwrap(), format!("{PASSWORD}\n").as_bytes()).unwrap();
        assert!(added.wait().unwrap().success());
        let log = std::fs::File::create(dir.path().join("log")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_newswire"))
            .args(["serve", "--data", &data, "--listen", &listen, "--log", form, "--log-level", "trace"])
            .args(["--outbound-allow", "127.0.0.1:9"])
            .env("NEWSWIRE_SECRET", root_secret)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let client = Client::new(&format!("http://{listen}"));
        server::wait_until_ready(&client, &mut child);
        let mut secrets = plant(&client);
        secrets.extend([root_secret.to_owned(), PASSWORD.to_owned()]);
        assert!(secrets.len() >= 12, "{}", secrets.len());
        child.kill().unwrap();
        child.wait().unwrap();
        let mut told = String::new();
        std::fs::File::open(dir.path().join("log")).unwrap().read_to_string(&mut told).unwrap();
        assert!(told.contains("/v1/admin/session"), "nothing was told: {told}");
        for secret in secrets {
            let line = told.lines().find(|line| line.contains(&secret));
            assert!(line.is_none(), "{form}: `{secret}` stands in the log: {}", line.unwrap_or_default());
        }
    }
}

/// Sends secrets in every way there is, right and wrong; which they were.
fn plant(client: &Client) -> Vec<String> {
    let mut secrets: Vec<String> = Vec::new();
    let sign_in = json!({"email": "root@desk.example", "password": PASSWORD});
    let tokens = client.post("/v1/admin/session", &sign_in).json();
    let token = tokens["access_token"].as_str().unwrap().to_owned();
    let desk = Desk {
        client: client.clone(),
        token: token.clone(),
        refresh_token: tokens["refresh_token"].as_str().unwrap().to_owned(),
        user: newswire::db::Id::new(),
        email: String::new(),
    };
    let article =
        desk.made(ARTICLES, &json!({"title": "A", "slug": "a", "body": {"html": "<p>planted-unpublished-words</p>"}}));
    secrets.push("planted-unpublished-words".to_owned());
    let key = desk.made("/v1/admin/keys", &json!({"name": "k", "scopes": ["articles:read"]}))["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let preview = desk.made("/v1/admin/previews", &json!({"type": "article", "document_id": article["id"]}))["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let hook = desk.made("/v1/admin/webhooks", &json!({"url": "http://127.0.0.1:9/hook?planted-in-the-address"}));
    if let Some(secret) = hook["secret"].as_str() {
        secrets.push(secret.to_owned());
    }
    publish(&desk, &article);
    assert_eq!(desk.with(&key).get(ARTICLES).status, 200);
    let at = format!("/v1/preview/articles/{}", id(&article));
    assert_eq!(client.send("GET", &at, &[("Preview-Token", &preview)], &[]).status, 200);
    let refreshed = client.post("/v1/admin/session/refresh", &json!({"refresh_token": desk.refresh_token})).json();
    for (name, secret) in [("access", &token), ("refresh", &desk.refresh_token), ("key", &key), ("preview", &preview)] {
        // Where it does not belong it is refused, and told to nobody either.
        for path in [
            format!("/v1/admin/session?{name}={secret}"),
            format!("/v1/articles?{name}={secret}"),
            format!("/feeds/rss.xml?{name}={secret}"),
        ] {
            client.get(&path);
        }
        client.send(
            "GET",
            "/v1/admin/session",
            &[("Cookie", secret), ("X-Api-Key", secret), ("Authorization", &format!("Basic {secret}"))],
            &[],
        );
        secrets.push(secret.clone());
    }
    secrets.extend(["access_token", "refresh_token"].map(|name| refreshed[name].as_str().unwrap().to_owned()));
    for wrong in [
        json!({"email": "root@desk.example", "password": "planted-wrong-password"}),
        json!({"email": "planted-nobody@desk.example", "password": ["planted-wrong-password"]}),
    ] {
        assert!([400, 401].contains(&client.post("/v1/admin/session", &wrong).status));
    }
    let change = json!({"current_password": "planted-wrong-password", "new_password": "planted-next-password"});
    assert_eq!(
        desk.with(refreshed["access_token"].as_str().unwrap())
            .call("PUT", "/v1/admin/session/password", &[], &change)
            .status,
        422
    );
    let comment = json!({"author_name": "B", "author_email": "planted-reader@readers.example", "body": "Hello."});
    assert_eq!(client.post("/v1/articles/a/comments", &comment).status, 201);
    secrets.extend(
        ["planted-wrong-password", "planted-next-password", "planted-nobody@", "planted-reader@"].map(str::to_owned),
    );
    secrets
}
