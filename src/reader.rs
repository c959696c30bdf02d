//! The reader: a news site in front of the API, as a publisher's own frontend would be. The server gives
//! each address its true status and one small page; all that a reader sees there, the modules in
//! `assets/` read from `/v1` like any other client.

mod assets;
mod head;
pub mod routes;
mod shell;
mod view;
