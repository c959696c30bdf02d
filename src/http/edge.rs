//! The edge: what every request passes first and every answer last. It gives the request its id,
//! turns `HEAD` into `GET`, answers `OPTIONS`, writes problems, validators, cache rules, keys and CORS
//! headers, and logs one line.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody, None as NoBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use futures_util::future::{Either, LocalBoxFuture};
use tracing::Level;
use uuid::{NoContext, Timestamp, Uuid};

use super::answer::{COMMON, Freshness, Meta, ROBOTS, set};
use super::cache::{Cache, Entry, Lead, Lost, Way};
use super::early::early;
use super::fallback::Contract;
use super::private::{self, PREVIEW, RequestId, is_admin};
use super::trace::Trace;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Time;
use crate::error::{Code, Problem};

const LOG: &str = "newswire::request";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request's own: what its answer and its line in the log tell of it.
struct Visit {
    id: Uuid,
    method: Method,
    /// None where no line is written.
    started: Option<Instant>,
}

/// What is known of an answer before anything is waited for.
enum Look {
    /// All of it.
    Kept(HttpResponse),
    /// That there is none to build.
    Refused(HttpResponse),
    /// How to get it.
    Way(Cache, Clock, Way),
}

type Answered = Result<ServiceResponse<BoxBody>, Error>;

/// The middleware itself. Most requests ask for what is kept: they are answered at once, without the
/// state of a build, which is large and would be moved about.
pub fn edge(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Either<Ready<Answered>, LocalBoxFuture<'static, Answered>> {
    let visit = Visit::begin(&mut req);
    match look(&req, &visit) {
        Look::Kept(res) => Either::Left(ready(Ok(visit.end(req.into_parts().0, res)))),
        Look::Refused(res) => {
            let http = req.into_parts().0;
            let res = headed(&http, plain(&http, &visit, res));
            Either::Left(ready(Ok(visit.end(http, res))))
        }
        Look::Way(cache, clock, way) => Either::Right(Box::pin(async move {
            let (http, res) = answer(req, next, (&cache, &clock), way, &visit).await?;
            Ok(visit.end(http, res))
        })),
    }
}

impl Visit {
    fn begin(req: &mut ServiceRequest) -> Self {
        let started = tracing::enabled!(target: LOG, Level::INFO).then(Instant::now);
        let method = req.method().clone();
        if method == Method::HEAD {
            req.head_mut().method = Method::GET;
        }
        // Without an order within a millisecond, which takes a lock that all threads share.
        let id = Uuid::new_v7(Timestamp::now(NoContext));
        if is_admin(req.path()) {
            req.extensions_mut().insert(RequestId(id.to_string()));
        }
        Self { id, method, started }
    }

    fn end(self, http: HttpRequest, res: HttpResponse) -> ServiceResponse<BoxBody> {
        let mut res = without_end(&self.method, res);
        set(res.headers_mut(), REQUEST_ID, self.id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        if let Some(started) = self.started {
            tracing::info!(
                target: LOG,
                id = %self.id, method = %self.method, path = http.path(), status = res.status().as_u16(),
                ms = started.elapsed().as_secs_f64() * 1000.0,
            );
        }
        ServiceResponse::new(http, res)
    }
}

fn look(req: &ServiceRequest, visit: &Visit) -> Look {
    if let Some(answer) = early(req, &visit.method) {
        return Look::Refused(answer);
    }
    let (Some(cache), Some(clock)) = (req.app_data::<web::Data<Cache>>(), req.app_data::<web::Data<Clock>>()) else {
        return Look::Refused(Problem::internal("no cache or no clock in the server's state").error_response());
    };
    let now = clock.now();
    let way = way(req, cache, now);
    match &way {
        Way::Kept(entry) => entry.answer(req.headers(), now, cache.timetable().next(now)),
        _ => None,
    }
    .map_or_else(|| Look::Way(Cache::clone(cache), Clock::clone(clock), way), Look::Kept)
}

fn way(req: &ServiceRequest, cache: &Cache, now: Time) -> Way {
    // What a token opens is for who has it: nobody else may wait for its answer, or get it.
    let is_own = is_admin(req.path()) || req.path().starts_with(PREVIEW);
    let may_be_kept = req.method() == Method::GET && !is_own;
    let key = may_be_kept.then(|| cache.key(req.uri().path(), req.query_string())).flatten();
    key.map_or(Way::Alone, |key| cache.way(&key, now))
}

/// From what is kept, from another request's build, or by a build of its own.
async fn answer(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    (cache, clock): (&Cache, &Clock),
    way: Way,
    visit: &Visit,
) -> Result<(HttpRequest, HttpResponse), Error> {
    let mut lead = None;
    if let Some(entry) = kept(&req, (cache, clock), way, &mut lead).await {
        let res = entry.packed_answer(req.headers(), clock.now(), cache.timetable().next(clock.now())).await;
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
            let res = entry.packed_answer(http.headers(), clock.now(), cache.timetable().next(clock.now())).await;
            Ok((http, res))
        }
        Err(res) => {
            if let Some(lead) = lead {
                lead.land(None);
            }
            let res = headed(&http, plain(&http, visit, *res));
            Ok((http, res))
        }
    }
}

/// What is kept for a request, or what another request is building; else perhaps the lead of a build.
async fn kept(
    req: &ServiceRequest,
    (cache, clock): (&Cache, &Clock),
    mut how: Way,
    lead: &mut Option<Lead>,
) -> Option<Arc<Entry>> {
    loop {
        match how {
            Way::Kept(entry) => return Some(entry),
            Way::Wait(landed) => match landed.wait().await {
                // Where there is nothing to share each makes its own, such as a problem.
                Ok(entry) => return entry,
                Err(Lost) => how = way(req, cache, clock.now()),
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

/// Any answer that is not kept: a problem gets its body, the rest its cache rules.
fn plain(req: &HttpRequest, visit: &Visit, res: HttpResponse) -> HttpResponse {
    let mut res = write_problem(req, visit, res);
    let meta = res.extensions().get::<Meta>().cloned();
    if let Some(meta) = &meta {
        set(res.headers_mut(), header::CACHE_CONTROL, &meta.freshness.header());
    }
    let json = content_type(res.headers()).is_some_and(|kind| kind.contains("json"));
    if json {
        let headers = res.headers_mut();
        headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    res
}

fn headed(req: &HttpRequest, mut res: HttpResponse) -> HttpResponse {
    if is_admin(req.path()) {
        return private::headed(req, res);
    }
    for (name, value) in &COMMON {
        res.headers_mut().insert(name.clone(), value.clone());
    }
    res
}

/// Gives an error its body: the problem that a handler made, or one for what the framework refused.
fn write_problem(req: &HttpRequest, visit: &Visit, res: HttpResponse) -> HttpResponse {
    let carried = res.extensions().get::<Problem>().cloned();
    let status = res.status();
    let problem = match carried {
        Some(problem) => problem,
        // A page for readers says itself what is wrong.
        None if status.is_client_error()
            && content_type(res.headers()).is_some_and(|kind| kind.starts_with("text/html")) =>
        {
            return res;
        }
        None if status.is_client_error() || status.is_server_error() => framework_problem(req, &visit.method, status),
        None => return res,
    };
    let public_url = req.app_data::<web::Data<Settings>>().map(|s| s.public_url.clone()).unwrap_or_default();
    let body = problem.to_wire(&visit.id.to_string(), &public_url);
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
