//! What is on the heads of `portrait`, behind and over the face; `headwear` draws what is not hair.
//!
//! `portrait` calls it twice; `people` says who has which.

use super::canvas::Canvas;
use super::dice::around;
use super::headwear::{fila, head_tie, kufi, veil};
use super::ink::Ink;
use super::people::Look;
use super::portrait::face;

/// What a person wears or grows on the head.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hair {
    /// A wide round afro.
    Afro,
    /// Hair drawn up into a bun.
    Bun,
    /// Long braids.
    Braids,
    /// Straight hair to the chin.
    Bob,
    /// Short all over.
    Crop,
    /// A gele, the high folded head tie.
    HeadTie,
    /// A veil around face and shoulders.
    Veil,
    /// Shaved sides.
    Fade,
    /// Wavy hair combed aside.
    Waves,
    /// None.
    Bald,
    /// The soft Yoruba cap.
    Fila,
    /// The stiff embroidered cap.
    Kufi,
}

impl Hair {
    /// Every kind.
    pub(super) const ALL: [Hair; 12] = [
        Hair::Afro,
        Hair::Bun,
        Hair::Braids,
        Hair::Bob,
        Hair::Crop,
        Hair::HeadTie,
        Hair::Veil,
        Hair::Fade,
        Hair::Waves,
        Hair::Bald,
        Hair::Fila,
        Hair::Kufi,
    ];

    /// Whether a beard may go with it.
    pub(super) fn goes_with_beard(self) -> bool {
        matches!(self, Hair::Fade | Hair::Waves | Hair::Bald | Hair::Fila | Hair::Kufi)
    }
}

/// Draws what lies behind the head and the shoulders.
pub(super) fn behind(c: &mut Canvas, look: &Look) {
    let ink = look.hair_ink;
    match look.hair {
        Hair::Afro => {
            for step in 0..14 {
                c.disc(around((200.0, 138.0), (84.0, 76.0), step as f32 / 14.0), 36.0, ink);
            }
            c.oval((200.0, 138.0), (96.0, 88.0), ink);
        }
        Hair::Bun => {
            c.disc((200.0, 62.0), 40.0, ink);
            c.disc((190.0, 52.0), 14.0, ink.lighter(0.12));
        }
        Hair::Braids => braids(c, look),
        Hair::Bob => c.pill((122.0, 84.0), (156.0, 176.0), 66.0, ink),
        Hair::Veil => c.shape(look.cloth.darker(0.18), |path| {
            path.move_to(112.0, 180.0);
            path.cubic_to(104.0, 50.0, 296.0, 50.0, 288.0, 180.0);
            path.quad_to(292.0, 270.0, 330.0, 330.0);
            path.line_to(70.0, 330.0);
            path.quad_to(108.0, 270.0, 112.0, 180.0);
            path.close();
        }),
        _ => {}
    }
}

fn braids(c: &mut Canvas, look: &Look) {
    for (strand, x) in [126.0, 146.0, 254.0, 274.0].into_iter().enumerate() {
        for knot in 0..11 {
            let y = 130.0 + 20.0 * knot as f32;
            let shade = if (knot + strand) % 2 == 0 { 0.0 } else { 0.1 };
            c.oval((x, y), (14.0, 15.0), look.hair_ink.lighter(shade));
        }
        c.disc((x, 344.0), 9.0, look.trim);
    }
}

/// Draws what lies over the forehead.
pub(super) fn over(c: &mut Canvas, look: &Look) {
    let ink = look.hair_ink;
    match look.hair {
        Hair::Afro => c.inside(face, |c| c.oval((200.0, 84.0), (78.0, 48.0), ink)),
        Hair::Bun => cap_of_hair(c, ink, 132.0),
        Hair::Braids => {
            cap_of_hair(c, ink, 126.0);
            c.stroke(3.0, look.skin.mix(ink, 0.4), |path| {
                for x in [-44.0, -22.0, 0.0, 22.0, 44.0] {
                    path.move_to(200.0 + x, 128.0 - x.abs() * 0.1);
                    path.quad_to(200.0 + x * 0.9, 104.0, 200.0 + x * 0.5, 92.0);
                }
            });
        }
        Hair::Bob => fringe(c, ink),
        Hair::Crop => crop(c, ink),
        Hair::HeadTie => head_tie(c, look),
        Hair::Veil => veil(c, look),
        Hair::Fade => fade(c, look),
        Hair::Waves => waves(c, ink),
        Hair::Bald => c.oval((184.0, 116.0), (22.0, 10.0), Ink::hex(0xffffff).faded(0.16)),
        Hair::Fila => fila(c, look),
        Hair::Kufi => kufi(c, look),
    }
}

/// Hair that lies close, down to a hairline at a height.
fn cap_of_hair(c: &mut Canvas, ink: Ink, line: f32) {
    c.shape(ink, |path| {
        path.move_to(136.0, 168.0);
        path.cubic_to(130.0, 66.0, 270.0, 66.0, 264.0, 168.0);
        path.quad_to(256.0, line, 200.0, line - 6.0);
        path.quad_to(144.0, line, 136.0, 168.0);
        path.close();
    });
}

fn fringe(c: &mut Canvas, ink: Ink) {
    c.shape(ink, |path| {
        path.move_to(134.0, 190.0);
        path.cubic_to(126.0, 68.0, 274.0, 68.0, 266.0, 190.0);
        path.quad_to(262.0, 150.0, 250.0, 142.0);
        path.quad_to(200.0, 134.0, 150.0, 142.0);
        path.quad_to(138.0, 150.0, 134.0, 190.0);
        path.close();
    });
    c.stroke(4.0, ink.lighter(0.2), |path| {
        path.move_to(160.0, 104.0);
        path.quad_to(196.0, 88.0, 236.0, 102.0);
    });
}

fn crop(c: &mut Canvas, ink: Ink) {
    c.shape(ink, |path| {
        for step in 0..=9 {
            let at = around((200.0, 148.0), (62.0, 56.0), 0.5 + step as f32 / 18.0);
            path.push_circle(at.0, at.1, 17.0);
        }
    });
    cap_of_hair(c, ink, 128.0);
}

fn fade(c: &mut Canvas, look: &Look) {
    let stubble = look.hair_ink.mix(look.skin, 0.5);
    c.inside(face, |c| {
        for x in [130.0, 248.0] {
            c.rect(x, 96.0, 22.0, 66.0, stubble);
        }
        c.rect(130.0, 80.0, 140.0, 36.0, stubble);
    });
    c.shape(look.hair_ink, |path| {
        path.move_to(150.0, 124.0);
        path.cubic_to(148.0, 70.0, 252.0, 70.0, 250.0, 124.0);
        path.quad_to(200.0, 112.0, 150.0, 124.0);
        path.close();
    });
}

fn waves(c: &mut Canvas, ink: Ink) {
    c.shape(ink, |path| {
        path.move_to(134.0, 172.0);
        path.cubic_to(122.0, 90.0, 168.0, 66.0, 214.0, 74.0);
        path.cubic_to(262.0, 76.0, 280.0, 116.0, 266.0, 172.0);
        path.quad_to(258.0, 134.0, 236.0, 124.0);
        path.quad_to(196.0, 138.0, 162.0, 120.0);
        path.quad_to(144.0, 138.0, 134.0, 172.0);
        path.close();
    });
    c.stroke(4.0, ink.lighter(0.22), |path| {
        for (x, y) in [(168.0, 98.0), (196.0, 90.0)] {
            path.move_to(x, y);
            path.quad_to(x + 22.0, y - 6.0, x + 42.0, y + 8.0);
        }
    });
}
