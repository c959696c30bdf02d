//! Pages, for readers; for the newsroom in `desk`.

mod desk;

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

use super::model::place_of;
use super::store;
use super::wire::{PageList, PageOut};
use super::{Found, Page};
use crate::body;
use crate::config::freshness;
use crate::db::{Conn, Id};
use crate::error::{Problem, ProblemOut};
use crate::http::paging::{self, Total};
use crate::http::{Answer, Keys, PagingParams, RawPaging};
use crate::media;
use crate::site::{Ask, Here};
use crate::text::Name;

pub use desk::{DeskContract, desk_routes};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_pages, get_page))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/pages").get(list_pages)).service(web::resource("/pages/{page}").get(get_page));
}

/// Which pages are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// The path of a page on the public site, with or without its outer slashes: the list holds that one page, or none.
    #[param(example = "about")]
    pub path: Option<String>,
    /// `head_html`: of each page all for its head, which a page's own answer always has.
    #[param(pattern = "head_html,", example = "head_html")]
    pub include: Option<String>,
}

/// List pages
///
/// All public pages with their bodies, by their position and then by title.
#[utoipa::path(
    get, path = "/v1/pages", tag = "site", params(PageParams, PagingParams),
    responses((status = 200, description = "A page of pages.", body = PageList))
)]
pub async fn list_pages(ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let path = query.filled("path").map(|path| ask.here.addresses().page_slugs(&path));
    let head = !query.some_of("include", &[("head_html", ())]).is_empty();
    let scope = path.as_ref().map_or_else(|| "pages".to_owned(), |path| format!("pages at {path}"));
    let paging = RawPaging::read(&mut query).finish(query, &scope, &ask.cursors)?;
    let (cursors, only) = (ask.cursors.clone(), path.clone());
    let list = ask
        .read(move |conn, here| {
            let total = Total::Exactly(u64::try_from(store::total(conn, here.now, only.as_deref())?).unwrap_or(0));
            let rows = store::list(conn, here.now, only.as_deref(), &paging)?;
            let seal = |cursor: &_| cursors.seal(&scope, cursor);
            let page = paging::Page::new(rows, &paging, Some(total), seal, place_of);
            Ok(PageList { data: pages_out(conn, here, &page.rows, head)?, page: page.page })
        })
        .await?;
    // A path that names no page is a stranger's text of any length, and no key.
    let found = path.filter(|_| !list.data.is_empty());
    let keys = found.map_or_else(Keys::new, |path| Keys::new().named("page", &path)).with("pages").with("refs");
    Ok(ask.page_links(Answer::json(&list)?.cached(freshness::FRAME, keys), &list.page))
}

/// Get a page
///
/// One page by its id, or by its slug; of several with one slug the one with the shortest path. For a path with
/// slashes ask `/v1/pages?path=`.
#[utoipa::path(
    get, path = "/v1/pages/{page}", tag = "site",
    params(("page" = String, Path, description = "The page's id or slug.", example = "about")),
    responses(
        (status = 200, description = "The page.", body = PageOut),
        (status = 410, description = "It was public and no longer is.", body = ProblemOut, content_type = "application/problem+json"),
    )
)]
pub async fn get_page(ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let name = name.into_inner();
    let (page, keys) = ask
        .read(move |conn, here| {
            let row = match store::find_public(conn, here.now, &Name::of(&name))? {
                Found::Here(row) => row,
                Found::Gone => return Err(Problem::gone("page", &name)),
                Found::Nothing => return Err(Problem::not_found("page", &name)),
            };
            // Another page of this slug may come to have the shorter path.
            let keys = Keys::new().named("page", &row.path).with("pages").with("refs");
            let page = pages_out(conn, here, &[row], true)?.pop().ok_or_else(|| Problem::not_found("page", &name))?;
            Ok((page, keys))
        })
        .await?;
    Ok(Answer::json(&page)?.cached(freshness::FRAME, keys))
}

/// A page by its id, where it is public.
///
/// # Errors
/// The database cannot be read.
pub fn page(conn: &mut Conn, here: &Here, id: Id) -> Result<Option<PageOut>, Problem> {
    match store::find_public(conn, here.now, &Name::Id(id))? {
        Found::Here(row) => Ok(pages_out(conn, here, &[row], true)?.pop()),
        Found::Gone | Found::Nothing => Ok(None),
    }
}

/// One page as readers would get it now, whatever its status, with its revision. What was never public is shown
/// as of its planned time, else as of now.
///
/// # Errors
/// The database cannot be read.
pub fn preview(conn: &mut Conn, here: &Here, id: Id) -> Result<Option<(i64, PageOut)>, Problem> {
    let Some(mut row) = store::find(conn, id)? else { return Ok(None) };
    if row.version == 0 {
        row.published_at = store::planned(conn, id)?.unwrap_or(here.now).whole_seconds();
        row.updated_at = row.published_at;
    }
    let revision = row.revision;
    Ok(pages_out(conn, here, &[row], true)?.pop().map(|page| (revision, page)))
}

/// Those of these pages that are public, each with its public version.
///
/// # Errors
/// What the database said.
pub fn versions(conn: &mut Conn, here: &Here, ids: &[Id]) -> Result<Vec<(i64, PageOut)>, Problem> {
    let rows = store::load_public(conn, here.now, ids)?;
    Ok(rows.iter().map(|row| row.version).zip(pages_out(conn, here, &rows, false)?).collect())
}

fn pages_out(conn: &mut Conn, here: &Here, rows: &[Page], head: bool) -> Result<Vec<PageOut>, Problem> {
    let above: Vec<Id> = rows.iter().filter_map(|row| row.parent_id).collect();
    let parents = store::references(conn, here, &above)?;
    let mut ids: Vec<Id> = rows.iter().flat_map(|row| body::media_of(&row.blocks.0)).collect();
    ids.extend(rows.iter().filter_map(|row| row.featured_media_id));
    let media = media::load(conn, &ids)?;
    let parent = |row: &Page| row.parent_id.and_then(|id| parents.get(&id)).cloned();
    let made = rows.iter().map(|row| PageOut::new(row, parent(row), &media, here));
    Ok(if head { made.map(|page| page.with_head(here)).collect() } else { made.collect() })
}
