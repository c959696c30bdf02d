//! The front page: blocks of articles in the order that editors gave them. Without any, a front page
//! follows from what there is.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{LARGEST_BLOCK, NewHomeBlock, Selection};
pub use routes::front_page;
pub use store::{naming, point_on, save};
pub use wire::HomeOut;
