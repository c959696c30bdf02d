//! How many articles were published in each year and month: counters that are kept with every change,
//! by the clock of the site's own zone.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Months, month, span};
pub use store::{count, load, settle, settle_by, wrong};
