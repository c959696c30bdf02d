//! Every path of the public site with what stands there, in rows that cost little: for static builds
//! and for whoever walks the whole site, search engines among them (sitemaps).

mod model;
pub mod routes;
mod store;
mod wire;
mod write;
