//! A telephone and what goes through it, for technology: payments, charts and messages.
//!
//! The other view of technology is the `circuit`.

use super::canvas::{Canvas, HEIGHT, Spot};
use super::dice::{Dice, around};
use super::ink::{Ink, Palette};
use super::shapes::{oval, rounded, trail};

/// A large telephone with cards and coins around it.
pub(super) fn phone(c: &mut Canvas, p: &Palette, d: &Dice) {
    let base = d.pick([p.cool, p.sky[1], p.near, p.gold, p.far]);
    let x = d.between(600.0, 1000.0);
    c.fade(0.0, HEIGHT, &[base.lighter(0.2), base, base.darker(0.16)]);
    waves(c, d, (x, 450.0), base.lighter(0.45).faded(0.35));
    for _ in 0..d.count(3, 5) {
        let at = (d.between(80.0, 1520.0), d.between(90.0, 800.0));
        coin(c, p, at, d.between(34.0, 62.0));
    }
    c.placed((x, 470.0), d.between(-0.03, 0.03), |c| handset(c, p, d));
    card(c, p, d, (x - d.between(430.0, 520.0), d.between(220.0, 330.0)));
    message(c, p, d, (x + d.between(400.0, 470.0), d.between(520.0, 640.0)));
}

fn waves(c: &mut Canvas, d: &Dice, center: Spot, ink: Ink) {
    let first = d.between(330.0, 400.0);
    c.stroke(16.0, ink, |path| {
        for ring in 0..4 {
            let reach = first + 130.0 * ring as f32;
            oval(path, center, (reach, reach));
        }
    });
}

fn coin(c: &mut Canvas, p: &Palette, at: Spot, reach: f32) {
    c.disc((at.0 + 6.0, at.1 + 9.0), reach, p.ink.faded(0.2));
    c.disc(at, reach, p.gold.darker(0.16));
    c.disc(at, reach * 0.86, p.gold.lighter(0.1));
    c.stroke(reach * 0.11, p.gold.darker(0.35), |path| {
        let arms = [-0.34, 0.34].map(|share| at.0 + reach * share);
        trail(
            path,
            [
                (arms[0], at.1 + reach * 0.4),
                (arms[0], at.1 - reach * 0.4),
                (arms[1], at.1 + reach * 0.4),
                (arms[1], at.1 - reach * 0.4),
            ],
        );
        for bar in [-0.1, 0.12] {
            trail(path, [(at.0 - reach * 0.54, at.1 + reach * bar), (at.0 + reach * 0.54, at.1 + reach * bar)]);
        }
    });
}

fn handset(c: &mut Canvas, p: &Palette, d: &Dice) {
    c.pill((-178.0, -368.0), (400.0, 780.0), 58.0, p.ink.faded(0.22));
    c.pill((-200.0, -390.0), (400.0, 780.0), 58.0, p.ink);
    c.pill((-180.0, -368.0), (360.0, 736.0), 42.0, p.paper);
    c.inside(
        |path| rounded(path, (-180.0, -368.0), (360.0, 736.0), 42.0),
        |c| c.rect(-180.0, -368.0, 360.0, 250.0, p.warm),
    );
    c.pill((-56.0, -380.0), (112.0, 26.0), 13.0, p.ink);
    c.pill((-140.0, -290.0), (150.0, 20.0), 10.0, p.paper.faded(0.75));
    c.pill((-140.0, -250.0), (220.0, 44.0), 14.0, p.paper);
    c.pill((-140.0, -184.0), (100.0, 18.0), 9.0, p.paper.faded(0.6));
    chart(c, p, d);
    for row in 0..3 {
        let y = 120.0 + 74.0 * row as f32;
        c.disc((-118.0, y), 26.0, [p.cool, p.gold, p.warm][row]);
        c.pill((-76.0, y - 20.0), (d.between(90.0, 140.0), 16.0), 8.0, p.ink.faded(0.6));
        c.pill((-76.0, y + 6.0), (d.between(50.0, 90.0), 12.0), 6.0, p.ink.faded(0.25));
        c.pill((84.0, y - 11.0), (60.0, 20.0), 10.0, p.cool.faded(0.8));
    }
}

fn chart(c: &mut Canvas, p: &Palette, d: &Dice) {
    for bar in 0..7 {
        let tall = 24.0 + 16.0 * bar as f32 * d.between(0.4, 1.0);
        let ink = if bar % 2 == 0 { p.cool } else { p.cool.lighter(0.4) };
        c.pill((-144.0 + 42.0 * bar as f32, 50.0 - tall), (28.0, tall), 8.0, ink);
    }
    c.rect(-150.0, 52.0, 300.0, 4.0, p.ink.faded(0.3));
}

fn card(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot) {
    let ink = d.pick([p.near, p.warm.darker(0.2), p.mid]);
    c.placed(at, d.between(-0.05, 0.02), |c| {
        c.pill((-172.0, -98.0), (376.0, 236.0), 28.0, p.ink.faded(0.2));
        c.pill((-188.0, -118.0), (376.0, 236.0), 28.0, ink);
        c.pill((-150.0, -76.0), (64.0, 50.0), 10.0, p.gold);
        c.disc((112.0, -54.0), 36.0, p.warm);
        c.disc((74.0, -54.0), 36.0, p.gold.faded(0.85));
        for group in 0..4 {
            c.pill((-150.0 + 78.0 * group as f32, 14.0), (60.0, 16.0), 8.0, p.paper.faded(0.85));
        }
        c.pill((-150.0, 64.0), (130.0, 14.0), 7.0, p.paper.faded(0.5));
    });
}

fn message(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot) {
    let tick = d.pick([p.cool, p.warm]);
    c.pill((at.0 - 164.0, at.1 - 72.0), (360.0, 170.0), 46.0, p.ink.faded(0.18));
    c.pill((at.0 - 180.0, at.1 - 90.0), (360.0, 170.0), 46.0, p.paper);
    c.disc((at.0 - 108.0, at.1 - 6.0), 46.0, tick);
    c.stroke(12.0, p.paper, |path| {
        let center = (at.0 - 108.0, at.1 - 6.0);
        trail(
            path,
            [around(center, (20.0, 20.0), 0.5), (center.0 - 4.0, center.1 + 16.0), (center.0 + 20.0, center.1 - 16.0)],
        );
    });
    c.pill((at.0 - 40.0, at.1 - 40.0), (170.0, 20.0), 10.0, p.ink.faded(0.6));
    c.pill((at.0 - 40.0, at.1 + 2.0), (120.0, 18.0), 9.0, p.ink.faded(0.3));
}
