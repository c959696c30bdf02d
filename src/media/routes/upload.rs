//! A form with a file (`multipart/form-data`, RFC 7578), read as it arrives: the file goes to the disk, its name
//! is data and nothing else.

use std::io;

use actix_multipart::{Field, Multipart};
use actix_web::http::header;
use actix_web::http::header::ContentDisposition;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;

use crate::error::{Code, Fault, Problem};
use crate::http::body::{Pace, unpacked};
use crate::media::darkroom::Trouble;
use crate::media::files::{FileError, Files};
use crate::media::incoming::{Incoming, Spooled};
use crate::media::intake::Refusal;
use crate::media::probe::MAX_BYTES;
use crate::media::wire::desk::{MediaIn, PointIn};

/// The longest text of a form, in bytes.
const LONGEST_TEXT: usize = 16 * 1024;
/// The longest name of a file, in bytes.
const LONGEST_NAME: usize = 255;
/// The most parts of a form.
const MOST_PARTS: usize = 16;
/// What a form has at most besides its file.
const BESIDES: usize = MOST_PARTS * (LONGEST_TEXT + 4 * 1024);

/// What was brought.
pub struct Form {
    /// The file.
    pub file: Spooled,
    /// The name that it was given.
    pub name: String,
    /// What is said of it.
    pub said: MediaIn,
}

impl Form {
    /// What tells this form from another.
    pub fn digest(&self) -> Vec<u8> {
        let said = format!("{:?}", self.said);
        [self.file.digest.as_bytes(), self.name.as_bytes(), b"\0", said.as_bytes()].concat()
    }
}

/// The names of a form's parts beside the file.
pub const TEXTS: &[&str] = &["title", "alt", "caption", "credit", "license", "rights_until", "focal_point"];

/// Reads a form with one file, and with those texts that are allowed.
///
/// # Errors
/// No form, no file or more than one; an unknown part, or one twice; too large, too slow, cut off; the disk.
pub async fn form(req: &HttpRequest, payload: web::Payload, files: &Files, texts: &[&str]) -> Result<Form, Problem> {
    unpacked(req)?;
    let announced =
        req.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_BYTES + BESIDES) {
        return Err(refused(Refusal::TooManyBytes));
    }
    let mut reading = Reading { pace: Pace::default(), file: None, seen: Vec::new(), said: MediaIn::default() };
    let mut form = Multipart::new(req.headers(), payload);
    while let Some(part) = reading.pace.wait(form.next()).await? {
        reading.part(part.map_err(|_| unreadable())?, files, texts).await?;
    }
    let missing = || wrong("/file", "required", "The form has no part `file` with a file name.");
    let (file, name) = reading.file.ok_or_else(missing)?;
    Ok(Form { file, name, said: reading.said })
}

struct Reading {
    pace: Pace,
    file: Option<(Spooled, String)>,
    seen: Vec<String>,
    said: MediaIn,
}

impl Reading {
    async fn part(&mut self, part: Field, files: &Files, texts: &[&str]) -> Result<(), Problem> {
        let name: String = part.name().unwrap_or_default().chars().take(80).collect();
        let pointer = format!("/{name}");
        if self.seen.len() >= MOST_PARTS {
            return Err(wrong("", "too_long", "The form has too many parts."));
        }
        if self.seen.contains(&name) {
            return Err(wrong(&pointer, "repeated", format!("The form has more than one part `{name}`.")));
        }
        if name == "file" {
            let given = part.content_disposition().and_then(given_name).unwrap_or_default();
            let given = file_name(&given)?;
            let file = self.file(part, files).await?;
            self.file = Some((file, given));
        } else if texts.contains(&name.as_str()) {
            let text = self.text(part, &pointer).await?;
            say(&mut self.said, &name, text)?;
        } else {
            let allowed: Vec<&str> = std::iter::once("file").chain(texts.iter().copied()).collect();
            let detail = format!("`{name}` is no part of this form. Allowed: {}.", allowed.join(", "));
            return Err(wrong(&pointer, "unknown", detail));
        }
        self.seen.push(name);
        Ok(())
    }

    async fn file(&mut self, mut part: Field, files: &Files) -> Result<Spooled, Problem> {
        let mut incoming = Incoming::begin(files).await.map_err(disk)?;
        while let Some(chunk) = self.pace.wait(part.next()).await? {
            let chunk = chunk.map_err(|_| unreadable())?;
            self.pace.add(chunk.len());
            if incoming.length() + chunk.len() > MAX_BYTES {
                return Err(refused(Refusal::TooManyBytes));
            }
            incoming.write(&chunk).await.map_err(disk)?;
        }
        incoming.finish().await.map_err(disk)
    }

    async fn text(&mut self, mut part: Field, pointer: &str) -> Result<String, Problem> {
        let mut text = Vec::new();
        while let Some(chunk) = self.pace.wait(part.next()).await? {
            let chunk = chunk.map_err(|_| unreadable())?;
            self.pace.add(chunk.len());
            if text.len() + chunk.len() > LONGEST_TEXT {
                return Err(wrong(pointer, "too_long", format!("This is longer than {LONGEST_TEXT} bytes.")));
            }
            text.extend_from_slice(&chunk);
        }
        let text = String::from_utf8(text).map_err(|_| wrong(pointer, "invalid", "This is not valid UTF-8."))?;
        if text.contains('\0') { Err(wrong(pointer, "invalid", "This holds a NUL character.")) } else { Ok(text) }
    }
}

/// Takes a text of a form over; an empty one says nothing.
fn say(said: &mut MediaIn, name: &str, text: String) -> Result<(), Problem> {
    if text.is_empty() {
        return Ok(());
    }
    match name {
        "title" => said.title = Some(text),
        "alt" => said.alt = text,
        "caption" => said.caption = Some(text),
        "credit" => said.credit = Some(text),
        "license" => said.license = Some(text),
        "rights_until" => {
            let time = crate::db::Time::parse(&text);
            let detail = "This is a time in RFC 3339, such as 2026-11-15T09:02:00Z.";
            said.rights_until = Some(time.ok_or_else(|| wrong("/rights_until", "invalid", detail))?);
        }
        _ => {
            let point = PointIn::parse(&text);
            let detail = "This is a point such as 0.5,0.33: from the left edge, from the top edge.";
            said.focal_point = Some(point.ok_or_else(|| wrong("/focal_point", "invalid", detail))?);
        }
    }
    Ok(())
}

/// The name in its better form (RFC 6266: `filename*`), else in its plain one.
fn given_name(disposition: &ContentDisposition) -> Option<String> {
    let better = disposition.get_filename_ext().map(|value| String::from_utf8_lossy(&value.value).into_owned());
    better.or_else(|| disposition.get_filename().map(str::to_owned))
}

/// A name that a file may be remembered by. It names no file of ours.
pub fn file_name(given: &str) -> Result<String, Problem> {
    let is_path = given.contains(['/', '\\']) || matches!(given, "." | "..");
    let is_odd =
        given.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    if given.is_empty() || given.len() > LONGEST_NAME || is_path || is_odd {
        let detail = format!("A file has a name of 1 to {LONGEST_NAME} bytes, without folders and control characters.");
        return Err(wrong("/file", "invalid", detail));
    }
    Ok(given.to_owned())
}

fn wrong(pointer: &str, code: &str, detail: impl Into<String>) -> Problem {
    Problem::body("The form cannot be taken.", vec![Fault::pointer(pointer, code, detail)])
}

fn unreadable() -> Problem {
    Problem::body("The body is no form (`multipart/form-data`), or it was cut off.", Vec::new())
}

/// Why a file is not taken, as a problem.
pub fn refused(refusal: Refusal) -> Problem {
    let code = match refusal {
        Refusal::Disk(err) => return disk(err),
        Refusal::Unknown => Code::UnsupportedMediaType,
        Refusal::TooManyBytes => Code::PayloadTooLarge,
        Refusal::Empty | Refusal::TooManyPixels | Refusal::Damaged | Refusal::OtherKind => Code::InvalidContent,
    };
    let fault = Fault::pointer("/file", refusal.as_str(), refusal.to_string());
    Problem { errors: vec![fault], ..Problem::new(code, refusal.to_string()) }
}

/// A disk that does not do as it should, as a problem.
pub fn disk(err: io::Error) -> Problem {
    if matches!(err.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        tracing::error!(cause = %err, "the disk is full");
        return Problem::new(Code::InsufficientStorage, "The server's disk is full: nothing was stored.");
    }
    if err.kind() == io::ErrorKind::HostUnreachable {
        tracing::error!(cause = %err, "the store of media files is away");
        let detail = "The store of media files is not to be had at the moment.";
        return Problem { retry_after: Some(10), ..Problem::new(Code::Unavailable, detail) };
    }
    Problem::internal(err)
}

/// Work with files that came to nothing, as a problem.
pub fn trouble(trouble: Trouble) -> Problem {
    match trouble {
        Trouble::File(FileError::Disk(err)) => disk(err),
        trouble => Problem::internal(trouble),
    }
}
