//! What is known of persons, and how long things are kept: a person's data exported and erased by their mail
//! address, and the settings by which the server forgets.

pub mod jobs;
mod model;
pub mod routes;
mod store;
mod wire;
