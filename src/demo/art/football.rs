//! The football ground at night, for football; or the board that the coach thinks on.
//!
//! Chooses among the ground, the `ball` close by and `tactics`; lends the grass to all of sport.

use super::ball::{ball, kick_off};
use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::Dice;
use super::ink::{Ink, Palette};
use super::shapes::{block, outline};
use super::sky::sky;
use super::tactics::tactics;
use tiny_skia::PathBuilder;

/// The grass of every pitch, light and dark.
pub(super) const GRASS: [Ink; 2] = [Ink::hex(0x4f9a57), Ink::hex(0x438a4f)];

/// The ground, the ball close by, or the game from above.
pub(super) fn football(c: &mut Canvas, p: &Palette, d: &Dice) {
    match d.count(0, 4) {
        0 | 1 => ground(c, p, d),
        2 => kick_off(c, p, d),
        _ => tactics(c, p, d),
    }
}

fn ground(c: &mut Canvas, p: &Palette, d: &Dice) {
    let p = &if d.chance(0.75) { Palette::throw_night(d) } else { *p };
    sky(c, p, d, 500.0);
    stand(c, p, d);
    let pylons = d.pick([[140.0, 1460.0], [260.0, 1340.0], [90.0, 1180.0]]);
    for x in pylons {
        floodlight(c, p, x, if x < 800.0 { 1.0 } else { -1.0 });
    }
    grass(c, p);
    markings(c, p);
    goal(c, p, d);
    let at = (d.between(420.0, 1180.0), d.between(760.0, 835.0));
    c.oval((at.0 + 20.0, at.1 + 46.0), (64.0, 13.0), p.ink.faded(0.4));
    ball(c, p, at, 54.0, d.share());
}

/// The stand behind the goal with its crowd and boards.
pub(super) fn stand(c: &mut Canvas, p: &Palette, d: &Dice) {
    let bend = d.between(30.0, 90.0);
    let tier = |c: &mut Canvas, top: f32, ink: Ink| {
        c.shape(ink, |path| {
            path.move_to(-10.0, top - bend);
            path.quad_to(800.0, top + bend, 1610.0, top - bend);
            path.line_to(1610.0, 600.0);
            path.line_to(-10.0, 600.0);
            path.close();
        });
    };
    tier(c, 262.0, p.ink);
    tier(c, 292.0, p.near.lighter(0.1));
    let inks = [p.warm, p.cool, p.paper, p.gold];
    for (turn, ink) in inks.into_iter().enumerate() {
        c.shape(ink.faded(0.8), |path| crowd(path, d, bend, turn));
    }
    c.rect(-2.0, 520.0, WIDTH + 4.0, 40.0, p.ink);
    for board in 0..8 {
        let ink = [p.warm, p.cool, p.paper, p.gold][(board + d.count(0, 1)) % 4];
        c.rect(8.0 + 200.0 * board as f32, 526.0, 184.0, 28.0, ink.mix(p.ink, 0.25));
    }
}

fn crowd(path: &mut PathBuilder, d: &Dice, bend: f32, turn: usize) {
    for row in 0..8 {
        for seat in 0..64 {
            if (seat + row + turn).is_multiple_of(4) && d.chance(0.8) {
                let x = 12.0 + 25.0 * seat as f32 + d.between(-5.0, 5.0);
                let away = (x - 800.0) / 800.0;
                let y = 322.0 + 25.0 * row as f32 + bend * (0.0 - away * away) * 0.9;
                block(path, (x, y), (11.0, 14.0));
            }
        }
    }
}

fn floodlight(c: &mut Canvas, p: &Palette, x: f32, lean: f32) {
    let light = p.sun.lighter(0.3);
    for (spread, opacity) in [(620.0, 0.12), (330.0, 0.14)] {
        let foot = x + lean * 520.0;
        c.polygon(
            &[(x - 70.0, 120.0), (x + 70.0, 120.0), (foot + spread, HEIGHT), (foot - spread, HEIGHT)],
            light.faded(opacity),
        );
    }
    c.line((x - 26.0, 560.0), (x - 8.0, 150.0), 9.0, p.ink);
    c.line((x + 26.0, 560.0), (x + 8.0, 150.0), 9.0, p.ink);
    for rung in 0..6 {
        let y = 220.0 + 58.0 * rung as f32;
        c.line((x - 20.0, y), (x + 20.0, y + 40.0), 4.0, p.ink);
    }
    c.pill((x - 92.0, 62.0), (184.0, 106.0), 12.0, p.ink);
    c.glow((x, 114.0), 240.0, light.faded(0.75));
    c.shape(light, |path| {
        for row in 0..3 {
            for lamp in 0..5 {
                path.push_circle(x - 68.0 + 34.0 * lamp as f32, 84.0 + 31.0 * row as f32, 12.5);
            }
        }
    });
}

fn grass(c: &mut Canvas, p: &Palette) {
    let [light, dark] = GRASS.map(|ink| if p.night { ink.darker(0.18) } else { ink });
    c.rect(-2.0, 556.0, WIDTH + 4.0, 350.0, light);
    c.shape(dark, |path| {
        for stripe in 0..8 {
            let left = -8.0 + 2.0 * stripe as f32;
            let at = |x: f32| [(800.0 + x * 128.0, 556.0), (800.0 + x * 250.0, HEIGHT)];
            let (from, to) = (at(left), at(left + 1.0));
            outline(path, &[from[0], to[0], to[1], from[1]]);
        }
    });
}

fn markings(c: &mut Canvas, p: &Palette) {
    let chalk = p.paper.faded(0.85);
    c.stroke(6.0, chalk, |path| {
        outline(path, &[(330.0, 590.0), (1270.0, 590.0), (1420.0, 740.0), (180.0, 740.0)]);
        outline(path, &[(560.0, 590.0), (1040.0, 590.0), (1090.0, 648.0), (510.0, 648.0)]);
        path.move_to(560.0, 740.0);
        path.quad_to(800.0, 830.0, 1040.0, 740.0);
    });
    c.oval((800.0, 690.0), (15.0, 6.0), chalk);
    c.line((-10.0, 590.0), (1610.0, 590.0), 6.0, chalk);
}

fn goal(c: &mut Canvas, p: &Palette, d: &Dice) {
    let (left, right, top, foot) = (560.0, 1040.0, 400.0, 592.0);
    c.polygon(&[(left, top), (right, top), (right, foot), (left, foot)], p.ink.faded(0.35));
    c.stroke(2.0, p.paper.faded(0.5), |path| {
        for line in 1..24 {
            let x = left + 20.0 * line as f32;
            path.move_to(x, top);
            path.line_to(x, foot);
        }
        for line in 1..10 {
            let y = top + 19.2 * line as f32;
            path.move_to(left, y);
            path.line_to(right, y);
        }
    });
    c.stroke(12.0, p.paper, |path| {
        path.move_to(left, foot);
        path.line_to(left, top);
        path.line_to(right, top);
        path.line_to(right, foot);
    });
    keeper(c, p, (d.between(640.0, 960.0), 600.0), d.pick([p.warm, p.gold, p.cool]));
}

fn keeper(c: &mut Canvas, p: &Palette, (x, y): Spot, shirt: Ink) {
    c.oval((x, y + 2.0), (44.0, 7.0), p.ink.faded(0.4));
    let skin = Ink::hex(0x6b4226);
    for side in [-1.0, 1.0] {
        c.line((x + side * 10.0, y - 52.0), (x + side * 24.0, y - 4.0), 15.0, p.ink);
        c.line((x + side * 16.0, y - 104.0), (x + side * 62.0, y - 128.0), 14.0, shirt);
        c.disc((x + side * 66.0, y - 131.0), 10.0, p.paper);
    }
    c.pill((x - 24.0, y - 118.0), (48.0, 70.0), 16.0, shirt);
    c.disc((x, y - 136.0), 17.0, skin);
}
