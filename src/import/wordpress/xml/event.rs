//! What the reader of XML tells of.

use super::{Attribute, Name};

/// What the reader finds next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A start tag, or the start of an empty element.
    Start {
        /// The element's name.
        name: Name,
        /// Its attributes, namespace declarations left out.
        attributes: Vec<Attribute>,
    },
    /// The text between two tags, CDATA sections and references joined to one string.
    Text(String),
    /// The end of the innermost open element.
    End,
    /// The end of a whole and well-formed document.
    Finished,
}
