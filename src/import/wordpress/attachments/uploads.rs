//! Files from a copy of the uploads folder: pictures by their bytes, sound, films and PDF as they are;
//! what a browser might run is not taken.

use std::path::Path;

use crate::db::Json;
use crate::media::files::Files;
use crate::media::probe::{PictureKind, probe};
use crate::media::render::{decode, placeholder, widths_for};
use crate::media::{NewMedia, Width};

/// Takes a file into our keeping; nothing from outside of the folder.
///
/// # Errors
/// The reason why it was not taken, for the report.
pub fn take(folder: &Path, file: &str, files: &Files, new: &mut NewMedia) -> Result<(), &'static str> {
    let path = folder.join(file.trim_start_matches('/'));
    let (Ok(folder), Ok(path)) = (folder.canonicalize(), path.canonicalize()) else { return Err("file_missing") };
    if !path.starts_with(folder) {
        return Err("file_outside_uploads");
    }
    let bytes = std::fs::read(path).map_err(|_| "file_missing")?;
    match probe(&bytes) {
        Ok(found) => picture(&bytes, found.kind, files, new),
        Err(_) => other(&bytes, files, new),
    }
}

fn picture(bytes: &[u8], kind: PictureKind, files: &Files, new: &mut NewMedia) -> Result<(), &'static str> {
    let picture = decode(bytes).map_err(|_| "file_damaged")?;
    let tiny = placeholder(&picture);
    let name = format!("original.{}", kind.extension());
    new.hash = Some(files.keep(new.id, bytes, &name).map_err(|_| "file_not_kept")?);
    let stem = new.filename.rsplit_once('.').map_or(new.filename.as_str(), |(stem, _)| stem);
    new.filename = format!("{stem}.{}", kind.extension());
    kind.mime().clone_into(&mut new.mime);
    let whole = |n: u32| i32::try_from(n).ok();
    (new.width, new.height) = (whole(picture.width()), whole(picture.height()));
    new.bytes = i64::try_from(bytes.len()).ok();
    new.widths =
        Json(widths_for(picture.width()).into_iter().filter_map(whole).map(|w| Width { w, url: None }).collect());
    (new.color, new.placeholder) = (Some(tiny.color), Some(tiny.data_uri));
    Ok(())
}

fn other(bytes: &[u8], files: &Files, new: &mut NewMedia) -> Result<(), &'static str> {
    let harmless = ["audio/", "video/"].iter().any(|kind| new.mime.starts_with(kind)) || new.mime == "application/pdf";
    if !harmless {
        return Err("file_kind_not_kept");
    }
    let extension = new.filename.rsplit_once('.').map_or("bin", |(_, e)| e).to_ascii_lowercase();
    new.hash = Some(files.keep(new.id, bytes, &format!("original.{extension}")).map_err(|_| "file_not_kept")?);
    new.bytes = i64::try_from(bytes.len()).ok();
    Ok(())
}
