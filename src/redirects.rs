//! Old addresses and where they lead: paths of the site before it came here, paths that were renamed,
//! slugs that articles had, and what editors wrote down. `resolve` tells readers where they lead.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Kind, Lead, Origin, Target, clean_path, key};
pub use store::{
    find_each, lead_on, leads_elsewhere, old_bases, remember, remember_base, remember_many, remember_slug,
};
