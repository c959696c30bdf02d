//! The archive, for readers.

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::store;
use super::wire::Archive;
use crate::config::freshness;
use crate::error::Problem;
use crate::http::{Answer, Keys};
use crate::site::Ask;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(get_archive))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/archive").get(get_archive));
}

/// Get the archive
///
/// How many public articles were published in each year and month, in the site's time zone; those without any are
/// left out. The articles themselves are `/v1/articles?date=2026-11`.
#[utoipa::path(
    get, path = "/v1/archive", tag = "articles",
    responses((status = 200, description = "The years, the newest first.", body = Archive))
)]
pub async fn get_archive(ask: Ask) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let months = ask.read(|conn, here| Ok(store::load(conn, here.addresses().zone, here.now)?)).await?;
    let keys = Keys::new().with("articles").with("site");
    Ok(Answer::json(&Archive::new(&months))?.cached(freshness::LIST, keys))
}
