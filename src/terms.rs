//! What articles are filed under (authors, categories and tags), as the newsroom works on it: made, read,
//! changed, merged and removed by the same rules, whichever it is.

pub mod routes;
mod wire;

pub use routes::{Term, create, delete, free_slug, get, merge, patch, shown};
pub use wire::MergeIn;
