//! Small rules about words that several slices share: slugs and the keys that names sort by.

use std::fmt;

use crate::db::Id;

/// The longest slug, in characters.
pub const LONGEST_SLUG: usize = 200;

/// A name in an address: lower-case letters and digits of any script, marks, `-`, `_` and `.`; never
/// the shape of an id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

impl Slug {
    /// Reads a slug as it stands; none where it could not be one.
    pub fn parse(text: &str) -> Option<Self> {
        let fine = !text.is_empty()
            && text.chars().count() <= LONGEST_SLUG
            && text.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"/?#%\\\"<>".contains(c))
            && !text.trim_matches('.').is_empty()
            && uuid::Uuid::parse_str(text).is_err();
        fine.then(|| Self(text.to_owned()))
    }

    /// A slug from any text, in ASCII; none where nothing is left of it.
    pub fn from_title(title: &str) -> Option<Self> {
        let ascii = any_ascii::any_ascii(title).to_lowercase();
        let mut slug = String::new();
        for c in ascii.chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c);
            } else if !matches!(c, '\'' | '`') && !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let cut: String = slug.chars().take(80).collect();
        let whole =
            if cut.len() < slug.len() { cut.rsplit_once('-').map_or(cut.as_str(), |(head, _)| head) } else { &cut };
        Self::parse(whole.trim_matches('-'))
    }

    /// A slug for what has no name at all.
    pub fn nameless() -> Self {
        Self("untitled".to_owned())
    }

    /// The same with a number, for when it is taken.
    #[must_use]
    pub fn numbered(&self, n: u64) -> Self {
        Self(format!("{}-{n}", self.0))
    }

    /// The wanted one, else it with the first number that makes it free.
    ///
    /// # Errors
    /// What asking whether one is taken said.
    pub fn first_free<E>(wanted: Self, mut is_taken: impl FnMut(&Self) -> Result<bool, E>) -> Result<Self, E> {
        let mut slug = wanted.clone();
        let mut n = 2;
        while is_taken(&slug)? {
            slug = wanted.numbered(n);
            n += 1;
        }
        Ok(slug)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a URL names a thing: by its id, or else by its slug.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Name {
    /// A 36-character UUID.
    Id(Id),
    /// Anything else.
    Slug(String),
}

impl Name {
    /// Tells the two apart.
    pub fn of(text: &str) -> Self {
        Id::parse(text).map_or_else(|| Self::Slug(text.to_owned()), Self::Id)
    }

    /// The id, where it is one.
    pub fn id(&self) -> Option<Id> {
        match self {
            Self::Id(id) => Some(*id),
            Self::Slug(_) => None,
        }
    }

    /// The slug, where it is one.
    pub fn slug(&self) -> Option<&str> {
        match self {
            Self::Id(_) => None,
            Self::Slug(slug) => Some(slug),
        }
    }
}

/// The pattern by which a database finds a text anywhere in another one, with `\\` as its escape.
pub fn like(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// A text without what stands around it; one that is empty is none.
pub fn plain(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The key that a name sorts by: case folded, spaces single, so that both databases order by code
/// points alone.
pub fn sort_key(text: &str) -> String {
    let folded = text.to_lowercase();
    folded.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

/// The name that a hash gives to some parts, 40 hexadecimal digits: no two lists of parts run together.
pub fn digest(mut hash: blake3::Hasher, parts: &[&[u8]]) -> String {
    for part in parts {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().to_hex()[..40].to_owned()
}

/// Plain text as it may stand in HTML.
pub fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The direction in which a language is written: `rtl` for the scripts from right to left.
pub fn direction(language: &str) -> &'static str {
    let mut parts = language.split('-');
    let base = parts.next().unwrap_or_default().to_ascii_lowercase();
    let script = parts.next().filter(|part| part.len() == 4).map(str::to_ascii_lowercase);
    let right_to_left = match script.as_deref() {
        Some(script) => ["arab", "hebr", "thaa", "nkoo", "syrc", "adlm"].contains(&script),
        None => ["ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "nqo"].contains(&base.as_str()),
    };
    if right_to_left { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs_come_from_titles_in_any_script() {
        let slug = |title| Slug::from_title(title).map(|s| s.to_string());
        assert_eq!(slug("Harbour tunnel opens: “two years” late"), Some("harbour-tunnel-opens-two-years-late".into()));
        assert_eq!(slug("Rock & roll, 5% up"), Some("rock-roll-5-up".into()));
        assert!(slug("مرحبا بالعالم").is_some());
        assert!(slug("港口").is_some());
        assert_eq!(slug("!!!"), None);
    }

    #[test]
    fn a_slug_cannot_look_like_an_id() {
        assert_eq!(Slug::parse("018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11"), None);
        for bad in ["", "a/b", "a b", "a?b", "..", "a%b", "a\u{0}b"] {
            assert_eq!(Slug::parse(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_made_of_a_title_is_a_slug(title in ".{0,200}") {
            if let Some(slug) = Slug::from_title(&title) {
                prop_assert_eq!(Slug::parse(slug.as_str()), Some(slug.clone()));
                prop_assert!(slug.as_str().is_ascii() && slug.as_str().len() <= 80);
            }
        }
    }
}
