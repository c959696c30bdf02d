//! Outlines that scenes build their shapes from, added to a path in units of the sheet.
//!
//! `brush` fills and strokes what is built here.

use super::canvas::Spot;
use tiny_skia::{PathBuilder, Rect};

/// Adds a closed outline with straight sides.
pub(super) fn outline(path: &mut PathBuilder, corners: &[Spot]) {
    let mut corners = corners.iter();
    if let Some(&(x, y)) = corners.next() {
        path.move_to(x, y);
        corners.for_each(|&(x, y)| path.line_to(x, y));
        path.close();
    }
}

/// Adds an upright oval.
pub(super) fn oval(path: &mut PathBuilder, center: Spot, radii: Spot) {
    let corner = (center.0 - radii.0, center.1 - radii.1);
    if let Some(rect) = Rect::from_xywh(corner.0, corner.1, radii.0 * 2.0, radii.1 * 2.0) {
        path.push_oval(rect);
    }
}

/// Adds an upright rectangle.
pub(super) fn block(path: &mut PathBuilder, corner: Spot, size: Spot) {
    if let Some(rect) = Rect::from_xywh(corner.0, corner.1, size.0, size.1) {
        path.push_rect(rect);
    }
}

/// Adds a rectangle with round corners.
pub(super) fn rounded(path: &mut PathBuilder, (x, y): Spot, (width, height): Spot, radius: f32) {
    let r = radius.min(width / 2.0).min(height / 2.0);
    let (right, bottom) = (x + width, y + height);
    // How far a cubic's handle reaches to draw a quarter of a circle.
    let k = r * 0.4477;
    path.move_to(x + r, y);
    path.line_to(right - r, y);
    path.cubic_to(right - k, y, right, y + k, right, y + r);
    path.line_to(right, bottom - r);
    path.cubic_to(right, bottom - k, right - k, bottom, right - r, bottom);
    path.line_to(x + r, bottom);
    path.cubic_to(x + k, bottom, x, bottom - k, x, bottom - r);
    path.line_to(x, y + r);
    path.cubic_to(x, y + k, x + k, y, x + r, y);
    path.close();
}

/// Adds an open line through spots.
pub(super) fn trail(path: &mut PathBuilder, spots: impl IntoIterator<Item = Spot>) {
    let mut spots = spots.into_iter();
    if let Some((x, y)) = spots.next() {
        path.move_to(x, y);
        spots.for_each(|(x, y)| path.line_to(x, y));
    }
}

/// Adds a closed outline that bends softly past its corners.
pub(super) fn soft(path: &mut PathBuilder, corners: &[Spot]) {
    let (Some(&first), Some(&last)) = (corners.first(), corners.last()) else {
        return;
    };
    let half = |from: Spot, to: Spot| ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
    let start = half(last, first);
    path.move_to(start.0, start.1);
    let next = corners.iter().skip(1).chain([&first]);
    for (&corner, &next) in corners.iter().zip(next) {
        let end = half(corner, next);
        path.quad_to(corner.0, corner.1, end.0, end.1);
    }
    path.close();
}
