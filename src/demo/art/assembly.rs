//! The assembly, for politics: rows of seats around the speaker under a round window.
//!
//! The other view of politics is `statehouse`, from outside.

use super::canvas::{Canvas, HEIGHT, Spot};
use super::dice::{Dice, around};
use super::ink::{Ink, Palette};
use super::shapes::{oval, trail};
use super::statehouse::statehouse;

/// The house from outside or from within.
pub(super) fn politics(c: &mut Canvas, p: &Palette, d: &Dice) {
    if d.chance(0.5) {
        statehouse(c, p, d);
    } else {
        assembly(c, p, d);
    }
}

fn assembly(c: &mut Canvas, p: &Palette, d: &Dice) {
    let center = (800.0, 800.0);
    c.fade(0.0, HEIGHT, &[p.near, p.mid.mix(p.near, 0.4), p.near]);
    dome(c, p, d, center);
    c.shape(p.ink.faded(0.4), |path| oval(path, center, (760.0, 640.0)));
    let shares = party_shares(d);
    let inks = [p.warm, p.cool, p.gold, p.paper];
    let rows = d.count(5, 6);
    for row in 0..rows {
        let reach = 300.0 + 410.0 * row as f32 / (rows - 1) as f32;
        bench(c, p, center, reach);
        for (party, ink) in inks.into_iter().enumerate() {
            let from = if party == 0 { 0.0 } else { shares[party - 1] };
            seats(c, center, reach, (from, shares[party]), ink);
        }
    }
    rostrum(c, p, center);
}

/// Where each of four parties' benches end, as shares of the half circle.
fn party_shares(d: &Dice) -> [f32; 4] {
    let first = d.between(0.28, 0.46);
    let second = first + d.between(0.18, 0.3);
    [first, second, second + d.between(0.1, 0.16), 1.0]
}

fn dome(c: &mut Canvas, p: &Palette, d: &Dice, center: Spot) {
    let rays = d.count(9, 15);
    let reach = 1300.0;
    for ray in 0..rays * 2 {
        let ink = if ray % 2 == 0 { p.sky[0] } else { p.sky[1] };
        let from = 0.5 + ray as f32 / (rays * 4) as f32;
        let to = from + 1.0 / (rays * 4) as f32;
        let corners = [center, around(center, (reach, reach), from), around(center, (reach, reach), to)];
        c.polygon(&corners, ink.mix(p.sky[2], 0.3));
    }
    c.glow((center.0, center.1 - 320.0), 430.0, p.sun.faded(0.6));
    c.stroke(10.0, p.paper.faded(0.35), |path| oval(path, center, (830.0, 715.0)));
}

fn bench(c: &mut Canvas, p: &Palette, center: Spot, reach: f32) {
    let ink = p.near.mix(p.mid, 0.55);
    c.stroke(58.0, ink, |path| {
        let arc = (0..=36).map(|step| 0.5 + step as f32 / 72.0);
        trail(path, arc.map(|turns| around(center, (reach, reach * 0.84), turns)));
    });
}

fn seats(c: &mut Canvas, center: Spot, reach: f32, (from, to): (f32, f32), ink: Ink) {
    let seats = (reach / 21.0) as usize;
    c.shape(ink, |path| {
        for seat in 0..seats {
            let along = (seat as f32 + 0.5) / seats as f32;
            if along >= from && along < to {
                let at = around(center, (reach, reach * 0.84), 0.5 + along / 2.0);
                path.push_circle(at.0, at.1, 21.0);
            }
        }
    });
}

fn rostrum(c: &mut Canvas, p: &Palette, (x, y): Spot) {
    c.oval((x, y + 70.0), (330.0, 120.0), p.ink);
    c.polygon(
        &[(x - 120.0, y - 110.0), (x + 120.0, y - 110.0), (x + 92.0, y + 110.0), (x - 92.0, y + 110.0)],
        p.warm.darker(0.35),
    );
    c.pill((x - 138.0, y - 128.0), (276.0, 30.0), 10.0, p.gold);
    c.disc((x, y - 10.0), 44.0, p.gold);
    c.disc((x, y - 10.0), 30.0, p.warm.darker(0.35));
    for side in [-1.0, 1.0] {
        c.stroke(6.0, p.ink, |path| {
            path.move_to(x + side * 50.0, y - 120.0);
            path.quad_to(x + side * 52.0, y - 180.0, x + side * 18.0, y - 198.0);
        });
        c.pill((x + side * 18.0 - 13.0, y - 222.0), (26.0, 36.0), 13.0, p.ink);
    }
}
