//! The few strokes that flat illustration needs: fills, lines, fades, light and grain.
//!
//! Adds them to the `canvas`; `shapes` has the outlines. Sizes are units of the sheet.

use super::canvas::{Canvas, HEIGHT, Spot, WIDTH, built};
use super::dice::Dice;
use super::ink::Ink;
use super::shapes::{outline, oval, rounded};
use tiny_skia::{
    GradientStop, LinearGradient, PathBuilder, Point, RadialGradient, Rect, Shader, SpreadMode, Transform,
};

impl Canvas {
    /// A vertical fade over the whole width, in evenly spaced inks.
    ///
    /// Drawn as narrow opaque bars, finer than the eye can tell and many times faster than a
    /// gradient.
    pub(super) fn fade(&mut self, top: f32, bottom: f32, inks: &[Ink]) {
        let (Some(&first), true) = (inks.first(), bottom > top) else {
            return;
        };
        let bars = (self.pixels(bottom - top) as usize / 4).clamp(2, 240);
        let step = (bottom - top) / bars as f32;
        for bar in 0..bars {
            let along = bar as f32 / (bars - 1) as f32 * (inks.len() - 1) as f32;
            let index = along as usize;
            let from = inks.get(index).copied().unwrap_or(first);
            let to = inks.get(index + 1).copied().unwrap_or(from);
            let y = top + step * bar as f32;
            // Each bar reaches under the next one, so that no seam shows.
            let height = (step * 2.0).min(bottom - y);
            self.rect(-2.0, y, WIDTH + 4.0, height, from.mix(to, along - index as f32));
        }
    }

    /// An upright rectangle.
    pub(super) fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        let path = Rect::from_xywh(x, y, width, height).map(PathBuilder::from_rect);
        self.fill(path, Shader::SolidColor(ink.color()));
    }

    /// A rectangle with round corners.
    pub(super) fn pill(&mut self, corner: Spot, size: Spot, radius: f32, ink: Ink) {
        self.shape(ink, |path| rounded(path, corner, size, radius));
    }

    /// A disc.
    pub(super) fn disc(&mut self, center: Spot, radius: f32, ink: Ink) {
        self.oval(center, (radius, radius), ink);
    }

    /// An upright oval.
    pub(super) fn oval(&mut self, center: Spot, radii: Spot, ink: Ink) {
        self.shape(ink, |path| oval(path, center, radii));
    }

    /// A closed shape with straight sides.
    pub(super) fn polygon(&mut self, corners: &[Spot], ink: Ink) {
        self.shape(ink, |path| outline(path, corners));
    }

    /// Any closed shape, in one ink.
    pub(super) fn shape(&mut self, ink: Ink, draw: impl FnOnce(&mut PathBuilder)) {
        self.fill(built(draw), Shader::SolidColor(ink.color()));
    }

    /// Any closed shape, fading from one ink to another between two spots.
    pub(super) fn shaded(
        &mut self,
        (from, first): (Spot, Ink),
        (to, last): (Spot, Ink),
        draw: impl FnOnce(&mut PathBuilder),
    ) {
        let shader = LinearGradient::new(
            Point::from_xy(from.0, from.1),
            Point::from_xy(to.0, to.1),
            stops(first, last),
            SpreadMode::Pad,
            Transform::identity(),
        );
        self.fill(built(draw), shader.unwrap_or(Shader::SolidColor(first.color())));
    }

    /// Light that fades from the middle to nothing.
    pub(super) fn glow(&mut self, center: Spot, radius: f32, ink: Ink) {
        let middle = Point::from_xy(center.0, center.1);
        let shader = RadialGradient::new(
            middle,
            0.0,
            middle,
            radius,
            stops(ink, ink.faded(0.0)),
            SpreadMode::Pad,
            Transform::identity(),
        );
        if let Some(shader) = shader {
            self.fill(PathBuilder::from_circle(center.0, center.1, radius), shader);
        }
    }

    /// A line along any path, with round ends.
    pub(super) fn stroke(&mut self, width: f32, ink: Ink, draw: impl FnOnce(&mut PathBuilder)) {
        self.trace(built(draw), width, Shader::SolidColor(ink.color()));
    }

    /// A straight line with round ends.
    pub(super) fn line(&mut self, from: Spot, to: Spot, width: f32, ink: Ink) {
        self.stroke(width, ink, |path| {
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
        });
    }

    /// Specks of light and dark over everything, as on rough paper.
    pub(super) fn grain(&mut self, dice: &Dice, light: Ink, dark: Ink) {
        for (ink, opacity) in [(light, 0.10), (dark, 0.07)] {
            self.shape(ink.faded(opacity), |path| {
                for _ in 0..700 {
                    let (x, y) = (dice.between(0.0, WIDTH), dice.between(0.0, HEIGHT));
                    let size = dice.between(1.6, 3.6);
                    outline(path, &[(x, y), (x + size, y + size * 0.4), (x, y + size)]);
                }
            });
        }
    }
}

fn stops(first: Ink, last: Ink) -> Vec<GradientStop> {
    vec![GradientStop::new(0.0, first.color()), GradientStop::new(1.0, last.color())]
}
