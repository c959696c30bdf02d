//! What the publisher's own push service is to tell readers.

use serde::{Deserialize, Serialize};

/// An alert about an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// To whom it goes, in the publisher's own words.
    pub topics: Vec<String>,
    /// The keys by which listeners choose it. An alert changes nothing, so no cache drops them.
    pub touches: Vec<String>,
}
