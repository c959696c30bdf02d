//! Cursors: a place in a list, opaque to clients, signed by us and bound to the query it came from.
//! A changed, cut or foreign one is refused, never guessed at.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::anchors::Anchors;
use super::rosters::Rosters;
use crate::db::Id;

/// How many bytes of the keyed hash a cursor carries.
const SEAL: usize = 12;
/// No cursor of ours is longer, in characters.
const LONGEST: usize = 4096;

/// Seals and opens cursors with a key derived from the root secret; clones share what the server remembers of
/// lists for itself.
#[derive(Clone)]
pub struct Cursors {
    key: [u8; 32],
    anchors: Anchors,
    rosters: Rosters,
}

/// A place in a list: the last row's sort value and id, and which way to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The row's value in the sort, as text.
    #[serde(rename = "v")]
    pub value: String,
    /// The row's id, which makes the order total.
    #[serde(rename = "i")]
    pub id: Id,
    /// Whether it walks back towards the start.
    #[serde(rename = "b", default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
}

impl Cursors {
    /// With the root secret of this installation.
    pub fn new(secret: &[u8]) -> Self {
        let key = blake3::derive_key("newswire 2026 cursors", secret);
        Self { key, anchors: Anchors::default(), rosters: Rosters::new(0) }
    }

    /// The same, with so many bytes for what is remembered of lists by several filters.
    pub fn remembering(self, bytes: u64) -> Self {
        Self { rosters: Rosters::new(bytes), ..self }
    }

    /// Those that the server remembers for its numbered pages.
    pub fn anchors(&self) -> &Anchors {
        &self.anchors
    }

    /// Lists by several filters that the server remembers.
    pub fn rosters(&self) -> &Rosters {
        &self.rosters
    }

    /// The text of a cursor in the list that `scope` describes (its name, filters and sort).
    pub fn seal(&self, scope: &str, cursor: &Cursor) -> String {
        let mut bytes = serde_json::to_vec(cursor).unwrap_or_default();
        let seal = self.mark(scope, &bytes);
        bytes.extend_from_slice(&seal);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The cursor behind a text, if it is one of ours for this very list.
    pub fn open(&self, scope: &str, text: &str) -> Option<Cursor> {
        let bytes = (text.len() <= LONGEST).then(|| URL_SAFE_NO_PAD.decode(text).ok()).flatten()?;
        let (body, seal) = bytes.split_at_checked(bytes.len().checked_sub(SEAL)?)?;
        (self.mark(scope, body) == seal).then(|| serde_json::from_slice(body).ok()).flatten()
    }

    fn mark(&self, scope: &str, body: &[u8]) -> [u8; SEAL] {
        let mut hash = blake3::Hasher::new_keyed(&self.key);
        hash.update(&(scope.len() as u64).to_le_bytes());
        hash.update(scope.as_bytes());
        hash.update(body);
        let mut seal = [0; SEAL];
        hash.finalize_xof().fill(&mut seal);
        seal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_opens_in_its_own_list_only(value in ".{0,80}", back: bool, scope in ".{0,40}", other in ".{0,40}") {
            let cursors = Cursors::new(b"secret");
            let cursor = Cursor { value, id: Id::new(), back };
            let text = cursors.seal(&scope, &cursor);
            prop_assert_eq!(cursors.open(&scope, &text), Some(cursor));
            prop_assert!(scope == other || cursors.open(&other, &text).is_none());
            prop_assert!(Cursors::new(b"another").open(&scope, &text).is_none());
        }

        #[test]
        fn a_changed_cursor_is_none(at in 0usize..60, letter in "[A-Za-z0-9_-]") {
            let cursors = Cursors::new(b"secret");
            let text = cursors.seal("x", &Cursor { value: "2026".into(), id: Id::new(), back: false });
            let at = at % text.len();
            let changed = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
            prop_assume!(changed != text);
            prop_assert!(cursors.open("x", &changed).is_none());
            prop_assert!(cursors.open("x", &text[..text.len() - 1]).is_none());
        }
    }
}
