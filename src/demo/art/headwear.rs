//! The head ties, veils and caps of `portrait`, drawn over the forehead.
//!
//! Called by `hair`, which has everything that grows by itself.

use super::canvas::Canvas;
use super::dice::around;
use super::people::Look;
use tiny_skia::PathBuilder;

/// The gele, folded high.
pub(super) fn head_tie(c: &mut Canvas, look: &Look) {
    let ink = look.trim;
    let fold = |path: &mut PathBuilder, lift: f32, spread: f32| {
        path.move_to(132.0, 150.0);
        path.cubic_to(80.0 - spread, 90.0, 120.0, 20.0 - lift, 212.0, 34.0 - lift);
        path.cubic_to(310.0 + spread, 30.0 - lift, 312.0 + spread, 110.0, 268.0, 150.0);
        path.quad_to(200.0, 104.0, 132.0, 150.0);
        path.close();
    };
    c.shape(ink.darker(0.22), |path| fold(path, 16.0, 14.0));
    c.shape(ink, |path| fold(path, 0.0, 0.0));
    c.stroke(6.0, ink.darker(0.26), |path| {
        for (from, over, to) in [
            ((142.0, 142.0), (130.0, 90.0), (196.0, 56.0)),
            ((164.0, 130.0), (176.0, 88.0), (240.0, 62.0)),
            ((206.0, 122.0), (232.0, 100.0), (280.0, 92.0)),
        ] {
            path.move_to(from.0, from.1);
            path.quad_to(over.0, over.1, to.0, to.1);
        }
    });
    c.shape(ink.lighter(0.2), |path| {
        path.move_to(132.0, 152.0);
        path.quad_to(200.0, 98.0, 268.0, 152.0);
        path.quad_to(200.0, 118.0, 132.0, 152.0);
        path.close();
    });
}

/// The veil around face and shoulders.
pub(super) fn veil(c: &mut Canvas, look: &Look) {
    c.shape(look.cloth, |path| {
        // The outer edge one way round, the opening for the face the other way.
        path.move_to(124.0, 176.0);
        path.cubic_to(112.0, 56.0, 288.0, 56.0, 276.0, 176.0);
        path.cubic_to(280.0, 262.0, 306.0, 290.0, 312.0, 330.0);
        path.quad_to(200.0, 380.0, 88.0, 330.0);
        path.cubic_to(94.0, 290.0, 120.0, 262.0, 124.0, 176.0);
        path.close();
        path.move_to(146.0, 172.0);
        path.cubic_to(146.0, 224.0, 170.0, 252.0, 200.0, 252.0);
        path.cubic_to(230.0, 252.0, 254.0, 224.0, 254.0, 172.0);
        path.cubic_to(256.0, 104.0, 144.0, 104.0, 146.0, 172.0);
        path.close();
    });
    c.stroke(5.0, look.cloth.darker(0.24), |path| {
        path.move_to(134.0, 226.0);
        path.quad_to(160.0, 300.0, 262.0, 318.0);
        path.move_to(150.0, 250.0);
        path.quad_to(180.0, 290.0, 246.0, 288.0);
    });
}

/// The soft cap that falls to one side.
pub(super) fn fila(c: &mut Canvas, look: &Look) {
    let ink = look.trim;
    c.shape(ink, |path| {
        path.move_to(136.0, 142.0);
        path.cubic_to(130.0, 80.0, 150.0, 44.0, 214.0, 42.0);
        path.cubic_to(290.0, 36.0, 312.0, 90.0, 290.0, 126.0);
        path.quad_to(276.0, 120.0, 264.0, 142.0);
        path.quad_to(200.0, 116.0, 136.0, 142.0);
        path.close();
    });
    c.shape(ink.darker(0.22), |path| {
        path.move_to(230.0, 46.0);
        path.cubic_to(290.0, 40.0, 312.0, 90.0, 290.0, 126.0);
        path.cubic_to(284.0, 90.0, 268.0, 64.0, 230.0, 46.0);
        path.close();
    });
    c.stroke(7.0, look.cloth, |path| {
        path.move_to(138.0, 132.0);
        path.quad_to(200.0, 106.0, 262.0, 132.0);
    });
}

/// The stiff cap with its embroidery.
pub(super) fn kufi(c: &mut Canvas, look: &Look) {
    c.shape(look.trim, |path| {
        path.move_to(134.0, 144.0);
        path.line_to(142.0, 84.0);
        path.quad_to(200.0, 56.0, 258.0, 84.0);
        path.line_to(266.0, 144.0);
        path.quad_to(200.0, 116.0, 134.0, 144.0);
        path.close();
    });
    for step in 0..7 {
        let along = step as f32 / 6.0 - 0.5;
        let at = (200.0 + along * 104.0, 104.0 + along * along * 40.0);
        let corners = [0.0, 0.25, 0.5, 0.75].map(|turns| around(at, (7.0, 10.0), turns));
        c.polygon(&corners, look.cloth);
    }
    c.stroke(5.0, look.cloth, |path| {
        path.move_to(138.0, 134.0);
        path.quad_to(200.0, 106.0, 262.0, 134.0);
    });
}
