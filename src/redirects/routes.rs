//! Redirects, for editors.

mod ways;

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, web::Payload};
use utoipa::OpenApi;

use self::ways::{fits, keys};
use super::model::{DeskFilter, Origin, Row, Wanted};
use super::store::desk as store;
use super::wire::{RedirectIn, RedirectList, RedirectOut};
use crate::audit::{self, Deed, Doer};
use crate::auth::May;
use crate::auth::rights::{ReadRedirects, WriteRedirects};
use crate::changes;
use crate::db::{Conn, Id};
use crate::error::{Problem, ProblemOut};
use crate::http::conditions::{IfMatch, IfMatchHeader, tag};
use crate::http::paging::{CursorParams, Key};
use crate::http::{Answer, body, query};
use crate::site::Ask;
use crate::site::routes::settings;

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(list_redirects, create_redirect, get_redirect, replace_redirect, delete_redirect))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/redirects").get(list_redirects).post(create_redirect)).service(
        web::resource("/redirects/{redirect}").get(get_redirect).put(replace_redirect).delete(delete_redirect),
    );
}

/// The largest body, in bytes.
const LARGEST: usize = 32 * 1024;

/// Which redirects are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RedirectParams {
    /// Only those with this text in the old path or in what it leads to.
    #[param(max_length = 200, example = "subscribe")]
    pub text: Option<String>,
    /// Only those that lead elsewhere (301), or that say that something is gone (410).
    #[param(pattern = "301|410", example = "301")]
    pub http_status: Option<String>,
    /// Only those that editors wrote down, that a rename left, or that an import brought.
    #[param(pattern = "editor|rename|import", example = "editor")]
    pub origin: Option<String>,
}

/// List redirects
///
/// Old paths and where they lead, the newest first: those that editors wrote down, those that renames left behind, and
/// those that imports brought.
#[utoipa::path(
    get, path = "/v1/admin/redirects", tag = "newsroom", params(CursorParams, RedirectParams),
    responses((status = 200, description = "A page of redirects.", body = RedirectList)),
    security(("session" = ["redirects:read"]), ("key" = ["redirects:read"]))
)]
pub async fn list_redirects(_: May<ReadRedirects>, ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let text = query.filled("text");
    if text.as_ref().is_some_and(|text| text.chars().count() > 200) {
        query.refuse("text", "too_long", "is longer than 200 characters.");
    }
    let code = query.one_of("http_status", &[("301", 301), ("410", 410)]);
    let origins = [Origin::Editor, Origin::Rename, Origin::Import].map(|origin| (origin.as_str(), origin.as_str()));
    let filter = DeskFilter { text, code, origin: query.one_of("origin", &origins) };
    let walk = ask.walk(query, format!("redirects {filter:?}"))?;
    let list = ask
        .read(move |conn, _| {
            let key = |row: &Row| Key { value: row.created_at.to_string(), id: row.id };
            let page = walk.page(store::list(conn, &filter, &walk.paging)?, key).map(RedirectOut::from);
            Ok(RedirectList { data: page.rows, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Make a redirect
///
/// From now on `resolve` tells readers' frontends that the old path leads elsewhere, or that what was there is gone. A
/// path on which something stands is refused, and so are loops and chains: what a redirect leads to is never itself
/// redirected, and nothing that leads to the old path is made to lead on.
#[utoipa::path(
    post, path = "/v1/admin/redirects", tag = "newsroom",
    request_body(description = "The redirect.", content((RedirectIn = "application/json"))),
    responses(
        (status = 201, description = "The redirect was made.", body = RedirectOut, headers(
            ("Location" = String, description = "The redirect's address."), ("ETag" = String, description = "The redirect's tag, for `If-Match`."),
        )),
        (status = 409, description = "There is a redirect of this path already.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken: no path, a host that is not listed, a path that something stands on (`taken`), a loop (`loop`), a chain (`chain`).", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["redirects:write"]), ("key" = ["redirects:write"]))
)]
pub async fn create_redirect(
    may: May<WriteRedirects>,
    ask: Ask,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let wanted = wanted(&ask, &req, payload).await?;
    let (actor, here) = (may.actor(), ask.here.clone());
    let made = ask
        .db
        .write(move |conn| {
            fits(conn, &here, &wanted, None)?;
            let made = store::create(conn, here.now, &wanted)?;
            changes::append_of_site(conn, here.now, "redirects", keys(&[&made.path]))?;
            let deed = Deed::new("redirect.create", "redirect", made.id).after(&RedirectOut::from(made.clone()));
            audit::note(conn, here.now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(made)
        })
        .await?;
    let location = format!("/v1/admin/redirects/{}", made.id);
    Ok(shown(made)?.status(StatusCode::CREATED).headers([("Location", location)]))
}

async fn wanted(ask: &Ask, req: &HttpRequest, payload: Payload) -> Result<Wanted, Problem> {
    let given: RedirectIn = body::json(&body::object(req, payload, LARGEST).await?)?;
    given.check(&settings(req)?.redirect_hosts, &ask.here.addresses().home_url)
}

fn shown(row: Row) -> Result<Answer, Problem> {
    let revision = row.revision;
    Ok(Answer::json(&RedirectOut::from(row))?.headers([("ETag", tag(revision))]))
}

fn existing(conn: &mut Conn, name: &str) -> Result<Row, Problem> {
    let unknown = || Problem::unknown("redirect", name);
    let id = Id::parse(name).ok_or_else(unknown)?;
    store::find(conn, id)?.ok_or_else(unknown)
}

/// Get a redirect
///
/// One redirect by its id.
#[utoipa::path(
    get, path = "/v1/admin/redirects/{redirect}", tag = "newsroom",
    params(("redirect" = String, Path, description = "The redirect's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c80")),
    responses((status = 200, description = "The redirect.", body = RedirectOut, headers(("ETag" = String, description = "The redirect's tag, for `If-Match`.")))),
    security(("session" = ["redirects:read"]), ("key" = ["redirects:read"]))
)]
pub async fn get_redirect(_: May<ReadRedirects>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    shown(ask.read(move |conn, _| existing(conn, &name)).await?)
}

/// Replace a redirect
///
/// By the rules of a new one. One that a rename or an import left is the editor's from then on.
#[utoipa::path(
    put, path = "/v1/admin/redirects/{redirect}", tag = "newsroom",
    params(("redirect" = String, Path, description = "The redirect's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c80"), IfMatchHeader),
    request_body(description = "The redirect.", content((RedirectIn = "application/json"))),
    responses(
        (status = 200, description = "The redirect as it is now.", body = RedirectOut, headers(("ETag" = String, description = "The redirect's tag, for `If-Match`."))),
        (status = 409, description = "There is another redirect of this path.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["redirects:write"]), ("key" = ["redirects:write"]))
)]
pub async fn replace_redirect(
    may: May<WriteRedirects>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let wanted = wanted(&ask, &req, payload).await?;
    let (actor, here) = (may.actor(), ask.here.clone());
    let after = ask
        .db
        .write(move |conn| {
            let before = existing(conn, &name)?;
            let was = RedirectOut::from(before.clone());
            state.check(before.revision, || Ok(&was))?;
            fits(conn, &here, &wanted, Some(&before))?;
            let after = store::replace(conn, &before, &wanted)?;
            changes::append_of_site(conn, here.now, "redirects", keys(&[&before.path, &after.path]))?;
            let deed = Deed::new("redirect.update", "redirect", before.id);
            let deed = deed.before(&was).after(&RedirectOut::from(after.clone()));
            audit::note(conn, here.now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(after)
        })
        .await?;
    shown(after)
}

/// Delete a redirect
///
/// Nothing is known of the old path any more.
#[utoipa::path(
    delete, path = "/v1/admin/redirects/{redirect}", tag = "newsroom",
    params(("redirect" = String, Path, description = "The redirect's id.", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c80"), IfMatchHeader),
    responses((status = 204, description = "The redirect is no more.")),
    security(("session" = ["redirects:write"]), ("key" = ["redirects:write"]))
)]
pub async fn delete_redirect(
    may: May<WriteRedirects>,
    ask: Ask,
    name: web::Path<String>,
    state: IfMatch,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (actor, now) = (may.actor(), ask.here.now);
    ask.db
        .write(move |conn| {
            let before = existing(conn, &name)?;
            let was = RedirectOut::from(before.clone());
            state.check(before.revision, || Ok(&was))?;
            store::delete(conn, before.id)?;
            changes::append_of_site(conn, now, "redirects", keys(&[&before.path]))?;
            let deed = Deed::new("redirect.delete", "redirect", before.id).before(&was);
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}
