//! The SQL of articles: reading what only an article's own page needs ([`details()`]), and every write
//! ([`create_many`], [`replace`]).

pub mod desk;
mod details;
pub mod editing;
mod ends;
mod file;
mod hanging;
mod keys;
pub mod places;
mod refile;
mod retention;
mod write;

pub use details::{Detail, details};
pub use ends::{delete, take_down};
pub use file::{Filing, alert, begin, end};
pub use hanging::{rehang, showing};
pub use refile::{Axis, Carrying, carry, filed_under};
pub use retention::{forget_revisions, forget_writer, in_trash_since};
pub use write::{create, create_many, find_row, is_taken, next_number, replace, set_picks, take_slug};
