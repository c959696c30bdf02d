//! The log of public changes: one row for each public resource that a write touches, in the write's
//! own transaction. Nothing else announces a change.

pub mod jobs;
mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Change, Entry, Kind, Op, Signal, Told};
pub use store::{append, head, last_version};
