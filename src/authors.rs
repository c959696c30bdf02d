//! Authors: the public profiles of those who write. An author is not a user: a login and an e-mail
//! address are stored for imports, and nothing on the wire can say them.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Author, NewAuthor};
pub use routes::author;
pub use store::{Contact, by_email, count, create, find, forget_contact, ids_of_slugs, update};
pub use wire::AuthorOut;
