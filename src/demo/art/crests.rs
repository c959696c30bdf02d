//! The crests of the league's clubs side by side, for the Bay League.
//!
//! Each crest is thrown from a field, a division and a charge; the `ball` is one of the charges.

use super::ball::ball;
use super::canvas::{Canvas, HEIGHT, Spot};
use super::dice::{Dice, around};
use super::football::GRASS;
use super::ink::{Ink, Palette};
use super::shapes::oval;
use tiny_skia::PathBuilder;

/// The crests of the league's clubs, side by side.
pub(super) fn crests(c: &mut Canvas, p: &Palette, d: &Dice) {
    let base = d.pick([p.near, GRASS[1].darker(0.35), p.cool.darker(0.45), p.sky[2]]);
    c.fade(0.0, HEIGHT, &[base.lighter(0.1), base, base.darker(0.2)]);
    let columns = d.pick([4, 5]);
    let size = 1600.0 / columns as f32;
    for row in -1..=(900.0 / size) as i32 + 1 {
        for column in -1..=columns {
            let shift = if row % 2 == 0 { 0.5 } else { 0.0 };
            let at = (size * (column as f32 + 0.5 + shift), 450.0 + size * 1.02 * (row as f32 - 0.5));
            let pair = crest_inks(p, d);
            crest(c, p, d, at, size * 0.4, pair);
        }
    }
}

fn crest_inks(p: &Palette, d: &Dice) -> [Ink; 2] {
    d.pick([
        [p.warm, p.paper],
        [p.cool, p.gold],
        [p.gold, p.ink],
        [p.paper, p.cool],
        [p.ink, p.warm],
        [p.mid, p.paper],
        [p.warm.darker(0.4), p.gold],
    ])
}

fn shield(path: &mut PathBuilder, (x, y): Spot, size: f32) {
    path.move_to(x - size, y - size * 0.98);
    path.quad_to(x, y - size * 1.22, x + size, y - size * 0.98);
    path.line_to(x + size, y + size * 0.1);
    path.cubic_to(x + size, y + size * 0.72, x + size * 0.42, y + size * 1.04, x, y + size * 1.22);
    path.cubic_to(x - size * 0.42, y + size * 1.04, x - size, y + size * 0.72, x - size, y + size * 0.1);
    path.close();
}

fn crest(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot, size: f32, [field, charge]: [Ink; 2]) {
    c.shape(p.ink.faded(0.3), |path| shield(path, (at.0 + size * 0.06, at.1 + size * 0.09), size * 1.05));
    c.shape(p.paper, |path| shield(path, at, size * 1.05));
    c.shape(field, |path| shield(path, at, size * 0.95));
    let pattern = d.count(0, 5);
    c.inside(|path| shield(path, at, size * 0.95), |c| division(c, at, size, pattern, charge));
    match d.count(0, 3) {
        0 => ball(c, p, at, size * 0.4, 0.05),
        1 => star(c, at, size * 0.42, p.gold.lighter(0.1)),
        2 => anchor(c, at, size * 0.44, p.paper),
        _ => {}
    }
}

fn division(c: &mut Canvas, (x, y): Spot, size: f32, pattern: usize, ink: Ink) {
    let tall = size * 2.6;
    match pattern {
        0 => c.rect(x, y - size * 1.3, size * 1.2, tall, ink),
        1 => {
            for stripe in [-0.72, -0.14, 0.44] {
                c.rect(x + size * stripe, y - size * 1.3, size * 0.28, tall, ink);
            }
        }
        2 => c.polygon(
            &[
                (x - size, y - size * 1.2),
                (x - size * 0.4, y - size * 1.2),
                (x + size, y + size * 0.5),
                (x + size, y + size * 1.2),
            ],
            ink,
        ),
        3 => {
            for hoop in [-0.9, -0.2, 0.5] {
                c.rect(x - size * 1.2, y + size * hoop, size * 2.4, size * 0.34, ink);
            }
        }
        4 => c.polygon(
            &[
                (x - size * 1.1, y - size * 0.1),
                (x, y - size * 0.7),
                (x + size * 1.1, y - size * 0.1),
                (x + size * 1.1, y + size * 0.5),
                (x, y - size * 0.1),
                (x - size * 1.1, y + size * 0.5),
            ],
            ink,
        ),
        _ => {
            c.rect(x, y - size * 1.3, size * 1.2, size * 1.35, ink);
            c.rect(x - size * 1.2, y + size * 0.05, size * 1.2, size * 1.4, ink);
        }
    }
}

fn star(c: &mut Canvas, at: Spot, reach: f32, ink: Ink) {
    let corners: [Spot; 10] = std::array::from_fn(|corner| {
        let far = if corner % 2 == 0 { reach } else { reach * 0.42 };
        around(at, (far, far), -0.25 + corner as f32 / 10.0)
    });
    c.polygon(&corners, ink);
}

fn anchor(c: &mut Canvas, (x, y): Spot, reach: f32, ink: Ink) {
    c.stroke(reach * 0.2, ink, |path| {
        oval(path, (x, y - reach * 0.8), (reach * 0.2, reach * 0.2));
        path.move_to(x, y - reach * 0.6);
        path.line_to(x, y + reach * 0.95);
        path.move_to(x - reach * 0.4, y - reach * 0.3);
        path.line_to(x + reach * 0.4, y - reach * 0.3);
        path.move_to(x - reach * 0.75, y + reach * 0.35);
        path.quad_to(x - reach * 0.6, y + reach * 0.95, x, y + reach * 0.95);
        path.quad_to(x + reach * 0.6, y + reach * 0.95, x + reach * 0.75, y + reach * 0.35);
    });
}
