//! Stalls under striped awnings, heaped with fruit, for the markets.
//!
//! The town behind is the skyline of `harbour`, the canopies are those of `street`.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::Dice;
use super::harbour::skyline;
use super::ink::{Ink, Palette};
use super::shapes::{block, rounded};
use super::sky::{hills, sky, sun};
use super::street::awning;

/// A row of stalls, the town behind and customers in front.
pub(super) fn market(c: &mut Canvas, p: &Palette, d: &Dice) {
    sky(c, p, d, 620.0);
    sun(c, p, (d.between(300.0, 1300.0), d.between(200.0, 260.0)), 80.0);
    hills(c, d, 430.0, 90.0, p.far.mix(p.sky[2], 0.3));
    skyline(c, p, d, 560.0, 230.0, p.far);
    umbrellas(c, p, d);
    c.fade(600.0, HEIGHT, &[p.mid, p.near]);
    bunting(c, p, d);
    let stalls = d.count(3, 4);
    let width = (WIDTH + 60.0) / stalls as f32;
    let mut inks = [p.warm, p.cool, p.gold, p.warm.darker(0.2)];
    d.shuffle(&mut inks);
    for (stall, ink) in inks.into_iter().take(stalls).enumerate() {
        let x = -16.0 + width * stall as f32;
        let y = 400.0 + d.between(-30.0, 30.0);
        one_stall(c, p, d, ((x, y), width - 28.0), ink);
    }
    let customers = d.count(2, 4);
    for place in 0..customers {
        let x = WIDTH * (place as f32 + 0.5) / customers as f32 + d.between(-110.0, 110.0);
        customer(c, p, d, (x, 960.0));
    }
}

/// A woman seen from behind, in a wrapper and a head tie.
fn customer(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot) {
    let skin = Ink::hex(d.pick([0x5d3a22, 0x6b4226, 0x4a2d1b]));
    let (cloth, tie) =
        d.pick([(p.warm, p.gold), (p.cool, p.paper), (p.gold, p.warm), (p.paper, p.cool), (p.mid, p.gold)]);
    let cloth = cloth.darker(0.12);
    let tall = d.between(0.9, 1.06);
    let at = |dx: f32, dy: f32| (x + dx * tall, y + dy * tall);
    c.shape(cloth, |path| {
        let (left, right) = (at(-86.0, -270.0), at(86.0, -270.0));
        path.move_to(left.0, left.1);
        path.quad_to(x, y - 322.0 * tall, right.0, right.1);
        path.line_to(x + 104.0 * tall, y);
        path.line_to(x - 104.0 * tall, y);
        path.close();
    });
    c.rect(x - 98.0 * tall, y - 150.0 * tall, 196.0 * tall, 22.0, tie.faded(0.8));
    c.rect(x - 22.0 * tall, y - 330.0 * tall, 44.0 * tall, 50.0 * tall, skin);
    c.disc(at(0.0, -362.0), 50.0 * tall, skin);
    c.oval(at(0.0, -386.0), (66.0 * tall, 50.0 * tall), tie);
    c.polygon(&[at(30.0, -400.0), at(96.0, -456.0), at(104.0, -392.0), at(40.0, -372.0)], tie.darker(0.14));
    c.pill(at(-60.0, -372.0), (120.0 * tall, 16.0), 8.0, tie.darker(0.14));
    if d.chance(0.5) {
        basket(c, p, at(0.0, -434.0), tall);
    }
}

fn basket(c: &mut Canvas, p: &Palette, (x, y): Spot, size: f32) {
    for (dx, ink) in [(-44.0, p.warm), (0.0, p.gold), (44.0, p.warm.darker(0.2))] {
        c.disc((x + dx * size, y - 46.0 * size), 30.0 * size, ink);
    }
    let straw = p.gold.mix(p.ink, 0.35);
    c.polygon(
        &[
            (x - 92.0 * size, y - 42.0 * size),
            (x + 92.0 * size, y - 42.0 * size),
            (x + 64.0 * size, y + 12.0),
            (x - 64.0 * size, y + 12.0),
        ],
        straw,
    );
    c.pill((x - 98.0 * size, y - 50.0 * size), (196.0 * size, 16.0), 8.0, straw.lighter(0.2));
}

fn umbrellas(c: &mut Canvas, p: &Palette, d: &Dice) {
    for _ in 0..d.count(4, 7) {
        let (x, y) = (d.between(60.0, 1540.0), d.between(330.0, 440.0));
        let ink = d.pick([p.warm, p.gold, p.cool, p.paper]).mix(p.far, 0.3);
        c.line((x, y), (x, 620.0), 5.0, p.mid);
        c.shape(ink, |path| {
            path.move_to(x - 96.0, y + 20.0);
            path.quad_to(x - 60.0, y - 46.0, x, y - 50.0);
            path.quad_to(x + 60.0, y - 46.0, x + 96.0, y + 20.0);
            path.quad_to(x, y - 6.0, x - 96.0, y + 20.0);
            path.close();
        });
    }
}

fn bunting(c: &mut Canvas, p: &Palette, d: &Dice) {
    let sag = d.between(60.0, 120.0);
    c.stroke(3.0, p.near, |path| {
        path.move_to(-10.0, 120.0);
        path.quad_to(800.0, 120.0 + sag * 2.0, 1610.0, 120.0);
    });
    for flag in 0..22 {
        let along = (flag as f32 + 0.5) / 22.0;
        let (x, y) = (WIDTH * along, 122.0 + sag * 4.0 * along * (1.0 - along));
        let ink = p.brights()[flag % 4];
        c.polygon(&[(x - 22.0, y), (x + 22.0, y), (x, y + 54.0)], ink);
    }
}

fn one_stall(c: &mut Canvas, p: &Palette, d: &Dice, ((x, y), width): (Spot, f32), ink: Ink) {
    let shade = p.ink.mix(p.near, 0.5);
    c.rect(x + 18.0, y + 60.0, width - 36.0, 330.0, shade);
    for post in [x + 14.0, x + width - 26.0] {
        c.rect(post, y + 30.0, 12.0, 560.0, p.ink);
    }
    hanging(c, p, d, (x + 40.0, y + 100.0), width - 80.0);
    heap(c, p, d, (x + 26.0, y + 380.0), width - 52.0);
    c.rect(x, y + 376.0, width, 22.0, p.paper.mix(p.warm, 0.25));
    c.rect(x + 8.0, y + 398.0, width - 16.0, 190.0, p.mid.mix(p.warm, 0.25));
    c.shape(p.ink.faded(0.16), |path| {
        let mut board = 0.0;
        while board < width - 30.0 {
            block(path, (x + 8.0 + board, y + 398.0), (4.0, 190.0));
            board += 46.0;
        }
    });
    awning(c, (x - 6.0, y), (width + 12.0, 104.0), [ink, p.paper]);
    c.rect(x - 6.0, y - 6.0, width + 12.0, 14.0, ink.darker(0.25));
    c.rect(x + 18.0, y + 84.0, width - 36.0, 16.0, p.ink.faded(0.18));
}

fn hanging(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot, width: f32) {
    for place in 0..3 {
        let at = (x + width * (place as f32 + 0.5) / 3.0, y + d.between(10.0, 60.0));
        c.line((at.0, y - 40.0), at, 3.0, p.paper.faded(0.6));
        if d.chance(0.5) {
            c.glow((at.0, at.1 + 14.0), 80.0, p.gold.faded(0.55));
            c.disc((at.0, at.1 + 14.0), 15.0, p.gold.lighter(0.4));
        } else {
            c.shape(p.gold, |path| {
                for fruit in 0..5 {
                    let x = at.0 - 24.0 + 10.0 * fruit as f32;
                    rounded(path, (x, at.1), (9.0, 46.0), 5.0);
                }
            });
        }
    }
}

fn heap(c: &mut Canvas, p: &Palette, d: &Dice, (x, base): Spot, width: f32) {
    let heaps = ((width / 120.0) as usize).max(2);
    let step = width / heaps as f32;
    for place in 0..heaps {
        let ink = d.pick([p.warm, p.gold, p.cool.mix(p.gold, 0.4), p.warm.darker(0.25)]);
        let left = x + step * place as f32 + 8.0;
        let size = (step - 16.0) / 8.0;
        for row in 0..3 {
            let fruits = 4 - row;
            for fruit in 0..fruits {
                let center =
                    (left + size * (1.0 + row as f32 + 2.0 * fruit as f32), base - size * (0.9 + 1.7 * row as f32));
                c.disc(center, size, ink.darker(0.16));
                c.disc((center.0 - size * 0.12, center.1 - size * 0.14), size * 0.84, ink);
            }
        }
    }
}
