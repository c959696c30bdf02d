//! The demo newspaper's pictures and sound, made by code so that the program carries no files.
//!
//! Everything is drawn with tiny-skia from a seed: the same seed gives the same picture on every
//! machine. The demo's seeding calls this; nothing else does.

mod arena;
mod assembly;
mod atlas;
mod ball;
mod ballot;
mod bridge;
mod brush;
mod canvas;
mod circuit;
mod clinic;
mod cloth;
mod court;
mod crests;
mod dice;
mod docks;
mod dress;
mod evening;
mod football;
mod globe;
mod growth;
mod hair;
mod harbour;
mod headland;
mod headwear;
mod ink;
mod mark;
mod market;
mod meals;
mod opinion;
mod people;
mod pharmacy;
mod phone;
mod portrait;
mod prints;
mod savings;
mod scales;
mod shapes;
mod sky;
mod sound;
mod stage;
mod statehouse;
mod street;
mod table;
mod tactics;
mod tunnel;

use canvas::{Canvas, HEIGHT, WIDTH};
use dice::Dice;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, RgbImage, RgbaImage};
use ink::Palette;

/// Draws one kind of picture on a sheet.
type Scene = fn(&mut Canvas, &Palette, &Dice);

/// A cover for an article of a section (a category's slug), `width` by `height` pixels.
///
/// The section chooses the scene, the seed everything else: palette, composition, time of day. An
/// unknown section gets the lighthouse. The scene is composed for 16 to 9 and cut at the edges for
/// other shapes. Sides are held to 1 to 8192 pixels.
pub fn cover(section: &str, seed: &str, width: u32, height: u32) -> RgbImage {
    let dice = Dice::new(section, seed);
    let palette = Palette::throw(&dice);
    let mut canvas = Canvas::new(width, height, (WIDTH, HEIGHT));
    if goes_both_ways(section) && dice.chance(0.5) {
        canvas.mirror();
    }
    scene_of(section)(&mut canvas, &palette, &dice);
    canvas.grain(&dice, palette.paper, palette.ink);
    canvas.into_rgb()
}

fn scene_of(section: &str) -> Scene {
    match section {
        "news" => harbour::bay,
        "photo-news" => prints::prints,
        "health" => clinic::health,
        "crime-and-courts" => court::justice,
        "city" => street::street,
        "getting-around" => bridge::crossing,
        "politics" => assembly::politics,
        "elections" => ballot::ballot,
        "business" => growth::business,
        "markets" => market::market,
        "maritime" => docks::docks,
        "technology" => circuit::technology,
        "sport" => arena::arena,
        "football" => football::football,
        "bay-league" => crests::crests,
        "world" => globe::globe,
        "life" => evening::culture,
        "food" => table::table,
        "film-and-music" => stage::stage,
        "opinion" => opinion::opinions,
        _ => headland::headland,
    }
}

/// Whether a scene means the same in a mirror; rising lines, ticks and coasts do not.
fn goes_both_ways(section: &str) -> bool {
    !matches!(section, "business" | "elections" | "opinion" | "technology" | "world")
}

/// A portrait of the person of a seed, `size` pixels square (held to 1 to 8192).
///
/// The slugs of the demo's twelve authors always give the same twelve people.
pub fn portrait(seed: &str, size: u32) -> RgbImage {
    let mut canvas = Canvas::new(size, size, (portrait::SIDE, portrait::SIDE));
    portrait::portrait(&mut canvas, seed);
    canvas.into_rgb()
}

/// The paper's mark on a transparent ground, without words, for light and dark pages alike.
///
/// Made for wide places: the waves fill the width, the lighthouse the height. Sides are held to
/// 1 to 8192 pixels; beyond a ratio of 20 to 1 the mark is cut off.
pub fn logo(width: u32, height: u32) -> RgbaImage {
    let ratio = (width.max(1) as f32 / height.max(1) as f32).clamp(0.05, 20.0);
    let units = (mark::SIDE * ratio.max(1.0), mark::SIDE / ratio.min(1.0));
    let mut canvas = Canvas::new(width, height, units);
    canvas.shift((0.0, (mark::SIDE - units.1) / 2.0));
    mark::logo(&mut canvas, units.0);
    canvas.into_rgba()
}

/// The paper's mark as an icon with round corners, `size` pixels square (held to 1 to 8192).
pub fn icon(size: u32) -> RgbaImage {
    let mut canvas = Canvas::new(size, size, (mark::SIDE, mark::SIDE));
    mark::icon(&mut canvas);
    canvas.into_rgba()
}

/// A recording of so many seconds (held to 1 to 3600) as a WAV file: 16-bit mono PCM at 22,050
/// hertz, about 44 kB a second. Soft chords over the sea, the same every time.
pub fn interview_wav(seconds: u32) -> Vec<u8> {
    sound::interview(seconds)
}

/// Encodes a picture as JPEG with a quality of 1 to 100; empty only for sides above 65,535 pixels.
pub fn to_jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100));
    match picture.write_with_encoder(encoder) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}

/// Encodes a picture, with or without transparency, as PNG.
pub fn to_png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    match picture.write_with_encoder(PngEncoder::new(&mut bytes)) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
