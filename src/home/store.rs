//! The SQL of the front page.

mod read;
mod write;

pub use read::{Section, blocks, candidates, sections};
pub use write::save;
