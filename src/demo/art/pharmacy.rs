//! The things of the healing trade, for health: a bottle, pills and a syringe among leaves.
//!
//! The other view of health is the `clinic`.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::clinic::cross;
use super::dice::Dice;
use super::ink::{Ink, Palette};
use super::shapes::rounded;

/// A bottle, pills and a syringe among leaves.
pub(super) fn pharmacy(c: &mut Canvas, p: &Palette, d: &Dice) {
    let base = d.pick([p.cool, p.sky[1], p.warm, p.far, p.mid]);
    c.fade(0.0, HEIGHT, &[base.lighter(0.3), base.lighter(0.1), base.darker(0.1)]);
    let x = d.between(640.0, 960.0);
    c.disc((x, 450.0), 400.0, p.paper.faded(0.22));
    c.disc((x, 450.0), 300.0, p.paper.faded(0.22));
    for side in [-1.0, 1.0] {
        branch(c, p, d, (x + side * 120.0, 760.0), side);
    }
    capsules(c, p, d);
    c.rect(-2.0, 760.0, WIDTH + 4.0, 150.0, base.darker(0.45));
    c.rect(-2.0, 760.0, WIDTH + 4.0, 12.0, p.paper.faded(0.4));
    bottle(c, p, (x, 760.0), d.pick([p.warm, p.cool.darker(0.2), p.near]));
    syringe(c, p, d, (x + d.pick([-1.0, 1.0]) * 420.0, 560.0));
}

fn branch(c: &mut Canvas, p: &Palette, d: &Dice, foot: Spot, side: f32) {
    let green = p.cool.mix(Ink::hex(0x2f7a45), 0.6);
    let count = d.count(5, 7);
    c.stroke(9.0, green.darker(0.2), |path| {
        path.move_to(foot.0, foot.1);
        path.quad_to(foot.0 + side * 60.0, 420.0, foot.0 + side * 270.0, 210.0);
    });
    for leaf in 0..count {
        let along = (leaf as f32 + 1.0) / count as f32;
        let rest = 1.0 - along;
        let x = foot.0 + side * (2.0 * along * rest * 60.0 + along * along * 270.0);
        let y = rest * rest * foot.1 + 2.0 * along * rest * 420.0 + along * along * 210.0;
        for (turn, ink) in [(0.02, green), (-0.24, green.lighter(0.16))] {
            let turns = if side > 0.0 { turn } else { 0.5 - turn };
            c.placed((x, y), turns, |c| {
                c.shape(ink, |path| {
                    path.move_to(0.0, 0.0);
                    path.quad_to(66.0, -52.0, 138.0, 0.0);
                    path.quad_to(66.0, 52.0, 0.0, 0.0);
                    path.close();
                });
            });
        }
    }
}

fn capsules(c: &mut Canvas, p: &Palette, d: &Dice) {
    for place in 0..d.count(7, 10) {
        let x = 100.0 + 150.0 * place as f32 + d.between(-40.0, 40.0);
        let at = (x, d.between(90.0, 700.0));
        let ink = d.pick([p.warm, p.gold, p.near]);
        c.placed(at, d.share(), |c| {
            c.pill((-62.0, -25.0), (124.0, 50.0), 25.0, p.paper);
            c.inside(
                |path| rounded(path, (-62.0, -25.0), (124.0, 50.0), 25.0),
                |c| c.rect(0.0, -30.0, 70.0, 60.0, ink),
            );
            c.pill((-44.0, -16.0), (88.0, 9.0), 4.0, p.paper.faded(0.5));
        });
    }
}

fn bottle(c: &mut Canvas, p: &Palette, (x, y): Spot, glass: Ink) {
    c.pill((x - 74.0, y - 470.0), (148.0, 74.0), 12.0, p.paper);
    c.rect(x - 62.0, y - 404.0, 124.0, 40.0, glass.darker(0.2));
    c.pill((x - 150.0, y - 372.0), (300.0, 372.0), 46.0, glass);
    c.pill((x - 128.0, y - 350.0), (26.0, 320.0), 13.0, p.paper.faded(0.35));
    c.rect(x - 150.0, y - 280.0, 300.0, 200.0, p.paper);
    cross(c, (x, y - 180.0), 66.0, p.warm);
}

fn syringe(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot) {
    c.placed(at, d.between(-0.17, -0.09), |c| {
        c.line((-330.0, 0.0), (-190.0, 0.0), 6.0, p.near);
        c.pill((-206.0, -22.0), (40.0, 44.0), 8.0, p.warm);
        c.pill((-172.0, -44.0), (330.0, 88.0), 14.0, p.paper);
        c.rect(-160.0, -34.0, 190.0, 68.0, p.cool.faded(0.75));
        c.rect(28.0, -36.0, 20.0, 72.0, p.near);
        c.rect(44.0, -9.0, 190.0, 18.0, p.near);
        c.pill((156.0, -66.0), (22.0, 132.0), 8.0, p.near);
        c.pill((230.0, -46.0), (22.0, 92.0), 8.0, p.near);
        for mark in 0..5 {
            c.rect(-130.0 + 50.0 * mark as f32, -40.0, 5.0, 26.0, p.near.faded(0.7));
        }
    });
}
