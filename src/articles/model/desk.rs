//! What the newsroom knows of an article: its whole content as an editor writes it, where it is on its
//! way, and which ways lead on from there.

use serde_json::{Map, Value};

use super::{BodyFormat, Location, Lock, NewArticle, SourceCredit, Status};
use crate::changes;
use crate::db::{Id, Time};
use crate::seo::SeoOverrides;

/// A body as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is written in.
    pub format: BodyFormat,
    /// The text.
    pub text: String,
}

/// Everything that an editor says of an article, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Manuscript {
    /// Its title.
    pub title: String,
    /// Its name in addresses; none takes one from the title.
    pub slug: Option<crate::text::Slug>,
    /// A shorter title.
    pub short_title: Option<String>,
    /// A word or two above the title.
    pub kicker: Option<String>,
    /// A line under the title.
    pub subtitle: Option<String>,
    /// A short text; none takes the beginning of the body.
    pub excerpt: Option<String>,
    /// Its language (BCP 47); none takes the site's.
    pub language: Option<String>,
    /// One of `cards::FORMATS`.
    pub format: String,
    /// Its body; none leaves what is there.
    pub body: Option<Source>,
    /// Where it was written.
    pub dateline: Option<String>,
    /// The place it is about.
    pub location: Option<Location>,
    /// Whom it credits.
    pub sources: Vec<SourceCredit>,
    /// What editors say to search engines.
    pub seo: SeoOverrides,
    /// Keys that are public.
    pub extra: Map<String, Value>,
    /// Its authors in order, with their roles.
    pub authors: Vec<(Id, String)>,
    /// Its primary category.
    pub primary_category: Option<Id>,
    /// Its categories in order.
    pub categories: Vec<Id>,
    /// Its tags in order.
    pub tags: Vec<Id>,
    /// Its lead picture.
    pub featured_media: Option<Id>,
    /// Its gallery in order.
    pub gallery: Vec<Id>,
    /// The editor's picks beside it, in order.
    pub picks: Vec<Id>,
    /// Until when it is featured.
    pub featured_until: Option<Time>,
    /// Until when it is breaking.
    pub breaking_until: Option<Time>,
    /// When it ends by itself.
    pub unpublish_at: Option<Time>,
    /// Before when it may be neither published nor scheduled.
    pub embargo_until: Option<Time>,
    /// Whether somebody paid for it.
    pub sponsored: bool,
    /// Whether the editor lets readers comment.
    pub comments_open: bool,
    /// When it was last updated, in the editor's eyes; none leaves what is there.
    pub updated_at: Option<Time>,
}

/// An article as it is stored, whole, with what only the newsroom knows.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The row, the body and everything it is filed under.
    pub article: NewArticle,
    /// The editor's picks beside it.
    pub picks: Vec<Id>,
    /// The user who made it.
    pub owner: Option<Id>,
    /// Before when it may be neither published nor scheduled.
    pub embargo_until: Option<Time>,
    /// Who is or was the last to edit it.
    pub lock: Option<Lock>,
}

impl Stored {
    /// Where it is on its way at a moment.
    pub fn status(&self, now: Time) -> Status {
        self.article.row.status_at(now)
    }

    /// The names of what readers see otherwise in an article that takes its place, with these picks beside it.
    pub fn differing(&self, new: &NewArticle, picks: &[Id]) -> Vec<&'static str> {
        let (old, is, was) = (&self.article, &new.row, &self.article.row);
        changes::differing([
            ("slug", is.slug != was.slug),
            ("title", is.title != was.title),
            ("short_title", is.short_title != was.short_title),
            ("kicker", is.kicker != was.kicker),
            ("subtitle", is.subtitle != was.subtitle),
            ("excerpt", is.excerpt != was.excerpt),
            ("language", is.language != was.language),
            ("format", is.format != was.format),
            ("featured", is.featured_until != was.featured_until),
            ("breaking", is.breaking_until != was.breaking_until),
            ("sponsored", is.sponsored != was.sponsored),
            ("published_at", is.published_at != was.published_at),
            ("updated_at", is.updated_at != was.updated_at),
            ("authors", new.authors != old.authors),
            ("primary_category", is.primary_category_id != was.primary_category_id),
            ("categories", new.categories != old.categories),
            ("tags", new.tags != old.tags),
            ("featured_media", is.featured_media_id != was.featured_media_id),
            ("comments", is.comments_open != was.comments_open),
            ("body", new.body.html != old.body.html),
            ("dateline", new.details.dateline != old.details.dateline),
            ("location", new.details.location != old.details.location),
            ("gallery", new.gallery != old.gallery),
            ("sources", new.details.sources != old.details.sources),
            ("corrections", new.corrections != old.corrections),
            ("read_also", picks != self.picks),
            ("seo", new.details.seo != old.details.seo),
            ("extra", new.details.extra != old.details.extra),
        ])
    }
}

/// A step on an article's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Hand it in for review.
    Submit,
    /// Send it back to its writer.
    Return,
    /// Publish it at a time to come.
    Schedule,
    /// Publish it now.
    Publish,
    /// Take it back to a draft.
    Unpublish,
    /// Take it from the public's sight for good.
    Archive,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 6] =
        [Self::Submit, Self::Return, Self::Schedule, Self::Publish, Self::Unpublish, Self::Archive];

    /// Its name, as the last part of its address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Schedule => "schedule",
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
            Self::Archive => "archive",
        }
    }

    /// Where it leads from a status; none where it cannot be taken.
    pub fn leads(self, from: Status) -> Option<Status> {
        match (self, from) {
            (Self::Submit, Status::Draft) => Some(Status::InReview),
            (Self::Return, Status::InReview)
            | (Self::Unpublish, Status::Scheduled | Status::Published | Status::Archived) => Some(Status::Draft),
            (Self::Schedule, Status::Draft | Status::InReview | Status::Scheduled | Status::Archived) => {
                Some(Status::Scheduled)
            }
            (Self::Publish, Status::Draft | Status::InReview | Status::Scheduled | Status::Archived) => {
                Some(Status::Published)
            }
            (Self::Archive, Status::Published) => Some(Status::Archived),
            _ => None,
        }
    }

    /// The steps that can be taken from a status.
    pub fn from(status: Status) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |step| step.leads(status).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_of_an_article_are_these() {
        let ways = |status: Status| Step::from(status).map(Step::as_str).collect::<Vec<_>>().join(" ");
        assert_eq!(ways(Status::Draft), "submit schedule publish");
        assert_eq!(ways(Status::InReview), "return schedule publish");
        assert_eq!(ways(Status::Scheduled), "schedule publish unpublish");
        assert_eq!(ways(Status::Published), "unpublish archive");
        assert_eq!(ways(Status::Archived), "schedule publish unpublish");
    }
}
