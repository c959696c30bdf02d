//! Photographs with scenes of their own, for the photo news: drying on a line or spread on a desk.
//!
//! Every print is a small canvas on which another scene draws.

use super::Scene;
use super::bridge::crossing;
use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::Dice;
use super::docks::docks;
use super::evening::lanterns;
use super::harbour::bay;
use super::ink::{Ink, Palette};
use super::market::market;
use super::street::street;
use super::table::table;

/// The scenes that look well in a small frame.
const SCENES: [Scene; 7] = [bay, docks, street, market, lanterns, crossing, table];

/// Photographs on a line or on a desk.
pub(super) fn prints(c: &mut Canvas, p: &Palette, d: &Dice) {
    let wall = d.pick([p.near, p.mid, p.cool.darker(0.2), p.sky[2], p.warm.darker(0.25)]);
    c.fade(0.0, HEIGHT, &[wall.lighter(0.12), wall, wall.darker(0.16)]);
    let mut scenes = SCENES;
    d.shuffle(&mut scenes);
    if d.chance(0.5) {
        on_a_line(c, p, d, scenes);
    } else {
        on_a_desk(c, p, d, (scenes, wall));
    }
}

fn on_a_line(c: &mut Canvas, p: &Palette, d: &Dice, scenes: [Scene; 7]) {
    let (count, size) = d.pick([(2, (600.0, 400.0)), (3, (450.0, 480.0)), (3, (440.0, 400.0))]);
    let sag = d.between(16.0, 40.0);
    c.stroke(6.0, p.ink, |path| {
        path.move_to(-10.0, 130.0);
        path.quad_to(800.0, 130.0 + sag * 2.0, 1610.0, 130.0);
    });
    for (place, scene) in scenes.into_iter().take(count).enumerate() {
        let along = 0.06 + 0.88 * (place as f32 + 0.5) / count as f32;
        let at = (WIDTH * along, 130.0 + sag * 4.0 * along * (1.0 - along));
        c.placed(at, d.between(-0.012, 0.012), |c| {
            c.placed((-size.0 / 2.0, -8.0), 0.0, |c| print(c, p, d, size, scene));
            c.pill((-13.0, -48.0), (26.0, 92.0), 8.0, p.gold.darker(0.12));
            c.rect(-13.0, -12.0, 26.0, 7.0, p.ink.faded(0.4));
        });
    }
}

fn on_a_desk(c: &mut Canvas, p: &Palette, d: &Dice, (scenes, wall): ([Scene; 7], Ink)) {
    c.disc((d.between(300.0, 1300.0), 450.0), 620.0, wall.lighter(0.16));
    let places = [(330.0, 290.0), (1240.0, 280.0), (650.0, 600.0)];
    for (place, scene) in places.into_iter().zip(scenes) {
        let at = (place.0 + d.between(-40.0, 40.0), place.1 + d.between(-30.0, 30.0));
        let (width, height) = (d.between(440.0, 500.0), d.between(300.0, 330.0));
        c.placed(at, d.between(-0.045, 0.045), |c| {
            let corner = (-width / 2.0, -height / 2.0 - 30.0);
            c.placed(corner, 0.0, |c| print(c, p, d, (width, height), scene));
        });
    }
    c.placed((1290.0, 740.0), d.between(-0.03, 0.03), |c| camera(c, p));
}

/// A print with its corner at the origin; the size is that of the picture and its side margins.
fn print(c: &mut Canvas, p: &Palette, d: &Dice, (width, height): Spot, scene: Scene) {
    let inner = width - 44.0;
    let units = (WIDTH * 0.62, HEIGHT * 0.96);
    let mut picture = Canvas::new(c.pixels(inner), c.pixels(height), units);
    picture.shift((WIDTH * 0.19, HEIGHT * 0.04));
    scene(&mut picture, &Palette::throw(d), d);
    c.rect(16.0, 18.0, width, height + 96.0, p.ink.faded(0.25));
    c.rect(0.0, 0.0, width, height + 96.0, p.paper);
    c.placed((22.0, 22.0), 0.0, |c| c.paste(&picture, inner));
}

fn camera(c: &mut Canvas, p: &Palette) {
    c.pill((-236.0, -140.0), (500.0, 320.0), 40.0, p.ink.faded(0.25));
    c.pill((-120.0, -212.0), (220.0, 110.0), 26.0, p.ink.lighter(0.12));
    c.pill((130.0, -184.0), (84.0, 60.0), 12.0, p.warm);
    c.pill((-250.0, -160.0), (500.0, 320.0), 40.0, p.ink);
    c.rect(-250.0, -60.0, 500.0, 140.0, p.near.lighter(0.16));
    c.pill((160.0, -130.0), (62.0, 40.0), 10.0, p.gold);
    c.disc((0.0, 10.0), 140.0, p.ink);
    c.disc((0.0, 10.0), 122.0, p.paper.darker(0.2));
    c.disc((0.0, 10.0), 106.0, p.ink);
    c.disc((0.0, 10.0), 76.0, p.cool.darker(0.35));
    c.disc((0.0, 10.0), 46.0, p.ink);
    c.disc((-34.0, -26.0), 22.0, p.paper.faded(0.75));
}
