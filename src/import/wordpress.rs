//! The pure part of the import from WordPress: everything between the bytes of an export and
//! values that the import can store. No database and no network here.
//!
//! - `xml`: a strict, streaming reader of XML; `wxr` reads the export's vocabulary through it and
//!   gives `model`'s values, one item at a time.
//! - `dates`, `zone`: moments, and the zone of the site's clock.
//! - `paths`, `permalinks`: the old addresses and the pattern behind them.
//! - `content`: the content of items as plain hypertext. It stands on `blocks` (the block editor),
//!   `shortcodes`, `autop` (the paragraphs of old posts), `gallery` and `html`.
//! - `meta`: the keys and values of WordPress and its plugins, `php` the form that some are in.

mod attachments;
mod autop;
mod blocks;
mod comments;
pub mod content;
pub mod dates;
mod decide;
mod gallery;
mod html;
mod menus;
pub mod meta;
pub mod model;
mod pages;
pub mod paths;
pub mod permalinks;
pub mod php;
mod posts;
pub mod run;
mod shortcodes;
mod survey;
mod terms;
pub mod wxr;
pub mod xml;
pub mod zone;

pub use content::{ContentContext, Converted, to_html};
pub use model::{Author, Channel, Comment, Item, Term};
pub use wxr::{ChannelField, Entry, Reader};
pub use xml::XmlError;

/// What tests of several modules need: the shared data folder, with exports that none of us wrote
/// and the figures of each. NEWSWIRE_SHARED_DATA names it; where it is not set, a test says what it
/// leaves out.
#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::fs::File;
    use std::io::Write;
    use std::path::{Path, PathBuf};

    use serde_json::Value;

    use super::{Channel, Item, Reader};

    /// A failure of any kind.
    pub(super) type Failure = Box<dyn Error>;

    /// The folder; without one, says that `what` is left out.
    pub(super) fn folder(what: &str) -> Result<Option<PathBuf>, Failure> {
        let folder = std::env::var_os("NEWSWIRE_SHARED_DATA").map(PathBuf::from);
        if folder.is_none() {
            // Past the capture of the test harness, which would hide it.
            writeln!(std::io::stderr(), "left out, as NEWSWIRE_SHARED_DATA is not set: {what}")?;
        }
        Ok(folder)
    }

    /// The figures of every export, by file name.
    pub(super) fn truth(folder: &Path) -> Result<Value, Failure> {
        let mut truth: Value = serde_json::from_reader(File::open(folder.join("truth.json"))?)?;
        Ok(truth["files"].take())
    }

    /// All that an export holds.
    pub(super) fn read(path: &Path) -> Result<(Channel, Vec<Item>), Failure> {
        let mut reader = Reader::new(File::open(path)?)?;
        let (mut channel, mut items) = (Channel::default(), Vec::new());
        while let Some(entry) = reader.next_entry()? {
            items.extend(channel.take(entry).map(|item| *item));
        }
        Ok((channel, items))
    }
}
