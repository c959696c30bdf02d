//! The site, its menus, its front page and where addresses lead, through HTTP, on each database that
//! there is.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::sync::Arc;

use actix_web::{App, test, web};
use diesel::prelude::*;
use newswire::clock::Clock;
use newswire::db::schema::{
    article_authors, article_categories, articles, authors, categories, category_feed, media, pages,
};
use newswire::db::types::{Id, Json, Time};
use newswire::db::{Address, Conn, Database, migrate};
use newswire::error::Problem;
use newswire::frame::{Marks, SiteFile, site_set};
use newswire::http::cursor::Cursors;
use newswire::http::generations::Generations;
use newswire::redirects::{self, Kind, Lead, Origin, Target};
use newswire::site::SiteCache;
use newswire::{changes, frame, home, menus, resolve, tags};
use serde_json::{Value, json};

use crate::support::{backends, postgres, server};

const NOW: &str = "2026-11-15T12:00:00Z";

struct World {
    db: Database,
    clock: Clock,
    _folder: Arc<tempfile::TempDir>,
}

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

/// Databases of its own for each test.
fn databases(folder: &std::path::Path) -> Vec<Address> {
    backends().map(|backend| Address::parse(&server::empty_database(backend, folder)).unwrap()).collect()
}

async fn worlds() -> Vec<World> {
    let prepare = move || {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let open = |address: &Address| {
            let db = Database::open(address).unwrap();
            db.maintain(|conn| migrate::up(conn).map(drop).map_err(Problem::internal)).unwrap();
            db.write_blocking(|conn| newsroom(conn).map_err(Problem::from)).unwrap();
            World { db, clock: Clock::held_at(time(NOW)), _folder: folder.clone() }
        };
        databases(folder.path()).iter().map(open).collect()
    };
    web::block(prepare).await.unwrap()
}

impl Drop for World {
    fn drop(&mut self) {
        if let Address::Postgres(address) = self.db.address()
            && !std::thread::panicking()
        {
            postgres::remove(address);
        }
    }
}

impl World {
    async fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Conn) -> QueryResult<T> + Send + 'static) -> T {
        self.db.write(move |conn| work(conn).map_err(Problem::from)).await.unwrap()
    }

    async fn set(&self, file: Value) -> Result<(), frame::FileError> {
        let file = SiteFile::parse(&file.to_string())?;
        self.db.write(move |conn| site_set(conn, time(NOW), &file, Marks::default())).await
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let app = App::new()
            .app_data(web::Data::new(self.db.clone()))
            .app_data(web::Data::new(self.clock.clone()))
            .app_data(web::Data::new(SiteCache::new("http://api.example", Generations::default())))
            .app_data(web::Data::new(Cursors::new(b"secret")))
            .service(
                web::scope("/v1")
                    .configure(frame::routes::routes)
                    .configure(menus::routes::routes)
                    .configure(home::routes::routes)
                    .configure(resolve::routes::routes),
            );
        let app = test::init_service(app).await;
        let answer = test::call_service(&app, test::TestRequest::get().uri(path).to_request()).await;
        let status = answer.status().as_u16();
        let body = test::read_body(answer).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn json(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}");
        body
    }

    /// The outcome for a path, the location, and the type and path of what is there.
    async fn resolve(&self, path: &str) -> String {
        let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("path", path).finish();
        let body = self.json(&format!("/v1/resolve?{query}")).await;
        let text = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
        let resource = &body["resource"];
        let mut said =
            vec![text(&body["outcome"]), text(&body["location"]), text(&resource["type"]), text(&resource["path"])];
        said.extend(
            ["date", "page"].iter().filter(|name| !resource[**name].is_null()).map(|name| resource[*name].to_string()),
        );
        said.retain(|part| !part.is_empty());
        said.join(" ")
    }
}

fn category(conn: &mut Conn, number: i64, slug: &str, parent: Option<(Id, &str)>) -> QueryResult<Id> {
    let id = Id::new();
    let path = parent.map_or_else(|| slug.to_owned(), |(_, path)| format!("{path}/{slug}"));
    let name = slug.to_uppercase();
    diesel::insert_into(categories::table)
        .values((
            (
                categories::id.eq(id),
                categories::number.eq(number),
                categories::slug.eq(slug),
                categories::name_key.eq(name.to_lowercase()),
                categories::name.eq(name),
                categories::parent_id.eq(parent.map(|(id, _)| id)),
                categories::position.eq(0),
                categories::path.eq(path),
                categories::seo.eq(Json(json!({}))),
            ),
            (
                categories::article_count.eq(0_i64),
                categories::article_count_with_descendants.eq(0_i64),
                categories::legacy_id.eq(Some(format!("{}", number + 40))),
                categories::created_at.eq(time(NOW)),
                categories::version.eq(1_i64),
                categories::revision.eq(1_i64),
            ),
        ))
        .execute(conn)?;
    Ok(id)
}

struct Piece<'a> {
    number: i64,
    slug: &'a str,
    at: &'a str,
    /// The primary one first, then those above it.
    filed: &'a [Id],
    publishable: bool,
    announced: bool,
    featured: bool,
    format: &'a str,
    views: i64,
}

fn piece<'a>(number: i64, slug: &'a str, at: &'a str, filed: &'a [Id]) -> Piece<'a> {
    Piece { number, slug, at, filed, publishable: true, announced: true, featured: false, format: "standard", views: 0 }
}

fn article(conn: &mut Conn, piece: &Piece<'_>) -> QueryResult<Id> {
    let (id, at) = (Id::new(), time(piece.at));
    let primary = piece.filed.first().copied();
    diesel::insert_into(articles::table)
        .values((
            (
                articles::id.eq(id),
                articles::number.eq(piece.number),
                articles::slug.eq(piece.slug),
                articles::title.eq(piece.slug.to_uppercase()),
                articles::title_key.eq(piece.slug),
                articles::excerpt.eq(""),
                articles::language.eq("en"),
                articles::direction.eq("ltr"),
                articles::format.eq(piece.format),
                articles::status.eq("published"),
                articles::publishable.eq(piece.publishable),
                articles::public_from.eq(at),
                articles::published_at.eq(at),
                articles::updated_at.eq(at),
            ),
            (
                articles::featured_until.eq(piece.featured.then(Time::forever)),
                articles::sponsored.eq(false),
                articles::comments_open.eq(true),
                articles::primary_category_id.eq(primary),
                articles::word_count.eq(1),
                articles::view_count.eq(piece.views),
                articles::comment_count.eq(0_i64),
                articles::version.eq(i64::from(piece.announced)),
                articles::revision.eq(1_i64),
                articles::legacy_id.eq(Some(format!("{}", piece.number + 100))),
                articles::announced_at.eq(piece.announced.then_some(at)),
                articles::created_at.eq(at),
                articles::changed_at.eq(at),
            ),
        ))
        .execute(conn)?;
    if let Some(primary) = primary {
        let filed = (
            article_categories::article_id.eq(id),
            article_categories::position.eq(0),
            article_categories::category_id.eq(primary),
        );
        diesel::insert_into(article_categories::table).values(filed).execute(conn)?;
    }
    for (n, category) in piece.filed.iter().enumerate().filter(|_| piece.publishable) {
        diesel::insert_into(category_feed::table)
            .values((
                category_feed::category_id.eq(*category),
                category_feed::published_at.eq(at),
                category_feed::article_id.eq(id),
                category_feed::direct.eq(n == 0),
            ))
            .execute(conn)?;
        diesel::update(categories::table.find(*category))
            .set(categories::article_count_with_descendants.eq(categories::article_count_with_descendants + 1))
            .execute(conn)?;
    }
    Ok(id)
}

fn page(conn: &mut Conn, number: i64, path: &str, publishable: bool, announced: bool) -> QueryResult<Id> {
    let (id, now) = (Id::new(), time("2026-11-01T00:00:00Z"));
    let slug = path.rsplit('/').next().unwrap_or(path);
    diesel::insert_into(pages::table)
        .values((
            (
                pages::id.eq(id),
                pages::number.eq(number),
                pages::slug.eq(slug),
                pages::path.eq(path),
                pages::title.eq(slug.to_uppercase()),
                pages::title_key.eq(slug),
                pages::excerpt.eq(""),
                pages::position.eq(0),
                pages::status.eq("published"),
                pages::publishable.eq(publishable),
                pages::public_from.eq(now),
                pages::published_at.eq(now),
                pages::updated_at.eq(now),
            ),
            (
                pages::html.eq(""),
                pages::text.eq(""),
                pages::blocks.eq(Json(json!([]))),
                pages::seo.eq(Json(json!({}))),
                pages::body_format.eq("html"),
                pages::body_source.eq(""),
                pages::announced_at.eq(announced.then_some(now)),
                pages::created_at.eq(now),
                pages::version.eq(i64::from(announced)),
                pages::revision.eq(1_i64),
            ),
        ))
        .execute(conn)?;
    Ok(id)
}

fn author(conn: &mut Conn, slug: &str) -> QueryResult<Id> {
    let id = Id::new();
    diesel::insert_into(authors::table)
        .values((
            authors::id.eq(id),
            authors::number.eq(3_i64),
            authors::slug.eq(slug),
            authors::name.eq("Ada"),
            authors::name_key.eq("ada"),
            authors::social.eq(Json(json!([]))),
            authors::seo.eq(Json(json!({}))),
            authors::article_count.eq(0_i64),
            authors::created_at.eq(time(NOW)),
            authors::version.eq(1_i64),
            authors::revision.eq(1_i64),
        ))
        .execute(conn)?;
    Ok(id)
}

fn picture(conn: &mut Conn) -> QueryResult<Id> {
    let id = Id::new();
    diesel::insert_into(media::table)
        .values((
            media::id.eq(id),
            media::number.eq(900_i64),
            media::kind.eq("image"),
            media::source_url.eq(Some("https://old.example/wp-content/uploads/a.jpg")),
            media::mime.eq("image/jpeg"),
            media::filename.eq("a.jpg"),
            media::title.eq("a"),
            media::widths.eq(Json(json!([]))),
            media::alt.eq("a"),
            media::focal_x.eq(0.5),
            media::focal_y.eq(0.5),
            media::created_at.eq(time(NOW)),
            media::version.eq(1_i64),
            media::revision.eq(1_i64),
        ))
        .execute(conn)?;
    Ok(id)
}

fn newsroom(conn: &mut Conn) -> QueryResult<()> {
    let news = category(conn, 1, "news", None)?;
    let photo = category(conn, 2, "photo-news", Some((news, "news")))?;
    let city = category(conn, 3, "city", None)?;
    category(conn, 4, "empty", None)?;
    tags::create(conn, time(NOW), tags::NewTag::new(Id::new(), "transport", "Transport", time(NOW)))?;
    let ada = author(conn, "ada")?;
    picture(conn)?;
    page(conn, 1, "about", true, true)?;
    page(conn, 2, "about/contact", true, true)?;
    page(conn, 3, "draft-page", false, false)?;
    page(conn, 4, "gone-page", false, true)?;
    let old = article(conn, &Piece { views: 50, ..piece(10, "old", "2026-11-01T08:00:00Z", &[news]) })?;
    article(conn, &Piece { featured: true, ..piece(11, "tunnel", "2026-11-10T08:00:00Z", &[city]) })?;
    article(conn, &Piece { featured: true, ..piece(12, "middle", "2026-11-11T08:00:00Z", &[news]) })?;
    let photos =
        article(conn, &Piece { format: "gallery", ..piece(13, "photos", "2026-11-12T08:00:00Z", &[photo, news]) })?;
    article(
        conn,
        &Piece { publishable: false, announced: false, ..piece(14, "draft", "2026-11-12T09:00:00Z", &[news]) },
    )?;
    article(conn, &Piece { publishable: false, ..piece(15, "archived", "2026-11-12T10:00:00Z", &[news]) })?;
    article(conn, &Piece { announced: false, ..piece(16, "ahead", "2026-11-20T08:00:00Z", &[news]) })?;
    diesel::insert_into(article_authors::table)
        .values((
            article_authors::article_id.eq(photos),
            article_authors::position.eq(0),
            article_authors::author_id.eq(ada),
            article_authors::role.eq("author"),
        ))
        .execute(conn)?;
    diesel::update(categories::table.find(news))
        .set((categories::pinned_id.eq(Some(old)), categories::pinned_until.eq(Some(time("2026-11-16T00:00:00Z")))))
        .execute(conn)?;
    Ok(())
}

fn slugs(cards: &Value) -> Vec<&str> {
    cards.as_array().into_iter().flatten().filter_map(|card| card["slug"].as_str()).collect()
}

fn site_file() -> Value {
    json!({
        "name": "The Test", "home_url": "https://news.example", "timezone": "Africa/Lagos",
        "menus": {
            "main": {"title": "Main", "items": [
                {"kind": "home", "title": "Start"},
                {"kind": "category", "target": "news", "items": [
                    {"kind": "category", "target": "photo-news", "title": "Pictures"},
                    {"kind": "article", "target": "draft"}, {"kind": "article", "target": "photos"}]},
                {"kind": "group", "title": "Nothing", "items": [{"kind": "page", "target": "draft-page"}]},
                {"kind": "group", "title": "More", "items": [
                    {"kind": "page", "target": "about/contact"}, {"kind": "tag", "target": "transport"}, {"kind": "author", "target": "ada"}]},
                {"kind": "category", "target": "empty"},
                {"kind": "url", "title": "Tides", "url": "https://tides.example/?a=b", "open_in_new": true},
                {"kind": "url", "title": "Search", "url": "/search?q=a"}]},
            "footer": {"items": [{"kind": "page", "target": "/about/"}]},
        },
        "home": [
            {"key": "top", "title": "Top", "kind": "manual", "picks": ["photos", "draft", "archived", "old"]},
            {"key": "latest", "kind": "latest", "size": 2},
            {"key": "news", "kind": "category", "source": "news", "size": 2, "link": "city"},
            {"key": "gallery", "kind": "format", "source": "gallery"},
            {"key": "read", "kind": "popular", "window": "all", "size": 1},
        ],
    })
}

#[actix_web::test]
async fn a_menu_shows_what_is_public() {
    for world in worlds().await {
        world.set(site_file()).await.unwrap();
        let main = world.json("/v1/menus/main").await;
        let titles: Vec<&str> =
            main["items"].as_array().unwrap().iter().filter_map(|item| item["title"].as_str()).collect();
        assert_eq!(titles, ["Start", "NEWS", "More", "EMPTY", "Tides", "Search"]);
        let news = &main["items"][1];
        assert_eq!(news["target"]["path"], "/news");
        assert_eq!(news["url"], "https://news.example/news");
        assert_eq!(news["items"].as_array().unwrap().len(), 2, "the draft is left out");
        assert_eq!(news["items"][0]["target"]["name"], "PHOTO-NEWS");
        assert_eq!(news["items"][0]["path"], "/news/photo-news");
        assert_eq!(news["items"][1]["target"]["title"], "PHOTOS");
        assert_eq!(news["items"][1]["path"], "/news/photo-news/photos");
        assert!(news.get("featured").is_none() && news.get("recent").is_none());
        assert_eq!(main["items"][0]["path"], "/");
        assert_eq!((&main["items"][2]["url"], &main["items"][2]["target"]), (&Value::Null, &Value::Null));
        assert_eq!(main["items"][4]["path"], Value::Null);
        assert_eq!(main["items"][4]["open_in_new"], true);
        assert_eq!(main["items"][5]["url"], "https://news.example/search?q=a");
        let list = world.json("/v1/menus").await;
        assert_eq!(
            list["data"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap()).collect::<Vec<_>>(),
            ["footer", "main"]
        );
        assert_eq!(list["page"]["total"], 2);
        let first = world.json("/v1/menus?limit=1").await;
        let cursor = first["page"]["next_cursor"].as_str().unwrap();
        assert_eq!(world.json(&format!("/v1/menus?limit=1&cursor={cursor}")).await["data"][0]["name"], "main");
        assert_eq!(world.get("/v1/menus/none").await.0, 404);
    }
}

#[actix_web::test]
async fn category_items_carry_their_stories() {
    for world in worlds().await {
        world.set(site_file()).await.unwrap();
        let main = world.json("/v1/menus/main?include=featured,recent&recent_limit=2").await;
        let news = &main["items"][1];
        assert_eq!(news["featured"]["slug"], "old", "pinned");
        assert_eq!(slugs(&news["recent"]), ["photos", "middle"]);
        assert_eq!(news["items"][0]["featured"]["slug"], "photos", "the newest");
        assert_eq!(news["items"][0]["items"], json!([]));
        let (empty, home) = (&main["items"][3], &main["items"][0]);
        assert_eq!((&empty["featured"], &empty["recent"]), (&Value::Null, &json!([])));
        assert_eq!((&home["featured"], &home["recent"]), (&Value::Null, &json!([])));
        world.clock.set(time("2026-11-16T12:00:00Z"));
        let main = world.json("/v1/menus/main?include=featured").await;
        assert_eq!(main["items"][1]["featured"]["slug"], "middle", "no longer pinned: the newest featured one");
        assert!(main["items"][1].get("recent").is_none());
        for bad in ["include=all", "recent_limit=0", "recent_limit=21", "x=1"] {
            assert_eq!(world.get(&format!("/v1/menus/main?{bad}")).await.0, 400, "{bad}");
        }
    }
}

#[actix_web::test]
async fn the_site_comes_with_its_navigation() {
    for world in worlds().await {
        world.set(site_file()).await.unwrap();
        let site = world.json("/v1/site").await;
        assert_eq!((&site["name"], &site["menus"]), (&json!("The Test"), &json!(["footer", "main"])));
        assert!(site.get("navigation").is_none());
        let site = world.json("/v1/site?include=navigation").await;
        assert_eq!(site["navigation"][1]["name"], "main");
        assert_eq!(slugs(&site["navigation"][1]["items"][1]["recent"]), ["photos", "middle", "old"]);
        world.set(json!({"tagline": "x"})).await.unwrap();
        let site = world.json("/v1/site").await;
        assert_eq!((&site["name"], &site["tagline"]), (&json!("The Test"), &json!("x")));
        assert_eq!(world.get("/v1/site?x=1").await.0, 400);
        let wrong =
            world.set(json!({"name": "Y", "menus": {"main": {"items": [{"kind": "tag", "target": "zz"}]}}})).await;
        assert!(matches!(wrong, Err(frame::FileError::Wrong(faults)) if faults.len() == 1));
        assert_eq!(world.json("/v1/site").await["name"], "The Test", "nothing of a wrong file is kept");
    }
}

#[actix_web::test]
async fn the_front_page_shows_an_article_once() {
    for world in worlds().await {
        let home = world.json("/v1/home").await;
        let blocks: Vec<(&str, Vec<&str>)> = home["blocks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|b| (b["key"].as_str().unwrap(), slugs(&b["items"])))
            .collect();
        assert_eq!(blocks, [("featured", vec!["middle", "tunnel"]), ("latest", vec!["photos", "old"])], "unarranged");
        let twice = world.json("/v1/home?dedupe=false").await;
        assert_eq!(twice["blocks"][2]["key"], "category-news");
        assert_eq!(
            twice["blocks"][2]["link"],
            json!({"title": "NEWS", "path": "/news", "url": "http://api.example/news"})
        );
        world.set(site_file()).await.unwrap();
        let home = world.json("/v1/home").await;
        let blocks: Vec<(&str, &str, Vec<&str>)> = home["blocks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|b| (b["key"].as_str().unwrap(), b["kind"].as_str().unwrap(), slugs(&b["items"])))
            .collect();
        assert_eq!(blocks, [("top", "manual", vec!["photos", "old"]), ("latest", "latest", vec!["middle", "tunnel"])]);
        let twice = world.json("/v1/home?dedupe=false").await;
        let of = |n: usize| slugs(&twice["blocks"][n]["items"]);
        assert_eq!((of(2), of(3), of(4)), (vec!["photos", "middle"], vec!["photos"], vec!["old"]));
        assert_eq!(
            (&twice["blocks"][2]["title"], &twice["blocks"][2]["link"]["path"]),
            (&json!("NEWS"), &json!("/city"))
        );
        assert_eq!(twice["blocks"][1]["link"], Value::Null);
        assert_eq!(world.get("/v1/home?dedupe=maybe").await.0, 400);
    }
}

#[actix_web::test]
async fn popular_counts_the_views_of_its_window() {
    use newswire::db::schema::article_views;
    for world in worlds().await {
        world
            .write(|conn| {
                for (slug, hour, views) in [
                    ("tunnel", "2026-11-15T10:00:00Z", 9_i64),
                    ("old", "2026-11-10T10:00:00Z", 99),
                    ("archived", "2026-11-15T10:00:00Z", 500),
                ] {
                    let id: Id = articles::table.filter(articles::slug.eq(slug)).select(articles::id).first(conn)?;
                    diesel::insert_into(article_views::table)
                        .values((
                            article_views::article_id.eq(id),
                            article_views::hour.eq(time(hour)),
                            article_views::views.eq(views),
                        ))
                        .execute(conn)?;
                }
                Ok(())
            })
            .await;
        let block = |key: &str, window: &str| json!({"key": key, "kind": "popular", "window": window});
        world.set(json!({"home": [block("day", "24h"), block("week", "7d")]})).await.unwrap();
        let home = world.json("/v1/home?dedupe=false").await;
        assert_eq!(slugs(&home["blocks"][0]["items"]), ["tunnel"]);
        assert_eq!(slugs(&home["blocks"][1]["items"]), ["old", "tunnel"]);
    }
}

#[actix_web::test]
async fn popular_blocks_are_cut_from_what_popular_lists() {
    use newswire::db::schema::article_views;
    for world in worlds().await {
        world
            .write(|conn| {
                // Equals, the newer of which stands first; in the hour that the window begins in, and one ahead.
                for (slug, hour) in [
                    ("old", "2026-11-15T10:00:00Z"),
                    ("middle", "2026-11-15T10:00:00Z"),
                    ("tunnel", "2026-11-14T12:00:00Z"),
                    ("photos", "2026-11-16T12:00:00Z"),
                ] {
                    let id: Id = articles::table.filter(articles::slug.eq(slug)).select(articles::id).first(conn)?;
                    diesel::insert_into(article_views::table)
                        .values((
                            article_views::article_id.eq(id),
                            article_views::hour.eq(time(hour)),
                            article_views::views.eq(5_i64),
                        ))
                        .execute(conn)?;
                }
                Ok(())
            })
            .await;
        let block = |key: &str, size: i64| json!({"key": key, "kind": "popular", "window": "24h", "size": size});
        world.set(json!({"home": [block("few", 1), block("more", 9)]})).await.unwrap();
        let home = world.json("/v1/home?dedupe=false").await;
        assert_eq!(slugs(&home["blocks"][0]["items"]), ["middle"]);
        assert_eq!(slugs(&home["blocks"][1]["items"]), ["middle", "tunnel", "old"]);
        let home = world.json("/v1/home").await;
        assert_eq!(slugs(&home["blocks"][0]["items"]), ["middle"]);
        assert_eq!(slugs(&home["blocks"][1]["items"]), ["tunnel", "old"]);
    }
}

#[actix_web::test]
async fn a_page_that_ended_unannounced_is_gone() {
    for world in worlds().await {
        world
            .write(|conn| {
                let id = page(conn, 5, "ended-page", true, false)?;
                let ended = pages::public_until.eq(Some(time("2026-11-02T00:00:00Z")));
                diesel::update(pages::table.find(id)).set(ended).execute(conn).map(drop)
            })
            .await;
        assert_eq!(world.resolve("/ended-page").await, "gone");
    }
}

#[actix_web::test]
async fn own_addresses_are_found_to_the_letter() {
    for world in worlds().await {
        world.set(site_file()).await.unwrap();
        for (path, kind) in [
            ("/", "home"),
            ("/news", "category"),
            ("/news/photo-news", "category"),
            ("/tags/transport", "tag"),
            ("/authors/ada", "author"),
            ("/about/contact", "page"),
            ("/city/tunnel", "article"),
            ("/news/photo-news/photos", "article"),
        ] {
            assert_eq!(world.resolve(path).await, format!("found {kind} {path}"));
            let whole = format!("https://www.news.example{path}");
            assert_eq!(world.resolve(&whole).await, format!("found {kind} {path}"), "{whole}");
        }
        for (path, seen) in [
            ("/news/page/2", "found category /news 2"),
            ("/page/3", "found home / 3"),
            ("/2023", "found archive /2023 \"2023\""),
            ("/2023/11/15", "found archive /2023/11/15 \"2023-11-15\""),
            ("/2023/11/page/2", "found archive /2023/11 \"2023-11\" 2"),
            ("/city?utm_source=x", "found category /city"),
        ] {
            assert_eq!(world.resolve(path).await, seen, "{path}");
        }
    }
}

#[actix_web::test]
async fn other_addresses_lead_there_in_one_hop() {
    for world in worlds().await {
        world.set(site_file()).await.unwrap();
        let site = "https://news.example";
        for (path, kind, to) in [
            ("/news/", "category", "/news"),
            ("/News", "category", "/news"),
            ("//city", "category", "/city"),
            ("/index.php/city/tunnel", "article", "/city/tunnel"),
            ("/index.php", "home", "/"),
            ("/city/tunnel/", "article", "/city/tunnel"),
            ("/City/Tunnel", "article", "/city/tunnel"),
            ("/elsewhere/tunnel", "article", "/city/tunnel"),
            ("/tunnel", "article", "/city/tunnel"),
            ("/city/tunnel/amp/", "article", "/city/tunnel"),
            ("/city/tunnel/feed", "article", "/city/tunnel"),
            ("/city/tunnel/page/2", "article", "/city/tunnel"),
            ("/news/page/1", "category", "/news"),
            ("/category/news/photo-news/", "category", "/news/photo-news"),
            ("/category/photo-news", "category", "/news/photo-news"),
            ("/tag/transport", "tag", "/tags/transport"),
            ("/author/ada/", "author", "/authors/ada"),
            ("/?p=111", "article", "/city/tunnel"),
            ("/?p=11", "article", "/city/tunnel"),
            ("/index.php?page_id=2", "page", "/about/contact"),
            ("/?cat=43", "category", "/city"),
            ("/?tag=transport", "tag", "/tags/transport"),
            ("/?author=3", "author", "/authors/ada"),
        ] {
            assert_eq!(world.resolve(path).await, format!("redirect {site}{to} {kind} {to}"), "{path}");
        }
        for (path, seen) in [
            ("/news/page/2/", "redirect https://news.example/news/page/2 category /news 2"),
            ("/category/city/page/2", "redirect https://news.example/city/page/2 category /city 2"),
            ("/2023/1", "redirect https://news.example/2023/01 archive /2023/01 \"2023-01\""),
            ("/feed/", "redirect http://api.example/feeds/rss.xml feed /feeds/rss.xml"),
            (
                "/news/feed/atom",
                "redirect http://api.example/feeds/category/news/atom.xml feed /feeds/category/news/atom.xml",
            ),
            (
                "/tag/transport/feed",
                "redirect http://api.example/feeds/tag/transport/rss.xml feed /feeds/tag/transport/rss.xml",
            ),
            (
                "/?attachment_id=900",
                "redirect https://old.example/wp-content/uploads/a.jpg media /wp-content/uploads/a.jpg",
            ),
        ] {
            assert_eq!(world.resolve(path).await, seen, "{path}");
        }
    }
}

#[actix_web::test]
async fn old_addresses_are_remembered() {
    for world in worlds().await {
        world.set(site_file()).await.unwrap();
        world
            .write(|conn| {
                let now = time(NOW);
                let id = |conn: &mut Conn, slug: &str| {
                    articles::table.filter(articles::slug.eq(slug)).select(articles::id).first(conn)
                };
                let (tunnel, draft, archived): (Id, Id, Id) =
                    (id(conn, "tunnel")?, id(conn, "draft")?, id(conn, "archived")?);
                let city: Id =
                    categories::table.filter(categories::slug.eq("city")).select(categories::id).first(conn)?;
                redirects::remember_slug(conn, now, "tunnel-old", tunnel)?;
                redirects::remember(conn, now, "/?p=5", &Target::imported(Kind::Category, city))?;
                redirects::remember_many(
                    conn,
                    now,
                    &[
                        ("/2023/11/the-tunnel/".into(), Target::imported(Kind::Article, tunnel)),
                        ("/2023/11/photos".into(), Target::imported(Kind::Article, tunnel)),
                        ("/caf%C3%A9/".into(), Target::imported(Kind::Category, city)),
                        ("/old-draft".into(), Target::imported(Kind::Article, draft)),
                        ("/old-archived".into(), Target::imported(Kind::Article, archived)),
                        ("/taken-down".into(), Target { lead: Lead::Gone, origin: Origin::Editor }),
                        ("/twice".into(), Target { lead: Lead::path("/City/").unwrap(), origin: Origin::Editor }),
                        (
                            "/subscribe-now".into(),
                            Target { lead: Lead::path("/subscribe?from=old").unwrap(), origin: Origin::Editor },
                        ),
                        ("/blog/first".into(), Target::imported(Kind::Article, draft)),
                    ],
                )?;
                redirects::remember(conn, now, "/blog/first", &Target::imported(Kind::Article, tunnel))?;
                redirects::remember_base(conn, "https://old.example/blog/")?;
                redirects::remember_base(conn, "https://old.example/blog")
            })
            .await;
        let tunnel = "redirect https://news.example/city/tunnel article /city/tunnel";
        let city = "redirect https://news.example/city category /city";
        for (path, seen) in [
            ("/city/tunnel-old", tunnel),
            ("/2023/11/the-tunnel", tunnel),
            ("/2023/11/THE-TUNNEL/", tunnel),
            ("/2023/11/photos/", tunnel),
            ("/2023/11/the-tunnel/amp", tunnel),
            ("/?p=5", city),
            ("/café", city),
            ("/caf%c3%a9/page/1", city),
            ("/old-draft", "not_found"),
            ("/old-archived", "gone"),
            ("/taken-down", "gone"),
            ("/twice", city),
            ("/subscribe-now", "redirect https://news.example/subscribe?from=old"),
            ("https://old.example/blog/first/", tunnel),
            ("http://www.old.example/blog/city/tunnel", tunnel),
            ("https://old.example/blog/?p=5", city),
            ("https://old.example/blog/", "redirect https://news.example/ home /"),
            ("https://stranger.example/city", "not_found"),
            ("https://news.example.org/city", "not_found"),
        ] {
            assert_eq!(world.resolve(path).await, seen, "{path}");
        }
    }
}

#[actix_web::test]
async fn what_is_not_public_is_gone_or_was_never_there() {
    for world in worlds().await {
        for (path, seen) in [
            ("/news/draft", "not_found"),
            ("/news/ahead", "not_found"),
            ("/draft-page", "not_found"),
            ("/none/at/all", "not_found"),
            ("/?p=114", "not_found"),
            ("/?p=115", "gone"),
            ("/?p=99999", "not_found"),
            ("/news/archived", "gone"),
            ("/gone-page", "gone"),
            ("/gone-page/", "gone"),
            ("/archived/amp", "gone"),
            ("/a%00b", "not_found"),
            ("/a%0d%0ab", "not_found"),
            ("/%ff", "not_found"),
            ("/tags/none", "not_found"),
            ("/category/none", "not_found"),
            ("/2023/13", "not_found"),
            ("/none/feed", "not_found"),
        ] {
            assert_eq!(world.resolve(path).await, seen, "{path}");
        }
        let long = format!("path=/{}", "a".repeat(2000));
        for bad in ["", "path=", "path=news", "path=javascript:alert(1)", "path=/a&x=1", "path=%00", long.as_str()] {
            assert_eq!(world.get(&format!("/v1/resolve?{bad}")).await.0, 400, "{bad}");
        }
        let body = world.json("/v1/resolve?path=/nowhere").await;
        assert_eq!(body, json!({"outcome": "not_found", "http_status": 404, "location": null, "resource": null}));
    }
}

#[actix_web::test]
async fn other_permalinks_are_followed() {
    for world in worlds().await {
        let patterns = json!({"permalinks": {"article": "/{yyyy}/{mm}/{slug}", "category": "/category/{path}", "tag": "/tag/{slug}"}, "home_url": "https://news.example/sub"});
        world.set(patterns).await.unwrap();
        for (path, seen) in [
            ("/2026/11/tunnel", "found article /2026/11/tunnel"),
            ("/category/news/photo-news", "found category /category/news/photo-news"),
            ("/tag/transport", "found tag /tag/transport"),
            ("/2026/11", "found archive /2026/11 \"2026-11\""),
            ("/2020/01/tunnel", "redirect https://news.example/sub/2026/11/tunnel article /2026/11/tunnel"),
            ("https://news.example/sub/2026/11/tunnel", "found article /2026/11/tunnel"),
            ("https://news.example/2026/11/tunnel", "not_found"),
        ] {
            assert_eq!(world.resolve(path).await, seen, "{path}");
        }
        world.set(json!({"permalinks": {"article": "/{number}-{slug}"}})).await.unwrap();
        assert_eq!(world.resolve("/11-tunnel").await, "found article /11-tunnel");
        assert_eq!(world.resolve("/11-x").await, "redirect https://news.example/sub/11-tunnel article /11-tunnel");
    }
}

#[actix_web::test]
async fn every_write_is_logged_once() {
    use newswire::db::schema::changes as log;
    for world in worlds().await {
        world.set(site_file()).await.unwrap();
        world.set(json!({"home": []})).await.unwrap();
        let rows: Vec<(String, i64, Json<Vec<String>>)> = world
            .write(|conn| {
                log::table
                    .filter(log::kind.ne("tag"))
                    .order(log::seq)
                    .select((log::event, log::version, log::keys))
                    .load(conn)
            })
            .await;
        let seen: Vec<(String, i64, String)> =
            rows.into_iter().map(|(event, version, keys)| (event, version, keys.0.join(" "))).collect();
        let row = |event: &str, version, keys: &str| (event.to_owned(), version, keys.to_owned());
        assert_eq!(
            seen,
            [
                row("site.updated", 1, "site refs articles"),
                row("home.updated", 1, "home"),
                row("menu.updated", 1, "menu:footer site"),
                row("menu.updated", 1, "menu:main site"),
                row("home.updated", 2, "home"),
            ]
        );
        let home = Id(uuid::Uuid::nil());
        let last = world.write(move |conn| changes::last_version(conn, changes::Kind::Home, home)).await;
        assert_eq!(last, 2);
    }
}
