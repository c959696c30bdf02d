//! The folder of the index and its generations: `current` names the one that counts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use tantivy::schema::Schema;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError};

use super::papers::Fields;

/// The form of the documents: an index of another one is made anew.
const FORM: u32 = 2;
/// The name of the file that names the generation.
const CURRENT: &str = "current";
/// What the folder of a generation that is still being made ends in.
const UNFINISHED: &str = ".new";
/// A folder like that which nobody has written to for so long was left behind.
const LEFT_BEHIND: Duration = Duration::from_secs(3_600);
/// Bytes that documents take in memory before they are written, for each thread.
const HEAP: usize = 40_000_000;

/// How far an index has come: it holds everything up to a row of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The row.
    pub seq: i64,
    /// When that was written, which tells the log from another one.
    pub at: Option<String>,
    form: u32,
}

impl Place {
    /// At a row of the log that was written then.
    pub fn new(seq: i64, at: Option<String>) -> Self {
        Self { seq, at, form: FORM }
    }
}

/// The folder.
#[derive(Debug, Clone)]
pub struct Shelf(PathBuf);

/// A generation, opened.
pub struct Opened {
    /// The name of its folder.
    pub name: String,
    /// The index.
    pub index: Index,
    /// Reads it, as of the last reload.
    pub reader: IndexReader,
    /// Its fields.
    pub fields: Fields,
}

impl Shelf {
    /// In a data folder.
    pub fn new(data: &Path) -> Self {
        Self(data.join("search"))
    }

    /// The name of the generation that counts; none where there is none.
    pub fn current(&self) -> Option<String> {
        let name = fs::read_to_string(self.0.join(CURRENT)).ok()?.trim().to_owned();
        (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')).then_some(name)
    }

    /// Opens a generation, and reads all of it once to see that it is whole.
    ///
    /// # Errors
    /// It is missing, damaged or of another form.
    pub fn open(&self, name: &str) -> Result<(Opened, Place), TantivyError> {
        let index = Index::open_in_dir(self.0.join(name))?;
        let (fields, schema) = Fields::make();
        let broken = index.validate_checksum()?;
        let place = index.load_metas()?.payload.and_then(|text| serde_json::from_str::<Place>(&text).ok());
        let place = place.filter(|place| place.form == FORM);
        let Some(place) = place.filter(|_| broken.is_empty() && same(&index.schema(), &schema)) else {
            return Err(TantivyError::SystemError("damaged, or of another form".to_owned()));
        };
        let reader = reader(&index)?;
        Ok((Opened { name: name.to_owned(), index, reader, fields }, place))
    }

    /// Begins a generation; its folder becomes one by [`finish`](Self::finish).
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn begin(&self) -> Result<(String, Index, Fields), TantivyError> {
        let stamp = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
        let name = format!("{stamp}-{}", std::process::id());
        let folder = self.0.join(format!("{name}{UNFINISHED}"));
        fs::create_dir_all(&folder)?;
        let (fields, schema) = Fields::make();
        Ok((name, Index::create_in_dir(folder, schema)?, fields))
    }

    /// Makes a generation the one that counts.
    ///
    /// # Errors
    /// The folder cannot be renamed.
    pub fn finish(&self, name: &str) -> io::Result<()> {
        fs::rename(self.0.join(format!("{name}{UNFINISHED}")), self.0.join(name))?;
        let next = self.0.join(format!("{CURRENT}-{name}"));
        fs::write(&next, name)?;
        fs::File::open(&next)?.sync_all()?;
        fs::rename(next, self.0.join(CURRENT))
    }

    /// Gives a generation up that was begun.
    pub fn abandon(&self, name: &str) {
        // What cannot be removed now is removed with what was left behind.
        let _ = fs::remove_dir_all(self.0.join(format!("{name}{UNFINISHED}")));
    }

    /// Removes the generations that no longer count, and what was left behind by those who were killed.
    pub fn clear(&self) {
        let Some(current) = self.current() else { return };
        for entry in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let unfinished = name.ends_with(UNFINISHED);
            let old = if unfinished { is_left_behind(&entry.path()) } else { name != current && name != CURRENT };
            if old && entry.path().is_dir() {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    /// How many bytes a generation has.
    pub fn bytes(&self, name: &str) -> u64 {
        let files = fs::read_dir(self.0.join(name)).into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|data| data.len()).sum()
    }
}

impl Opened {
    /// What writes to an index; there is one at a time.
    ///
    /// # Errors
    /// Another one writes to it.
    pub fn writer(index: &Index, threads: usize) -> Result<IndexWriter<TantivyDocument>, TantivyError> {
        index.writer_with_num_threads(threads, HEAP * threads)
    }
}

fn reader(index: &Index) -> Result<IndexReader, TantivyError> {
    index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()
}

fn same(one: &Schema, other: &Schema) -> bool {
    serde_json::to_value(one).ok() == serde_json::to_value(other).ok()
}

fn is_left_behind(folder: &Path) -> bool {
    let newest = fs::read_dir(folder).into_iter().flatten().flatten();
    let newest = newest.filter_map(|file| file.metadata().ok()?.modified().ok()).max();
    newest.is_none_or(|newest| newest.elapsed().is_ok_and(|age| age > LEFT_BEHIND))
}
