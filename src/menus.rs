//! Menus: named trees of items that point at categories, tags, authors, pages, articles and addresses.
//! Under each category item an answer can carry its featured and its newest articles, so that a
//! frontend draws its whole navigation from one call.

mod model;
pub mod routes;
mod store;
mod wire;

pub use model::{Extras, Link, Menu, NewMenu, NewMenuItem, Target};
pub use routes::menus_out;
pub use store::{all, load, names, naming, point_on, save};
pub use wire::{MenuItemOut, MenuOut};
