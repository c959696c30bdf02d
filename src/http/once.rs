//! `Idempotency-Key`: a client that did not hear the answer sends its request again, and gets the same
//! answer, byte for byte, for a day, after a restart too. The key belongs to who sent it.

use std::collections::HashSet;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::db::kept::{self, Kept};
use crate::db::{Conn, Id, Time};
use crate::error::{Code, Fault, Problem};
use crate::text::digest;

/// The header.
pub const KEY: &str = "Idempotency-Key";
/// The longest key, in characters.
const LONGEST_KEY: usize = 255;
/// How long an answer is kept for its key, in seconds.
pub const KEPT_FOR: i64 = 24 * 60 * 60;

/// The header in the contract.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct OnceHeader {
    /// The client's own name for this request, such as a fresh UUID: visible ASCII characters. For 24
    /// hours the same request with the same key gets the same answer, and nothing is made twice.
    #[param(
        rename = "Idempotency-Key",
        nullable = false,
        min_length = 1,
        max_length = 255,
        example = "8e03978e-40d5-43dd-bc93-6894a57f9324"
    )]
    pub idempotency_key: Option<String>,
}

/// The client's key for its request.
///
/// # Errors
/// It is given twice, empty, too long, or holds other than visible ASCII characters.
pub fn key(req: &HttpRequest) -> Result<Option<String>, Problem> {
    let mut given = req.headers().get_all(KEY);
    let Some(first) = given.next() else { return Ok(None) };
    let text = first.to_str().unwrap_or_default();
    let fine = (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fine && given.next().is_none() {
        return Ok(Some(text.to_owned()));
    }
    let detail = format!("`{KEY}` is given once, as 1 to {LONGEST_KEY} visible ASCII characters.");
    Err(Problem::parameters(vec![Fault::parameter(KEY, "invalid", detail)]))
}

/// What is answered, in a form that can be given again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The status.
    pub status: u16,
    /// The headers of its own.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Made {
    /// A 201 of a thing with its place and its tag.
    ///
    /// # Errors
    /// The value cannot be serialised, which is a fault of ours.
    pub fn created<T: Serialize>(value: &T, location: &str, revision: i64) -> Result<Self, Problem> {
        let body = serde_json::to_string(value).map_err(Problem::internal)?;
        let headers =
            vec![("Location".to_owned(), location.to_owned()), ("ETag".to_owned(), super::conditions::tag(revision))];
        Ok(Self { status: 201, headers, body })
    }

    /// As an answer.
    pub fn answer(self) -> Answer {
        let of = |name: &str| self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let headers = ["Location", "ETag"].into_iter().filter_map(|name| of(name).map(|value| (name, value)));
        let headers: Vec<_> = headers.collect();
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        Answer::bytes("application/json", self.body).status(status).headers(headers)
    }
}

/// The keys that requests of this process are working on; clones share them.
#[derive(Clone, Default)]
pub struct Running(Arc<Mutex<HashSet<String>>>);

/// A request that may come again, and has the turn of its key until it is dropped.
pub struct Once {
    name: String,
    request: String,
    running: Running,
}

impl Drop for Once {
    fn drop(&mut self) {
        self.running.0.lock().remove(&self.name);
    }
}

impl Once {
    /// A request of somebody to a call, where it has a key; it takes the turn of that.
    ///
    /// # Errors
    /// What [`key`] refuses; 409 while another request with it is being worked on.
    pub fn begin(
        running: &Running,
        req: &HttpRequest,
        who: Id,
        call: &str,
        body: &[u8],
    ) -> Result<Option<Self>, Problem> {
        let Some(key) = key(req)? else { return Ok(None) };
        let name = |parts: &[&[u8]]| digest(blake3::Hasher::new_derive_key("newswire 2026 idempotency keys"), parts);
        let (own, request) = (name(&[who.0.as_bytes(), key.as_bytes()]), name(&[call.as_bytes(), body]));
        running.take(own, request).map(Some)
    }

    /// The answer that this very request got before.
    fn answered(&self, conn: &mut Conn, now: Time) -> Result<Option<Made>, Problem> {
        match kept::find(conn, &self.name, now)? {
            Some(kept) if kept.request == self.request => {
                serde_json::from_str(&kept.answer).map(Some).map_err(Problem::internal)
            }
            Some(_) => Err(Problem::new(
                Code::IdempotencyKeyReused,
                format!("This `{KEY}` belongs to another request. Take a fresh one."),
            )),
            None => Ok(None),
        }
    }

    fn keep(&self, conn: &mut Conn, now: Time, made: &Made) -> Result<(), Problem> {
        let answer = serde_json::to_string(made).map_err(Problem::internal)?;
        let kept = Kept { request: self.request.clone(), answer };
        kept::keep(conn, &self.name, &kept, now, now.plus_seconds(KEPT_FOR))?;
        Ok(())
    }
}

/// The answer that a request got before, for those whose work is long.
///
/// # Errors
/// 422 where the key was used for another request; what the database said.
pub fn answered(conn: &mut Conn, now: Time, once: &Once) -> Result<Option<Made>, Problem> {
    once.answered(conn, now)
}

/// The answer that a request got before, or else what is made now, which is kept for its key in the same
/// transaction.
///
/// # Errors
/// 422 where the key was used for another request; those of the making; what the database said.
pub fn made(
    conn: &mut Conn,
    now: Time,
    once: Option<&Once>,
    make: impl FnOnce(&mut Conn) -> Result<Made, Problem>,
) -> Result<Made, Problem> {
    let Some(once) = once else { return make(conn) };
    if let Some(made) = once.answered(conn, now)? {
        return Ok(made);
    }
    let made = make(conn)?;
    once.keep(conn, now, &made)?;
    Ok(made)
}

impl Running {
    fn take(&self, name: String, request: String) -> Result<Once, Problem> {
        if self.0.lock().insert(name.clone()) {
            return Ok(Once { name, request, running: self.clone() });
        }
        Err(Problem {
            retry_after: Some(1),
            ..Problem::new(Code::InProgress, format!("A request with this `{KEY}` is being worked on."))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_request_at_a_time() {
        let running = Running::default();
        let take = |name: &str| running.take(name.to_owned(), "request".to_owned());
        let first = take("one").unwrap();
        let second = take("one").map(drop).unwrap_err();
        assert_eq!((second.code, second.retry_after), (Code::InProgress, Some(1)));
        assert!(take("two").is_ok());
        drop(first);
        assert!(take("one").is_ok());
    }
}
