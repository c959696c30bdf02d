//! Where addresses lead, for readers.

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::model::{Asked, Kind, Place, Resolution};
use super::store;
use super::wire::ResolveOut;
use crate::config::freshness;
use crate::error::Problem;
use crate::http::{Answer, Keys, Query};
use crate::site::Ask;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(resolve_path))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/resolve").get(resolve_path));
}

/// What is asked for.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ResolveParams {
    /// A path of the public site, with its query if that matters (`/?p=123`), or a whole address of it;
    /// at most 2,000 characters.
    #[param(min_length = 1, max_length = 2000, example = "/city")]
    pub path: String,
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
    query.finish()?;
    // A query without faults has a path.
    let Some(asked) = asked else { return Err(Problem::internal("a path without a fault and without a reading")) };
    let page = asked.clean.trim_matches('/').to_owned();
    let resolution = ask.read(move |conn, here| Ok(store::resolve(conn, here, &asked)?)).await?;
    let keys = keys(&resolution, &page);
    Ok(Answer::json(&ResolveOut::new(resolution))?.cached(freshness::RESOLVE, keys))
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
        Resolution::Found(place) => place_keys(keys, place),
        Resolution::Redirect(_, Some(place)) => page(place_keys(keys, place)),
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
        Kind::Home | Kind::Media | Kind::Feed | Kind::Archive => return keys,
    };
    let names = place.slug.iter().cloned().chain(place.id.map(|id| id.to_string()));
    names.fold(keys, |keys, name| keys.named(kind, &name))
}
