//! The log of public changes: one row for each public resource that a write touches, in the write's
//! own transaction. Nothing else announces a change.

pub mod jobs;
mod model;
pub mod routes;
mod store;
mod told;
mod wire;

pub use model::{Alert, Change, EVENTS, Entry, Kind, Op, Place, Signal, Told, differing};
pub use store::{append, append_of_site, beyond, forget_alerts, head, horizon, last_changed, last_version};
pub use told::event;
pub use wire::{EventOut, EventResource};
