//! The SQL of the front page.

mod popular;
mod read;
mod write;

pub use read::{Section, blocks, candidates, sections};
pub use write::save;
