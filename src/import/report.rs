//! What an import did: for each kind of thing in the file, what was kept, changed and left out, and
//! why. Nothing is dropped silently: what the file holds is what was kept and what was left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of one kind of thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportKindReport)]
pub struct KindReport {
    /// How many the file holds.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 120)]
    pub in_file: u64,
    /// How many are here now.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 118)]
    pub kept: u64,
    /// How many of those are not quite what the file says.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub changed: u64,
    /// How many are not here.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 2)]
    pub left_out: u64,
    /// Why things were changed or left out, and how often.
    #[schema(example = json!({"missed_schedule": 3, "auto-draft": 2}))]
    pub reasons: BTreeMap<String, u64>,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportReport)]
pub struct Report {
    /// The file.
    #[schema(example = "export.xml")]
    pub file: String,
    /// What became of each kind of thing.
    #[schema(example = json!({"post": {"in_file": 120, "kept": 118, "changed": 3, "left_out": 2, "reasons": {"missed_schedule": 3, "auto-draft": 2}}}))]
    pub kinds: BTreeMap<String, KindReport>,
    /// Rows that were made.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 118)]
    pub created: u64,
    /// Rows that were brought up to a newer source.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 0)]
    pub updated: u64,
    /// Rows whose source has not changed.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 0)]
    pub unchanged: u64,
    /// Things that the file mentions and does not declare: made, by kind.
    #[schema(example = json!({"tag": 2}))]
    pub made: BTreeMap<String, u64>,
    /// Shortcodes that are not known and were left readable, by name.
    #[schema(example = json!({"quote_box": 4}))]
    pub shortcodes: BTreeMap<String, u64>,
    /// What the site's zone was taken to be.
    #[schema(example = "Africa/Lagos")]
    pub timezone: String,
    /// The permalink pattern of articles.
    #[schema(example = "/{yyyy}/{mm}/{slug}")]
    pub permalink: String,
}

impl Report {
    /// A report on a file.
    pub fn new(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    fn kind(&mut self, kind: &str) -> &mut KindReport {
        self.kinds.entry(kind.to_owned()).or_default()
    }

    /// One of a kind that is here now, with the reasons why it is not quite what the file says.
    pub fn kept(&mut self, kind: &str, reasons: &[&str]) {
        let one = self.kind(kind);
        one.in_file += 1;
        one.kept += 1;
        one.changed += u64::from(!reasons.is_empty());
        reasons.iter().for_each(|reason| *one.reasons.entry((*reason).to_owned()).or_default() += 1);
    }

    /// One of a kind that is not here.
    pub fn left_out(&mut self, kind: &str, reason: &str) {
        let one = self.kind(kind);
        one.in_file += 1;
        one.left_out += 1;
        *one.reasons.entry(reason.to_owned()).or_default() += 1;
    }

    /// One that the file mentions and does not declare.
    pub fn made(&mut self, kind: &str) {
        *self.made.entry(kind.to_owned()).or_default() += 1;
    }

    /// Adds what a part of the work reports.
    pub fn add(&mut self, part: Self) {
        for (name, other) in part.kinds {
            let one = self.kinds.entry(name).or_default();
            one.in_file += other.in_file;
            one.kept += other.kept;
            one.changed += other.changed;
            one.left_out += other.left_out;
            add_counts(&mut one.reasons, other.reasons);
        }
        self.created += part.created;
        self.updated += part.updated;
        self.unchanged += part.unchanged;
        add_counts(&mut self.made, part.made);
        add_counts(&mut self.shortcodes, part.shortcodes);
    }
}

fn add_counts(all: &mut BTreeMap<String, u64>, more: BTreeMap<String, u64>) {
    for (name, n) in more {
        *all.entry(name).or_default() += n;
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{:<16} {:>8} {:>8} {:>8} {:>8}  why", "", "in file", "kept", "changed", "left out")?;
        for (name, one) in &self.kinds {
            let why: Vec<String> = one.reasons.iter().map(|(reason, n)| format!("{reason} {n}")).collect();
            writeln!(
                f,
                "{name:<16} {:>8} {:>8} {:>8} {:>8}  {}",
                one.in_file,
                one.kept,
                one.changed,
                one.left_out,
                why.join(", ")
            )?;
        }
        let listed = |counts: &BTreeMap<String, u64>| {
            counts.iter().map(|(k, n)| format!("{k} {n}")).collect::<Vec<_>>().join(", ")
        };
        if !self.made.is_empty() {
            writeln!(f, "made because items mention them: {}", listed(&self.made))?;
        }
        if !self.shortcodes.is_empty() {
            writeln!(f, "shortcodes left readable: {}", listed(&self.shortcodes))?;
        }
        writeln!(f, "rows: {} made, {} updated, {} unchanged", self.created, self.updated, self.unchanged)?;
        write!(f, "time zone {}, articles at {}", self.timezone, self.permalink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_file_holds_is_kept_or_left_out() {
        let mut report = Report::new("x.xml");
        report.kept("post", &[]);
        report.kept("post", &["slug_taken", "no_date"]);
        let mut part = Report::default();
        part.left_out("post", "revision");
        report.add(part);
        let post = &report.kinds["post"];
        assert_eq!((post.in_file, post.kept, post.changed, post.left_out), (3, 2, 1, 1));
        assert_eq!(post.reasons.values().sum::<u64>(), 3);
    }
}
