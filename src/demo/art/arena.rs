//! The running track and the hoop above the court, for sport.
//!
//! Borrows the grass of `football`; the lanes are ovals seen from a low stand.

use super::canvas::{Canvas, HEIGHT, Spot};
use super::dice::{Dice, around};
use super::football::GRASS;
use super::ink::{Ink, Palette};
use super::shapes::{block, oval, trail};
use super::sky::{birds, clouds, hills, sky, sun};

/// The running track, or the hoop above the court.
pub(super) fn arena(c: &mut Canvas, p: &Palette, d: &Dice) {
    if d.chance(0.6) {
        track(c, p, d);
    } else {
        hoop(c, p, d);
    }
}

/// How flat the track's ovals lie.
const FLAT: f32 = 0.27;

/// The outer edge of the track, in units from its centre.
const OUTER: f32 = 1260.0;

/// A spot in the middle of a lane (0 is the innermost of six) at an angle in turns.
fn in_lane(center: Spot, lane: f32, turns: f32) -> Spot {
    let reach = OUTER * (0.46 + 0.54 * (lane + 0.5) / 6.0);
    around(center, (reach, reach * FLAT), turns)
}

fn track(c: &mut Canvas, p: &Palette, d: &Dice) {
    sky(c, p, d, 460.0);
    sun(c, p, (d.between(300.0, 1300.0), d.between(150.0, 260.0)), d.between(70.0, 100.0));
    clouds(c, p, d, 60.0, 230.0);
    hills(c, d, 380.0, 120.0, p.far);
    hills(c, d, 420.0, 60.0, p.mid.mix(p.far, 0.4));
    let grass = GRASS[0].mix(p.mid, 0.3);
    c.fade(400.0, HEIGHT, &[grass.darker(0.1), grass.darker(0.25)]);
    let center = (d.between(280.0, 700.0), 650.0);
    let clay = p.warm.darker(0.1);
    for (reach, ink) in [(OUTER, clay), (OUTER * 0.46, grass)] {
        c.oval(center, (reach, reach * FLAT), ink);
    }
    c.stroke(5.0, p.paper.faded(0.9), |path| {
        for line in 0..=6 {
            let reach = OUTER * (0.46 + 0.54 * line as f32 / 6.0);
            oval(path, center, (reach, reach * FLAT));
        }
    });
    if d.chance(0.6) {
        hurdles(c, p, center);
    }
    runners(c, p, d, center);
    birds(c, d, (1100.0, 160.0), p.near);
}

fn hurdles(c: &mut Canvas, p: &Palette, center: Spot) {
    for lane in 0..6 {
        let (x, y) = in_lane(center, lane as f32, 0.05);
        let s = 0.7 + 0.1 * lane as f32;
        for foot in [(-30.0, -6.0), (30.0, 8.0)] {
            c.line((x + foot.0 * s, y + foot.1 * s), (x + foot.0 * s, y + (foot.1 - 62.0) * s), 6.0 * s, p.ink);
        }
        let bar = [(-36.0, -84.0), (36.0, -68.0), (36.0, -46.0), (-36.0, -62.0)];
        let corners = bar.map(|(dx, dy)| (x + dx * s, y + dy * s));
        c.polygon(&corners, if lane % 2 == 0 { p.paper } else { p.gold });
    }
}

fn runners(c: &mut Canvas, p: &Palette, d: &Dice, center: Spot) {
    let mut shirts = [p.cool, p.gold, p.paper, p.near];
    d.shuffle(&mut shirts);
    for (lane, shirt) in [0.0, 1.0, 3.0, 4.0].into_iter().zip(shirts) {
        let at = in_lane(center, lane, d.between(0.1, 0.22));
        runner(c, p, at, 1.15 + 0.2 * lane, shirt);
    }
}

/// A runner in full stride to the right, the forward foot's toes near a spot.
fn runner(c: &mut Canvas, p: &Palette, foot: Spot, size: f32, shirt: Ink) {
    let skin = Ink::hex(0x5d3a22);
    c.oval((foot.0, foot.1 + 2.0), (46.0 * size, 6.0 * size), p.ink.faded(0.35));
    c.placed(foot, 0.0, |c| {
        let limb = |c: &mut Canvas, spots: [Spot; 3], width: f32, ink: Ink| {
            c.stroke(width * size, ink, |path| {
                trail(path, spots.map(|(x, y)| (x * size, y * size)));
            });
        };
        limb(c, [(-2.0, -62.0), (-26.0, -44.0), (-58.0, -52.0)], 10.0, skin.darker(0.25));
        limb(c, [(4.0, -104.0), (-22.0, -92.0), (-34.0, -70.0)], 8.0, skin.darker(0.25));
        limb(c, [(0.0, -62.0), (26.0, -44.0), (16.0, -4.0)], 11.0, skin);
        limb(c, [(-2.0, -66.0), (6.0, -92.0), (10.0, -108.0)], 24.0, shirt);
        limb(c, [(-4.0, -66.0), (0.0, -62.0), (12.0, -53.0)], 17.0, p.ink);
        limb(c, [(10.0, -106.0), (28.0, -84.0), (50.0, -96.0)], 8.0, skin);
        c.disc((18.0 * size, -130.0 * size), 12.0 * size, skin);
        c.line((16.0 * size, -3.0 * size), (28.0 * size, -2.0 * size), 8.0 * size, p.paper);
    });
}

fn hoop(c: &mut Canvas, p: &Palette, d: &Dice) {
    let wall = d.pick([p.cool, p.mid, p.sky[1]]);
    c.fade(0.0, HEIGHT, &[wall.lighter(0.2), wall, wall.darker(0.3)]);
    let x = d.between(620.0, 1000.0);
    c.disc((x, 420.0), 560.0, p.sun.faded(0.18));
    c.disc((x, 420.0), 400.0, p.sun.faded(0.2));
    c.rect(x - 16.0, 480.0, 32.0, 430.0, p.ink);
    c.pill((x - 300.0, 110.0), (600.0, 390.0), 24.0, p.paper);
    c.stroke(12.0, p.warm, |path| block(path, (x - 110.0, 250.0), (220.0, 170.0)));
    c.stroke(10.0, p.ink.faded(0.25), |path| block(path, (x - 284.0, 126.0), (568.0, 358.0)));
    net(c, p, x);
    let at = (x + d.pick([-1.0, 1.0]) * d.between(330.0, 480.0), d.between(150.0, 330.0));
    basketball(c, p, at, 104.0);
}

fn net(c: &mut Canvas, p: &Palette, x: f32) {
    c.stroke(5.0, p.paper.darker(0.12), |path| {
        for strand in 0..9 {
            let top = x - 120.0 + 30.0 * strand as f32;
            for (lean, end) in [(1.0, 0.62), (-1.0, 0.62)] {
                path.move_to(top, 458.0);
                let foot = x + (top - x) * end + lean * 26.0;
                path.quad_to(top, 560.0, foot.clamp(x - 86.0, x + 86.0), 640.0);
            }
        }
    });
    c.stroke(18.0, p.warm, |path| oval(path, (x, 458.0), (128.0, 26.0)));
}

fn basketball(c: &mut Canvas, p: &Palette, at: Spot, reach: f32) {
    let leather = Ink::hex(0xe0752f);
    c.disc(at, reach, leather);
    c.inside(
        |path| path.push_circle(at.0, at.1, reach),
        |c| {
            c.oval((at.0 + reach * 0.4, at.1 + reach * 0.5), (reach, reach * 0.9), leather.darker(0.16));
            c.stroke(7.0, p.ink, |path| {
                path.move_to(at.0 - reach, at.1 + reach * 0.2);
                path.line_to(at.0 + reach, at.1 - reach * 0.2);
                path.move_to(at.0 - reach * 0.2, at.1 - reach);
                path.line_to(at.0 + reach * 0.2, at.1 + reach);
                oval(path, (at.0 - reach * 1.15, at.1), (reach * 0.7, reach * 0.85));
                oval(path, (at.0 + reach * 1.15, at.1), (reach * 0.7, reach * 0.85));
            });
        },
    );
}
