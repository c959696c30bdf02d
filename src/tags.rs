//! Tags: flat labels of articles.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{NewTag, Tag};
pub use routes::tag;
pub use store::{count, create, find, ids_of_slugs, update};
pub use wire::TagOut;
