//! The index on the disk: what a document of it holds, and its generations. An index is made whole in a folder of
//! its own and takes its place at once, whoever made it; one that is damaged, of another form or of another
//! database is made anew.

mod papers;
mod shelf;

pub use papers::{Fields, Kind, Paper, Term as Named, document, halves, term_document};
pub use shelf::{Opened, Place, Shelf};
