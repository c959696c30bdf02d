//! Chance that falls the same way everywhere: numbers that follow from the hash of a seed, and the
//! few curves that the platform's own mathematics would round differently.

use std::cell::Cell;

/// A never-ending row of numbers that depends on nothing but its seed.
///
/// Throwing takes no `&mut`, so that a throw can stand among the arguments of a call that throws.
pub(super) struct Dice {
    state: Cell<u64>,
}

impl Dice {
    /// The dice of a seed; `purpose` keeps apart what is thrown for different pictures.
    pub(super) fn new(purpose: &str, seed: &str) -> Dice {
        let hash = blake3::hash(format!("{purpose}/{seed}").as_bytes());
        let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
        Dice { state: Cell::new(u64::from_le_bytes([a, b, c, d, e, f, g, h])) }
    }

    /// The next number of SplitMix64, which is small and good enough for pictures.
    fn next(&self) -> u32 {
        let state = self.state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.state.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed >> 32) as u32
    }

    /// A number from 0 up to, not including, 1.
    pub(super) fn share(&self) -> f32 {
        // 24 bits are what an f32 holds exactly.
        (self.next() >> 8) as f32 / 16_777_216.0
    }

    /// A number from `low` up to, not including, `high`.
    pub(super) fn between(&self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.share()
    }

    /// A count from `low` to `high`, both included; `low` when `high` is below it.
    pub(super) fn count(&self, low: usize, high: usize) -> usize {
        let span = high.saturating_sub(low) as u64 + 1;
        low + ((u64::from(self.next()) * span) >> 32) as usize
    }

    /// True in this share of the throws.
    pub(super) fn chance(&self, share: f32) -> bool {
        self.share() < share
    }

    /// One of several.
    pub(super) fn pick<T: Copy, const N: usize>(&self, from: [T; N]) -> T {
        const { assert!(N > 0) };
        from[self.count(0, N - 1)]
    }

    /// Brings several into another order.
    pub(super) fn shuffle<T>(&self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.count(0, last));
        }
    }
}

/// The sine of an angle in turns (1.0 is a full circle), within a thousandth.
///
/// Two parabolas: `f32::sin` is not rounded alike by every system's mathematics library.
pub(super) fn sine(turns: f32) -> f32 {
    let turn = turns - turns.floor();
    let (half, sign) = if turn < 0.5 { (turn, 1.0) } else { (turn - 0.5, -1.0) };
    let arch = 16.0 * half * (0.5 - half);
    sign * arch * (0.775 + 0.225 * arch)
}

/// The cosine of an angle in turns, as exact as [`sine`].
pub(super) fn cosine(turns: f32) -> f32 {
    sine(turns + 0.25)
}

/// The point on an oval at an angle in turns, clockwise from the right.
pub(super) fn around(center: (f32, f32), radii: (f32, f32), turns: f32) -> (f32, f32) {
    (center.0 + radii.0 * cosine(turns), center.1 + radii.1 * sine(turns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throw = |seed: &str| {
            let dice = Dice::new("test", seed);
            (0..9).map(|_| dice.count(0, 99)).collect::<Vec<_>>()
        };
        assert_eq!(throw("a"), throw("a"));
        assert_ne!(throw("a"), throw("b"));
    }

    #[test]
    fn throws_stay_in_bounds() {
        let dice = Dice::new("test", "bounds");
        for _ in 0..2000 {
            assert!((3..=5).contains(&dice.count(3, 5)));
            assert!((-2.0..2.0).contains(&dice.between(-2.0, 2.0)));
        }
        assert_eq!(dice.count(7, 2), 7);
    }

    #[test]
    fn the_sine_is_close_enough() {
        for step in -50..50 {
            let turns = step as f32 / 20.0;
            let exact = (turns * std::f32::consts::TAU).sin();
            assert!((sine(turns) - exact).abs() < 0.002);
        }
    }
}
