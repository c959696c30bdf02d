//! The edge: what every request passes first and every answer last. It gives the request its id,
//! turns `HEAD` into `GET`, answers `OPTIONS`, writes problems, validators, cache rules, keys and CORS
//! headers, and logs one line.

use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody, None as NoBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError, web};

use super::answer::{Freshness, Meta, set};
use super::cache::{Cache, Entry, Lead, Lost, Way};
use super::fallback::Contract;
use super::trace::Trace;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Time;
use crate::error::{Code, Problem};

/// The longest path that is looked at, in bytes.
const LONGEST_PATH: usize = 2048;
const EXPOSED: &str =
    "ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, Deprecation, Sunset, X-Request-Id";
/// Where the Admin API begins: its answers are its caller's alone, and kept nowhere.
pub const ADMIN: &str = "/v1/admin";
const TAKEN_BY_ADMIN: &str = "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match";
const TAKEN_HEADERS: &str = "Accept, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Preview-Token";

/// The id of a request, for those behind the edge who write it down.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

fn is_admin(path: &str) -> bool {
    path.strip_prefix(ADMIN).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

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
    let method = req.method().clone();
    if method == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    if is_admin(req.path()) {
        req.extensions_mut().insert(RequestId(id.clone()));
    }
    // Routing writes into the request, and panics where anybody holds a clone of it meanwhile.
    let (http, res) = match early(&req, &method) {
        Some(answer) => {
            let http = req.into_parts().0;
            let res = plain(&http, &method, &id, answer);
            (http, res)
        }
        None => answer(req, next, &method, &id).await?,
    };
    let res = without_end(&method, res);
    let res = if is_admin(http.path()) { private(&http, res, &id) } else { with_common_headers(res, &id) };
    tracing::info!(
        target: "newswire::request",
        id = %id, method = %method, path = http.path(), status = res.status().as_u16(),
        ms = started.elapsed().as_secs_f64() * 1000.0,
    );
    Ok(ServiceResponse::new(http, res))
}

/// From what is kept, from another request's build, or by a build of its own.
async fn answer(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    method: &Method,
    id: &str,
) -> Result<(HttpRequest, HttpResponse), Error> {
    let cache = req.app_data::<web::Data<Cache>>().cloned();
    let clock = req.app_data::<web::Data<Clock>>().cloned();
    let (Some(cache), Some(clock)) = (cache, clock) else {
        let problem = Problem::internal("no cache or no clock in the server's state").error_response();
        let http = req.into_parts().0;
        let res = plain(&http, method, id, problem);
        return Ok((http, res));
    };
    let mut lead = None;
    if let Some(entry) = kept(&req, &cache, &clock, &mut lead).await {
        let res = entry.answer(req.headers(), clock.now(), cache.timetable().next(clock.now())).await;
        return Ok((req.into_parts().0, res));
    }
    let trace = Arc::new(Trace::new(lead.as_ref().map_or_else(|| cache.generations().epoch(), Lead::epoch)));
    let now = clock.now();
    req.extensions_mut().insert(trace.clone());
    let (http, res) = next.call(req).await?.map_into_boxed_body().into_parts();
    match entry(res, &trace, now) {
        Ok(entry) => {
            if let Some(lead) = lead {
                cache.land(lead, &entry);
            }
            let res = entry.answer(http.headers(), clock.now(), cache.timetable().next(clock.now())).await;
            Ok((http, res))
        }
        Err(res) => {
            if let Some(lead) = lead {
                lead.land(None);
            }
            let res = plain(&http, method, id, *res);
            Ok((http, res))
        }
    }
}

/// What is kept for a request, or what another request is building; else perhaps the lead of a build.
async fn kept(req: &ServiceRequest, cache: &Cache, clock: &Clock, lead: &mut Option<Lead>) -> Option<Arc<Entry>> {
    let may_be_kept = req.method() == Method::GET && !is_admin(req.path());
    let key = may_be_kept.then(|| cache.key(req.uri().path(), req.query_string())).flatten()?;
    loop {
        match cache.way(&key, clock.now()) {
            Way::Kept(entry) => return Some(entry),
            Way::Wait(landed) => match landed.wait().await {
                // Where there is nothing to share each makes its own, such as a problem.
                Ok(entry) => return entry,
                Err(Lost) => continue,
            },
            Way::Lead(own) => {
                *lead = Some(own);
                return None;
            }
            Way::Alone => return None,
        }
    }
}

/// The entry of an answer that may be kept; any other answer as it was.
fn entry(res: HttpResponse, trace: &Trace, now: Time) -> Result<Arc<Entry>, Box<HttpResponse>> {
    let meta = res.extensions().get::<Meta>().cloned();
    let keepable = meta.filter(|m| matches!(m.freshness, Freshness::For { .. }) && res.status() == StatusCode::OK);
    let Some(meta) = keepable else { return Err(Box::new(res)) };
    let (head, body) = res.into_parts();
    match body.try_into_bytes() {
        Ok(bytes) => Ok(Arc::new(Entry::new(head.headers(), &meta, trace, bytes, now))),
        Err(body) => Err(Box::new(head.set_body(body))),
    }
}

/// What is answered before any route is looked at.
fn early(req: &ServiceRequest, method: &Method) -> Option<HttpResponse> {
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
    let contract = req.app_data::<web::Data<Contract>>();
    match contract.and_then(|c| c.allow(req.path())) {
        Some(allow) => HttpResponse::NoContent()
            .insert_header((header::ALLOW, allow.clone()))
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, allow))
            .insert_header((
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                if is_admin(req.path()) { TAKEN_BY_ADMIN } else { TAKEN_HEADERS },
            ))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
            .finish(),
        None => Problem::new(Code::NotFound, "There is nothing at this address.").error_response(),
    }
}

/// Any answer that is not kept: a problem gets its body, the rest its cache rules.
fn plain(req: &HttpRequest, method: &Method, id: &str, res: HttpResponse) -> HttpResponse {
    let mut res = write_problem(req, method, id, res);
    let meta = res.extensions().get::<Meta>().cloned();
    if let Some(meta) = &meta {
        set(res.headers_mut(), header::CACHE_CONTROL, &meta.freshness.header());
    }
    let json = content_type(res.headers()).is_some_and(|kind| kind.contains("json"));
    if json {
        let headers = res.headers_mut();
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    res
}

fn with_common_headers(mut res: HttpResponse, id: &str) -> HttpResponse {
    let headers = res.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    set(headers, HeaderName::from_static("x-request-id"), id);
    res
}

/// An answer of the Admin API: for its caller alone, read by pages of configured origins only.
fn private(req: &HttpRequest, mut res: HttpResponse, id: &str) -> HttpResponse {
    let allowed = req.app_data::<web::Data<Settings>>().map(|settings| settings.admin_origins.as_slice());
    let origin = req
        .headers()
        .get(header::ORIGIN)
        .filter(|origin| allowed.unwrap_or_default().iter().any(|known| origin.as_bytes() == known.as_bytes()));
    let headers = res.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
    set(headers, HeaderName::from_static("x-request-id"), id);
    res
}

/// Gives an error its body: the problem that a handler made, or one for what the framework refused.
fn write_problem(req: &HttpRequest, method: &Method, id: &str, res: HttpResponse) -> HttpResponse {
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
    for header in problem.headers {
        answer.insert_header(header);
    }
    answer.body(serde_json::to_vec(&body).unwrap_or_default())
}

fn framework_problem(req: &HttpRequest, method: &Method, status: StatusCode) -> Problem {
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
