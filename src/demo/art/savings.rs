//! Stacks of coins from which something grows, for business.
//!
//! The other view of business is `growth`.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::Dice;
use super::ink::{Ink, Palette};
use super::sky::{clouds, hills, sun};

/// Rising stacks of coins with seedlings on them.
pub(super) fn savings(c: &mut Canvas, p: &Palette, d: &Dice) {
    c.fade(0.0, HEIGHT, &[p.sky[1], p.sky[2], p.sky[2]]);
    let sun_at = (d.between(250.0, 620.0), d.between(230.0, 340.0));
    sun(c, p, sun_at, d.between(90.0, 130.0));
    clouds(c, p, d, 80.0, 300.0);
    hills(c, d, 640.0, 200.0, p.far);
    hills(c, d, 730.0, 120.0, p.mid);
    c.fade(770.0, HEIGHT, &[p.near, p.ink]);
    let stacks = d.count(4, 6);
    let gap = 1380.0 / stacks as f32;
    for stack in 0..stacks {
        let x = 110.0 + gap * (stack as f32 + 0.5);
        let coins = 2 + stack * d.count(2, 3) + d.count(0, 1);
        let top = coin_stack(c, p, d, (x, 800.0), coins.min(15), gap * 0.33);
        seedling(c, p, d, (x, top), 70.0 + 26.0 * stack as f32);
    }
    loose_coins(c, p, d);
}

/// Draws a stack from its foot upwards and gives the height of its top.
fn coin_stack(c: &mut Canvas, p: &Palette, d: &Dice, (x, base): Spot, coins: usize, half: f32) -> f32 {
    let thick = 31.0;
    c.oval((x + 16.0, base + 6.0), (half * 1.2, 26.0), p.ink.faded(0.4));
    let mut y = base;
    for coin in 0..coins {
        let shift = d.between(-7.0, 7.0);
        let gold = if coin % 2 == 0 { p.gold } else { p.gold.darker(0.1) };
        let (left, right) = (x - half + shift, x + half + shift);
        c.shaded(((left, y), gold.lighter(0.15)), ((right, y), gold.darker(0.35)), |path| {
            path.move_to(left, y - thick);
            path.line_to(left, y);
            path.quad_to(x + shift, y + 38.0, right, y);
            path.line_to(right, y - thick);
            path.close();
        });
        y -= thick;
        c.oval((x + shift, y), (half, 19.0), gold.lighter(0.25));
        c.oval((x + shift, y), (half * 0.8, 14.0), gold.darker(0.08));
    }
    y
}

fn seedling(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot, tall: f32) {
    let green = Ink::hex(0x3f8f4a).mix(p.cool, 0.3);
    c.oval((x, y - 3.0), (44.0, 11.0), p.ink.mix(p.warm, 0.2));
    let tip = (x + d.between(-14.0, 14.0), y - tall);
    c.stroke(8.0, green.darker(0.2), |path| {
        path.move_to(x, y - 6.0);
        path.quad_to(x, y - tall * 0.5, tip.0, tip.1);
    });
    for (side, height, ink) in
        [(-1.0, 0.55, green), (1.0, 0.75, green.lighter(0.18)), (-1.0, 1.0, green.lighter(0.1)), (1.0, 1.0, green)]
    {
        let from = (x + (tip.0 - x) * height, y - tall * height);
        let reach = tall * 0.5;
        c.shape(ink, |path| {
            path.move_to(from.0, from.1);
            path.quad_to(
                from.0 + side * reach * 0.3,
                from.1 - reach * 0.75,
                from.0 + side * reach,
                from.1 - reach * 0.4,
            );
            path.quad_to(from.0 + side * reach * 0.7, from.1 + reach * 0.16, from.0, from.1);
            path.close();
        });
    }
}

fn loose_coins(c: &mut Canvas, p: &Palette, d: &Dice) {
    for _ in 0..d.count(3, 6) {
        let at = (d.between(60.0, WIDTH - 60.0), d.between(842.0, 880.0));
        c.oval((at.0 + 8.0, at.1 + 9.0), (62.0, 19.0), p.ink.faded(0.5));
        c.oval((at.0, at.1 + 6.0), (60.0, 18.0), p.gold.darker(0.3));
        c.oval(at, (60.0, 18.0), p.gold);
        c.oval(at, (44.0, 12.0), p.gold.darker(0.12));
    }
}
