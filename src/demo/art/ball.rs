//! The ball: on its own before the kick-off, and small wherever else one lies.
//!
//! `football` chooses among this, the ground and `tactics`; `crests` and `tactics` borrow the ball.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::{Dice, around};
use super::football::{GRASS, stand};
use super::ink::{Ink, Palette};
use super::shapes::outline;
use super::sky::sky;
use tiny_skia::PathBuilder;

/// A football of pentagons, turned at will.
pub(super) fn ball(c: &mut Canvas, p: &Palette, at: Spot, reach: f32, turns: f32) {
    c.disc(at, reach, p.paper);
    c.inside(
        |path| path.push_circle(at.0, at.1, reach),
        |c| {
            let patch = |path: &mut PathBuilder, center: Spot, size: f32, start: f32| {
                let corners: [Spot; 5] =
                    std::array::from_fn(|corner| around(center, (size, size), start + corner as f32 / 5.0));
                outline(path, &corners);
            };
            c.shape(p.ink, |path| {
                patch(path, at, reach * 0.36, turns);
                for side in 0..5 {
                    let turn = turns + side as f32 / 5.0;
                    let center = around(at, (reach * 0.98, reach * 0.98), turn);
                    patch(path, center, reach * 0.36, turn + 0.5);
                }
            });
            c.stroke(reach * 0.06, p.ink, |path| {
                for side in 0..5 {
                    let turn = turns + side as f32 / 5.0;
                    let from = around(at, (reach * 0.36, reach * 0.36), turn);
                    let to = around(at, (reach * 0.7, reach * 0.7), turn);
                    path.move_to(from.0, from.1);
                    path.line_to(to.0, to.1);
                }
            });
            c.oval((at.0 + reach * 0.5, at.1 + reach * 0.55), (reach * 0.95, reach * 0.8), p.ink.faded(0.14));
        },
    );
}

/// The ball on the spot, large, with the lights of the ground behind it.
pub(super) fn kick_off(c: &mut Canvas, p: &Palette, d: &Dice) {
    let p = &if d.chance(0.6) { Palette::throw_night(d) } else { *p };
    sky(c, p, d, 560.0);
    stand(c, p, d);
    for _ in 0..d.count(16, 24) {
        let at = (d.between(0.0, WIDTH), d.between(60.0, 480.0));
        let ink = d.pick([p.sun, p.gold, p.warm, p.cool]);
        c.disc(at, d.between(22.0, 64.0), ink.faded(d.between(0.12, 0.4)));
    }
    let [light, dark] = GRASS.map(|ink| ink.mix(p.mid, 0.2));
    c.fade(540.0, HEIGHT, &[dark.darker(0.2), dark, light]);
    let x = d.between(520.0, 1080.0);
    c.polygon(&[(-10.0, 690.0), (1610.0, 660.0), (1610.0, 694.0), (-10.0, 730.0)], p.paper.faded(0.85));
    c.oval((x + 60.0, 812.0), (270.0, 44.0), p.ink.faded(0.4));
    c.glow((x, 600.0), 420.0, p.sun.faded(0.3));
    ball(c, p, (x, 600.0), 220.0, d.share());
    blades(c, d, dark.darker(0.15));
}

fn blades(c: &mut Canvas, d: &Dice, ink: Ink) {
    c.shape(ink, |path| {
        for blade in 0..150 {
            let x = 11.0 * blade as f32 + d.between(-5.0, 5.0);
            let tip = (x + d.between(-16.0, 16.0), 856.0 - d.between(0.0, 40.0));
            outline(path, &[(x - 6.0, HEIGHT + 4.0), tip, (x + 6.0, HEIGHT + 4.0)]);
        }
    });
}
