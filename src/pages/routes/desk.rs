//! Pages, for the newsroom.

use actix_web::HttpRequest;
use actix_web::web::{self, Payload, ServiceConfig};
use serde_json::{Map, Value};
use utoipa::OpenApi;

use crate::addresses::match_pattern;
use crate::articles::{BodyIn, LARGEST_BODY, Named, Source, Status, cleaned, missing};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::{ReadPages, WritePages};
use crate::body::Body;
use crate::cards;
use crate::categories;
use crate::db::{Conn, Id};
use crate::error::{Fault, Problem, ProblemOut};
use crate::frame;
use crate::http::checks::Checks;
use crate::http::conditions::{IfMatch, IfMatchHeader, tag};
use crate::http::once::{self, Made, Once, OnceHeader, Running};
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, body, patch, query};
use crate::menus::Target;
use crate::pages::model::{Known, NewPage, PageError, path_under};
use crate::pages::store::{self, desk};
use crate::pages::wire::desk::{NewsroomPage, NewsroomPageList, PageIn, PagePatch};
use crate::redirects;
use crate::site::{Ask, Here};
use crate::terms::free_slug;
use crate::text::Slug;

/// The operations of the newsroom's pages.
#[derive(OpenApi)]
#[openapi(paths(list_newsroom_pages, create_page, get_newsroom_page, patch_page, delete_page))]
pub struct DeskContract;

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/pages").get(list_newsroom_pages).post(create_page))
        .service(web::resource("/pages/{page}").get(get_newsroom_page).patch(patch_page).delete(delete_page));
}

/// The largest request, in bytes: every character of a body may be written as an escape.
const LARGEST: usize = 6 * LARGEST_BODY + 64 * 1024;

/// List the newsroom's pages
///
/// Pages of any status, by title.
#[utoipa::path(
    get, path = "/v1/admin/pages", tag = "newsroom", params(CursorParams),
    responses((status = 200, description = "A page of pages.", body = NewsroomPageList)),
    security(("session" = ["pages:read"]), ("key" = ["pages:read"]))
)]
pub async fn list_newsroom_pages(_: May<ReadPages>, ask: Ask) -> Result<Answer, Problem> {
    let walk = ask.walk(ask.query(), "newsroom-pages")?;
    let list = ask
        .read(move |conn, here| {
            let rows = desk::list(conn, &walk.paging)?;
            let key = |known: &Known| Key { value: known.page.title_key.clone(), id: known.page.id };
            let page = walk.page(rows, key);
            let data = page.rows.iter().map(|known| NewsroomPage::new(known, here)).collect();
            Ok(NewsroomPageList { data, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

fn existing(conn: &mut Conn, name: &str) -> Result<Known, Problem> {
    let unknown = || Problem::unknown("page", name);
    desk::find(conn, Id::parse(name).ok_or_else(unknown)?)?.ok_or_else(unknown)
}

fn shown(known: &Known, here: &Here) -> Result<Answer, Problem> {
    Ok(Answer::json(&NewsroomPage::new(known, here))?.headers([("ETag", tag(known.page.revision))]))
}

/// Make a page
///
/// Only the title is needed; without a `status` it is a draft. What is not safe in the body is cleaned away.
#[utoipa::path(
    post, path = "/v1/admin/pages", tag = "newsroom", params(OnceHeader),
    request_body(description = "The page.", content((PageIn = "application/json"))),
    responses(
        (status = 201, description = "The page was made.", body = NewsroomPage, headers(
            ("Location" = String, description = "The page's address."), ("ETag" = String, description = "The page's tag, for `If-Match`."),
        )),
        (status = 409, description = "A request with this `Idempotency-Key` is being worked on.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken; or the `Idempotency-Key` was used for another request.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["pages:write"]), ("key" = ["pages:write"]))
)]
pub async fn create_page(
    may: May<WritePages>,
    ask: Ask,
    running: web::Data<Running>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let bytes = body::object(&req, payload, LARGEST).await?;
    let once = Once::begin(&running, &req, may.id(), "POST /v1/admin/pages", &bytes)?;
    let mut given: PageIn = body::json(&bytes)?;
    let (source, read) = cleaned_body(&ask, &mut given).await?;
    let (actor, here) = (may.actor(), ask.here.clone());
    let made = ask
        .db
        .write(move |conn| {
            once::made(conn, here.now, once.as_ref(), |conn| {
                let id = Id::new();
                let slug = checked(conn, &here, &given, (id, None))?;
                let blank = NewPage { status: Status::Draft, ..NewPage::new(id, "", "", Body::default(), here.now) };
                let new = given.over(with_body(blank, source, read), &slug, here.now);
                store::create(conn, here.now, new)?;
                let known = existing(conn, &id.to_string())?;
                let out = NewsroomPage::new(&known, &here);
                audit::note(conn, here.now, Doer::Actor(&actor), Deed::new("page.create", "page", id).after(&out))?;
                Made::created(&out, &format!("/v1/admin/pages/{id}"), known.page.revision)
            })
        })
        .await?;
    Ok(made.answer())
}

/// The body that was written, taken out of the page and cleaned.
async fn cleaned_body(ask: &Ask, given: &mut PageIn) -> Result<(Option<Source>, Option<Body>), Problem> {
    let mut checks = Checks::default();
    let source = given.body.take().and_then(|body: BodyIn| body.source(&mut checks));
    checks.finish()?;
    let read = cleaned(ask, source.clone()).await?;
    Ok((source, read))
}

fn with_body(page: NewPage, source: Option<Source>, read: Option<Body>) -> NewPage {
    match (source, read) {
        (Some(source), Some(body)) => {
            NewPage { body, body_format: source.format.as_str().to_owned(), body_source: source.text, ..page }
        }
        _ => page,
    }
}

/// The slug of what was written, once all of it is checked; `own` is the page as it was before.
fn checked(conn: &mut Conn, here: &Here, given: &PageIn, own: (Id, Option<&Known>)) -> Result<Slug, Problem> {
    let mut checks = given.check(here.now);
    let named: [(&str, Named, &[Id]); 2] = [
        ("/featured_media_id", Named::Media, given.featured_media_id.as_slice()),
        ("/parent_id", Named::Page, given.parent_id.as_slice()),
    ];
    for (pointer, of, ids) in named {
        for id in missing(conn, of, ids)? {
            checks.fault(pointer, "unknown_value", format!("There is nothing under the id `{id}`."));
        }
    }
    checks.finish()?;
    let above = match given.parent_id {
        Some(parent) => store::find(conn, parent)?.map(|page| page.path),
        None => None,
    };
    let stays = own.1.is_some_and(|known| known.page.parent_id == given.parent_id);
    let before = own.1.map(|known| known.page.slug.as_str());
    let mut is_taken =
        |slug: &Slug| something_stands_at(conn, here, &path_under(above.as_deref(), slug.as_str()), own.0);
    // Another place is another address, whatever the slug.
    if let Some(slug) = before.filter(|_| !stays).and_then(Slug::parse)
        && given.slug.as_deref() == before
        && is_taken(&slug)?
    {
        let detail = format!("Something else stands at the address that `{slug}` would have there.");
        return Err(Problem::content(vec![Fault::pointer("/parent_id", "taken", detail)]));
    }
    free_slug(given.slug.as_deref(), &given.title, before, is_taken)
}

/// Whether another page, a category or a public article stands at a page's path, or it leads elsewhere.
fn something_stands_at(conn: &mut Conn, here: &Here, path: &str, own: Id) -> Result<bool, Problem> {
    if store::find_by_path(conn, path)?.is_some_and(|page| page.id != own) {
        return Ok(true);
    }
    let at = here.addresses();
    let address = at.page(path);
    if categories::paths(conn)?.values().any(|category| at.category(category) == address) {
        return Ok(true);
    }
    let slug = match_pattern(&at.permalinks.article, &address)
        .and_then(|found| found.into_iter().find(|(token, _)| token == "slug"))
        .map(|(_, slug)| slug.to_owned());
    if let Some(slug) = slug
        && cards::path_of_slug(conn, here, &slug)?.is_some_and(|path| path == address)
    {
        return Ok(true);
    }
    Ok(redirects::leads_elsewhere(conn, &address, (redirects::Kind::Page, own))?)
}

/// Get a page as the newsroom sees it
///
/// One page of any status by its id.
#[utoipa::path(
    get, path = "/v1/admin/pages/{page}", tag = "newsroom",
    params(("page" = String, Path, description = "The page's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b51")),
    responses((status = 200, description = "The page.", body = NewsroomPage, headers(("ETag" = String, description = "The page's tag, for `If-Match`.")))),
    security(("session" = ["pages:read"]), ("key" = ["pages:read"]))
)]
pub async fn get_newsroom_page(_: May<ReadPages>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let known = ask.read(move |conn, _| existing(conn, &name)).await?;
    shown(&known, &ask.here)
}

/// Change a page
///
/// A JSON Merge Patch (RFC 7396) of what making one takes: `status` publishes it and takes it back. Where an address
/// changes that readers knew, it leads to the new one.
#[utoipa::path(
    patch, path = "/v1/admin/pages/{page}", tag = "newsroom",
    params(("page" = String, Path, description = "The page's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b51"), IfMatchHeader),
    request_body(description = "What shall be another, as in `PageIn`.", content((PagePatch = "application/json", example = json!({"status": "published"})))),
    responses(
        (status = 200, description = "The page as it is now.", body = NewsroomPage, headers(("ETag" = String, description = "The page's tag, for `If-Match`."))),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["pages:write"]), ("key" = ["pages:write"]))
)]
pub async fn patch_page(
    may: May<WritePages>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let PagePatch(mut patch): PagePatch = body::json(&body::object(&req, payload, LARGEST).await?)?;
    // A body is one thing: half of it is not merged with the other half.
    let (source, read) = patched_body(&ask, &mut patch).await?;
    let (actor, here) = (may.actor(), ask.here.clone());
    let known = ask
        .db
        .write(move |conn| {
            let before = existing(conn, &name)?;
            let was = NewsroomPage::new(&before, &here);
            state.check(before.page.revision, || Ok(&was))?;
            let given = patch::patched(&PageIn::of(&before, here.now), patch)?;
            let slug = checked(conn, &here, &given, (before.page.id, Some(&before)))?;
            let new = given.over(with_body(before.stored(), source, read), &slug, here.now);
            replace(conn, &here, &before, &new)?;
            let after = existing(conn, &name)?;
            let deed = Deed::new("page.update", "page", before.page.id).before(&was);
            let deed = deed.after(&NewsroomPage::new(&after, &here));
            audit::note(conn, here.now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(after)
        })
        .await?;
    shown(&known, &ask.here)
}

async fn patched_body(ask: &Ask, patch: &mut Map<String, Value>) -> Result<(Option<Source>, Option<Body>), Problem> {
    let body = patch.shift_remove("body").filter(|body| !body.is_null());
    let Some(body) = body else { return Ok((None, None)) };
    let mut only = Map::new();
    only.insert("title".to_owned(), Value::from("x"));
    only.insert("body".to_owned(), body);
    let mut given: PageIn = body::value(Value::Object(only))?;
    cleaned_body(ask, &mut given).await
}

/// Stores a page as it shall be; the addresses before lead to the new ones, where readers knew them.
fn replace(conn: &mut Conn, here: &Here, before: &Known, new: &NewPage) -> Result<(), Problem> {
    let old = &before.page.path;
    let mut left = desk::seen_below(conn, here.now, old)?;
    if before.page.version > 0 {
        left.push((before.page.id, old.clone()));
    }
    store::update(conn, here.now, before.page.id, new).map_err(refused)?;
    let moved = store::find(conn, before.page.id)?.is_some_and(|page| page.path != *old);
    for (id, path) in left.into_iter().filter(|_| moved) {
        let target = redirects::Target::renamed(redirects::Kind::Page, id);
        redirects::remember(conn, here.now, &here.addresses().page(&path), &target)?;
    }
    Ok(())
}

fn refused(error: PageError) -> Problem {
    let detail = format!("This cannot be: {error}.");
    match error {
        PageError::Cycle => Problem::content(vec![Fault::pointer("/parent_id", "invalid", detail)]),
        PageError::NoParent(_) => Problem::content(vec![Fault::pointer("/parent_id", "unknown_value", detail)]),
        PageError::Database(error) => error.into(),
    }
}

/// Delete a page
///
/// For good, with its comments and preview tokens. One with pages below it, or that a menu names, is not deleted.
#[utoipa::path(
    delete, path = "/v1/admin/pages/{page}", tag = "newsroom",
    params(("page" = String, Path, description = "The page's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b51"), IfMatchHeader),
    responses(
        (status = 204, description = "The page is no more."),
        (status = 409, description = "Pages stand below it, or a menu names it.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["pages:write"]), ("key" = ["pages:write"]))
)]
pub async fn delete_page(
    may: May<WritePages>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (actor, here) = (may.actor(), ask.here.clone());
    ask.db
        .write(move |conn| {
            let before = existing(conn, &name)?;
            let was = NewsroomPage::new(&before, &here);
            state.check(before.page.revision, || Ok(&was))?;
            let id = before.page.id;
            if desk::has_children(conn, id)? {
                return Err(Problem::conflict("Pages stand below it. Move or delete them first."));
            }
            frame::refuse_if_named(conn, &Target::Page(id))?;
            redirects::lead_on(conn, (redirects::Kind::Page, id), None)?;
            if before.page.version > 0 {
                redirects::remember(conn, here.now, &was.path, &redirects::Target::gone())?;
            }
            store::delete(conn, here.now, id)?;
            audit::note(conn, here.now, Doer::Actor(&actor), Deed::new("page.delete", "page", id).before(&was))?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}
