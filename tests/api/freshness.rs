//! Kept answers are true. After each of a long row of random changes every address that was ever asked
//! is asked again: of a server that keeps answers, of one that keeps none, and of a cache in front that
//! knows nothing but the keys of answers and of the log. All must be equal.
//!
//! `NEWSWIRE_TEST_STEPS` and `NEWSWIRE_TEST_SEED` make the row longer or another one.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use actix_web::dev::Service;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, Error};
use diesel::prelude::*;
use newswire::app::Server;
use newswire::articles::{self, ArticleRow, BodyFormat, NewArticle, Status};
use newswire::auth::Role;
use newswire::authors::{self, NewAuthor};
use newswire::body;
use newswire::categories::{self, NewCategory};
use newswire::clock::Clock;
use newswire::commands;
use newswire::comments::{self, NewComment, Subject};
use newswire::db::schema::changes;
use newswire::db::{Conn, Database, DatabaseError, Id, Json, Time};
use newswire::home::{self, NewHomeBlock, Selection};
use newswire::http::edge::edge;
use newswire::menus::{self, NewMenu, NewMenuItem, Target};
use newswire::pages::{self, NewPage};
use newswire::site;
use newswire::tags::{self, NewTag};
use newswire::users::{self, Email, NewUser};
use newswire::views::Window;

use serde_json::{Value, json};

use crate::on_both;
use crate::support::desk::{PASSWORD, password_hash};
use crate::support::server::{demo_moment, empty_database, settings};
use crate::support::{Backend, TestServer};
use crate::support::{newsroom, postgres};

const SECRET: &str = "a secret of the tests alone, forty bytes";

/// Random numbers that are the same for the same seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap()
    }

    fn one<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.below(all.len())].clone())
    }

    fn some<T: Clone>(&mut self, all: &[T], most: usize) -> Vec<T> {
        let mut chosen = all.to_vec();
        while chosen.len() > self.below(most + 1) && !chosen.is_empty() {
            let at = self.below(chosen.len());
            chosen.remove(at);
        }
        chosen.truncate(most);
        chosen
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A newsroom in which everything changes all the time.
struct Newsroom {
    dice: Dice,
    clock: Clock,
    db: Database,
    articles: Vec<(Id, String)>,
    categories: Vec<(Id, String)>,
    tags: Vec<(Id, String)>,
    authors: Vec<(Id, String)>,
    pages: Vec<(Id, String)>,
    named: usize,
}

impl Newsroom {
    fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Conn) -> QueryResult<T> + Send + 'static) -> T {
        let db = self.db.clone();
        let done = std::thread::spawn(move || db.write_blocking(move |conn| work(conn).map_err(DatabaseError::from)));
        done.join().unwrap().unwrap()
    }

    fn fresh_name(&mut self, kind: &str) -> String {
        self.named += 1;
        format!("{kind}-{}", self.named)
    }

    /// One change, or some time; what it was.
    fn step(&mut self) -> String {
        match self.dice.below(100) {
            0..25 => self.new_article(),
            25..55 => self.change_article(),
            55..60 => self.change_category(),
            60..65 => self.change_tag(),
            65..70 => self.change_author(),
            70..75 => self.change_page(),
            75..79 => self.change_menu(),
            79..82 => self.change_home(),
            82..84 => self.change_site(),
            84..87 => self.pin(),
            _ => self.wait(),
        }
    }

    fn wait(&mut self) -> String {
        let seconds = [1, 30, 600, 3_600, 7_200, 90_000][self.dice.below(6)];
        self.clock.set(self.clock.now().plus_seconds(seconds));
        format!("{seconds} s pass")
    }

    fn article(&mut self, id: Id, slug: &str) -> NewArticle {
        let now = self.clock.now();
        let title = format!("Title {}", self.dice.below(1_000));
        let mut row = ArticleRow::draft(id, slug, &title, "en", now);
        let (status, at) = match self.dice.below(10) {
            0 => (Status::Draft, now),
            1 => (Status::Archived, now),
            2..5 => (Status::Scheduled, now.plus_seconds(600 * self.dice.below(20) as i64)),
            _ => (Status::Published, now.plus_seconds(-3_600 * self.dice.below(40) as i64)),
        };
        row = row.with_status(status, at);
        let later =
            |dice: &mut Dice| dice.chance(20).then(|| now.plus_seconds(900 * dice.below(30) as i64).whole_seconds());
        (row.featured_until, row.breaking_until) = (later(&mut self.dice), later(&mut self.dice));
        row.public_until = later(&mut self.dice).filter(|until| *until > row.public_from);
        row.comments_open = self.dice.chance(70);
        let ids = |all: &[(Id, String)]| all.iter().map(|(id, _)| *id).collect::<Vec<_>>();
        let (sections, labels, people) = (ids(&self.categories), ids(&self.tags), ids(&self.authors));
        let categories = self.dice.some(&sections, 3);
        row.primary_category_id = categories.first().copied();
        let text = format!("<p>Text {}</p>", self.dice.below(1_000));
        let mut new = NewArticle::new(row, body::from_html(&text, &()), BodyFormat::Html, text, "test");
        new.categories = categories;
        new.tags = self.dice.some(&labels, 3);
        new.authors = self.dice.some(&people, 2).into_iter().map(|id| (id, "author".to_owned())).collect();
        new
    }

    fn new_article(&mut self) -> String {
        let (id, slug) = (Id::new(), self.fresh_name("story"));
        let new = self.article(id, &slug);
        let (now, said) = (self.clock.now(), format!("{slug} is new, {}", new.row.status));
        newsroom::publish(&self.db, now, vec![new]);
        self.articles.push((id, slug));
        said
    }

    fn change_article(&mut self) -> String {
        let Some((id, mut slug)) = self.dice.one(&self.articles) else { return self.new_article() };
        if self.dice.chance(15) {
            slug = self.fresh_name("story");
        }
        let new = self.article(id, &slug);
        let (now, said) = (self.clock.now(), format!("{slug} changes to {}", new.row.status));
        newsroom::replace(&self.db, now, new);
        self.articles.retain(|(known, _)| *known != id);
        self.articles.push((id, slug));
        said
    }

    fn change_category(&mut self) -> String {
        let now = self.clock.now();
        let known = self.dice.one(&self.categories).filter(|_| self.dice.chance(70));
        let (id, slug) = match &known {
            Some((id, slug)) if self.dice.chance(60) => (*id, slug.clone()),
            Some((id, _)) => (*id, self.fresh_name("section")),
            None => (Id::new(), self.fresh_name("section")),
        };
        let mut new = NewCategory::new(id, &slug, &format!("Section {}", self.dice.below(1_000)), now);
        new.parent_id = self.dice.one(&self.categories).map(|(id, _)| id).filter(|parent| *parent != id);
        let is_new = known.is_none();
        let kept = self.write(move |conn| match is_new {
            true => categories::create(conn, now, new).map(|_| true),
            // A move under itself is refused, and changes nothing.
            false => Ok(categories::update(conn, now, id, &new).is_ok()),
        });
        if kept {
            self.categories.retain(|(known, _)| *known != id);
            self.categories.push((id, slug.clone()));
        }
        format!("section {slug} changes: {kept}")
    }

    fn change_tag(&mut self) -> String {
        let now = self.clock.now();
        let known = self.dice.one(&self.tags).filter(|_| self.dice.chance(70));
        let (id, slug) = match &known {
            Some((id, slug)) if self.dice.chance(60) => (*id, slug.clone()),
            Some((id, _)) => (*id, self.fresh_name("tag")),
            None => (Id::new(), self.fresh_name("tag")),
        };
        let new = NewTag::new(id, &slug, &format!("Tag {}", self.dice.below(1_000)), now);
        let is_new = known.is_none();
        self.write(
            move |conn| if is_new { tags::create(conn, now, new).map(drop) } else { tags::update(conn, now, id, &new) },
        );
        self.tags.retain(|(known, _)| *known != id);
        self.tags.push((id, slug.clone()));
        format!("{slug} changes")
    }

    fn change_author(&mut self) -> String {
        let now = self.clock.now();
        let known = self.dice.one(&self.authors).filter(|_| self.dice.chance(70));
        let (id, slug) = match &known {
            Some((id, slug)) if self.dice.chance(60) => (*id, slug.clone()),
            Some((id, _)) => (*id, self.fresh_name("writer")),
            None => (Id::new(), self.fresh_name("writer")),
        };
        let new = NewAuthor::new(id, &slug, &format!("Writer {}", self.dice.below(1_000)), now);
        let is_new = known.is_none();
        self.write(move |conn| {
            if is_new { authors::create(conn, now, new).map(drop) } else { authors::update(conn, now, id, &new) }
        });
        self.authors.retain(|(known, _)| *known != id);
        self.authors.push((id, slug.clone()));
        format!("{slug} changes")
    }

    fn change_page(&mut self) -> String {
        let now = self.clock.now();
        let known = self.dice.one(&self.pages).filter(|_| self.dice.chance(70));
        let (id, slug) = match &known {
            Some((id, slug)) if self.dice.chance(60) => (*id, slug.clone()),
            Some((id, _)) => (*id, self.fresh_name("page")),
            None => (Id::new(), self.fresh_name("page")),
        };
        let text = format!("<p>Page {}</p>", self.dice.below(1_000));
        let mut new =
            NewPage::new(id, &slug, &format!("Page {}", self.dice.below(1_000)), body::from_html(&text, &()), now);
        if self.dice.chance(30) {
            (new.status, new.public_from) = (Status::Scheduled, now.plus_seconds(900).whole_seconds());
        }
        if self.dice.chance(20) {
            new.public_until = Some(now.plus_seconds(4_000).whole_seconds());
        }
        new.parent_id = self.dice.one(&self.pages).map(|(id, _)| id).filter(|parent| *parent != id);
        let is_new = known.is_none();
        let kept = self.write(move |conn| match is_new {
            true => pages::create(conn, now, new).map(|_| true),
            false => Ok(pages::update(conn, now, id, &new).is_ok()),
        });
        if kept {
            self.pages.retain(|(known, _)| *known != id);
            self.pages.push((id, slug.clone()));
        }
        format!("{slug} changes: {kept}")
    }

    fn change_menu(&mut self) -> String {
        let mut targets: Vec<Target> = Vec::new();
        targets.extend(self.dice.one(&self.articles).map(|(id, _)| Target::Article(id)));
        targets.extend(self.dice.one(&self.categories).map(|(id, _)| Target::Category(id)));
        targets.extend(self.dice.one(&self.pages).map(|(id, _)| Target::Page(id)));
        targets.extend(self.dice.one(&self.tags).map(|(id, _)| Target::Tag(id)));
        let items = targets
            .into_iter()
            .map(|target| NewMenuItem { title: None, target, open_in_new: false, items: Vec::new() })
            .collect();
        let title = format!("Menu {}", self.dice.below(1_000));
        let menu = NewMenu { name: "main".to_owned(), title, legacy_id: None, items };
        let now = self.clock.now();
        self.write(move |conn| menus::save(conn, now, &menu));
        "the menu changes".to_owned()
    }

    fn change_home(&mut self) -> String {
        let mut all = vec![Selection::Featured, Selection::Latest, Selection::Popular(Window::Week)];
        all.extend(self.dice.one(&self.categories).map(|(id, _)| Selection::Category(id)));
        all.extend(self.dice.one(&self.articles).map(|(id, _)| Selection::Manual(vec![id])));
        let chosen = self.dice.some(&all, 4);
        let block = |(n, selection)| NewHomeBlock {
            key: format!("block-{n}"),
            title: Some("Block".into()),
            selection,
            size: 3,
            link: None,
        };
        let blocks: Vec<NewHomeBlock> = chosen.into_iter().enumerate().map(block).collect();
        let now = self.clock.now();
        self.write(move |conn| home::save(conn, now, &blocks));
        "the front page changes".to_owned()
    }

    fn change_site(&mut self) -> String {
        let (now, name) = (self.clock.now(), format!("Paper {}", self.dice.below(1_000)));
        let days = self.dice.below(3) as u32;
        self.write(move |conn| {
            let row = site::load(conn)?;
            let mut settings = row.settings.0;
            settings.name = name;
            settings.comments.close_after_days = (days > 0).then_some(days);
            site::save(conn, now, &settings, row.logo_id, row.icon_id)
        });
        "the site changes".to_owned()
    }

    fn pin(&mut self) -> String {
        let (category, article) = (self.dice.one(&self.categories), self.dice.one(&self.articles));
        let (Some((category, _)), Some((article, _))) = (category, article) else { return "nothing to pin".to_owned() };
        let now = self.clock.now();
        let until = now.plus_seconds(1_800);
        self.write(move |conn| categories::set_pinned(conn, now, category, Some((article, until.whole_seconds()))));
        "a story is pinned".to_owned()
    }

    /// A call of the Admin API.
    fn call(&mut self) -> Option<Call> {
        let kind = self.dice.below(5);
        let (place, known) = match kind {
            0 => ("tags", &self.tags),
            1 => ("authors", &self.authors),
            2 => ("pages", &self.pages),
            _ => ("categories", &self.categories),
        };
        let (id, slug) = self.dice.one(known)?;
        let (other, _) = self.dice.one(known)?;
        let at = format!("/v1/admin/{place}/{id}");
        let other = (other != id).then(|| other.to_string());
        Some(match self.dice.below(if place == "pages" { 3 } else { 5 }) {
            0 | 1 => {
                let slug = if self.dice.chance(60) { self.fresh_name("moved") } else { slug };
                let mut body = json!({"slug": slug});
                if kind > 2 {
                    body["parent_id"] = json!(other);
                }
                if kind == 2 {
                    body["status"] = json!((*["draft", "published", "archived"][self.dice.below(3)]).to_owned());
                    body["published_at"] = json!(
                        self.clock.now().plus_seconds(600 * self.dice.below(5) as i64).whole_seconds().to_string()
                    );
                }
                Call { method: Method::PATCH, uri: at, body, id, slug: Some(slug) }
            }
            2 => {
                let place = other.filter(|_| kind > 2).map(|other| format!("?articles_to={other}")).unwrap_or_default();
                Call { method: Method::DELETE, uri: format!("{at}{place}"), body: Value::Null, id, slug: None }
            }
            _ => Call {
                method: Method::POST,
                uri: format!("{at}/merge"),
                body: json!({"into_id": other?}),
                id,
                slug: None,
            },
        })
    }

    /// What a call that was taken changed.
    fn taken(&mut self, call: &Call) {
        for all in [&mut self.tags, &mut self.authors, &mut self.pages, &mut self.categories] {
            let at = all.iter().position(|(id, _)| *id == call.id);
            match (at, &call.slug) {
                (Some(at), Some(slug)) => all[at].1.clone_from(slug),
                (Some(at), None) => drop(all.remove(at)),
                (None, _) => {}
            }
        }
    }

    /// An address that somebody might ask.
    fn address(&mut self) -> String {
        let of = |named: Option<(Id, String)>, dice: &mut Dice| {
            named.map_or("none".to_owned(), |(id, slug)| if dice.chance(50) { slug } else { id.to_string() })
        };
        let article = of(self.dice.one(&self.articles), &mut self.dice);
        let category = of(self.dice.one(&self.categories), &mut self.dice);
        let tag = of(self.dice.one(&self.tags), &mut self.dice);
        let author = of(self.dice.one(&self.authors), &mut self.dice);
        let page = self.dice.one(&self.pages).map_or("none".to_owned(), |(_, slug)| slug);
        let all = [
            "/v1/articles?limit=3".to_owned(),
            "/v1/articles?limit=2&page=2".to_owned(),
            "/v1/articles?limit=3&sort=title".to_owned(),
            "/v1/articles?limit=3&sort=-updated_at".to_owned(),
            "/v1/articles?limit=3&featured=true".to_owned(),
            "/v1/articles?limit=3&featured=false".to_owned(),
            "/v1/articles?limit=3&breaking=false".to_owned(),
            "/v1/articles?limit=3&comment_status=open".to_owned(),
            "/v1/articles?limit=3&comment_status=closed".to_owned(),
            "/v1/articles?limit=2&include=related,adjacent,body".to_owned(),
            format!("/v1/articles?limit=2&tag={tag}&include=head_html"),
            format!("/v1/articles?limit=2&author={author}&include=json_ld"),
            "/v1/authors?limit=2&include=head_html".to_owned(),
            "/v1/categories?limit=2&include=head_html".to_owned(),
            format!("/v1/articles?limit=3&category={category}"),
            format!("/v1/articles?limit=2&category={category}&include=adjacent,read_also"),
            format!("/v1/articles?limit=2&tag={tag}&fields=id,adjacent.next.title"),
            format!("/v1/articles?limit=3&category_exact={category}"),
            format!("/v1/articles?limit=3&exclude_category={category}"),
            format!("/v1/articles?limit=3&tag={tag}"),
            format!("/v1/articles?limit=3&author={author}"),
            format!("/v1/articles?limit=3&author={author}&tag={tag}"),
            format!("/v1/articles?limit=2&category={category}&tag={tag}"),
            format!("/v1/articles?limit=2&category={category}&author={author}&page=2"),
            format!("/v1/articles?limit=2&category_exact={category}&author={author}&sort=published_at"),
            format!("/v1/articles?limit=2&tag={tag}&exclude_category={category}"),
            "/v1/articles?limit=2&format=standard&language=en".to_owned(),
            format!("/v1/articles/{article}"),
            format!("/v1/articles/{article}"),
            format!("/v1/articles/{article}"),
            format!("/v1/articles/{article}?fields=title,adjacent"),
            format!("/v1/articles/{article}/adjacent"),
            format!("/v1/articles/{article}/adjacent?in=category"),
            format!("/v1/articles/{article}/related"),
            "/v1/site".to_owned(),
            "/v1/site?include=navigation".to_owned(),
            "/v1/menus".to_owned(),
            "/v1/menus/main".to_owned(),
            "/v1/menus/main?include=featured,recent".to_owned(),
            "/v1/home".to_owned(),
            "/v1/categories?limit=100".to_owned(),
            "/v1/categories?view=tree&include=recent".to_owned(),
            format!("/v1/categories/{category}"),
            "/v1/tags".to_owned(),
            format!("/v1/tags/{tag}?include=recent"),
            "/v1/authors".to_owned(),
            format!("/v1/authors/{author}"),
            "/v1/pages".to_owned(),
            format!("/v1/pages/{page}"),
            format!("/v1/pages?path={page}"),
            format!("/v1/resolve?path=/{page}/"),
            format!("/v1/resolve?path=/{category}"),
            format!("/v1/resolve?path=/?p={}", self.dice.below(20)),
            "/v1/archive".to_owned(),
            "/v1/paths?limit=50".to_owned(),
            format!("/v1/resolve?path=/tags/{tag}"),
            format!("/v1/resolve?path=/{category}/{article}"),
            "/feeds/rss.xml".to_owned(),
            format!("/feeds/category/{category}/atom.xml"),
            format!("/feeds/tag/{tag}/feed.json"),
            "/sitemap.xml".to_owned(),
            "/sitemaps/pages.xml".to_owned(),
            "/sitemaps/categories.xml".to_owned(),
            "/sitemaps/tags.xml".to_owned(),
            "/sitemaps/authors.xml".to_owned(),
            format!("/sitemaps/articles-{}.xml", &self.clock.now().to_string()[..7]),
            "/news-sitemap.xml".to_owned(),
            "/robots.txt".to_owned(),
        ];
        all[self.dice.below(all.len())].clone()
    }
}

/// A call of the Admin API: what it is about, and its slug then; none: it is gone.
struct Call {
    method: Method,
    uri: String,
    body: Value,
    id: Id,
    slug: Option<String>,
}

/// Calls the Admin API; the status and the body.
async fn send<S, B>(service: &S, token: &str, method: Method, uri: &str, body: &Value) -> (u16, Value)
where
    S: Service<actix_http::Request, Response = actix_web::dev::ServiceResponse<B>, Error = Error>,
    B: actix_web::body::MessageBody,
{
    let request = TestRequest::with_uri(uri).method(method).peer_addr(([127, 0, 0, 1], 4711).into());
    let request = request.insert_header(("If-Match", "*")).insert_header(("Authorization", format!("Bearer {token}")));
    let request = if body.is_null() { request } else { request.set_json(body) };
    let answer = call_service(service, request.to_request()).await;
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&read_body(answer).await).unwrap_or_default())
}

/// A key for everything that the newsroom works on.
async fn key<S, B>(service: &S, db: &Database, now: Time) -> String
where
    S: Service<actix_http::Request, Response = actix_web::dev::ServiceResponse<B>, Error = Error>,
    B: actix_web::body::MessageBody,
{
    let new = NewUser {
        email: Email::parse("root@desk.example").unwrap(),
        name: "Root".to_owned(),
        role: Role::Admin,
        password_hash: password_hash(),
        author_id: None,
        active: true,
    };
    db.write(move |conn| users::create(conn, now, &new).map_err(DatabaseError::from)).await.unwrap();
    let signed_in = json!({"email": "root@desk.example", "password": PASSWORD});
    let (status, tokens) = send(service, "", Method::POST, "/v1/admin/session", &signed_in).await;
    assert_eq!(status, 201, "{tokens}");
    let scopes = ["tags:write", "authors:write", "categories:write", "pages:write"];
    let wanted = json!({"name": "The dice", "scopes": scopes});
    let token = tokens["access_token"].as_str().unwrap();
    let (status, made) = send(service, token, Method::POST, "/v1/admin/keys", &wanted).await;
    assert_eq!(status, 201, "{made}");
    made["secret"].as_str().unwrap().to_owned()
}

/// What a caller sees of an answer, and what a cache may do with it.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    status: u16,
    tag: String,
    link: String,
    keys: Vec<String>,
    body: String,
    /// Seconds for which a cache in front may keep it.
    shared: i64,
}

impl Seen {
    /// What must be equal. A problem names the request that it is for.
    fn said(&self) -> (u16, &str, &str, String) {
        let body = if self.status < 400 { self.body.clone() } else { self.status.to_string() };
        (self.status, &self.tag, &self.link, body)
    }
}

async fn ask<S, B>(service: &S, uri: &str) -> Seen
where
    S: Service<actix_http::Request, Response = actix_web::dev::ServiceResponse<B>, Error = Error>,
    B: actix_web::body::MessageBody,
{
    let answer = call_service(service, TestRequest::get().uri(uri).to_request()).await;
    let header =
        |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let (status, mut tag, mut link) = (answer.status().as_u16(), header("etag"), header("link"));
    let keys = header("surrogate-key").split_whitespace().map(str::to_owned).collect();
    let control = header("cache-control");
    let shared = control.split("s-maxage=").nth(1).and_then(|rest| rest.split(',').next()?.parse().ok()).unwrap_or(0);
    let mut body = String::from_utf8(read_body(answer).await.to_vec()).unwrap();
    if uri.contains("sort=-updated_at") {
        // Its cursors say how far the log had come: what is older is true as well.
        (tag, link) = (String::new(), String::new());
        body = serde_json::from_str::<serde_json::Value>(&body).unwrap()["data"].to_string();
    }
    Seen { status, tag, link, keys, body, shared }
}

/// A cache in front that believes the keys of answers, the keys of the log, and nothing else.
#[derive(Default)]
struct Front {
    kept: BTreeMap<String, (Seen, Time)>,
    read_to: i64,
}

impl Front {
    fn purge(&mut self, conn: &mut Conn) -> QueryResult<usize> {
        let rows: Vec<(i64, Json<Vec<String>>)> = changes::table
            .filter(changes::seq.gt(self.read_to))
            .order(changes::seq)
            .select((changes::seq, changes::keys))
            .load(conn)?;
        self.read_to = rows.last().map_or(self.read_to, |(seq, _)| *seq);
        let purged: HashSet<String> = rows.into_iter().flat_map(|(_, keys)| keys.0).collect();
        self.kept.retain(|_, (seen, _)| !seen.keys.iter().any(|key| purged.contains(key)));
        Ok(purged.len())
    }
}

async fn follow(backend: Backend, seed: u64, steps: usize) {
    let dir = tempfile::tempdir().unwrap();
    let database = empty_database(backend, dir.path());
    let data = dir.path().display().to_string();
    let line = |size| {
        let memory = ["--cache-size", size, "--list-memory", size];
        settings(&[&["--data", &data, "--database", &database, "--secret", SECRET], &memory[..]].concat())
    };
    let (keeping, plain) = (line("100000000"), line("0"));
    let (db, secret) = open(&keeping).await;
    let clock = Clock::held_at(demo_moment());
    let kept = Server::new(db.clone(), keeping, clock.clone(), &secret).unwrap();
    let (other, _) = open(&plain).await;
    let anew = Server::new(other.clone(), plain, clock.clone(), &secret).unwrap();
    let service = |server: &Server| {
        let server = server.clone();
        App::new().wrap(from_fn(edge)).configure(move |config| server.configure(config))
    };
    let (first, second) = (init_service(service(&kept)).await, init_service(service(&anew)).await);
    let mut room = Newsroom {
        dice: Dice(seed),
        clock: clock.clone(),
        db,
        articles: Vec::new(),
        categories: Vec::new(),
        tags: Vec::new(),
        authors: Vec::new(),
        pages: Vec::new(),
        named: 0,
    };
    kept.tick().await.unwrap();
    let (mut known, mut front) = (Vec::<String>::new(), Front::default());
    let (mut asked, mut kept_over, mut taken) = (0, 0, 0);
    let key = key(&first, &room.db, clock.now()).await;
    for step in 0..steps {
        let call = if room.dice.chance(25) { room.call() } else { None };
        let said = match call {
            Some(call) => {
                let (status, said) = send(&first, &key, call.method.clone(), &call.uri, &call.body).await;
                assert!(status < 500 && status != 401 && status != 403, "{status} {said}");
                if status < 300 {
                    taken += 1;
                    room.taken(&call);
                }
                format!("{} {} {}: {status}", call.method, call.uri, call.body)
            }
            None => room.step(),
        };
        // The clock's own work is done each second; some requests come before it.
        if room.dice.chance(70) {
            kept.tick().await.unwrap();
        }
        let new: Vec<String> = (0..3).map(|_| room.address()).collect();
        known.extend(new.into_iter().filter(|address| !known.contains(address)).collect::<Vec<_>>());
        if known.len() > 60 {
            known.drain(..10);
        }
        let (mut purging, database) = (std::mem::take(&mut front), other.clone());
        front =
            database.read(move |conn| purging.purge(conn).map(|_| purging).map_err(DatabaseError::from)).await.unwrap();
        kept_over += kept.cache.holding(known.iter().map(String::as_str), clock.now());
        // This one hears of the other's commits as another node does.
        anew.log.catch_up().await.unwrap();
        // And looks each second when the clock has something to do, for what it promises to caches in front.
        anew.look_ahead().await.unwrap();
        for address in &known {
            asked += 1;
            let (one, two) = (ask(&first, address).await, ask(&second, address).await);
            let when = format!("{address} after step {step} of seed {seed}: {said}");
            same(address, &one, &two, &when);
            same(address, &ask(&first, address).await, &two, &format!("asked again, {when}"));
            check_front(&mut front, address, &two, clock.now(), &format!("in front, {when}"));
        }
    }
    println!(
        "{backend:?}, seed {seed}: {steps} changes, {taken} by the Admin API, {asked} questions, {kept_over} of them kept over the change before"
    );
    if backend == Backend::Postgres {
        drop((kept, anew, room, first, second, other));
        postgres::remove(&database);
    }
}

/// What the cache in front holds is what the server says, unless its time is over.
fn check_front(front: &mut Front, address: &str, now_said: &Seen, now: Time, when: &str) {
    match front.kept.get(address).filter(|(_, until)| *until > now) {
        Some((held, _)) => same(address, held, now_said, when),
        None if now_said.status == 200 => {
            let until = now.plus_seconds(now_said.shared);
            front.kept.insert(address.to_owned(), (now_said.clone(), until));
        }
        None => {}
    }
}

/// Equal, but for what may lag by contract: the related articles on an article's own page, ten minutes.
fn same(address: &str, one: &Seen, two: &Seen, when: &str) {
    let is_a_page = address.strip_prefix("/v1/articles/").is_some_and(|name| !name.contains(['?', '/']));
    if is_a_page {
        assert_eq!(without_related(one), without_related(two), "{when}");
    } else {
        assert_eq!(one.said(), two.said(), "{when}");
    }
}

fn without_related(seen: &Seen) -> (u16, serde_json::Value) {
    let mut body: serde_json::Value = serde_json::from_str(&seen.body).unwrap_or_default();
    if let Some(object) = body.as_object_mut() {
        object.remove("related");
    }
    if seen.status >= 400 {
        return (seen.status, serde_json::Value::Null);
    }
    (seen.status, body)
}

async fn open(settings: &newswire::config::Settings) -> (Database, Vec<u8>) {
    let settings = settings.clone();
    // Opening waits for the database's threads, which an async thread must not.
    std::thread::spawn(move || commands::open(&settings).unwrap()).join().unwrap()
}

type Unpack = fn(&[u8]) -> Vec<u8>;

fn unbrotli(packed: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    brotli::BrotliDecompress(&mut &*packed, &mut body).unwrap();
    body
}

fn unzstd(packed: &[u8]) -> Vec<u8> {
    zstd::decode_all(packed).unwrap()
}

fn ungzip(packed: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut body).unwrap();
    body
}

/// Changes one article's title, as an editor does.
fn retitle(db: &Database, now: Time, id: Id, title: String) {
    let found = db.read_blocking(move |conn| articles::find_row(conn, id).map_err(DatabaseError::from)).unwrap();
    let row = ArticleRow { title, ..found.expect("an article") };
    let new = NewArticle::new(row, body::from_html("<p>Text</p>", &()), BodyFormat::Html, String::new(), "test");
    newsroom::replace(db, now, new);
}

on_both! {
    fn an_editor_reads_their_own_write_while_readers_crowd(server: TestServer) {
        let (client, now) = (&server.client, server.clock.now());
        let first = client.json("/v1/articles?limit=1")["data"][0].clone();
        let id = Id::parse(first["id"].as_str().unwrap()).unwrap();
        let page = format!("/v1/articles/{id}");
        let (committed, done) = (AtomicUsize::new(0), AtomicBool::new(false));
        let title_at = |address: &str| {
            let answer = client.json(address);
            let article = answer["data"].get(0).unwrap_or(&answer);
            article["title"].as_str().unwrap().strip_prefix("Round ").map_or(0, |n| n.parse::<usize>().unwrap())
        };
        std::thread::scope(|scope| {
            for reader in 0..6 {
                let (page, title_at, committed, done) = (&page, &title_at, &committed, &done);
                scope.spawn(move || {
                    let address = if reader % 2 == 0 { page.as_str() } else { "/v1/articles?limit=1" };
                    while !done.load(Ordering::SeqCst) {
                        let before = committed.load(Ordering::SeqCst);
                        let seen = title_at(address);
                        assert!(seen >= before, "{address}: asked after round {before}, saw round {seen}");
                    }
                });
            }
            for round in 1..=25 {
                retitle(&server.db, now, id, format!("Round {round}"));
                committed.store(round, Ordering::SeqCst);
                let (on_page, in_list) = (title_at(&page), title_at("/v1/articles?limit=1"));
                if (on_page, in_list) != (round, round) {
                    done.store(true, Ordering::SeqCst);
                    panic!("the editor wrote round {round}, read {on_page} on the page and {in_list} in the list");
                }
            }
            done.store(true, Ordering::SeqCst);
        });
    }

    fn what_another_process_writes_is_seen_here(server: TestServer) {
        let (client, now) = (&server.client, server.clock.now());
        let first = client.json("/v1/articles?limit=1")["data"][0].clone();
        let id = Id::parse(first["id"].as_str().unwrap()).unwrap();
        let page = format!("/v1/articles/{id}");
        client.json(&page);
        let other = Database::open(server.db.address()).unwrap();
        retitle(&other, now, id, "Written elsewhere".to_owned());
        let began = Instant::now();
        while client.json(&page)["title"] != "Written elsewhere" {
            assert!(began.elapsed().as_secs() < 20, "the other process was never heard of");
        }
        assert_eq!(client.json("/v1/articles?limit=1")["data"][0]["title"], "Written elsewhere");
        println!("{:?}: seen after {} ms", server.db.address().shown(), began.elapsed().as_millis());
    }

    fn bodies_are_packed_as_the_client_likes_and_are_one_version(server: TestServer) {
        let asked = |coding: &str| server.client.send("GET", "/v1/articles", &[("Accept-Encoding", coding)], &[]);
        let plain = asked("identity");
        let unpack: [(&str, Unpack); 3] = [("br", unbrotli), ("zstd", unzstd), ("gzip", ungzip)];
        for (coding, unpack) in unpack {
            let packed = asked(coding);
            assert_eq!((packed.header("content-encoding"), packed.header("vary")), (coding, "Accept-Encoding"));
            assert_eq!(packed.header("etag"), plain.header("etag"));
            assert!(packed.body.len() < plain.body.len() / 2, "{coding}: {} bytes", packed.body.len());
            assert!(unpack(&packed.body) == plain.body, "{coding} unpacks to another body");
            let known = [("If-None-Match", plain.header("etag")), ("Accept-Encoding", coding)];
            let same = server.client.send("GET", "/v1/articles", &known, &[]);
            assert_eq!((same.status, same.body.len(), same.header("cache-control")), (304, 0, plain.header("cache-control")));
        }
    }

    fn a_strangers_spelling_is_in_nobodys_links(server: TestServer) {
        let odd = server.client.get("/v1/articles?limit=3&%70age=2");
        let plain = server.client.get("/v1/articles?page=2&limit=3");
        assert_eq!((odd.status, odd.header("etag")), (200, plain.header("etag")));
        assert_eq!(odd.header("link"), plain.header("link"));
        assert!(plain.header("link").contains("/v1/articles?limit=3&cursor="), "{}", plain.header("link"));
    }

    fn views_and_comments_never_empty_the_cache(server: TestServer) {
        let client = &server.client;
        let article = client.json("/v1/articles?limit=1")["data"][0].clone();
        let (id, slug) = (Id::parse(article["id"].as_str().unwrap()).unwrap(), article["slug"].as_str().unwrap());
        let page = format!("/v1/articles/{slug}");
        let before = [client.get("/v1/articles"), client.get(&page), client.get("/v1/home")];
        let tags = before.map(|answer| answer.header("etag").to_owned());
        let viewed = client.send("POST", &format!("{page}/views"), &[], b"{}");
        assert_eq!(viewed.status, 202);
        let comment = NewComment::from_text(Id::new(), Subject::Article(id), "Reader", "Hello", server.clock.now());
        server
            .db
            .write_blocking(move |conn| {
                let comment = comments::create(conn, comment)?;
                comments::set_status(conn, comment, comments::Status::Approved).map_err(DatabaseError::from)
            })
            .unwrap();
        let after = [client.get("/v1/articles"), client.get(&page), client.get("/v1/home")];
        assert_eq!(tags, after.map(|answer| answer.header("etag").to_owned()));
        server.clock.set(server.clock.now().plus_seconds(601));
        assert_eq!(client.json(&page)["comments"]["count"], article["comments"]["count"].as_i64().unwrap() + 1);
    }
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn run(backend: Backend) {
    let steps = usize::try_from(number("NEWSWIRE_TEST_STEPS", 120)).unwrap();
    actix_web::rt::System::new().block_on(follow(backend, number("NEWSWIRE_TEST_SEED", 7), steps));
}

#[test]
fn kept_answers_are_true_on_sqlite() {
    run(Backend::Sqlite);
}

#[test]
fn kept_answers_are_true_on_postgres() {
    if postgres::server().is_some() {
        run(Backend::Postgres);
    }
}
