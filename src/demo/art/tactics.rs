//! The football pitch from above, for football: chalk, two teams and the moves between them.
//!
//! One of the views of `football`, whose grass it shows from above.

use super::ball::ball;
use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::{Dice, around};
use super::football::GRASS;
use super::ink::{Ink, Palette};
use super::shapes::{block, trail};

/// The whole pitch with its players.
pub(super) fn tactics(c: &mut Canvas, p: &Palette, d: &Dice) {
    stripes(c, p, d);
    chalk(c, p);
    let [ours, theirs] = d.pick([[p.warm, p.paper], [p.gold, p.ink], [p.cool.darker(0.2), p.gold], [p.paper, p.near]]);
    let home = line_up(d, 1.0);
    let away = line_up(d, -1.0);
    moves(c, p, d, &home);
    for &spot in &away {
        player(c, p, spot, theirs);
    }
    for &spot in &home {
        player(c, p, spot, ours);
    }
    let at = home[d.count(6, 10)];
    ball(c, p, (at.0 + 58.0, at.1 + 20.0), 24.0, d.share());
}

fn stripes(c: &mut Canvas, p: &Palette, d: &Dice) {
    let [light, dark] = GRASS.map(|ink| ink.mix(p.mid, 0.24));
    let count = d.count(8, 14);
    let width = WIDTH / count as f32;
    c.rect(0.0, 0.0, WIDTH, HEIGHT, light);
    c.shape(dark, |path| {
        for stripe in (0..count).step_by(2) {
            block(path, (width * stripe as f32, 0.0), (width, HEIGHT));
        }
    });
    c.glow((800.0, 450.0), 900.0, p.sun.faded(0.2));
}

fn chalk(c: &mut Canvas, p: &Palette) {
    let ink = p.paper.faded(0.85);
    c.stroke(7.0, ink, |path| {
        block(path, (90.0, 70.0), (1420.0, 760.0));
        trail(path, [(800.0, 70.0), (800.0, 830.0)]);
        path.push_circle(800.0, 450.0, 130.0);
        for (box_left, goal_left, goal_mouth) in [(90.0, 90.0, 54.0), (1280.0, 1420.0, 1510.0)] {
            block(path, (box_left, 245.0), (230.0, 410.0));
            block(path, (goal_left, 345.0), (90.0, 210.0));
            block(path, (goal_mouth, 390.0), (36.0, 120.0));
        }
        let arc = |center: Spot, from: f32| {
            (0..=12).map(move |step| around(center, (120.0, 120.0), from + step as f32 / 12.0 * 0.26))
        };
        trail(path, arc((240.0, 450.0), -0.13));
        trail(path, arc((1360.0, 450.0), 0.37));
    });
    for spot in [240.0, 800.0, 1360.0] {
        c.disc((spot, 450.0), 10.0, ink);
    }
}

/// Eleven places, the keeper first, for the team that plays to the right (1.0) or left (-1.0).
fn line_up(d: &Dice, side: f32) -> Vec<Spot> {
    let rows = d.pick([[4, 4, 2], [4, 3, 3], [3, 5, 2], [5, 3, 2]]);
    let mut spots = vec![(800.0 - side * 670.0, 450.0)];
    for (row, count) in rows.into_iter().enumerate() {
        let depth = 480.0 - 250.0 * row as f32;
        for one in 0..count {
            let y = 450.0 + 620.0 * ((one as f32 + 0.5) / count as f32 - 0.5);
            spots.push((800.0 - side * (depth + d.between(-50.0, 50.0)) + 60.0 * side, y + d.between(-30.0, 30.0)));
        }
    }
    spots
}

fn player(c: &mut Canvas, p: &Palette, (x, y): Spot, shirt: Ink) {
    c.oval((x + 9.0, y + 13.0), (35.0, 33.0), p.ink.faded(0.28));
    c.disc((x, y), 34.0, shirt);
    c.disc((x, y), 23.0, shirt.darker(0.18));
    c.disc((x, y - 1.0), 15.0, Ink::hex(0x5d3a22));
}

fn moves(c: &mut Canvas, p: &Palette, d: &Dice, team: &[Spot]) {
    for &from in team.iter().skip(5).step_by(d.count(1, 2)) {
        let to = (from.0 + d.between(130.0, 260.0), from.1 + d.between(-150.0, 150.0));
        let bend = ((from.0 + to.0) / 2.0, from.1 + d.between(-90.0, 90.0));
        for dot in 1..10 {
            let along = dot as f32 / 10.0;
            let rest = 1.0 - along;
            let at = (
                rest * rest * from.0 + 2.0 * rest * along * bend.0 + along * along * to.0,
                rest * rest * from.1 + 2.0 * rest * along * bend.1 + along * along * to.1,
            );
            c.disc(at, 7.0, p.gold);
        }
        arrow_head(c, p, bend, to);
    }
}

fn arrow_head(c: &mut Canvas, p: &Palette, from: Spot, to: Spot) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt().max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    c.polygon(
        &[
            (to.0 + ux * 26.0, to.1 + uy * 26.0),
            (to.0 - ux * 12.0 - uy * 22.0, to.1 - uy * 12.0 + ux * 22.0),
            (to.0 - ux * 12.0 + uy * 22.0, to.1 - uy * 12.0 - ux * 22.0),
        ],
        p.gold,
    );
}
