//! Dependency keys: what an answer was made from, in the coarse form that a cache in front of us can
//! be purged by. Lower-case ASCII, computable from the request, at most [`MOST`] an answer.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The most keys that an answer carries.
pub const MOST: usize = 40;
/// A name that a request gives is no key where it is longer, in bytes: it is nobody's, and headers have
/// their bounds.
pub const LONGEST_NAME: usize = 200;

const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/').remove(b':').remove(b'~');

/// An answer's keys, in the order they were added, none twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys(Vec<String>);

impl Keys {
    /// No keys yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key without a name: `articles`, `site`, `home`, `refs`.
    #[must_use]
    pub fn with(mut self, key: &str) -> Self {
        self.push(key.to_owned());
        self
    }

    /// Adds a key of a kind and a name: `category:news`.
    #[must_use]
    pub fn named(mut self, kind: &str, name: &str) -> Self {
        self.push(named(kind, name));
        self
    }

    fn push(&mut self, key: String) {
        if self.0.len() < MOST && !self.0.contains(&key) {
            self.0.push(key);
        }
    }

    /// As `Surrogate-Key` has them.
    pub fn spaced(&self) -> String {
        self.0.join(" ")
    }

    /// As `Cache-Tag` has them.
    pub fn comma_separated(&self) -> String {
        self.0.join(",")
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// A key of a kind and a name; what is not lower-case ASCII is percent-encoded with lower-case hex.
pub fn named(kind: &str, name: &str) -> String {
    let lower = name.to_lowercase();
    format!("{kind}:{}", utf8_percent_encode(&lower, PLAIN).to_string().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_lower_case_ascii_and_none_comes_twice() {
        let keys = Keys::new().with("articles").named("tag", "Ẹ̀bùn, x").named("tag", "a").named("tag", "A");
        assert_eq!(keys.spaced(), "articles tag:%e1%ba%b9%cc%80b%c3%b9n%2c%20x tag:a");
    }

    #[test]
    fn an_answer_carries_forty_at_most() {
        let keys = (0..100).fold(Keys::new(), |keys, n| keys.named("tag", &n.to_string()));
        assert_eq!(keys.iter().count(), MOST);
    }
}
