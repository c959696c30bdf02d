//! Speech bubbles that talk over each other, and the pen that writes it down, for opinion.
//!
//! Never mirrored, since writing runs one way.

use super::canvas::{Canvas, HEIGHT, Spot};
use super::dice::{Dice, sine};
use super::ink::{Ink, Palette};
use super::shapes::{outline, rounded, trail};
use tiny_skia::PathBuilder;

/// Speech bubbles that talk over each other, and the pen that writes it down.
pub(super) fn opinions(c: &mut Canvas, p: &Palette, d: &Dice) {
    let base = d.pick([p.sky[1], p.sky[2], p.far, p.gold.lighter(0.25)]);
    c.fade(0.0, HEIGHT, &[base.lighter(0.18), base.darker(0.06)]);
    c.disc((d.between(300.0, 1300.0), d.between(250.0, 650.0)), 430.0, base.lighter(0.35).faded(0.6));
    let mut inks = [p.warm, p.cool, p.near, p.paper];
    d.shuffle(&mut inks);
    let places = [(330.0, 250.0), (820.0, 180.0), (560.0, 520.0), (1020.0, 480.0)];
    for (place, ink) in places.into_iter().zip(inks) {
        let at = (place.0 + d.between(-70.0, 70.0), place.1 + d.between(-40.0, 40.0));
        let size = (d.between(360.0, 520.0), d.between(200.0, 270.0));
        let tail = d.pick([-1.0, 1.0]);
        bubble(c, p, d, (at, size), tail, ink);
    }
    ink_line(c, p, d);
    pen(c, p, d);
}

fn bubble(c: &mut Canvas, p: &Palette, d: &Dice, (at, size): (Spot, Spot), tail: f32, ink: Ink) {
    let corner = (at.0 - size.0 / 2.0, at.1 - size.1 / 2.0);
    let foot = corner.1 + size.1;
    let speech = |path: &mut PathBuilder, (dx, dy): Spot| {
        rounded(path, (corner.0 + dx, corner.1 + dy), size, 64.0);
        let x = at.0 + tail * size.0 * 0.2 + dx;
        // Wound like the rectangle, or the overlap would be left out.
        let (left, right) = (x - 46.0, x + 46.0);
        outline(path, &[(right, foot + dy - 8.0), (x + tail * 70.0, foot + dy + 84.0), (left, foot + dy - 8.0)]);
    };
    c.shape(p.ink.faded(0.14), |path| speech(path, (16.0, 20.0)));
    c.shape(ink, |path| speech(path, (0.0, 0.0)));
    let words = if ink == p.paper { p.near } else { p.paper };
    let lines = d.count(2, 3);
    for line in 0..lines {
        let y = at.1 + (line as f32 - (lines - 1) as f32 / 2.0) * 50.0 - 9.0;
        let mut x = corner.0 + 56.0;
        let end = corner.0 + size.0 - 56.0 - if line + 1 == lines { size.0 * 0.25 } else { 0.0 };
        while x < end - 30.0 {
            let length = d.between(40.0, 130.0).min(end - x);
            c.pill((x, y), (length, 18.0), 9.0, words.faded(0.85));
            x += length + 18.0;
        }
    }
}

fn ink_line(c: &mut Canvas, p: &Palette, d: &Dice) {
    let waves = d.count(5, 9) as f32;
    c.stroke(11.0, p.ink, |path| {
        trail(
            path,
            (0..=120).map(|step| {
                let along = step as f32 / 120.0;
                let swing = 42.0 * (1.0 - along * 0.5) * sine(along * waves);
                (-20.0 + 1250.0 * along, 800.0 + swing)
            }),
        );
    });
}

fn pen(c: &mut Canvas, p: &Palette, d: &Dice) {
    let holder = d.pick([p.warm, p.cool, p.near]);
    c.placed((1236.0, 800.0), 0.1, |c| {
        c.polygon(&[(0.0, 0.0), (-44.0, -130.0), (-30.0, -190.0), (30.0, -190.0), (44.0, -130.0)], p.gold);
        c.polygon(&[(0.0, 0.0), (6.0, -190.0), (30.0, -190.0), (44.0, -130.0)], p.gold.darker(0.22));
        c.line((0.0, -8.0), (0.0, -112.0), 4.0, p.ink);
        c.disc((0.0, -118.0), 11.0, p.ink);
        c.pill((-40.0, -226.0), (80.0, 44.0), 10.0, p.ink);
        c.polygon(&[(-42.0, -222.0), (42.0, -222.0), (64.0, -900.0), (-64.0, -900.0)], holder);
        c.polygon(&[(12.0, -222.0), (42.0, -222.0), (64.0, -900.0), (20.0, -900.0)], p.ink.faded(0.2));
        c.rect(-50.0, -420.0, 100.0, 24.0, p.gold);
    });
}
