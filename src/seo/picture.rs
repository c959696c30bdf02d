//! The picture that stands for a resource where others show a link to it.

use crate::media::{MediaCrop, MediaOut};

/// The widest that networks ask for, in pixels.
const WIDE_ENOUGH: i32 = 1200;

/// A picture with what its readers want to know before they fetch it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its address.
    pub url: String,
    /// Pixels across and down, where they are known.
    pub size: Option<(i32, i32)>,
    /// What it shows.
    pub alt: Option<String>,
}

impl Picture {
    /// Of a medium: the wide crop at 1200 pixels or less, else the whole picture; of a film or a sound its poster.
    pub fn of(media: &MediaOut) -> Option<Self> {
        let alt = Some(media.alt.clone()).filter(|alt| !alt.is_empty());
        if media.kind != "image" {
            return media.poster.clone().map(|url| Self { url, size: None, alt });
        }
        let (url, size) = match &media.crops {
            Some(crops) => cropped(&crops.wide),
            None => (media.url.clone(), media.width.zip(media.height)),
        };
        Some(Self { url, size, alt })
    }
}

fn cropped(crop: &MediaCrop) -> (String, Option<(i32, i32)>) {
    let width = *crop.widths.iter().rev().find(|width| **width <= WIDE_ENOUGH).unwrap_or(&crop.width);
    match crop.url.rsplit_once('/').and_then(|(base, file)| Some((base, file.rsplit_once('.')?.1))) {
        Some((base, extension)) => (format!("{base}/{width}.{extension}"), Some((width, (width * 9 + 8) / 16))),
        None => (crop.url.clone(), Some((crop.width, crop.height))),
    }
}
