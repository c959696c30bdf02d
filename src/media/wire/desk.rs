//! Media of the newsroom on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::addresses::Addresses;
use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::PageOut;
use crate::http::checks::Checks;
use crate::http::patch::{filled, given};
use crate::media::model::{DeskMedia, Focus, Media, Said};
use crate::media::wire::{MediaCrops, MediaOut, MediaSource, Placeholder, Point};

/// The longest line, in characters.
const LONGEST_LINE: usize = 300;
/// The longest text, in characters.
const LONGEST_TEXT: usize = 2_000;

/// The point of a picture that every crop keeps.
// Its examples are whole: of a fraction in a closed schema the Kotlin generator warns.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PointIn {
    /// From the left edge.
    #[schema(minimum = 0, maximum = 1, example = 0)]
    pub x: f64,
    /// From the top edge.
    #[schema(minimum = 0, maximum = 1, example = 1)]
    pub y: f64,
}

impl PointIn {
    /// Reads `0.5,0.33`, as a form has it.
    pub fn parse(text: &str) -> Option<Self> {
        let (x, y) = text.split_once(',')?;
        Some(Self { x: x.trim().parse().ok()?, y: y.trim().parse().ok()? })
    }
}

/// A medium that is taken from an address.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"url": "https://pictures.example.org/tunnel.jpg", "alt": "Buses queue at the tunnel", "credit": "Segun Morakinyo"}))]
pub struct MediaIn {
    /// Where the file is: http or https, in the public internet.
    #[schema(max_length = 2048, example = "https://pictures.example.org/tunnel.jpg")]
    pub url: String,
    /// A title, for editors; none takes the file's name.
    #[serde(default)]
    #[schema(nullable = false, max_length = 300, example = "Tunnel, first day")]
    pub title: Option<String>,
    /// What it shows, for those who do not see it.
    #[serde(default)]
    #[schema(max_length = 2000, example = "Buses queue at the western mouth of the tunnel")]
    pub alt: String,
    /// The line under it, as plain text.
    #[serde(default)]
    #[schema(max_length = 2000, example = "The first buses waited forty minutes.")]
    pub caption: Option<String>,
    /// Who made it.
    #[serde(default)]
    #[schema(max_length = 300, example = "Segun Morakinyo / The Bay Courier")]
    pub credit: Option<String>,
    /// Under which licence it may be used.
    #[serde(default)]
    #[schema(max_length = 300, example = "CC BY 4.0")]
    pub license: Option<String>,
    /// Until when it may be used.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = "2027-11-15T00:00:00Z")]
    pub rights_until: Option<Time>,
    /// The point that every crop keeps; none: the middle.
    #[serde(default)]
    pub focal_point: Option<PointIn>,
}

/// A medium that is brought as a form: one part is the file, the others say of it what they can.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "the form is read part by part; this is its description")]
pub struct MediaForm {
    /// The file: JPEG, PNG, GIF or WebP; MP3, M4A, AAC, OGG, FLAC or WAV; MP4 or WebM; PDF. At most 20 MB, a picture at most
    /// 40 megapixels.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// A title, for editors; none takes the file's name.
    #[schema(nullable = false, max_length = 300)]
    title: Option<String>,
    /// What it shows, for those who do not see it.
    #[schema(nullable = false, max_length = 2000)]
    alt: Option<String>,
    /// The line under it, as plain text.
    #[schema(nullable = false, max_length = 2000)]
    caption: Option<String>,
    /// Who made it.
    #[schema(nullable = false, max_length = 300)]
    credit: Option<String>,
    /// Under which licence it may be used.
    #[schema(nullable = false, max_length = 300)]
    license: Option<String>,
    /// Until when it may be used (RFC 3339).
    #[schema(nullable = false, format = "date-time")]
    rights_until: Option<String>,
    /// The point that every crop keeps, as `0.5,0.33`: from the left edge, from the top edge.
    #[schema(nullable = false)]
    focal_point: Option<String>,
}

/// A file in place of another.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "the form is read part by part; this is its description")]
pub struct MediaFileForm {
    /// The file; of the same kind as the one before.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// What shall be another of a medium; what is left out stays, null takes a thing away where it can be null.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"alt": "Buses queue at the tunnel", "focal_point": {"x": 0.5, "y": 0.33}}))]
pub struct MediaPatch {
    /// A title, for editors.
    #[serde(default, deserialize_with = "filled")]
    #[schema(nullable = false, max_length = 300, example = "Tunnel, first day")]
    pub title: Option<String>,
    /// What it shows, for those who do not see it.
    #[serde(default, deserialize_with = "filled")]
    #[schema(nullable = false, max_length = 2000, example = "Buses queue at the western mouth of the tunnel")]
    pub alt: Option<String>,
    /// The line under it, as plain text.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 2000, example = "The first buses waited forty minutes.")]
    pub caption: Option<Option<String>>,
    /// Who made it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 300, example = "Segun Morakinyo / The Bay Courier")]
    pub credit: Option<Option<String>>,
    /// Under which licence it may be used.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 300, example = "CC BY 4.0")]
    pub license: Option<Option<String>>,
    /// Until when it may be used.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = "date-time", example = "2027-11-15T00:00:00Z")]
    pub rights_until: Option<Option<Time>>,
    /// The point that every crop keeps; null: the middle. The crops get new addresses.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<PointIn>)]
    pub focal_point: Option<Option<PointIn>>,
}

impl MediaIn {
    /// What is said of the medium, checked. Without a title it has none yet.
    ///
    /// # Errors
    /// Every fault of every field.
    pub fn check(self) -> Result<Said, Problem> {
        let Self { title, alt, caption, credit, license, rights_until, focal_point, .. } = self;
        let focus = focus(focal_point);
        let title = title.unwrap_or_default();
        check(Said { title, alt, caption, credit, license, rights_until, focus })
    }
}

impl MediaPatch {
    /// What shall be said of the medium, checked.
    ///
    /// # Errors
    /// Every fault of every field.
    pub fn check(self, before: Said) -> Result<Said, Problem> {
        check(Said {
            title: self.title.unwrap_or(before.title),
            alt: self.alt.unwrap_or(before.alt),
            caption: self.caption.unwrap_or(before.caption),
            credit: self.credit.unwrap_or(before.credit),
            license: self.license.unwrap_or(before.license),
            rights_until: self.rights_until.unwrap_or(before.rights_until),
            focus: self.focal_point.map_or(before.focus, focus),
        })
    }
}

fn focus(point: Option<PointIn>) -> Focus {
    point.map_or_else(Focus::default, |point| Focus { x: point.x, y: point.y })
}

fn check(said: Said) -> Result<Said, Problem> {
    let mut checks = Checks::default();
    checks.text("/title", &said.title, 0, LONGEST_LINE);
    checks.text("/alt", &said.alt, 0, LONGEST_TEXT);
    checks.optional("/caption", said.caption.as_ref(), LONGEST_TEXT);
    checks.optional("/credit", said.credit.as_ref(), LONGEST_LINE);
    checks.optional("/license", said.license.as_ref(), LONGEST_LINE);
    for (pointer, value) in [("/focal_point/x", said.focus.x), ("/focal_point/y", said.focus.y)] {
        if !(0.0..=1.0).contains(&value) {
            checks.fault(pointer, "out_of_range", "This is a number from 0 to 1.");
        }
    }
    checks.finish()?;
    let said_something = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    Ok(Said {
        caption: said_something(said.caption),
        credit: said_something(said.credit),
        license: said_something(said.license),
        rights_until: said.rights_until.map(Time::whole_seconds),
        ..said
    })
}

/// A picture, sound, film or document as the newsroom knows it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NewsroomMedia {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// What it is.
    #[schema(example = "image", extensions(("x-extensible-enum" = json!(["image", "audio", "video", "document"]))))]
    pub kind: String,
    /// How far its files are. `rendering`: the widths of a picture are being made, `pending_widths` says which;
    /// `ready`: everything is there; `failed`: the widths could not be made; `linked`: only an address elsewhere is
    /// known, as an import left it.
    #[schema(example = "rendering", extensions(("x-extensible-enum" = json!(["ready", "rendering", "failed", "linked"]))))]
    pub state: String,
    /// A title, for editors.
    #[schema(example = "Tunnel, first day")]
    pub title: String,
    /// The name of the file as it came.
    #[schema(example = "harbour.jpg")]
    pub filename: String,
    /// Its address, at its full size. The bytes under it never change; another file has another address.
    #[schema(example = "http://127.0.0.1:8080/media/0123456789abcdef0123456789abcdef/1600.jpg")]
    pub url: String,
    /// Its media type.
    #[schema(example = "image/jpeg")]
    pub mime: String,
    /// Pixels across; null where unknown.
    #[schema(required, example = 1600)]
    pub width: Option<i32>,
    /// Pixels down; null where unknown.
    #[schema(required, example = 900)]
    pub height: Option<i32>,
    /// The size of the file in bytes; null where unknown.
    #[schema(required, maximum = 9_007_199_254_740_991_i64, example = 183_220)]
    pub bytes: Option<i64>,
    /// How long it plays, in seconds; null for pictures and documents.
    #[schema(required, example = json!(null))]
    pub duration_seconds: Option<i32>,
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
    /// Until when it may be used. Nothing happens by itself then, and readers see it as before: lists find it by
    /// `rights_expired`, or ahead of time by `rights_before`, and `/uses` tells where to take it away.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2027-11-15T00:00:00Z")]
    pub rights_until: Option<Time>,
    /// Whether that moment has passed: it may be used no longer.
    #[schema(example = false)]
    pub rights_expired: bool,
    /// The point that every crop keeps.
    pub focal_point: Point,
    /// What to show until the picture is there; null for media without a file here.
    #[schema(required)]
    pub placeholder: Option<Placeholder>,
    /// The widths that are there, in pixels, ascending.
    #[schema(example = json!([320, 480, 768, 1200, 1600]))]
    pub widths: Vec<i32>,
    /// The widths that are still to be made. Their addresses work all the same: who asks for one waits until it is made.
    #[schema(example = json!([]))]
    pub pending_widths: Vec<i32>,
    /// The address of any of `widths`, as WebP: put one in place of `{width}`. Null while there is none.
    #[schema(required, example = "http://127.0.0.1:8080/media/0123456789abcdef0123456789abcdef/{width}.webp")]
    pub url_template: Option<String>,
    /// What a `picture` element takes: one entry a media type, the smallest files first.
    pub sources: Vec<MediaSource>,
    /// The crops; null while there are none.
    #[schema(required)]
    pub crops: Option<MediaCrops>,
    /// Where it was before it came here; null for what was uploaded.
    #[schema(required, example = json!(null))]
    pub source_url: Option<String>,
    /// The user who brought it; null for what was imported, came by a key, or whose user is gone.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub owner_id: Option<Id>,
    /// Who brought it, by the name they had; null for what was imported.
    #[schema(required, example = "Ada Okoye")]
    pub uploaded_by: Option<String>,
    /// When it came.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
    /// Counts every public change.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub version: i64,
    /// Counts every write of an editor; the `ETag` of this medium.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub revision: i64,
}

impl NewsroomMedia {
    /// A stored medium at a moment.
    pub fn new(desk: &DeskMedia, at: &Addresses, now: Time) -> Self {
        let out = MediaOut::new(&desk.media, None, at);
        Self {
            state: desk.state().as_str().to_owned(),
            pending_widths: pending(&desk.media),
            title: desk.row.title.clone(),
            rights_until: desk.row.rights_until,
            rights_expired: desk.row.rights_until.is_some_and(|until| until <= now),
            source_url: desk.media.source_url.clone(),
            owner_id: desk.owner,
            uploaded_by: desk.uploaded_by.clone(),
            created_at: desk.row.created_at,
            version: desk.media.version,
            revision: desk.row.revision,
            id: out.id,
            kind: out.kind,
            filename: out.filename,
            url: out.url,
            mime: out.mime,
            width: out.width,
            height: out.height,
            bytes: out.bytes,
            duration_seconds: out.duration_seconds,
            alt: out.alt,
            caption: out.caption,
            credit: out.credit,
            license: out.license,
            focal_point: out.focal_point,
            placeholder: out.placeholder,
            widths: out.widths,
            url_template: out.url_template,
            sources: out.sources,
            crops: out.crops,
        }
    }
}

fn pending(media: &Media) -> Vec<i32> {
    let planned = media.planned().into_iter().filter_map(|width| i32::try_from(width).ok());
    planned.filter(|width| media.widths.0.iter().all(|made| made.w != *width)).collect()
}

/// A page of the newsroom's media.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsroomMediaList {
    /// The media, the newest first.
    pub data: Vec<NewsroomMedia>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// Where a medium is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MediaUses {
    /// The uses, at most 1,000.
    pub data: Vec<MediaUseOut>,
    /// Whether there are more.
    #[schema(example = false)]
    pub has_more: bool,
}

/// A use of a medium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MediaUse)]
pub struct MediaUseOut {
    /// What uses it.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article", "page", "author", "category", "tag", "site", "media"]))))]
    pub kind: String,
    /// Which one; null for the site, and for an article of somebody else that who asks may not read.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Option<Id>,
    /// Its title or name; null where `id` is.
    #[schema(required, example = "Harbour tunnel opens two years late")]
    pub title: Option<String>,
    /// As what.
    #[schema(example = "featured", extensions(("x-extensible-enum" = json!(["featured", "gallery", "body", "portrait", "picture", "logo", "icon", "poster"]))))]
    pub field: String,
    /// Whether readers see it there now.
    #[schema(example = true)]
    pub public: bool,
}
