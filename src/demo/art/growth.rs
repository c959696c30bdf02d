//! Office towers that stand like the bars of a chart, for business.
//!
//! Chooses between the towers and the coins of `savings`.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::Dice;
use super::harbour::skyline;
use super::ink::{Ink, Palette};
use super::savings::savings;
use super::shapes::block;
use super::sky::{birds, clouds, sky, sun};
use tiny_skia::PathBuilder;

/// Towers or coins, both rising.
pub(super) fn business(c: &mut Canvas, p: &Palette, d: &Dice) {
    if d.chance(0.55) {
        growth(c, p, d);
    } else {
        savings(c, p, d);
    }
}

fn growth(c: &mut Canvas, p: &Palette, d: &Dice) {
    sky(c, p, d, HEIGHT);
    let bars = d.count(6, 8);
    let gap = 1440.0 / bars as f32;
    let heights = climb(d, bars);
    sun(c, p, (d.between(220.0, 560.0), d.between(210.0, 330.0)), d.between(90.0, 130.0));
    clouds(c, p, d, 90.0, 320.0);
    skyline(c, p, d, 900.0, 300.0, p.far);
    for (bar, &tall) in heights.iter().enumerate() {
        let x = 80.0 + gap * bar as f32;
        let ink = [p.cool, p.near, p.mid, p.cool.darker(0.3)][bar % 4];
        glass_tower(c, p, d, (x, tall), gap * 0.78, ink);
    }
    chart_line(c, p, &heights, gap);
    c.rect(-2.0, 846.0, WIDTH + 4.0, 60.0, p.ink);
    if d.chance(0.5) {
        birds(c, d, (420.0, 420.0), p.near);
    }
}

/// Heights that rise on the whole, with a dip somewhere.
fn climb(d: &Dice, bars: usize) -> Vec<f32> {
    let dip = d.count(2, bars - 2);
    (0..bars)
        .map(|bar| {
            let along = bar as f32 / (bars - 1) as f32;
            let tall = 190.0 + 400.0 * along + d.between(-40.0, 40.0);
            if bar == dip { tall - 110.0 } else { tall }
        })
        .collect()
}

fn glass_tower(c: &mut Canvas, p: &Palette, d: &Dice, (x, tall): Spot, width: f32, ink: Ink) {
    let top = 850.0 - tall;
    c.shaded(((x, top), ink.lighter(0.16)), ((x, 850.0), ink.darker(0.2)), |path| {
        block(path, (x, top), (width, tall));
    });
    c.rect(x + width * 0.76, top, width * 0.24, tall, p.ink.faded(0.16));
    c.rect(x + width * 0.2, top - 16.0, width * 0.36, 18.0, ink.darker(0.25));
    let (columns, rows) = (4, (tall / 44.0) as usize);
    let step = width * 0.7 / columns as f32;
    let pane = |path: &mut PathBuilder, row: usize, column: usize| {
        let corner = (x + width * 0.06 + step * column as f32, top + 22.0 + 40.0 * row as f32);
        block(path, corner, (step * 0.68, 22.0));
    };
    let lit: Vec<bool> = (0..rows * columns).map(|_| d.chance(0.3)).collect();
    for (bright, ink) in [(false, p.paper.faded(0.2)), (true, p.gold.faded(0.9))] {
        c.shape(ink, |path| {
            for (at, _) in lit.iter().enumerate().filter(|&(_, &lit)| lit == bright) {
                pane(path, at / columns, at % columns);
            }
        });
    }
}

fn chart_line(c: &mut Canvas, p: &Palette, heights: &[f32], gap: f32) {
    let spots: Vec<Spot> =
        heights.iter().enumerate().map(|(bar, tall)| (80.0 + gap * (bar as f32 + 0.39), 780.0 - tall)).collect();
    let mut last = (-20.0, spots.first().map_or(600.0, |spot| spot.1 + 60.0));
    for &spot in &spots {
        c.line(last, spot, 10.0, p.warm);
        last = spot;
    }
    for &spot in &spots {
        c.disc(spot, 21.0, p.paper);
        c.disc(spot, 13.0, p.warm);
    }
    let tip = (last.0 + 105.0, last.1 - 78.0);
    c.line(last, tip, 10.0, p.warm);
    c.polygon(&[(tip.0 + 28.0, tip.1 - 22.0), (tip.0 + 12.0, tip.1 + 28.0), (tip.0 - 30.0, tip.1 - 24.0)], p.warm);
}
