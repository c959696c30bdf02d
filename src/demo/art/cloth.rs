//! Printed cloth, for life and culture: patches with the patterns of the market's drapers.
//!
//! The other view of life and culture is `evening`.

use super::canvas::{Canvas, Spot};
use super::dice::{Dice, around};
use super::ink::{Ink, Palette};
use super::shapes::{outline, oval};

/// Patches of cloth over the whole sheet, each with one pattern.
pub(super) fn cloth(c: &mut Canvas, p: &Palette, d: &Dice) {
    let side = d.pick([300.0, 320.0, 400.0]);
    let (columns, rows) = ((1600.0 / side + 0.99) as usize, (900.0 / side + 0.99) as usize);
    let pairs = [
        [p.near, p.gold],
        [p.warm, p.paper],
        [p.cool, p.paper],
        [p.gold, p.near],
        [p.paper, p.warm],
        [p.ink, p.warm],
        [p.mid, p.gold],
    ];
    let top = (900.0 - side * rows as f32) / 2.0;
    for row in 0..rows {
        for column in 0..columns {
            let corner = (side * column as f32, top + side * row as f32);
            let [ground, print] = d.pick(pairs);
            patch(c, d, (corner, side), ground, print);
        }
    }
}

fn patch(c: &mut Canvas, d: &Dice, (corner, side): (Spot, f32), ground: Ink, print: Ink) {
    let center = (corner.0 + side / 2.0, corner.1 + side / 2.0);
    c.rect(corner.0, corner.1, side + 1.0, side + 1.0, ground);
    match d.count(0, 5) {
        0 => rings(c, center, side, ground, print),
        1 => fans(c, corner, side, print),
        2 => petals(c, d, center, side, ground, print),
        3 => diamonds(c, center, side, ground, print),
        4 => birdsfoot(c, corner, side, print),
        _ => record(c, center, side, ground, print),
    }
}

fn rings(c: &mut Canvas, center: Spot, side: f32, ground: Ink, print: Ink) {
    for ring in (1..=5).rev() {
        let ink = if ring % 2 == 0 { ground } else { print };
        c.disc(center, side * 0.094 * ring as f32, ink);
    }
    c.shape(print, |path| {
        for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
            path.push_circle(center.0 + x * side * 0.43, center.1 + y * side * 0.43, side * 0.035);
        }
    });
}

/// Quarter circles that open from two corners.
fn fans(c: &mut Canvas, (x, y): Spot, side: f32, print: Ink) {
    let bow = |c: &mut Canvas, center: Spot, from: f32| {
        for band in 1..=4 {
            let (inner, outer) = (side * (0.12 * band as f32 - 0.05), side * 0.12 * band as f32);
            let mut corners: Vec<Spot> = Vec::new();
            corners.extend((0..=12).map(|step| around(center, (outer, outer), from + step as f32 / 48.0)));
            corners.extend((0..=12).rev().map(|step| around(center, (inner, inner), from + step as f32 / 48.0)));
            c.polygon(&corners, print);
        }
    };
    bow(c, (x, y), 0.0);
    bow(c, (x + side, y + side), 0.5);
}

fn petals(c: &mut Canvas, d: &Dice, center: Spot, side: f32, ground: Ink, print: Ink) {
    let count = d.pick([6, 8, 10]);
    for petal in 0..count {
        c.placed(center, petal as f32 / count as f32, |c| {
            let leaf = |c: &mut Canvas, reach: f32, width: f32, ink: Ink| {
                c.shape(ink, |path| {
                    path.move_to(side * 0.1, 0.0);
                    path.quad_to(side * 0.28, -width, reach, 0.0);
                    path.quad_to(side * 0.28, width, side * 0.1, 0.0);
                    path.close();
                });
            };
            leaf(c, side * 0.46, side * 0.16, print);
            leaf(c, side * 0.38, side * 0.07, ground);
        });
    }
    c.disc(center, side * 0.08, print);
}

fn diamonds(c: &mut Canvas, center: Spot, side: f32, ground: Ink, print: Ink) {
    for step in (1..=4).rev() {
        let reach = side * 0.122 * step as f32;
        let corners = [0.0, 0.25, 0.5, 0.75].map(|turns| around(center, (reach, reach), turns));
        c.polygon(&corners, if step % 2 == 0 { print } else { ground });
    }
    for turns in [0.125, 0.375, 0.625, 0.875] {
        let at = around(center, (side * 0.52, side * 0.52), turns);
        let corners = [0.0, 0.25, 0.5, 0.75].map(|turns| around(at, (side * 0.12, side * 0.12), turns));
        c.polygon(&corners, print);
    }
}

/// Rows of small three-cornered marks.
fn birdsfoot(c: &mut Canvas, (x, y): Spot, side: f32, print: Ink) {
    let step = side / 5.0;
    c.shape(print, |path| {
        for row in 0..5 {
            for column in 0..5 {
                let (left, top) = (x + step * (column as f32 + 0.18), y + step * (row as f32 + 0.2));
                let size = step * 0.64;
                if (row + column) % 2 == 0 {
                    outline(path, &[(left, top + size), (left + size, top + size), (left + size / 2.0, top)]);
                } else {
                    path.push_circle(left + size / 2.0, top + size / 2.0, size * 0.3);
                }
            }
        }
    });
}

/// The round print with spokes that drapers call the record.
fn record(c: &mut Canvas, center: Spot, side: f32, ground: Ink, print: Ink) {
    c.disc(center, side * 0.44, print);
    for spoke in 0..24 {
        let at = around(center, (side * 0.37, side * 0.37), spoke as f32 / 24.0);
        c.disc(at, side * 0.026, ground);
    }
    c.stroke(side * 0.02, ground, |path| {
        for reach in [0.31, 0.25, 0.19] {
            oval(path, center, (side * reach, side * reach));
        }
    });
    c.disc(center, side * 0.12, ground);
    c.disc(center, side * 0.05, print);
}
