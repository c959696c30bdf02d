//! Portraits of the newsroom's people: the face, and the order in which a picture is built.
//!
//! `people` says who looks how; `hair`, `headwear` and `dress` draw what lies around the face.

use super::canvas::{Canvas, Spot};
use super::dice::Dice;
use super::dress::dress;
use super::hair::{behind, over};
use super::ink::Ink;
use super::people::{Look, look_of};
use super::shapes::oval;
use tiny_skia::PathBuilder;

/// The side of the sheet that a portrait is drawn on, in units.
pub(super) const SIDE: f32 = 400.0;

/// Draws the portrait of a seed on a square sheet of [`SIDE`].
pub(super) fn portrait(c: &mut Canvas, seed: &str) {
    let d = &Dice::new("portrait", seed);
    let look = &look_of(seed, d);
    wall(c, d, look.wall);
    behind(c, look);
    dress(c, look);
    neck(c, look);
    head(c, look);
    if look.beard {
        beard(c, look);
    }
    features(c, d, look);
    over(c, look);
    if look.glasses {
        glasses(c);
    }
    if look.earrings {
        for x in [139.0, 261.0] {
            c.disc((x, 216.0), 9.0, look.trim);
        }
    }
}

fn wall(c: &mut Canvas, d: &Dice, ink: Ink) {
    c.rect(0.0, 0.0, SIDE, SIDE, ink);
    let light = ink.lighter(0.28);
    match d.count(0, 2) {
        0 => c.disc((200.0, 190.0), 165.0, light),
        1 => {
            c.polygon(&[(0.0, 400.0), (0.0, 150.0), (400.0, 20.0), (400.0, 400.0)], light);
            c.disc((80.0, 74.0), 34.0, light);
        }
        _ => {
            c.pill((56.0, 60.0), (288.0, 420.0), 144.0, light);
            c.pill((84.0, 90.0), (232.0, 420.0), 116.0, ink.lighter(0.42));
        }
    }
}

fn neck(c: &mut Canvas, look: &Look) {
    let shade = look.skin.darker(0.22);
    c.shape(shade, |path| {
        path.move_to(170.0, 214.0);
        path.line_to(230.0, 214.0);
        path.line_to(230.0, 284.0);
        path.quad_to(200.0, 318.0, 170.0, 284.0);
        path.close();
    });
}

/// The outline of the face, a little narrower towards the chin.
pub(super) fn face(path: &mut PathBuilder) {
    path.move_to(140.0, 158.0);
    path.cubic_to(140.0, 80.0, 260.0, 80.0, 260.0, 158.0);
    path.cubic_to(262.0, 216.0, 234.0, 254.0, 200.0, 254.0);
    path.cubic_to(166.0, 254.0, 138.0, 216.0, 140.0, 158.0);
    path.close();
}

fn head(c: &mut Canvas, look: &Look) {
    for x in [137.0, 263.0] {
        c.oval((x, 184.0), (14.0, 20.0), look.skin);
        c.oval((x, 185.0), (7.0, 11.0), look.skin.darker(0.16));
    }
    c.shape(look.skin, face);
    for x in [163.0, 237.0] {
        c.disc((x, 205.0), 13.0, Ink::hex(0xe8604c).faded(0.2));
    }
    c.inside(face, |c| c.rect(214.0, 80.0, 60.0, 200.0, look.skin.darker(0.5).faded(0.12)));
}

fn features(c: &mut Canvas, d: &Dice, look: &Look) {
    let dark = look.skin.darker(0.72);
    for x in [174.0, 226.0] {
        c.oval((x, 176.0), (7.0, 8.5), Ink::hex(0x15131a));
        c.disc((x + 2.5, 172.5), 2.4, Ink::hex(0xfffaf0));
    }
    let lift = d.between(-2.0, 3.0);
    c.stroke(6.0, look.hair_ink.mix(dark, 0.3), |path| {
        for side in [-1.0, 1.0] {
            path.move_to(200.0 + side * 15.0, 157.0);
            path.quad_to(200.0 + side * 27.0, 149.0 - lift, 200.0 + side * 39.0, 158.0);
        }
    });
    c.stroke(5.0, look.skin.darker(0.3), |path| {
        path.move_to(199.0, 178.0);
        path.quad_to(190.0, 203.0, 204.0, 204.0);
    });
    smile(c, d, dark);
}

fn smile(c: &mut Canvas, d: &Dice, dark: Ink) {
    let half = d.between(17.0, 23.0);
    if d.chance(0.55) {
        c.shape(Ink::hex(0xfffaf0), |path| {
            path.move_to(200.0 - half, 220.0);
            path.quad_to(200.0, 225.0, 200.0 + half, 220.0);
            path.quad_to(200.0, 250.0, 200.0 - half, 220.0);
            path.close();
        });
    }
    c.stroke(4.5, dark, |path| {
        path.move_to(200.0 - half, 220.0);
        path.quad_to(200.0, 240.0, 200.0 + half, 220.0);
    });
}

fn beard(c: &mut Canvas, look: &Look) {
    let ink = look.hair_ink.mix(look.skin, 0.12);
    c.inside(face, |c| {
        c.shape(ink, |path| {
            path.move_to(130.0, 176.0);
            path.cubic_to(146.0, 196.0, 152.0, 208.0, 200.0, 208.0);
            path.cubic_to(248.0, 208.0, 254.0, 196.0, 270.0, 176.0);
            path.line_to(280.0, 280.0);
            path.line_to(120.0, 280.0);
            path.close();
        });
        c.oval((200.0, 224.0), (26.0, 12.0), look.skin);
    });
}

fn glasses(c: &mut Canvas) {
    let ink = Ink::hex(0x22242c);
    c.stroke(5.0, ink, |path| {
        for x in [173.0, 227.0] {
            oval(path, (x, 177.0), (23.0, 20.0));
        }
        path.move_to(196.0, 174.0);
        path.quad_to(200.0, 171.0, 204.0, 174.0);
        for (from, to) in [((150.0, 173.0), (138.0, 168.0)), ((250.0, 173.0), (262.0, 168.0))] {
            let (from, to): (Spot, Spot) = (from, to);
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
        }
    });
    for x in [173.0, 227.0] {
        c.oval((x, 177.0), (20.0, 17.0), Ink::hex(0xffffff).faded(0.12));
    }
}
