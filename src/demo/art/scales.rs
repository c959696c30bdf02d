//! Large scales between books, for crime and courts.
//!
//! The other view of the courts is `court`; `ballot` borrows the rays.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::{Dice, around};
use super::ink::{Ink, Palette};
use super::shapes::outline;

/// Rays that go out from a spot over the whole sheet, every other one left out.
pub(super) fn sunburst(c: &mut Canvas, d: &Dice, center: Spot, ink: Ink) {
    let rays = d.count(12, 18);
    let start = d.share();
    c.shape(ink, |path| {
        for ray in 0..rays {
            let from = start + ray as f32 / rays as f32;
            let to = from + 0.5 / rays as f32;
            let reach = (1500.0, 1500.0);
            outline(path, &[center, around(center, reach, from), around(center, reach, to)]);
        }
    });
}

/// Large scales with something in either pan.
pub(super) fn great_scales(c: &mut Canvas, p: &Palette, d: &Dice) {
    let base = d.pick([p.near, p.cool.darker(0.35), p.warm.darker(0.45), p.mid]);
    let center = (800.0, 230.0);
    c.fade(0.0, HEIGHT, &[base.lighter(0.14), base, base.darker(0.2)]);
    sunburst(c, d, center, base.lighter(0.22).faded(0.3));
    c.disc((800.0, 440.0), 330.0, p.sun.faded(0.16));
    books(c, p, d);
    let gold = p.gold;
    c.polygon(&[(786.0, 220.0), (814.0, 220.0), (824.0, 760.0), (776.0, 760.0)], gold);
    c.pill((690.0, 742.0), (220.0, 34.0), 14.0, gold.darker(0.16));
    let tilt = d.pick([-1.0, 1.0]) * d.between(12.0, 60.0);
    c.stroke(20.0, gold, |path| {
        path.move_to(410.0, center.1 + tilt);
        path.quad_to(600.0, center.1 - 46.0 + tilt * 0.4, 800.0, center.1);
        path.quad_to(1000.0, center.1 - 46.0 - tilt * 0.4, 1190.0, center.1 - tilt);
    });
    c.disc(center, 40.0, gold);
    c.disc(center, 20.0, base);
    pan(c, p, (410.0, center.1 + tilt), p.warm);
    pan(c, p, (1190.0, center.1 - tilt), p.cool);
}

fn pan(c: &mut Canvas, p: &Palette, (x, y): Spot, load: Ink) {
    let foot = y + 300.0;
    for side in [-150.0, 150.0] {
        c.line((x, y), (x + side, foot), 5.0, p.gold.lighter(0.2));
    }
    c.disc((x, y), 14.0, p.gold.lighter(0.2));
    c.disc((x, foot - 58.0), 60.0, load);
    c.pill((x + 40.0, foot - 84.0), (56.0, 84.0), 8.0, p.paper);
    c.pill((x - 96.0, foot - 50.0), (50.0, 50.0), 6.0, p.paper.mix(load, 0.5));
    c.shape(p.gold, |path| {
        path.move_to(x - 172.0, foot);
        path.quad_to(x - 110.0, foot + 96.0, x, foot + 96.0);
        path.quad_to(x + 110.0, foot + 96.0, x + 172.0, foot);
        path.close();
    });
    c.pill((x - 180.0, foot - 8.0), (360.0, 18.0), 9.0, p.gold.lighter(0.25));
}

fn books(c: &mut Canvas, p: &Palette, d: &Dice) {
    c.rect(-2.0, 776.0, WIDTH + 4.0, 130.0, p.ink);
    c.rect(-2.0, 776.0, WIDTH + 4.0, 10.0, p.gold.faded(0.5));
    for shelf in [90.0, 1130.0] {
        for book in 0..d.count(2, 4) {
            let y = 776.0 - 46.0 * (book + 1) as f32;
            let (left, width) = (shelf + d.between(0.0, 50.0), d.between(270.0, 340.0));
            c.pill((left, y), (width, 46.0), 7.0, d.pick([p.warm, p.cool, p.paper, p.mid]).darker(0.18));
            c.rect(left + 26.0, y, 10.0, 46.0, p.gold);
            c.rect(left + 50.0, y, 5.0, 46.0, p.gold);
        }
    }
}
