//! The frame of every page: the site together with its menus, in one call; and what an installation
//! gets from a file (`newswire site set`): settings, front page and menus, named by their slugs.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{FileError, HomeBlockFile, Marks, MenuFile, MenuItemFile, SiteFile};
pub use routes::refuse_if_named;
pub use store::{home_blocks, menu, naming, point_on, site_set};
pub use wire::SiteOut;
