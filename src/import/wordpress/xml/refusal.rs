//! Our words, and our places, for what quick-xml or the source refuses.
//! `xml.rs` asks here whenever reading an event failed.

use std::io::Read;

use quick_xml::errors::{Error, IllFormedError, SyntaxError};

use super::fault::Fault;
use super::position::{Position, XmlError};
use super::source::Source;

pub(super) const DOCTYPE: &str = "an export has no DOCTYPE, and a file that has one is refused";
pub(super) const OUTSIDE: &str = "text may not stand outside the root element";

/// The refusal for `error`, met in a piece that starts at `mark`.
pub(super) fn refusal<R: Read>(error: &Error, source: &Source<R>, mark: Position) -> XmlError {
    match (source.fault(), error) {
        (Some(Fault::TooLong), _) => mark.error(Fault::TooLong.to_string()),
        (Some(fault), Error::Io(_)) => source.position().error(fault.to_string()),
        (_, Error::Io(error)) => {
            let message = format!("the file cannot be read on: {error}");
            source.position().error(message)
        }
        (_, error) => mark.error(words(error)),
    }
}

fn words(error: &Error) -> String {
    match error {
        Error::Syntax(SyntaxError::UnclosedDoctype) | Error::IllFormed(IllFormedError::MissingDoctypeName) => {
            DOCTYPE.to_owned()
        }
        Error::IllFormed(IllFormedError::UnclosedReference) => "\"&\" must be written as \"&amp;\"".to_owned(),
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => "\"--\" may not stand in a comment".to_owned(),
        Error::Syntax(error) => error.to_string(),
        error => error.to_string(),
    }
}
