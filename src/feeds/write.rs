//! Writing a feed in each of its forms.

mod atom;
mod json;
mod rss;

use super::model::{Feed, Form, Place};
use crate::error::Problem;

/// A feed in one of its forms.
///
/// # Errors
/// It cannot be written, which is a fault of ours.
pub fn write(feed: &Feed, form: Form, place: Place<'_>) -> Result<Vec<u8>, Problem> {
    match form {
        Form::Rss => rss::write(feed, place).map_err(Problem::internal),
        Form::Atom => atom::write(feed, place).map_err(Problem::internal),
        Form::Json => json::write(feed, place).map_err(Problem::internal),
    }
}
