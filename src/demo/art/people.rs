//! Who looks how: the demo's twelve authors, and strangers as the dice fall.
//!
//! `portrait` asks here and draws.

use super::dice::Dice;
use super::dress::Dress;
use super::hair::Hair;
use super::ink::Ink;

/// What a person looks like.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// The skin's colour.
    pub(super) skin: Ink,
    /// The hair's colour.
    pub(super) hair_ink: Ink,
    /// What is on the head.
    pub(super) hair: Hair,
    /// What is worn.
    pub(super) dress: Dress,
    /// The colour of the clothes.
    pub(super) cloth: Ink,
    /// The colour of what goes with them: head tie, collar, earrings.
    pub(super) trim: Ink,
    /// The wall behind.
    pub(super) wall: Ink,
    /// Whether there is a beard.
    pub(super) beard: bool,
    /// Whether there are spectacles.
    pub(super) glasses: bool,
    /// Whether there are earrings.
    pub(super) earrings: bool,
}

const EBONY: Ink = Ink::hex(0x4f2f1e);
const UMBER: Ink = Ink::hex(0x6f4429);
const COCOA: Ink = Ink::hex(0x85522f);
const BRONZE: Ink = Ink::hex(0xa76b3f);
const SAND: Ink = Ink::hex(0xd59f72);
const IVORY: Ink = Ink::hex(0xf0c9a0);
const BLACK: Ink = Ink::hex(0x1d1a20);
const GREY: Ink = Ink::hex(0xb9b4b0);

/// Seed, skin, hair, dress, then the colours of cloth, trim and wall, then beard, glasses, rings.
type Person = (&'static str, Ink, Hair, Dress, [u32; 3], [bool; 3]);

const CAST: [Person; 12] = [
    ("ada-okoye", UMBER, Hair::Bun, Dress::Blouse, [0xe2654a, 0xf2b450, 0x8fc4bb], [false, false, true]),
    ("femi-adeyinka", EBONY, Hair::Fila, Dress::Robe, [0x28536b, 0xf2c36b, 0xf0c9a8], [true, false, false]),
    ("zainab-garba", BRONZE, Hair::Veil, Dress::Plain, [0x6c4f77, 0xf3e3cf, 0xf5c77e], [false, false, false]),
    ("chidi-umeh", COCOA, Hair::Fade, Dress::Scarf, [0x2f4858, 0xd9573c, 0x9fc7a5], [false, false, false]),
    ("ronke-salako", UMBER, Hair::HeadTie, Dress::Blouse, [0xf3efe4, 0x2e8b9a, 0xf3b7a0], [false, false, true]),
    ("musa-danladi", COCOA, Hair::Kufi, Dress::Robe, [0xf2ead8, 0x4d7c6f, 0x7fa8c4], [true, true, false]),
    ("ebun-laniyan", EBONY, Hair::Afro, Dress::Plain, [0xf0a93c, 0xd9573c, 0x6f6aa8], [false, false, true]),
    ("ifeoma-nnadi", BRONZE, Hair::Braids, Dress::Jacket, [0x1f5a6e, 0xf4efe2, 0xf2d9a2], [false, false, false]),
    ("omar-khalil", SAND, Hair::Waves, Dress::Jacket, [0x4a4e69, 0xf4efe2, 0xc9b79c], [true, false, false]),
    ("li-wen", IVORY, Hair::Bob, Dress::Shirt, [0x3f8c98, 0xfff6e6, 0xe8a598], [false, true, false]),
    ("segun-morakinyo", UMBER, Hair::Bald, Dress::Shirt, [0x3c3f4a, 0xe9b03f, 0xb7c9b0], [true, false, false]),
    ("grace-ekpenyong", COCOA, Hair::Crop, Dress::Jacket, [0x9d3b4a, 0xf7e7d3, 0xa9c4d4], [false, true, true]),
];

/// How the person of a seed looks; `d` throws the strangers.
pub(super) fn look_of(seed: &str, d: &Dice) -> Look {
    match CAST.iter().find(|person| person.0 == seed) {
        Some(&(name, skin, hair, dress, [cloth, trim, wall], [beard, glasses, earrings])) => Look {
            skin,
            hair_ink: if name == "grace-ekpenyong" { GREY } else { BLACK },
            hair,
            dress,
            cloth: Ink::hex(cloth),
            trim: Ink::hex(trim),
            wall: Ink::hex(wall),
            beard,
            glasses,
            earrings,
        },
        None => thrown_look(d),
    }
}

fn thrown_look(d: &Dice) -> Look {
    let [cloth, trim, wall] = d.pick([
        [0xe2654a, 0xf2b450, 0x8fc4bb],
        [0x28536b, 0xf2c36b, 0xf0c9a8],
        [0x6c4f77, 0xf3e3cf, 0xf5c77e],
        [0x2e8b9a, 0xf3efe4, 0xf3b7a0],
        [0x3f6f52, 0xf2c36b, 0xe9d8b8],
        [0xf2ead8, 0xd9573c, 0x7fa8c4],
        [0x9d3b4a, 0xf7e7d3, 0xa9c4d4],
        [0xf0a93c, 0x28536b, 0x6f6aa8],
    ]);
    let hair = d.pick(Hair::ALL);
    Look {
        skin: d.pick([EBONY, UMBER, COCOA, BRONZE, UMBER, SAND]),
        hair_ink: if d.chance(0.2) { GREY } else { BLACK },
        hair,
        dress: if hair == Hair::Veil {
            Dress::Plain
        } else {
            d.pick([Dress::Blouse, Dress::Robe, Dress::Plain, Dress::Jacket, Dress::Shirt, Dress::Scarf])
        },
        cloth: Ink::hex(cloth),
        trim: Ink::hex(trim),
        wall: Ink::hex(wall),
        beard: hair.goes_with_beard() && d.chance(0.6),
        glasses: d.chance(0.3),
        earrings: !hair.goes_with_beard() && hair != Hair::Veil && d.chance(0.6),
    }
}
