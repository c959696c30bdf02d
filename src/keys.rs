//! API keys: what machines call the Admin API with. A key is shown once, stored as a hash, bound to
//! rights, and may be bound to networks and to a time.

mod model;
pub mod routes;
mod store;
mod wire;
