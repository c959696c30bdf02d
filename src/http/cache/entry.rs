//! An answer that may be kept: its bytes, its headers, what it depends on and how long it is true.

use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue, HttpDate};
use bytes::Bytes;
use tokio::sync::OnceCell;

use super::pack::Coding;
use crate::db::Time;
use crate::http::answer::{COMMON, Freshness, Meta, ROBOTS, set};
use crate::http::generations::{Generations, Slot};
use crate::http::trace::Trace;

/// Bodies below so many bytes are sent as they are: packing them saves no packet.
const WORTH_PACKING: usize = 1_024;
/// What an entry weighs beside its bodies, in bytes.
const FRAME: usize = 2_048;
/// How far a clock may be set back without a doubt about what was made by it, in microseconds: what was made later than
/// that may show what is not public yet.
const GRACE: i64 = 1_000_000;
/// What every answer depends on.
pub const EVERYWHERE: &str = "site";

/// An answer, whole.
pub struct Entry {
    head: Box<[(HeaderName, HeaderValue)]>,
    tag: String,
    /// `Last-Modified`, where the handler says it.
    modified: Option<HttpDate>,
    freshness: Freshness,
    body: Bytes,
    packed: [OnceCell<Bytes>; 3],
    slots: Box<[Slot]>,
    epoch: u64,
    /// The last epoch at which the slots were looked at and held.
    checked: AtomicU64,
    /// Microseconds since 1970 at which its making began.
    made: i64,
    /// Microseconds since 1970 at which the clock makes it untrue.
    ends: i64,
    /// Microseconds since 1970 until which it is kept.
    kept_until: i64,
}

impl Entry {
    /// Of an answer's headers and body, with what the making of it found out.
    pub fn new(head: &HeaderMap, meta: &Meta, trace: &Trace, body: Bytes, now: Time) -> Self {
        let tag = format!("W/\"{}\"", &blake3::hash(&body).to_hex()[..22]);
        let mut slots = trace.take_shown();
        slots.extend(meta.keys.iter().map(Slot::of));
        slots.push(Slot::of(EVERYWHERE));
        slots.sort_unstable();
        slots.dedup();
        let ends = trace.ends();
        let kept = i64::from(meta.freshness.kept()) * 1_000_000;
        Self {
            head: headers(head, &tag, meta),
            tag,
            modified: date(head, header::LAST_MODIFIED),
            freshness: meta.freshness,
            body,
            packed: Default::default(),
            slots: slots.into(),
            epoch: trace.epoch(),
            checked: AtomicU64::new(trace.epoch()),
            made: now.micros(),
            ends,
            kept_until: ends.min(now.micros().saturating_add(kept)),
        }
    }

    /// Whether it is still true at an epoch and a moment.
    pub fn holds(&self, generations: &Generations, epoch: u64, now: Time) -> bool {
        now.micros() < self.kept_until
            && self.made <= now.micros().saturating_add(GRACE)
            && (self.checked.load(Ordering::SeqCst) == epoch || self.check(generations, epoch))
    }

    fn check(&self, generations: &Generations, epoch: u64) -> bool {
        let holds = generations.hold(&self.slots, self.epoch);
        if holds {
            // Slots are marked before the epoch moves: at this one nothing was touched.
            self.checked.fetch_max(epoch, Ordering::SeqCst);
        }
        holds
    }

    /// Whether its making began at a moment or later: then it shows what the clock did at that moment.
    pub fn was_made_since(&self, moment: i64) -> bool {
        self.made >= moment
    }

    /// Whether its kind is kept at all.
    pub fn may_be_kept(&self) -> bool {
        self.freshness.kept() > 0
    }

    /// What it weighs, in bytes, with its headers and all its packings.
    pub fn weight(&self) -> usize {
        let headers: usize = self.head.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        FRAME + headers + self.body.len() * 2
    }

    /// The answer to a request with these headers; `due` is when the clock changes something next.
    /// None where its body has to be packed first.
    pub fn answer(&self, asked: &HeaderMap, now: Time, due: i64) -> Option<HttpResponse> {
        if has_it(asked, &self.tag) || self.modified.is_some_and(|at| has_seen(asked, at)) {
            return Some(self.unchanged(now, due));
        }
        match self.coding(asked) {
            Some(coding) => {
                self.packed[coding.place()].get().map(|body| self.packed_as(coding, body.clone(), now, due))
            }
            None => Some(self.whole(now, due)),
        }
    }

    /// The same, and its body is packed where it has to be.
    pub async fn packed_answer(&self, asked: &HeaderMap, now: Time, due: i64) -> HttpResponse {
        if let Some(answer) = self.answer(asked, now, due) {
            return answer;
        }
        let Some(coding) = self.coding(asked) else { return self.whole(now, due) };
        match self.packed(coding).await {
            Some(body) => self.packed_as(coding, body, now, due),
            None => self.whole(now, due),
        }
    }

    fn unchanged(&self, now: Time, due: i64) -> HttpResponse {
        self.headed(StatusCode::NOT_MODIFIED, now, due).set_body(BoxBody::new(()))
    }

    fn whole(&self, now: Time, due: i64) -> HttpResponse {
        self.headed(StatusCode::OK, now, due).set_body(BoxBody::new(self.body.clone()))
    }

    fn packed_as(&self, coding: Coding, body: Bytes, now: Time, due: i64) -> HttpResponse {
        let mut answer = self.headed(StatusCode::OK, now, due);
        answer.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.as_str()));
        answer.set_body(BoxBody::new(body))
    }

    fn headed(&self, status: StatusCode, now: Time, due: i64) -> HttpResponse {
        let mut answer = HttpResponse::new(status);
        // One by one into a map that the framework uses again and again: a clone of a map costs more.
        let has_no_body = status == StatusCode::NOT_MODIFIED;
        for (name, value) in self.head.iter().filter(|(name, _)| !(has_no_body && name == header::CONTENT_TYPE)) {
            answer.headers_mut().append(name.clone(), value.clone());
        }
        let ends = self.ends.min(due);
        if self.freshness.is_cut_short(now.micros(), ends) {
            set(answer.headers_mut(), header::CACHE_CONTROL, &self.freshness.until(now.micros(), ends));
        }
        answer
    }

    fn coding(&self, asked: &HeaderMap) -> Option<Coding> {
        if self.body.len() < WORTH_PACKING {
            return None;
        }
        let accepted = asked.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
        Coding::choose(accepted)
    }

    /// The body in a coding, packed once, off the threads that answer. None where that failed, which
    /// is no reason not to answer.
    async fn packed(&self, coding: Coding) -> Option<Bytes> {
        let pack = || async {
            let body = self.body.clone();
            actix_web::web::block(move || coding.pack(&body)).await.ok().and_then(Result::ok).ok_or(())
        };
        self.packed[coding.place()].get_or_try_init(pack).await.ok().cloned()
    }
}

/// The headers that are the same each time the answer is sent.
fn headers(head: &HeaderMap, tag: &str, Meta { freshness, keys }: &Meta) -> Box<[(HeaderName, HeaderValue)]> {
    let mut headers = head.clone();
    set(&mut headers, header::CACHE_CONTROL, &freshness.header());
    set(&mut headers, header::ETAG, tag);
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
    if !keys.is_empty() {
        set(&mut headers, HeaderName::from_static("surrogate-key"), &keys.spaced());
        set(&mut headers, HeaderName::from_static("cache-tag"), &keys.comma_separated());
    }
    for (name, value) in &COMMON {
        headers.insert(name.clone(), value.clone());
    }
    headers.into_iter().collect()
}

/// Whether `If-None-Match` (RFC 9110, 13.1.2) names this tag; weak comparison.
fn has_it(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = opaque(tag);
    let given = headers.get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).map(str::trim).any(|one| one == "*" || self::opaque(one) == opaque)
}

/// Whether a client without tags has what was last modified at a moment (RFC 9110, 13.1.3).
fn has_seen(headers: &HeaderMap, modified: HttpDate) -> bool {
    let since = date(headers, header::IF_MODIFIED_SINCE).filter(|_| !headers.contains_key(header::IF_NONE_MATCH));
    since.is_some_and(|since| modified <= since)
}

fn date(headers: &HeaderMap, name: HeaderName) -> Option<HttpDate> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

/// A tag without its weakness.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}
