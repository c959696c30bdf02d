//! The service about itself: the handshake, the contract and its page, what each problem means, and
//! how the service is.

mod guides;
mod page;
mod problems;

use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;
use utoipa::{OpenApi, ToSchema};

use crate::config::{Settings, freshness};
use crate::db::{Database, DatabaseError};
use crate::error::{Code, Problem};
use crate::http::{Answer, Keys, query};
use crate::site::Ask;

/// The operations of this part.
#[derive(OpenApi)]
#[openapi(paths(
    get_handshake,
    get_openapi,
    get_docs,
    get_guides,
    get_guide,
    get_problem_page,
    get_health_live,
    get_health_ready,
    get_metrics
))]
pub struct Contract;

/// Binds the handshake, at the root of `/v1`.
pub fn handshake(config: &mut ServiceConfig) {
    config.service(web::resource("").get(get_handshake)).service(web::resource("/").get(get_handshake));
}

/// Binds what stands outside of `/v1`.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/openapi.json").get(get_openapi))
        .service(web::resource("/docs").get(get_docs))
        .service(web::resource("/docs/assets/{file}").get(get_docs_asset))
        .service(web::resource("/docs/guides").get(get_guides))
        .service(web::resource("/docs/guides/{guide}").get(get_guide))
        .service(web::resource("/docs/problems/{code}").get(get_problem_page))
        .service(web::resource("/health/live").get(get_health_live))
        .service(web::resource("/health/ready").get(get_health_ready))
        .service(web::resource("/metrics").get(get_metrics));
}

/// The contract, serialised once.
#[derive(Clone)]
pub struct Document(Bytes);

impl Document {
    /// Keeps a document as it is served.
    pub fn new(document: &Value) -> Self {
        Self(Bytes::from(serde_json::to_vec(document).unwrap_or_default()))
    }
}

/// What this service is and where its parts are.
#[derive(Debug, Serialize, ToSchema)]
pub struct Handshake {
    /// The product.
    #[schema(example = "newswire")]
    pub product: String,
    /// The version of the contract.
    #[schema(example = "1")]
    pub contract: String,
    /// The site resource.
    #[schema(example = "http://127.0.0.1:8080/v1/site")]
    pub site: String,
    /// The OpenAPI document.
    #[schema(example = "http://127.0.0.1:8080/openapi.json")]
    pub openapi: String,
    /// A page to read and try it.
    #[schema(example = "http://127.0.0.1:8080/docs")]
    pub docs: String,
}

/// Get the handshake
///
/// What this service is, and where its parts are.
#[utoipa::path(
    get, path = "/v1", tag = "service",
    responses((status = 200, description = "The handshake.", body = Handshake))
)]
pub async fn get_handshake(ask: Ask) -> Result<Answer, Problem> {
    ask.query().finish()?;
    let at = ask.here.addresses();
    let hello = Handshake {
        product: "newswire".to_owned(),
        contract: "1".to_owned(),
        site: at.service("/v1/site"),
        openapi: at.service("/openapi.json"),
        docs: at.service("/docs"),
    };
    Ok(Answer::json(&hello)?.cached(freshness::DOCUMENT, Keys::new().with("site")))
}

/// Get the OpenAPI document
///
/// The contract, OpenAPI 3.1.
#[utoipa::path(
    get, path = "/openapi.json", tag = "service",
    responses((status = 200, description = "The document.", body = Value, content_type = "application/json", example = json!({"openapi": "3.1.0"})))
)]
pub async fn get_openapi(req: HttpRequest, document: web::Data<Document>) -> Result<Answer, Problem> {
    // A parameter that was let through would be an answer of its own to keep.
    query::none(req.query_string())?;
    Ok(Answer::bytes("application/json", document.0.clone()).cached(freshness::DOCUMENT, Keys::new().with("site")))
}

/// Get the documentation
///
/// A page to read the contract and to try it; served from the program itself.
#[utoipa::path(
    get, path = "/docs", tag = "service",
    responses((status = 200, description = "The page.", body = String, content_type = "text/html"))
)]
pub async fn get_docs() -> HttpResponse {
    html(page::INDEX.to_owned())
}

/// A part of the documentation's page.
pub async fn get_docs_asset(file: web::Path<String>) -> Result<HttpResponse, Problem> {
    let (kind, text) = page::asset(&file).ok_or_else(|| Problem::not_found("file", &file))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header(("Cache-Control", "public, max-age=300"))
        .body(text))
}

/// Get the list of guides
///
/// Each guide with what it is about: the first page, paging, caches, webhooks, running it.
#[utoipa::path(
    get, path = "/docs/guides", tag = "service",
    responses((status = 200, description = "The page.", body = String, content_type = "text/html"))
)]
pub async fn get_guides() -> HttpResponse {
    html(page::guides())
}

/// Get a guide
///
/// One guide as a page; every block of code in it is run by a test.
#[utoipa::path(
    get, path = "/docs/guides/{guide}", tag = "service",
    params(("guide" = String, Path, description = "The guide's name.", example = "first-page")),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html"))
)]
pub async fn get_guide(name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let found = guides::GUIDES.iter().find(|known| known.name == *name);
    let guide = found.ok_or_else(|| Problem::not_found("guide", &name))?;
    Ok(html(page::guide(guide)))
}

/// Get the page of a problem
///
/// What a problem's `type` leads to: what happened, what to do, and how it looks.
#[utoipa::path(
    get, path = "/docs/problems/{code}", tag = "service",
    params(("code" = String, Path, description = "The problem's code with hyphens.", example = "invalid-parameter")),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html"))
)]
pub async fn get_problem_page(code: web::Path<String>) -> Result<HttpResponse, Problem> {
    let found = Code::ALL.iter().find(|known| known.page() == *code);
    let known = found.ok_or_else(|| Problem::not_found("problem", &code))?;
    Ok(html(page::problem(*known)))
}

fn html(text: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ))
        .body(text)
}

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`, where it is well.
    #[schema(example = "ok", extensions(("x-extensible-enum" = json!(["ok"]))))]
    pub status: String,
}

fn ok() -> Result<Answer, Problem> {
    Answer::json(&Health { status: "ok".to_owned() })
}

/// Get liveness
///
/// Whether the process answers at all; asks nobody else.
#[utoipa::path(
    get, path = "/health/live", tag = "service",
    responses((status = 200, description = "It is alive.", body = Health))
)]
pub async fn get_health_live() -> Result<Answer, Problem> {
    ok()
}

/// Get readiness
///
/// Whether requests can be answered: the database is there.
#[utoipa::path(
    get, path = "/health/ready", tag = "service",
    responses(
        (status = 200, description = "It is ready.", body = Health),
        (status = 503, description = "The database is not to be had.", body = crate::error::ProblemOut, content_type = "application/problem+json")
    )
)]
pub async fn get_health_ready(req: HttpRequest) -> Result<Answer, Problem> {
    let db: Database = crate::http::state(&req)?;
    db.read_soon(|conn| crate::db::migrate::is_there(conn).map_err(DatabaseError::from)).await?;
    ok()
}

/// Get metrics
///
/// Counters for Prometheus, in its text format.
#[utoipa::path(
    get, path = "/metrics", tag = "service",
    responses((status = 200, description = "The counters.", body = String, content_type = "text/plain", example = "newswire_database_statements_total 1042"))
)]
pub async fn get_metrics(req: HttpRequest) -> Result<HttpResponse, Problem> {
    let settings: Settings = crate::http::state(&req)?;
    let text = format!(
        "# HELP newswire_database_statements_total Statements sent to the database.\n\
         # TYPE newswire_database_statements_total counter\n\
         newswire_database_statements_total{{database=\"{}\"}} {}\n",
        if settings.database.file().is_some() { "sqlite" } else { "postgres" },
        crate::db::statements(),
    );
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text))
}
