//! Which files there can be, and what may stand in them.

use diesel::prelude::*;

use crate::db::Time;
use crate::db::schema::root_files;

/// The largest file, in bytes.
pub const LARGEST: usize = 256 * 1024;

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Plain text.
    Text,
    /// JSON.
    Json,
}

impl Form {
    /// The media type under which it is served.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// A file that there can be.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// What it is written in.
    pub form: Form,
    /// Whether it is served at the root.
    pub root: bool,
    /// Whether it is served below `/.well-known/`.
    pub well_known: bool,
}

const fn root(name: &'static str, form: Form) -> Known {
    Known { name, form, root: true, well_known: false }
}

const fn well_known(name: &'static str, form: Form) -> Known {
    Known { name, form, root: false, well_known: true }
}

const fn both(name: &'static str) -> Known {
    Known { name, form: Form::Text, root: true, well_known: true }
}

/// Every file that there can be, in the order of names.
pub static FILES: [Known; 14] = [
    root("ads.txt", Form::Text),
    root("app-ads.txt", Form::Text),
    well_known("apple-app-site-association", Form::Json),
    well_known("assetlinks.json", Form::Json),
    well_known("atproto-did", Form::Text),
    well_known("dnt-policy.txt", Form::Text),
    well_known("gpc.json", Form::Json),
    root("humans.txt", Form::Text),
    root("llms.txt", Form::Text),
    root("robots.txt", Form::Text),
    both("security.txt"),
    root("sellers.json", Form::Json),
    well_known("tdmrep.json", Form::Json),
    both("trust.txt"),
];

impl Known {
    /// The file of a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        FILES.iter().find(|known| known.name == name)
    }

    /// The paths at which it is served.
    pub fn paths(&self) -> Vec<String> {
        let root = self.root.then(|| format!("/{}", self.name));
        root.into_iter().chain(self.well_known.then(|| format!("/.well-known/{}", self.name))).collect()
    }
}

/// A file as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = root_files)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What stands in it; none: it was taken away.
    pub text: Option<String>,
    /// When it was written last.
    pub changed_at: Time,
    /// Counts every write.
    pub revision: i64,
}
