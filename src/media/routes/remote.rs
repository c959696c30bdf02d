//! A file that lies on a store, on its way to a reader: passed on as it arrives, whole or the range that was asked for.

use actix_web::body::SizedStream;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::stream;
use http_range::HttpRange;
use std::io;
use tokio::sync::mpsc::Receiver;

use super::beyond;
use super::upload::trouble;
use crate::error::Problem;
use crate::media::bucket::Bucket;
use crate::media::darkroom::{Darkroom, Trouble};

/// The answer with a file of a store.
pub async fn served(req: &HttpRequest, room: &Darkroom, bucket: Bucket, key: String) -> Result<HttpResponse, Problem> {
    // The bytes under a name never change, so the name is the tag.
    let tag = format!("\"{}\"", key.replace('/', "-"));
    let known = req.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known == "*" || known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
    {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish());
    }
    let (asked, from) = (key.clone(), bucket.clone());
    let told = match room.aside(move |_| Ok(from.told(&asked)?)).await {
        Err(Trouble::File(err)) if err.is_missing() => return Err(Problem::not_found("file", &key)),
        told => told.map_err(trouble)?,
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::ETAG, tag)).insert_header((header::ACCEPT_RANGES, "bytes"));
    answer.insert_header(header::LastModified(told.at.into()));
    let (mut start, mut length) = (0, told.length);
    if let Some(range) = range(req, told.length)? {
        (start, length) = (range.start, range.length);
        let part = format!("bytes {start}-{}/{}", start + length - 1, told.length);
        answer.status(StatusCode::PARTIAL_CONTENT).insert_header((header::CONTENT_RANGE, part));
    }
    if length == 0 {
        return Ok(answer.finish());
    }
    Ok(answer.body(SizedStream::new(length, parts(bucket.read(&key, start..start + length)))))
}

/// The one range that is asked for; of several, and of what cannot be read, the whole is given.
fn range(req: &HttpRequest, length: u64) -> Result<Option<HttpRange>, Problem> {
    let Some(value) = req.headers().get(header::RANGE) else { return Ok(None) };
    match HttpRange::parse_bytes(value.as_bytes(), length) {
        Ok(ranges) if ranges.len() == 1 => Ok(ranges.into_iter().next()),
        Ok(_) => Ok(None),
        Err(_) => Err(beyond(length)),
    }
}

fn parts(taken: Receiver<io::Result<Bytes>>) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::unfold(taken, |mut taken| async move { taken.recv().await.map(|part| (part, taken)) })
}
