//! Where something stands in the decoded text, and the error that says so.
//! `source.rs` moves a position on as the parser consumes; `xml.rs` reports it.

use std::error::Error;
use std::fmt;

/// A place in the decoded text: line and column count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
}

impl Position {
    /// The first character of the text.
    pub const START: Position = Position { line: 1, column: 1 };

    /// The place after `bytes`, which are UTF-8 and may be cut inside a character.
    pub fn after(self, bytes: &[u8]) -> Position {
        let characters = |slice: &[u8]| slice.iter().filter(|&&b| b & 0xC0 != 0x80).count() as u64;
        match bytes.iter().rposition(|&b| b == b'\n') {
            Some(last) => Position {
                line: self.line + bytes.iter().filter(|&&b| b == b'\n').count() as u64,
                column: 1 + characters(&bytes[last + 1..]),
            },
            None => Position { line: self.line, column: self.column + characters(bytes) },
        }
    }

    /// An error at this place.
    pub fn error(self, message: impl Into<String>) -> XmlError {
        XmlError { line: self.line, column: self.column, message: message.into() }
    }
}

/// Why a file was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlError {
    /// The line, from 1.
    pub line: u64,
    /// The column in characters, from 1.
    pub column: u64,
    /// What is wrong, as a clause without a full stop.
    pub message: String,
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let XmlError { line, column, message } = self;
        write!(f, "Line {line}, column {column}: {message}.")
    }
}

impl Error for XmlError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters_not_bytes() {
        let at = Position::START.after("ab\nñ₦😀x".as_bytes());
        assert_eq!(at, Position { line: 2, column: 5 });
        assert_eq!(at.after(b"\n"), Position { line: 3, column: 1 });
        assert_eq!(at.error("it is so").to_string(), "Line 2, column 5: it is so.");
    }
}
