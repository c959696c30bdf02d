//! Users: who may use the Admin API, how they sign in, and how that ends.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Email, NewUser, Session, User};
pub use routes::one_admin_stays;
pub use store::{create, delete, find_by_email, sessions_of, write_as};
pub use wire::{SessionOut, UserOut};
