//! Evenings of life and culture: lanterns over a village that dances, or the cloth it wears.
//!
//! Chooses between the dance and the `cloth`.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::cloth::cloth;
use super::dice::Dice;
use super::ink::{Ink, Palette};
use super::shapes::trail;
use super::sky::{hills, palm, sky, sun};

/// The evening, or the cloth.
pub(super) fn culture(c: &mut Canvas, p: &Palette, d: &Dice) {
    if d.chance(0.62) {
        lanterns(c, p, d);
    } else {
        cloth(c, p, d);
    }
}

/// Lanterns on strings above a village in the evening.
pub(super) fn lanterns(c: &mut Canvas, p: &Palette, d: &Dice) {
    let p = &if d.chance(0.7) { Palette::throw_night(d) } else { *p };
    sky(c, p, d, 760.0);
    sun(c, p, (d.between(250.0, 1350.0), d.between(330.0, 470.0)), d.between(75.0, 110.0));
    hills(c, d, 640.0, 170.0, p.far);
    hills(c, d, 720.0, 130.0, p.mid);
    huts(c, p, d);
    c.fade(800.0, HEIGHT, &[p.near, p.ink]);
    drummers(c, p, d);
    for foot in [60.0, 1540.0] {
        palm(c, d, (foot + d.between(-40.0, 90.0), 860.0), d.between(520.0, 640.0), p.ink);
    }
    for string in 0..d.count(2, 3) {
        lantern_string(c, p, d, 60.0 + 120.0 * string as f32);
    }
}

fn huts(c: &mut Canvas, p: &Palette, d: &Dice) {
    for hut in 0..d.count(5, 7) {
        let x = 90.0 + 240.0 * hut as f32 + d.between(-50.0, 50.0);
        let (width, tall) = (d.between(130.0, 190.0), d.between(80.0, 120.0));
        let base = 810.0 + d.between(-16.0, 8.0);
        let wall = p.mid.mix(p.warm, d.between(0.1, 0.4));
        c.rect(x, base - tall, width, tall + 10.0, wall);
        c.polygon(
            &[(x - 22.0, base - tall), (x + width / 2.0, base - tall - 86.0), (x + width + 22.0, base - tall)],
            p.near.mix(p.warm, 0.14),
        );
        c.pill((x + width * 0.4, base - 56.0), (34.0, 66.0), 12.0, p.gold);
        c.rect(x + width * 0.12, base - tall + 24.0, 24.0, 26.0, p.gold.faded(0.85));
    }
}

fn drummers(c: &mut Canvas, p: &Palette, d: &Dice) {
    let count = d.count(4, 7);
    for one in 0..count {
        let x = 330.0 + 950.0 * (one as f32 + 0.5) / count as f32 + d.between(-24.0, 24.0);
        let cloth = d.pick([p.warm, p.gold, p.cool, p.paper]);
        dancer(c, p, (x, 872.0 + d.between(-12.0, 10.0)), d.pick([-1.0, 1.0]), cloth);
    }
}

/// A dancer with both arms up in a wide robe.
fn dancer(c: &mut Canvas, p: &Palette, (x, y): Spot, lean: f32, cloth: Ink) {
    let skin = Ink::hex(0x5d3a22);
    let head = (x + lean * 12.0, y - 148.0);
    for (side, reach) in [(-1.0, 54.0), (1.0, 46.0)] {
        c.stroke(11.0, skin, |path| {
            path.move_to(x + side * 14.0, y - 118.0);
            path.line_to(x + side * reach, y - 140.0);
            path.line_to(x + side * (reach - 8.0), y - 186.0);
        });
    }
    c.shape(cloth, |path| {
        path.move_to(x - 20.0 + lean * 4.0, y - 128.0);
        path.line_to(x + 20.0 + lean * 4.0, y - 128.0);
        path.quad_to(x + 24.0, y - 60.0, x + 52.0 - lean * 16.0, y);
        path.line_to(x - 52.0 - lean * 16.0, y);
        path.quad_to(x - 24.0, y - 60.0, x - 20.0 + lean * 4.0, y - 128.0);
        path.close();
    });
    c.rect(x - 42.0 - lean * 14.0, y - 22.0, 86.0, 8.0, p.ink.faded(0.35));
    c.disc(head, 20.0, skin);
    c.oval((head.0 - lean * 4.0, head.1 - 16.0), (24.0, 13.0), cloth.mix(p.gold, 0.4));
}

fn lantern_string(c: &mut Canvas, p: &Palette, d: &Dice, y: f32) {
    let sag = d.between(70.0, 170.0);
    let slope = d.between(-60.0, 60.0);
    let at = |along: f32| (WIDTH * along, y + slope * along + sag * 4.0 * along * (1.0 - along));
    c.stroke(3.5, p.ink, |path| {
        trail(path, (-1..=41).map(|step| at(step as f32 / 40.0)));
    });
    let count = d.count(6, 9);
    for place in 0..count {
        let spot = at((place as f32 + d.between(0.3, 0.7)) / count as f32);
        let ink = d.pick([p.warm, p.gold, p.gold.lighter(0.3), p.warm.mix(p.gold, 0.5)]);
        lantern(c, p, (spot.0, spot.1 + 44.0), d.between(26.0, 42.0), ink);
    }
}

fn lantern(c: &mut Canvas, p: &Palette, (x, y): Spot, size: f32, ink: Ink) {
    c.glow((x, y), size * 3.2, ink.faded(0.55));
    c.line((x, y - 50.0), (x, y - size), 3.0, p.ink);
    c.oval((x, y), (size, size * 1.12), ink);
    c.oval((x, y), (size * 0.55, size * 1.12), p.sun.faded(0.55));
    c.pill((x - size * 0.4, y - size * 1.22), (size * 0.8, size * 0.24), 4.0, p.ink);
    c.pill((x - size * 0.4, y + size), (size * 0.8, size * 0.24), 4.0, p.ink);
    c.line((x, y + size * 1.2), (x, y + size * 1.75), 4.0, ink);
}
