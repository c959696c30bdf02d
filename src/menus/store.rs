//! The SQL of menus.

mod read;
mod write;

pub use read::{Stories, all, find, items, labels, legacy_id, list, load, names, stories, total};
pub use write::{delete, naming, point_on, save};
