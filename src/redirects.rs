//! Old addresses and where they lead: paths of the site before it came here, paths that were renamed,
//! and slugs that articles had. They have no answers of their own; `resolve` tells where they lead.

mod model;
mod store;

pub use model::{Kind, Lead, Origin, Target, clean_path, key};
pub use store::{
    find_each, forget_article, lead_on, leads_elsewhere, old_bases, remember, remember_base, remember_gone,
    remember_many, remember_slug,
};
