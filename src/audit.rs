//! The audit log: who did what, from where, with what was there before and after. Rows are added in
//! the transaction of what they tell of, and never changed; only what must be erased by law goes from them.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Deed, Doer};
pub use store::{forget_before, forget_content, forget_person, note};
