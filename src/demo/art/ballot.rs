//! Ballot papers on their way into the box, for elections.
//!
//! The rays behind the box are those of `scales`.

use super::canvas::{Canvas, HEIGHT, Spot};
use super::dice::{Dice, around};
use super::ink::{Ink, Palette};
use super::scales::sunburst;
use super::shapes::{block, oval};

/// Ballot papers on their way into the box.
pub(super) fn ballot(c: &mut Canvas, p: &Palette, d: &Dice) {
    let base = d.pick([p.cool, p.warm, p.mid, p.sky[1]]);
    c.fade(0.0, HEIGHT, &[base.lighter(0.12), base, base.darker(0.22)]);
    let center = (d.between(620.0, 980.0), 560.0);
    sunburst(c, d, center, base.lighter(0.3).faded(0.24));
    let papers = d.count(6, 9);
    for paper in 0..papers {
        let turn = 0.56 + 0.38 * (paper as f32 + d.between(0.1, 0.9)) / papers as f32;
        let at = around(center, (d.between(430.0, 760.0), d.between(330.0, 500.0)), turn);
        ballot_paper(c, p, d, at, d.between(0.62, 0.95));
    }
    box_back(c, p, center);
    c.placed((center.0 - 10.0, center.1 - 60.0), 0.01, |c| {
        sheet_of_choices(c, p, (250.0, 300.0), 1);
    });
    ballot_box(c, p, center);
}

fn ballot_paper(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot, size: f32) {
    let turn = d.between(-0.12, 0.12);
    let choice = d.count(0, 2);
    c.placed((at.0 + 14.0, at.1 + 18.0), turn, |c| {
        let (width, height) = (230.0 * size, 280.0 * size);
        c.rect(-width / 2.0, -height / 2.0, width, height, p.ink.faded(0.16));
    });
    c.placed(at, turn, |c| sheet_of_choices(c, p, (230.0 * size, 280.0 * size), choice));
}

/// A ballot paper around the origin with a thumb print beside one of its three lines.
fn sheet_of_choices(c: &mut Canvas, p: &Palette, (width, height): Spot, choice: usize) {
    let (left, top) = (-width / 2.0, -height / 2.0);
    c.rect(left, top, width, height, p.paper);
    c.rect(left, top, width, height * 0.14, p.warm);
    for line in 0..3 {
        let y = top + height * (0.22 + 0.25 * line as f32);
        let side = height * 0.19;
        c.rect(left + width * 0.09, y, side, side, p.ink.faded(0.14));
        c.disc((left + width * 0.09 + side / 2.0, y + side / 2.0), side * 0.3, [p.cool, p.gold, p.mid][line]);
        c.rect(left + width * 0.4, y + side * 0.2, width * 0.26, height * 0.035, p.ink.faded(0.6));
        c.rect(left + width * 0.4, y + side * 0.58, width * 0.18, height * 0.03, p.ink.faded(0.3));
        let mark = (left + width * 0.82, y + side / 2.0);
        c.stroke(height * 0.012, p.ink.faded(0.7), |path| {
            block(path, (mark.0 - side * 0.45, y + side * 0.05), (side * 0.9, side * 0.9));
        });
        if line == choice {
            thumb_print(c, mark, side * 0.4);
        }
    }
}

fn thumb_print(c: &mut Canvas, at: Spot, size: f32) {
    let ink = Ink::hex(0x5a3d99);
    c.stroke(size * 0.15, ink, |path| {
        for ring in 1..4 {
            let reach = size * ring as f32 / 3.0;
            oval(path, at, (reach * 0.74, reach));
        }
    });
    c.disc(at, size * 0.16, ink);
}

fn box_back(c: &mut Canvas, p: &Palette, (x, y): Spot) {
    c.polygon(
        &[(x - 270.0, y + 26.0), (x + 270.0, y + 26.0), (x + 320.0, y + 96.0), (x - 320.0, y + 96.0)],
        p.paper.mix(p.cool, 0.3),
    );
    c.pill((x - 170.0, y + 44.0), (340.0, 26.0), 13.0, p.ink);
}

fn ballot_box(c: &mut Canvas, p: &Palette, (x, y): Spot) {
    let front = p.paper.mix(p.cool, 0.12);
    c.polygon(
        &[(x - 176.0, y + 60.0), (x + 176.0, y + 60.0), (x + 320.0, y + 96.0), (x - 320.0, y + 96.0)],
        p.paper.mix(p.cool, 0.3),
    );
    c.rect(x - 320.0, y + 94.0, 640.0, 330.0, front);
    c.rect(x + 190.0, y + 94.0, 130.0, 330.0, p.ink.faded(0.08));
    c.rect(x - 320.0, y + 94.0, 640.0, 20.0, p.ink.faded(0.14));
    c.disc((x, y + 240.0), 92.0, p.warm);
    c.stroke(22.0, p.paper, |path| {
        path.move_to(x - 42.0, y + 242.0);
        path.line_to(x - 10.0, y + 274.0);
        path.line_to(x + 46.0, y + 208.0);
    });
}
