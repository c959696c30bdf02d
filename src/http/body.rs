//! Request bodies: bounded in size and in time, and JSON read strictly.

use std::future::Future;
use std::time::{Duration, Instant};

use actix_web::http::header;
use actix_web::{HttpRequest, web};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment, Track};

use crate::error::{Code, Fault, Problem};

/// How long a client may take to send a body that we are waiting for.
const DEADLINE: Duration = Duration::from_secs(15);

/// How many bytes a second a long body brings at least, on average, once that time is over.
const LEAST_PACE: u64 = 64 * 1024;

/// The time that a body has, part by part: as long as any other, and for what has arrived as much more as it
/// takes at the least pace.
#[derive(Debug)]
pub struct Pace {
    began: Instant,
    arrived: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { began: Instant::now(), arrived: 0 }
    }
}

impl Pace {
    /// Waits for the next part.
    ///
    /// # Errors
    /// It does not arrive in time.
    pub async fn wait<T>(&self, next: impl Future<Output = T>) -> Result<T, Problem> {
        let ends = self.began + allowed(self.arrived);
        let waited = tokio::time::timeout(ends.saturating_duration_since(Instant::now()), next).await;
        waited.map_err(|_| Problem::new(Code::Timeout, "The body arrives too slowly."))
    }

    /// Counts what has arrived.
    pub fn add(&mut self, bytes: usize) {
        self.arrived += bytes as u64;
    }
}

fn allowed(arrived: u64) -> Duration {
    DEADLINE + Duration::from_millis(arrived * 1_000 / LEAST_PACE)
}

/// Refuses a body that is packed (`Content-Encoding`).
///
/// # Errors
/// It is.
pub fn unpacked(req: &HttpRequest) -> Result<(), Problem> {
    if req.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::new(Code::UnsupportedMediaType, "Send the body without a content encoding."));
    }
    Ok(())
}

/// Reads a whole body of at most `most` bytes.
///
/// # Errors
/// Too large, too slow, cut off, or packed (`Content-Encoding`).
pub async fn read(req: &HttpRequest, payload: web::Payload, most: usize) -> Result<Bytes, Problem> {
    unpacked(req)?;
    match tokio::time::timeout(DEADLINE, collect(payload, most)).await {
        Ok(body) => body,
        Err(_) => {
            Err(Problem::new(Code::Timeout, format!("The body did not arrive within {} seconds.", DEADLINE.as_secs())))
        }
    }
}

async fn collect(mut payload: web::Payload, most: usize) -> Result<Bytes, Problem> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::new(Code::BadRequest, "The body was cut off."))?;
        if body.len() + chunk.len() > most {
            return Err(Problem::new(Code::PayloadTooLarge, format!("The body is larger than {most} bytes.")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The media type of the body, without its parameters, in lower case; none where none is said.
pub fn media_type(req: &HttpRequest) -> Option<String> {
    let value = req.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// Reads a body that is sent as a JSON object of at most `most` bytes.
///
/// # Errors
/// What [`read`] refuses, another media type, and a list: it would be read as the values of the object's
/// members, in their order.
pub async fn object(req: &HttpRequest, payload: web::Payload, most: usize) -> Result<Bytes, Problem> {
    match media_type(req).as_deref() {
        Some("application/json") => {}
        // The name that RFC 7396 gives to such a body.
        Some("application/merge-patch+json") if req.method() == actix_web::http::Method::PATCH => {}
        Some(kind) => {
            let kind: String = kind.chars().take(80).collect();
            return Err(Problem::new(
                Code::UnsupportedMediaType,
                format!("`{kind}` is not taken here. Send application/json."),
            ));
        }
        None => {
            return Err(Problem::new(Code::UnsupportedMediaType, "The body has no media type. Send application/json."));
        }
    }
    let body = read(req, payload, most).await?;
    no_list(&body)?;
    Ok(body)
}

/// Reads a JSON object that may be left out.
///
/// # Errors
/// What [`object`] and [`json`] refuse.
pub async fn optional_json<T: DeserializeOwned>(
    req: &HttpRequest,
    payload: web::Payload,
    most: usize,
) -> Result<Option<T>, Problem> {
    if media_type(req).is_some() {
        return json(&object(req, payload, most).await?).map(Some);
    }
    let body = read(req, payload, most).await?;
    if body.is_empty() { Ok(None) } else { json_object(&body).map(Some) }
}

fn no_list(body: &[u8]) -> Result<(), Problem> {
    if body.trim_ascii_start().starts_with(b"[") {
        let fault = Fault::pointer("", "invalid", "A list is not taken here.");
        return Err(Problem::body("The body is not an object.", vec![fault]));
    }
    Ok(())
}

/// Parses JSON into a type; the fault names the place.
///
/// # Errors
/// Not JSON, not of this type, or with a NUL character in a text.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    if holds_nul(body) {
        let fault = Fault::pointer("", "invalid", "A text holds a NUL character.");
        return Err(Problem::body("The body holds a NUL character.", vec![fault]));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut reader).and_then(|value| {
        reader.end().map(|()| value).map_err(|err| serde_path_to_error::Error::new(Track::new().path(), err))
    });
    read.map_err(|err| {
        let (place, err) = (pointer(err.path()), err.into_inner());
        let detail = format!("line {} column {}: {}", err.line(), err.column(), short(&err));
        Problem::body("The body is not the JSON that this call takes.", vec![Fault::pointer(&place, "invalid", detail)])
    })
}

/// Reads a value that was parsed already into a type; the fault names the place.
///
/// # Errors
/// Not of this type.
pub fn value<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|err| {
        let (place, err) = (pointer(err.path()), err.into_inner());
        Problem::body(
            "The body is not the JSON that this call takes.",
            vec![Fault::pointer(&place, "invalid", short(&err))],
        )
    })
}

/// A place as a JSON pointer (RFC 6901).
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push('/');
                pointer.push_str(&key.chars().take(80).collect::<String>().replace('~', "~0").replace('/', "~1"));
            }
            Segment::Unknown => {}
        }
    }
    pointer
}

/// Parses a JSON object.
///
/// # Errors
/// Not JSON, or not this object.
pub fn json_object<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    no_list(text)?;
    json(text)
}

/// Whether a text in JSON holds a NUL character; a backslash that is escaped itself begins none.
fn holds_nul(body: &[u8]) -> bool {
    let escapes = |at: &usize| body[..*at].iter().rev().take_while(|byte| **byte == b'\\').count().is_multiple_of(2);
    let written = body.windows(6).enumerate().filter(|(_, part)| part == b"\\u0000");
    written.map(|(at, _)| at).any(|at| escapes(&at))
}

/// The parser's sentence without its own place, which is said apart.
fn short(err: &serde_json::Error) -> String {
    let text = err.to_string();
    text.split(" at line ").next().unwrap_or_default().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_body_has_the_time_that_its_pace_earns() {
        assert_eq!(allowed(0), DEADLINE);
        assert_eq!(allowed(LEAST_PACE * 10), DEADLINE + Duration::from_secs(10));
        assert!(allowed(20_000_000) < Duration::from_secs(330));
    }

    #[test]
    fn threat_77_a_nul_is_refused_and_the_words_for_it_are_not() {
        for bad in [r#""\u0000""#, r#""a\\\u0000""#] {
            assert!(json::<String>(bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(json::<String>(br#""\\u0000 \u0001""#).unwrap(), "\\u0000 \u{1}");
        assert!(json::<String>(b"\"\0\"").is_err());
    }
}
