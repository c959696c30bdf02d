//! A street of coloured houses, for the city, sometimes in the rain.
//!
//! The bus is that of `bridge`, the town behind that of `harbour`.

use super::bridge::yellow_bus;
use super::canvas::{Canvas, Spot, WIDTH};
use super::dice::Dice;
use super::harbour::skyline;
use super::ink::{Ink, Palette};
use super::shapes::block;
use super::sky::{birds, clouds, palm, rain, sky, sun};

/// A street of coloured houses, sometimes in the rain.
pub(super) fn street(c: &mut Canvas, p: &Palette, d: &Dice) {
    let wet = !p.night && d.chance(0.3);
    sky(c, p, d, 780.0);
    if !wet {
        sun(c, p, (d.between(250.0, 1350.0), d.between(160.0, 300.0)), d.between(60.0, 95.0));
    }
    clouds(c, p, d, 80.0, 240.0);
    skyline(c, p, d, 640.0, 260.0, p.far.mix(p.sky[2], 0.2));
    let mut x = d.between(-120.0, -20.0);
    while x < WIDTH {
        let width = d.between(190.0, 300.0);
        house(c, p, d, (x, 770.0), (width, d.between(270.0, 520.0)));
        x += width;
    }
    ground(c, p);
    for _ in 0..d.count(1, 2) {
        let foot = (d.between(80.0, 1520.0), 786.0);
        palm(c, d, foot, 420.0, p.near.mix(p.cool, 0.25));
    }
    street_lamps(c, p, d);
    let bus = (d.between(250.0, 1350.0), 868.0);
    yellow_bus(c, p, bus, 1.1);
    if wet {
        rain(c, p, d);
    } else {
        birds(c, d, (800.0, 150.0), p.near);
    }
}

fn house(c: &mut Canvas, p: &Palette, d: &Dice, (x, base): Spot, (width, tall): Spot) {
    let walls = [p.warm, p.cool, p.gold, p.paper, p.mid, p.far, p.warm.lighter(0.4)];
    let wall = d.pick(walls).mix(p.sky[1], 0.16).darker(if p.night { 0.3 } else { 0.0 });
    let top = base - tall;
    c.rect(x, top, width, tall, wall);
    c.rect(x + width - 26.0, top, 26.0, tall, p.ink.faded(0.1));
    roof(c, p, d, (x, top), width, wall);
    let columns = ((width - 40.0) / 62.0) as usize;
    let inset = (width - columns as f32 * 62.0) / 2.0 + 12.0;
    let rows = ((tall - 150.0) / 88.0) as usize;
    for row in 0..rows {
        let y = top + 42.0 + 88.0 * row as f32;
        for column in 0..columns {
            window(c, p, d, (x + inset + 62.0 * column as f32, y));
        }
        if d.chance(0.35) {
            balcony(c, p, (x + inset - 10.0, y + 48.0), columns as f32 * 62.0 - 4.0);
        }
    }
    shop(c, p, d, (x, base), width);
}

fn roof(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot, width: f32, wall: Ink) {
    match d.count(0, 3) {
        0 => c.polygon(
            &[(x - 8.0, y + 2.0), (x + width * 0.5, y - 66.0), (x + width + 8.0, y + 2.0)],
            p.warm.darker(0.35),
        ),
        1 => {
            c.rect(x - 6.0, y - 12.0, width + 12.0, 18.0, wall.darker(0.3));
            c.pill((x + width * 0.56, y - 70.0), (64.0, 52.0), 8.0, p.ink);
            c.rect(x + width * 0.56 + 8.0, y - 22.0, 6.0, 14.0, p.ink);
            c.rect(x + width * 0.56 + 50.0, y - 22.0, 6.0, 14.0, p.ink);
        }
        2 => {
            c.rect(x - 4.0, y - 8.0, width + 8.0, 14.0, wall.darker(0.3));
            c.line((x + width * 0.3, y), (x + width * 0.3, y - 96.0), 4.0, p.ink);
            for rung in [60.0, 76.0, 92.0] {
                c.line((x + width * 0.3 - 20.0, y - rung), (x + width * 0.3 + 20.0, y - rung), 3.0, p.ink);
            }
        }
        _ => c.polygon(
            &[(x - 6.0, y + 2.0), (x + 14.0, y - 40.0), (x + width - 14.0, y - 40.0), (x + width + 6.0, y + 2.0)],
            p.near,
        ),
    }
}

fn window(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot) {
    let lit = d.chance(if p.night { 0.55 } else { 0.2 });
    let pane = if lit { p.gold.lighter(0.15) } else { p.near.mix(p.cool, 0.3) };
    c.rect(x, y, 38.0, 52.0, pane);
    c.rect(x + 17.0, y, 4.0, 52.0, p.ink.faded(0.45));
    c.rect(x - 3.0, y + 50.0, 44.0, 6.0, p.paper.faded(0.6));
    if d.chance(0.25) {
        c.rect(x, y, 38.0, d.between(14.0, 30.0), p.paper.faded(0.55));
    }
}

fn balcony(c: &mut Canvas, p: &Palette, (x, y): Spot, width: f32) {
    c.rect(x, y + 14.0, width, 7.0, p.ink.faded(0.8));
    c.shape(p.ink.faded(0.7), |path| {
        let mut bar = 0.0;
        while bar < width {
            block(path, (x + bar, y - 12.0), (3.0, 28.0));
            bar += 12.0;
        }
        block(path, (x, y - 14.0), (width, 4.0));
    });
}

fn shop(c: &mut Canvas, p: &Palette, d: &Dice, (x, base): Spot, width: f32) {
    let ink = d.pick([p.warm, p.cool, p.gold, p.near]);
    c.rect(x + 16.0, base - 96.0, width - 32.0, 98.0, p.ink.mix(p.near, 0.4));
    let lit = if p.night { p.gold } else { p.paper.mix(p.cool, 0.35) };
    c.rect(x + 28.0, base - 76.0, width * 0.42, 60.0, lit);
    c.rect(x + width - 84.0, base - 80.0, 44.0, 82.0, ink.darker(0.35));
    awning(c, (x + 8.0, base - 104.0), (width - 16.0, 38.0), [ink, p.paper]);
}

/// A striped canopy that ends in scallops, hanging down from a line.
pub(super) fn awning(c: &mut Canvas, (x, y): Spot, (width, drop): Spot, inks: [Ink; 2]) {
    let stripes = ((width / (drop * 0.75)) as usize).max(4);
    let step = width / stripes as f32;
    for (turn, ink) in inks.into_iter().enumerate() {
        c.shape(ink, |path| {
            for stripe in (turn..stripes).step_by(2) {
                let left = x + step * stripe as f32;
                path.move_to(left, y);
                path.line_to(left + step, y);
                path.line_to(left + step, y + drop * 0.72);
                path.quad_to(left + step * 0.5, y + drop * 1.3, left, y + drop * 0.72);
                path.close();
            }
        });
    }
}

fn ground(c: &mut Canvas, p: &Palette) {
    c.rect(-2.0, 768.0, WIDTH + 4.0, 140.0, p.near.lighter(0.14));
    c.rect(-2.0, 768.0, WIDTH + 4.0, 9.0, p.paper.faded(0.35));
    c.rect(-2.0, 800.0, WIDTH + 4.0, 110.0, p.near.darker(0.15));
    c.shape(p.paper.faded(0.55), |path| {
        for dash in 0..9 {
            block(path, (40.0 + 190.0 * dash as f32, 878.0), (90.0, 7.0));
        }
    });
}

fn street_lamps(c: &mut Canvas, p: &Palette, d: &Dice) {
    let offset = d.between(60.0, 260.0);
    for lamp in 0..4 {
        let x = offset + 400.0 * lamp as f32;
        c.line((x, 800.0), (x, 520.0), 8.0, p.ink);
        c.line((x, 522.0), (x + 48.0, 512.0), 7.0, p.ink);
        if p.night {
            c.glow((x + 54.0, 522.0), 120.0, p.gold.faded(0.6));
        }
        c.pill((x + 32.0, 508.0), (46.0, 16.0), 8.0, if p.night { p.gold } else { p.ink });
    }
}
