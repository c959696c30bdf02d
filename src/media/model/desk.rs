//! What the newsroom knows of a medium besides what readers see.

use diesel::prelude::*;

use super::{Focus, Media, MediaKind, Width, search_key};
use crate::db::schema::{media, media_former};
use crate::db::{Id, Json, Time};
use crate::media::intake::Taken;

/// How often the widths of a picture are tried to be made.
pub const MOST_ATTEMPTS: i64 = 5;

/// The columns of a medium that only the newsroom reads.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = media)]
pub struct DeskRow {
    /// A title, for editors.
    pub title: String,
    /// Until when it may be used.
    pub rights_until: Option<Time>,
    /// When it came.
    pub created_at: Time,
    /// Counts every write.
    pub revision: i64,
}

/// A medium as the newsroom knows it.
#[derive(Debug, Clone, Queryable)]
pub struct DeskMedia {
    /// What readers see of it.
    pub media: Media,
    /// What they do not.
    pub row: DeskRow,
    /// The user who brought it.
    pub owner: Option<Id>,
    /// Who brought it, by name then.
    pub uploaded_by: Option<String>,
    /// How often its widths were tried, while they are not made.
    pub attempt: Option<i64>,
}

/// How far a medium's files are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Everything that there will be is there.
    Ready,
    /// Its widths are being made.
    Rendering,
    /// Its widths could not be made.
    Failed,
    /// Only an address elsewhere is known.
    Linked,
}

impl State {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Rendering => "rendering",
            Self::Failed => "failed",
            Self::Linked => "linked",
        }
    }
}

impl DeskMedia {
    /// How far its files are.
    pub fn state(&self) -> State {
        match self.attempt {
            _ if self.media.hash.is_none() => State::Linked,
            None => State::Ready,
            Some(attempt) if attempt < MOST_ATTEMPTS => State::Rendering,
            Some(_) => State::Failed,
        }
    }

    /// What an editor said of it last.
    pub fn said(&self) -> Said {
        let media = &self.media;
        Said {
            title: self.row.title.clone(),
            alt: media.alt.clone(),
            caption: media.caption.clone(),
            credit: media.credit.clone(),
            license: media.license.clone(),
            rights_until: self.row.rights_until,
            focus: Focus { x: media.focal_x, y: media.focal_y },
        }
    }
}

/// What an editor says of a medium, checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// A title, for editors.
    pub title: String,
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
    /// The point that crops keep.
    pub focus: Focus,
}

impl Said {
    /// What a search by text looks in, with the name of the file.
    pub fn search_key(&self, filename: &str) -> String {
        let (caption, credit) = (self.caption.as_deref(), self.credit.as_deref());
        search_key([filename, &self.title, &self.alt, caption.unwrap_or_default(), credit.unwrap_or_default()])
    }
}

/// What a medium's file makes of its row.
#[derive(Debug, Clone, PartialEq, AsChangeset)]
#[diesel(table_name = media, treat_none_as_null = true)]
pub struct NewFile {
    /// The hash of its bytes.
    pub hash: Option<String>,
    /// What it is.
    pub kind: &'static str,
    /// Its media type.
    pub mime: String,
    /// The name it was given, with the extension of what it is.
    pub filename: String,
    /// Pixels across.
    pub width: Option<i32>,
    /// Pixels down.
    pub height: Option<i32>,
    /// Size of the file.
    pub bytes: Option<i64>,
    /// The widths that are made.
    pub widths: Json<Vec<Width>>,
    /// The average colour.
    pub color: Option<String>,
    /// A tiny picture.
    pub placeholder: Option<String>,
}

impl NewFile {
    /// A file that was taken in and is kept under a hash, by the name it was given.
    pub fn new(taken: &Taken, hash: &str, given: &str) -> Self {
        let whole = |n: u32| i32::try_from(n).ok();
        let stem = given.rsplit_once('.').map_or(given, |(stem, _)| stem);
        let stem = if stem.is_empty() { "file" } else { stem };
        Self {
            hash: Some(hash.to_owned()),
            kind: taken.kind.as_str(),
            mime: taken.mime.to_owned(),
            filename: format!("{stem}.{}", taken.extension),
            width: taken.size.and_then(|(width, _)| whole(width)),
            height: taken.size.and_then(|(_, height)| whole(height)),
            bytes: i64::try_from(taken.bytes).ok(),
            widths: Json(Vec::new()),
            color: taken.tiny.as_ref().map(|tiny| tiny.color.clone()),
            placeholder: taken.tiny.as_ref().map(|tiny| tiny.data_uri.clone()),
        }
    }

    /// Whether widths are made of it.
    pub fn is_picture(&self) -> bool {
        self.kind == MediaKind::Image.as_str()
    }
}

/// A file that a medium had before.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = media_former)]
pub struct Former {
    /// The hash of its bytes.
    pub hash: String,
    /// Whose it was.
    pub media_id: Id,
    /// Its media type.
    pub mime: String,
    /// Its name.
    pub filename: String,
    /// Pixels across.
    pub width: Option<i32>,
    /// Pixels down.
    pub height: Option<i32>,
}

impl Former {
    /// The file that a medium has now; none where it has none.
    pub fn of(media: &Media) -> Option<Self> {
        Some(Self {
            hash: media.hash.clone()?,
            media_id: media.id,
            mime: media.mime.clone(),
            filename: media.filename.clone(),
            width: media.width,
            height: media.height,
        })
    }

    /// The medium as it was with this file.
    pub fn as_it_was(self, media: Media) -> Media {
        Media {
            hash: Some(self.hash),
            mime: self.mime,
            filename: self.filename,
            width: self.width,
            height: self.height,
            ..media
        }
    }
}

/// Which media are listed.
#[derive(Debug, Clone, Default)]
pub struct DeskFilter {
    /// Of this kind.
    pub kind: Option<&'static str>,
    /// With this text, folded, in their names or words.
    pub text: Option<String>,
    /// Brought by this user.
    pub owner: Option<Id>,
    /// Whether they have a file here.
    pub has_file: Option<bool>,
    /// Whose rights end before this moment.
    pub rights_before: Option<Time>,
    /// Whose rights have ended, or have not.
    pub rights_expired: Option<bool>,
    /// Not before.
    pub created_after: Option<Time>,
    /// Not after.
    pub created_before: Option<Time>,
}
