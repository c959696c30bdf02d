//! Bringing a site from elsewhere. A reader turns a file into the slices' own inputs; this part keeps
//! what each source item became, so that a second import changes only what changed.

pub mod report;
mod store;
pub mod wordpress;

pub use report::{KindReport, Report};
pub use store::{Known, Ledger};
