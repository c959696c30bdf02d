use super::*;

const KINDS: [PictureKind; 4] = [PictureKind::Jpeg, PictureKind::Png, PictureKind::Gif, PictureKind::Webp];

/// A picture whose left half is red and whose right half is blue.
fn flag(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
        image::Rgb(if x * 2 < width { [220, 30, 30] } else { [30, 30, 220] })
    }))
}

fn bytes_of(kind: PictureKind, width: u32, height: u32) -> Vec<u8> {
    encode(flag(width, height), kind).unwrap()
}

/// A JPEG stored lying on its side, as a phone does it.
fn turned_jpeg(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let exif =
        [b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(), &[orientation, 0, 0, 0, 0, 0, 0, 0]]
            .concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let plain = bytes_of(PictureKind::Jpeg, width, height);
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

#[test]
fn the_header_tells_kind_and_size() {
    for kind in KINDS {
        let found = probe(&bytes_of(kind, 37, 21)).unwrap();
        assert_eq!((found.kind, found.width, found.height), (kind, 37, 21));
        assert_eq!(PictureKind::parse_extension(kind.extension()), Some(kind));
        assert!(kind.mime().starts_with("image/"));
    }
    let mut lossless = Vec::new();
    let encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut lossless);
    flag(300, 41).write_with_encoder(encoder).unwrap();
    let found = probe(&lossless).unwrap();
    assert_eq!((found.width, found.height), (300, 41));
}

#[test]
fn only_known_formats_are_taken() {
    for bytes in [b"".as_slice(), b"%PDF-1.7", b"<svg xmlns=''/>", b"RIFF\0\0\0\0WAVE"] {
        assert_eq!(probe(bytes), Err(PictureError::Unknown));
        assert_eq!(render(bytes, None, 1, PictureKind::Png), Err(PictureError::Unknown));
    }
    assert_eq!(PictureKind::parse_extension("JPEG"), Some(PictureKind::Jpeg));
    assert_eq!(PictureKind::parse_extension("svg"), None);
}

#[test]
fn limits_hold_before_decoding() {
    let mut bomb = bytes_of(PictureKind::Png, 8, 8);
    bomb[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    assert_eq!(probe(&bomb), Err(PictureError::TooManyPixels));
    assert_eq!(decode(&bomb).err(), Some(PictureError::TooManyPixels));

    let gif = b"GIF89a\xff\xff\xff\xff\0\0\0";
    assert_eq!(probe(gif), Err(PictureError::TooManyPixels));

    let mut long = bytes_of(PictureKind::Jpeg, 8, 8);
    long.resize(MAX_BYTES + 1, 0);
    assert_eq!(probe(&long), Err(PictureError::TooManyBytes));
}

#[test]
fn a_forged_size_is_damage() {
    for size in [[0, 0, 0, 0, 0, 0, 0, 8], [0, 0, 0, 200, 0, 0, 0, 200]] {
        let mut forged = bytes_of(PictureKind::Png, 8, 8);
        forged[16..24].copy_from_slice(&size);
        assert_eq!(decode(&forged).err(), Some(PictureError::Damaged));
    }
}

#[test]
fn cut_short_pictures_are_damage() {
    for kind in KINDS {
        let whole = bytes_of(kind, 200, 120);
        let half = &whole[..whole.len() / 2];
        assert_eq!(decode(half).err(), Some(PictureError::Damaged), "{kind:?}");
        assert_eq!(render(half, None, 20, kind), Err(PictureError::Damaged), "{kind:?}");
    }
}

#[test]
fn no_input_panics() {
    for kind in KINDS {
        let whole = turned_or_plain(kind);
        for end in 0..whole.len() {
            let _ = render(&whole[..end], None, 3, PictureKind::Png);
        }
        for at in 0..whole.len() {
            for value in [0, 0x41, 0xff] {
                let mut broken = whole.clone();
                broken[at] = value;
                let _ = render(&broken, None, 3, PictureKind::Png);
            }
        }
    }
}

fn turned_or_plain(kind: PictureKind) -> Vec<u8> {
    match kind {
        PictureKind::Jpeg => turned_jpeg(9, 6, 6),
        kind => bytes_of(kind, 9, 6),
    }
}

#[test]
fn renditions_have_exactly_the_asked_width_and_kind() {
    for source in KINDS {
        let bytes = bytes_of(source, 400, 225);
        for output in KINDS {
            for (crop, height) in [(None, 72), (Some((Ratio::Square, (0.5, 0.5))), 128)] {
                let made = render(&bytes, crop, 128, output).unwrap();
                let found = probe(&made).unwrap();
                assert_eq!((found.kind, found.width, found.height), (output, 128, height));
                assert!(decode(&made).is_ok());
            }
        }
    }
}

#[test]
fn the_whole_picture_in_its_own_kind_keeps_its_bytes() {
    for kind in KINDS {
        let bytes = bytes_of(kind, 64, 36);
        assert_eq!(render(&bytes, None, 64, kind).unwrap(), bytes);
        let wide = Some((Ratio::Wide, (0.1, 0.9)));
        assert_eq!(render(&bytes, wide, 64, kind).unwrap(), bytes);
    }
}

#[test]
fn no_rendition_is_enlarged() {
    let bytes = bytes_of(PictureKind::Jpeg, 160, 90);
    let square = Some((Ratio::Square, (0.5, 0.5)));
    for (crop, width) in [(None, 0), (None, 161), (square, 91)] {
        let made = render(&bytes, crop, width, PictureKind::Webp);
        assert_eq!(made, Err(PictureError::TooWide));
    }
}

#[test]
fn crops_follow_the_focal_point() {
    let bytes = bytes_of(PictureKind::Png, 160, 60);
    for (focal, red) in [((0.0, 0.5), true), ((1.0, 0.5), false)] {
        let made = render(&bytes, Some((Ratio::Square, focal)), 30, PictureKind::Png).unwrap();
        let pixel = decode(&made).unwrap().into_rgb8().get_pixel(15, 15).0;
        assert_eq!(pixel[0] > pixel[2], red);
    }
}

#[test]
fn a_turned_photograph_stands_upright() {
    let bytes = turned_jpeg(80, 40, 6);
    let found = probe(&bytes).unwrap();
    assert_eq!((found.width, found.height), (40, 80));
    let made = render(&bytes, None, 20, PictureKind::Png).unwrap();
    let upright = decode(&made).unwrap().into_rgb8();
    assert_eq!(upright.dimensions(), (20, 40));
    // A quarter turn to the right brings the left half to the top.
    let (top, bottom) = (upright.get_pixel(10, 4).0, upright.get_pixel(10, 36).0);
    assert!(top[0] > top[2] && bottom[2] > bottom[0]);
}

#[test]
fn transparency_becomes_white_in_jpeg() {
    let clear = DynamicImage::ImageRgba8(image::RgbaImage::new(16, 16));
    let made = encode(clear, PictureKind::Jpeg).unwrap();
    assert_eq!(decode(&made).unwrap().into_rgb8().get_pixel(8, 8).0, [255; 3]);
}

#[test]
fn placeholders_are_small_and_of_the_right_colour() {
    let noise = RgbImage::from_fn(160, 160, |x, y| {
        let hash = blake3::hash(&(x * 160 + y).to_le_bytes());
        image::Rgb([hash.as_bytes()[0], hash.as_bytes()[1], hash.as_bytes()[2]])
    });
    let tiny = image::imageops::crop_imm(&noise, 0, 0, 16, 9).to_image();
    let tall = image::imageops::crop_imm(&noise, 0, 0, 1, 160).to_image();
    for picture in [noise, tiny, tall] {
        let made = placeholder(&DynamicImage::ImageRgb8(picture));
        assert!(made.data_uri.len() < 700, "{} bytes", made.data_uri.len());
        let png = made.data_uri.strip_prefix("data:image/png;base64,").unwrap();
        assert!(decode(&STANDARD.decode(png).unwrap()).is_ok());
    }
    assert_eq!(placeholder(&DynamicImage::new_rgb8(0, 9)).color, "#ffffff");
    let red = RgbImage::from_pixel(300, 200, image::Rgb([200, 16, 32]));
    assert_eq!(placeholder(&DynamicImage::ImageRgb8(red)).color, "#c81020");
}

#[test]
fn errors_are_sentences() {
    for error in [
        PictureError::Unknown,
        PictureError::TooManyPixels,
        PictureError::TooManyBytes,
        PictureError::Damaged,
        PictureError::TooWide,
    ] {
        assert!(error.to_string().ends_with('.'));
    }
}

/// A grey-red PNG whose numbers are meant in a profile.
fn profiled(profile: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    if let Some(profile) = profile {
        image::ImageEncoder::set_icc_profile(&mut encoder, profile).unwrap();
    }
    let picture = RgbImage::from_pixel(8, 8, image::Rgb([200, 60, 60]));
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

#[test]
fn a_pictures_profile_is_heeded() {
    let pixel = |source: &[u8]| {
        let made = render(source, None, 4, PictureKind::Png).unwrap();
        let picture = image::load_from_memory(&made).unwrap().into_rgb8();
        let mut decoder = image::codecs::png::PngDecoder::new(Cursor::new(&made)).unwrap();
        assert_eq!(decoder.icc_profile().unwrap(), None);
        picture.get_pixel(1, 1).0
    };
    let plain = pixel(&profiled(None));
    assert_eq!(plain, [200, 60, 60]);
    assert_eq!(pixel(&profiled(Some(ColorProfile::new_srgb().encode().unwrap()))), plain);
    // The same numbers are a stronger red on a wider screen: 217, 42, 52 by the matrices of CSS Color 4.
    let wide = pixel(&profiled(Some(ColorProfile::new_display_p3().encode().unwrap())));
    assert!(wide[0].abs_diff(217) <= 2 && wide[1].abs_diff(42) <= 2 && wide[2].abs_diff(52) <= 2, "{wide:?}");
    // What is no profile is no reason to refuse a picture.
    assert_eq!(pixel(&profiled(Some(b"no profile".to_vec()))), plain);
}
