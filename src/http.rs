//! HTTP that is not about news: strict queries, answers that carry their cache rules and keys, paging,
//! and the edge that every request passes.

pub mod anchors;
pub mod answer;
pub mod body;
pub mod cache;
pub mod checks;
pub mod client;
pub mod conditions;
pub mod cursor;
mod early;
pub mod edge;
pub mod fallback;
pub mod fields;
pub mod generations;
pub mod keys;
pub mod once;
pub mod paging;
pub mod patch;
pub mod private;
pub mod query;
pub mod rosters;
mod state;
pub mod trace;
pub mod xml;

pub use answer::{Answer, Freshness};
pub use keys::Keys;
pub use paging::{Page, PageOut, Paging, PagingParams, RawPaging};
pub use query::Query;
pub use state::state;
