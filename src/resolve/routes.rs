//! Where addresses lead, for readers.

mod complete;

use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use self::complete::{complete, complete_keys};
use super::model::{Asked, Kind, Place, Resolution};
use super::store;
use super::wire::{ResolveIn, ResolveList, ResolveOut};
use crate::config::freshness;
use crate::error::Problem;
use crate::http::{Answer, Freshness, Keys, Query, body, query};
use crate::site::Ask;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(resolve_path, resolve_paths))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/resolve").get(resolve_path).post(resolve_paths));
}

/// The largest body of addresses, in bytes.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// What is asked for.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ResolveParams {
    /// A path of the public site, with its query if that matters (`/?p=123`), or a whole address of it;
    /// at most 2,000 characters.
    #[param(min_length = 1, max_length = 2000, example = "/city")]
    pub path: String,
    /// `resource`: the complete resource, and for a section the first page of its articles. With it one call answers
    /// for a page of the site, whatever it is.
    #[param(pattern = "resource,", example = "resource")]
    pub include: Option<String>,
}

/// Resolve an address
///
/// Where an address of the public site leads, now or as it was before. The answer is always a 200;
/// what a frontend should answer with is `http_status`. A `location` is never itself redirected.
#[utoipa::path(
    get, path = "/v1/resolve", tag = "addresses", params(ResolveParams),
    responses((status = 200, description = "Where it leads.", body = ResolveOut))
)]
pub async fn resolve_path(ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let asked = asked(&mut query);
    let whole = !query.some_of("include", &[("resource", ())]).is_empty();
    query.finish()?;
    // A query without faults has a path.
    let Some(asked) = asked else { return Err(Problem::internal("a path without a fault and without a reading")) };
    let page = asked.clean.trim_matches('/').to_owned();
    let cursors = ask.cursors.clone();
    let (resolution, complete) = ask
        .read(move |conn, here| {
            let resolution = store::resolve(conn, here, &asked)?;
            let place = resolution.place().filter(|_| whole);
            let complete = place.map(|place| complete(conn, here, &cursors, place)).transpose()?;
            Ok((resolution, complete))
        })
        .await?;
    let keys = keys(&resolution, &page);
    let (freshness, keys) = match resolution.place().filter(|_| whole) {
        Some(place) => (kept(place.kind), complete_keys(keys, place.kind)),
        None => (freshness::RESOLVE, keys),
    };
    Ok(Answer::json(&ResolveOut::new(resolution).with(complete))?.cached(freshness, keys))
}

/// A complete resource is kept as long as its own answer is.
fn kept(kind: Kind) -> Freshness {
    match kind {
        Kind::Article => freshness::ARTICLE,
        kind if kind.is_list() => freshness::LIST,
        _ => freshness::RESOLVE,
    }
}

/// Resolve many addresses
///
/// The same for up to 1,000 addresses, one entry for each, in their order: for a move to this service, for links in
/// bodies, for the check of a list of old addresses.
#[utoipa::path(
    post, path = "/v1/resolve", tag = "addresses",
    request_body(description = "The addresses.", content((ResolveIn = "application/json", example = json!({"paths": ["/city", "/?p=123"]})))),
    responses((status = 200, description = "Where they lead.", body = ResolveList))
)]
pub async fn resolve_paths(ask: Ask, req: HttpRequest, payload: web::Payload) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let paths: ResolveIn = body::json(&body::object(&req, payload, LARGEST_BODY).await?)?;
    let asked = paths.check()?;
    let led = ask.read(move |conn, here| Ok(store::resolve_all(conn, here, &asked)?)).await?;
    Answer::json(&ResolveList { data: led.into_iter().map(ResolveOut::new).collect() })
}

fn asked(query: &mut Query) -> Option<Asked> {
    let path = query.required("path")?;
    Asked::parse(&path).map_err(|err| query.refuse("path", err.code(), err)).ok()
}

/// The longest path that is named in a key, in bytes: a header has its bounds, and no page such a path.
const LONGEST_KEY: usize = 512;

/// What stands there, and the patterns of addresses; where nothing does, what might come: a page of
/// this path, an article, a section.
fn keys(resolution: &Resolution, page: &str) -> Keys {
    let keys = Keys::new().with("site").with("refs");
    let page = |keys: Keys| if page.is_empty() || page.len() > LONGEST_KEY { keys } else { keys.named("page", page) };
    match resolution {
        Resolution::Found(place) if place.kind == Kind::Page => place_keys(keys, place),
        // A page that comes to stand here, or an article that takes the number or the slug, goes first.
        Resolution::Found(place) => page(place_keys(keys, place)),
        Resolution::Redirect(_, Some(place)) => page(place_keys(keys.with("articles"), place)),
        Resolution::Redirect(_, None) | Resolution::Gone | Resolution::NotFound => page(keys.with("articles")),
    }
}

fn place_keys(keys: Keys, place: &Place) -> Keys {
    let kind = match place.kind {
        Kind::Page => return keys.named("page", place.path.trim_matches('/')),
        Kind::Article => "article",
        Kind::Category => "category",
        Kind::Tag => "tag",
        Kind::Author => "author",
        Kind::Media => return keys.with("articles").with("pages"),
        Kind::Home | Kind::Feed | Kind::Archive => return keys,
    };
    let names = place.slug.iter().cloned().chain(place.id.map(|id| id.to_string()));
    names.fold(keys, |keys, name| keys.named(kind, &name))
}
