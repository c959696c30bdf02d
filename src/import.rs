//! Bringing a site from elsewhere. A reader turns a file into the slices' own inputs; this part keeps
//! what each source item became, so that a second import changes only what changed. The command line
//! starts one, and so does an upload, whose import is done in the background.

pub mod jobs;
mod model;
pub mod report;
pub mod routes;
mod spool;
mod store;
mod wire;
pub mod wordpress;

pub use report::{KindReport, Report};
pub use store::{Known, Ledger};
