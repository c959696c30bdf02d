//! Feeds, for readers of feeds. What they do not know of a query they ignore, as such addresses are
//! decorated by everybody.

use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::model::{Entry, Feed, Form, Place};
use super::{store, write};
use crate::articles::{self, RawFilter};
use crate::cards::Includes;
use crate::config::freshness;
use crate::db::{Conn, Id, Time};
use crate::error::{Problem, ProblemOut};
use crate::http::Answer;
use crate::http::paging::{MOST_PLAIN_PAGES, plain_page};
use crate::media::MediaOut;
use crate::site::routes::settings;
use crate::site::{Ask, Here};
use crate::text::Name;
use crate::{authors, categories, tags};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(get_feed, get_section_feed))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/feeds/{file}").get(get_feed))
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
    filter: RawFilter,
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
        filter: RawFilter::default(),
    };
    answer(ask, settings(&req)?.websub_hubs, (form, &file), move |_, _| Ok(source)).await
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
    answer(ask, settings(&req)?.websub_hubs, (form, &file), move |conn, here| {
        section_source(conn, here, &section, &name)
    })
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
        filter: RawFilter::by(axis, &slug),
    })
}

/// The page that a query asks for; whatever else it says is none of ours.
fn page_of(query: &str) -> u64 {
    query.split('&').find_map(plain_page).unwrap_or(1)
}

async fn answer(
    ask: Ask,
    hubs: Vec<String>,
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
        feed.hubs = hubs;
    }
    let body = write::write(&feed, form, Place { at: ask.here.addresses() })?;
    let answer = Answer::bytes(form.media_type(), body).cached(freshness::LIST, keys);
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
    let first = at.service(&format!("{}/{file}", source.folder));
    let numbered = |page: u64| if page == 1 { first.clone() } else { format!("{first}?page={page}") };
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
