use super::*;

const SECTIONS: [&str; 21] = [
    "news",
    "photo-news",
    "health",
    "crime-and-courts",
    "city",
    "getting-around",
    "politics",
    "elections",
    "business",
    "markets",
    "maritime",
    "technology",
    "sport",
    "football",
    "bay-league",
    "world",
    "life",
    "food",
    "film-and-music",
    "opinion",
    "anything-else",
];

const AUTHORS: [&str; 12] = [
    "ada-okoye",
    "femi-adeyinka",
    "zainab-garba",
    "chidi-umeh",
    "ronke-salako",
    "musa-danladi",
    "ebun-laniyan",
    "ifeoma-nnadi",
    "omar-khalil",
    "li-wen",
    "segun-morakinyo",
    "grace-ekpenyong",
];

/// The mean difference of two pictures, from 0 to 255.
fn difference(one: &RgbImage, other: &RgbImage) -> f64 {
    let sum: u64 = one.iter().zip(other.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / one.len() as f64
}

fn all_distinct(pictures: &[RgbImage]) -> bool {
    pictures.iter().enumerate().all(|(at, one)| pictures[at + 1..].iter().all(|other| difference(one, other) > 4.0))
}

#[test]
fn every_section_has_a_picture_of_its_own() {
    let covers = SECTIONS.map(|section| cover(section, "the same seed", 160, 90));
    assert!(covers.iter().all(|cover| cover.dimensions() == (160, 90)));
    assert!(all_distinct(&covers));
}

#[test]
fn the_seed_decides_and_nothing_else() {
    for section in SECTIONS {
        let covers: Vec<RgbImage> = (0..4).map(|seed| cover(section, &format!("seed {seed}"), 96, 54)).collect();
        assert!(all_distinct(&covers), "{section} repeats itself");
        assert_eq!(covers[0], cover(section, "seed 0", 96, 54));
    }
}

#[test]
fn any_shape_is_filled() {
    for (width, height) in [(0, 0), (1, 1), (7, 300), (300, 7), (120, 120), (90, 160)] {
        let picture = cover("life", "shape", width, height);
        assert_eq!(picture.dimensions(), (width.max(1), height.max(1)));
    }
    // Nothing is left undrawn, which would show as black.
    for section in SECTIONS {
        let picture = cover(section, "corners", 64, 64);
        for (x, y) in [(0, 0), (63, 0), (0, 63), (63, 63)] {
            assert_ne!(picture.get_pixel(x, y).0, [0, 0, 0], "{section} at {x}, {y}");
        }
    }
}

#[test]
fn the_authors_are_twelve_people() {
    let portraits = AUTHORS.map(|author| portrait(author, 64));
    assert!(all_distinct(&portraits));
    assert_eq!(portraits[0], portrait(AUTHORS[0], 64));
    assert_ne!(portrait("someone", 64), portrait("someone else", 64));
}

#[test]
fn the_mark_lies_on_nothing() {
    for (width, height) in [(300, 80), (80, 80), (60, 200), (1, 1), (900, 2)] {
        let mark = logo(width, height);
        assert_eq!(mark.dimensions(), (width, height));
        assert!(mark.get_pixel(0, 0).0[3] < 255);
    }
    assert!(logo(300, 80).pixels().any(|pixel| pixel.0[3] == 255));
    assert_eq!(icon(64).get_pixel(0, 0).0[3], 0);
    assert_eq!(icon(64).get_pixel(32, 4).0[3], 255);
}

#[test]
fn pictures_are_encoded_as_what_they_say() {
    let picture = cover("news", "encoding", 64, 36);
    let jpeg = to_jpeg(&picture, 0);
    assert_eq!(image::guess_format(&jpeg).unwrap(), image::ImageFormat::Jpeg);
    let png = image::load_from_memory(&to_png(&picture.clone().into())).unwrap();
    assert_eq!(png.into_rgb8(), picture);
    let clear = image::load_from_memory(&to_png(&icon(16).into())).unwrap();
    assert_eq!(clear.into_rgba8(), icon(16));
}

#[test]
fn the_recording_is_a_wav_file_with_sound_in_it() {
    let wav = interview_wav(2);
    assert_eq!(wav.len(), 44 + 2 * 2 * 22_050);
    assert_eq!((&wav[..4], &wav[8..16]), (b"RIFF".as_slice(), b"WAVEfmt ".as_slice()));
    assert_eq!(wav[4..8], (wav.len() as u32 - 8).to_le_bytes());
    assert_eq!(wav[40..44], (wav.len() as u32 - 44).to_le_bytes());
    let (samples, _) = wav[44..].as_chunks::<2>();
    let loudest = samples.iter().map(|&pair| i16::from_le_bytes(pair).unsigned_abs()).max();
    assert!(loudest.is_some_and(|loudest| (2_000..32_000).contains(&loudest)));
    assert_eq!(wav, interview_wav(2));
    assert_eq!(interview_wav(0).len(), 44 + 2 * 22_050);
}
