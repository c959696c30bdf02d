//! Previews: tokens for the newsroom, and what each opens.

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, web::Payload};
use serde::Serialize;
use utoipa::OpenApi;

use super::model::{Preview, PreviewKind};
use super::store::{self, Filter};
use super::wire::{ArticlePreview, NewPreview, PagePreview, PreviewIn, PreviewList, PreviewOut, PreviewState};
use crate::articles;
use crate::audit::{self, Deed, Doer};
use crate::auth::rights::MakePreviews;
use crate::auth::{May, Tokens};
use crate::db::{Conn, Id, Time};
use crate::error::{Code, Problem, ProblemOut};
use crate::http::paging::{CursorParams, Key};
use crate::http::private::PREVIEW_TOKEN;
use crate::http::{Answer, body, query};
use crate::pages;
use crate::site::{Ask, Here};

/// The operations of this slice, for readers of drafts.
#[derive(OpenApi)]
#[openapi(paths(preview_article, preview_page))]
pub struct Contract;

/// The same for the newsroom.
#[derive(OpenApi)]
#[openapi(paths(list_previews, create_preview, revoke_preview))]
pub struct DeskContract;

/// Binds what tokens open to its paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/preview/articles/{article}").get(preview_article))
        .service(web::resource("/preview/pages/{page}").get(preview_page));
}

/// Binds the newsroom's operations to their paths.
pub fn desk_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/previews").get(list_previews).post(create_preview))
        .service(web::resource("/previews/{preview}").delete(revoke_preview));
}

/// Which tokens are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PreviewParams {
    /// Only those for documents of this kind.
    #[param(pattern = "article|page", example = "article")]
    pub r#type: Option<String>,
    /// Only those for this document, by id.
    #[param(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub document_id: Option<String>,
}

/// List preview tokens
///
/// Those that have not ended, the newest first. None shows its text. Who has the right for their own articles alone
/// sees those they made.
#[utoipa::path(
    get, path = "/v1/admin/previews", tag = "newsroom", params(CursorParams, PreviewParams),
    responses((status = 200, description = "A page of tokens.", body = PreviewList)),
    security(("session" = ["previews:make"]), ("key" = ["previews:make"]))
)]
pub async fn list_previews(may: May<MakePreviews>, ask: Ask) -> Result<Answer, Problem> {
    let mut query = ask.query();
    let kind = query.one_of("type", PreviewKind::NAMES).map(PreviewKind::as_str);
    let by = if may.reaches_all() { None } else { may.user() };
    let filter = Filter { kind, document: query.id("document_id"), by };
    let walk = ask.walk(query, format!("previews {filter:?}"))?;
    let list = ask
        .read(move |conn, here| {
            let key = |row: &Preview| Key { value: row.created_at.to_string(), id: row.id };
            let page = walk.page(store::list(conn, here.now, &filter, &walk.paging)?, key).map(PreviewOut::new);
            Ok(PreviewList { data: page.rows, page: page.page })
        })
        .await?;
    Ok(ask.page_links(Answer::json(&list)?, &list.page))
}

/// Make a preview token
///
/// The token opens this one article or page, whatever its status, in the form that readers will get. The answer shows
/// it, this once. Send it as `Preview-Token` to the address in `url`; it is taken from no address. It ends after an
/// hour, or when you say, or when it is revoked.
#[utoipa::path(
    post, path = "/v1/admin/previews", tag = "newsroom",
    request_body(description = "What the token shall open.", content((PreviewIn = "application/json"))),
    responses(
        (status = 201, description = "The token was made.", body = NewPreview),
        (status = 404, description = "There is no such document.", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Something in the body cannot be taken.", body = ProblemOut, content_type = "application/problem+json"),
    ),
    security(("session" = ["previews:make"]), ("key" = ["previews:make"]))
)]
pub async fn create_preview(
    may: May<MakePreviews>,
    ask: Ask,
    tokens: web::Data<Tokens>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Answer, Problem> {
    query::none(&ask.raw_query)?;
    let given: PreviewIn = body::json(&body::object(&req, payload, 16 * 1024).await?)?;
    given.check()?;
    let (fresh, now) = (tokens.preview()?, ask.here.now.whole_seconds());
    let preview = Preview {
        id: Id::new(),
        kind: given.r#type.as_str().to_owned(),
        document_id: given.document_id,
        by_id: may.user(),
        by_name: may.name.clone(),
        created_at: now,
        expires_at: now.plus_seconds(given.expires_in),
    };
    let url = ask.here.addresses().service(&address(given.r#type, given.document_id));
    let (actor, all) = (may.actor(), may.reaches_all());
    let made = ask
        .db
        .write(move |conn| {
            let id = preview.document_id;
            match given.r#type {
                PreviewKind::Article => articles::within_reach(conn, &actor, all, id)?,
                PreviewKind::Page => page_within_reach(conn, all, id)?,
            }
            store::create(conn, &preview, &fresh.hash)?;
            let deed = Deed::new("preview.create", given.r#type.as_str(), id).after(&noted(&preview));
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(NewPreview { preview: PreviewOut::new(preview), token: fresh.text, url })
        })
        .await?;
    Ok(Answer::json(&made)?.status(StatusCode::CREATED))
}

/// What the audit log says of a token; who made it stands in its row.
fn noted(preview: &Preview) -> serde_json::Value {
    serde_json::json!({"id": preview.id, "expires_at": preview.expires_at})
}

/// Where a document is seen with a token.
fn address(kind: PreviewKind, id: Id) -> String {
    match kind {
        PreviewKind::Article => format!("/v1/preview/articles/{id}"),
        PreviewKind::Page => format!("/v1/preview/pages/{id}"),
    }
}

/// A page is nobody's own.
fn page_within_reach(conn: &mut Conn, all: bool, id: Id) -> Result<(), Problem> {
    let known = all && pages::find(conn, id)?.is_some();
    if known { Ok(()) } else { Err(Problem::unknown("page", &id.to_string())) }
}

/// Revoke a preview token
///
/// It opens nothing from the next request on. Who has the right for their own articles alone revokes those they made.
#[utoipa::path(
    delete, path = "/v1/admin/previews/{preview}", tag = "newsroom",
    params(("preview" = String, Path, description = "The token's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2f01")),
    responses((status = 204, description = "It opens nothing from now on.")),
    security(("session" = ["previews:make"]), ("key" = ["previews:make"]))
)]
pub async fn revoke_preview(may: May<MakePreviews>, ask: Ask, name: web::Path<String>) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let (actor, all, now) = (may.actor(), may.reaches_all(), ask.here.now);
    ask.db
        .write(move |conn| {
            let unknown = || Problem::unknown("preview", &name);
            let id = Id::parse(&name).ok_or_else(unknown)?;
            let own = |row: &Preview| all || (row.by_id.is_some() && row.by_id == actor.user());
            let preview = store::find(conn, now, id)?.filter(own).ok_or_else(unknown)?;
            store::delete(conn, id)?;
            let kind = if preview.kind == PreviewKind::Page.as_str() { "page" } else { "article" };
            let deed = Deed::new("preview.revoke", kind, preview.document_id).before(&noted(&preview));
            audit::note(conn, now, Doer::Actor(&actor), deed)?;
            Ok::<_, Problem>(Answer::empty())
        })
        .await
}

/// The header in the contract.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct PreviewHeader {
    /// The token of a preview.
    #[param(rename = "Preview-Token", value_type = String, example = "nwp_V0p1wT4nq9")]
    pub preview_token: String,
}

/// See an article before readers do
///
/// The article as it was last saved, whatever its status, in exactly the form of `/v1/articles/{article}`, for who has a
/// token that the newsroom made for it. Of what was never public `published_at` is the planned time, else the moment of
/// this call, and `path` and `url` follow from it; what is not public now has the `version` 0. A token that is wrong, has
/// ended, or is another document's gets the same answer as a document that is not there.
#[utoipa::path(
    get, path = "/v1/preview/articles/{article}", tag = "articles",
    params(("article" = String, Path, description = "The article's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), PreviewHeader),
    responses((status = 200, description = "The article.", body = ArticlePreview))
)]
pub async fn preview_article(
    ask: Ask,
    tokens: web::Data<Tokens>,
    name: web::Path<String>,
    req: HttpRequest,
) -> Result<Answer, Problem> {
    opened(&ask, &tokens, (PreviewKind::Article, &name), &req, |conn, here, id, until| {
        let found = articles::preview(conn, here, id)?;
        Ok(found.map(|(revision, article)| ArticlePreview { article, preview: state(revision, until) }))
    })
    .await
}

/// See a page before readers do
///
/// The same for a page, in exactly the form of `/v1/pages/{page}`.
#[utoipa::path(
    get, path = "/v1/preview/pages/{page}", tag = "site",
    params(("page" = String, Path, description = "The page's id.", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b51"), PreviewHeader),
    responses((status = 200, description = "The page.", body = PagePreview))
)]
pub async fn preview_page(
    ask: Ask,
    tokens: web::Data<Tokens>,
    name: web::Path<String>,
    req: HttpRequest,
) -> Result<Answer, Problem> {
    opened(&ask, &tokens, (PreviewKind::Page, &name), &req, |conn, here, id, until| {
        let found = pages::preview(conn, here, id)?;
        Ok(found.map(|(revision, page)| PagePreview { page, preview: state(revision, until) }))
    })
    .await
}

fn state(revision: i64, expires_at: Time) -> PreviewState {
    PreviewState { revision, expires_at }
}

/// The one answer to all that opens nothing: it tells neither whether the document is there nor what is
/// wrong with the token.
fn closed() -> Problem {
    Problem::new(Code::NotFound, "There is nothing here that this `Preview-Token` opens.")
}

async fn opened<T: Serialize + Send + 'static>(
    ask: &Ask,
    tokens: &Tokens,
    (kind, name): (PreviewKind, &str),
    req: &HttpRequest,
    make: impl FnOnce(&mut Conn, &Here, Id, Time) -> Result<Option<T>, Problem> + Send + 'static,
) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let hash = tokens.preview_hash(&given(req));
    let id = Id::parse(name);
    let made = ask
        .read(move |conn, here| {
            let id = id.ok_or_else(closed)?;
            let until = store::opens(conn, here.now, &hash, kind, id)?.ok_or_else(closed)?;
            make(conn, here, id, until)?.ok_or_else(closed)
        })
        .await?;
    Ok(Answer::json(&made)?.private())
}

/// The one token of the one header; what is given otherwise is the token of nothing.
fn given(req: &HttpRequest) -> String {
    let mut all = req.headers().get_all(PREVIEW_TOKEN);
    let one = all.next().filter(|_| all.next().is_none());
    one.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}
