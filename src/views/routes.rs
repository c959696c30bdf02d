//! Views, fresh counts and what is read most.

mod visits;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use self::visits::Reader;
use super::count::{Views, Waiting};
use super::model::Window;
use super::store;
use super::wire::{CounterList, CounterOut, PopularList, ViewAccepted, ViewIn, ViewsAccepted, ViewsIn};
use crate::cards::{self, Found, Includes};
use crate::config::freshness;
use crate::db::{Conn, Id};
use crate::error::{Fault, Problem, ProblemOut};
use crate::http::{Answer, Keys, keys, query};
use crate::site::{Ask, Here};
use crate::text::Name;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(create_article_view, create_views, list_counters, list_popular), components(schemas(ViewIn)))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/articles/{article}/views").post(create_article_view))
        .service(web::resource("/views").post(create_views))
        .service(web::resource("/counters").get(list_counters))
        .service(web::resource("/popular").get(list_popular));
}

/// The largest body of one view, in bytes.
const LARGEST_VIEW: usize = 4 * 1024;
/// The largest body of a report, in bytes.
const LARGEST_REPORT: usize = 128 * 1024;

/// Record a view
///
/// Records that a reader opened an article. The answer is the same whether the view counts or not: a reader counts
/// once for an article in half an hour; robots and prefetches never do; of one address at most 120 views of an
/// article count in an hour. Counts are in `/v1/counters` at once, and stored within three seconds.
/// The body may be empty; the same JSON is taken as `text/plain` too, for `navigator.sendBeacon`.
#[utoipa::path(
    post, path = "/v1/articles/{article}/views", tag = "readers",
    params(("article" = String, Path, description = "The article's slug or id; an old slug counts for the article of today.", example = "harbour-tunnel-opens")),
    request_body(description = "Who reads, where the client knows; may be empty.", content((ref("#/components/schemas/ViewIn") = "application/json"))),
    responses(
        (status = 202, description = "The view was taken.", body = ViewAccepted),
        (status = 410, description = "The article was public and no longer is.", body = ProblemOut, content_type = "application/problem+json"),
    )
)]
pub async fn create_article_view(
    ask: Ask,
    reader: Reader,
    name: web::Path<String>,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let body: Option<ViewIn> = visits::json(&req, payload, LARGEST_VIEW).await?;
    let visitor = body.unwrap_or_default().check()?;
    let find = ask.read(move |conn, here| match cards::find_public(conn, here.now, &Name::of(&name))? {
        Found::Here(id) | Found::Moved(id, _) => Ok(id),
        Found::Gone => Err(Problem::gone("article", &name)),
        Found::Nothing => Err(Problem::not_found("article", &name)),
    });
    reader.views(find.await?, visitor, ask.here.now);
    Ok(Answer::json(&ViewAccepted { accepted: true })?.status(StatusCode::ACCEPTED))
}

/// Report views of an app that was offline
///
/// Records up to 100 views at once, each for the moment when it was. A view counts once by its `view_id`, however
/// often it is sent within a day; the rules for robots and addresses are those of a single view. Articles that are
/// not public are passed over. The same JSON is taken as `text/plain` too.
#[utoipa::path(
    post, path = "/v1/views", tag = "readers",
    request_body(description = "The views.", content((ViewsIn = "application/json"))),
    responses((status = 202, description = "The views were taken.", body = ViewsAccepted))
)]
pub async fn create_views(
    ask: Ask,
    reader: Reader,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let body: Option<ViewsIn> = visits::json(&req, payload, LARGEST_REPORT).await?;
    let views = body.ok_or_else(nothing_sent)?.check(ask.here.now)?;
    let ids: Vec<Id> = views.iter().map(|view| view.article).collect();
    let public = ask.read(move |conn, here| Ok(cards::load_rows(conn, here, &ids)?)).await?;
    let public = |id| public.iter().any(|row| row.id == id);
    let taken: Vec<_> = views.into_iter().filter(|view| public(view.article)).collect();
    taken.iter().for_each(|view| reader.viewed(view, ask.here.now));
    let accepted = i32::try_from(taken.len()).unwrap_or(i32::MAX);
    Ok(Answer::json(&ViewsAccepted { accepted })?.status(StatusCode::ACCEPTED))
}

fn nothing_sent() -> Problem {
    Problem::body("The body is empty.", vec![Fault::pointer("/views", "required", "`views` is required.")])
}

/// Whose counts are wanted.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CounterParams {
    /// The ids of up to 100 articles, separated by commas.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub ids: String,
}

/// List fresh counts
///
/// The views and approved comments of up to 100 articles, at most 10 seconds old, in the order asked for. What is
/// not public is left out.
#[utoipa::path(
    get, path = "/v1/counters", tag = "readers", params(CounterParams),
    responses((status = 200, description = "The counts.", body = CounterList))
)]
pub async fn list_counters(ask: Ask, views: web::Data<Views>) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let ids = query.required_ids("ids");
    query.finish()?;
    let keys = counter_keys(&ids);
    let waiting = views.waiting(&ids);
    let node = views.node();
    let list = ask
        .read(move |conn, here| {
            let last = store::last_batch(conn, node)?;
            counters(conn, here, &ids, (&waiting, last))
        })
        .await?;
    Ok(Answer::json(&list)?.cached(freshness::COUNTERS, keys))
}

fn counters(
    conn: &mut Conn,
    here: &Here,
    ids: &[Id],
    (waiting, last): (&Waiting, Option<Id>),
) -> Result<CounterList, Problem> {
    let rows = cards::load_rows(conn, here, ids)?;
    let counter = |row: &cards::CardRow| CounterOut {
        id: row.id,
        views: row.view_count + waiting.of(row.id, last),
        comments: row.comment_count,
    };
    Ok(CounterList { data: rows.iter().map(counter).collect() })
}

/// Each article's own key, as many as an answer carries; else that of all articles.
fn counter_keys(ids: &[Id]) -> Keys {
    match ids.len() <= keys::MOST {
        true => ids.iter().fold(Keys::new(), |keys, id| keys.named("article", &id.to_string())),
        false => Keys::new().with("articles"),
    }
}

/// What is read most, of what and since when.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PopularParams {
    /// The time that is counted over: `24h`, `7d`, `30d` or `all`.
    #[param(pattern = "24h|7d|30d|all", default = "24h", example = "7d")]
    pub window: Option<String>,
    /// Of this category and what is below it: its slug or id.
    #[param(example = "city")]
    pub category: Option<String>,
    /// The most articles of the answer.
    #[param(minimum = 1, maximum = 100, default = 10, example = 10)]
    pub limit: Option<i32>,
}

/// List popular articles
///
/// The articles that were read most in a window of time, the newer first among equals. One that nobody read in the
/// window is not among them; with `all` every article counts, by its total.
#[utoipa::path(
    get, path = "/v1/popular", tag = "readers", params(PopularParams),
    responses((status = 200, description = "The articles, the most read first.", body = PopularList))
)]
pub async fn list_popular(ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let window = query.one_of("window", Window::NAMES).unwrap_or(Window::Day);
    let category = query.filled("category");
    let limit = query.number("limit", 1, 100).unwrap_or(10);
    query.finish()?;
    let read = ask.read(move |conn, here| {
        let named = category.as_deref().map(|name| store::category(conn, &Name::of(name))).transpose()?;
        let keys = popular_keys(category.as_deref(), named.as_ref().and_then(Option::as_ref));
        let ids = match named {
            None => store::popular(conn, here, window, None, limit)?,
            Some(Some((id, _))) => store::popular(conn, here, window, Some(id), limit)?,
            // A category that there is not has no articles.
            Some(None) => Vec::new(),
        };
        let data = cards::cards(conn, here, &ids, &Includes::default())?;
        Ok((PopularList { data, window: window.as_str().to_owned() }, keys))
    });
    let (list, keys) = read.await?;
    Ok(Answer::json(&list)?.cached(freshness::POPULAR, keys))
}

fn popular_keys(asked: Option<&str>, found: Option<&(Id, String)>) -> Keys {
    let keys = Keys::new().with("refs");
    match (asked, found) {
        (None, _) => keys.with("articles"),
        (Some(_), Some((id, slug))) => keys.named("category", slug).named("category", &id.to_string()),
        (Some(asked), None) if asked.len() <= keys::LONGEST_NAME => keys.named("category", asked),
        (Some(_), None) => keys.with("articles"),
    }
}
