//! What search engines and social networks read of a resource: what editors say, else what follows from the
//! resource itself; schema.org data (`graph` has the parts that all resources share); and all of it as one string
//! for the `<head>` of a page.

mod graph;
mod head;
mod model;
mod picture;
mod wire;

pub use graph::{
    Profile, Trail, WebPage, breadcrumb, images, local, page_kind, person, publisher, script_text, site_graph, trail,
    web_page, website,
};
pub use head::head_html;
pub use model::SeoOverrides;
pub use picture::Picture;
pub use wire::shown::{OpenGraph, SeoAlternate, SeoOut, StoryFacts, Subject, TwitterCard};
pub use wire::{SeoIn, SeoSettings};
