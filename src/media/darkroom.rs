//! Where work with pictures is done: off the threads that answer, and only so much of it at a time that the
//! memory it takes is bounded.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Semaphore;

use super::files::{FileError, Files, Rendition};
use super::intake::{Refusal, Taken, take, weigh};
use super::model::Media;
use super::probe::MAX_PIXELS;

/// How many megapixels are unpacked at a time: the largest picture, and smaller ones beside it.
const MEGAPIXELS: u32 = (MAX_PIXELS / 1_000_000) as u32 + 8;

/// Makes pictures; clones share the places.
#[derive(Clone)]
pub struct Darkroom {
    files: Files,
    places: Arc<Semaphore>,
}

/// Why work with a picture came to nothing.
#[derive(Debug)]
pub enum Trouble {
    /// A file.
    File(FileError),
    /// The program is stopping, or the work panicked.
    Lost,
}

impl Trouble {
    /// Whether it is the disk's or the store's own, such as no room: the same picture can be made once that is over.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::File(err @ FileError::Disk(_)) => !err.is_missing(),
            Self::File(FileError::Picture(_)) | Self::Lost => false,
        }
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(err) => err.fmt(f),
            Self::Lost => f.write_str("the work with a picture was lost"),
        }
    }
}

impl std::error::Error for Trouble {}

impl Darkroom {
    /// With the files of media.
    pub fn new(files: Files) -> Self {
        Self { files, places: Arc::new(Semaphore::new(MEGAPIXELS as usize)) }
    }

    /// The files of media.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The file of a width; see [`Files::picture`].
    ///
    /// # Errors
    /// The file, or the picture.
    pub async fn picture(&self, media: Media, wanted: Rendition, may_make: bool) -> Result<String, Trouble> {
        let weight = weight(&media);
        self.work(weight, move |files| files.picture(&media, &wanted, may_make)).await
    }

    /// Makes every width of a picture; see [`Files::make_all`].
    ///
    /// # Errors
    /// The file, or the picture.
    pub async fn make_all(&self, media: Media) -> Result<(), Trouble> {
        let weight = weight(&media);
        self.work(weight, move |files| files.make_all(&media)).await
    }

    /// Takes in a file that lies on this machine.
    ///
    /// # Errors
    /// Why it is not taken; the work was lost.
    pub async fn take(&self, path: PathBuf) -> Result<Result<Taken, Refusal>, Trouble> {
        let looked = path.clone();
        match self.aside(move |_| Ok(weigh(&looked))).await? {
            Ok(megapixels) => self.work(megapixels, move |_| Ok(take(&path))).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Does work with files alone.
    ///
    /// # Errors
    /// What the work returned; it was lost.
    pub async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Files) -> Result<T, FileError> + Send + 'static,
    ) -> Result<T, Trouble> {
        let files = self.files.clone();
        let done = tokio::task::spawn_blocking(move || work(&files));
        done.await.map_err(|_| Trouble::Lost)?.map_err(Trouble::File)
    }

    async fn work<T: Send + 'static>(
        &self,
        megapixels: u32,
        work: impl FnOnce(&Files) -> Result<T, FileError> + Send + 'static,
    ) -> Result<T, Trouble> {
        let places = megapixels.clamp(1, MEGAPIXELS);
        let place = self.places.clone().acquire_many_owned(places).await.map_err(|_| Trouble::Lost)?;
        self.aside(move |files| {
            // Kept until the work is done, even where nobody waits for it any more.
            let _place = place;
            work(files)
        })
        .await
    }
}

/// The megapixels of a picture that is known.
fn weight(media: &Media) -> u32 {
    media
        .size()
        .map_or(1, |(width, height)| (u64::from(width) * u64::from(height)).div_ceil(1_000_000).min(1_000) as u32)
}
