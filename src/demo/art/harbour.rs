//! The city across the water, for the news: skyline, sun, boats and now and then the quay.
//!
//! Chooses between the city and the `headland`; other scenes borrow the skyline.

use super::canvas::{Canvas, Spot, WIDTH};
use super::dice::Dice;
use super::headland::headland;
use super::ink::{Ink, Palette};
use super::shapes::{block, rounded};
use super::sky::{birds, clouds, hills, palm, sky, sun, water};
use tiny_skia::PathBuilder;

/// The news of the bay: mostly the harbour, sometimes the lighthouse.
pub(super) fn bay(c: &mut Canvas, p: &Palette, d: &Dice) {
    if d.chance(0.75) {
        harbour(c, p, d);
    } else {
        headland(c, p, d);
    }
}

/// The city across the water, with the sun in it.
pub(super) fn harbour(c: &mut Canvas, p: &Palette, d: &Dice) {
    let shore = d.between(520.0, 600.0);
    let sun_at = (d.between(320.0, 1280.0), shore - d.between(60.0, 260.0));
    sky(c, p, d, shore);
    sun(c, p, sun_at, d.between(62.0, 105.0));
    clouds(c, p, d, 90.0, 260.0);
    hills(c, d, shore - 40.0, 130.0, p.far.mix(p.sky[2], 0.45));
    skyline(c, p, d, shore, 210.0, p.far.mix(p.mid, 0.25));
    skyline(c, p, d, shore, 130.0, p.mid.mix(p.near, 0.25));
    water(c, p, d, shore, Some(sun_at.0));
    let boats = d.count(1, 3);
    for place in 0..boats {
        let lane = (place as f32 + 0.5) / boats as f32;
        let at = (WIDTH * lane + d.between(-150.0, 150.0), shore + d.between(90.0, 250.0));
        boat(c, p, d, at);
    }
    birds(c, d, (d.between(300.0, 1300.0), 200.0), p.near);
    if d.chance(0.55) {
        quay(c, p, d);
    }
}

/// A row of buildings of differing heights that stands on a line, some windows lit.
pub(super) fn skyline(c: &mut Canvas, p: &Palette, d: &Dice, base: f32, height: f32, ink: Ink) {
    let mut x = -20.0;
    let mut windows = Vec::new();
    c.shape(ink, |path| {
        while x < WIDTH {
            let width = d.between(46.0, 120.0);
            let tall = height * if d.chance(0.18) { 1.35 } else { d.between(0.3, 1.0) };
            block(path, (x, base - tall), (width, tall + 4.0));
            if d.chance(0.25) {
                block(path, (x + width * 0.45, base - tall - 46.0), (5.0, 50.0));
            }
            if d.chance(0.3) {
                block(path, (x + width * 0.2, base - tall - 16.0), (width * 0.6, 18.0));
            }
            windows.push((x, tall, width));
            x += width + d.between(-6.0, 18.0);
        }
    });
    let lit = if p.night { p.gold } else { p.paper };
    c.shape(lit.faded(if p.night { 0.85 } else { 0.4 }), |path| {
        for (x, tall, width) in windows {
            lit_windows(path, d, (x + 10.0, base - tall + 12.0), (width - 18.0, tall - 26.0));
        }
    });
}

fn lit_windows(path: &mut PathBuilder, d: &Dice, (x, y): Spot, size: Spot) {
    let mut down = 0.0;
    while down < size.1 {
        let mut across = 0.0;
        while across < size.0 {
            if d.chance(0.3) {
                block(path, (x + across, y + down), (8.0, 11.0));
            }
            across += 17.0;
        }
        down += 24.0;
    }
}

fn sailing_boat(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot) {
    let size = d.between(0.7, 1.25);
    let sail = d.pick([p.paper, p.warm, p.gold]);
    let flip = d.pick([-1.0, 1.0]);
    let spot = |dx: f32, dy: f32| (x + dx * size * flip, y + dy * size);
    c.polygon(&[spot(-4.0, -16.0), spot(-4.0, -170.0), spot(-78.0, -16.0)], sail);
    c.polygon(&[spot(4.0, -20.0), spot(4.0, -140.0), spot(56.0, -20.0)], sail.mix(p.mid, 0.25));
    c.line(spot(0.0, -8.0), spot(0.0, -178.0), 5.0 * size, p.ink);
    c.polygon(&[spot(-92.0, -8.0), spot(92.0, -12.0), spot(62.0, 24.0), spot(-64.0, 24.0)], p.ink);
    c.polygon(&[spot(-70.0, 28.0), spot(66.0, 28.0), spot(36.0, 46.0), spot(-44.0, 46.0)], p.ink.faded(0.25));
}

fn quay(c: &mut Canvas, p: &Palette, d: &Dice) {
    c.rect(0.0, 838.0, WIDTH, 70.0, p.ink);
    c.rect(0.0, 830.0, WIDTH, 12.0, p.near.lighter(0.12));
    let posts = d.count(3, 6);
    for post in 0..posts {
        let x = WIDTH * (post as f32 + 0.5) / posts as f32 + d.between(-60.0, 60.0);
        c.pill((x - 17.0, 786.0), (34.0, 60.0), 10.0, p.ink);
        c.pill((x - 25.0, 776.0), (50.0, 22.0), 11.0, p.ink);
    }
    let foot = (d.pick([150.0, 1440.0]), 836.0);
    palm(c, d, foot, d.between(480.0, 570.0), p.ink);
}

fn boat(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot) {
    match d.count(0, 3) {
        0 => ferry(c, p, d, at),
        1 => canoe(c, p, d, at),
        _ => sailing_boat(c, p, d, at),
    }
}

fn ferry(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot) {
    let stripe = d.pick([p.warm, p.cool, p.gold]);
    c.pill((x - 90.0, y - 92.0), (170.0, 40.0), 10.0, p.paper.darker(0.08));
    c.pill((x - 128.0, y - 60.0), (262.0, 56.0), 10.0, p.paper);
    c.pill((x - 30.0, y - 124.0), (52.0, 40.0), 8.0, stripe);
    c.shape(p.near, |path| {
        for window in 0..7 {
            let left = x - 116.0 + 35.0 * window as f32;
            rounded(path, (left, y - 48.0), (24.0, 22.0), 5.0);
        }
        rounded(path, (x - 78.0, y - 82.0), (146.0, 16.0), 5.0);
    });
    c.polygon(&[(x - 156.0, y - 12.0), (x + 172.0, y - 12.0), (x + 130.0, y + 30.0), (x - 126.0, y + 30.0)], p.ink);
    c.polygon(&[(x - 156.0, y - 12.0), (x + 172.0, y - 12.0), (x + 162.0, y - 2.0), (x - 148.0, y - 2.0)], stripe);
    c.pill((x - 140.0, y + 32.0), (290.0, 8.0), 4.0, p.paper.faded(0.6));
}

/// A fisherman standing in a dugout, with his pole.
fn canoe(c: &mut Canvas, p: &Palette, d: &Dice, (x, y): Spot) {
    let shirt = d.pick([p.warm, p.gold, p.paper]);
    c.line((x + 64.0, y - 150.0), (x - 26.0, y + 40.0), 5.0, p.ink);
    c.polygon(&[(x - 17.0, y - 92.0), (x + 17.0, y - 92.0), (x + 14.0, y), (x - 14.0, y)], shirt);
    c.line((x + 6.0, y - 86.0), (x + 36.0, y - 88.0), 10.0, shirt);
    c.disc((x, y - 108.0), 15.0, p.ink);
    c.oval((x, y - 116.0), (27.0, 7.0), p.gold);
    c.pill((x - 14.0, y - 132.0), (28.0, 18.0), 8.0, p.gold);
    c.shape(p.ink, |path| {
        path.move_to(x - 150.0, y - 26.0);
        path.quad_to(x, y + 16.0, x + 150.0, y - 26.0);
        path.quad_to(x + 96.0, y + 26.0, x, y + 26.0);
        path.quad_to(x - 96.0, y + 26.0, x - 150.0, y - 26.0);
        path.close();
    });
    c.pill((x - 90.0, y + 30.0), (180.0, 7.0), 3.0, p.paper.faded(0.4));
}
