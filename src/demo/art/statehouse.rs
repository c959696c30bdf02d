//! The domed house of the state with its flags, for politics.
//!
//! The other view of politics is the `assembly`, from within.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::Dice;
use super::ink::{Ink, Palette};
use super::shapes::{block, rounded};
use super::sky::{birds, clouds, hills, palm, sky, sun};

/// The house at the end of its lawn.
pub(super) fn statehouse(c: &mut Canvas, p: &Palette, d: &Dice) {
    let x = d.between(700.0, 900.0);
    sky(c, p, d, 760.0);
    sun(c, p, (x + d.pick([-1.0, 1.0]) * d.between(330.0, 520.0), d.between(180.0, 330.0)), 85.0);
    clouds(c, p, d, 60.0, 320.0);
    hills(c, d, 640.0, 120.0, p.far);
    let lawn = p.mid.mix(Ink::hex(0x4f8a4a), 0.45);
    c.fade(690.0, HEIGHT, &[lawn, lawn.darker(0.3)]);
    c.polygon(
        &[(x - 50.0, 700.0), (x + 50.0, 700.0), (x + 430.0, HEIGHT + 4.0), (x - 430.0, HEIGHT + 4.0)],
        p.sky[2].mix(p.paper, 0.4),
    );
    for side in [-1.0, 1.0] {
        palm(c, d, (x + side * 640.0, 740.0), d.between(300.0, 400.0), p.near);
        flag(c, p, d, (x + side * d.between(470.0, 540.0), 760.0));
    }
    let stone = p.paper.mix(p.sky[2], 0.2).darker(if p.night { 0.24 } else { 0.0 });
    wings(c, p, d, x, stone);
    dome(c, p, x, stone);
    portico(c, p, x, stone);
    hedges(c, p, x);
    if !p.night {
        birds(c, d, (x - 300.0, 210.0), p.near);
    }
}

fn wings(c: &mut Canvas, p: &Palette, d: &Dice, x: f32, stone: Ink) {
    c.rect(x - 450.0, 520.0, 900.0, 190.0, stone.mix(p.mid, 0.16));
    c.rect(x - 464.0, 504.0, 928.0, 22.0, stone);
    c.rect(x - 464.0, 700.0, 928.0, 18.0, stone.mix(p.mid, 0.4));
    for window in 0..14 {
        let left = x - 430.0 + 64.0 * window as f32;
        if (left - x + 14.0).abs() > 190.0 {
            let lit = d.chance(if p.night { 0.6 } else { 0.15 });
            let pane = if lit { p.gold } else { p.near.mix(p.cool, 0.35) };
            c.pill((left, 552.0), (30.0, 56.0), 15.0, pane);
            c.rect(left, 630.0, 30.0, 46.0, pane);
        }
    }
}

fn dome(c: &mut Canvas, p: &Palette, x: f32, stone: Ink) {
    c.rect(x - 150.0, 372.0, 300.0, 90.0, stone.mix(p.mid, 0.2));
    c.shape(p.near.mix(p.mid, 0.3), |path| {
        for column in 0..9 {
            rounded(path, (x - 138.0 + 32.0 * column as f32, 386.0), (18.0, 70.0), 9.0);
        }
    });
    c.rect(x - 166.0, 358.0, 332.0, 18.0, stone);
    let copper = p.cool.mix(p.paper, 0.12);
    c.shaded(((x - 150.0, 0.0), copper.lighter(0.25)), ((x + 150.0, 0.0), copper.darker(0.35)), |path| {
        path.move_to(x - 150.0, 360.0);
        path.cubic_to(x - 150.0, 240.0, x - 80.0, 190.0, x, 190.0);
        path.cubic_to(x + 80.0, 190.0, x + 150.0, 240.0, x + 150.0, 360.0);
        path.close();
    });
    c.stroke(4.0, copper.darker(0.3).faded(0.6), |path| {
        for rib in [-88.0, -30.0, 30.0, 88.0] {
            path.move_to(x + rib * 0.25, 194.0);
            path.quad_to(x + rib * 1.05, 230.0, x + rib * 1.14, 358.0);
        }
    });
    c.rect(x - 26.0, 150.0, 52.0, 44.0, stone);
    c.pill((x - 34.0, 136.0), (68.0, 20.0), 10.0, p.gold);
    c.line((x, 136.0), (x, 70.0), 7.0, p.gold);
}

fn portico(c: &mut Canvas, p: &Palette, x: f32, stone: Ink) {
    c.rect(x - 190.0, 500.0, 380.0, 212.0, p.near.mix(p.mid, 0.35));
    c.rect(x - 34.0, 590.0, 68.0, 122.0, if p.night { p.gold } else { p.warm.darker(0.4) });
    for column in 0..6 {
        let left = x - 186.0 + 69.0 * column as f32;
        c.shaded(((left, 0.0), stone.lighter(0.1)), ((left + 28.0, 0.0), stone.mix(p.mid, 0.5)), |path| {
            block(path, (left, 506.0), (28.0, 206.0));
        });
    }
    c.rect(x - 208.0, 484.0, 416.0, 30.0, stone);
    c.polygon(&[(x - 222.0, 486.0), (x + 222.0, 486.0), (x, 404.0)], stone.lighter(0.15));
    c.polygon(&[(x - 150.0, 476.0), (x + 150.0, 476.0), (x, 420.0)], stone.mix(p.mid, 0.4));
    for step in 0..3 {
        let half = 200.0 + 24.0 * step as f32;
        c.rect(x - half, 708.0 + 14.0 * step as f32, half * 2.0, 15.0, stone.mix(p.mid, 0.1 * step as f32));
    }
}

fn flag(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot) {
    let wave = d.between(12.0, 26.0);
    c.line((x, y), (x, 300.0), 8.0, p.ink);
    c.disc((x, 296.0), 9.0, p.gold);
    for (band, ink) in [p.cool, p.paper, p.warm].into_iter().enumerate() {
        let (left, right) = (x + 4.0 + 58.0 * band as f32, x + 62.0 + 58.0 * band as f32);
        let lift = |at: f32| {
            if at - x > 100.0 { -wave } else { wave * (at - x) / 130.0 }
        };
        c.shape(ink, |path| {
            path.move_to(left, 310.0 + lift(left));
            path.line_to(right, 310.0 + lift(right));
            path.line_to(right, 420.0 + lift(right));
            path.line_to(left, 420.0 + lift(left));
            path.close();
        });
    }
}

fn hedges(c: &mut Canvas, p: &Palette, x: f32) {
    let green = p.near.mix(Ink::hex(0x2f6b3c), 0.5);
    c.shape(green, |path| {
        for bush in 0..22 {
            let left = WIDTH / 22.0 * bush as f32;
            if (left + 36.0 - x).abs() > 190.0 {
                path.push_circle(left + 36.0, 744.0 + 6.0 * (bush % 3) as f32, 40.0);
            }
        }
    });
    for row in 0..2 {
        for side in [-1.0, 1.0] {
            let depth = 0.35 + 0.4 * row as f32;
            let at = (x + side * (90.0 + 420.0 * depth), 730.0 + 150.0 * depth);
            let size = 26.0 + 30.0 * depth;
            c.polygon(
                &[(at.0 - size * 0.6, at.1), (at.0 + size * 0.6, at.1), (at.0, at.1 - size * 2.8)],
                green.lighter(0.08),
            );
        }
    }
}
