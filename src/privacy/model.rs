//! How long things are kept.

use serde::{Deserialize, Serialize};

/// How long things are kept; what has no number is kept for good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// Days that the audit log goes back.
    pub audit_days: Option<i64>,
    /// Days after which an article in the trash is deleted for good.
    pub trash_days: Option<i64>,
    /// The newest revisions that are kept of each article.
    pub revisions_kept: Option<i64>,
    /// Days after which spam and comments in the trash are deleted.
    pub spam_days: Option<i64>,
    /// Counts every write.
    pub revision: i64,
}

/// How long what was typed and never saved is kept, in days.
pub const AUTOSAVE_DAYS: i64 = 30;
/// What stands in the place of the name of a user that was erased.
pub const NOBODY: &str = "Former user";
