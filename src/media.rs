//! Pictures, sound, films and documents. A file's bytes stand under the hash of what they are and
//! never change; widths and crops are made after a picture has come, or on first request, and kept. An import may know an address
//! alone: then there is no file, and what only a file could tell is null.

pub mod bring;
mod bucket;
mod clean;
pub mod crop;
pub mod darkroom;
mod download;
pub mod files;
mod header;
mod incoming;
pub mod intake;
pub mod jobs;
mod model;
pub mod probe;
pub mod render;
pub mod routes;
mod store;
mod wire;

pub use jobs::Maker;
pub use model::{Focus, Former, Media, MediaKind, NewMedia, Width};
pub use routes::{Eraser, medium};
pub use store::{by_names, find, find_by_source_url, insert_many, linked_beyond, load, moved, next_move, update};
pub use wire::{MediaCrop, MediaCrops, MediaOut, MediaSource, Placeholder, Point};
