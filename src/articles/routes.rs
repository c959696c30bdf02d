//! Articles, for readers.

use std::sync::LazyLock;

use actix_web::web::{self, Data, ServiceConfig};
use utoipa::OpenApi;

use super::model::Status;
use super::store::{self, Detail};
use super::wire::{
    Article, ArticleDetails, ArticleList, ArticleListPartial, ArticlePartial, CorrectionOut, LocationOut, RelatedList,
    SourceOut, TranslationOut,
};
use crate::cards::{self, AdjacentOut, CardRow, Found, Includes, Lap, Part, Sort, Source};
use crate::changes;
use crate::config::{Settings, freshness};
use crate::db::{Conn, Direction, Id};
use crate::error::{Fault, Problem};
use crate::http::answer::Answer;
use crate::http::cursor::Cursors;
use crate::http::fields::{Fields, Shape};
use crate::http::paging::Key;
use crate::http::{Keys, Page, PagingParams};
use crate::media::MediaOut;
use crate::search::{self, Search};
use crate::site::{Ask, Here};
use crate::text::Name;

mod carry;
pub mod desk;
mod params;
mod rows;

pub use carry::{carry_all, carry_rest};
pub use desk::{DeskContract, cleaned, desk_routes};
pub use params::{FilterParams, ListParams, RawFilter, limit_bodies};
use rows::Looked;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(
    paths(list_articles, get_article, list_related_articles, get_adjacent_articles),
    components(schemas(ArticlePartial))
)]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/articles").get(list_articles))
        .service(web::resource("/articles/{article}").get(get_article))
        .service(web::resource("/articles/{article}/related").get(list_related_articles))
        .service(web::resource("/articles/{article}/adjacent").get(get_adjacent_articles));
}

/// What `fields` may name in a list, and in one article.
static SHAPES: LazyLock<(Shape, Shape)> = LazyLock::new(|| {
    let document = serde_json::to_value(Contract::openapi()).unwrap_or_default();
    (Shape::of(&document, "ArticleCard"), Shape::of(&document, "Article"))
});

/// What only a complete article has.
static DETAILS: LazyLock<Vec<String>> = LazyLock::new(ArticleDetails::names);

/// List articles
///
/// What is public, filtered, sorted and paged. All filters combine with AND; a comma inside one is
/// OR. A value that names nothing gives an empty list. `include` adds parts of each article; with a
/// part of the body (`body.html`) or with `fields` the answer is
/// `application/vnd.newswire.partial+json`, whose properties are all optional.
#[utoipa::path(
    get, path = "/v1/articles", tag = "articles", params(PagingParams, FilterParams, ListParams),
    responses((status = 200, description = "A page of articles.", content(
        (ArticleList = "application/json"),
        (ArticleListPartial = "application/vnd.newswire.partial+json")
    )))
)]
pub async fn list_articles(ask: Ask, search: Data<Search>, settings: Data<Settings>) -> Result<Answer, Problem> {
    let wanted = params::Wanted::read(&ask, &SHAPES.0)?;
    if wanted.words.is_some() && !settings.search {
        let fault = Fault::parameter("q", "unsupported", "This server keeps no index (`--search off`).");
        return Err(Problem::parameters(vec![fault]));
    }
    let (cursors, index, work) = (ask.cursors.clone(), search.get_ref().clone(), wanted.clone());
    let list = ask
        .read(move |conn, here| {
            let work = by_words(conn, here, &index, work)?;
            listed(conn, here, &cursors, &work)
        })
        .await?;
    // The index follows changes after caches are told of them.
    let freshness = if wanted.words.is_some() { freshness::SEARCH } else { freshness::LIST };
    let answer = match &wanted.fields {
        Some(fields) => Answer::fields(&fields.of_rows(), &list)?,
        None if wanted.includes_a_part() => Answer::json(&list)?.partial(),
        None => Answer::json(&list)?,
    };
    Ok(ask.page_links(answer.cached(freshness, wanted.keys()), &list.page))
}

/// A request for what has some words, as one for the articles that have them.
fn by_words(
    conn: &mut Conn,
    here: &Here,
    index: &Search,
    mut wanted: params::Wanted,
) -> Result<params::Wanted, Problem> {
    if let Some(words) = &wanted.words {
        let filter = wanted.filter.resolve(conn)?;
        let order = match wanted.sort {
            Sort::Newest => search::Order::Newest,
            Sort::Oldest => search::Order::Oldest,
            Sort::Updated | Sort::Title | Sort::Views => search::Order::Relevance,
        };
        let ids = search::found(conn, here, index, (words, &filter), order)?;
        wanted.filter = wanted.filter.among(ids);
    }
    Ok(wanted)
}

fn listed(conn: &mut Conn, here: &Here, cursors: &Cursors, wanted: &params::Wanted) -> Result<ArticleList, Problem> {
    let filter = wanted.filter.resolve(conn)?;
    cards::note_turns(conn, here, &filter)?;
    let Looked { glance, total, rows } = rows::look(conn, here, cursors, wanted, &filter)?;
    let head = match glance.map(|glance| glance.head) {
        _ if wanted.sort != Sort::Updated => None,
        Some(head) => Some(head),
        None => Some(changes::head(conn)?),
    };
    let lap = head.map(|head| Lap::of(&wanted.paging, head));
    let seal = |cursor: &_| match lap {
        Some(lap) => cursors.seal(&wanted.scope, &lap.cursor(cursor)),
        None => cursors.seal(&wanted.scope, cursor),
    };
    let key = |row: &cards::CardRow| Key { value: wanted.sort.value(row), id: row.id };
    let mut page = Page::new(rows, &wanted.paging, total, seal, key);
    if let (Some(lap), Some(head), None) = (lap, head, &page.page.next_cursor)
        && wanted.paging.beyond().is_some()
        && cards::has_changed(conn, here, &filter, lap.mark)?
    {
        page.page.next_cursor = Some(cursors.seal(&wanted.scope, &lap.again(head)));
    }
    let data = cards::load_cards(conn, here, page.rows, &wanted.includes, false)?;
    Ok(ArticleList { data, page: page.page })
}

/// The first page of a list, or a numbered one, as its call without other parameters gives it; none
/// where numbered pages do not reach.
///
/// # Errors
/// The database cannot be read.
pub fn list_page(
    conn: &mut Conn,
    here: &Here,
    cursors: &Cursors,
    (filter, includes): (RawFilter, Includes),
    number: Option<u64>,
) -> Result<Option<ArticleList>, Problem> {
    let wanted = params::Wanted::plain(filter, includes, number);
    wanted.map(|wanted| listed(conn, here, cursors, &wanted)).transpose()
}

/// One complete article, where it is public.
///
/// # Errors
/// The database cannot be read.
pub fn complete(conn: &mut Conn, here: &Here, id: Id) -> Result<Option<Article>, Problem> {
    let rows = cards::load_rows(conn, here, &[id])?;
    whole(conn, here, rows, &Parts::all())
}

/// One article as readers would get it now, whatever its status, with its revision; none in the trash. What was
/// never public is shown as of its planned time, else as of now.
///
/// # Errors
/// The database cannot be read.
pub fn preview(conn: &mut Conn, here: &Here, id: Id) -> Result<Option<(i64, Article)>, Problem> {
    let Some(row) = store::find_row(conn, id)?.filter(|row| row.trashed_at.is_none()) else { return Ok(None) };
    let mut rows = cards::load_listed(conn, &[id])?;
    for card in rows.iter_mut().filter(|_| !row.is_public(here.now)) {
        if row.version == 0 && !row.was_seen(here.now) {
            let planned = row.status_at(here.now) == Status::Scheduled;
            card.published_at = if planned { row.public_from } else { here.now.whole_seconds() };
            card.updated_at = card.published_at;
        }
        card.version = 0;
    }
    Ok(whole(conn, here, rows, &Parts::all())?.map(|article| (row.revision, article)))
}

/// The fields of one article's answer.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FieldsParam {
    /// The parts to keep, separated by commas, nested by dots; `id` is always kept. The answer is then
    /// `application/vnd.newswire.partial+json`.
    #[param(example = "id,title,authors.name")]
    pub fields: Option<String>,
}

/// Get an article
///
/// One complete article by its slug or its id: everything on its page. An old slug is a 301 to the
/// new one; what was public and is gone is a 410.
#[utoipa::path(
    get, path = "/v1/articles/{article}", tag = "articles",
    params(("article" = String, Path, description = "The article's slug or id.", example = "harbour-tunnel-opens"), FieldsParam),
    responses(
        (status = 200, description = "The article.", content(
            (Article = "application/json"),
            (ArticlePartial = "application/vnd.newswire.partial+json")
        )),
        (status = 301, description = "It has another slug now.", headers(("Location" = String, description = "Its address."))),
        (status = 410, description = "It was public and no longer is.", body = crate::error::ProblemOut, content_type = "application/problem+json")
    )
)]
pub async fn get_article(ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let fields = Fields::read(&mut query, &SHAPES.1);
    query.finish()?;
    let name = name.into_inner();
    let parts = fields.as_ref().map_or(Parts::all(), Parts::of);
    let found = ask
        .read(move |conn, here| {
            find(conn, here, &name, |conn, here, id| {
                let rows = cards::load_listed(conn, &[id])?;
                whole(conn, here, rows, &parts)
            })
        })
        .await?;
    match found {
        Answered::Moved(slug) => Ok(moved(&ask, &slug, "")),
        Answered::Here(article) => {
            let keys = article_keys(article.card.id, &article.card.slug).with("refs");
            let answer = match fields {
                Some(fields) => Answer::fields(&fields, &*article)?,
                None => Answer::json(&*article)?,
            };
            Ok(answer.cached(freshness::ARTICLE, keys))
        }
    }
}

fn article_keys(id: Id, slug: &str) -> Keys {
    Keys::new().named("article", &id.to_string()).named("article", slug)
}

/// What a name led to.
enum Answered<T> {
    Here(Box<T>),
    Moved(String),
}

/// Finds a public article and makes an answer of it.
fn find<T>(
    conn: &mut Conn,
    here: &Here,
    name: &str,
    make: impl FnOnce(&mut Conn, &Here, Id) -> Result<Option<T>, Problem>,
) -> Result<Answered<T>, Problem> {
    match cards::find_public(conn, here.now, &Name::of(name))? {
        Found::Here(id) => match make(conn, here, id)? {
            Some(made) => Ok(Answered::Here(Box::new(made))),
            None => Err(Problem::not_found("article", name)),
        },
        Found::Moved(_, slug) => Ok(Answered::Moved(slug)),
        Found::Gone => Err(Problem::gone("article", name)),
        Found::Nothing => Err(Problem::not_found("article", name)),
    }
}

fn moved(ask: &Ask, slug: &str, rest: &str) -> Answer {
    let slug =
        percent_encoding::utf8_percent_encode(slug, percent_encoding::NON_ALPHANUMERIC).to_string().replace("%2D", "-");
    let query = if ask.raw_query.is_empty() { String::new() } else { format!("?{}", ask.raw_query) };
    Answer::moved(ask.here.addresses().service(&format!("/v1/articles/{slug}{rest}{query}")))
}

/// What has to be read of an article.
struct Parts {
    includes: Includes,
    details: bool,
}

impl Parts {
    fn all() -> Self {
        Self { includes: Includes::everything(), details: true }
    }

    fn of(fields: &Fields) -> Self {
        let details = DETAILS.iter().any(|name| fields.wants(name));
        Self { includes: params::includes_of(fields), details }
    }
}

/// The article of a row that is known to be public.
fn whole(conn: &mut Conn, here: &Here, rows: Vec<CardRow>, parts: &Parts) -> Result<Option<Article>, Problem> {
    let Some(card) = cards::load_cards(conn, here, rows, &parts.includes, true)?.pop() else { return Ok(None) };
    let detail = if parts.details { store::details(conn, here.now, card.id)? } else { Detail::default() };
    let others = cards::cards(conn, here, &detail.translations, &Includes::default())?;
    let translations = others.into_iter().map(|card| TranslationOut {
        language: card.language,
        id: card.id,
        slug: card.slug,
        path: card.path,
    });
    let details = ArticleDetails {
        dateline: detail.dateline,
        location: detail.location.as_ref().map(LocationOut::new),
        gallery: detail.gallery.iter().map(|row| MediaOut::new(row, None, here.addresses())).collect(),
        sources: detail.sources.iter().map(SourceOut::new).collect(),
        corrections: detail
            .corrections
            .into_iter()
            .map(|row| CorrectionOut { id: row.id, kind: row.kind, text: row.text, html: row.html, at: row.at })
            .collect(),
        translations: translations.collect(),
        live: None,
        extra: detail.extra,
    };
    Ok(Some(Article { card, details }))
}

/// List related articles
///
/// Articles like this one, by shared tags, primary category and freshness.
#[utoipa::path(
    get, path = "/v1/articles/{article}/related", tag = "articles",
    params(("article" = String, Path, description = "The article's slug or id.", example = "harbour-tunnel-opens")),
    responses(
        (status = 200, description = "The most alike first.", body = RelatedList),
        (status = 301, description = "It has another slug now.", headers(("Location" = String, description = "Its address.")))
    )
)]
pub async fn list_related_articles(ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let name = name.into_inner();
    let found = ask
        .read(move |conn, here| {
            find(conn, here, &name, |conn, here, id| {
                let ids = cards::related_ids(conn, here, &[id])?.remove(&id).unwrap_or_default();
                Ok(Some((id, cards::cards(conn, here, &ids, &Includes::default())?)))
            })
        })
        .await?;
    match found {
        Answered::Moved(slug) => Ok(moved(&ask, &slug, "/related")),
        Answered::Here(found) => {
            let keys = Keys::new().named("article", &found.0.to_string()).with("articles").with("refs");
            Ok(Answer::json(&RelatedList { data: found.1 })?.cached(freshness::LIST, keys))
        }
    }
}

/// Where neighbours are looked for.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AdjacentParams {
    /// `category`: among the articles of the primary category and below; else among all.
    #[param(pattern = "category", example = "category")]
    pub r#in: Option<String>,
}

/// Get adjacent articles
///
/// The next older and the next newer public article by publication.
#[utoipa::path(
    get, path = "/v1/articles/{article}/adjacent", tag = "articles",
    params(("article" = String, Path, description = "The article's slug or id.", example = "harbour-tunnel-opens"), AdjacentParams),
    responses(
        (status = 200, description = "Its neighbours.", body = AdjacentOut),
        (status = 301, description = "It has another slug now.", headers(("Location" = String, description = "Its address.")))
    )
)]
pub async fn get_adjacent_articles(ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let in_category = query.one_of("in", &[("category", ())]).is_some();
    query.finish()?;
    let name = name.into_inner();
    let found = ask
        .read(move |conn, here| {
            find(conn, here, &name, |conn, here, id| Ok(Some((id, neighbours(conn, here, id, in_category)?))))
        })
        .await?;
    match found {
        Answered::Moved(slug) => Ok(moved(&ask, &slug, "/adjacent")),
        Answered::Here(found) => {
            let keys = Keys::new().named("article", &found.0.to_string()).with("articles").with("refs");
            Ok(Answer::json(&found.1)?.cached(freshness::LIST, keys))
        }
    }
}

fn neighbours(conn: &mut Conn, here: &Here, id: Id, in_category: bool) -> Result<AdjacentOut, Problem> {
    let row = cards::load_rows(conn, here, &[id])?.pop();
    let row = row.ok_or_else(|| Problem::not_found("article", &id.to_string()))?;
    let source = match row.primary_category_id {
        Some(category) if in_category => Source::Category(category),
        _ => Source::All,
    };
    let beyond = Some((row.published_at, row.id));
    let wanted = [
        Part { beyond, ..Part::newest(0, source, 1) },
        Part { beyond, direction: Direction::Ascending, ..Part::newest(1, source, 1) },
    ];
    let found = cards::parts(conn, here.now, &wanted)?;
    let mut sides = cards::grouped_cards(conn, here, 2, &found)?.into_iter().map(|side| side.into_iter().next());
    Ok(AdjacentOut { previous: sides.next().flatten(), next: sides.next().flatten() })
}
