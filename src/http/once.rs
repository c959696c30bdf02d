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

/// A request that may come again.
#[derive(Debug)]
pub struct Once {
    name: String,
    request: String,
}

/// The turn of a request; another one with its key waits until it is dropped.
pub struct Turn {
    running: Running,
    name: String,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.running.0.lock().remove(&self.name);
    }
}

impl Once {
    /// A request of somebody under a key: to which call, with which body.
    pub fn new(who: Id, key: &str, call: &str, body: &[u8]) -> Self {
        let name = |parts: &[&[u8]]| {
            let mut hash = blake3::Hasher::new_derive_key("newswire 2026 idempotency keys");
            for part in parts {
                hash.update(&(part.len() as u64).to_le_bytes());
                hash.update(part);
            }
            hash.finalize().to_hex()[..40].to_owned()
        };
        Self { name: name(&[who.0.as_bytes(), key.as_bytes()]), request: name(&[call.as_bytes(), body]) }
    }

    /// Takes the turn of its key.
    ///
    /// # Errors
    /// 409 while another request with it is being worked on.
    pub fn begin(&self, running: &Running) -> Result<Turn, Problem> {
        if running.0.lock().insert(self.name.clone()) {
            return Ok(Turn { running: running.clone(), name: self.name.clone() });
        }
        Err(Problem {
            retry_after: Some(1),
            ..Problem::new(Code::InProgress, format!("A request with this `{KEY}` is being worked on."))
        })
    }

    /// The answer that this very request got before.
    ///
    /// # Errors
    /// 422 where the key was used for another request; what the database said.
    pub fn answered(&self, conn: &mut Conn, now: Time) -> Result<Option<Made>, Problem> {
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

    /// Keeps the answer, in the transaction that made what it tells of.
    ///
    /// # Errors
    /// What the database said.
    pub fn keep(&self, conn: &mut Conn, now: Time, made: &Made) -> Result<(), Problem> {
        let answer = serde_json::to_string(made).map_err(Problem::internal)?;
        let kept = Kept { request: self.request.clone(), answer };
        kept::keep(conn, &self.name, &kept, now, now.plus_seconds(KEPT_FOR))?;
        Ok(())
    }
}
