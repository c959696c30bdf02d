//! The files of a sitemap: articles by the month of their publication, in the site's zone, so that a file of old
//! ones stays as it is; what else there is by its kind.

use super::{Entry, Kind};
use crate::db::Time;

/// The most addresses of a file; the protocol allows five times as many, in at most 50 MB.
pub const SHEET: i64 = 10_000;

/// A file of a sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What stands in it.
    pub kind: Kind,
    /// Of articles, the month of their publication: `2026-11`.
    pub month: Option<String>,
    /// Which of several, from 1.
    pub part: i64,
}

impl Sheet {
    /// Those of so many addresses.
    pub fn parts(kind: Kind, month: Option<&str>, count: i64) -> impl Iterator<Item = Self> + use<> {
        let month = month.map(str::to_owned);
        (1..=(count + SHEET - 1) / SHEET).map(move |part| Self { kind, month: month.clone(), part })
    }

    /// Its name: `articles-2026-11.xml`, `articles-2026-11-2.xml`, `tags.xml`.
    pub fn file(&self) -> String {
        let month = self.month.as_ref().map(|month| format!("-{month}")).unwrap_or_default();
        let part = if self.part == 1 { String::new() } else { format!("-{}", self.part) };
        format!("{}{month}{part}.xml", self.kind.key())
    }

    /// The one of a name, in its one spelling.
    pub fn of_file(file: &str) -> Option<Self> {
        let mut rest = file.strip_suffix(".xml")?.split('-');
        let name = rest.next()?;
        let kind = Kind::NAMES.iter().map(|(_, kind)| *kind).find(|kind| kind.key() == name)?;
        let month = match kind {
            Kind::Article => Some(format!("{}-{}", rest.next()?, rest.next()?)),
            _ => None,
        };
        let part = rest.next().map_or(Some(1), |part| part.parse().ok()).filter(|part| *part > 0)?;
        Some(Self { kind, month, part }).filter(|sheet| sheet.file() == file)
    }

    /// How many addresses stand in the files before it.
    pub fn skipped(&self) -> i64 {
        (self.part - 1).saturating_mul(SHEET)
    }
}

/// An address of a sitemap.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What stands there.
    pub entry: Entry,
    /// The address of its picture.
    pub picture: Option<String>,
}

/// An article of the news sitemap.
#[derive(Debug, Clone)]
pub struct News {
    /// Its path.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its language (BCP 47).
    pub language: String,
    /// When it was published.
    pub published_at: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_name() {
        for name in ["articles-2026-11.xml", "articles-2026-11-2.xml", "pages.xml", "tags-17.xml", "authors.xml"] {
            assert_eq!(Sheet::of_file(name).map(|sheet| sheet.file()).as_deref(), Some(name));
        }
        let odd = ["articles.xml", "articles-2026.xml", "tags-1.xml", "tags-02.xml", "tags-0.xml", "tags--2.xml"];
        for name in odd.into_iter().chain([
            "tags-+2.xml",
            "pages",
            "x.xml",
            "pages-2-3.xml",
            "tags-99999999999999999999.xml",
            "",
        ]) {
            assert_eq!(Sheet::of_file(name), None, "{name}");
        }
    }

    #[test]
    fn files_hold_ten_thousand_each() {
        let parts = |count| Sheet::parts(Kind::Tag, None, count).map(|sheet| sheet.file()).collect::<Vec<_>>();
        assert_eq!(parts(0), [""; 0]);
        assert_eq!(parts(10_000), ["tags.xml"]);
        assert_eq!(parts(20_001), ["tags.xml", "tags-2.xml", "tags-3.xml"]);
        assert_eq!(Sheet::of_file("tags-3.xml").unwrap().skipped(), 20_000);
    }
}
