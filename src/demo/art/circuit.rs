//! Lines of a circuit that run from a chip to the edges, for technology.
//!
//! Chooses between the circuit and the `phone` that it ends in.

use super::canvas::{Canvas, HEIGHT, Spot};
use super::dice::Dice;
use super::ink::{Ink, Palette};
use super::phone::phone;
use super::shapes::{block, trail};

/// The circuit, or the telephone that it ends in.
pub(super) fn technology(c: &mut Canvas, p: &Palette, d: &Dice) {
    if d.chance(0.5) {
        circuit(c, p, d);
    } else {
        phone(c, p, d);
    }
}

fn circuit(c: &mut Canvas, p: &Palette, d: &Dice) {
    let board = p.near.mix(p.ink, 0.35);
    c.fade(0.0, HEIGHT, &[board.lighter(0.05), board, board.darker(0.35)]);
    dots(c, p.paper.faded(0.07));
    let chip = (d.between(540.0, 1060.0), d.between(390.0, 510.0));
    c.glow(chip, 620.0, p.cool.faded(0.4));
    let lanes = d.count(6, 8);
    for side in 0..4 {
        for lane in 0..lanes {
            let offset = (lane as f32 - (lanes - 1) as f32 / 2.0) * 300.0 / lanes as f32;
            let ink = d.pick([p.cool, p.cool, p.gold, p.warm, p.paper]).faded(0.9);
            trace(c, d, chip, side, offset, ink);
        }
    }
    small_chips(c, p, d, chip);
    big_chip(c, p, chip);
}

fn dots(c: &mut Canvas, ink: Ink) {
    c.shape(ink, |path| {
        for row in 0..18 {
            for column in 0..32 {
                let corner = (22.0 + 50.0 * column as f32, 22.0 + 50.0 * row as f32);
                block(path, corner, (6.0, 6.0));
            }
        }
    });
}

/// One line: straight out of the chip, a slanting bend, straight on to a round end.
fn trace(c: &mut Canvas, d: &Dice, chip: Spot, side: usize, offset: f32, ink: Ink) {
    let bend = offset * d.between(0.8, 1.7);
    let (first, last) = (d.between(170.0, 260.0), d.between(90.0, 420.0));
    let second = first + bend.abs();
    let along = [(150.0, offset), (first, offset), (second, offset + bend), (second + last, offset + bend)];
    let spots = along.map(|(out, across)| match side {
        0 => (chip.0 + out, chip.1 + across),
        1 => (chip.0 - out, chip.1 + across),
        2 => (chip.0 + across, chip.1 + out),
        _ => (chip.0 + across, chip.1 - out),
    });
    c.stroke(6.5, ink, |path| {
        trail(path, spots);
    });
    let end = spots[3];
    c.disc(end, 15.0, ink);
    c.disc(end, 6.5, Ink::hex(0x0b1424));
}

fn small_chips(c: &mut Canvas, p: &Palette, d: &Dice, chip: Spot) {
    for (x, y) in [(190.0, 170.0), (1410.0, 190.0), (210.0, 730.0), (1400.0, 720.0)] {
        let far = (x - chip.0) * (x - chip.0) > 400_000.0;
        if far && d.chance(0.75) {
            let (width, height) = (d.between(120.0, 190.0), d.between(90.0, 130.0));
            let (left, top) = (x - width / 2.0, y - height / 2.0);
            pins(c, p, (left, top), (width, height), 5);
            c.pill((left, top), (width, height), 10.0, p.near.lighter(0.2));
            c.disc((left + 22.0, top + 22.0), 8.0, p.cool);
        }
    }
}

fn pins(c: &mut Canvas, p: &Palette, (x, y): Spot, (width, height): Spot, count: usize) {
    c.shape(p.gold.darker(0.1), |path| {
        for pin in 0..count {
            let along = (pin as f32 + 0.5) / count as f32;
            block(path, (x + width * along - 6.0, y - 16.0), (12.0, height + 32.0));
            block(path, (x - 16.0, y + height * along - 6.0), (width + 32.0, 12.0));
        }
    });
}

fn big_chip(c: &mut Canvas, p: &Palette, (x, y): Spot) {
    pins(c, p, (x - 150.0, y - 150.0), (300.0, 300.0), 8);
    c.pill((x - 150.0, y - 150.0), (300.0, 300.0), 26.0, p.ink);
    c.pill((x - 116.0, y - 116.0), (232.0, 232.0), 18.0, p.near.lighter(0.12));
    c.pill((x - 84.0, y - 84.0), (168.0, 168.0), 14.0, p.cool);
    c.stroke(9.0, p.paper, |path| {
        for (reach, lift) in [(52.0, -22.0), (32.0, 4.0)] {
            path.move_to(x - reach, y + lift);
            path.quad_to(x, y + lift - reach * 0.95, x + reach, y + lift);
        }
    });
    c.disc((x, y + 36.0), 13.0, p.paper);
}
