//! The bytes of media on disk: `DIR/ab/HASH/original.jpg`, and beside it what was made of it. A file
//! appears under its name only when it is whole, so that a killed process leaves none half written.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::model::{Crop, Media};
use super::probe::{PictureError, PictureKind};
use super::render::{Ratio, render};

/// How many hex digits of the hash name a file.
const HASH_DIGITS: usize = 32;

/// The folder of media files.
#[derive(Debug, Clone)]
pub struct Files {
    dir: PathBuf,
}

/// Why a file could not be had.
#[derive(Debug)]
pub enum FileError {
    /// The disk.
    Disk(io::Error),
    /// The picture.
    Picture(PictureError),
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Disk(err) => write!(f, "a media file cannot be read or written: {err}"),
            Self::Picture(err) => write!(f, "a picture cannot be made: {err}"),
        }
    }
}

impl std::error::Error for FileError {}

impl From<io::ErrorKind> for FileError {
    fn from(kind: io::ErrorKind) -> Self {
        Self::Disk(kind.into())
    }
}

impl From<io::Error> for FileError {
    fn from(err: io::Error) -> Self {
        Self::Disk(err)
    }
}

/// What a URL below `/media/` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A picture at a width, cut or not.
    Picture {
        /// Pixels across.
        width: u32,
        /// As what.
        kind: PictureKind,
    },
    /// The file as it came.
    Original,
}

impl Asked {
    /// Reads the last part of a URL: `480.webp`, `original.pdf`.
    pub fn parse(file: &str) -> Option<Self> {
        let (stem, extension) = file.rsplit_once('.')?;
        if stem == "original" {
            return Some(Self::Original);
        }
        let plain = !stem.starts_with('0') && stem.len() <= 5 && stem.bytes().all(|b| b.is_ascii_digit());
        let width = plain.then(|| stem.parse().ok()).flatten()?;
        Some(Self::Picture { width, kind: PictureKind::parse_extension(extension)? })
    }
}

/// The hash in the first part of a URL below `/media/`, which may name a crop as well.
pub fn hash_of(name: &str) -> Option<&str> {
    let hash = name.split('-').next()?;
    (hash.len() == HASH_DIGITS && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
        .then_some(hash)
}

/// The name of some bytes.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..HASH_DIGITS].to_owned()
}

impl Files {
    /// The files below a folder.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Keeps bytes under their hash, once; the hash.
    ///
    /// # Errors
    /// The disk.
    pub fn keep(&self, bytes: &[u8], original_name: &str) -> Result<String, FileError> {
        let hash = hash(bytes);
        let path = self.folder(&hash).join(original_name);
        if !path.exists() {
            write_whole(&path, bytes)?;
        }
        Ok(hash)
    }

    /// Where the original of a medium is; none for media without a file.
    pub fn original(&self, media: &Media) -> Option<PathBuf> {
        Some(self.folder(media.hash.as_deref()?).join(media.original_name()))
    }

    /// The file of a width, made on the first request for it and then kept.
    ///
    /// # Errors
    /// The disk, or a picture that cannot be read.
    pub fn picture(
        &self,
        media: &Media,
        crop: Option<&Crop>,
        width: u32,
        kind: PictureKind,
    ) -> Result<PathBuf, FileError> {
        let hash = media.hash.as_deref().unwrap_or_default();
        let stem = crop.map_or(String::new(), |crop| crop.name[hash.len()..].trim_start_matches('-').to_owned() + "-");
        let path = self.folder(hash).join(format!("{stem}{width}.{}", kind.extension()));
        if path.exists() {
            return Ok(path);
        }
        let original = self.folder(hash).join(media.original_name());
        let source = fs::read(&original)?;
        let cut: Option<(Ratio, (f32, f32))> = crop.map(|crop| (crop.ratio, media.focus()));
        let made = render(&source, cut, width, kind).map_err(FileError::Picture)?;
        write_whole(&path, &made)?;
        Ok(path)
    }

    fn folder(&self, hash: &str) -> PathBuf {
        self.dir.join(hash.get(..2).unwrap_or("00")).join(hash)
    }
}

static TURN: AtomicU64 = AtomicU64::new(0);

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir)?;
    let turn = TURN.fetch_add(1, Ordering::Relaxed);
    let half = dir.join(format!(".{}-{turn}.part", std::process::id()));
    let written = fs::File::create(&half).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.and_then(|()| fs::rename(&half, path)).inspect_err(|_| {
        // Best effort: the fault that is returned is the first one.
        let _ = fs::remove_file(&half);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_below_media_are_read_strictly() {
        let webp = |width| Some(Asked::Picture { width, kind: PictureKind::Webp });
        assert_eq!(Asked::parse("480.webp"), webp(480));
        assert_eq!(Asked::parse("original.pdf"), Some(Asked::Original));
        for bad in ["0480.webp", "480", "480.exe", "-1.webp", "999999.webp", ".webp", "../480.webp", "4 80.webp"] {
            assert_eq!(Asked::parse(bad), None, "{bad}");
        }
        assert_eq!(hash_of("0123456789abcdef0123456789abcdef-16x9-50x50"), Some("0123456789abcdef0123456789abcdef"));
        assert_eq!(hash_of("../../etc/passwd"), None);
    }
}
