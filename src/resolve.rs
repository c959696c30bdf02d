//! Where an address leads: permalinks, old slugs, imported addresses and the addresses that WordPress
//! has by default. One hop: a redirect's location is never itself redirected.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Asked, Kind, Place, Resolution};
pub use store::{resolve, resolve_all};
pub use wire::{ResolveOut, ResolvedOut};
