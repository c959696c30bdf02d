//! Draws the pictures of the demo newsroom and keeps them as media files.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::art;
use crate::db::{Id, Json, Time};
use crate::media::files::{FileError, Files};
use crate::media::probe::PictureKind;
use crate::media::render::{Placeholder, placeholder, widths_for};
use crate::media::{MediaKind, NewMedia, Width};

/// A picture that is to be drawn.
#[derive(Debug, Clone)]
pub struct Sketch {
    pub id: Id,
    /// Which scene, and from which seed.
    pub scene: Scene,
    pub kind: PictureKind,
    pub alt: String,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub focal: (f64, f64),
    pub filename: String,
}

/// What a picture shows.
#[derive(Debug, Clone)]
pub enum Scene {
    /// A cover of a section.
    Cover { section: String, seed: String, width: u32, height: u32 },
    /// A face.
    Portrait { seed: String },
    /// The paper's mark.
    Logo,
    /// The paper's mark in a square.
    Icon,
}

/// A picture that was drawn.
struct Drawn {
    bytes: Vec<u8>,
    width: u32,
    height: u32,
    placeholder: Placeholder,
}

/// Draws all sketches, on every core.
///
/// # Errors
/// The disk, or an encoder.
pub fn draw(files: &Files, sketches: Vec<Sketch>, now: Time) -> Result<Vec<NewMedia>, String> {
    let next = AtomicUsize::new(0);
    let made = Mutex::new(Vec::with_capacity(sketches.len()));
    let cores = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(sketch) = sketches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let one = keep(files, sketch, now);
                    made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(one);
                }
            });
        }
    });
    let mut all: Vec<NewMedia> = made.into_inner().unwrap_or_default().into_iter().collect::<Result<_, _>>()?;
    all.sort_by(|a, b| a.filename.cmp(&b.filename).then(a.id.cmp(&b.id)));
    for (number, media) in (1..).zip(&mut all) {
        media.number = number;
    }
    Ok(all)
}

fn keep(files: &Files, sketch: &Sketch, now: Time) -> Result<NewMedia, String> {
    let drawn = picture(sketch)?;
    let name = format!("original.{}", sketch.kind.extension());
    let hash = files.keep(sketch.id, &drawn.bytes, &name).map_err(|err: FileError| err.to_string())?;
    let whole = |n: u32| i32::try_from(n).ok();
    Ok(NewMedia {
        hash: Some(hash),
        mime: sketch.kind.mime().to_owned(),
        width: whole(drawn.width),
        height: whole(drawn.height),
        bytes: i64::try_from(drawn.bytes.len()).ok(),
        widths: Json(widths_for(drawn.width).into_iter().filter_map(whole).map(|w| Width { w, url: None }).collect()),
        color: Some(drawn.placeholder.color),
        placeholder: Some(drawn.placeholder.data_uri),
        alt: sketch.alt.clone(),
        caption: sketch.caption.clone(),
        credit: sketch.credit.clone(),
        focal_x: sketch.focal.0,
        focal_y: sketch.focal.1,
        ..NewMedia::blank(sketch.id, MediaKind::Image, &sketch.filename, now)
    })
}

fn picture(sketch: &Sketch) -> Result<Drawn, String> {
    let image: image::DynamicImage = match &sketch.scene {
        Scene::Cover { section, seed, width, height } => art::cover(section, seed, *width, *height).into(),
        Scene::Portrait { seed } => art::portrait(seed, 800).into(),
        Scene::Logo => art::logo(960, 320).into(),
        Scene::Icon => art::icon(512).into(),
    };
    let bytes = match sketch.kind {
        PictureKind::Jpeg => art::to_jpeg(&image.to_rgb8(), 85),
        _ => art::to_png(&image),
    };
    Ok(Drawn { width: image.width(), height: image.height(), placeholder: placeholder(&image), bytes })
}

/// How long the interview of the demo plays.
const INTERVIEW_SECONDS: u32 = 24;

/// Makes the sound of the demo.
///
/// # Errors
/// The disk.
pub fn interview(files: &Files, id: Id, now: Time) -> Result<NewMedia, String> {
    let bytes = art::interview_wav(INTERVIEW_SECONDS);
    let hash = files.keep(id, &bytes, "original.wav").map_err(|err| err.to_string())?;
    Ok(NewMedia {
        hash: Some(hash),
        mime: "audio/wav".to_owned(),
        bytes: i64::try_from(bytes.len()).ok(),
        duration_seconds: i32::try_from(INTERVIEW_SECONDS).ok(),
        alt: "The sea at the old pier, and a chord".to_owned(),
        ..NewMedia::blank(id, MediaKind::Audio, "interview.wav", now)
    })
}
