//! Previews: a token opens one article or page, draft or not, to who has no account, in exactly the form
//! that readers will get. It is the one door to a draft that the Content API has.

mod model;
pub mod routes;
mod store;
mod wire;
