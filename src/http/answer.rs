//! What a handler returns: a body, how long it stays fresh and the keys it depends on. The edge turns
//! these into headers, so that no handler writes one by hand.

use std::cell::RefCell;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder};
use bytes::Bytes;
use serde::Serialize;

use super::Keys;
use super::fields::Fields;
use crate::error::Problem;

/// How long an answer may be kept, by the kind of resource. The figures stand in `config.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Never kept: answers to writes, problems, what belongs to one caller.
    NoStore,
    /// Never kept, and for its caller alone: what a token opened.
    Private,
    /// Kept for a while.
    For {
        /// `max-age`, in seconds: in browsers, which nobody can purge.
        browser: u32,
        /// `s-maxage`, in seconds: in caches that are purged by keys.
        shared: u32,
        /// Seconds in the cache of this process; 0 where it is made anew for each request.
        kept: u32,
    },
    /// The bytes under this address never change.
    Immutable,
}

impl Freshness {
    /// The value of `Cache-Control`.
    pub fn header(self) -> String {
        self.until(0, i64::MAX)
    }

    /// The same for an answer that the clock makes untrue at a moment, both in microseconds: nobody may
    /// keep it beyond that.
    pub fn until(self, now: i64, ends: i64) -> String {
        match self {
            Self::NoStore => "no-store".to_owned(),
            Self::Private => "private, no-store".to_owned(),
            Self::For { browser, shared, .. } => {
                let left = u32::try_from(ends.saturating_sub(now).max(0) / 1_000_000).unwrap_or(u32::MAX);
                let (browser, shared) = (browser.min(left), shared.min(left));
                // No staler than it was fresh, for counts are at most ten seconds old behind any cache, and
                // never beyond its end.
                let stale = shared.min(60).min(left - shared);
                format!(
                    "public, max-age={browser}, s-maxage={shared}, stale-while-revalidate={stale}, stale-if-error=86400"
                )
            }
            Self::Immutable => "public, max-age=31536000, immutable".to_owned(),
        }
    }

    /// Whether an end lies before that of its usual time; both in microseconds.
    pub fn is_cut_short(self, now: i64, ends: i64) -> bool {
        let Self::For { browser, shared, .. } = self else { return false };
        // With the time that it may be used stale.
        let whole = i64::from(browser.max(shared)) + i64::from(shared.min(60));
        ends.saturating_sub(now) < (whole + 1) * 1_000_000
    }

    /// Seconds in the cache of this process.
    pub fn kept(self) -> u32 {
        match self {
            Self::For { kept, .. } => kept,
            _ => 0,
        }
    }
}

/// The media type of an answer that `fields` cut down.
pub const PARTIAL: &str = "application/vnd.newswire.partial+json";

/// An answer, before the edge has put its headers on.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    content_type: &'static str,
    body: Bytes,
    freshness: Freshness,
    keys: Keys,
    links: Vec<String>,
    location: Option<String>,
    headers: Vec<(&'static str, String)>,
}

pub(super) const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
/// What every answer carries.
pub(super) static COMMON: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED)),
];

/// The headers that a page of another origin may read.
pub(super) const EXPOSED: &str =
    "ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, Deprecation, Sunset, X-Request-Id";

/// Sets a header. A value that is no header text is left out rather than answered with a 500.
pub(super) fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// What is kept of a thread's buffer between two answers, in bytes.
const KEPT_BUFFER: usize = 1 << 20;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What becomes of a value's JSON text, written into a buffer of this thread: one that grows for each
/// answer would be copied several times over, and kept at up to twice its size.
fn written<T: Serialize, B>(value: &T, take: impl FnOnce(&[u8]) -> B) -> Result<B, Problem> {
    BUFFER.with_borrow_mut(|buffer| {
        buffer.clear();
        buffer.shrink_to(KEPT_BUFFER);
        serde_json::to_writer(&mut *buffer, value).map_err(Problem::internal)?;
        Ok(take(buffer))
    })
}

/// What the edge needs to know of an answer.
#[derive(Debug, Clone)]
pub struct Meta {
    /// How long it may be kept.
    pub freshness: Freshness,
    /// What it depends on.
    pub keys: Keys,
}

impl Answer {
    /// A 200 with a JSON body.
    ///
    /// # Errors
    /// The value cannot be serialised, which is a fault of ours.
    pub fn json<T: Serialize>(value: &T) -> Result<Self, Problem> {
        Ok(Self::bytes("application/json", written(value, Bytes::copy_from_slice)?))
    }

    /// A 200 with the fields of a value that were asked for.
    ///
    /// # Errors
    /// The value cannot be serialised, which is a fault of ours.
    pub fn fields<T: Serialize>(fields: &Fields, value: &T) -> Result<Self, Problem> {
        Ok(Self::bytes("application/json", written(value, |whole| fields.trim(whole))?).partial())
    }

    /// A 200 with a body of any kind.
    pub fn bytes(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            content_type,
            body: body.into(),
            freshness: Freshness::NoStore,
            keys: Keys::new(),
            links: Vec::new(),
            location: None,
            headers: Vec::new(),
        }
    }

    /// A 204: it is done, and there is nothing to say.
    pub fn empty() -> Self {
        Self { status: StatusCode::NO_CONTENT, ..Self::bytes("", Bytes::new()) }
    }

    /// A 301 to another address of this service.
    pub fn moved(location: String) -> Self {
        Self { status: StatusCode::MOVED_PERMANENTLY, location: Some(location), ..Self::bytes("", Bytes::new()) }
    }

    /// Another status than 200.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Says that it is a part of the resource, as `fields` asked.
    #[must_use]
    pub fn partial(mut self) -> Self {
        self.content_type = PARTIAL;
        self
    }

    /// How long it may be kept, and what it depends on.
    #[must_use]
    pub fn cached(mut self, freshness: Freshness, keys: Keys) -> Self {
        self.freshness = freshness;
        self.keys = keys;
        self
    }

    /// Says that it is for its caller alone.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.freshness = Freshness::Private;
        self
    }

    /// Adds headers that this kind of answer alone has.
    #[must_use]
    pub fn headers(mut self, headers: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Adds a `Link` (RFC 8288).
    #[must_use]
    pub fn link(mut self, rel: &str, url: &str) -> Self {
        self.links.push(format!("<{url}>; rel=\"{rel}\""));
        self
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        if !self.content_type.is_empty() {
            answer.insert_header((header::CONTENT_TYPE, self.content_type));
        }
        if !self.links.is_empty() {
            answer.insert_header((header::LINK, self.links.join(", ")));
        }
        if let Some(location) = self.location {
            answer.insert_header((header::LOCATION, location));
        }
        for header in self.headers {
            answer.insert_header(header);
        }
        let mut answer = answer.body(self.body);
        answer.extensions_mut().insert(Meta { freshness: self.freshness, keys: self.keys });
        answer
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_not_cut_short_is_the_usual_header(browser in 0..100_u32, shared in 0..700_u32, left in 0..900_000_000_i64) {
            let freshness = Freshness::For { browser, shared, kept: 600 };
            let now = 1_800_000_000_000_000;
            prop_assume!(!freshness.is_cut_short(now, now + left));
            prop_assert_eq!(freshness.until(now, now + left), freshness.header());
        }
    }
}
