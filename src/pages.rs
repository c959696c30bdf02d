//! Pages: what stands beside the news (about us, contact, advert rates), in a tree of their own. Slugs
//! are unique only under a parent, so a page is named by its path.

pub mod jobs;
mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Found, NewPage, Page, PageError};
pub use routes::{page, preview};
pub use store::{
    Located, create, find, find_by_path, find_public, locate_each, move_under, public_ids_beyond, references, rehang,
    showing, update,
};
pub use wire::PageOut;
