//! What the newsroom knows of a comment, and what it can do with one.

use diesel::prelude::*;

use super::Status;
use crate::db::schema::comments;
use crate::db::{Id, Time};

/// The largest text of a comment that an editor writes anew, in bytes of its HTML: imported ones may be
/// longer than what readers send.
pub const LARGEST_EDIT: usize = 64 * 1024;
/// The most comments of one call.
pub const MOST_AT_ONCE: usize = 100;

/// A comment with all that is known of its writer.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub struct DeskComment {
    /// Its identity.
    pub id: Id,
    /// The kind of what it stands under.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Id,
    /// The comment that it answers, whatever became of that one.
    pub parent_id: Option<Id>,
    /// The author of ours who wrote it.
    pub author_id: Option<Id>,
    /// The name that its writer gave.
    pub author_name: String,
    /// Their mail address.
    pub author_email: Option<String>,
    /// Their website.
    pub author_url: Option<String>,
    /// The network address that they wrote from.
    pub author_address: Option<String>,
    /// Safe HTML.
    pub body_html: String,
    /// Plain text.
    pub body_text: String,
    /// What became of it.
    pub status: String,
    /// When it was written.
    pub created_at: Time,
    /// Counts every write.
    pub revision: i64,
}

impl DeskComment {
    /// What became of it.
    pub fn status(&self) -> Status {
        Status::parse(&self.status)
    }
}

/// What an editor makes of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Let the public see it.
    Approve,
    /// Take it back into the queue.
    Hold,
    /// Call it spam.
    Spam,
    /// Throw it away.
    Trash,
    /// Take it from the trash back into the queue.
    Restore,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 5] = [Self::Approve, Self::Hold, Self::Spam, Self::Trash, Self::Restore];

    /// Its name, as the last part of its address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Hold => "hold",
            Self::Spam => "spam",
            Self::Trash => "trash",
            Self::Restore => "restore",
        }
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == name)
    }

    /// Where it leads from a status; none where it cannot be taken.
    pub fn leads(self, from: Status) -> Option<Status> {
        match (self, from) {
            (Self::Approve, Status::Pending | Status::Spam) => Some(Status::Approved),
            (Self::Hold, Status::Approved | Status::Spam) | (Self::Restore, Status::Trash) => Some(Status::Pending),
            (Self::Spam, Status::Pending | Status::Approved) => Some(Status::Spam),
            (Self::Trash, Status::Pending | Status::Approved | Status::Spam) => Some(Status::Trash),
            _ => None,
        }
    }

    /// The steps that can be taken from a status.
    pub fn from(status: Status) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |step| step.leads(status).is_some())
    }
}

/// Whose articles a list is about: a user's, and those under their name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Own {
    /// The user.
    pub user: Id,
    /// Their profile among the authors.
    pub author: Option<Id>,
}

/// Which comments are listed.
#[derive(Debug, Clone, Default)]
pub struct DeskFilter {
    /// Of this status.
    pub status: Option<Status>,
    /// Under this article.
    pub article: Option<Id>,
    /// By a writer with this in their name.
    pub author_name: Option<String>,
    /// With this in their text.
    pub text: Option<String>,
    /// Not written before.
    pub after: Option<Time>,
    /// Not written after.
    pub before: Option<Time>,
    /// Under somebody's own articles alone.
    pub own: Option<Own>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_of_a_comment_are_these() {
        let ways = |status: Status| Step::from(status).map(Step::as_str).collect::<Vec<_>>().join(" ");
        assert_eq!(ways(Status::Pending), "approve spam trash");
        assert_eq!(ways(Status::Approved), "hold spam trash");
        assert_eq!(ways(Status::Spam), "approve hold trash");
        assert_eq!(ways(Status::Trash), "restore");
    }
}
