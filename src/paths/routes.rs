//! Paths, for whoever builds a site of them.

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::model::{Entry, Kind};
use super::store;
use super::wire::{PathList, PathOut};
use crate::config::freshness;
use crate::error::Problem;
use crate::http::paging::Walk;
use crate::http::{Answer, Keys};
use crate::site::Ask;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_paths, sitemaps::get_sitemap_index, sitemaps::get_sitemap, sitemaps::get_news_sitemap))]
pub struct Contract;

mod sitemaps;

pub use sitemaps::routes as sitemap_routes;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/paths").get(list_paths));
}

/// How many paths a page has where the request does not say, and at most.
const LIMITS: (u64, u64) = (1000, 5000);

/// Which paths are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PathParams {
    /// Of these kinds alone, separated by commas: `article`, `page`, `category`, `tag`, `author`; without it of all.
    #[param(pattern = "article|page|category|tag|author,", example = "article")]
    pub r#type: Option<String>,
    /// The most rows of a page.
    #[param(minimum = 1, maximum = 5000, default = 1000, example = 1000)]
    pub limit: Option<i32>,
    /// Where to go on: `page.next_cursor` or `page.previous_cursor` of an answer to the same query.
    pub cursor: Option<String>,
}

/// List paths
///
/// Every path of the public site with what stands there, for static builds: no row twice and none missed while
/// things come and go. The list is not counted, and has no numbered pages.
#[utoipa::path(
    get, path = "/v1/paths", tag = "addresses", params(PathParams),
    responses((status = 200, description = "A page of paths.", body = PathList))
)]
pub async fn list_paths(ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let mut kinds = query.some_of("type", Kind::NAMES);
    if kinds.is_empty() {
        kinds.extend(Kind::NAMES.iter().map(|(_, kind)| *kind));
    }
    kinds.sort_unstable();
    let scope = format!("paths {kinds:?}");
    let walk = Walk::read(query, scope, LIMITS, &ask.cursors)?;
    let keys = kinds.iter().fold(Keys::new(), |keys, kind| keys.with(kind.key())).with("refs").with("site");
    let list = ask
        .read(move |conn, here| {
            let rows = store::list(conn, here, &kinds, &walk.paging)?;
            let page = walk.page(rows, Entry::place).map(PathOut::new);
            Ok(PathList { data: page.rows, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?.cached(freshness::LIST, keys), &list.page))
}
