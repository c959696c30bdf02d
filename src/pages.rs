//! Pages: what stands beside the news (about us, contact, advert rates), in a tree of their own. Slugs
//! are unique only under a parent, so a page is named by its path.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Found, NewPage, Page, PageError, PageStatus};
pub use store::{children, create, find, find_by_path, find_public, find_public_at, move_under, references, update};
pub use wire::PageOut;
