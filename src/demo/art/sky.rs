//! What stands above and behind many scenes: sky, sun, clouds, stars, rain, birds and hills.
//!
//! Scenes call these from the back to the front, before their own things.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::Dice;
use super::ink::{Ink, Palette};
use super::shapes::rounded;
use tiny_skia::PathBuilder;

/// The sky down to a horizon, with stars by night and clouds or birds as the dice fall.
pub(super) fn sky(c: &mut Canvas, p: &Palette, d: &Dice, horizon: f32) {
    c.fade(0.0, horizon, &p.sky);
    if p.night {
        stars(c, p, d, horizon * 0.7);
    }
}

/// The sun or the moon, with a halo.
pub(super) fn sun(c: &mut Canvas, p: &Palette, center: Spot, radius: f32) {
    c.glow(center, radius * 3.4, p.sun.faded(0.55));
    c.disc(center, radius * 1.35, p.sun.faded(0.22));
    c.disc(center, radius, p.sun);
}

/// Rows of flat clouds between two heights.
pub(super) fn clouds(c: &mut Canvas, p: &Palette, d: &Dice, top: f32, bottom: f32) {
    let ink = p.sky[2].lighter(0.5).faded(if p.night { 0.16 } else { 0.55 });
    for _ in 0..d.count(2, 4) {
        let at = (d.between(-80.0, WIDTH - 160.0), d.between(top, bottom));
        cloud(c, d, at, ink);
    }
}

fn cloud(c: &mut Canvas, d: &Dice, (x, y): Spot, ink: Ink) {
    let width = d.between(240.0, 420.0);
    let rows = [(0.0, 1.0), (0.16, 0.62), (0.34, 0.3)];
    c.shape(ink, |path| {
        for (row, (start, share)) in rows.into_iter().enumerate() {
            let left = x + width * start * d.between(0.8, 1.2);
            rounded(path, (left, y - 25.0 * row as f32), (width * share, 26.0), 13.0);
        }
    });
}

/// Stars over the whole width, down to a height.
pub(super) fn stars(c: &mut Canvas, p: &Palette, d: &Dice, bottom: f32) {
    c.shape(p.paper.faded(0.75), |path| {
        for _ in 0..80 {
            let size = d.between(1.0, 2.8);
            path.push_circle(d.between(0.0, WIDTH), d.between(0.0, bottom), size);
        }
    });
}

/// A flock of birds around a spot.
pub(super) fn birds(c: &mut Canvas, d: &Dice, (x, y): Spot, ink: Ink) {
    let count = d.count(3, 7);
    c.stroke(4.0, ink, |path| {
        for _ in 0..count {
            let (x, y) = (x + d.between(-170.0, 170.0), y + d.between(-70.0, 70.0));
            let wing = d.between(12.0, 26.0);
            path.move_to(x - wing, y - wing * 0.35);
            path.quad_to(x - wing * 0.4, y - wing * 0.5, x, y);
            path.quad_to(x + wing * 0.4, y - wing * 0.5, x + wing, y - wing * 0.35);
        }
    });
}

/// Slanting rain over everything.
pub(super) fn rain(c: &mut Canvas, p: &Palette, d: &Dice) {
    c.stroke(3.0, p.paper.faded(0.3), |path| {
        for _ in 0..130 {
            let (x, y) = (d.between(-60.0, WIDTH), d.between(-60.0, HEIGHT));
            let length = d.between(26.0, 64.0);
            path.move_to(x, y);
            path.line_to(x - length * 0.28, y + length);
        }
    });
}

/// A soft ridge across the picture, filled to the bottom.
pub(super) fn hills(c: &mut Canvas, d: &Dice, base: f32, height: f32, ink: Ink) {
    let points = d.count(4, 6);
    let step = WIDTH / points as f32;
    c.shape(ink, |path| {
        let mut last = (-step, base - d.between(0.0, height));
        path.move_to(last.0, HEIGHT);
        path.line_to(last.0, last.1);
        for point in 0..=points + 1 {
            let next = (step * point as f32, base - d.between(0.0, height));
            // Ending each curve half way makes one smooth line of them.
            let half = ((last.0 + next.0) / 2.0, (last.1 + next.1) / 2.0);
            path.quad_to(last.0, last.1, half.0, half.1);
            last = next;
        }
        path.line_to(last.0, HEIGHT);
        path.close();
    });
}

/// A coconut palm with its foot at a spot.
pub(super) fn palm(c: &mut Canvas, d: &Dice, foot: Spot, height: f32, ink: Ink) {
    let lean = d.between(-0.22, 0.22) * height;
    let crown = (foot.0 + lean, foot.1 - height);
    let thick = height * 0.028;
    c.shape(ink, |path| {
        path.move_to(foot.0 - thick, foot.1);
        path.quad_to(foot.0 - thick, foot.1 - height * 0.5, crown.0 - thick * 0.5, crown.1);
        path.line_to(crown.0 + thick * 0.5, crown.1);
        path.quad_to(foot.0 + thick, foot.1 - height * 0.5, foot.0 + thick, foot.1);
        path.close();
        for frond in FRONDS {
            let reach = height * d.between(0.34, 0.44);
            leaf(path, crown, frond, reach);
        }
    });
}

/// Where the fronds of a palm reach to and how high they rise before, in shares of their length.
const FRONDS: [(Spot, f32); 8] = [
    ((-1.0, 0.42), -0.55),
    ((-0.92, -0.1), -0.62),
    ((-0.55, -0.62), -0.7),
    ((0.05, -0.8), -0.5),
    ((0.6, -0.6), -0.7),
    ((0.95, -0.08), -0.62),
    ((1.0, 0.45), -0.55),
    ((-0.45, 0.72), -0.25),
];

fn leaf(path: &mut PathBuilder, from: Spot, (tip, rise): (Spot, f32), reach: f32) {
    let to = (from.0 + tip.0 * reach, from.1 + tip.1 * reach);
    let over = (from.0 + tip.0 * reach * 0.55, from.1 + (tip.1 * 0.3 + rise) * reach);
    path.move_to(from.0, from.1);
    path.quad_to(over.0, over.1, to.0, to.1);
    path.quad_to(over.0, over.1 + reach * 0.26, from.0, from.1 + reach * 0.05);
    path.close();
}

/// Water from a shore line down to the bottom, with ripples and, if there is a sun, its path.
pub(super) fn water(c: &mut Canvas, p: &Palette, d: &Dice, shore: f32, sun_at: Option<f32>) {
    let shallow = p.sky[2].mix(p.mid, 0.45);
    c.fade(shore, HEIGHT, &[shallow, p.mid, p.near]);
    ripples(c, d, shore, p.paper.faded(0.16));
    if let Some(x) = sun_at {
        sun_path(c, p, d, shore, x);
    }
}

fn ripples(c: &mut Canvas, d: &Dice, shore: f32, ink: Ink) {
    c.shape(ink, |path| {
        for _ in 0..46 {
            let depth = d.share() * d.share();
            let y = shore + 10.0 + (HEIGHT - shore) * depth;
            let length = 30.0 + 190.0 * depth + d.between(0.0, 60.0);
            let corner = (d.between(-60.0, WIDTH), y);
            rounded(path, corner, (length, 3.0 + 5.0 * depth), 3.0);
        }
    });
}

fn sun_path(c: &mut Canvas, p: &Palette, d: &Dice, shore: f32, x: f32) {
    let mut y = shore + 6.0;
    while y < HEIGHT - 10.0 {
        let depth = (y - shore) / (HEIGHT - shore);
        let half = (60.0 + 150.0 * depth) * d.between(0.35, 1.0);
        let height = 5.0 + 8.0 * depth;
        let center = x + d.between(-20.0, 20.0) * (1.0 + depth);
        let ink = p.sun.faded(0.85 - 0.5 * depth);
        c.pill((center - half, y), (half * 2.0, height), height / 2.0, ink);
        y += height * d.between(1.7, 2.6);
    }
}
