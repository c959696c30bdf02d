//! Renditions of uploaded pictures: decoded upright, cut, scaled and encoded anew.
//!
//! Pure functions from bytes to bytes; they take from some milliseconds to about a second, so call
//! them off the request threads. `probe` guards the limits, `crop` does the arithmetic.

pub use super::crop::{CropRect, Ratio, crop_rect, widths_for};
pub use super::probe::{MAX_BYTES, MAX_PIXELS, PictureError, PictureKind, Probe, probe};

use std::io::Cursor;

use super::crop::rounded_share;
use super::header;
use base64::{Engine, engine::general_purpose::STANDARD};
use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::{DynamicImage, Frame, ImageDecoder, ImageReader, RgbImage, RgbaImage, imageops::FilterType};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The quality of JPEG renditions, of 100.
pub const JPEG_QUALITY: u8 = 82;

/// The quality of a JPEG that stands for what came, of 100.
const ORIGINAL_QUALITY: u8 = 92;

/// The quality of WebP renditions, of 100.
pub const WEBP_QUALITY: f32 = 80.0;

/// About how many pixels a placeholder has: few enough that its address stays under 700 bytes.
const PLACEHOLDER_PIXELS: f32 = 144.0;

/// The longest side of a placeholder, in pixels.
const PLACEHOLDER_SIDE: u32 = 16;

/// What stands in a picture's place until it has loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The average colour, as `#rrggbb`.
    pub color: String,
    /// A blurred picture of about 16 by 9 pixels, as a `data:image/png;base64,` address of less
    /// than 700 bytes.
    pub data_uri: String,
}

/// Decodes a picture (of an animation the first frame), turns it upright, and gives its colours in sRGB, which is
/// what a file without a profile means (CSS Color 4): renditions carry none.
///
/// # Errors
///
/// As [`probe`], and `Damaged` when the pixels are broken or cut short.
pub fn decode(source: &[u8]) -> Result<DynamicImage, PictureError> {
    let found = probe(source)?;
    // The decoder fills what is missing with grey, and a half grey picture must not be printed.
    if found.kind == PictureKind::Jpeg && !header::jpeg_is_complete(source) {
        return Err(PictureError::Damaged);
    }
    let reader = ImageReader::with_format(Cursor::new(source), found.kind.format());
    let mut decoder = reader.into_decoder().map_err(|_| PictureError::Damaged)?;
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Damaged)?;
    picture.apply_orientation(found.orientation);
    if (picture.width(), picture.height()) != (found.width, found.height) {
        return Err(PictureError::Damaged);
    }
    let picture = to_eight_bits(picture);
    Ok(profile.and_then(|profile| in_srgb(&picture, &profile)).unwrap_or(picture))
}

/// The picture's colours in sRGB; none where its profile is no profile of RGB, as of a JPEG for print, whose
/// colours the decoder has guessed already.
fn in_srgb(picture: &DynamicImage, profile: &[u8]) -> Option<DynamicImage> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    if profile.color_space != DataColorSpace::Rgb {
        return None;
    }
    let layout = if picture.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let transform =
        profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, TransformOptions::default()).ok()?;
    let mut pixels = vec![0; picture.as_bytes().len()];
    transform.transform(picture.as_bytes(), &mut pixels).ok()?;
    let (width, height) = (picture.width(), picture.height());
    match layout {
        Layout::Rgba => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8),
        _ => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
    }
}

fn to_eight_bits(picture: DynamicImage) -> DynamicImage {
    if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    }
}

/// Makes the average colour and the tiny blurred picture that stand in for a picture. What is
/// transparent counts as white, and so does a picture without pixels.
pub fn placeholder(img: &DynamicImage) -> Placeholder {
    let (width, height) = placeholder_size(img.width(), img.height());
    let small = if img.width() == 0 || img.height() == 0 {
        RgbImage::from_pixel(width, height, image::Rgb([255; 3]))
    } else {
        flatten(img.thumbnail_exact(width, height))
    };
    let blurred = DynamicImage::ImageRgb8(small.clone()).blur(0.8);
    let png = encode_png(&blurred).unwrap_or_default();
    Placeholder { color: average_color(&small), data_uri: format!("data:image/png;base64,{}", STANDARD.encode(png)) }
}

fn placeholder_size(width: u32, height: u32) -> (u32, u32) {
    let ratio = width.max(1) as f32 / height.max(1) as f32;
    let across = (PLACEHOLDER_PIXELS * ratio).sqrt().round() as u32;
    let down = (PLACEHOLDER_PIXELS / ratio).sqrt().round() as u32;
    (across.clamp(1, PLACEHOLDER_SIDE), down.clamp(1, PLACEHOLDER_SIDE))
}

fn average_color(picture: &RgbImage) -> String {
    let count = (picture.width() * picture.height()).max(1);
    let mut sums = [0_u32; 3];
    for pixel in picture.pixels() {
        for (sum, &part) in sums.iter_mut().zip(&pixel.0) {
            *sum += u32::from(part);
        }
    }
    let [red, green, blue] = sums.map(|sum| (sum + count / 2) / count);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Makes one rendition: decoded upright, cut to a ratio around a focal point (see [`crop_rect`]),
/// exactly `width` pixels wide, encoded as `output`.
///
/// The whole picture at its own width and in its own kind is not encoded again: the original bytes
/// are given back as they are, with their metadata and, for a GIF, with their movement. Every other
/// GIF is a still of the first frame. JPEG has no transparency; there the picture lies on white.
///
/// # Errors
///
/// As [`decode`], and `TooWide` when `width` is zero, beyond the (cut) picture, or when the result
/// would be larger than the format can hold.
pub fn render(source: &[u8], cut: Cut, width: u32, output: PictureKind) -> Result<Vec<u8>, PictureError> {
    let found = probe(source)?;
    let area = area(found.width, found.height, cut);
    if width == 0 || width > area.width {
        return Err(PictureError::TooWide);
    }
    if is_the_original(&found, cut, width, output) {
        return Ok(source.to_vec());
    }
    rendition(&decode(source)?, cut, width, output)
}

/// Whether a rendition is the file as it came.
pub(super) fn is_the_original(found: &Probe, cut: Cut, width: u32, output: PictureKind) -> bool {
    let whole = area(found.width, found.height, None);
    area(found.width, found.height, cut) == whole && width == found.width && output == found.kind
}

/// A ratio to cut to, and the point to cut around.
pub type Cut = Option<(Ratio, (f32, f32))>;

/// Makes one rendition of a picture that is decoded and stands upright, as [`render`] says.
///
/// # Errors
///
/// `TooWide` when `width` is zero, beyond the (cut) picture, or when the result would be larger than the format
/// can hold.
pub fn rendition(picture: &DynamicImage, cut: Cut, width: u32, output: PictureKind) -> Result<Vec<u8>, PictureError> {
    let area = area(picture.width(), picture.height(), cut);
    if width == 0 || width > area.width {
        return Err(PictureError::TooWide);
    }
    let height = match cut {
        Some((ratio, _)) => ratio.height_for(width),
        None => rounded_share(area.height, width, area.width),
    };
    let whole = (area.width, area.height) == (picture.width(), picture.height());
    let part = (!whole).then(|| picture.crop_imm(area.x, area.y, area.width, area.height));
    encode(scale(part.as_ref().unwrap_or(picture), width, height), output)
}

fn area(width: u32, height: u32, cut: Cut) -> CropRect {
    let whole = CropRect { x: 0, y: 0, width, height };
    cut.map_or(whole, |(ratio, focal)| crop_rect(width, height, ratio, focal))
}

/// Writes a picture that was turned upright in the kind it came in.
///
/// # Errors
///
/// `TooWide` when it is larger than the format can hold.
pub fn encode_upright(picture: &DynamicImage, kind: PictureKind) -> Result<Vec<u8>, PictureError> {
    if kind != PictureKind::Jpeg {
        return encode(picture.clone(), kind);
    }
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, ORIGINAL_QUALITY);
    picture.write_with_encoder(encoder).map_err(|_| PictureError::TooWide)?;
    Ok(bytes)
}

/// Scales with a sharp cubic filter. Far larger pictures are first averaged in whole blocks of
/// pixels down to two or three times the size, which cannot be seen but saves most of the time.
fn scale(picture: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    let (across, down) = (picture.width(), picture.height());
    if (across, down) == (width, height) {
        return picture.clone();
    }
    let block = (across / width).min(down / height) / 2;
    if block >= 2 {
        let closer = picture.thumbnail_exact(across / block, down / block);
        return closer.resize_exact(width, height, FilterType::CatmullRom);
    }
    picture.resize_exact(width, height, FilterType::CatmullRom)
}

fn encode(picture: DynamicImage, output: PictureKind) -> Result<Vec<u8>, PictureError> {
    match output {
        PictureKind::Jpeg => encode_jpeg(picture),
        PictureKind::Png => encode_png(&picture),
        PictureKind::Gif => encode_gif(picture),
        PictureKind::Webp => encode_webp(&picture),
    }
}

// Encoding into memory fails only on sizes that the format cannot hold; hence the one error below.

fn encode_jpeg(picture: DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(flatten(picture))
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))
        .map_err(|_| PictureError::TooWide)?;
    Ok(bytes)
}

fn encode_png(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive);
    picture.write_with_encoder(encoder).map_err(|_| PictureError::TooWide)?;
    Ok(bytes)
}

fn encode_gif(picture: DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    GifEncoder::new_with_speed(&mut bytes, 10)
        .encode_frame(Frame::new(picture.into_rgba8()))
        .map_err(|_| PictureError::TooWide)?;
    Ok(bytes)
}

fn encode_webp(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let encoder = webp::Encoder::from_image(picture).map_err(|_| PictureError::TooWide)?;
    let memory = encoder.encode_simple(false, WEBP_QUALITY).map_err(|_| PictureError::TooWide)?;
    Ok(memory.to_vec())
}

/// Lays a picture on white where it is transparent.
fn flatten(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        image::Rgb([red, green, blue].map(|part| over_white(part, alpha)))
    })
}

fn over_white(part: u8, alpha: u8) -> u8 {
    let (part, alpha) = (u32::from(part), u32::from(alpha));
    ((part * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

#[cfg(test)]
mod tests;
