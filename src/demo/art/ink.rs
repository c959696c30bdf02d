//! Colours and the paper's palettes: few inks that go well together, each with a task in a picture.
//!
//! Scenes ask a palette for an ink by its task, never for a colour, so that any palette fits.

use super::dice::Dice;
use tiny_skia::Color;

/// A colour to draw with, opaque unless [`Ink::faded`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ink {
    red: u8,
    green: u8,
    blue: u8,
    alpha: u8,
}

impl Ink {
    /// The opaque colour `0xRRGGBB`.
    pub(super) const fn hex(code: u32) -> Ink {
        let [_, red, green, blue] = code.to_be_bytes();
        Ink { red, green, blue, alpha: 255 }
    }

    /// This colour with a share (0 to 1) of another one mixed in.
    pub(super) fn mix(self, other: Ink, share: f32) -> Ink {
        let blend = |from: u8, to: u8| {
            let value = f32::from(from) + (f32::from(to) - f32::from(from)) * share;
            (value + 0.5) as u8
        };
        Ink {
            red: blend(self.red, other.red),
            green: blend(self.green, other.green),
            blue: blend(self.blue, other.blue),
            alpha: blend(self.alpha, other.alpha),
        }
    }

    /// Lighter by a share, towards a warm white.
    pub(super) fn lighter(self, share: f32) -> Ink {
        self.mix(Ink::hex(0xfffaf0), share)
    }

    /// Darker by a share, towards a blue black.
    pub(super) fn darker(self, share: f32) -> Ink {
        self.mix(Ink::hex(0x0b1020), share)
    }

    /// See-through: 0 is nothing, 1 opaque.
    pub(super) fn faded(self, opacity: f32) -> Ink {
        Ink { alpha: (opacity.clamp(0.0, 1.0) * 255.0 + 0.5) as u8, ..self }
    }

    /// As tiny-skia wants it.
    pub(super) fn color(self) -> Color {
        Color::from_rgba8(self.red, self.green, self.blue, self.alpha)
    }
}

/// The inks of one picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    /// The sky from the top over the middle down to the horizon.
    pub(super) sky: [Ink; 3],
    /// The sun, or the moon.
    pub(super) sun: Ink,
    /// What stands far away, hardly darker than the horizon.
    pub(super) far: Ink,
    /// What stands between.
    pub(super) mid: Ink,
    /// What stands near, dark.
    pub(super) near: Ink,
    /// The darkest ink.
    pub(super) ink: Ink,
    /// The lightest one.
    pub(super) paper: Ink,
    /// The warm accent.
    pub(super) warm: Ink,
    /// The cool accent.
    pub(super) cool: Ink,
    /// The golden accent, for lamps and small things.
    pub(super) gold: Ink,
    /// Whether it is dark enough for lamps and stars.
    pub(super) night: bool,
}

impl Palette {
    /// The palette of a seed.
    pub(super) fn throw(dice: &Dice) -> Palette {
        dice.pick(PALETTES)
    }

    /// One of the dark palettes, for scenes that live by their lamps.
    pub(super) fn throw_night(dice: &Dice) -> Palette {
        let nights = [PALETTES[7], PALETTES[8], PALETTES[9], PALETTES[10]];
        dice.pick(nights)
    }

    /// Bright fills that stand side by side: stripes, containers, shirts.
    pub(super) fn brights(&self) -> [Ink; 5] {
        [self.warm, self.cool, self.gold, self.paper, self.mid]
    }
}

/// The inks in the order of [`Palette`]'s fields.
const fn palette(sky: [u32; 3], planes: [u32; 4], inks: [u32; 5], night: bool) -> Palette {
    Palette {
        sky: [Ink::hex(sky[0]), Ink::hex(sky[1]), Ink::hex(sky[2])],
        sun: Ink::hex(planes[0]),
        far: Ink::hex(planes[1]),
        mid: Ink::hex(planes[2]),
        near: Ink::hex(planes[3]),
        ink: Ink::hex(inks[0]),
        paper: Ink::hex(inks[1]),
        warm: Ink::hex(inks[2]),
        cool: Ink::hex(inks[3]),
        gold: Ink::hex(inks[4]),
        night,
    }
}

const PALETTES: [Palette; 11] = [
    // Dawn: slate over coral over peach.
    palette(
        [0x48607f, 0xd99a86, 0xf9dcb4],
        [0xfff0cf, 0xb48f8c, 0x5d5a78, 0x2f3553],
        [0x1b2138, 0xfff4e2, 0xe2654a, 0x3f8c98, 0xf2b450],
        false,
    ),
    // Noon: clear and cool.
    palette(
        [0x5fb4c8, 0xa5d9d8, 0xf1f0d8],
        [0xfffae6, 0x8fc4bb, 0x3f8f8d, 0x1d5a64],
        [0x12343d, 0xfffbef, 0xf0764a, 0x2b7da0, 0xf6c04f],
        false,
    ),
    // Harmattan: dust in the air.
    palette(
        [0xcf9762, 0xe8bf8a, 0xf8e2bd],
        [0xfff8e6, 0xcfa374, 0x966547, 0x5a3b2d],
        [0x33211b, 0xfff7e8, 0xc5472f, 0x3b7a77, 0xe9a63c],
        false,
    ),
    // The rains: slate and one yellow.
    palette(
        [0x596b79, 0x8ca0a9, 0xc8d3d0],
        [0xf1f3ea, 0x92a5aa, 0x57717b, 0x32464e],
        [0x1a282e, 0xf5f6f0, 0xd9603f, 0x357f94, 0xe9b03f],
        false,
    ),
    // Green morning.
    palette(
        [0x4f9a86, 0xa3cda5, 0xf5ebc0],
        [0xfff8d6, 0x8fbb98, 0x3f7f68, 0x1e5047],
        [0x0f2f2c, 0xfffaea, 0xe8703d, 0x28839a, 0xf3bb4b],
        false,
    ),
    // Rose: late afternoon.
    palette(
        [0xd3818c, 0xf0b3a2, 0xfce6cc],
        [0xfff4e2, 0xcf8f99, 0x8d5c7d, 0x4c3a5f],
        [0x2a2140, 0xfff6ec, 0xdd4c4d, 0x3a8aa0, 0xf4b25a],
        false,
    ),
    // Lagoon: teal under ochre light.
    palette(
        [0x1f6675, 0x5aa5a2, 0xf4cf8d],
        [0xffefc9, 0x6aa39c, 0x28757d, 0x10454f],
        [0x08292f, 0xfff6e1, 0xec6a4b, 0x2f95a5, 0xf5b94b],
        false,
    ),
    // Dusk: purple over orange.
    palette(
        [0x3b2b5e, 0xab4a70, 0xf58f60],
        [0xffd79a, 0x8c4472, 0x4f2b5b, 0x2b1b41],
        [0x190f29, 0xffebd6, 0xff7a55, 0x4f8dbb, 0xffc061],
        true,
    ),
    // Night: blue and lamp yellow.
    palette(
        [0x0f1d37, 0x1d3a5f, 0x437592],
        [0xf5edcf, 0x2b5273, 0x1a3553, 0x0f223b],
        [0x081324, 0xf3ecda, 0xf0764f, 0x4fb0b8, 0xf8c466],
        true,
    ),
    // Indigo evening.
    palette(
        [0x232c5f, 0x565396, 0xd097a2],
        [0xffe6c8, 0x6a639d, 0x3b3f78, 0x212750],
        [0x12173b, 0xfcf1e4, 0xff8559, 0x54aeb2, 0xffc566],
        true,
    ),
    // After the rain: bottle green and amber.
    palette(
        [0x0d2d33, 0x1c5556, 0x6f9a7c],
        [0xf8e7b4, 0x2f6b67, 0x174649, 0x0c2c31],
        [0x071d22, 0xf6efdc, 0xee7b4a, 0x4fb39d, 0xf6bd55],
        true,
    ),
];
