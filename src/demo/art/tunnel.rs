//! The tunnel under the bay, for getting around: rings of light and the tail lamps ahead.
//!
//! Always one of the night palettes; `bridge` chooses between the two ways.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::{Dice, around};
use super::ink::{Ink, Palette};
use super::shapes::outline;
use tiny_skia::PathBuilder;

/// The way through the tunnel.
pub(super) fn tunnel(c: &mut Canvas, p: &Palette, d: &Dice) {
    let end = (d.between(620.0, 980.0), d.between(430.0, 500.0));
    c.rect(0.0, 0.0, WIDTH, HEIGHT, p.ink);
    let rings = d.count(8, 10);
    for ring in (0..rings).rev() {
        let near = ring as f32 / (rings - 1) as f32;
        // Squaring crowds the far rings together, as a real tunnel does.
        let reach = 0.1 + 1.35 * near * near;
        let band = if ring % 2 == 0 { 0.0 } else { 0.12 };
        let ink = p.sky[1].mix(p.sky[2], 0.3 - 0.3 * near).mix(p.ink, band + 0.62 * near);
        c.shape(ink, |path| vault(path, end, reach));
        ring_lamps(c, p, end, reach * 0.93, near);
    }
    c.shape(p.sky[2].lighter(0.35), |path| vault(path, end, 0.1));
    c.glow((end.0, end.1), 330.0, p.sun.faded(0.55));
    carriageway(c, p, end);
    tail_lights(c, p, d, end);
}

/// The mouth of a tunnel of a size around the far end: a round vault on upright walls.
fn vault(path: &mut PathBuilder, end: Spot, reach: f32) {
    let (half, rise, foot) = (760.0 * reach, 620.0 * reach, 300.0 * reach);
    let mut corners = vec![(end.0 - half, end.1 + foot)];
    for step in 0..=24 {
        corners.push(around(end, (half, rise), 0.5 + step as f32 / 48.0));
    }
    corners.push((end.0 + half, end.1 + foot));
    outline(path, &corners);
}

fn ring_lamps(c: &mut Canvas, p: &Palette, end: Spot, reach: f32, near: f32) {
    let (half, rise) = (760.0 * reach, 620.0 * reach);
    let size = 2.0 + 17.0 * near;
    for turns in [0.61, 0.66, 0.84, 0.89] {
        let at = around(end, (half, rise), turns);
        if near > 0.2 {
            c.glow(at, size * 4.0, p.gold.faded(0.5));
        }
        c.oval(at, (size, size * 0.6), p.gold.lighter(0.4));
    }
}

fn carriageway(c: &mut Canvas, p: &Palette, end: Spot) {
    let horizon = end.1 + 30.0;
    let spread = |x: f32, y: f32| {
        let depth = (y - end.1) / (HEIGHT - end.1);
        (end.0 + x * depth, y)
    };
    let road = p.ink.mix(p.sky[0], 0.35);
    c.shaded(((0.0, horizon), road.mix(p.sky[2], 0.5)), ((0.0, 720.0), road), |path| {
        outline(
            path,
            &[
                spread(-1150.0, horizon),
                spread(1150.0, horizon),
                spread(1150.0, HEIGHT + 20.0),
                spread(-1150.0, HEIGHT + 20.0),
            ],
        );
    });
    for edge in [-1030.0, 1010.0] {
        let lines =
            [spread(edge, horizon), spread(edge + 22.0, horizon), spread(edge + 22.0, HEIGHT), spread(edge, HEIGHT)];
        c.polygon(&lines, p.gold.faded(0.8));
    }
    c.shape(p.paper.faded(0.85), |path| {
        for lane in [-340.0, 340.0] {
            let mut y = horizon;
            while y < HEIGHT {
                let length = (y - end.1) * 0.28;
                let dash = [
                    spread(lane - 13.0, y),
                    spread(lane + 13.0, y),
                    spread(lane + 13.0, y + length),
                    spread(lane - 13.0, y + length),
                ];
                outline(path, &dash);
                y += length * 2.1;
            }
        }
    });
}

fn tail_lights(c: &mut Canvas, p: &Palette, d: &Dice, end: Spot) {
    for lane in [-1.0, 0.0, 1.0] {
        let depth = d.between(0.16, 0.62);
        let at = (end.0 + lane * 640.0 * depth, end.1 + (HEIGHT - end.1) * depth);
        let size = depth * 1.5;
        if d.chance(0.5) {
            bus_behind(c, p, at, size);
        } else {
            car_behind(c, p, d, at, size);
        }
    }
}

fn bus_behind(c: &mut Canvas, p: &Palette, (x, y): Spot, size: f32) {
    c.placed((x, y), 0.0, |c| {
        let s = size;
        c.oval((0.0, 4.0 * s), (150.0 * s, 16.0 * s), p.ink.faded(0.5));
        c.pill((-110.0 * s, -40.0 * s), (50.0 * s, 44.0 * s), 8.0 * s, p.ink);
        c.pill((60.0 * s, -40.0 * s), (50.0 * s, 44.0 * s), 8.0 * s, p.ink);
        c.pill((-125.0 * s, -250.0 * s), (250.0 * s, 232.0 * s), 26.0 * s, p.gold);
        c.pill((-102.0 * s, -228.0 * s), (204.0 * s, 92.0 * s), 16.0 * s, p.ink.mix(p.cool, 0.3));
        c.rect(-125.0 * s, -112.0 * s, 250.0 * s, 20.0 * s, p.ink);
        lamps_behind(c, p, (100.0 * s, -66.0 * s), size);
    });
}

fn car_behind(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot, size: f32) {
    let ink = d.pick([p.warm, p.cool, p.paper]).darker(0.2);
    c.placed((x, y), 0.0, |c| {
        let s = size;
        c.oval((0.0, 2.0 * s), (120.0 * s, 12.0 * s), p.ink.faded(0.5));
        c.pill((-74.0 * s, -128.0 * s), (148.0 * s, 90.0 * s), 34.0 * s, ink);
        c.pill((-58.0 * s, -116.0 * s), (116.0 * s, 46.0 * s), 20.0 * s, p.ink);
        c.pill((-102.0 * s, -76.0 * s), (204.0 * s, 66.0 * s), 22.0 * s, ink);
        c.pill((-90.0 * s, -22.0 * s), (36.0 * s, 26.0 * s), 6.0 * s, p.ink);
        c.pill((54.0 * s, -22.0 * s), (36.0 * s, 26.0 * s), 6.0 * s, p.ink);
        lamps_behind(c, p, (82.0 * s, -48.0 * s), size);
    });
}

fn lamps_behind(c: &mut Canvas, p: &Palette, (x, y): Spot, size: f32) {
    let red = Ink::hex(0xff5340);
    for x in [-x, x] {
        c.glow((x, y), 60.0 * size, red.faded(0.6));
        c.pill((x - 16.0 * size, y - 8.0 * size), (32.0 * size, 17.0 * size), 8.0 * size, red);
    }
    c.rect(-24.0 * size, y - 8.0 * size, 48.0 * size, 18.0 * size, p.paper);
}
