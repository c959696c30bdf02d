//! Half a minute at the shore: soft chords over waves, as the demo's recording of an interview.
//!
//! Tones from a table of the sine in `dice`, the sea from its throws: no platform mathematics.

use super::dice::{Dice, sine};

/// Samples a second.
const RATE: u32 = 22_050;

/// How many samples a chord sounds: four seconds.
const CHORD: u32 = RATE * 4;

/// The chords in hertz, low to high: A minor, F, C and G, each with an added tone.
const CHORDS: [[f64; 4]; 4] = [
    [110.0, 220.0, 261.63, 329.63],
    [87.31, 174.61, 261.63, 329.63],
    [130.81, 196.0, 261.63, 392.0],
    [98.0, 196.0, 246.94, 293.66],
];

/// A WAV file of so many seconds (held to 1 to 3600), 16-bit mono PCM at 22,050 hertz.
pub(super) fn interview(seconds: u32) -> Vec<u8> {
    let length = seconds.clamp(1, 3600) * RATE;
    let mut bytes = header(length);
    let dice = Dice::new("interview", "sea");
    let table: Vec<f32> = (0..1024).map(|step| sine(step as f32 / 1024.0)).collect();
    let mut phases = [0_u32; 4];
    let mut sea = 0.0_f32;
    for at in 0..length {
        let chord = CHORDS[(at / CHORD) as usize % CHORDS.len()];
        let mut tone = 0.0;
        for (phase, hertz) in phases.iter_mut().zip(chord) {
            *phase = phase.wrapping_add((hertz * 4_294_967_296.0 / f64::from(RATE)) as u32);
            tone += table[(*phase >> 22) as usize];
        }
        // A running mean takes the hiss out of the noise and leaves the rush of water.
        sea += (dice.between(-1.0, 1.0) - sea) * 0.09;
        let sample = tone * 0.07 * swell(at) + sea * 0.8 * tide(at);
        bytes.extend(to_pcm(sample * ends(at, length)).to_le_bytes());
    }
    bytes
}

/// How loud a chord is: it comes within a second and dies away.
fn swell(at: u32) -> f32 {
    let along = (at % CHORD) as f32 / CHORD as f32;
    let rise = (along * 4.0).min(1.0);
    let fall = (1.0 - along) * 1.25;
    rise * fall.min(1.0)
}

/// How loud the sea is: a wave every seven seconds.
fn tide(at: u32) -> f32 {
    let wave = sine(at as f32 / RATE as f32 / 7.0);
    0.3 + 0.25 * (wave + 1.0) * (wave + 1.0) / 2.0
}

/// Fades the first and the last second.
fn ends(at: u32, length: u32) -> f32 {
    let nearest = at.min(length - 1 - at) as f32 / RATE as f32;
    nearest.min(1.0)
}

fn to_pcm(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * 32_000.0) as i16
}

fn header(samples: u32) -> Vec<u8> {
    let data = samples * 2;
    let mut bytes = Vec::with_capacity(44 + data as usize);
    bytes.extend(b"RIFF");
    bytes.extend((36 + data).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(RATE.to_le_bytes());
    bytes.extend((RATE * 2).to_le_bytes());
    bytes.extend(2_u16.to_le_bytes());
    bytes.extend(16_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(data.to_le_bytes());
    bytes
}
