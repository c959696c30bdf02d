//! Every path of the public site with what stands there, in rows that cost little: for static builds
//! and for whoever walks the whole site.

mod model;
pub mod routes;
mod store;
mod wire;
