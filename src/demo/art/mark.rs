//! The paper's mark, a lighthouse over waves: as a logo without a ground and as an icon on one.
//!
//! The inks of the logo stand out from both white and black.

use super::canvas::{Canvas, Spot};
use super::dice::sine;
use super::ink::Ink;
use super::shapes::trail;

const TEAL: Ink = Ink::hex(0x1f8093);
const RED: Ink = Ink::hex(0xdb5a3f);
const GOLD: Ink = Ink::hex(0xf0a93c);
const NAVY: Ink = Ink::hex(0x10303d);
const WHITE: Ink = Ink::hex(0xfffaf0);

/// The side of the sheet that the mark is drawn on, in units.
pub(super) const SIDE: f32 = 400.0;

/// Draws the mark on a sheet `width` units wide and [`SIDE`] high: the waves take all of the width.
pub(super) fn logo(c: &mut Canvas, width: f32) {
    let x = width / 2.0;
    let reach = (x - 20.0).min(330.0);
    rays(c, (x, 100.0), reach, GOLD);
    lighthouse(c, x, TEAL, RED, GOLD);
    for (row, ink) in [TEAL, TEAL.lighter(0.2), TEAL].into_iter().enumerate() {
        let y = 308.0 + 34.0 * row as f32;
        let inset = 24.0 + width * 0.05 * row as f32;
        waves(c, (inset, width - inset), (y, 15.0), ink);
    }
}

/// Draws the icon on a square sheet of [`SIDE`].
pub(super) fn icon(c: &mut Canvas) {
    c.pill((0.0, 0.0), (SIDE, SIDE), 88.0, NAVY);
    c.glow((200.0, 100.0), 190.0, GOLD.faded(0.45));
    rays(c, (200.0, 100.0), 176.0, GOLD);
    lighthouse(c, 200.0, WHITE, RED, GOLD);
    for (row, ink) in [TEAL.lighter(0.25), TEAL].into_iter().enumerate() {
        let inset = 56.0 + 34.0 * row as f32;
        waves(c, (inset, SIDE - inset), (312.0 + 38.0 * row as f32, 20.0), ink);
    }
}

fn rays(c: &mut Canvas, (x, y): Spot, reach: f32, ink: Ink) {
    for side in [-1.0, 1.0] {
        for (tilt, spread, share) in [(0.0, 11.0, 1.0), (-0.34, 9.0, 0.78), (0.34, 9.0, 0.78)] {
            let from = (x + side * 52.0, y + tilt * 52.0);
            let end = (x + side * reach * share, y + tilt * reach * share);
            c.polygon(
                &[(from.0, from.1 - 4.0), (end.0, end.1 - spread), (end.0, end.1 + spread), (from.0, from.1 + 4.0)],
                ink,
            );
        }
    }
}

fn lighthouse(c: &mut Canvas, x: f32, tower: Ink, band: Ink, lamp: Ink) {
    let half = |y: f32| 30.0 + (y - 136.0) * 22.0 / 154.0;
    let slice = |c: &mut Canvas, top: f32, bottom: f32, ink: Ink| {
        c.polygon(
            &[(x - half(top), top), (x + half(top), top), (x + half(bottom), bottom), (x - half(bottom), bottom)],
            ink,
        );
    };
    slice(c, 136.0, 290.0, tower);
    slice(c, 172.0, 202.0, band);
    slice(c, 238.0, 268.0, band);
    c.pill((x - 46.0, 124.0), (92.0, 16.0), 8.0, band);
    c.pill((x - 22.0, 80.0), (44.0, 44.0), 8.0, lamp);
    c.polygon(&[(x - 36.0, 82.0), (x + 36.0, 82.0), (x, 36.0)], band);
    c.disc((x, 34.0), 9.0, band);
}

fn waves(c: &mut Canvas, (left, right): Spot, (y, width): Spot, ink: Ink) {
    let count = ((right - left) / 76.0 + 0.5).max(1.0) as usize;
    let steps = count * 12;
    c.stroke(width, ink, |path| {
        let line = (0..=steps).map(|step| {
            let along = step as f32 / steps as f32;
            (left + (right - left) * along, y - 9.0 * sine(along * count as f32))
        });
        trail(path, line);
    });
}
