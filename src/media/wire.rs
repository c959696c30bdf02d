//! A medium on the wire.

pub mod desk;

use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Crop, Media};
use super::render::{PictureKind, Ratio};
use crate::addresses::Addresses;
use crate::db::Id;

/// A picture, sound, film or document, in every size that can be had.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Media)]
pub struct MediaOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// What it is.
    #[schema(example = "image", extensions(("x-extensible-enum" = json!(["image", "audio", "video", "document"]))))]
    pub kind: String,
    /// Its address, at its full size. The bytes under it never change.
    #[schema(example = "http://127.0.0.1:8080/media/9f2c41d07ab3c865/1600.jpg")]
    pub url: String,
    /// Pixels across; null where unknown.
    #[schema(required, example = 1600)]
    pub width: Option<i32>,
    /// Pixels down; null where unknown.
    #[schema(required, example = 900)]
    pub height: Option<i32>,
    /// Its media type.
    #[schema(example = "image/jpeg")]
    pub mime: String,
    /// The size of the file in bytes; null where unknown.
    #[schema(required, maximum = 9_007_199_254_740_991_i64, example = 183_220)]
    pub bytes: Option<i64>,
    /// What it shows, for those who do not see it.
    #[schema(example = "Buses queue at the western mouth of the tunnel")]
    pub alt: String,
    /// The line under it, as plain text.
    #[schema(required, example = "The first buses waited forty minutes.")]
    pub caption: Option<String>,
    /// Who made it.
    #[schema(required, example = "Segun Morakinyo / The Bay Courier")]
    pub credit: Option<String>,
    /// Under which licence it may be used.
    #[schema(required, example = "CC BY 4.0")]
    pub license: Option<String>,
    /// The point that every crop keeps.
    pub focal_point: Point,
    /// What to show until the picture is there; null for media without a file here.
    #[schema(required)]
    pub placeholder: Option<Placeholder>,
    /// The widths that can be had, in pixels, ascending. Empty while they are being made: `url` is the whole picture then.
    #[schema(example = json!([320, 480, 768, 1200, 1600]))]
    pub widths: Vec<i32>,
    /// The address of any of `widths`, as WebP: put one in place of `{width}`. Null for media without a file here, and
    /// while widths are being made.
    #[schema(required, example = "http://127.0.0.1:8080/media/9f2c41d07ab3c865/{width}.webp")]
    pub url_template: Option<String>,
    /// What a `picture` element takes: one entry a media type, the smallest files first.
    pub sources: Vec<MediaSource>,
    /// The crops; null for media without a picture's file here, and while widths are being made.
    #[schema(required)]
    pub crops: Option<MediaCrops>,
    /// How long it plays, in seconds; null for pictures and documents.
    #[schema(required, example = json!(null))]
    pub duration_seconds: Option<i32>,
    /// The address of a picture to show before it plays.
    #[schema(required, example = json!(null))]
    pub poster: Option<String>,
    /// The name of the file as it came.
    #[schema(example = "harbour.jpg")]
    pub filename: String,
}

/// A point of a picture, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Point {
    /// From the left edge.
    #[schema(example = 0.5)]
    pub x: f64,
    /// From the top edge.
    #[schema(example = 0.33)]
    pub y: f64,
}

/// What to show until a picture is there.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Placeholder {
    /// The average colour.
    #[schema(example = "#7a8b99")]
    pub color: String,
    /// A tiny picture, ready for a `src`.
    #[schema(example = "data:image/png;base64,iVBORw0KGgo=")]
    pub data_uri: String,
}

/// The widths of one media type.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MediaSource {
    /// The media type.
    #[schema(example = "image/webp")]
    pub r#type: String,
    /// Ready for a `srcset`.
    #[schema(
        example = "http://127.0.0.1:8080/media/9f2c41d07ab3c865/320.webp 320w, http://127.0.0.1:8080/media/9f2c41d07ab3c865/1600.webp 1600w"
    )]
    pub srcset: String,
}

/// The crops of a picture, around its focal point.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MediaCrops {
    /// Wide: for heads of pages and films.
    #[serde(rename = "16x9")]
    pub wide: MediaCrop,
    /// Classic: for cards.
    #[serde(rename = "4x3")]
    pub classic: MediaCrop,
    /// Square: for thumbnails.
    #[serde(rename = "1x1")]
    pub square: MediaCrop,
}

/// One crop.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MediaCrop {
    /// Its address at its widest, in the picture's own type.
    #[schema(example = "http://127.0.0.1:8080/media/9f2c41d07ab3c865-16x9-50x33/1600.jpg")]
    pub url: String,
    /// Pixels across at its widest.
    #[schema(example = 1600)]
    pub width: i32,
    /// Pixels down at its widest.
    #[schema(example = 900)]
    pub height: i32,
    /// The widths that can be had, in pixels, ascending.
    #[schema(example = json!([320, 480, 768, 1200, 1600]))]
    pub widths: Vec<i32>,
    /// The address of any of `widths`, as WebP.
    #[schema(example = "http://127.0.0.1:8080/media/9f2c41d07ab3c865-16x9-50x33/{width}.webp")]
    pub url_template: String,
}

impl MediaOut {
    /// A stored medium; `poster` is the picture of a film, where it has one.
    pub fn new(row: &Media, poster: Option<&Media>, at: &Addresses) -> Self {
        let base = row.hash.as_ref().map(|hash| at.service(&format!("/media/{hash}")));
        let picture = row.picture_kind().filter(|_| base.is_some() && !row.widths.0.is_empty());
        Self {
            id: row.id,
            kind: row.kind.clone(),
            url: url_of(row, at),
            width: row.width,
            height: row.height,
            mime: row.mime.clone(),
            bytes: row.bytes,
            alt: row.alt.clone(),
            caption: row.caption.clone(),
            credit: row.credit.clone(),
            license: row.license.clone(),
            focal_point: Point { x: row.focal_x, y: row.focal_y },
            placeholder: placeholder(row),
            widths: row.widths.0.iter().map(|width| width.w).collect(),
            url_template: picture.and(base.as_ref()).map(|base| format!("{base}/{{width}}.webp")),
            sources: sources(row, base.as_deref().zip(picture)),
            crops: picture.and_then(|kind| MediaCrops::new(&row.crops(), kind, at)),
            duration_seconds: row.duration_seconds,
            poster: poster.map(|poster| url_of(poster, at)),
            filename: row.filename.clone(),
        }
    }
}

/// The address of a medium at its full size.
fn url_of(row: &Media, at: &Addresses) -> String {
    match (&row.hash, row.picture_kind(), row.widths.0.last()) {
        (Some(hash), Some(kind), Some(width)) => at.service(&format!("/media/{hash}/{}.{}", width.w, kind.extension())),
        (Some(hash), ..) => at.service(&format!("/media/{hash}/{}", row.original_name())),
        (None, ..) => row.source_url.clone().unwrap_or_default(),
    }
}

fn placeholder(row: &Media) -> Option<Placeholder> {
    Some(Placeholder { color: row.color.clone()?, data_uri: row.placeholder.clone()? })
}

fn sources(row: &Media, file: Option<(&str, PictureKind)>) -> Vec<MediaSource> {
    let Some((base, kind)) = file else { return linked_sources(row) };
    let mut kinds = vec![PictureKind::Webp];
    if kind != PictureKind::Webp {
        kinds.push(kind);
    }
    let of = |kind: PictureKind| {
        let one = |width: &super::Width| format!("{base}/{0}.{1} {0}w", width.w, kind.extension());
        row.widths.0.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    kinds.into_iter().map(|kind| MediaSource { r#type: kind.mime().to_owned(), srcset: of(kind) }).collect()
}

/// The widths that another server has of a picture that is only linked.
fn linked_sources(row: &Media) -> Vec<MediaSource> {
    let known: Vec<String> =
        row.widths.0.iter().filter_map(|width| Some(format!("{} {}w", width.url.as_ref()?, width.w))).collect();
    if known.is_empty() {
        return Vec::new();
    }
    vec![MediaSource { r#type: row.mime.clone(), srcset: known.join(", ") }]
}

impl MediaCrops {
    fn new(crops: &[Crop], kind: PictureKind, at: &Addresses) -> Option<Self> {
        let of = |ratio| crops.iter().find(|crop| crop.ratio == ratio).map(|crop| MediaCrop::new(crop, kind, at));
        Some(Self { wide: of(Ratio::Wide)?, classic: of(Ratio::Classic)?, square: of(Ratio::Square)? })
    }
}

impl MediaCrop {
    fn new(crop: &Crop, kind: PictureKind, at: &Addresses) -> Self {
        let base = at.service(&format!("/media/{}", crop.name));
        let small = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        Self {
            url: format!("{base}/{}.{}", crop.width, kind.extension()),
            width: small(crop.width),
            height: small(crop.height),
            widths: crop.widths.iter().copied().map(small).collect(),
            url_template: format!("{base}/{{width}}.webp"),
        }
    }
}
