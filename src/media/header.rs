//! The sizes and the camera's turn as the headers of the four picture formats hold them.
//!
//! Reads only what `probe` needs, by hand: a decoder's constructor may already make room for
//! pixels that a forged header only promises.

use super::probe::PictureKind;
use image::metadata::Orientation;

/// A picture's header: the stored size in pixels, neither side zero, and how to turn it upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) orientation: Orientation,
}

/// Reads the header of a picture of a known kind; `None` when it is cut short or makes no sense.
pub(super) fn read(kind: PictureKind, bytes: &[u8]) -> Option<Header> {
    let (width, height, exif) = match kind {
        PictureKind::Jpeg => jpeg(bytes)?,
        PictureKind::Png => png(bytes)?,
        PictureKind::Gif => gif(bytes)?,
        PictureKind::Webp => webp(bytes)?,
    };
    if width == 0 || height == 0 {
        return None;
    }
    Some(Header {
        width,
        height,
        orientation: exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms),
    })
}

/// Width, height and the Exif block, if there is one.
type Found<'a> = (u32, u32, Option<&'a [u8]>);

/// Walks the segments up to the first scan: the frame header may stand before or after the Exif.
fn jpeg(bytes: &[u8]) -> Option<Found<'_>> {
    let mut size = None;
    let mut exif = None;
    let mut at = 2;
    while let Some((marker, body, next)) = jpeg_segment(bytes, at) {
        match marker {
            0xda | 0xd9 => break,
            0xe1 => exif = exif.or(body.strip_prefix(b"Exif\0\0")),
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                size = Some((be16(body, 3)?, be16(body, 1)?));
            }
            _ => {}
        }
        at = next;
    }
    size.map(|(width, height)| (width, height, exif))
}

/// Whether the end marker follows the pixels, where it cannot occur by chance; a preview inside of
/// the metadata has an end of its own and does not count.
pub(super) fn jpeg_is_complete(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some((marker, _, next)) = jpeg_segment(bytes, at) {
        at = next;
        if marker == 0xda {
            break;
        }
    }
    bytes.get(at..).is_some_and(|pixels| pixels.windows(2).any(|pair| pair == [0xff, 0xd9]))
}

/// The marker, the body and the end of the segment that begins at or after `at`.
fn jpeg_segment(bytes: &[u8], at: usize) -> Option<(u8, &[u8], usize)> {
    let rest = bytes.get(at..)?;
    let start = at + rest.iter().position(|&byte| byte == 0xff)?;
    let fill = bytes.get(start..)?.iter().take_while(|&&byte| byte == 0xff).count();
    let code = start + fill;
    let marker = *bytes.get(code)?;
    // These stand alone, without a length.
    if matches!(marker, 0x00 | 0x01 | 0xd0..=0xd9) {
        return Some((marker, &[], code + 1));
    }
    let length = be16(bytes, code + 1)? as usize;
    let end = code + 1 + length;
    Some((marker, bytes.get(code + 3..end)?, end))
}

/// The image header is always the first chunk; the Exif chunk counts only before the pixels.
fn png(bytes: &[u8]) -> Option<Found<'_>> {
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let (width, height) = (be32(bytes, 16)?, be32(bytes, 20)?);
    let mut exif = None;
    let mut at = 33;
    while let (Some(length), Some(name)) = (be32(bytes, at), bytes.get(at + 4..at + 8)) {
        let end = (at + 8).saturating_add(length as usize);
        match name {
            b"IDAT" => break,
            b"eXIf" => exif = bytes.get(at + 8..end),
            _ => {}
        }
        at = end.saturating_add(4);
        if at >= bytes.len() {
            break;
        }
    }
    Some((width, height, exif))
}

fn gif(bytes: &[u8]) -> Option<Found<'_>> {
    Some((le16(bytes, 6)?, le16(bytes, 8)?, None))
}

/// The first chunk is a lossy frame, a lossless frame or the header of the extended form.
fn webp(bytes: &[u8]) -> Option<Found<'_>> {
    match bytes.get(12..16)? {
        b"VP8 " if bytes.get(23..26)? == [0x9d, 0x01, 0x2a] => {
            Some((le16(bytes, 26)? & 0x3fff, le16(bytes, 28)? & 0x3fff, None))
        }
        b"VP8L" if *bytes.get(20)? == 0x2f => {
            let bits = le32(bytes, 21)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, None))
        }
        b"VP8X" => Some((le24(bytes, 24)? + 1, le24(bytes, 27)? + 1, webp_exif(bytes))),
        _ => None,
    }
}

fn webp_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 12_usize;
    loop {
        let name = bytes.get(at..at + 4)?;
        let length = le32(bytes, at + 4)? as usize;
        let end = (at + 8).checked_add(length)?;
        if name == b"EXIF" {
            return bytes.get(at + 8..end);
        }
        // Chunks are padded to an even length.
        at = end.checked_add(length % 2)?;
        if at >= bytes.len() {
            return None;
        }
    }
}

pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    let found = bytes.get(at..at + 2)?;
    Some(u32::from(found[0]) << 8 | u32::from(found[1]))
}

pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(be16(bytes, at)? << 16 | be16(bytes, at + 2)?)
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    be16(bytes, at).map(|value| value >> 8 | (value & 0xff) << 8)
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    Some(le16(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16)
}

pub(super) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(le16(bytes, at)? | le16(bytes, at + 2)? << 16)
}
