//! The world's coasts, roughly, and where they come to lie on a globe seen from afar.
//!
//! Plain numbers and a projection; `globe` draws them.

use super::dice::{cosine, sine};

/// A place on the earth: degrees east and degrees north.
pub(super) type Place = (f32, f32);

/// A globe seen from straight above one place.
pub(super) struct Globe {
    east: (f32, f32),
    north: (f32, f32),
}

impl Globe {
    /// The globe as seen from above a place.
    pub(super) fn above((east, north): Place) -> Globe {
        Globe { east: wave(east), north: wave(north) }
    }

    /// Where a place comes to lie: right, down and towards the eye, on a ball of radius 1.
    pub(super) fn locate(&self, (east, north): Place) -> [f32; 3] {
        let (sin_east, cos_east) = wave(east);
        let (sin_north, cos_north) = wave(north);
        // The meridian of the place, counted from the one in the middle.
        let sin = sin_east * self.east.1 - cos_east * self.east.0;
        let cos = cos_east * self.east.1 + sin_east * self.east.0;
        let (sin_tilt, cos_tilt) = self.north;
        [
            cos_north * sin,
            -(cos_tilt * sin_north - sin_tilt * cos_north * cos),
            sin_tilt * sin_north + cos_tilt * cos_north * cos,
        ]
    }

    /// Like [`Globe::locate`], but what lies behind the rim is pushed out onto it.
    pub(super) fn locate_before_rim(&self, place: Place) -> (f32, f32) {
        let [x, y, towards] = self.locate(place);
        if towards >= 0.0 {
            return (x, y);
        }
        let length = (x * x + y * y).sqrt().max(0.001);
        (x / length, y / length)
    }
}

fn wave(degrees: f32) -> (f32, f32) {
    (sine(degrees / 360.0), cosine(degrees / 360.0))
}

/// The outlines of the lands, each one closed.
pub(super) fn lands() -> impl Iterator<Item = Vec<Place>> {
    LANDS.into_iter().map(|coast| {
        let (places, _) = coast.as_chunks::<2>();
        places.iter().map(|&[east, north]| (east, north)).collect()
    })
}

// Degrees east and north in turn.

const LANDS: [&[f32]; 8] = [AFRICA, EURASIA, NORTH_AMERICA, SOUTH_AMERICA, AUSTRALIA, GREENLAND, MADAGASCAR, BRITAIN];

const AFRICA: &[f32] = &[
    -6.0, 36.0, 3.0, 37.0, 10.0, 37.0, 11.0, 33.5, 19.0, 30.5, 22.0, 33.0, 32.0, 31.5, 35.0, 27.0, 37.0, 20.0, 43.0,
    11.5, 51.5, 12.0, 48.0, 4.0, 40.0, -3.0, 40.0, -15.0, 35.0, -20.0, 33.0, -27.0, 27.0, -34.0, 18.5, -34.5, 15.0,
    -27.0, 12.0, -17.0, 13.5, -8.0, 9.0, 0.0, 9.5, 4.5, 4.5, 6.3, -4.0, 5.2, -8.0, 4.4, -13.5, 9.0, -17.5, 14.5, -16.5,
    21.0, -10.0, 30.0,
];

const EURASIA: &[f32] = &[
    -9.0, 37.0, -9.5, 43.0, -2.0, 43.5, -4.5, 48.5, 3.0, 51.0, 8.0, 54.0, 8.0, 57.0, 12.0, 55.0, 11.0, 59.0, 5.0, 60.0,
    6.0, 62.5, 14.0, 68.0, 25.0, 71.0, 40.0, 67.0, 45.0, 68.0, 60.0, 69.0, 68.0, 73.0, 80.0, 73.0, 105.0, 77.5, 115.0,
    74.0, 140.0, 72.5, 160.0, 70.0, 179.0, 69.0, 178.0, 64.0, 164.0, 60.0, 161.0, 55.0, 156.0, 52.0, 156.0, 58.0,
    150.0, 59.5, 136.0, 54.5, 141.0, 52.0, 138.0, 46.0, 130.0, 42.5, 129.5, 36.0, 126.5, 35.0, 125.0, 39.5, 118.5,
    39.0, 122.0, 36.0, 120.5, 32.0, 122.0, 29.0, 116.0, 23.0, 109.0, 21.0, 107.0, 17.0, 109.0, 12.0, 105.0, 9.0, 101.0,
    13.0, 100.0, 8.0, 104.0, 1.5, 100.5, 4.0, 98.0, 9.0, 97.0, 17.0, 91.5, 22.5, 86.0, 20.5, 80.0, 15.0, 79.5, 10.0,
    77.5, 8.0, 74.0, 15.0, 72.5, 20.5, 67.0, 25.0, 57.0, 26.5, 50.5, 29.5, 48.5, 29.0, 51.0, 25.0, 56.0, 25.5, 59.5,
    22.0, 54.0, 17.0, 45.0, 13.0, 42.5, 15.0, 38.5, 22.0, 34.5, 29.0, 35.5, 34.0, 36.0, 36.5, 28.0, 36.5, 26.5, 40.0,
    23.5, 38.0, 22.0, 37.0, 19.5, 41.5, 13.0, 45.5, 18.0, 40.0, 16.0, 38.0, 11.0, 43.0, 5.0, 43.3, 0.0, 39.5, -2.0,
    37.0,
];

const NORTH_AMERICA: &[f32] = &[
    -168.0, 66.0, -156.0, 71.0, -128.0, 70.0, -112.0, 68.0, -95.0, 70.0, -82.0, 68.0, -93.0, 60.0, -82.0, 55.0, -79.0,
    51.5, -77.0, 57.0, -75.0, 62.0, -64.0, 59.0, -56.0, 52.0, -66.0, 49.0, -64.0, 45.0, -70.0, 42.0, -75.5, 36.0,
    -81.0, 31.0, -80.0, 25.5, -83.0, 29.5, -90.0, 29.5, -97.0, 27.0, -97.0, 20.5, -91.0, 18.5, -87.0, 21.0, -88.5,
    16.0, -83.5, 14.5, -81.5, 9.0, -78.0, 8.5, -85.0, 10.5, -93.0, 15.0, -105.0, 20.0, -109.0, 26.0, -114.0, 31.0,
    -110.0, 23.5, -117.0, 33.0, -124.0, 40.0, -124.0, 48.0, -133.0, 56.5, -148.0, 60.5, -158.0, 57.0, -162.0, 60.0,
];

const SOUTH_AMERICA: &[f32] = &[
    -77.0, 8.0, -72.0, 12.0, -62.0, 10.5, -51.0, 4.5, -48.0, -0.5, -35.0, -6.0, -39.0, -14.0, -41.0, -22.0, -48.5,
    -27.0, -54.0, -34.0, -58.0, -38.0, -64.0, -41.0, -66.0, -47.0, -68.5, -53.0, -74.0, -51.0, -73.5, -40.0, -71.0,
    -28.0, -70.5, -18.0, -76.5, -13.0, -81.0, -5.0, -79.5, 1.0,
];

const AUSTRALIA: &[f32] = &[
    114.0, -22.0, 122.0, -18.0, 130.0, -12.0, 136.0, -12.0, 135.5, -15.5, 140.5, -17.5, 142.5, -11.0, 146.0, -19.0,
    153.0, -26.0, 150.0, -37.5, 141.0, -38.5, 135.0, -33.5, 124.0, -33.0, 115.0, -34.5,
];

const GREENLAND: &[f32] =
    &[-46.0, 60.0, -40.0, 65.0, -22.0, 70.0, -20.0, 80.0, -35.0, 83.0, -62.0, 81.5, -68.0, 76.0, -54.0, 69.0];

const MADAGASCAR: &[f32] = &[44.0, -25.0, 44.0, -17.0, 50.0, -14.0, 48.0, -24.0];

const BRITAIN: &[f32] = &[-6.0, 50.0, 2.0, 51.0, -1.0, 56.0, -5.0, 59.0, -4.0, 54.0];
