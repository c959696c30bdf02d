//! Categories: the sections of the paper, a tree. A category's list holds what is filed below it too,
//! so moving one moves its articles between the lists of those above.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Category, CategoryError, NewCategory, Node, Tree};
pub use routes::category;
pub use store::{count, create, descendants, find, ids_of_slugs, lineages, load, load_tree, paths, set_pinned, update};
pub use wire::CategoryOut;
