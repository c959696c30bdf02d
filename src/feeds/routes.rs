//! Feeds, for readers of feeds. What they do not know of a query they ignore, as such addresses are
//! decorated by everybody.

use actix_web::HttpRequest;
use actix_web::web::{self, Data, ServiceConfig};
use utoipa::OpenApi;

use super::model::{Entry, Feed, Form, Place};
use super::{store, write};
use crate::articles::{self, RawFilter};
use crate::cards::{Filter, Includes};
use crate::config::freshness;
use crate::db::{Conn, Id, Time};
use crate::error::{Problem, ProblemOut};
use crate::http::paging::{MOST_PLAIN_PAGES, plain_page};
use crate::http::{Answer, Freshness, Query};
use crate::media::MediaOut;
use crate::search::{self, Order, Search};
use crate::site::routes::settings;
use crate::site::{Ask, FeedOut, Here, SEARCH_FEEDS};
use crate::text::Name;
use crate::{authors, categories, tags};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(get_feed, get_search_feed, get_section_feed))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/feeds/{file}").get(get_feed))
        .service(web::resource("/feeds/search/{file}").get(get_search_feed))
        .service(web::resource("/feeds/{section}/{name}/{file}").get(get_section_feed));
}

/// Which page of a feed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedParams {
    /// The page, from 1: each has twenty articles, and names the ones around it (RFC 5005).
    #[param(minimum = 1, maximum = 500, default = 1, example = 2)]
    pub page: Option<i32>,
}

/// What a feed is made of.
struct Source {
    title: String,
    description: String,
    home: String,
    folder: String,
    /// What stands in its address besides the page.
    query: Option<String>,
    filter: RawFilter,
}

/// How its answer is kept, and who is told of it.
struct Manner {
    freshness: Freshness,
    hubs: Vec<String>,
    /// Whether search engines should leave it alone.
    hidden: bool,
}

impl Manner {
    /// Of the feeds that everybody reads.
    fn usual(req: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self { freshness: freshness::LIST, hubs: settings(req)?.websub_hubs, hidden: false })
    }
}

/// Get the feed of the site
///
/// The newest articles of the whole site with their texts, in the form that the file's name says. Ids never change; an
/// imported article keeps the one of its old feed. Parameters that are not known are ignored.
#[utoipa::path(
    get, path = "/feeds/{file}", tag = "feeds",
    params(("file" = String, Path, description = "`rss.xml` (RSS 2.0), `atom.xml` (Atom) or `feed.json` (JSON Feed 1.1).", example = "rss.xml"), FeedParams),
    responses(
        (status = 200, description = "The feed.", content((String = "application/rss+xml"), (String = "application/atom+xml"), (Object = "application/feed+json"))),
        (status = 404, description = "There is no such form.", body = ProblemOut, content_type = "application/problem+json"),
    )
)]
pub async fn get_feed(ask: Ask, req: HttpRequest, file: web::Path<String>) -> Result<Answer, Problem> {
    let form = Form::of_file(&file).ok_or_else(|| Problem::not_found("feed", &file))?;
    let site = ask.here.settings();
    let source = Source {
        title: site.name.clone(),
        description: if site.tagline.is_empty() { site.name.clone() } else { site.tagline.clone() },
        home: ask.here.addresses().url("/"),
        folder: "/feeds".to_owned(),
        query: None,
        filter: RawFilter::default(),
    };
    answer(ask, Manner::usual(&req)?, (form, &file), move |_, _| Ok(source)).await
}

/// The words of a search.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WordsParam {
    /// The words, as in `/v1/search`.
    #[param(max_length = 200, example = "tunnel")]
    pub q: String,
}

/// Get the feed of a search
///
/// What a search finds, the newest first, with its texts: at most 10,000 articles. No hub is told when it changes.
#[utoipa::path(
    get, path = "/feeds/search/{file}", tag = "feeds",
    params(("file" = String, Path, description = "`rss.xml` (RSS 2.0), `atom.xml` (Atom) or `feed.json` (JSON Feed 1.1).", example = "rss.xml"), WordsParam, FeedParams),
    responses(
        (status = 200, description = "The feed.", content((String = "application/rss+xml"), (String = "application/atom+xml"), (Object = "application/feed+json"))),
        (status = 404, description = "There is no such form, or this server does not search.", body = ProblemOut, content_type = "application/problem+json"),
    )
)]
pub async fn get_search_feed(
    ask: Ask,
    req: HttpRequest,
    file: web::Path<String>,
    search: Data<Search>,
) -> Result<Answer, Problem> {
    let form = Form::of_file(&file).filter(|_| settings(&req).is_ok_and(|settings| settings.search));
    let form = form.ok_or_else(|| Problem::not_found("feed", &format!("search/{file}")))?;
    let words = words_of(&ask.raw_query)?;
    let manner = Manner { freshness: freshness::SEARCH, hubs: Vec::new(), hidden: true };
    answer(ask, manner, (form, &file), move |conn, here| search_source(conn, here, &search, &words)).await
}

/// The words that a query asks for; whatever else it says is none of ours.
fn words_of(query: &str) -> Result<String, Problem> {
    let own: Vec<&str> = query.split('&').filter(|part| part.starts_with("q=")).collect();
    let mut query = Query::new(&own.join("&"));
    let words = query.required("q").unwrap_or_default();
    search::limit_words(&mut query, &words);
    query.finish()?;
    Ok(words)
}

fn search_source(conn: &mut Conn, here: &Here, index: &Search, words: &str) -> Result<Source, Problem> {
    let ids = search::found(conn, here, index, (words, &Filter::default()), Order::Newest)?;
    let site = &here.settings().name;
    Ok(Source {
        title: format!("“{words}” – {site}"),
        description: format!("“{words}”: {site}"),
        home: here.addresses().url("/"),
        folder: SEARCH_FEEDS.to_owned(),
        query: Some(FeedOut::search_query(words)),
        filter: RawFilter::default().among(ids),
    })
}

/// Get the feed of a category, a tag or an author
///
/// Its newest articles with their texts, those of the categories below among them.
#[utoipa::path(
    get, path = "/feeds/{section}/{name}/{file}", tag = "feeds",
    params(
        ("section" = String, Path, description = "`category`, `tag` or `author`.", example = "category"),
        ("name" = String, Path, description = "Its slug or id.", example = "city"),
        ("file" = String, Path, description = "`rss.xml` (RSS 2.0), `atom.xml` (Atom) or `feed.json` (JSON Feed 1.1).", example = "atom.xml"),
        FeedParams
    ),
    responses(
        (status = 200, description = "The feed.", content((String = "application/rss+xml"), (String = "application/atom+xml"), (Object = "application/feed+json"))),
        (status = 404, description = "There is no such list, or no such form.", body = ProblemOut, content_type = "application/problem+json"),
    )
)]
pub async fn get_section_feed(
    ask: Ask,
    req: HttpRequest,
    path: web::Path<(String, String, String)>,
) -> Result<Answer, Problem> {
    let (section, name, file) = path.into_inner();
    let form = Form::of_file(&file).ok_or_else(|| Problem::not_found("feed", &file))?;
    answer(ask, Manner::usual(&req)?, (form, &file), move |conn, here| section_source(conn, here, &section, &name))
        .await
}

fn section_source(conn: &mut Conn, here: &Here, section: &str, name: &str) -> Result<Source, Problem> {
    let unknown = || Problem::not_found("feed", &format!("{section}/{name}"));
    let (named, at) = (Name::of(name), here.addresses());
    let (axis, slug, title, description, path) = match section {
        "category" => {
            let row = categories::find(conn, &named)?.ok_or_else(unknown)?;
            let path = at.category(&row.path);
            ("category", row.slug, row.name, row.description, path)
        }
        "tag" => {
            let row = tags::find(conn, &named)?.ok_or_else(unknown)?;
            let path = at.tag(&row.slug);
            ("tag", row.slug, row.name, row.description, path)
        }
        "author" => {
            let row = authors::find(conn, &named)?.ok_or_else(unknown)?;
            let path = at.author(&row.slug);
            ("author", row.slug, row.name, row.bio, path)
        }
        _ => return Err(unknown()),
    };
    let site = &here.settings().name;
    Ok(Source {
        description: description.unwrap_or_else(|| format!("{title}: {site}")),
        title: format!("{title} – {site}"),
        home: at.url(&path),
        folder: format!("/feeds/{axis}/{slug}"),
        query: None,
        filter: RawFilter::by(axis, &slug),
    })
}

/// The page that a query asks for; whatever else it says is none of ours.
fn page_of(query: &str) -> u64 {
    query.split('&').find_map(plain_page).unwrap_or(1)
}

async fn answer(
    ask: Ask,
    manner: Manner,
    (form, file): (Form, &str),
    source: impl FnOnce(&mut Conn, &Here) -> Result<Source, Problem> + Send + 'static,
) -> Result<Answer, Problem> {
    let (page, cursors, file) = (page_of(&ask.raw_query), ask.cursors.clone(), file.to_owned());
    let (mut feed, keys) = ask
        .read(move |conn, here| {
            let source = source(conn, here)?;
            let keys = source.filter.keys().with("site");
            let includes = Includes { body_html: true, ..Includes::default() };
            let list = articles::list_page(conn, here, &cursors, (source.filter.clone(), includes), Some(page))?;
            let list = list.ok_or_else(|| Problem::not_found("feed", &file))?;
            let more = list.page.next_cursor.is_some();
            let ids: Vec<Id> = list.data.iter().map(|card| card.id).collect();
            let mut old = store::old_ids(conn, &ids)?;
            let entries = list.data.into_iter().map(|card| {
                let id = old.remove(&card.id).unwrap_or_else(|| format!("urn:uuid:{}", card.id));
                Entry { id, card }
            });
            Ok((feed(here, source, (page, more), &file, entries.collect()), keys))
        })
        .await?;
    if feed.own == feed.first {
        feed.hubs = manner.hubs;
    }
    let body = write::write(&feed, form, Place { at: ask.here.addresses() })?;
    let answer = Answer::bytes(form.media_type(), body).cached(manner.freshness, keys);
    let answer = if manner.hidden { answer.headers([("X-Robots-Tag", "noindex".to_owned())]) } else { answer };
    let answer = feed.hubs.iter().fold(answer.link("self", &feed.own), |answer, hub| answer.link("hub", hub));
    Ok(match feed.entries.is_empty() {
        true => answer,
        false => answer.headers([("Last-Modified", http_date(feed.updated))]),
    })
}

/// A moment as HTTP has it (RFC 9110, 5.6.7).
fn http_date(moment: Time) -> String {
    moment.0.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn feed(here: &Here, source: Source, (page, more): (u64, bool), file: &str, entries: Vec<Entry>) -> Feed {
    let at = here.addresses();
    let bare = at.service(&format!("{}/{file}", source.folder));
    let numbered = |page: u64| {
        let page = (page > 1).then(|| format!("page={page}"));
        let query: Vec<String> = source.query.iter().cloned().chain(page).collect();
        if query.is_empty() { bare.clone() } else { format!("{bare}?{}", query.join("&")) }
    };
    let first = numbered(1);
    let icon = here.site.icon.as_ref().or(here.site.logo.as_ref());
    Feed {
        title: source.title,
        description: source.description,
        language: here.settings().language.clone(),
        home: source.home,
        own: numbered(page),
        previous: (page > 1).then(|| numbered(page - 1)),
        next: (more && page < MOST_PLAIN_PAGES).then(|| numbered(page + 1)),
        hubs: Vec::new(),
        icon: icon.map(|row| MediaOut::new(row, None, at).url),
        updated: entries.iter().map(|entry| entry.card.updated_at).max().unwrap_or(Time(chrono::DateTime::UNIX_EPOCH)),
        entries,
        first,
    }
}
