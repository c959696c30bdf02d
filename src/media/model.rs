//! A media row, and what follows from it without asking anyone: its widths, crops and addresses.

mod desk;

pub use desk::{DeskFilter, DeskMedia, DeskRow, Former, MOST_ATTEMPTS, NewFile, Said};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::files::Rendition;
use super::render::{PictureKind, Ratio, crop_rect, widths_for};
use crate::db::schema::media;
use crate::db::{Id, Json, Time};

/// What a medium is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// Sound.
    Audio,
    /// A film.
    Video,
    /// Anything else that can be downloaded.
    Document,
}

impl MediaKind {
    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Document => "document",
        }
    }

    /// By a MIME type.
    pub fn of_mime(mime: &str) -> Self {
        match mime.split('/').next() {
            Some("image") => Self::Image,
            Some("audio") => Self::Audio,
            Some("video") => Self::Video,
            _ => Self::Document,
        }
    }
}

/// A width that can be had, and where, if not under our own address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Width {
    /// Pixels.
    pub w: i32,
    /// The address of this width, for media without a file here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The point of a picture that every crop keeps, from 0 (left, top) to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Focus {
    /// Across.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Default for Focus {
    fn default() -> Self {
        Self { x: 0.5, y: 0.5 }
    }
}

/// A medium as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable)]
#[diesel(table_name = media)]
pub struct Media {
    /// Its identity.
    pub id: Id,
    /// `image`, `audio`, `video` or `document`.
    pub kind: String,
    /// The hash of its bytes, where there is a file.
    pub hash: Option<String>,
    /// Where it was, for an imported one.
    pub source_url: Option<String>,
    /// Its MIME type.
    pub mime: String,
    /// The name it was given by whoever brought it.
    pub filename: String,
    /// Pixels across.
    pub width: Option<i32>,
    /// Pixels down.
    pub height: Option<i32>,
    /// Size of the file.
    pub bytes: Option<i64>,
    /// The widths that can be had.
    pub widths: Json<Vec<Width>>,
    /// What a picture shows, for those who do not see it.
    pub alt: String,
    /// The line under a picture.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// Under which licence it may be used.
    pub license: Option<String>,
    /// The point that crops keep, across.
    pub focal_x: f64,
    /// The point that crops keep, down.
    pub focal_y: f64,
    /// The average colour, `#rrggbb`.
    pub color: Option<String>,
    /// A tiny picture, as a data URI.
    pub placeholder: Option<String>,
    /// How long it plays.
    pub duration_seconds: Option<i32>,
    /// The picture shown before a film plays.
    pub poster_id: Option<Id>,
    /// The public version.
    pub version: i64,
}

/// A medium about to be stored.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = media, treat_none_as_default_value = false)]
pub struct NewMedia {
    /// Its identity.
    pub id: Id,
    /// A number, unique among media.
    pub number: i64,
    /// See [`MediaKind::as_str`].
    pub kind: &'static str,
    /// The hash of its bytes, where there is a file.
    pub hash: Option<String>,
    /// Where it was.
    pub source_url: Option<String>,
    /// Its MIME type.
    pub mime: String,
    /// The name it was given.
    pub filename: String,
    /// A title, for editors.
    pub title: String,
    /// Pixels across.
    pub width: Option<i32>,
    /// Pixels down.
    pub height: Option<i32>,
    /// Size of the file.
    pub bytes: Option<i64>,
    /// The widths that can be had.
    pub widths: Json<Vec<Width>>,
    /// What it shows.
    pub alt: String,
    /// The line under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// Under which licence it may be used.
    pub license: Option<String>,
    /// Until when it may be used.
    pub rights_until: Option<Time>,
    /// The point that crops keep, across.
    pub focal_x: f64,
    /// The point that crops keep, down.
    pub focal_y: f64,
    /// The average colour.
    pub color: Option<String>,
    /// A tiny picture.
    pub placeholder: Option<String>,
    /// How long it plays.
    pub duration_seconds: Option<i32>,
    /// The picture shown before a film plays.
    pub poster_id: Option<Id>,
    /// Where it came from: the system.
    pub legacy_source: Option<String>,
    /// What it was there.
    pub legacy_kind: Option<String>,
    /// Its id there.
    pub legacy_id: Option<String>,
    /// When it came.
    pub created_at: Time,
    /// The public version.
    pub version: i64,
    /// Counts every write.
    pub revision: i64,
    /// What a search by text looks in; [`NewMedia::searchable`] makes it.
    pub search_key: String,
}

/// A text as it is searched: without the difference of case and spaces.
pub fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a search by text looks in.
pub fn search_key(parts: [&str; 5]) -> String {
    folded(&parts.join(" "))
}

impl NewMedia {
    /// The same, to be found by its texts.
    #[must_use]
    pub fn searchable(mut self) -> Self {
        let (caption, credit) = (self.caption.as_deref(), self.credit.as_deref());
        let parts =
            [&self.filename, self.title.as_str(), &self.alt, caption.unwrap_or_default(), credit.unwrap_or_default()];
        self.search_key = search_key(parts);
        self
    }

    /// A medium of which nothing is known yet.
    pub fn blank(id: Id, kind: MediaKind, filename: &str, now: Time) -> Self {
        Self {
            id,
            number: 0,
            kind: kind.as_str(),
            hash: None,
            source_url: None,
            mime: String::new(),
            filename: filename.to_owned(),
            title: filename.to_owned(),
            width: None,
            height: None,
            bytes: None,
            widths: Json(Vec::new()),
            alt: String::new(),
            caption: None,
            credit: None,
            license: None,
            rights_until: None,
            focal_x: 0.5,
            focal_y: 0.5,
            color: None,
            placeholder: None,
            duration_seconds: None,
            poster_id: None,
            legacy_source: None,
            legacy_kind: None,
            legacy_id: None,
            created_at: now,
            version: 1,
            revision: 1,
            search_key: String::new(),
        }
    }
}

/// A crop of a picture, as far as its address tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Crop {
    /// Its ratio.
    pub ratio: Ratio,
    /// Pixels across at its widest.
    pub width: u32,
    /// Pixels down at its widest.
    pub height: u32,
    /// The widths that can be had.
    pub widths: Vec<u32>,
    /// The first part of its address under `/media/`.
    pub name: String,
}

impl Media {
    /// The kind of picture, where it is one that we can make widths of.
    pub fn picture_kind(&self) -> Option<PictureKind> {
        [PictureKind::Jpeg, PictureKind::Png, PictureKind::Gif, PictureKind::Webp]
            .into_iter()
            .find(|kind| kind.mime() == self.mime)
    }

    /// Pixels, where they are known.
    pub fn size(&self) -> Option<(u32, u32)> {
        Some((u32::try_from(self.width?).ok()?, u32::try_from(self.height?).ok()?))
    }

    /// The name of a file without a picture's widths.
    pub fn original_name(&self) -> String {
        let extension = self.filename.rsplit_once('.').map_or("bin", |(_, e)| e).to_ascii_lowercase();
        let plain = extension.len() <= 5 && extension.bytes().all(|b| b.is_ascii_alphanumeric());
        format!("original.{}", if plain { extension.as_str() } else { "bin" })
    }

    /// The widths of the whole picture that are made, or are still to be.
    pub fn planned(&self) -> Vec<u32> {
        let has_file = self.hash.is_some() && self.picture_kind().is_some();
        self.size().filter(|_| has_file).map_or(Vec::new(), |(width, _)| widths_for(width))
    }

    /// Every file that is made of a picture: whole and in its crops, in its own kind and as WebP.
    pub fn renditions(&self) -> Vec<Rendition> {
        let Some(own) = self.picture_kind() else { return Vec::new() };
        let kinds = if own == PictureKind::Webp { vec![own] } else { vec![own, PictureKind::Webp] };
        let whole = (None, self.planned());
        let cut = self.crops().into_iter().map(|crop| (Some(crop.clone()), crop.widths));
        let mut all = Vec::new();
        for (crop, widths) in std::iter::once(whole).chain(cut) {
            for width in widths {
                all.extend(kinds.iter().map(|kind| Rendition { crop: crop.clone(), width, kind: *kind }));
            }
        }
        all
    }

    /// The three crops, where there is a picture's file.
    pub fn crops(&self) -> Vec<Crop> {
        self.crops_around(self.focus_percent())
    }

    /// A crop by the first part of its address, and whether it is one of [`Self::crops`]: else it was, around
    /// another focal point.
    pub fn crop_named(&self, name: &str) -> Option<(Crop, bool)> {
        let point = name.rsplit_once('-')?.1;
        let (x, y) = point.split_once('x')?;
        let point = (x.parse().ok()?, y.parse().ok()?);
        let crop = self.crops_around(point).into_iter().find(|crop| crop.name == name)?;
        Some((crop, point == self.focus_percent()))
    }

    fn crops_around(&self, focus: (u8, u8)) -> Vec<Crop> {
        let (Some(hash), Some((width, height)), Some(_)) = (&self.hash, self.size(), self.picture_kind()) else {
            return Vec::new();
        };
        let share = |percent: u8| f32::from(percent.min(100)) / 100.0;
        let all = [Ratio::Wide, Ratio::Classic, Ratio::Square].into_iter();
        all.map(|ratio| {
            let rect = crop_rect(width, height, ratio, (share(focus.0), share(focus.1)));
            let widths = widths_for(rect.width);
            let widest = widths.last().copied().unwrap_or(rect.width);
            let name = format!("{hash}-{}-{}x{}", ratio.name(), focus.0, focus.1);
            Crop { ratio, width: widest, height: ratio.height_for(widest), widths, name }
        })
        .collect()
    }

    /// The focal point, to whole percents, as the address of a crop has it.
    pub fn focus(&self) -> (f32, f32) {
        let (x, y) = self.focus_percent();
        (f32::from(x) / 100.0, f32::from(y) / 100.0)
    }

    fn focus_percent(&self) -> (u8, u8) {
        (percent(self.focal_x), percent(self.focal_y))
    }
}

fn percent(share: f64) -> u8 {
    let rounded = (share.clamp(0.0, 1.0) * 100.0).round();
    (0..=100_u8).find(|n| f64::from(*n) >= rounded).unwrap_or(50)
}
