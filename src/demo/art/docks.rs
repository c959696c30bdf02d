//! The container quay, for ports and shipping: cranes, a freighter and what it carries.
//!
//! Stands on the water of `sky`; the town's own shore is `harbour`.

use super::canvas::{Canvas, Spot};
use super::dice::Dice;
use super::ink::{Ink, Palette};
use super::shapes::block;
use super::sky::{birds, clouds, hills, sky, sun, water};

/// A freighter at the container quay.
pub(super) fn docks(c: &mut Canvas, p: &Palette, d: &Dice) {
    let shore = 640.0;
    let sun_at = (d.between(250.0, 1350.0), d.between(200.0, 460.0));
    sky(c, p, d, shore);
    sun(c, p, sun_at, d.between(80.0, 130.0));
    clouds(c, p, d, 100.0, 300.0);
    hills(c, d, shore - 10.0, 90.0, p.far);
    water(c, p, d, shore, Some(sun_at.0));
    let cranes = d.count(2, 3);
    for crane in 0..cranes {
        let x = 930.0 + crane as f32 * 270.0 + d.between(-30.0, 30.0);
        let ink = if crane == 0 { p.warm } else { p.warm.mix(p.far, 0.3) };
        gantry(c, p, d, x, ink);
    }
    freighter(c, p, d, (d.between(60.0, 150.0), 700.0));
    c.rect(900.0, 742.0, 720.0, 170.0, p.ink);
    c.rect(890.0, 730.0, 730.0, 16.0, p.near.lighter(0.15));
    stack(c, p, d, (960.0, 730.0), 7, 2);
    birds(c, d, (500.0, 190.0), p.near);
}

fn gantry(c: &mut Canvas, p: &Palette, d: &Dice, x: f32, ink: Ink) {
    let top = d.between(250.0, 310.0);
    let reach = d.between(330.0, 420.0);
    for leg in [0.0, 130.0] {
        c.line((x + leg, 735.0), (x + leg * 0.9 + 8.0, top), 15.0, ink);
    }
    for y in [top + 120.0, top + 250.0] {
        c.line((x + 4.0, y), (x + 126.0, y), 10.0, ink);
    }
    c.line((x + 4.0, top + 250.0), (x + 122.0, top + 120.0), 6.0, ink);
    c.line((x - reach, top), (x + 260.0, top), 17.0, ink);
    let peak = (x + 70.0, top - 130.0);
    c.line((x + 10.0, top), peak, 11.0, ink);
    c.line((x + 125.0, top), peak, 11.0, ink);
    c.line(peak, (x - reach * 0.8, top), 5.0, ink);
    c.line(peak, (x + 240.0, top), 5.0, ink);
    let trolley = x - reach * d.between(0.3, 0.85);
    let drop = top + d.between(60.0, 150.0);
    c.line((trolley, top), (trolley, drop), 4.0, p.ink);
    container(c, (trolley - 55.0, drop), d.pick(p.brights()), p);
}

fn container(c: &mut Canvas, corner: Spot, ink: Ink, p: &Palette) {
    c.rect(corner.0, corner.1, 110.0, 44.0, ink);
    c.shape(p.ink.faded(0.16), |path| {
        for rib in 0..6 {
            block(path, (corner.0 + 9.0 + 17.0 * rib as f32, corner.1 + 5.0), (7.0, 34.0));
        }
    });
    c.rect(corner.0, corner.1 + 38.0, 110.0, 6.0, p.ink.faded(0.22));
}

fn stack(c: &mut Canvas, p: &Palette, d: &Dice, base: Spot, columns: usize, tallest: usize) {
    for column in 0..columns {
        for level in 0..d.count(1, tallest) {
            let corner = (base.0 + 114.0 * column as f32, base.1 - 46.0 * (level + 1) as f32);
            container(c, corner, d.pick(p.brights()), p);
        }
    }
}

fn freighter(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot) {
    let hull = d.pick([p.ink, p.near, p.cool.darker(0.3)]);
    stack(c, p, d, (x + 150.0, y - 30.0), 5, 4);
    c.rect(x + 18.0, y - 210.0, 96.0, 190.0, p.paper);
    c.rect(x + 4.0, y - 214.0, 124.0, 22.0, p.paper.mix(p.mid, 0.2));
    c.rect(x + 34.0, y - 268.0, 44.0, 58.0, p.warm);
    c.shape(p.near, |path| {
        for deck in 0..4 {
            for window in 0..4 {
                let corner = (x + 28.0 + 21.0 * window as f32, y - 176.0 + 38.0 * deck as f32);
                block(path, corner, (12.0, 16.0));
            }
        }
    });
    c.shape(hull, |path| {
        path.move_to(x - 20.0, y - 34.0);
        path.line_to(x + 770.0, y - 34.0);
        path.line_to(x + 820.0, y - 66.0);
        path.quad_to(x + 770.0, y + 40.0, x + 720.0, y + 70.0);
        path.line_to(x + 24.0, y + 70.0);
        path.quad_to(x - 14.0, y + 30.0, x - 20.0, y - 34.0);
        path.close();
    });
    c.polygon(&[(x + 4.0, y + 36.0), (x + 748.0, y + 36.0), (x + 720.0, y + 70.0), (x + 24.0, y + 70.0)], p.warm);
    c.pill((x - 10.0, y + 66.0), (760.0, 12.0), 6.0, p.paper.faded(0.5));
}
