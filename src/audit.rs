//! The audit log: who did what, from where, with what was there before and after. Rows are added in
//! the transaction of what they tell of, and never changed.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Deed, Doer};
pub use store::note;
