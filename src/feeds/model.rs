//! What a feed says, before it is written in one of its forms.

use crate::addresses::Addresses;
use crate::cards::ArticleCard;
use crate::db::Time;

/// The form of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// RSS 2.0.
    Rss,
    /// Atom, RFC 4287.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Form {
    /// The form of a file's name.
    pub fn of_file(name: &str) -> Option<Self> {
        match name {
            "rss.xml" => Some(Self::Rss),
            "atom.xml" => Some(Self::Atom),
            "feed.json" => Some(Self::Json),
            _ => None,
        }
    }

    /// The media type with its character set.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json",
        }
    }
}

/// A page of a feed.
#[derive(Debug)]
pub struct Feed {
    /// What it holds.
    pub title: String,
    /// What it holds, in a sentence.
    pub description: String,
    /// Its language (BCP 47).
    pub language: String,
    /// The page of the site that it follows.
    pub home: String,
    /// Its first page.
    pub first: String,
    /// This page.
    pub own: String,
    /// The page with what is newer.
    pub previous: Option<String>,
    /// The page with what is older.
    pub next: Option<String>,
    /// The hubs that tell when it changes (WebSub).
    pub hubs: Vec<String>,
    /// The site's mark.
    pub icon: Option<String>,
    /// When something on it changed last; without an entry the beginning of time.
    pub updated: Time,
    /// Its entries, the newest first.
    pub entries: Vec<Entry>,
}

/// An entry of a feed.
#[derive(Debug)]
pub struct Entry {
    /// Its id, which never changes: an imported one keeps that of its old feed.
    pub id: String,
    /// The article.
    pub card: ArticleCard,
}

impl Entry {
    /// The whole text as HTML.
    pub fn html(&self) -> &str {
        self.card.body.as_ref().and_then(|body| body.html.as_deref()).unwrap_or_default()
    }
}

/// What every form is written by.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// How addresses and local times are made.
    pub at: &'a Addresses,
}

impl Place<'_> {
    /// A moment as RSS has it (RFC 822 with four digits of the year), in the site's zone.
    pub fn rfc822(&self, moment: Time) -> String {
        self.at.local(moment).to_rfc2822()
    }

    /// A moment as Atom and JSON Feed have it (RFC 3339), in the site's zone.
    pub fn rfc3339(&self, moment: Time) -> String {
        self.at.local(moment).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
    }
}
