//! The bytes of media: `ab/HASH/original.jpg`, and beside it what was made of it. A file appears under
//! its name only when it is whole, so that a killed process leaves none half written.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::bucket::Bucket;
use super::intake::{Content, Taken};
use super::model::{Crop, Media};
use super::probe::{PictureError, PictureKind, probe};
use super::render::{Cut, decode, is_the_original, render, rendition};
use crate::config::Settings;
use crate::db::Id;

/// How many hex digits of the hash name a file.
const HASH_DIGITS: usize = 32;

/// When a file that came in is nobody's any more.
const FORGOTTEN: Duration = Duration::from_secs(24 * 60 * 60);

/// The files of media; clones are the same.
#[derive(Debug, Clone)]
pub struct Files {
    place: Place,
    incoming: PathBuf,
}

/// Where the files of media are.
#[derive(Debug, Clone)]
enum Place {
    Folder(PathBuf),
    Bucket(Bucket),
}

/// Where a file can be read.
pub enum Found {
    /// On this machine.
    Here(PathBuf),
    /// On a store.
    There(Bucket),
}

/// Why a file could not be had.
#[derive(Debug)]
pub enum FileError {
    /// The disk.
    Disk(io::Error),
    /// The picture.
    Picture(PictureError),
}

impl FileError {
    /// Whether there is no such file.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Disk(err) if err.kind() == io::ErrorKind::NotFound)
    }
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

impl From<io::Error> for FileError {
    fn from(err: io::Error) -> Self {
        Self::Disk(err)
    }
}

impl From<PictureError> for FileError {
    fn from(err: PictureError) -> Self {
        Self::Picture(err)
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

/// The name of a medium's bytes. Nobody can tell from a picture that they have under which name it would be
/// here, and no two media share a file, so that one can be removed without a look at the others.
fn name_of(owner: Id) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new_derive_key("newswire 2026 media files");
    hasher.update(owner.0.as_bytes());
    hasher
}

fn short(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex()[..HASH_DIGITS].to_owned()
}

/// A file among those of a medium.
fn key(hash: &str, name: &str) -> String {
    format!("{}/{hash}/{name}", hash.get(..2).unwrap_or("00"))
}

impl Files {
    /// The files where the settings say.
    ///
    /// # Errors
    /// The store cannot be spoken to.
    pub fn open(settings: &Settings) -> io::Result<Self> {
        let place = match &settings.media_store {
            Some(place) => Place::Bucket(Bucket::open(place)?),
            None => Place::Folder(settings.media_dir()),
        };
        Ok(Self { place, incoming: settings.data.join("incoming") })
    }

    /// A place on this machine for a file that comes in.
    ///
    /// # Errors
    /// The disk.
    pub fn incoming(&self) -> io::Result<PathBuf> {
        fs::create_dir_all(&self.incoming)?;
        Ok(self.incoming.join(format!("{}.part", Id::new())))
    }

    /// Removes files that came in and that nobody looks at any more.
    ///
    /// # Errors
    /// The disk.
    pub fn clear_incoming(&self) -> Result<(), FileError> {
        let Ok(entries) = fs::read_dir(&self.incoming) else { return Ok(()) };
        for entry in entries {
            let entry = entry?;
            let age = entry.metadata().and_then(|known| known.modified()).ok().and_then(|at| at.elapsed().ok());
            if age.is_some_and(|age| age > FORGOTTEN) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Keeps bytes of a medium, once; their hash.
    ///
    /// # Errors
    /// The disk.
    pub fn keep(&self, owner: Id, bytes: &[u8], original_name: &str) -> Result<String, FileError> {
        let hash = short(name_of(owner).update(bytes));
        let key = key(&hash, original_name);
        if !self.has(&key)? {
            self.put(&key, bytes)?;
        }
        Ok(hash)
    }

    /// The hash under which a file that was taken in will be kept.
    ///
    /// # Errors
    /// The disk.
    pub fn name(&self, owner: Id, taken: &Taken) -> Result<String, FileError> {
        let mut hasher = name_of(owner);
        match &taken.content {
            Content::Made(bytes) => hasher.update(bytes),
            Content::AsItCame(path) => hasher.update_reader(fs::File::open(path)?)?,
        };
        Ok(short(&hasher))
    }

    /// Keeps a file that was taken in, under its name.
    ///
    /// # Errors
    /// The disk.
    pub fn keep_taken(&self, hash: &str, taken: &Taken) -> Result<(), FileError> {
        let key = key(hash, &format!("original.{}", taken.extension));
        match &taken.content {
            Content::Made(bytes) => self.put(&key, bytes),
            Content::AsItCame(path) => self.put_file(&key, path),
        }
    }

    /// The file of a medium as it came; none for media without one.
    pub fn original(&self, media: &Media) -> Option<String> {
        Some(key(media.hash.as_deref()?, &media.original_name()))
    }

    /// The file of a width. One that is not there yet is made now, where it may be, and then kept.
    ///
    /// # Errors
    /// The disk, or a picture that cannot be read.
    pub fn picture(&self, media: &Media, wanted: &Rendition, may_make: bool) -> Result<String, FileError> {
        let hash = media.hash.as_deref().unwrap_or_default();
        let key = key(hash, &wanted.file());
        if self.has(&key)? {
            return Ok(key);
        }
        let original = self.original(media).filter(|_| may_make).ok_or(io::Error::from(io::ErrorKind::NotFound))?;
        let made = render(&self.get(&original)?, wanted.cut(media), wanted.width, wanted.kind)?;
        self.put(&key, &made)?;
        Ok(key)
    }

    /// Makes every width of a picture that is not there yet.
    ///
    /// # Errors
    /// The disk, or a picture that cannot be read.
    pub fn make_all(&self, media: &Media) -> Result<(), FileError> {
        let Some(original) = self.original(media) else { return Ok(()) };
        let hash = media.hash.as_deref().unwrap_or_default();
        let mut missing = Vec::new();
        for wanted in media.renditions() {
            let key = key(hash, &wanted.file());
            if !self.has(&key)? {
                missing.push((key, wanted));
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let source = self.get(&original)?;
        let (found, picture) = (probe(&source)?, decode(&source)?);
        for (key, wanted) in missing {
            let cut = wanted.cut(media);
            if is_the_original(&found, cut, wanted.width, wanted.kind) {
                self.put(&key, &source)?;
            } else {
                self.put(&key, &rendition(&picture, cut, wanted.width, wanted.kind)?)?;
            }
        }
        Ok(())
    }

    /// Whether a file is there.
    ///
    /// # Errors
    /// The disk.
    pub fn has(&self, key: &str) -> Result<bool, FileError> {
        Ok(match &self.place {
            Place::Folder(dir) => dir.join(key).try_exists()?,
            Place::Bucket(bucket) => bucket.has(key)?,
        })
    }

    /// Where a file can be read, if it is there.
    pub fn find(&self, key: &str) -> Found {
        match &self.place {
            Place::Folder(dir) => Found::Here(dir.join(key)),
            Place::Bucket(bucket) => Found::There(bucket.clone()),
        }
    }

    fn get(&self, key: &str) -> Result<Vec<u8>, FileError> {
        Ok(match &self.place {
            Place::Folder(dir) => fs::read(dir.join(key))?,
            Place::Bucket(bucket) => bucket.get(key)?,
        })
    }

    fn put(&self, key: &str, bytes: &[u8]) -> Result<(), FileError> {
        match &self.place {
            Place::Folder(dir) => write_whole(&dir.join(key), |file| file.write_all(bytes))?,
            Place::Bucket(bucket) => bucket.put(key, bytes.to_vec())?,
        }
        Ok(())
    }

    fn put_file(&self, key: &str, source: &Path) -> Result<(), FileError> {
        let mut file = fs::File::open(source)?;
        match &self.place {
            Place::Folder(dir) => write_whole(&dir.join(key), |target| io::copy(&mut file, target).map(drop))?,
            Place::Bucket(bucket) => bucket.put(key, fs::read(source)?)?,
        }
        Ok(())
    }

    /// Removes everything under a hash; what is not there is gone already.
    ///
    /// # Errors
    /// The disk.
    pub fn remove(&self, hash: &str) -> Result<(), FileError> {
        if hash_of(hash) != Some(hash) {
            return Ok(());
        }
        let dir = match &self.place {
            Place::Folder(dir) => dir.join(key(hash, "")),
            Place::Bucket(bucket) => return Ok(bucket.remove(&key(hash, ""))?),
        };
        match fs::remove_dir_all(dir) {
            Err(err) if err.kind() != io::ErrorKind::NotFound => Err(err.into()),
            _ => Ok(()),
        }
    }
}

/// A width of a picture, cut or not, as one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendition {
    /// How it is cut.
    pub crop: Option<Crop>,
    /// Pixels across.
    pub width: u32,
    /// As what.
    pub kind: PictureKind,
}

impl Rendition {
    /// The name of its file.
    fn file(&self) -> String {
        let stem = self.crop.as_ref().and_then(|crop| crop.name.split_once('-')).map(|(_, cut)| format!("{cut}-"));
        format!("{}{}.{}", stem.unwrap_or_default(), self.width, self.kind.extension())
    }

    fn cut(&self, media: &Media) -> Cut {
        self.crop.as_ref().map(|crop| (crop.ratio, media.focus()))
    }
}

static TURN: AtomicU64 = AtomicU64::new(0);

fn write_whole(path: &Path, fill: impl FnOnce(&mut fs::File) -> io::Result<()>) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir)?;
    let turn = TURN.fetch_add(1, Ordering::Relaxed);
    let half = dir.join(format!(".{}-{turn}.part", std::process::id()));
    let written = fs::File::create(&half).and_then(|mut file| fill(&mut file).and_then(|()| file.sync_all()));
    written.and_then(|()| fs::rename(&half, path)).inspect_err(|_| {
        // Best effort: the fault that is returned is the first one.
        let _ = fs::remove_file(&half);
    })?;
    // Without this a power cut may take the name away again.
    sync(dir)?;
    dir.parent().map_or(Ok(()), sync)
}

fn sync(dir: &Path) -> io::Result<()> {
    fs::File::open(dir)?.sync_all()
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
