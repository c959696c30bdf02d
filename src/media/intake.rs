//! Takes a file in: judges it by its bytes, cleans it, and finds out what is to be known of it. Names and
//! media types that were sent along are never believed.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::clean::cleaned;
use super::model::MediaKind;
use super::probe::{MAX_BYTES, MAX_PIXELS, PictureError, PictureKind, probe};
use super::render::{Placeholder, decode, encode_upright, placeholder};

/// How much of a file tells what it is.
const HEAD: u64 = 8 * 1024;

/// What is taken besides pictures: what it is found to be, what we call it, and its extension.
const OTHERS: &[(&str, &str, &str)] = &[
    ("audio/mpeg", "audio/mpeg", "mp3"),
    ("audio/m4a", "audio/mp4", "m4a"),
    ("audio/aac", "audio/aac", "aac"),
    ("audio/ogg", "audio/ogg", "ogg"),
    ("audio/opus", "audio/ogg", "ogg"),
    ("audio/x-flac", "audio/flac", "flac"),
    ("audio/x-wav", "audio/wav", "wav"),
    ("video/mp4", "video/mp4", "mp4"),
    ("video/x-m4v", "video/mp4", "m4v"),
    ("video/webm", "video/webm", "webm"),
    ("application/pdf", "application/pdf", "pdf"),
];

/// What a document must not hold: a browser that was talked into it would run it as a page.
const PAGES: [&[u8]; 5] = [b"<script", b"<html", b"<!doctype html", b"<svg", b"<iframe"];

/// Why a file is not taken.
#[derive(Debug)]
pub enum Refusal {
    /// Its bytes are none of the kinds that are taken.
    Unknown,
    /// Nothing is in it.
    Empty,
    /// It is too large.
    TooManyBytes,
    /// The picture has too many pixels.
    TooManyPixels,
    /// It is broken or ends too early.
    Damaged,
    /// It is of another kind than the file that it is to replace.
    OtherKind,
    /// The disk.
    Disk(io::Error),
}

impl Refusal {
    /// Its name for those who look after it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown_type",
            Self::Empty => "empty",
            Self::TooManyBytes => "too_large",
            Self::TooManyPixels => "too_many_pixels",
            Self::Damaged => "damaged",
            Self::OtherKind => "other_kind",
            Self::Disk(_) => "disk",
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str(
                "The file is none of the kinds that are taken: JPEG, PNG, GIF, WebP; MP3, M4A, AAC, OGG, FLAC, WAV; MP4, WebM; PDF without a page inside.",
            ),
            Self::Empty => f.write_str("The file is empty."),
            Self::TooManyBytes => write!(f, "The file is larger than {} MB.", MAX_BYTES / 1_000_000),
            Self::TooManyPixels => write!(f, "The picture has more than {} megapixels.", MAX_PIXELS / 1_000_000),
            Self::Damaged => f.write_str("The file is damaged or incomplete."),
            Self::OtherKind => {
                f.write_str("A picture is replaced by a picture, a sound by a sound, a film by a film, a document by a document.")
            }
            Self::Disk(err) => write!(f, "the file cannot be read or written: {err}"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<io::Error> for Refusal {
    fn from(err: io::Error) -> Self {
        Self::Disk(err)
    }
}

impl From<PictureError> for Refusal {
    fn from(err: PictureError) -> Self {
        match err {
            PictureError::Unknown => Self::Unknown,
            PictureError::TooManyPixels => Self::TooManyPixels,
            PictureError::TooManyBytes => Self::TooManyBytes,
            PictureError::Damaged | PictureError::TooWide => Self::Damaged,
        }
    }
}

/// A file that may be kept, and what is known of it.
#[derive(Debug)]
pub struct Taken {
    /// What it is.
    pub kind: MediaKind,
    /// Its media type.
    pub mime: &'static str,
    /// The extension of its name.
    pub extension: &'static str,
    /// A picture's pixels across and down.
    pub size: Option<(u32, u32)>,
    /// What stands in a picture's place until it is there.
    pub tiny: Option<Placeholder>,
    /// Size of the file.
    pub bytes: u64,
    pub(super) content: Content,
}

/// The bytes to be kept.
#[derive(Debug)]
pub(super) enum Content {
    /// Made of what came.
    Made(Vec<u8>),
    /// What came, as it is.
    AsItCame(PathBuf),
}

/// How much work a file will be, in megapixels: what its header says, before anything is unpacked.
///
/// # Errors
/// The disk; a picture beyond the limits.
pub fn weigh(path: &Path) -> Result<u32, Refusal> {
    let Some(_) = PictureKind::of(&head(path)?) else { return Ok(1) };
    let found = probe(&whole(path)?)?;
    let pixels = u64::from(found.width) * u64::from(found.height);
    Ok(u32::try_from(pixels.div_ceil(1_000_000)).unwrap_or(u32::MAX))
}

/// Takes a file in.
///
/// # Errors
/// Why not.
pub fn take(path: &Path) -> Result<Taken, Refusal> {
    let bytes = fs::metadata(path)?.len();
    if bytes == 0 {
        return Err(Refusal::Empty);
    }
    if usize::try_from(bytes).map_or(true, |bytes| bytes > MAX_BYTES) {
        return Err(Refusal::TooManyBytes);
    }
    let head = head(path)?;
    match PictureKind::of(&head) {
        Some(kind) => picture(kind, &whole(path)?),
        None => other(&head, path, bytes),
    }
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head).map(|_| head)
}

fn whole(path: &Path) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES { Err(Refusal::TooManyBytes) } else { Ok(bytes) }
}

fn picture(kind: PictureKind, source: &[u8]) -> Result<Taken, Refusal> {
    let found = probe(source)?;
    let clean = cleaned(kind, source).ok_or(Refusal::Damaged)?;
    // The way it was held is among the notes that were taken out.
    let image = decode(source)?;
    let made = if found.is_upright() { clean } else { encode_upright(&image, kind)? };
    Ok(Taken {
        kind: MediaKind::Image,
        mime: kind.mime(),
        extension: kind.extension(),
        size: Some((image.width(), image.height())),
        tiny: Some(placeholder(&image)),
        bytes: made.len() as u64,
        content: Content::Made(made),
    })
}

fn other(head: &[u8], path: &Path, bytes: u64) -> Result<Taken, Refusal> {
    let found = infer::get(head).ok_or(Refusal::Unknown)?;
    let known = OTHERS.iter().find(|(name, ..)| *name == found.mime_type()).ok_or(Refusal::Unknown)?;
    let (_, mime, extension) = *known;
    let kind = MediaKind::of_mime(mime);
    if kind == MediaKind::Document && (!head.starts_with(b"%PDF-") || holds_a_page(&whole(path)?)) {
        return Err(Refusal::Unknown);
    }
    let content = Content::AsItCame(path.to_owned());
    Ok(Taken { kind, mime, extension, size: None, tiny: None, bytes, content })
}

fn holds_a_page(bytes: &[u8]) -> bool {
    let begins = |rest: &[u8]| {
        PAGES.iter().any(|page| rest.get(..page.len()).is_some_and(|part| part.eq_ignore_ascii_case(page)))
    };
    memchr::memchr_iter(b'<', bytes).any(|at| begins(&bytes[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(bytes: &[u8]) -> Result<Taken, Refusal> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        fs::write(&path, bytes).unwrap();
        take(&path)
    }

    #[test]
    fn threat_43_what_could_run_is_refused_by_its_bytes() {
        let bad: [&[u8]; 9] = [
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<?xml version='1.0'?><svg/>",
            b"<!DOCTYPE html><script>alert(1)</script>",
            b"alert(1)",
            b"%PDF-1.7\n<html><script>alert(1)</script></html>",
            b"%PDF-1.7\n1 0 obj\nstream\n<ScRiPt>alert(1)</script>",
            b"\n%PDF-1.7\n",
            b"PK\x03\x04zip",
            b"MZ\x90\x00",
        ];
        for bytes in bad {
            assert!(matches!(taken(bytes), Err(Refusal::Unknown)), "{}", String::from_utf8_lossy(bytes));
        }
        assert!(matches!(taken(b""), Err(Refusal::Empty)));
    }

    #[test]
    fn sound_films_and_documents_are_known_by_their_bytes() {
        let wave = [&b"RIFF\x24\0\0\0WAVEfmt "[..], &[0; 32]].concat();
        let film = [&b"\0\0\0\x18ftypisom\0\0\0\0isommp42"[..], &[0; 32]].concat();
        let cases: [(&[u8], &str, &str); 5] = [
            (&wave, "audio/wav", "wav"),
            (b"ID3\x04\0\0\0\0\0\0", "audio/mpeg", "mp3"),
            (b"OggS\0\x02\0\0\0\0\0\0\0\0", "audio/ogg", "ogg"),
            (&film, "video/mp4", "mp4"),
            (b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n", "application/pdf", "pdf"),
        ];
        for (bytes, mime, extension) in cases {
            let taken = taken(bytes).unwrap_or_else(|err| panic!("{mime}: {err}"));
            assert_eq!((taken.mime, taken.extension), (mime, extension));
        }
    }
}
