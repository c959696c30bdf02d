//! Users: who may use the Admin API, how they sign in, and how that ends.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Email, NewUser};
pub use store::{create, find_by_email, write_as};
