//! What makes reading stop below the level of markup: bytes, characters, and lengths.

use std::fmt;

/// Why the source cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// Bytes that mean nothing in the encoding (its name).
    Encoding(&'static str),
    /// A character that XML 1.0 does not allow.
    Character(char),
    /// One piece of markup or text is longer than the limit.
    TooLong,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Encoding(name) => write!(f, "these bytes are not valid {name}"),
            Fault::Character(c) => {
                write!(f, "the character U+{:04X} is not allowed in XML", *c as u32)
            }
            Fault::TooLong => write!(f, "this text or tag is longer than 64 MB"),
        }
    }
}

impl std::error::Error for Fault {}

/// Whether `c` may stand in an XML 1.0 document.
pub(super) fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}
