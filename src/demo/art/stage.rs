//! The record with its sound and the reel with its light, for film and music.
//!
//! The two halves of the section; the seed chooses.

use super::canvas::{Canvas, HEIGHT, Spot};
use super::dice::{Dice, around, sine};
use super::ink::{Ink, Palette};
use super::shapes::rounded;

/// The record with its sound, or the reel with its light.
pub(super) fn stage(c: &mut Canvas, p: &Palette, d: &Dice) {
    if d.chance(0.5) {
        record(c, p, d);
    } else {
        reel(c, p, d);
    }
}

fn record(c: &mut Canvas, p: &Palette, d: &Dice) {
    let base = d.pick([p.warm, p.cool, p.sky[1], p.gold, p.mid]);
    c.fade(0.0, HEIGHT, &[base.lighter(0.14), base, base.darker(0.2)]);
    let at = (d.between(470.0, 620.0), 450.0);
    sound_bars(c, p, d);
    c.disc((at.0 + 20.0, at.1 + 26.0), 370.0, p.ink.faded(0.25));
    c.disc(at, 370.0, p.ink);
    c.stroke(3.0, p.paper.faded(0.14), |path| {
        for groove in 0..9 {
            path.push_circle(at.0, at.1, 170.0 + 22.0 * groove as f32);
        }
    });
    for turn in [0.58, 0.08] {
        let corners = [
            at,
            around(at, (366.0, 366.0), turn),
            around(at, (366.0, 366.0), turn + 0.035),
            around(at, (366.0, 366.0), turn + 0.07),
        ];
        c.polygon(&corners, p.paper.faded(0.13));
    }
    let label = if base == p.warm { p.gold } else { p.warm };
    c.disc(at, 138.0, label);
    c.disc(at, 92.0, label.darker(0.2));
    c.disc(at, 18.0, p.paper);
    tone_arm(c, p, at);
}

fn sound_bars(c: &mut Canvas, p: &Palette, d: &Dice) {
    let bars = 22;
    let beat = d.between(1.5, 3.5);
    for bar in 0..bars {
        let x = 120.0 + 66.0 * bar as f32;
        let swell = 0.55 + 0.45 * sine(beat * bar as f32 / bars as f32);
        let tall = 90.0 + 420.0 * swell * d.between(0.5, 1.0);
        let ink = [p.paper, p.gold, p.paper, p.near][bar % 4];
        c.pill((x, 450.0 - tall / 2.0), (34.0, tall), 17.0, ink.faded(0.85));
    }
}

fn tone_arm(c: &mut Canvas, p: &Palette, at: Spot) {
    let pivot = (at.0 + 480.0, at.1 - 320.0);
    c.disc(pivot, 62.0, p.near);
    c.stroke(18.0, p.paper, |path| {
        path.move_to(pivot.0, pivot.1);
        path.line_to(at.0 + 440.0, at.1 + 60.0);
        path.line_to(at.0 + 270.0, at.1 + 170.0);
    });
    c.disc(pivot, 30.0, p.paper.darker(0.15));
    c.placed((at.0 + 262.0, at.1 + 176.0), -0.09, |c| {
        c.pill((-44.0, -20.0), (70.0, 40.0), 8.0, p.ink.lighter(0.2));
    });
}

fn reel(c: &mut Canvas, p: &Palette, d: &Dice) {
    let p = &Palette { night: true, ..*p };
    c.fade(0.0, HEIGHT, &[p.ink, p.near, p.near.mix(p.mid, 0.5)]);
    let lens = (d.between(560.0, 680.0), d.between(470.0, 540.0));
    for (spread, opacity) in [(470.0, 0.2), (330.0, 0.25), (190.0, 0.25)] {
        c.polygon(&[lens, (1640.0, lens.1 - spread), (1640.0, lens.1 + spread)], p.sun.faded(opacity));
    }
    motes(c, p, d, lens);
    for (at, reach) in [((lens.0 - 330.0, lens.1 - 220.0), 185.0), ((lens.0 - 20.0, lens.1 - 270.0), 140.0)] {
        spool(c, p, d, at, reach);
    }
    c.pill((lens.0 - 400.0, lens.1 - 110.0), (350.0, 230.0), 28.0, p.warm);
    c.pill((lens.0 - 400.0, lens.1 + 62.0), (350.0, 58.0), 24.0, p.warm.darker(0.3));
    c.pill((lens.0 - 60.0, lens.1 - 58.0), (64.0, 116.0), 14.0, p.ink);
    c.pill((lens.0 - 10.0, lens.1 - 44.0), (26.0, 88.0), 10.0, p.gold);
    for leg in [-360.0, -130.0] {
        c.line((lens.0 - 230.0, lens.1 + 120.0), (lens.0 + leg, 920.0), 22.0, p.ink);
    }
    c.disc((lens.0 - 250.0, lens.1), 50.0, p.warm.darker(0.25));
    film_strip(c, p, d);
}

fn motes(c: &mut Canvas, p: &Palette, d: &Dice, lens: Spot) {
    c.shape(p.paper.faded(0.5), |path| {
        for _ in 0..60 {
            let along = d.between(0.15, 1.0);
            let y = lens.1 + d.between(-300.0, 300.0) * along;
            path.push_circle(lens.0 + 1000.0 * along, y, d.between(1.5, 5.0));
        }
    });
}

fn spool(c: &mut Canvas, p: &Palette, d: &Dice, at: Spot, reach: f32) {
    c.disc(at, reach, p.paper.mix(p.mid, 0.25));
    c.disc(at, reach * 0.93, p.paper.mix(p.mid, 0.1));
    let start = d.share();
    for hole in 0..5 {
        let spot = around(at, (reach * 0.56, reach * 0.56), start + hole as f32 / 5.0);
        c.disc(spot, reach * 0.24, p.near);
    }
    c.disc(at, reach * 0.16, p.near);
}

fn film_strip(c: &mut Canvas, p: &Palette, d: &Dice) {
    let y = 760.0;
    let tilt = d.between(-0.012, 0.004);
    c.placed((-40.0, y), tilt, |c| {
        c.rect(0.0, 0.0, 1720.0, 150.0, Ink::hex(0x0d0f16));
        c.shape(p.paper.faded(0.85), |path| {
            for hole in 0..44 {
                let x = 10.0 + 40.0 * hole as f32;
                rounded(path, (x, 9.0), (19.0, 15.0), 4.0);
                rounded(path, (x, 126.0), (19.0, 15.0), 4.0);
            }
        });
        for frame in 0..9 {
            let ink = p.brights()[frame % 5].mix(p.sky[frame % 3], 0.4);
            c.pill((14.0 + 192.0 * frame as f32, 33.0), (176.0, 84.0), 6.0, ink);
            let x = 14.0 + 192.0 * frame as f32;
            c.polygon(
                &[(x + 12.0, 117.0), (x + 70.0, 66.0), (x + 104.0, 96.0), (x + 130.0, 76.0), (x + 170.0, 117.0)],
                p.near,
            );
            c.disc((x + 130.0, 58.0), 11.0, p.sun);
        }
    });
}
