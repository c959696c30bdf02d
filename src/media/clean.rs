//! Takes out of a picture's file what does not make the picture: the camera's notes with the place where it
//! stood, comments, previews, and whatever follows its end. The pixels are not touched.

use super::header::{be16, be32, le32};
use super::probe::PictureKind;

/// The most scans of a JPEG: an ordinary one has ten, and each costs a decoder as much as the whole picture.
const MOST_SCANS: usize = 64;
/// What of a PNG shows: its pixels and how their colours are meant, moving pictures too.
const PNG_KEPT: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD",
    b"pHYs", b"hIST", b"acTL", b"fcTL", b"fdAT",
];
const WEBP_KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// The flags of a WebP that say it has the camera's notes (Exif, XMP).
const WEBP_NOTES: u8 = 0x08 | 0x04;

/// The file of a picture of a known kind without anything but the picture; none where it is cut short or makes
/// no sense.
pub(super) fn cleaned(kind: PictureKind, bytes: &[u8]) -> Option<Vec<u8>> {
    match kind {
        PictureKind::Jpeg => jpeg(bytes),
        PictureKind::Png => png(bytes),
        PictureKind::Gif => gif(bytes),
        PictureKind::Webp => webp(bytes),
    }
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = bytes.get(..2)?.to_vec();
    let (mut at, mut scans) = (2, 0);
    loop {
        let start = at + bytes.get(at..)?.iter().position(|&byte| byte == 0xff)?;
        let code = start + bytes.get(start..)?.iter().take_while(|&&byte| byte == 0xff).count();
        let marker = *bytes.get(code)?;
        match marker {
            0xd9 => {
                kept.extend([0xff, 0xd9]);
                return (scans > 0).then_some(kept);
            }
            0x00 | 0x01 | 0xd0..=0xd8 => {
                at = code + 1;
                continue;
            }
            _ => {}
        }
        at = code + 1 + be16(bytes, code + 1)? as usize;
        let body = bytes.get(code + 3..at)?;
        if makes_a_jpeg(marker, body) {
            kept.push(0xff);
            kept.extend(bytes.get(code..at)?);
        }
        if marker == 0xda {
            scans += 1;
            let end = scan_end(bytes, at)?;
            kept.extend(bytes.get(at..end).filter(|_| scans <= MOST_SCANS)?);
            at = end;
        }
    }
}

/// Of the segments for applications the ones that say how colours are meant, and of the rest all but remarks.
fn makes_a_jpeg(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xe0 => body.starts_with(b"JFIF\0"),
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xee => body.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Where the pixels of a scan end: at the first marker that is neither a stuffed byte nor a restart.
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let pairs = bytes.get(from..)?.windows(2);
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    pairs.into_iter().position(ends).map(|n| from + n)
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = bytes.get(..8)?.to_vec();
    let mut at = 8;
    loop {
        let name = bytes.get(at + 4..at + 8)?;
        let end = (at + 12).checked_add(be32(bytes, at)? as usize)?;
        let chunk = bytes.get(at..end)?;
        if PNG_KEPT.iter().any(|known| *known == name) {
            kept.extend(chunk);
        }
        if name == b"IEND" {
            return Some(kept);
        }
        at = end;
    }
}

fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut at = 13 + color_table(*bytes.get(10)?);
    let mut kept = bytes.get(..at)?.to_vec();
    loop {
        let end = match *bytes.get(at)? {
            0x3b => {
                kept.push(0x3b);
                return Some(kept);
            }
            0x2c => sub_blocks(bytes, at + 11 + color_table(*bytes.get(at + 9)?))?,
            0x21 => sub_blocks(bytes, at + 2)?,
            _ => return None,
        };
        let block = bytes.get(at..end)?;
        if block[0] == 0x2c || makes_a_gif(block) {
            kept.extend(block);
        }
        at = end;
    }
}

/// Of the extensions how a frame is shown, and how often all of them are.
fn makes_a_gif(extension: &[u8]) -> bool {
    let application = extension.get(3..14);
    extension[1] == 0xf9 || extension[1] == 0xff && matches!(application, Some(b"NETSCAPE2.0" | b"ANIMEXTS1.0"))
}

fn color_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn sub_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            length => at += 1 + usize::from(length),
        }
    }
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let whole = (8 + le32(bytes, 4)? as usize).min(bytes.len());
    let mut kept = bytes.get(..12)?.to_vec();
    let mut at = 12;
    while at + 8 <= whole {
        let (name, length) = (bytes.get(at..at + 4)?, le32(bytes, at + 4)? as usize);
        // Chunks are padded to an even length; the last one's padding may be missing.
        let end = (at + 8).checked_add(length)?;
        let mut chunk = bytes.get(at..end)?.to_vec();
        if name == b"VP8X" {
            *chunk.get_mut(8)? &= !WEBP_NOTES;
        }
        if WEBP_KEPT.iter().any(|known| *known == name) {
            kept.extend(chunk);
            kept.extend(vec![0; length % 2]);
        }
        at = end + length % 2;
    }
    let size = u32::try_from(kept.len().checked_sub(8).filter(|size| *size > 4)?).ok()?;
    kept.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(kept)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat, RgbImage};

    use super::*;
    use crate::media::render::decode;

    const SECRET: &[u8] = b"GPS 6.4541 N 3.3947 E";

    fn drawn(kind: PictureKind) -> Vec<u8> {
        let image = RgbImage::from_fn(40, 30, |x, y| image::Rgb([(x * 6) as u8, (y * 8) as u8, ((x * y) % 251) as u8]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        let format = match kind {
            PictureKind::Jpeg => ImageFormat::Jpeg,
            PictureKind::Png => ImageFormat::Png,
            PictureKind::Gif => ImageFormat::Gif,
            PictureKind::Webp => ImageFormat::WebP,
        };
        DynamicImage::ImageRgb8(image).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// The same picture with a secret where its kind has a place for one, and behind its end.
    fn marked(kind: PictureKind) -> Vec<u8> {
        let plain = drawn(kind);
        let length = u8::try_from(SECRET.len()).unwrap();
        let mut bytes = match kind {
            PictureKind::Jpeg => {
                let exif =
                    [&[0xff, 0xe1, 0, length + 8][..], b"Exif\0\0", SECRET, &[0xff, 0xfe, 0, length + 2], SECRET];
                [&plain[..2], &exif.concat(), &plain[2..]].concat()
            }
            PictureKind::Png => {
                let chunk = [&[0, 0, 0, length][..], b"tEXt", SECRET, &[0; 4]].concat();
                [&plain[..33], &chunk, &plain[33..]].concat()
            }
            PictureKind::Gif => {
                let table = 13 + color_table(plain[10]);
                let comment = [&[0x21, 0xfe, length][..], SECRET, &[0]].concat();
                [&plain[..table], &comment, &plain[table..]].concat()
            }
            PictureKind::Webp => {
                let chunk = [&b"EXIF"[..], &[length, 0, 0, 0], SECRET, &[0]].concat();
                let mut whole = [&plain[..], &chunk].concat();
                let size = u32::try_from(whole.len() - 8).unwrap();
                whole[4..8].copy_from_slice(&size.to_le_bytes());
                whole
            }
        };
        bytes.extend(SECRET);
        bytes
    }

    #[test]
    fn threat_55_a_picture_keeps_its_pixels_and_nothing_else() {
        for kind in [PictureKind::Jpeg, PictureKind::Png, PictureKind::Gif, PictureKind::Webp] {
            let (plain, marked) = (drawn(kind), marked(kind));
            assert!(marked.windows(SECRET.len()).any(|part| part == SECRET));
            let clean = cleaned(kind, &marked).unwrap();
            assert!(!clean.windows(SECRET.len()).any(|part| part == SECRET), "{kind:?}");
            assert_eq!(decode(&clean).unwrap(), decode(&plain).unwrap(), "{kind:?}");
            assert_eq!(cleaned(kind, &clean).unwrap(), clean, "{kind:?}: once is enough");
        }
    }

    #[test]
    fn threat_53_a_picture_that_is_cut_anywhere_is_refused_or_whole() {
        for kind in [PictureKind::Jpeg, PictureKind::Png, PictureKind::Gif, PictureKind::Webp] {
            let marked = marked(kind);
            for length in 0..marked.len() {
                // None of them may end in a panic.
                let _ = cleaned(kind, &marked[..length]);
            }
        }
    }
}
