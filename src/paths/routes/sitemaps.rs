//! Sitemaps, for search engines. What they hang on the addresses is ignored.

use actix_web::web::{self, ServiceConfig};

use crate::config::freshness;
use crate::error::{Problem, ProblemOut};
use crate::http::{Answer, Keys};
use crate::paths::model::{Kind, Sheet};
use crate::paths::{store, write};
use crate::site::Ask;

/// Binds the sitemaps to their paths, which stand at the root.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/sitemap.xml").get(get_sitemap_index))
        .service(web::resource("/sitemaps/{file}").get(get_sitemap))
        .service(web::resource("/news-sitemap.xml").get(get_news_sitemap));
}

const XML: &str = "text/xml; charset=utf-8";

/// Get the index of sitemaps
///
/// The sitemap's files on the public site (sitemaps.org): pages, sections with public articles, and the articles by the
/// month of their publication, at most 10,000 in a file.
#[utoipa::path(
    get, path = "/sitemap.xml", tag = "feeds",
    responses((status = 200, description = "The index.", body = String, content_type = "text/xml"))
)]
pub async fn get_sitemap_index(ask: Ask) -> Result<Answer, Problem> {
    let sheets = ask.read(|conn, here| Ok(store::sheets(conn, here)?)).await?;
    let body = write::index(&sheets, ask.here.addresses()).map_err(Problem::internal)?;
    let kinds = Kind::NAMES.iter().fold(Keys::new(), |keys, (_, kind)| keys.with(kind.key()));
    Ok(Answer::bytes(XML, body).cached(freshness::LIST, kinds.with("site")))
}

/// Get a sitemap
///
/// The addresses of one kind with the time of their last change, and the pictures of articles.
#[utoipa::path(
    get, path = "/sitemaps/{file}", tag = "feeds",
    params(("file" = String, Path, description = "The file, as the index names it.", example = "articles-2026-11.xml")),
    responses(
        (status = 200, description = "The addresses.", body = String, content_type = "text/xml"),
        (status = 404, description = "There is no such file.", body = ProblemOut, content_type = "application/problem+json"),
    )
)]
pub async fn get_sitemap(ask: Ask, file: web::Path<String>) -> Result<Answer, Problem> {
    let unknown = || Problem::not_found("sitemap", &file);
    let sheet = Sheet::of_file(&file).ok_or_else(unknown)?;
    let wanted = sheet.clone();
    let shown = ask.read(move |conn, here| Ok(store::of_sheet(conn, here, &wanted)?)).await?;
    let home = (sheet.kind == Kind::Page && sheet.part == 1).then(|| ask.here.addresses().url("/"));
    if shown.is_empty() && home.is_none() {
        return Err(unknown());
    }
    let body = write::sheet(home.as_deref(), &shown, ask.here.addresses()).map_err(Problem::internal)?;
    let keys = Keys::new().with(sheet.kind.key()).with("articles").with("refs").with("site");
    Ok(Answer::bytes(XML, body).cached(freshness::LIST, keys))
}

/// Get the news sitemap
///
/// The articles of the last two days, the newest first and at most 1,000, as Google News reads them.
#[utoipa::path(
    get, path = "/news-sitemap.xml", tag = "feeds",
    responses((status = 200, description = "The articles.", body = String, content_type = "text/xml"))
)]
pub async fn get_news_sitemap(ask: Ask) -> Result<Answer, Problem> {
    let news = ask.read(|conn, here| Ok(store::news(conn, here)?)).await?;
    let name = &ask.here.settings().name;
    let body = write::news(name, &news, ask.here.addresses()).map_err(Problem::internal)?;
    Ok(Answer::bytes(XML, body).cached(freshness::LIST, Keys::new().with("articles").with("refs").with("site")))
}
