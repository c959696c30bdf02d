//! Views: how often articles are read, and what is read most. A request is counted in memory
//! (`count`), a background job brings the sums to the database (`jobs`). A view writes nothing to the
//! log of changes, and nothing of a reader is kept: only sums, by article and hour.

mod count;
pub mod jobs;
mod model;
mod recent;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;
mod visit;
mod wire;

pub use count::Views;
pub use model::Window;
pub use store::{popular, record_history, set_opening_balance};
pub use visit::Visit;
pub use wire::{CounterList, CounterOut, PopularList};
