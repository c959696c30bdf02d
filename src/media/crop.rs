//! Which part of a picture is shown and how wide: ratios, crop rectangles and rendition widths.
//!
//! Pure arithmetic on sizes; `render` carries it out.

/// The widths, in pixels, that every picture is offered in as far as it has them.
pub const WIDTHS: [u32; 5] = [320, 480, 768, 1200, 1600];

/// The widest original that is still offered at its own width, in pixels.
pub const WIDEST_ORIGINAL: u32 = 2400;

/// The widths to offer for an original of this width: ascending, distinct and never empty, none
/// beyond the original (0 counts as 1).
pub fn widths_for(original_width: u32) -> Vec<u32> {
    let original = original_width.max(1);
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|&width| width < original).collect();
    if original <= WIDEST_ORIGINAL {
        widths.push(original);
    }
    widths
}

/// The fixed shapes a picture is cut to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ratio {
    /// 16 to 9, for covers and previews.
    Wide,
    /// 4 to 3, for lists.
    Classic,
    /// 1 to 1, for portraits.
    Square,
}

impl Ratio {
    /// Every ratio, the widest first.
    pub const ALL: [Ratio; 3] = [Ratio::Wide, Ratio::Classic, Ratio::Square];

    /// The name in addresses and answers: `16x9`, `4x3` or `1x1`.
    pub fn name(self) -> &'static str {
        match self {
            Ratio::Wide => "16x9",
            Ratio::Classic => "4x3",
            Ratio::Square => "1x1",
        }
    }

    /// The ratio of exactly that name.
    pub fn parse(name: &str) -> Option<Ratio> {
        Ratio::ALL.into_iter().find(|ratio| ratio.name() == name)
    }

    /// The height in pixels that belongs to a width, rounded, at least 1.
    pub fn height_for(self, width: u32) -> u32 {
        let (across, down) = self.sides();
        rounded_share(width, down, across)
    }

    fn width_for(self, height: u32) -> u32 {
        let (across, down) = self.sides();
        rounded_share(height, across, down)
    }

    fn sides(self) -> (u32, u32) {
        match self {
            Ratio::Wide => (16, 9),
            Ratio::Classic => (4, 3),
            Ratio::Square => (1, 1),
        }
    }
}

/// `length * part / whole`, rounded to the nearest and at least 1.
pub(super) fn rounded_share(length: u32, part: u32, whole: u32) -> u32 {
    let whole = u64::from(whole.max(1));
    let share = (u64::from(length) * u64::from(part) + whole / 2) / whole;
    u32::try_from(share).unwrap_or(u32::MAX).max(1)
}

/// A rectangle inside a picture, in pixels from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CropRect {
    /// Pixels left of the rectangle.
    pub x: u32,
    /// Pixels above the rectangle.
    pub y: u32,
    /// Its width, at least 1.
    pub width: u32,
    /// Its height, at least 1.
    pub height: u32,
}

/// The largest rectangle of a ratio inside a picture of `width` by `height` pixels, centred on the
/// focal point as far as the edges allow.
///
/// The focal point is given in shares of the width and the height, `(0.5, 0.5)` being the middle;
/// shares outside of 0 to 1 are pulled in, and what is not a number counts as the middle. Sides of
/// zero count as 1. The ratio is kept to the nearest pixel.
pub fn crop_rect(width: u32, height: u32, ratio: Ratio, focal: (f32, f32)) -> CropRect {
    let (width, height) = (width.max(1), height.max(1));
    let wanted = ratio.height_for(width);
    let (across, down) = if wanted <= height { (width, wanted) } else { (ratio.width_for(height).min(width), height) };
    CropRect {
        x: start_around(focal.0, width, across),
        y: start_around(focal.1, height, down),
        width: across,
        height: down,
    }
}

/// Where a stretch of `part` pixels begins so that it lies around a point, inside `whole` pixels.
fn start_around(point: f32, whole: u32, part: u32) -> u32 {
    let share = if point.is_nan() { 0.5 } else { point.clamp(0.0, 1.0) };
    let start = f64::from(share) * f64::from(whole) - f64::from(part) / 2.0;
    // `as` saturates, so a start left of the edge becomes 0.
    (start.round() as u32).min(whole - part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_never_exceed_the_original() {
        assert_eq!(widths_for(0), [1]);
        assert_eq!(widths_for(200), [200]);
        assert_eq!(widths_for(320), [320]);
        assert_eq!(widths_for(1000), [320, 480, 768, 1000]);
        assert_eq!(widths_for(1600), [320, 480, 768, 1200, 1600]);
        assert_eq!(widths_for(2400), [320, 480, 768, 1200, 1600, 2400]);
        assert_eq!(widths_for(6000), [320, 480, 768, 1200, 1600]);
    }

    #[test]
    fn ratio_names_go_both_ways() {
        for ratio in Ratio::ALL {
            assert_eq!(Ratio::parse(ratio.name()), Some(ratio));
        }
        assert_eq!(Ratio::parse("16X9"), None);
        assert_eq!(Ratio::Wide.height_for(320), 180);
        assert_eq!(Ratio::Classic.height_for(320), 240);
    }

    #[test]
    fn crops_follow_the_focal_point_up_to_the_edges() {
        let square = |focal| crop_rect(1600, 900, Ratio::Square, focal);
        assert_eq!((square((0.5, 0.5)).x, square((0.5, 0.5)).width), (350, 900));
        assert_eq!(square((0.0, 0.0)).x, 0);
        assert_eq!(square((1.0, 1.0)).x, 700);
        assert_eq!(square((-9.0, 0.5)).x, 0);
        assert_eq!(square((f32::INFINITY, 0.5)).x, 700);
        assert_eq!(square((f32::NAN, f32::NAN)).x, 350);
        assert_eq!(crop_rect(1600, 900, Ratio::Wide, (0.1, 0.9)).x, 0);
        assert_eq!(crop_rect(900, 1600, Ratio::Wide, (0.5, 0.25)).y, 147);
    }

    #[test]
    fn crops_stay_inside_and_keep_their_ratio() {
        for (width, height) in [(1600, 900), (901, 1603), (333, 333), (7, 5000), (1, 1), (0, 9)] {
            for ratio in Ratio::ALL {
                let found = crop_rect(width, height, ratio, (0.8, 0.3));
                assert!(found.x + found.width <= width.max(1));
                assert!(found.y + found.height <= height.max(1));
                let (across, down) = ratio.sides();
                let off = f64::from(found.width * down) / f64::from(found.height * across) - 1.0;
                assert!(found.height < 100 || off.abs() < 0.005, "{found:?} is off by {off}");
            }
        }
    }
}
