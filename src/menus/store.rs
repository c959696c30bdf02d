//! The SQL of menus.

mod read;
mod write;

pub use read::{Stories, all, find, items, labels, list, load, names, stories, total};
pub use write::save;
