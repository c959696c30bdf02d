//! What a hub was told and what it is still to be told.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use crate::changes::Entry;
use crate::db::{Id, Time};
use crate::site::FEED_FILES;

/// The least time between two calls that worked, in seconds: what changes meanwhile is told together.
const REST: i64 = 5;
/// How long a node has a hub to itself, in seconds: longer than any call takes.
const CLAIM: i64 = 30;
/// The seconds between a call that failed and the next one; after the last of them it is given up.
const PAUSES: [i64; 7] = [5, 30, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600];
/// The most feeds that are told by one call.
const MOST: usize = 20;

/// How things stand with a hub.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The last row of the log that was looked at.
    pub seq: i64,
    /// The folders of feeds that it is still to be told of.
    pub folders: BTreeSet<String>,
    /// How often it failed in a row.
    failures: usize,
    /// When it may be called next, in seconds of the epoch.
    next_at: i64,
    /// Until when a node has it to itself, in seconds of the epoch.
    claimed_until: i64,
}

impl Standing {
    /// Of a hub that is told of what happens from now on.
    pub fn from(seq: i64) -> Self {
        Self { seq, ..Self::default() }
    }

    /// Whether a node has it to itself.
    pub fn is_claimed(&self, now: Time) -> bool {
        self.claimed_until > now.timestamp()
    }

    /// Whether there is something to tell now.
    pub fn is_due(&self, now: Time) -> bool {
        !self.folders.is_empty() && self.next_at <= now.timestamp()
    }

    /// Notes what a row of the log changed.
    pub fn note(&mut self, entry: &Entry) {
        self.seq = entry.seq;
        self.folders.extend(folders(entry));
    }

    /// Takes the hub, and what it is to be told.
    pub fn claim(&mut self, now: Time) -> Vec<String> {
        self.claimed_until = now.timestamp() + CLAIM;
        self.folders.iter().take(MOST).cloned().collect()
    }

    /// Lets the hub go after a call about these folders; whether they were given up.
    pub fn settle(&mut self, now: Time, told: &[String], worked: bool) -> bool {
        self.claimed_until = 0;
        let pause = if worked { None } else { PAUSES.get(self.failures) };
        if let Some(pause) = pause {
            self.failures += 1;
            self.next_at = now.timestamp() + pause;
            return false;
        }
        self.folders.retain(|folder| !told.contains(folder));
        self.failures = 0;
        self.next_at = now.timestamp() + REST;
        !worked
    }
}

/// The folders of the feeds that a change touches: those of the site, and of each category, tag and author that its
/// keys name.
fn folders(entry: &Entry) -> Vec<String> {
    let touches = matches!(entry.kind.as_str(), "article" | "category" | "tag" | "author" | "site");
    if !touches || entry.event == "alert.sent" {
        return Vec::new();
    }
    let folder = |key: &String| {
        if key == "articles" {
            return Some("/feeds".to_owned());
        }
        let (kind, name) = key.split_once(':').filter(|(kind, _)| ["category", "tag", "author"].contains(kind))?;
        let slug = percent_decode_str(name).decode_utf8().ok()?;
        // Each is named twice, and feeds have the slug in their address.
        Id::parse(&slug).is_none().then(|| format!("/feeds/{kind}/{slug}"))
    };
    entry.keys.0.iter().filter_map(folder).collect()
}

/// What a hub is sent about feeds, as a form.
pub fn form(public_url: &str, folders: &[String]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("hub.mode", "publish");
    for folder in folders {
        for (file, _) in FEED_FILES {
            form.append_pair("hub.url", &format!("{public_url}{folder}/{file}"));
        }
    }
    form.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hub_is_asked_again_more_and_more_seldom_and_given_up_in_the_end() {
        let (mut now, mut standing) = (Time::parse("2026-11-15T12:00:00Z").unwrap(), Standing::from(7));
        standing.folders.insert("/feeds".to_owned());
        for pause in PAUSES {
            assert!(standing.is_due(now));
            let told = standing.claim(now);
            assert!(standing.is_claimed(now) && !standing.settle(now, &told, false));
            assert!(!standing.is_due(now.plus_seconds(pause - 1)));
            now = now.plus_seconds(pause);
        }
        let told = standing.claim(now);
        assert!(standing.settle(now, &told, false), "it is given up");
        assert_eq!((standing.folders.len(), standing.failures), (0, 0));
    }

    #[test]
    fn every_form_of_a_feed_is_told() {
        let form = form("https://n.example", &["/feeds/tag/a b".to_owned()]);
        assert_eq!(form.matches("hub.url=").count(), 3);
        assert!(
            form.starts_with("hub.mode=publish&hub.url=https%3A%2F%2Fn.example%2Ffeeds%2Ftag%2Fa+b%2Frss.xml"),
            "{form}"
        );
    }
}
