//! The bridge across the bay with its yellow buses, for getting around.
//!
//! Chooses between the bridge and the `tunnel`; `street` borrows the bus.

use super::canvas::{Canvas, Spot, WIDTH};
use super::dice::Dice;
use super::harbour::skyline;
use super::ink::Palette;
use super::shapes::{block, rounded};
use super::sky::{birds, clouds, hills, sky, sun, water};
use super::tunnel::tunnel;

/// Either way across the bay.
pub(super) fn crossing(c: &mut Canvas, p: &Palette, d: &Dice) {
    if d.chance(0.5) {
        tunnel(c, &Palette::throw_night(d), d);
    } else {
        bridge(c, p, d);
    }
}

fn bridge(c: &mut Canvas, p: &Palette, d: &Dice) {
    let shore = 690.0;
    let sun_at = (d.between(250.0, 1350.0), d.between(330.0, 520.0));
    sky(c, p, d, shore);
    sun(c, p, sun_at, d.between(80.0, 120.0));
    clouds(c, p, d, 60.0, 260.0);
    hills(c, d, shore, 100.0, p.far.mix(p.sky[2], 0.3));
    skyline(c, p, d, shore, 120.0, p.far);
    water(c, p, d, shore, Some(sun_at.0));
    let pylons = d.count(1, 2);
    for pylon in 0..pylons {
        let x = WIDTH * (pylon as f32 + 0.5) / pylons as f32 + d.between(-70.0, 70.0);
        let reach = if pylons == 1 { 620.0 } else { 380.0 };
        stays(c, p, x, reach);
    }
    deck(c, p);
    let buses = d.count(2, 4);
    for bus in 0..buses {
        let x = WIDTH * (bus as f32 + 0.5) / buses as f32 + d.between(-90.0, 90.0);
        yellow_bus(c, p, (x, 585.0), d.between(0.72, 0.85));
    }
    c.rect(-2.0, 572.0, WIDTH + 4.0, 7.0, p.paper.faded(0.75));
    birds(c, d, (420.0, 200.0), p.near);
}

fn stays(c: &mut Canvas, p: &Palette, x: f32, reach: f32) {
    let top = 90.0;
    c.stroke(4.5, p.paper.faded(0.8), |path| {
        for cable in 1..=9 {
            let share = cable as f32 / 9.0;
            for side in [-1.0, 1.0] {
                path.move_to(x, top + 250.0 * (1.0 - share));
                path.line_to(x + side * reach * share, 590.0);
            }
        }
    });
    let pylon = p.near.lighter(0.06);
    c.polygon(&[(x - 15.0, top - 20.0), (x + 15.0, top - 20.0), (x + 26.0, 820.0), (x - 26.0, 820.0)], pylon);
    c.polygon(&[(x + 2.0, top - 20.0), (x + 15.0, top - 20.0), (x + 26.0, 820.0), (x + 4.0, 820.0)], p.ink.faded(0.35));
    c.pill((x - 60.0, 800.0), (120.0, 34.0), 14.0, pylon);
}

fn deck(c: &mut Canvas, p: &Palette) {
    c.rect(-2.0, 585.0, WIDTH + 4.0, 30.0, p.near);
    c.rect(-2.0, 612.0, WIDTH + 4.0, 12.0, p.ink);
    c.shape(p.near, |path| {
        for post in 0..40 {
            block(path, (post as f32 * 41.0, 574.0), (4.0, 14.0));
        }
    });
}

/// A minibus in the city's yellow, seen from the side, its wheels on a spot.
pub(super) fn yellow_bus(c: &mut Canvas, p: &Palette, foot: Spot, size: f32) {
    c.placed(foot, 0.0, |c| {
        let s = size;
        c.pill((-120.0 * s, -108.0 * s), (240.0 * s, 92.0 * s), 22.0 * s, p.gold);
        c.rect(-119.0 * s, -56.0 * s, 238.0 * s, 7.0 * s, p.ink);
        c.rect(-119.0 * s, -44.0 * s, 238.0 * s, 4.0 * s, p.ink);
        c.shape(p.ink.mix(p.cool, 0.35), |path| {
            for window in 0..5 {
                let corner = ((-106.0 + 43.0 * window as f32) * s, -97.0 * s);
                rounded(path, corner, (35.0 * s, 33.0 * s), 7.0 * s);
            }
        });
        for wheel in [-68.0, 70.0] {
            c.disc((wheel * s, -16.0 * s), 21.0 * s, p.ink);
            c.disc((wheel * s, -16.0 * s), 9.0 * s, p.paper);
        }
        c.disc((114.0 * s, -36.0 * s), 7.0 * s, p.paper);
    });
}
