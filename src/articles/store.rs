//! The SQL of articles: reading what only an article's own page needs ([`details()`]), and every write
//! ([`create_many`], [`replace`]).

pub mod desk;
mod details;
mod file;
mod keys;
mod refile;
mod write;

pub use details::{Detail, details};
pub use file::{Filing, begin, end};
pub use refile::{Axis, Carrying, carry, filed_under};
pub use write::{create, create_many, find_row, is_taken, next_number, replace, set_picks, take_slug};
