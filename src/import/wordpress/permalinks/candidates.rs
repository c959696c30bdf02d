//! The patterns that could have made one link: each part of the path is read as every token
//! whose value it equals, else as itself. `permalinks.rs` counts them over all posts.

use super::super::paths::{SiteBase, decoded};
use super::Sample;

/// How many readings of one link are followed.
const MOST_READINGS: usize = 64;
const MOST_SEGMENTS: usize = 12;
/// What it costs to read a part as itself rather than as a token.
const LITERAL: u32 = 10;

/// A pattern that gives the link.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidate {
    pub pattern: String,
    pub cost: u32,
    /// Which category stands in the link.
    pub category: Option<usize>,
    used: Vec<&'static str>,
}

/// The tokens of one post with their values, in the order in which patterns usually have them.
struct Tokens {
    plain: Vec<(&'static str, String)>,
    categories: Vec<(usize, Vec<String>)>,
}

/// All patterns that give the link of `sample` and tell it from other posts.
pub(super) fn candidates(base: &SiteBase, sample: &Sample<'_>) -> Vec<Candidate> {
    let Some(path) = base.path_of(sample.link).filter(|p| p.query.is_none()) else {
        return Vec::new();
    };
    let mut segments: Vec<&str> = path.path.split('/').filter(|s| !s.is_empty()).collect();
    if segments.first() == Some(&"index.php") {
        segments.remove(0);
    }
    if segments.is_empty() || segments.len() > MOST_SEGMENTS {
        return Vec::new();
    }
    let mut readings = read(&segments, &Tokens::of(sample));
    let tells = |c: &Candidate| c.used.contains(&"slug") || c.used.contains(&"id");
    readings.retain(tells);
    for reading in &mut readings {
        reading.cost += disorder(&reading.used);
    }
    // A link votes once for a pattern, however many ways it can be read so.
    readings.sort_by(|a, b| a.pattern.cmp(&b.pattern).then(a.cost.cmp(&b.cost)));
    readings.dedup_by(|a, b| a.pattern == b.pattern);
    readings
}

/// Follows every reading of the segments from left to right.
fn read(segments: &[&str], tokens: &Tokens) -> Vec<Candidate> {
    let mut at: Vec<Vec<Candidate>> = vec![Vec::new(); segments.len() + 1];
    at[0].push(Candidate::default());
    for start in 0..segments.len() {
        let mut readings = std::mem::take(&mut at[start]);
        readings.sort_by_key(|reading| reading.cost);
        readings.truncate(MOST_READINGS);
        for reading in &readings {
            for (length, next) in tokens.steps(reading, &segments[start..]) {
                at[start + length].push(next);
            }
        }
    }
    at.pop().unwrap_or_default()
}

impl Tokens {
    fn of(sample: &Sample<'_>) -> Self {
        let mut plain = Vec::new();
        if let Some(date) = sample.date {
            let parts =
                [("yyyy", "%Y"), ("mm", "%m"), ("dd", "%d"), ("hour", "%H"), ("minute", "%M"), ("second", "%S")];
            plain.extend(parts.map(|(token, form)| (token, date.format(form).to_string())));
        }
        if !sample.slug.is_empty() {
            plain.push(("slug", decoded(sample.slug)));
        }
        plain.extend(sample.id.map(|id| ("id", id.to_string())));
        if !sample.author.is_empty() {
            plain.push(("author", as_slug(sample.author)));
        }
        let segments = |path: &String| path.split('/').map(decoded).collect();
        let categories = sample.categories.iter().map(segments).enumerate().collect();
        Tokens { plain, categories }
    }

    /// The ways to read on from `reading`, each with the number of segments that it takes.
    fn steps(&self, reading: &Candidate, rest: &[&str]) -> Vec<(usize, Candidate)> {
        let mut steps = Vec::new();
        for (index, path) in &self.categories {
            let whole = rest.len() >= path.len() && rest[..path.len()] == path[..];
            let last = path.last().is_some_and(|slug| rest[0] == slug);
            let length = if whole { path.len() } else { 1 };
            if (whole || last) && !reading.used.contains(&"category") {
                let mut next = reading.with("/{category}", 1, &["category"]);
                next.category = Some(*index);
                steps.push((length, next));
            }
        }
        for (part, cost, used) in self.readings_of(rest[0]) {
            if !used.iter().any(|token| reading.used.contains(token)) {
                steps.push((1, reading.with(&format!("/{part}"), cost, &used)));
            }
        }
        steps
    }

    /// One segment as a token, as text around a slug, as several tokens, and as itself.
    fn readings_of(&self, segment: &str) -> Vec<(String, u32, Vec<&'static str>)> {
        let mut readings = Vec::new();
        for (token, value) in &self.plain {
            if value == segment {
                readings.push((format!("{{{token}}}"), 0, vec![*token]));
            } else if *token == "slug" {
                readings.extend(self.around(segment, value));
            }
        }
        if segment.contains(|c: char| c.is_ascii_digit()) {
            readings.extend(self.pieces(segment, Vec::new()).filter(|r| !r.2.is_empty()));
        }
        if is_plain_literal(segment) {
            readings.push((segment.to_owned(), LITERAL, Vec::new()));
        }
        readings
    }

    fn around(&self, segment: &str, slug: &str) -> Option<(String, u32, Vec<&'static str>)> {
        let (before, after) = segment.split_once(slug)?;
        let (before, cost, used) = self.pieces(before, vec!["slug"]).next()?;
        let (after, more, used) = self.pieces(after, used).next()?;
        Some((format!("{before}{{slug}}{after}"), cost + more, used))
    }

    /// Reads a text of words and numbers: numbers as the first token that fits and is not used.
    fn pieces(
        &self,
        text: &str,
        mut used: Vec<&'static str>,
    ) -> impl Iterator<Item = (String, u32, Vec<&'static str>)> {
        let mut pattern = String::new();
        let mut cost = 0;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let digits = c.is_ascii_digit();
            let differs = |d: char| d.is_ascii_digit() != digits;
            let (piece, after) = rest.split_at(rest.find(differs).unwrap_or(rest.len()));
            rest = after;
            if !digits {
                pattern.push_str(piece);
                // Separators and endings are cheap, words are not.
                let word = piece.chars().any(char::is_alphabetic) && !piece.starts_with('.');
                cost += if word { LITERAL } else { 1 };
                if !is_plain_literal(piece) {
                    return None.into_iter();
                }
            } else if !self.number(piece, &mut pattern, &mut used) {
                return None.into_iter();
            }
        }
        Some((pattern, cost, used)).into_iter()
    }

    /// Reads a run of digits as tokens, one after the other: `20240305` is year, month, day.
    fn number(&self, digits: &str, pattern: &mut String, used: &mut Vec<&'static str>) -> bool {
        let mut rest = digits;
        while !rest.is_empty() {
            let fits = |(token, value): &&(&'static str, String)| {
                let whole = *token != "id" || rest == value;
                let numeric = !matches!(*token, "slug" | "author");
                numeric && whole && rest.starts_with(value.as_str()) && !used.contains(token)
            };
            let Some((token, value)) = self.plain.iter().find(fits) else {
                return false;
            };
            pattern.push_str(&format!("{{{token}}}"));
            used.push(token);
            rest = &rest[value.len()..];
        }
        true
    }
}

impl Candidate {
    fn with(&self, part: &str, cost: u32, used: &[&'static str]) -> Candidate {
        let mut next = self.clone();
        next.pattern.push_str(part);
        next.cost += cost;
        next.used.extend(used);
        next
    }
}

/// How many parts of the date stand before a greater one.
fn disorder(used: &[&'static str]) -> u32 {
    let order = ["yyyy", "mm", "dd", "hour", "minute", "second"];
    let places: Vec<usize> = used.iter().filter_map(|token| order.iter().position(|o| o == token)).collect();
    places.windows(2).filter(|pair| pair[0] > pair[1]).count() as u32
}

/// A word that may stand in a pattern as itself; a number would fit this one post only.
fn is_plain_literal(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    text.chars().all(plain) && !text.chars().all(|c| c.is_ascii_digit())
}

/// A login as WordPress writes it in addresses.
fn as_slug(login: &str) -> String {
    let mut slug = String::new();
    for c in login.to_lowercase().chars() {
        if c.is_alphanumeric() || c == '_' {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
