//! `newswire site set FILE.json`: what no export holds, from one file.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{Failure, open};
use crate::config::Settings;
use crate::db::{Id, Json, Time};
use crate::frame::{self, FileError, Marks, SiteFile};
use crate::media::files::Files;
use crate::media::probe::probe;
use crate::media::render::{decode, placeholder, widths_for};
use crate::media::{self, MediaKind, NewMedia, Width};

/// What `site` is told.
#[derive(Debug, Clone, Args)]
pub struct SiteOptions {
    #[command(subcommand)]
    command: SiteCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum SiteCommand {
    /// Change what a JSON file says: settings, `logo` and `icon` (paths beside the file), `home`, `menus`
    Set {
        /// The file
        file: PathBuf,
        /// The public site that links lead to
        #[arg(long, value_name = "URL")]
        home_url: Option<String>,
        /// The site's time zone (IANA)
        #[arg(long, value_name = "ZONE")]
        timezone: Option<String>,
    },
}

/// Changes the site as the file says; all of it, or nothing.
///
/// # Errors
/// Each fault of the file; the database or the disk.
pub fn run(settings: &Settings, options: SiteOptions) -> Result<(), Failure> {
    let SiteCommand::Set { file: path, home_url, timezone } = options.command;
    let text = std::fs::read_to_string(&path).map_err(|err| Failure::of(&format!("read {}", path.display()), err))?;
    let mut file = SiteFile::parse(&text).map_err(|err| wrong(&path, &err))?;
    for (name, value) in [("home_url", home_url), ("timezone", timezone)] {
        file.settings.extend(value.map(|value| (name.to_owned(), value.into())));
    }
    let (db, _) = open(settings)?;
    let files = super::files(settings)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let now = Time::now();
    let logo = picture(&files, folder, file.logo.as_deref(), now)?;
    let icon = picture(&files, folder, file.icon.as_deref(), now)?;
    let marks = Marks { logo: logo.as_ref().map(|new| new.id), icon: icon.as_ref().map(|new| new.id) };
    let pictures: Vec<NewMedia> = logo.into_iter().chain(icon).collect();
    db.write_blocking(move |conn| -> Result<(), FileError> {
        media::insert_many(conn, now, pictures)?;
        frame::site_set(conn, now, &file, marks)
    })
    .map_err(|err| wrong(&path, &err))?;
    println!("The site is as {} says.", path.display());
    Ok(())
}

fn wrong(path: &Path, err: &FileError) -> Failure {
    Failure::Other(format!("{} is not taken:\n{err}", path.display()))
}

fn picture(files: &Files, folder: &Path, file: Option<&str>, now: Time) -> Result<Option<NewMedia>, Failure> {
    let Some(file) = file else { return Ok(None) };
    let path = folder.join(file);
    let failed = |err: &dyn std::fmt::Display| Failure::of(&format!("take the picture {}", path.display()), err);
    let bytes = std::fs::read(&path).map_err(|err| failed(&err))?;
    let found = probe(&bytes).map_err(|err| failed(&err))?;
    let image = decode(&bytes).map_err(|err| failed(&err))?;
    let id = Id::new();
    let hash = files.keep(id, &bytes, &format!("original.{}", found.kind.extension())).map_err(|err| failed(&err))?;
    let whole = |n: u32| i32::try_from(n).ok();
    let tiny = placeholder(&image);
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut new = NewMedia::blank(id, MediaKind::Image, &format!("{name}.{}", found.kind.extension()), now);
    new.hash = Some(hash);
    found.kind.mime().clone_into(&mut new.mime);
    (new.width, new.height) = (whole(image.width()), whole(image.height()));
    new.bytes = i64::try_from(bytes.len()).ok();
    new.widths =
        Json(widths_for(image.width()).into_iter().filter_map(whole).map(|w| Width { w, url: None }).collect());
    (new.color, new.placeholder) = (Some(tiny.color), Some(tiny.data_uri));
    Ok(Some(new))
}
