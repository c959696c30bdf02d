//! Full-text search: an index beside the database, made from it and following the log, so that it never knows
//! what was not public. What it finds is read from the database by the one condition of every list.

mod find;
mod index;
pub mod jobs;
mod model;
pub mod routes;
mod store;
mod wire;

pub use find::Order;
pub use jobs::Search;
pub use routes::{found, limit_words};
