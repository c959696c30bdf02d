//! What lies in the dishes of `table`: rice, soup, plantain, greens and oranges from above.
//!
//! Food keeps its natural colours whatever the palette.

use super::canvas::{Canvas, Spot};
use super::dice::{Dice, around};
use super::ink::{Ink, Palette};
use super::shapes::trail;

/// Fills a dish of a reach around a spot with one of five meals.
pub(super) fn serve(c: &mut Canvas, p: &Palette, d: &Dice, (at, reach): (Spot, f32), meal: usize) {
    match meal {
        0 => rice(c, p, d, at, reach * 0.68),
        1 => soup(c, p, d, at, reach * 0.72),
        2 => plantain(c, d, at, reach * 0.6),
        3 => greens(c, p, d, at, reach * 0.62),
        _ => oranges(c, p, d, at, reach * 0.6),
    }
}

fn rice(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot, reach: f32) {
    let sauce = Ink::hex(0xd9572b);
    c.disc(at, reach, sauce.darker(0.1));
    for ink in [sauce.lighter(0.1), Ink::hex(0xe9853f), Ink::hex(0xf2a65a)] {
        c.stroke(reach * 0.03, ink, |path| {
            for _ in 0..110 {
                let far = reach * 0.94 * d.share().sqrt();
                let (x, y) = around(at, (far, far), d.share());
                let turn = d.share();
                let end = around((x, y), (reach * 0.05, reach * 0.05), turn);
                path.move_to(x, y);
                path.line_to(end.0, end.1);
            }
        });
    }
    let start = d.share();
    for piece in 0..3 {
        let spot = around(at, (reach * 0.45, reach * 0.45), start + 0.14 * piece as f32);
        c.oval((spot.0 + 5.0, spot.1 + 7.0), (reach * 0.24, reach * 0.17), p.ink.faded(0.25));
        c.oval(spot, (reach * 0.24, reach * 0.17), Ink::hex(0x8a4a22));
        c.oval((spot.0 - 6.0, spot.1 - 7.0), (reach * 0.15, reach * 0.08), Ink::hex(0xb56a35));
    }
    pepper_rings(c, d, around(at, (reach * 0.4, reach * 0.4), start + 0.5), reach * 0.34);
    herb(c, d, around(at, (reach * 0.52, reach * 0.52), start + 0.76), reach * 0.26);
}

fn pepper_rings(c: &mut Canvas, d: &Dice, at: Spot, reach: f32) {
    for ink in [Ink::hex(0xc5281f), Ink::hex(0x3f8f3f), Ink::hex(0xf2c036)] {
        let center = (at.0 + d.between(-reach, reach) * 0.6, at.1 + d.between(-reach, reach) * 0.6);
        c.stroke(reach * 0.17, ink, |path| path.push_circle(center.0, center.1, reach * 0.36));
    }
}

fn soup(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot, reach: f32) {
    let broth = d.pick([Ink::hex(0xb23a1e), Ink::hex(0xc98a2b), Ink::hex(0x6f7d2a)]);
    c.disc(at, reach, broth);
    c.disc((at.0 - reach * 0.05, at.1 - reach * 0.06), reach * 0.88, broth.lighter(0.1));
    c.stroke(reach * 0.05, broth.lighter(0.35).faded(0.8), |path| {
        for ring in 1..4 {
            let far = reach * 0.2 * ring as f32;
            let arc = (0..=14).map(|step| 0.2 * ring as f32 + step as f32 / 24.0);
            trail(path, arc.map(|turns| around(at, (far, far), turns)));
        }
    });
    for _ in 0..4 {
        let far = reach * d.between(0.2, 0.65);
        let spot = around(at, (far, far), d.share());
        c.disc(spot, reach * 0.12, p.paper.mix(p.gold, 0.3));
    }
    herb(c, d, at, reach * 0.3);
}

fn plantain(c: &mut Canvas, d: &Dice, at: Spot, reach: f32) {
    for ring in [(0.72, 8), (0.32, 4)] {
        for piece in 0..ring.1 {
            let turn = piece as f32 / ring.1 as f32 + d.between(-0.02, 0.02);
            let spot = around(at, (reach * ring.0, reach * ring.0), turn);
            c.placed(spot, turn + 0.25, |c| {
                c.oval((3.0, 5.0), (reach * 0.3, reach * 0.2), Ink::hex(0x4a2b14).faded(0.3));
                c.oval((0.0, 0.0), (reach * 0.3, reach * 0.2), Ink::hex(0xb96a1c));
                c.oval((0.0, 0.0), (reach * 0.24, reach * 0.145), Ink::hex(0xf1b23e));
                c.oval((0.0, 0.0), (reach * 0.1, reach * 0.05), Ink::hex(0xd68f2a));
            });
        }
    }
}

fn greens(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot, reach: f32) {
    c.disc(at, reach, Ink::hex(0x2f6b3c));
    for _ in 0..9 {
        let far = reach * d.between(0.1, 0.7);
        herb(c, d, around(at, (far, far), d.share()), reach * 0.5);
    }
    for _ in 0..5 {
        let far = reach * d.between(0.1, 0.75);
        let spot = around(at, (far, far), d.share());
        c.disc(spot, reach * 0.15, Ink::hex(0xd03a28));
        c.disc((spot.0 - reach * 0.04, spot.1 - reach * 0.05), reach * 0.05, p.paper.faded(0.7));
    }
}

fn oranges(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot, reach: f32) {
    let start = d.share();
    for half in 0..4 {
        let center = if half == 3 { at } else { around(at, (reach * 0.56, reach * 0.56), start + half as f32 / 3.0) };
        let size = reach * 0.46;
        c.disc((center.0 + 4.0, center.1 + 6.0), size, p.ink.faded(0.22));
        c.disc(center, size, Ink::hex(0xf08a24));
        c.disc(center, size * 0.88, Ink::hex(0xfde6bd));
        for slice in 0..8 {
            let from = slice as f32 / 8.0 + 0.008;
            let corners = [
                around(center, (size * 0.1, size * 0.1), from + 0.05),
                around(center, (size * 0.78, size * 0.78), from),
                around(center, (size * 0.82, size * 0.82), from + 0.054),
                around(center, (size * 0.78, size * 0.78), from + 0.109),
            ];
            c.polygon(&corners, Ink::hex(0xf7a63b));
        }
    }
}

/// A sprig of herbs that begins at a spot.
pub(super) fn herb(c: &mut Canvas, d: &Dice, at: Spot, reach: f32) {
    let green = d.pick([Ink::hex(0x3f8f4a), Ink::hex(0x5aa552), Ink::hex(0x2f7a45)]);
    c.placed(at, d.share(), |c| {
        for turn in [-0.1, 0.0, 0.1] {
            c.placed((0.0, 0.0), turn, |c| {
                c.shape(green, |path| {
                    path.move_to(0.0, 0.0);
                    path.quad_to(reach * 0.5, -reach * 0.34, reach, 0.0);
                    path.quad_to(reach * 0.5, reach * 0.34, 0.0, 0.0);
                    path.close();
                });
                c.line((reach * 0.1, 0.0), (reach * 0.8, 0.0), reach * 0.04, green.darker(0.3));
            });
        }
    });
}
