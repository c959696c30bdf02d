//! Feeds: the newest articles of the site, of a category, a tag, an author or a search, whole, as RSS 2.0, Atom
//! (RFC 4287) and JSON Feed 1.1, page after page (RFC 5005).

mod model;
pub mod routes;
mod store;
mod write;
