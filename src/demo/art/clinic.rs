//! The clinic, for health: a white house with a cross under a line of life, or its pharmacy.
//!
//! Chooses between the house and the `pharmacy`, which borrows the cross.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::Dice;
use super::ink::{Ink, Palette};
use super::pharmacy::pharmacy;
use super::sky::{birds, clouds, hills, palm, sky};

/// The clinic, or the things of its trade.
pub(super) fn health(c: &mut Canvas, p: &Palette, d: &Dice) {
    if d.chance(0.55) {
        clinic(c, p, d);
    } else {
        pharmacy(c, p, d);
    }
}

fn clinic(c: &mut Canvas, p: &Palette, d: &Dice) {
    sky(c, p, d, 760.0);
    let x = d.between(560.0, 860.0);
    c.disc((x, 470.0), 430.0, p.sun.faded(0.28));
    c.disc((x, 470.0), 330.0, p.sun.faded(0.3));
    clouds(c, p, d, 80.0, 260.0);
    hills(c, d, 700.0, 130.0, p.far);
    hills(c, d, 760.0, 90.0, p.mid.mix(p.far, 0.35));
    pulse(c, p, d);
    c.fade(740.0, HEIGHT, &[p.mid, p.near]);
    for foot in [-480.0, -390.0, 440.0, 520.0] {
        if d.chance(0.3) {
            continue;
        }
        let foot = x + foot + d.between(-30.0, 30.0);
        palm(c, d, (foot, 770.0), d.between(320.0, 420.0), p.near);
    }
    wards(c, p, d, x);
    ambulance(c, p, (x + d.pick([-470.0, 560.0]), 850.0));
    birds(c, d, (1300.0, 220.0), p.near);
}

fn pulse(c: &mut Canvas, p: &Palette, d: &Dice) {
    let y = d.between(200.0, 250.0);
    c.stroke(9.0, p.warm, |path| {
        path.move_to(-20.0, y);
        let mut x = d.between(90.0, 200.0);
        while x < WIDTH {
            let tall = d.between(90.0, 150.0);
            for (dx, dy) in [(0.0, 0.0), (24.0, -20.0), (46.0, 8.0), (74.0, -tall), (108.0, tall * 0.6), (130.0, 0.0)] {
                path.line_to(x + dx, y + dy);
            }
            x += d.between(260.0, 380.0);
        }
        path.line_to(WIDTH + 20.0, y);
    });
}

fn wards(c: &mut Canvas, p: &Palette, d: &Dice, x: f32) {
    let wall = p.paper.darker(if p.night { 0.12 } else { 0.0 });
    c.rect(x - 390.0, 520.0, 780.0, 250.0, wall.mix(p.cool, 0.14));
    c.rect(x - 400.0, 504.0, 800.0, 22.0, p.cool.darker(0.2));
    c.rect(x - 150.0, 380.0, 300.0, 390.0, wall);
    c.rect(x + 96.0, 380.0, 54.0, 390.0, p.ink.faded(0.07));
    c.rect(x - 164.0, 362.0, 328.0, 24.0, p.cool.darker(0.2));
    cross(c, (x, 466.0), 54.0, p.warm);
    for side in [-1.0, 1.0] {
        for row in 0..2 {
            for column in 0..3 {
                let left = x + side * (270.0 - 76.0 * (column as f32 - 1.0)) - 26.0;
                let lit = d.chance(if p.night { 0.7 } else { 0.25 });
                let pane = if lit { p.gold } else { p.cool.mix(p.paper, 0.2) };
                c.pill((left, 552.0 + 98.0 * row as f32), (52.0, 62.0), 6.0, pane);
            }
        }
    }
    c.pill((x - 62.0, 632.0), (124.0, 150.0), 12.0, p.cool.darker(0.35));
    c.rect(x - 3.0, 640.0, 6.0, 130.0, p.paper.faded(0.6));
    c.rect(x - 110.0, 604.0, 220.0, 22.0, p.warm);
    c.rect(x - 430.0, 766.0, 860.0, 14.0, p.ink.faded(0.4));
}

/// An upright cross of equal arms around a spot.
pub(super) fn cross(c: &mut Canvas, (x, y): Spot, reach: f32, ink: Ink) {
    let third = reach * 0.36;
    c.pill((x - third, y - reach), (third * 2.0, reach * 2.0), 6.0, ink);
    c.pill((x - reach, y - third), (reach * 2.0, third * 2.0), 6.0, ink);
}

fn ambulance(c: &mut Canvas, p: &Palette, (x, y): Spot) {
    c.oval((x, y + 4.0), (170.0, 14.0), p.ink.faded(0.4));
    c.pill((x - 150.0, y - 150.0), (220.0, 132.0), 14.0, p.paper);
    c.shape(p.paper, |path| {
        path.move_to(x + 60.0, y - 122.0);
        path.line_to(x + 104.0, y - 122.0);
        path.line_to(x + 136.0, y - 70.0);
        path.line_to(x + 152.0, y - 62.0);
        path.line_to(x + 152.0, y - 18.0);
        path.line_to(x + 60.0, y - 18.0);
        path.close();
    });
    c.polygon(&[(x + 78.0, y - 110.0), (x + 100.0, y - 110.0), (x + 124.0, y - 70.0), (x + 78.0, y - 70.0)], p.near);
    c.rect(x - 150.0, y - 56.0, 302.0, 16.0, p.warm);
    cross(c, (x - 44.0, y - 104.0), 28.0, p.warm);
    c.pill((x + 20.0, y - 166.0), (34.0, 18.0), 8.0, p.warm);
    for wheel in [-92.0, 96.0] {
        c.disc((x + wheel, y - 16.0), 27.0, p.ink);
        c.disc((x + wheel, y - 16.0), 11.0, p.paper);
    }
}
