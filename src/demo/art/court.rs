//! The courthouse at the head of its steps, for crime and courts.
//!
//! Chooses between the house and the large `scales`.

use super::canvas::{Canvas, HEIGHT, Spot};
use super::dice::Dice;
use super::harbour::skyline;
use super::ink::{Ink, Palette};
use super::scales::great_scales;
use super::shapes::block;
use super::sky::{clouds, palm, sky, sun};

/// The courthouse from the square, or the scales alone.
pub(super) fn justice(c: &mut Canvas, p: &Palette, d: &Dice) {
    if d.chance(0.65) {
        courthouse(c, p, d);
    } else {
        great_scales(c, p, d);
    }
}

/// A courthouse with columns at the head of its steps.
fn courthouse(c: &mut Canvas, p: &Palette, d: &Dice) {
    sky(c, p, d, 760.0);
    let sun_at = (d.pick([180.0, 330.0, 1270.0, 1420.0]), d.between(170.0, 300.0));
    sun(c, p, sun_at, d.between(65.0, 90.0));
    clouds(c, p, d, 60.0, 300.0);
    skyline(c, p, d, 720.0, 170.0, p.far.mix(p.sky[2], 0.2));
    c.fade(700.0, HEIGHT, &[p.mid.mix(p.far, 0.3), p.mid]);
    for x in [150.0, 1450.0] {
        palm(c, d, (x + d.between(-50.0, 50.0), 770.0), 380.0, p.near);
    }
    let stone = p.paper.mix(p.sky[2], 0.25).darker(if p.night { 0.22 } else { 0.0 });
    steps(c, p, stone);
    columns(c, p, d, stone);
    pediment(c, p, stone);
    let light = if sun_at.0 < 800.0 { -1.0 } else { 1.0 };
    figures(c, p, d, light);
}

fn steps(c: &mut Canvas, p: &Palette, stone: Ink) {
    for step in 0..6 {
        let half = 500.0 + 38.0 * step as f32;
        let y = 690.0 + 26.0 * step as f32;
        c.rect(800.0 - half, y, half * 2.0, 27.0, stone.mix(p.mid, 0.09 * step as f32));
        c.rect(800.0 - half, y + 20.0, half * 2.0, 7.0, p.ink.faded(0.17));
    }
}

fn columns(c: &mut Canvas, p: &Palette, d: &Dice, stone: Ink) {
    c.rect(330.0, 350.0, 940.0, 342.0, p.near.mix(p.mid, 0.3));
    c.rect(735.0, 450.0, 130.0, 242.0, if p.night { p.gold } else { p.warm.darker(0.4) });
    c.rect(797.0, 450.0, 6.0, 242.0, p.ink);
    let count = d.pick([6, 8]);
    let gap = 900.0 / (count - 1) as f32;
    for column in 0..count {
        let x = 350.0 + gap * column as f32;
        let half = 32.0;
        c.shaded(((x - half, 0.0), stone), ((x + half, 0.0), stone.mix(p.mid, 0.65)), |path| {
            block(path, (x - half, 376.0), (half * 2.0, 300.0));
        });
        c.shape(p.ink.faded(0.12), |path| {
            for flute in [-16.0, -2.0, 12.0] {
                block(path, (x + flute, 384.0), (5.0, 284.0));
            }
        });
        c.rect(x - half - 9.0, 360.0, half * 2.0 + 18.0, 20.0, stone);
        c.rect(x - half - 9.0, 672.0, half * 2.0 + 18.0, 20.0, stone.mix(p.mid, 0.25));
    }
}

fn pediment(c: &mut Canvas, p: &Palette, stone: Ink) {
    c.rect(286.0, 306.0, 1028.0, 56.0, stone);
    c.rect(286.0, 348.0, 1028.0, 14.0, p.ink.faded(0.2));
    c.polygon(&[(262.0, 308.0), (1338.0, 308.0), (800.0, 112.0)], stone.lighter(0.12));
    c.polygon(&[(360.0, 292.0), (1240.0, 292.0), (800.0, 136.0)], stone.mix(p.mid, 0.42));
    scales(c, p, (800.0, 180.0));
}

fn scales(c: &mut Canvas, p: &Palette, (x, y): Spot) {
    let ink = p.gold.lighter(0.1);
    c.line((x, y), (x, y + 100.0), 8.0, ink);
    c.line((x - 34.0, y + 102.0), (x + 34.0, y + 102.0), 8.0, ink);
    c.line((x - 92.0, y + 26.0), (x + 92.0, y + 10.0), 7.0, ink);
    c.disc((x, y), 10.0, ink);
    for (side, drop) in [(-88.0, 26.0), (88.0, 10.0)] {
        let bowl = (x + side, y + drop + 46.0);
        c.line((x + side, y + drop), (bowl.0 - 30.0, bowl.1), 3.0, ink);
        c.line((x + side, y + drop), (bowl.0 + 30.0, bowl.1), 3.0, ink);
        c.shape(ink, |path| {
            path.move_to(bowl.0 - 38.0, bowl.1);
            path.quad_to(bowl.0, bowl.1 + 42.0, bowl.0 + 38.0, bowl.1);
            path.close();
        });
    }
}

fn figures(c: &mut Canvas, p: &Palette, d: &Dice, light: f32) {
    for _ in 0..d.count(3, 6) {
        let (x, y) = (d.between(380.0, 1220.0), d.between(745.0, 850.0));
        let ink = d.pick([p.ink, p.near, p.warm.darker(0.2), p.cool.darker(0.3)]);
        let tall = 62.0 + (y - 745.0) * 0.35;
        c.polygon(&[(x - 8.0, y), (x + 8.0, y), (x - light * 120.0, y + 22.0)], p.ink.faded(0.25));
        figure(c, p, (x, y), tall, ink);
    }
}

/// A small standing person, feet on a spot.
pub(super) fn figure(c: &mut Canvas, p: &Palette, (x, y): Spot, tall: f32, ink: Ink) {
    c.polygon(
        &[
            (x - tall * 0.13, y - tall * 0.76),
            (x + tall * 0.13, y - tall * 0.76),
            (x + tall * 0.2, y),
            (x - tall * 0.2, y),
        ],
        ink,
    );
    c.disc((x, y - tall * 0.88), tall * 0.125, p.ink.mix(Ink::hex(0x6b4226), 0.8));
}
