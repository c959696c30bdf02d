//! A laid table from above, for food: plates, bowls and what is in them.
//!
//! Lays the cloth and the dishes; `meals` fills them.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH};
use super::dice::Dice;
use super::ink::{Ink, Palette};
use super::meals::{herb, serve};

/// A table seen from above: plates, bowls and what is in them.
pub(super) fn table(c: &mut Canvas, p: &Palette, d: &Dice) {
    let cloth = d.pick([p.cool, p.mid, p.paper.darker(0.08), p.near, p.gold.lighter(0.3)]);
    c.fade(0.0, HEIGHT, &[cloth.lighter(0.08), cloth.darker(0.06)]);
    weave(c, p, d, cloth);
    let main = (d.between(640.0, 960.0), 450.0);
    fork_and_spoon(c, p, main);
    let mut meals = [0, 1, 2, 3, 4];
    d.shuffle(&mut meals);
    // Fruit alone is no main dish.
    if meals[0] == 4 {
        meals.swap(0, 1);
    }
    dish(c, p, d, (main, 315.0), meals[0]);
    let mut sides = [(-560.0, -250.0, 170.0), (-570.0, 240.0, 205.0), (570.0, -245.0, 200.0), (560.0, 250.0, 165.0)];
    d.shuffle(&mut sides);
    for (place, (dx, dy, reach)) in sides.into_iter().enumerate() {
        let at = (main.0 + dx + d.between(-30.0, 30.0), main.1 + dy + d.between(-24.0, 24.0));
        dish(c, p, d, (at, reach), meals[1 + place]);
    }
    for _ in 0..d.count(6, 10) {
        let at = (d.between(40.0, 1560.0), d.pick([40.0, 450.0, 860.0]) + d.between(-20.0, 20.0));
        if (at.0 - main.0).abs() > 400.0 || (at.1 - main.1).abs() > 340.0 {
            herb(c, d, at, 40.0);
        }
    }
}

fn weave(c: &mut Canvas, p: &Palette, d: &Dice, cloth: Ink) {
    let ink = cloth.mix(d.pick([p.paper, p.warm, p.gold]), 0.4).faded(0.5);
    let step = d.pick([100.0, 134.0, 200.0]);
    let mut at = step / 2.0;
    while at < WIDTH {
        c.rect(at, 0.0, step * 0.2, HEIGHT, ink);
        if at < HEIGHT {
            c.rect(0.0, at, WIDTH, step * 0.2, ink);
        }
        at += step;
    }
}

fn dish(c: &mut Canvas, p: &Palette, d: &Dice, (at, reach): (Spot, f32), meal: usize) {
    let rim = d.pick([p.paper, p.paper, p.cool.lighter(0.2), p.warm.lighter(0.1)]);
    c.disc((at.0 + reach * 0.06, at.1 + reach * 0.09), reach, p.ink.faded(0.26));
    c.disc(at, reach, rim);
    c.stroke(reach * 0.025, p.cool.darker(0.1), |path| path.push_circle(at.0, at.1, reach * 0.9));
    c.disc(at, reach * 0.76, rim.darker(0.1));
    serve(c, p, d, (at, reach), meal);
}

fn fork_and_spoon(c: &mut Canvas, p: &Palette, (x, y): Spot) {
    let steel = p.paper.mix(p.mid, 0.28);
    let left = x - 372.0;
    c.line((left, y - 60.0), (left, y + 240.0), 17.0, steel);
    for tine in [-21.0, 0.0, 21.0] {
        c.line((left + tine, y - 225.0), (left + tine, y - 110.0), 9.0, steel);
    }
    c.pill((left - 26.0, y - 130.0), (52.0, 74.0), 24.0, steel);
    let right = x + 372.0;
    c.line((right, y - 90.0), (right, y + 240.0), 17.0, steel);
    c.oval((right, y - 150.0), (38.0, 78.0), steel);
    c.oval((right - 5.0, y - 156.0), (24.0, 58.0), steel.darker(0.14));
}
