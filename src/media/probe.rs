//! What an uploaded picture is, judged by its own bytes before anything is decoded.
//!
//! Names and sent content types are never believed. `header` reads the sizes, `render` does the
//! decoding and asks here first, so that no picture beyond the limits is ever unpacked.

use super::header;
use image::{ImageFormat, metadata::Orientation};
use std::fmt;

/// The most pixels a picture may have: 40 megapixels, what a good camera takes today; decoded they
/// fill about 160 MB.
pub const MAX_PIXELS: u64 = 40_000_000;

/// The most bytes an uploaded picture may have: 20 MB.
pub const MAX_BYTES: usize = 20_000_000;

/// The picture formats that are taken in and given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureKind {
    /// Photographs, without transparency.
    Jpeg,
    /// Drawings and logos, lossless, with transparency.
    Png,
    /// Short animations; only the original bytes move, every other rendition is the first frame.
    Gif,
    /// The smaller form of both photographs and drawings, with transparency.
    Webp,
}

impl PictureKind {
    /// The kind that begins with these bytes, or `None` for anything else.
    pub fn of(bytes: &[u8]) -> Option<PictureKind> {
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(PictureKind::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(PictureKind::Png)
        } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
            Some(PictureKind::Gif)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(PictureKind::Webp)
        } else {
            None
        }
    }

    /// The media type to serve it with, such as `image/jpeg`.
    pub fn mime(self) -> &'static str {
        match self {
            PictureKind::Jpeg => "image/jpeg",
            PictureKind::Png => "image/png",
            PictureKind::Gif => "image/gif",
            PictureKind::Webp => "image/webp",
        }
    }

    /// The file extension it is stored under, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            PictureKind::Jpeg => "jpg",
            PictureKind::Png => "png",
            PictureKind::Gif => "gif",
            PictureKind::Webp => "webp",
        }
    }

    /// The kind of a file extension without its dot, in either case; `jpeg` counts as `jpg`.
    pub fn parse_extension(extension: &str) -> Option<PictureKind> {
        match extension.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" => Some(PictureKind::Jpeg),
            "png" => Some(PictureKind::Png),
            "gif" => Some(PictureKind::Gif),
            "webp" => Some(PictureKind::Webp),
            _ => None,
        }
    }

    /// The same kind as the decoder calls it.
    pub(super) fn format(self) -> ImageFormat {
        match self {
            PictureKind::Jpeg => ImageFormat::Jpeg,
            PictureKind::Png => ImageFormat::Png,
            PictureKind::Gif => ImageFormat::Gif,
            PictureKind::Webp => ImageFormat::WebP,
        }
    }
}

/// What the header of a picture says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The format of the bytes.
    pub kind: PictureKind,
    /// Width in pixels as a browser shows it, that is after a camera's turn has been undone.
    pub width: u32,
    /// Height in pixels as a browser shows it.
    pub height: u32,
    /// How the stored pixels must be turned to stand upright.
    pub(super) orientation: Orientation,
}

impl Probe {
    /// Whether the stored pixels stand upright.
    pub(super) fn is_upright(&self) -> bool {
        self.orientation == Orientation::NoTransforms
    }
}

/// Why a picture cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureError {
    /// The bytes are none of the formats that are taken in.
    Unknown,
    /// More than [`MAX_PIXELS`].
    TooManyPixels,
    /// More than [`MAX_BYTES`].
    TooManyBytes,
    /// The bytes are broken or end too early.
    Damaged,
    /// The asked size is zero, more than the picture has, or more than the format can hold.
    TooWide,
}

impl fmt::Display for PictureError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PictureError::Unknown => out.write_str("The file is not a JPEG, PNG, GIF or WebP picture."),
            PictureError::TooManyPixels => {
                write!(out, "The picture has more than {} megapixels.", MAX_PIXELS / 1_000_000)
            }
            PictureError::TooManyBytes => write!(out, "The picture is larger than {} MB.", MAX_BYTES / 1_000_000),
            PictureError::Damaged => out.write_str("The picture is damaged or incomplete."),
            PictureError::TooWide => out.write_str("The picture does not have that width to give."),
        }
    }
}

impl std::error::Error for PictureError {}

/// Judges a picture by its header, without decoding it.
///
/// # Errors
///
/// `TooManyBytes` and `TooManyPixels` beyond the limits, `Unknown` for another format, `Damaged`
/// when the header gives no size. A picture that passes may still turn out damaged when decoded.
pub fn probe(bytes: &[u8]) -> Result<Probe, PictureError> {
    if bytes.len() > MAX_BYTES {
        return Err(PictureError::TooManyBytes);
    }
    let kind = PictureKind::of(bytes).ok_or(PictureError::Unknown)?;
    let header = header::read(kind, bytes).ok_or(PictureError::Damaged)?;
    if u64::from(header.width) * u64::from(header.height) > MAX_PIXELS {
        return Err(PictureError::TooManyPixels);
    }
    let (width, height) = if lies_on_its_side(header.orientation) {
        (header.height, header.width)
    } else {
        (header.width, header.height)
    };
    Ok(Probe { kind, width, height, orientation: header.orientation })
}

fn lies_on_its_side(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}
