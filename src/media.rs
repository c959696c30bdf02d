//! Pictures, sound, films and documents. A file's bytes stand under the hash of what they are and
//! never change; widths and crops are made on first request and kept. An import may know an address
//! alone: then there is no file, and what only a file could tell is null.

pub mod crop;
pub mod files;
mod header;
mod model;
pub mod probe;
pub mod render;
pub mod routes;
mod store;
mod wire;

pub use model::{Focus, Media, MediaKind, NewMedia, Width};
pub use routes::medium;
pub use store::{find, find_by_source_url, insert_many, load, update};
pub use wire::{MediaCrop, MediaCrops, MediaOut, MediaSource, Placeholder, Point};
