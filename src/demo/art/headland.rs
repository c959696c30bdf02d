//! The lighthouse on its headland: the paper's own mark, and the cover of unknown sections.
//!
//! `harbour` shows it among the news; `mark` is its small form.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::Dice;
use super::ink::Palette;
use super::sky::{birds, clouds, hills, sky, sun, water};
use tiny_skia::PathBuilder;

/// The lighthouse on its headland.
pub(super) fn headland(c: &mut Canvas, p: &Palette, d: &Dice) {
    let x = d.between(380.0, 620.0);
    let lamp = (x, 245.0);
    sky(c, p, d, 640.0);
    sun(c, p, (d.between(950.0, 1350.0), d.between(280.0, 430.0)), 90.0);
    clouds(c, p, d, 90.0, 330.0);
    hills(c, d, 640.0, 110.0, p.far);
    water(c, p, d, 630.0, None);
    beam(c, p, d, lamp);
    cliff(c, p, x);
    tower(c, p, x);
    breakers(c, p, d);
    birds(c, d, (1050.0, 230.0), p.near);
}

fn beam(c: &mut Canvas, p: &Palette, d: &Dice, lamp: Spot) {
    let tilt = d.between(-60.0, 60.0);
    for (spread, opacity) in [(150.0, 0.16), (85.0, 0.2)] {
        let ink = p.sun.faded(opacity);
        let end = (lamp.0 + 1300.0, lamp.1 + tilt);
        c.polygon(&[lamp, (end.0, end.1 - spread), (end.0, end.1 + spread)], ink);
    }
    c.glow(lamp, 150.0, p.sun.faded(0.8));
}

fn cliff(c: &mut Canvas, p: &Palette, x: f32) {
    c.shape(p.near, |path| {
        path.move_to(-10.0, 560.0);
        path.cubic_to(x * 0.4, 520.0, x * 0.7, 600.0, x + 90.0, 600.0);
        path.cubic_to(x + 190.0, 610.0, x + 180.0, 700.0, x + 330.0, 760.0);
        path.line_to(x + 420.0, HEIGHT);
        path.line_to(-10.0, HEIGHT);
        path.close();
    });
    c.shape(p.ink.faded(0.35), |path| {
        path.move_to(-10.0, 640.0);
        path.cubic_to(x * 0.5, 640.0, x * 0.7, 700.0, x + 120.0, 720.0);
        path.quad_to(x + 240.0, 740.0, x + 300.0, HEIGHT);
        path.line_to(-10.0, HEIGHT);
        path.close();
    });
}

fn tower(c: &mut Canvas, p: &Palette, x: f32) {
    let at = |dx: f32, y: f32| (x + dx, y);
    c.polygon(&[at(-44.0, 285.0), at(44.0, 285.0), at(72.0, 606.0), at(-72.0, 606.0)], p.paper);
    for (top, bottom) in [(352.0, 420.0), (494.0, 562.0)] {
        let half = |y: f32| 44.0 + (y - 285.0) * 28.0 / 321.0;
        c.polygon(
            &[at(-half(top), top), at(half(top), top), at(half(bottom), bottom), at(-half(bottom), bottom)],
            p.warm,
        );
    }
    c.polygon(&[at(8.0, 285.0), at(44.0, 285.0), at(72.0, 606.0), at(20.0, 606.0)], p.ink.faded(0.18));
    c.pill(at(-60.0, 272.0), (120.0, 20.0), 8.0, p.ink);
    c.rect(x - 30.0, 212.0, 60.0, 62.0, p.gold);
    c.rect(x - 4.0, 212.0, 8.0, 62.0, p.ink);
    c.polygon(&[at(-46.0, 214.0), at(46.0, 214.0), at(0.0, 160.0)], p.warm.darker(0.15));
    c.pill(at(-14.0, 540.0), (28.0, 66.0), 14.0, p.ink);
}

fn breakers(c: &mut Canvas, p: &Palette, d: &Dice) {
    for row in 0..3 {
        let y = 745.0 + 58.0 * row as f32;
        let ink = p.mid.mix(p.near, 0.3 * row as f32 + 0.2);
        let start = d.between(-120.0, 0.0);
        c.shape(ink, |path| wave_row(path, start, y, 150.0 + 24.0 * row as f32));
        c.stroke(5.0, p.paper.faded(0.55), |path| {
            wave_line(path, start, y, 150.0 + 24.0 * row as f32);
        });
    }
}

fn wave_row(path: &mut PathBuilder, start: f32, y: f32, length: f32) {
    wave_line(path, start, y, length);
    path.line_to(WIDTH + 400.0, HEIGHT + 10.0);
    path.line_to(start, HEIGHT + 10.0);
    path.close();
}

fn wave_line(path: &mut PathBuilder, start: f32, y: f32, length: f32) {
    let mut x = start;
    path.move_to(x, y);
    while x < WIDTH + 20.0 {
        path.quad_to(x + length * 0.25, y - 26.0, x + length * 0.5, y);
        path.quad_to(x + length * 0.75, y + 26.0, x + length, y);
        x += length;
    }
}
