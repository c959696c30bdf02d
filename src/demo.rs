//! The demo newsroom: a small newspaper with everything that a page can show. Its texts are files
//! beside this one, its pictures are drawn by `art`; dates end today, everything else is the same on
//! every machine.

pub mod art;
pub mod desk;
mod files;
mod manuscript;
mod newsroom;
mod pictures;
mod readers;
mod seed;
mod sketches;

pub use seed::{Made, SeedError, seed};
