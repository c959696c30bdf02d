//! The site, for readers.

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::store;
use super::wire::SiteOut;
use crate::config::freshness;
use crate::db::Conn;
use crate::error::Problem;
use crate::http::{Answer, Keys};
use crate::menus::{self, Extras, Target, menus_out};
use crate::site::Ask;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(get_site))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/site").get(get_site));
}

/// What can be included with the site.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SiteParams {
    /// `navigation`: all menus, with the featured and the three newest articles of each category item;
    /// `navigation.links`: the menus without those, a tenth of the size.
    #[param(pattern = "navigation|navigation.links,", example = "navigation")]
    pub include: Option<String>,
}

/// Get the site
///
/// What every page of the site shows around its own. With `include=navigation` it is the whole frame
/// of a page in one call.
#[utoipa::path(
    get, path = "/v1/site", tag = "site", params(SiteParams),
    responses((status = 200, description = "The site.", body = SiteOut))
)]
pub async fn get_site(ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let wanted = query.some_of("include", &[("navigation", Extras::all()), ("navigation.links", Extras::default())]);
    // The whole includes its part.
    let extras = wanted.iter().copied().find(Extras::any).or(wanted.first().copied());
    query.finish()?;
    let site = ask
        .read(move |conn, here| {
            let Some(extras) = extras else { return Ok(SiteOut::new(here, menus::names(conn)?)) };
            let all = menus::all(conn)?;
            let names = all.iter().map(|menu| menu.name.clone()).collect();
            let navigation = Some(menus_out(conn, here, &all, extras)?);
            Ok(SiteOut { navigation, ..SiteOut::new(here, names) })
        })
        .await?;
    let keys = Keys::new().with("site").with("refs");
    let menus = |keys: Keys| site.menus.iter().fold(keys, |keys, name| keys.named("menu", name));
    Ok(match extras {
        Some(extras) if extras.any() => Answer::json(&site)?.cached(freshness::LIST, menus(keys.with("articles"))),
        // An item can name an article, and goes with it.
        Some(_) => Answer::json(&site)?.cached(freshness::FRAME, menus(keys)),
        None => Answer::json(&site)?.cached(freshness::FRAME, keys),
    })
}

/// Refuses to remove what a menu or the front page names: nothing of the frame shall point at nothing.
///
/// # Errors
/// 409 that names each place; what the database said.
pub fn refuse_if_named(conn: &mut Conn, target: &Target) -> Result<(), Problem> {
    let places = store::naming(conn, target)?;
    if places.is_empty() {
        return Ok(());
    }
    Err(Problem::conflict(format!("It is named by {}. Take it away there first.", places.join(", "))))
}
