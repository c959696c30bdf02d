//! What the people of `portrait` wear: shoulders, collars and patterns.
//!
//! Drawn before the neck and the face; `people` says who wears what.

use super::canvas::Canvas;
use super::dice::around;
use super::ink::Ink;
use super::people::Look;
use super::shapes::outline;
use tiny_skia::PathBuilder;

/// The clothes of a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dress {
    /// A printed blouse with a round neck.
    Blouse,
    /// A wide robe with embroidery.
    Robe,
    /// A plain round neck.
    Plain,
    /// A jacket over a shirt.
    Jacket,
    /// A shirt with a collar and the strap of a bag.
    Shirt,
    /// A supporter's striped scarf.
    Scarf,
}

/// Draws the shoulders and what is on them.
pub(super) fn dress(c: &mut Canvas, look: &Look) {
    c.shape(look.cloth, shoulders);
    match look.dress {
        Dress::Blouse => blouse(c, look),
        Dress::Robe => robe(c, look),
        Dress::Plain => opening(c, look.skin.darker(0.22), 34.0),
        Dress::Jacket => jacket(c, look),
        Dress::Shirt => shirt(c, look),
        Dress::Scarf => scarf(c, look),
    }
}

fn shoulders(path: &mut PathBuilder) {
    path.move_to(34.0, 404.0);
    path.cubic_to(40.0, 316.0, 96.0, 300.0, 166.0, 274.0);
    path.quad_to(200.0, 300.0, 234.0, 274.0);
    path.cubic_to(304.0, 300.0, 360.0, 316.0, 366.0, 404.0);
    path.close();
}

/// The open neck, down to a depth below the collar bone.
fn opening(c: &mut Canvas, ink: Ink, depth: f32) {
    c.shape(ink, |path| {
        path.move_to(160.0, 276.0);
        path.quad_to(168.0, 290.0 + depth, 200.0, 292.0 + depth);
        path.quad_to(232.0, 290.0 + depth, 240.0, 276.0);
        path.close();
    });
}

fn blouse(c: &mut Canvas, look: &Look) {
    c.inside(shoulders, |c| {
        for row in 0..4 {
            for column in 0..8 {
                let shift = if row % 2 == 0 { 0.0 } else { 26.0 };
                let at = (20.0 + 52.0 * column as f32 + shift, 300.0 + 34.0 * row as f32);
                c.disc(at, 12.0, look.trim);
                c.disc(at, 5.0, look.cloth);
            }
        }
    });
    opening(c, look.trim, 32.0);
    opening(c, look.skin.darker(0.22), 22.0);
}

fn robe(c: &mut Canvas, look: &Look) {
    c.stroke(5.0, look.cloth.darker(0.25), |path| {
        for side in [-1.0, 1.0] {
            path.move_to(200.0 + side * 96.0, 300.0);
            path.quad_to(200.0 + side * 110.0, 350.0, 200.0 + side * 104.0, 404.0);
        }
    });
    c.shape(look.trim, |path| {
        outline(path, &[(158.0, 280.0), (242.0, 280.0), (246.0, 372.0), (200.0, 396.0), (154.0, 372.0)]);
    });
    c.shape(look.cloth, |path| {
        outline(path, &[(170.0, 290.0), (230.0, 290.0), (234.0, 362.0), (200.0, 380.0), (166.0, 362.0)]);
    });
    for turn in 0..6 {
        let at = around((200.0, 350.0), (15.0, 15.0), turn as f32 / 6.0);
        c.disc(at, 6.0, look.trim);
    }
    opening(c, look.skin.darker(0.22), 14.0);
}

fn jacket(c: &mut Canvas, look: &Look) {
    c.polygon(&[(160.0, 276.0), (240.0, 276.0), (214.0, 404.0), (186.0, 404.0)], look.trim);
    opening(c, look.skin.darker(0.22), 18.0);
    for side in [-1.0, 1.0] {
        let at = |dx: f32, y: f32| (200.0 + side * dx, y);
        c.polygon(
            &[at(36.0, 272.0), at(70.0, 288.0), at(76.0, 336.0), at(50.0, 346.0), at(14.0, 404.0), at(4.0, 404.0)],
            look.cloth.darker(0.24),
        );
        c.polygon(&[at(34.0, 272.0), at(40.0, 300.0), at(6.0, 330.0), at(2.0, 316.0)], look.trim.darker(0.08));
    }
}

fn shirt(c: &mut Canvas, look: &Look) {
    opening(c, look.skin.darker(0.22), 26.0);
    for side in [-1.0, 1.0] {
        let at = |dx: f32, y: f32| (200.0 + side * dx, y);
        c.polygon(&[at(34.0, 268.0), at(52.0, 282.0), at(34.0, 334.0), at(0.0, 314.0)], look.cloth.lighter(0.22));
    }
    c.line((200.0, 322.0), (200.0, 404.0), 3.0, look.cloth.darker(0.3));
    for button in [340.0, 372.0] {
        c.disc((200.0, button), 4.5, look.trim);
    }
    c.polygon(&[(92.0, 306.0), (112.0, 299.0), (180.0, 404.0), (152.0, 404.0)], look.trim);
}

fn scarf(c: &mut Canvas, look: &Look) {
    opening(c, look.skin.darker(0.22), 10.0);
    let band = |path: &mut PathBuilder| {
        path.move_to(146.0, 268.0);
        path.quad_to(200.0, 318.0, 254.0, 268.0);
        path.line_to(266.0, 304.0);
        path.quad_to(254.0, 330.0, 236.0, 336.0);
        path.line_to(240.0, 404.0);
        path.line_to(192.0, 404.0);
        path.line_to(194.0, 346.0);
        path.quad_to(150.0, 340.0, 134.0, 304.0);
        path.close();
    };
    c.shape(look.trim, band);
    c.inside(band, |c| {
        for stripe in 0..4 {
            let x = 140.0 + 36.0 * stripe as f32;
            c.polygon(&[(x, 260.0), (x + 14.0, 260.0), (x + 14.0, 344.0), (x, 344.0)], look.trim.lighter(0.75));
        }
        for stripe in [356.0, 384.0] {
            c.rect(180.0, stripe, 70.0, 13.0, look.trim.lighter(0.75));
        }
    });
}
