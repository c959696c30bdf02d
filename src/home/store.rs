//! The SQL of the front page.

mod read;
mod write;

pub use read::{Section, blocks, candidates, sections, stored_blocks};
pub use write::{naming, point_on, revision, save};
