//! The edge: what every request passes first and every answer last. It gives the request its id,
//! turns `HEAD` into `GET`, answers `OPTIONS`, writes problems, validators, cache rules, keys and CORS
//! headers, and logs one line.

use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody, None as NoBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};

use super::answer::{Freshness, Meta};
use super::fallback::Contract;
use crate::config::Settings;
use crate::error::{Code, Problem};

/// The longest path that is looked at, in bytes.
const LONGEST_PATH: usize = 2048;
const EXPOSED: &str =
    "ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, Deprecation, Sunset, X-Request-Id";
const TAKEN_HEADERS: &str = "Accept, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Preview-Token";

/// The id of a request, as its answer and the log have it.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// The middleware itself.
///
/// # Errors
/// None of its own; those of a middleware further in. What a handler returns is an answer by then.
pub async fn edge(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = uuid::Uuid::now_v7().to_string();
    req.extensions_mut().insert(RequestId(id.clone()));
    let method = req.method().clone();
    if method == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    // Routing writes into the request, and panics where anybody holds a clone of it meanwhile.
    let (http, res) = match early(&req, &method) {
        Some(answer) => (req.into_parts().0, answer),
        None => next.call(req).await?.map_into_boxed_body().into_parts(),
    };
    let res = without_end(&method, finish(&http, &method, &id, res));
    tracing::info!(
        target: "newswire::request",
        id = %id, method = %method, path = http.path(), status = res.status().as_u16(),
        ms = started.elapsed().as_secs_f64() * 1000.0,
    );
    Ok(ServiceResponse::new(http, res))
}

/// What is answered before any route is looked at.
fn early(req: &ServiceRequest, method: &Method) -> Option<HttpResponse> {
    use actix_web::ResponseError;
    let path = req.path();
    if path.len() > LONGEST_PATH {
        return Some(
            Problem::new(Code::BadRequest, format!("The path is longer than {LONGEST_PATH} bytes.")).error_response(),
        );
    }
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8();
    if !decoded.is_ok_and(|text| !text.contains('\0')) {
        return Some(
            Problem::new(Code::BadRequest, "The path is not valid UTF-8, or holds a NUL character.").error_response(),
        );
    }
    (*method == Method::OPTIONS).then(|| options(req))
}

fn options(req: &ServiceRequest) -> HttpResponse {
    use actix_web::ResponseError;
    let contract = req.app_data::<web::Data<Contract>>();
    match contract.and_then(|c| c.allow(req.path())) {
        Some(allow) => HttpResponse::NoContent()
            .insert_header((header::ALLOW, allow.clone()))
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, allow))
            .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, TAKEN_HEADERS))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
            .finish(),
        None => Problem::new(Code::NotFound, "There is nothing at this address.").error_response(),
    }
}

fn finish(req: &actix_web::HttpRequest, method: &Method, id: &str, res: HttpResponse) -> HttpResponse {
    let mut res = write_problem(req, method, id, res);
    let meta = res.extensions().get::<Meta>().cloned();
    if let Some(meta) = &meta {
        cache_headers(res.headers_mut(), meta);
    }
    let json = content_type(res.headers()).is_some_and(|kind| kind.contains("json"));
    let headers = res.headers_mut();
    if json {
        set(headers, HeaderName::from_static("x-robots-tag"), "noindex");
        set(headers, header::VARY, "Accept-Encoding");
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, HeaderName::from_static("x-request-id"), id);
    set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    not_modified(req, res)
}

/// Gives an error its body: the problem that a handler made, or one for what the framework refused.
fn write_problem(req: &actix_web::HttpRequest, method: &Method, id: &str, res: HttpResponse) -> HttpResponse {
    let carried = res.extensions().get::<Problem>().cloned();
    let status = res.status();
    let problem = match carried {
        Some(problem) => problem,
        None if status.is_client_error() || status.is_server_error() => framework_problem(req, method, status),
        None => return res,
    };
    let public_url = req.app_data::<web::Data<Settings>>().map(|s| s.public_url.clone()).unwrap_or_default();
    let body = problem.to_wire(id, &public_url);
    let mut answer = HttpResponse::build(StatusCode::from_u16(problem.code.status()).unwrap_or(status));
    answer.insert_header((header::CONTENT_TYPE, "application/problem+json"));
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(allow) = problem.allow {
        answer.insert_header((header::ALLOW, allow));
    }
    if let Some(seconds) = problem.retry_after {
        answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    answer.body(serde_json::to_vec(&body).unwrap_or_default())
}

fn framework_problem(req: &actix_web::HttpRequest, method: &Method, status: StatusCode) -> Problem {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => req
            .app_data::<web::Data<Contract>>()
            .map(|contract| contract.problem(method.as_str(), req.path()))
            .unwrap_or_else(|| Problem::new(Code::NotFound, "There is nothing at this address.")),
        status => {
            let code = Code::of_status(status.as_u16());
            Problem::new(code, format!("{}.", code.title()))
        }
    }
}

fn cache_headers(headers: &mut HeaderMap, meta: &Meta) {
    set(headers, header::CACHE_CONTROL, &meta.freshness.header());
    if matches!(meta.freshness, Freshness::For { .. }) && !meta.keys.is_empty() {
        set(headers, HeaderName::from_static("surrogate-key"), &meta.keys.spaced());
        set(headers, HeaderName::from_static("cache-tag"), &meta.keys.comma_separated());
    }
}

/// A stream has no end that a `HEAD` could wait for.
fn without_end(method: &Method, res: HttpResponse) -> HttpResponse {
    match *method == Method::HEAD && res.body().size() == BodySize::Stream {
        true => res.map_body(|_, _| BoxBody::new(NoBody::new())),
        false => res,
    }
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // A value that is no header text is left out rather than answered with a 500.
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// A weak validator for every answer that may be kept, and 304 where the client has it already.
fn not_modified(req: &actix_web::HttpRequest, res: HttpResponse) -> HttpResponse {
    let kept = res.extensions().get::<Meta>().is_some_and(|m| matches!(m.freshness, Freshness::For { .. }));
    if !kept || res.status() != StatusCode::OK {
        return res;
    }
    let (mut head, body) = res.into_parts();
    let Ok(bytes) = body.try_into_bytes() else { return head.set_body(BoxBody::new("")) };
    let tag = format!("W/\"{}\"", &blake3::hash(&bytes).to_hex()[..22]);
    set(head.headers_mut(), header::ETAG, &tag);
    if has_it(req.headers(), &tag) {
        *head.status_mut() = StatusCode::NOT_MODIFIED;
        head.headers_mut().remove(header::CONTENT_TYPE);
        return head.set_body(BoxBody::new(()));
    }
    head.set_body(BoxBody::new(bytes))
}

/// Whether `If-None-Match` (RFC 9110, 13.1.2) names this tag; weak comparison.
fn has_it(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = tag.trim_start_matches("W/");
    let given = headers.get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    given
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.trim_start_matches("W/") == opaque)
}
