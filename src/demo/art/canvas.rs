//! The sheet to draw on: a tiny-skia pixmap, how it is looked at, and what comes of it.
//!
//! `brush` has the strokes. Every scene is drawn on a sheet of 1600 by 900 units, whatever the size
//! of the picture; the sheet covers it, and what sticks out is cut off equally on both sides.

use super::dice::{cosine, sine};
use super::shapes::block;
use image::{DynamicImage, RgbImage, RgbaImage};
use tiny_skia::{
    FillRule, FilterQuality, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pattern, Pixmap, Shader, SpreadMode,
    Stroke, Transform,
};

/// The width of the sheet in units.
pub(super) const WIDTH: f32 = 1600.0;

/// The height of the sheet in units.
pub(super) const HEIGHT: f32 = 900.0;

/// The longest side of a picture in pixels; longer ones are shortened to it.
const LONGEST_SIDE: u32 = 8192;

/// A place on the sheet in units, from the upper left corner.
pub(super) type Spot = (f32, f32);

/// A sheet with everything drawn on it so far.
pub(super) struct Canvas {
    pixmap: Option<Pixmap>,
    view: Transform,
    mask: Option<Mask>,
}

impl Canvas {
    /// An empty, transparent picture of so many pixels that shows a sheet of `units`.
    pub(super) fn new(width: u32, height: u32, units: Spot) -> Canvas {
        let (width, height) = (width.clamp(1, LONGEST_SIDE), height.clamp(1, LONGEST_SIDE));
        let (across, down) = (width as f32, height as f32);
        let scale = (across / units.0).max(down / units.1);
        let view = Transform::from_row(
            scale,
            0.0,
            0.0,
            scale,
            (across - units.0 * scale) / 2.0,
            (down - units.1 * scale) / 2.0,
        );
        Canvas { pixmap: Pixmap::new(width, height), view, mask: None }
    }

    /// Draws everything that follows as in a mirror, left for right.
    pub(super) fn mirror(&mut self) {
        self.view = self.view.pre_concat(Transform::from_row(-1.0, 0.0, 0.0, 1.0, WIDTH, 0.0));
    }

    /// Moves the sheet so that this spot comes to the upper left corner.
    pub(super) fn shift(&mut self, (x, y): Spot) {
        self.view = self.view.pre_translate(-x, -y);
    }

    /// Draws with the sheet moved to a spot and turned there; `(0, 0)` is then that spot.
    pub(super) fn placed(&mut self, at: Spot, turns: f32, draw: impl FnOnce(&mut Canvas)) {
        let outer = self.view;
        let (sin, cos) = (sine(turns), cosine(turns));
        self.view = outer.pre_concat(Transform::from_row(cos, sin, -sin, cos, at.0, at.1));
        draw(self);
        self.view = outer;
    }

    /// Draws only inside of a shape.
    pub(super) fn inside(&mut self, shape: impl FnOnce(&mut PathBuilder), draw: impl FnOnce(&mut Canvas)) {
        let (Some(path), Some(pixmap)) = (built(shape), &self.pixmap) else {
            return;
        };
        let Some(mut mask) = Mask::new(pixmap.width(), pixmap.height()) else {
            return;
        };
        mask.fill_path(&path, FillRule::Winding, true, self.view);
        let outer = self.mask.replace(mask);
        draw(self);
        self.mask = outer;
    }

    /// Lays another canvas on this one, its upper left corner at the origin, `width` units wide.
    pub(super) fn paste(&mut self, other: &Canvas, width: f32) {
        let Some(picture) = &other.pixmap else {
            return;
        };
        let scale = width / picture.width() as f32;
        let size = (width, picture.height() as f32 * scale);
        let shader = Pattern::new(
            picture.as_ref(),
            SpreadMode::Pad,
            FilterQuality::Bilinear,
            1.0,
            Transform::from_scale(scale, scale),
        );
        self.fill(built(|path| block(path, (0.0, 0.0), size)), shader);
    }

    /// How many pixels a length of so many units takes.
    pub(super) fn pixels(&self, units: f32) -> u32 {
        let scale = (self.view.sx * self.view.sx + self.view.ky * self.view.ky).sqrt();
        (units * scale + 0.5) as u32
    }

    /// Draws a line of a width along a path, with round ends.
    pub(super) fn trace(&mut self, path: Option<Path>, width: f32, shader: Shader<'_>) {
        let (Some(path), Some(pixmap)) = (path, &mut self.pixmap) else {
            return;
        };
        let paint = Paint { shader, ..Paint::default() };
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        pixmap.stroke_path(&path, &paint, &stroke, self.view, self.mask.as_ref());
    }

    /// Fills a path.
    pub(super) fn fill(&mut self, path: Option<Path>, shader: Shader<'_>) {
        let (Some(path), Some(pixmap)) = (path, &mut self.pixmap) else {
            return;
        };
        let paint = Paint { shader, ..Paint::default() };
        pixmap.fill_path(&path, &paint, FillRule::Winding, self.view, self.mask.as_ref());
    }

    /// The finished picture, which must be opaque all over.
    pub(super) fn into_rgb(self) -> RgbImage {
        DynamicImage::ImageRgba8(self.into_raw(Pixmap::take)).into_rgb8()
    }

    /// The finished picture with its transparency.
    pub(super) fn into_rgba(self) -> RgbaImage {
        self.into_raw(Pixmap::take_demultiplied)
    }

    fn into_raw(self, take: fn(Pixmap) -> Vec<u8>) -> RgbaImage {
        let Some(pixmap) = self.pixmap else {
            return RgbaImage::new(1, 1);
        };
        let (width, height) = (pixmap.width(), pixmap.height());
        RgbaImage::from_raw(width, height, take(pixmap)).unwrap_or_default()
    }
}

/// The path that a drawing makes, unless it is empty.
pub(super) fn built(draw: impl FnOnce(&mut PathBuilder)) -> Option<Path> {
    let mut path = PathBuilder::new();
    draw(&mut path);
    path.finish()
}
