//! What is taken down is nowhere any more: on no surface, in no table, by no call that could bring it back.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use image::ImageFormat;
use newswire::auth::Role;
use newswire::db::{Conn, DatabaseError};
use serde_json::{Value, json};

use crate::on_both;
use crate::support::TestServer;
use crate::support::desk::Desk;
use crate::support::upload::drawn;

const ARTICLES: &str = "/v1/admin/articles";
/// A word of the article that nothing else holds.
const WORD: &str = "Quetzalcoatlus";

#[derive(diesel::QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// The columns of all tables in which a text stands.
fn standing(server: &TestServer, text: &str) -> Vec<String> {
    let text = text.to_owned();
    let found = server.db.read_blocking(move |conn| {
        let columns = match conn {
            Conn::Sqlite(_) => {
                "SELECT m.name AS of, p.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
            }
            Conn::Postgres(_) => {
                "SELECT table_name::text AS of, column_name::text AS name FROM information_schema.columns WHERE table_schema = 'public'"
            }
        };
        let columns: Vec<Column> = newswire::each_backend!(conn => diesel::sql_query(columns).load(conn)?);
        let mut found = Vec::new();
        for Column { of, name } in columns {
            let count = format!("SELECT count(*) AS n FROM \"{of}\" WHERE CAST(\"{name}\" AS TEXT) LIKE '%{text}%'");
            let rows: Vec<Count> = newswire::each_backend!(conn => diesel::sql_query(count).load(conn)?);
            if rows[0].n > 0 {
                found.push(format!("{of}.{name}"));
            }
        }
        Ok::<_, DatabaseError>(found)
    });
    found.expect("a look at every column")
}

/// An article with everything that can hang on one, public under its second slug.
fn story(server: &TestServer, desk: &Desk) -> Value {
    let client = &server.client;
    let of = |path: &str| client.json(path)["id"].clone();
    let picture = client.json("/v1/articles/harbour-tunnel-opens")["featured_media"]["id"].clone();
    let body = json!({
        "title": format!("{WORD} seen over the bay"), "slug": "seen-over-the-bay", "kicker": WORD, "excerpt": WORD, "dateline": WORD,
        "body": {"html": format!("<p>A {WORD} flew.</p>")}, "seo": {"title": WORD}, "extra": {"note": WORD}, "sources": [{"name": WORD}],
        "location": {"name": WORD}, "category_ids": [of("/v1/categories/city")], "tag_ids": [of("/v1/tags/transport")],
        "author_ids": [of("/v1/authors/ada-okoye")], "featured_media_id": picture, "gallery_ids": [picture],
        "featured_until": "2027-01-01T00:00:00Z", "breaking_until": "2027-01-01T00:00:00Z",
    });
    let made = desk.call("POST", ARTICLES, &[("Idempotency-Key", "story")], &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let at = format!("{ARTICLES}/{}", made["id"].as_str().unwrap());
    let fine = |answer: crate::support::client::Answer| assert!(answer.status < 300, "{}", answer.text());
    fine(desk.change("POST", &format!("{at}/steps/publish"), &json!({"note": WORD})));
    fine(desk.change("PATCH", &at, &json!({"slug": "over-the-bay"})));
    fine(desk.change(
        "POST",
        &format!("{at}/corrections"),
        &json!({"kind": "correction", "text": format!("It was no {WORD}.")}),
    ));
    fine(desk.call("PUT", &format!("{at}/autosave"), &[], &json!({"revision": 1, "content": {"title": WORD}})));
    fine(desk.post(&format!("{at}/lock"), &json!({})));
    fine(desk.post(&format!("{at}/alerts"), &json!({"title": WORD, "body": WORD, "topics": [WORD]})));
    fine(client.post(
        "/v1/articles/over-the-bay/comments",
        &json!({"author_name": WORD, "body": format!("A {WORD}, really?")}),
    ));
    fine(client.post("/v1/articles/over-the-bay/views", &json!({})));
    made
}

fn surfaces(client: &crate::support::Client, id: &str) -> Vec<String> {
    let mut paths: Vec<String> = [
        "/v1/site?include=navigation",
        "/v1/home",
        "/v1/home?dedupe=false",
        "/v1/menus",
        "/v1/menus/main?include=featured,recent&recent_limit=20",
        "/v1/categories?include=recent&limit=100",
        "/v1/categories?view=tree",
        "/v1/categories/city?include=recent",
        "/v1/tags?include=recent&limit=100",
        "/v1/tags/transport?include=recent",
        "/v1/authors?include=recent&limit=100",
        "/v1/authors/ada-okoye?include=recent",
        "/v1/pages",
        "/v1/paths?limit=5000",
        "/v1/archive",
        "/v1/popular?window=all&limit=100",
        "/v1/popular?window=24h&limit=100",
        "/v1/articles?limit=20&include=body,related,adjacent,read_also",
        "/v1/articles?limit=100&category=city",
        "/v1/articles?tag=transport&limit=100",
        "/v1/articles?author=ada-okoye&limit=100",
        "/v1/articles?featured=true&limit=100",
        "/v1/articles?breaking=true",
        "/v1/articles?date=2026-11-24&limit=100",
        "/v1/articles?slugs=harbour-tunnel-opens,over-the-bay,seen-over-the-bay",
        "/v1/articles/harbour-tunnel-opens",
        "/v1/articles/harbour-tunnel-opens/related",
        "/v1/articles/harbour-tunnel-opens/adjacent",
        "/v1/articles/harbour-tunnel-opens/adjacent?in=category",
        "/v1/resolve?path=/city&include=resource",
        "/v1/resolve?path=/2026/11/24/&include=resource",
        "/v1/resolve?path=/city/over-the-bay&include=resource",
        "/v1/changes?limit=20&include=body&types=article",
    ]
    .map(str::to_owned)
    .to_vec();
    for sort in ["-published_at", "published_at", "-updated_at", "title", "-views"] {
        paths.push(format!("/v1/articles?sort={sort}&limit=100"));
    }
    paths.push(format!("/v1/articles?ids={id}"));
    paths.push(format!("/v1/counters?ids={id}"));
    for path in &paths {
        // What is kept of them must go, too.
        assert_eq!(client.get(path).status, 200, "{path}");
    }
    paths
}

on_both! {
    fn what_is_taken_down_is_nowhere(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let admin = server.desk("root", Role::Admin);
        admin.made("/v1/admin/webhooks", &json!({"url": "https://hooks.example.org/news"}));
        let counts = || (client.json("/v1/articles")["page"]["total"].clone(), client.json("/v1/categories/city")["article_count"].clone(), client.json("/v1/tags/transport")["article_count"].clone(), client.json("/v1/archive"));
        let before = counts();
        let story = story(&server, &desk);
        let id = story["id"].as_str().unwrap();
        let at = format!("{ARTICLES}/{id}");
        let preview = desk.made("/v1/admin/previews", &json!({"type": "article", "document_id": id}));
        let token = preview["token"].as_str().unwrap();
        let since = client.walk_changes();
        let paths = surfaces(client, id);
        assert!(client.get("/v1/home").text().contains(WORD) && client.get("/v1/articles?breaking=true").text().contains(WORD), "it was seen before");
        assert!(standing(&server, WORD).len() > 8, "{:?}", standing(&server, WORD));

        let down = desk.post(&format!("{at}/takedown"), &json!({"reason_code": "court_order", "note": "Case 12/2026"}));
        assert_eq!((down.status, down.json()), (200, json!({"id": id, "at": "2026-11-24T08:00:00Z", "was_public": true, "erased_media_ids": []})));

        for path in paths {
            let answer = client.get(&path);
            assert_eq!(answer.status, 200, "{path}");
            let text = answer.text();
            let echoed = |name: &str| path.contains(name) || path.starts_with("/v1/changes");
            assert!(!text.contains(WORD), "{path} shows the text");
            assert!(echoed(id) || !text.contains(id), "{path} shows the id");
            assert!(echoed("over-the-bay") || !text.contains("over-the-bay"), "{path} shows the slug");
        }
        assert_eq!(counts(), before, "every counter is what it was");
        for name in [id, "over-the-bay", "seen-over-the-bay"] {
            for part in ["", "/related", "/adjacent", "/comments"] {
                let answer = client.get(&format!("/v1/articles/{name}{part}"));
                assert_eq!((answer.status, &answer.problem()["code"]), (410, &json!("gone")), "{name}{part}");
            }
            assert_eq!(client.post(&format!("/v1/articles/{name}/views"), &json!({})).status, 410);
            assert_eq!(client.post(&format!("/v1/articles/{name}/comments"), &json!({"author_name": "B", "body": "c"})).status, 410);
        }
        for path in ["/city/over-the-bay", "/city/seen-over-the-bay", "/over-the-bay"] {
            let resolved = client.json(&format!("/v1/resolve?path={path}"));
            assert_eq!((&resolved["outcome"], &resolved["http_status"]), (&json!("gone"), &json!(410)), "{path}");
        }
        assert_eq!(client.json(&format!("/v1/articles?ids={id}"))["data"], json!([]));
        let told = client.json(&format!("/v1/changes?since={since}"));
        let change = told["data"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
        assert_eq!((&change["op"], &change["reason"], &change["resource"]), (&json!("delete"), &json!("taken_down"), &Value::Null));
        assert_eq!(client.send("GET", &format!("/v1/preview/articles/{id}"), &[("Preview-Token", token)], &[]).status, 404);

        // In the newsroom it is unknown, and nothing brings it back.
        for rest in ["", "/revisions", "/revisions/1", "/autosave"] {
            assert_eq!(desk.get(&format!("{at}{rest}")).status, 404, "{rest}");
        }
        for (method, rest, body) in [("POST", "/revisions/1/restore", json!({})), ("POST", "/restore", json!({})), ("POST", "/steps/publish", json!({})), ("PATCH", "", json!({"title": "Again"})), ("PUT", "", json!({"title": "Again"}))] {
            assert_eq!(desk.change(method, &format!("{at}{rest}"), &body).status, 404, "{method} {rest}");
        }
        assert_eq!(desk.post(&format!("{at}/takedown"), &json!({"reason_code": "other"})).status, 404);
        let again = desk.made(ARTICLES, &json!({"title": "Another", "slug": "over-the-bay-2"}));
        for slug in ["over-the-bay", "seen-over-the-bay"] {
            let taken = desk.change("PATCH", &format!("{ARTICLES}/{}", again["id"].as_str().unwrap()), &json!({"slug": slug}));
            assert_eq!((taken.status, &taken.problem()["errors"][0]["code"]), (422, &json!("taken")), "no other article gets its address");
        }
        let log = admin.json(&format!("/v1/admin/audit?resource_id={id}&limit=50"));
        let deeds = log["data"].as_array().unwrap();
        assert_eq!((&deeds[0]["action"], &deeds[0]["actor"]["name"], &deeds[0]["after"]), (&json!("article.takedown"), &json!("ada"), &json!({"reason_code": "court_order", "note": "Case 12/2026", "erase_media": false})));
        assert!(deeds.len() > 3 && deeds[1..].iter().all(|deed| deed["before"].is_null() && deed["after"].is_null()), "who and when stays");
        assert_eq!(standing(&server, WORD), Vec::<String>::new(), "no table holds a word of it");
    }

    fn a_draft_that_is_taken_down_leaves_nothing(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let since = client.walk_changes();
        let draft = desk.made(ARTICLES, &json!({"title": format!("{WORD} rumour"), "slug": "rumour"}));
        let at = format!("{ARTICLES}/{}", draft["id"].as_str().unwrap());
        let down = desk.post(&format!("{at}/takedown"), &json!({"reason_code": "other"}));
        assert_eq!(down.json()["was_public"], false);
        for name in ["rumour", draft["id"].as_str().unwrap()] {
            assert_eq!(client.get(&format!("/v1/articles/{name}")).status, 404, "nobody is told that it was there");
        }
        assert_eq!(client.json(&format!("/v1/changes?since={since}"))["data"], json!([]));
        assert_eq!(standing(&server, WORD), Vec::<String>::new());
        assert_eq!(desk.made(ARTICLES, &json!({"title": "Rumour"}))["slug"], "rumour");
    }

    fn a_takedown_takes_the_pictures_that_nothing_else_shows(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let (own, shared) = (desk.upload("own.png", &drawn(40, 30, ImageFormat::Png)), desk.upload("shared.png", &drawn(60, 30, ImageFormat::Png)));
        let id = |media: &Value| media["id"].as_str().unwrap().to_owned();
        let body = format!("<p><img src=\"{}\" alt=\"\"></p>", own["url"].as_str().unwrap());
        let make = |title: &str, body: &str, picture: &str| {
            let article = desk.made(ARTICLES, &json!({"title": title, "body": {"html": body}, "featured_media_id": picture}));
            let at = format!("{ARTICLES}/{}", id(&article));
            assert_eq!(desk.change("POST", &format!("{at}/steps/publish"), &json!({})).status, 200);
            at
        };
        let at = make("Shown twice", &body, &id(&shared));
        make("Shown beside", "<p>a</p>", &id(&shared));
        let bytes = |media: &Value| {
            let url = media["url"].as_str().unwrap();
            client.get(&url[url.find("/media/").unwrap()..]).status
        };
        assert_eq!((bytes(&own), bytes(&shared)), (200, 200));
        let since = client.walk_changes();
        let down = desk.post(&format!("{at}/takedown"), &json!({"reason_code": "privacy", "erase_media": true}));
        assert_eq!((down.status, &down.json()["erased_media_ids"]), (200, &json!([id(&own)])), "{}", down.text());
        assert_eq!((bytes(&own), bytes(&shared)), (404, 200), "the file is gone, not only its row");
        assert_eq!((client.get(&format!("/v1/media/{}", id(&own))).status, desk.get(&format!("/v1/admin/media/{}", id(&own))).status), (404, 404));
        assert_eq!(client.get(&format!("/v1/media/{}", id(&shared))).status, 200);
        let told = client.json(&format!("/v1/changes?since={since}"));
        let gone: Vec<(&Value, &Value)> = told["data"].as_array().unwrap().iter().map(|one| (&one["type"], &one["op"])).collect();
        assert!(gone.contains(&(&json!("media"), &json!("delete"))), "{gone:?}");
        let admin = server.desk("root", Role::Admin);
        let log = admin.json(&format!("/v1/admin/audit?resource_id={}&limit=50", id(&own)));
        assert_eq!((&log["data"][0]["action"], &log["data"][0]["before"]), (&json!("media.delete"), &Value::Null));
    }

    fn a_takedown_needs_its_right_and_its_reason(server: TestServer) {
        let (desk, author) = (server.desk("ada", Role::Editor), server.desk("au", Role::Author));
        let own = author.made(ARTICLES, &json!({"title": "Mine"}));
        let at = format!("{ARTICLES}/{}/takedown", own["id"].as_str().unwrap());
        assert_eq!(author.post(&at, &json!({"reason_code": "other"})).status, 403);
        assert_eq!(desk.post(&at, &json!({"reason_code": "dislike"})).status, 400);
        assert_eq!(desk.post(&at, &json!({})).status, 400);
        assert_eq!(desk.post(&at, &json!({"reason_code": "other", "note": "x".repeat(501)})).status, 422);
        assert_eq!(author.get(&format!("{ARTICLES}/{}", own["id"].as_str().unwrap())).status, 200, "nothing was done");
    }

    fn what_was_public_and_is_deleted_stays_gone(server: TestServer) {
        let (desk, client) = (server.desk("ada", Role::Editor), &server.client);
        let id = client.json("/v1/articles/harbour-tunnel-opens")["id"].as_str().unwrap().to_owned();
        let at = format!("{ARTICLES}/{id}");
        desk.change("PATCH", &at, &json!({"slug": "tunnel-opened"}));
        desk.change("POST", &format!("{at}/trash"), &json!({}));
        assert_eq!(client.get("/v1/articles/harbour-tunnel-opens").status, 410, "an old slug of what is in the trash");
        assert_eq!(desk.delete(&at).status, 204);
        for name in [id.as_str(), "tunnel-opened", "harbour-tunnel-opens"] {
            assert_eq!(client.get(&format!("/v1/articles/{name}")).status, 410, "{name}");
        }
        assert_eq!(client.json("/v1/resolve?path=/city/harbour-tunnel-opens")["outcome"], "gone");
        let other = desk.made(ARTICLES, &json!({"title": "Tunnel opened"}));
        assert_eq!(other["slug"], "tunnel-opened-2");

        let never = desk.made(ARTICLES, &json!({"title": "Never seen"}));
        let at = format!("{ARTICLES}/{}", never["id"].as_str().unwrap());
        desk.change("POST", &format!("{at}/trash"), &json!({}));
        assert_eq!(desk.delete(&at).status, 204);
        for name in ["never-seen", never["id"].as_str().unwrap()] {
            assert_eq!(client.get(&format!("/v1/articles/{name}")).status, 404, "{name}");
        }
    }
}
