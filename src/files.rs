//! The publisher's own files at the root of the site: who may sell its advertisements, who is told of a hole,
//! which apps are its own. Their names are a closed list, for a file of any name could speak for the site.

mod model;
pub mod routes;
mod store;
mod wire;

pub use store::put;
