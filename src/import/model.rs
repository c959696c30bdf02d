//! An import that was started by an upload.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::Report;
use crate::db::schema::import_runs;
use crate::db::{Id, Json, Time};

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has not begun.
    Waiting,
    /// It is being done.
    Running,
    /// Everything is done.
    Done,
    /// The file is not well-formed or no export: nothing was stored.
    Refused,
    /// It could not go on.
    Failed,
    /// Somebody ended it.
    Cancelled,
}

impl State {
    const ALL: [Self; 6] = [Self::Waiting, Self::Running, Self::Done, Self::Refused, Self::Failed, Self::Cancelled];

    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// By its name; what is not known has failed.
    pub fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == name).unwrap_or(Self::Failed)
    }

    /// Whether something will still happen.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// What an import by an upload is told, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunOptions {
    /// Post types that become articles besides `post`.
    pub as_article: Vec<String>,
    /// Whether what was edited here gives way to a newer source.
    pub overwrite: bool,
    /// The site's zone, by its name.
    pub timezone: Option<String>,
    /// The public site.
    pub home_url: Option<String>,
}

/// An import that was started by an upload, as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = import_runs)]
pub struct Run {
    /// Its identity.
    pub id: Id,
    /// How far it is.
    pub state: String,
    /// When it was asked for.
    pub started_at: Time,
    /// When it ended.
    pub finished_at: Option<Time>,
    /// What it did.
    pub report: Json<Report>,
    /// The file's name.
    pub file: String,
    /// The file's size, in bytes.
    pub size: Option<i64>,
    /// What it is told.
    pub options: Option<Json<RunOptions>>,
    /// How far it is, in hundredths.
    pub progress: i32,
    /// Why it was refused or failed.
    pub error: Option<String>,
    /// Who asked for it.
    pub created_by: String,
    /// Whether somebody asked for its end.
    pub cancelled: bool,
}

impl Run {
    /// How far it is.
    pub fn state(&self) -> State {
        State::parse(&self.state)
    }
}

/// How often the file is read from its beginning to its end.
const PASSES: u64 = 3;

/// How far an import is, told from how far each pass over its file is.
#[derive(Debug)]
pub struct Progress {
    size: u64,
    passes: u64,
    read: u64,
}

impl Progress {
    /// Of a file of so many bytes.
    pub fn new(size: u64) -> Self {
        Self { size: size.max(1), passes: 0, read: 0 }
    }

    /// In hundredths, now that so many bytes of a pass were read; 99 at most, for the end is told apart.
    pub fn at(&mut self, read: u64) -> i32 {
        if read < self.read {
            self.passes += 1;
        }
        self.read = read;
        let done = (self.passes * self.size + read.min(self.size)) * 100 / (self.size * PASSES);
        i32::try_from(done.min(99)).unwrap_or(99)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_passes_are_the_whole() {
        let mut progress = Progress::new(1000);
        let seen: Vec<i32> = [300, 1000, 500, 1000, 10, 1000, 5].into_iter().map(|read| progress.at(read)).collect();
        assert_eq!(seen, [10, 33, 50, 66, 67, 99, 99]);
    }
}
