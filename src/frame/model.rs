//! The file of `newswire site set`: any part of the settings, the blocks of the front page, and menus.
//! What it names by slug is looked up apart; all its faults are told at once.

mod build;
mod file;
mod names;

use serde::Deserialize;

use crate::db::Id;

pub use build::{new_blocks, new_menu};
pub use file::{FileError, SiteFile};
pub use names::{Named, Names};

/// The logo and the icon that a caller made of a file's pictures; none: as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// The logo.
    pub logo: Option<Id>,
    /// The icon.
    pub icon: Option<Id>,
}

/// A block of the front page, by slugs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeBlockFile {
    /// Its name for frontends.
    pub key: String,
    /// What stands above it.
    #[serde(default)]
    pub title: Option<String>,
    /// `manual`, `featured`, `category`, `tag`, `latest`, `popular` or `format`.
    pub kind: String,
    /// The slug of the category or tag, or the name of the format.
    #[serde(default)]
    pub source: Option<String>,
    /// The slugs of the articles of a manual one.
    #[serde(default)]
    pub picks: Vec<String>,
    /// The time of a popular one: `24h`, `7d`, `30d` or `all`.
    #[serde(default)]
    pub window: Option<String>,
    /// How many articles it shows.
    #[serde(default = "usual_size")]
    pub size: i32,
    /// The slug of the category that its title leads to.
    #[serde(default)]
    pub link: Option<String>,
}

fn usual_size() -> i32 {
    5
}

/// A menu, by slugs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuFile {
    /// What editors call it; none: its name.
    #[serde(default)]
    pub title: Option<String>,
    /// Its items.
    pub items: Vec<MenuItemFile>,
}

/// An item of a menu, by slug.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuItemFile {
    /// Its own title.
    #[serde(default)]
    pub title: Option<String>,
    /// `home`, `category`, `tag`, `author`, `page`, `article`, `url` or `group`.
    pub kind: String,
    /// The slug of what it points at; of a page its path.
    #[serde(default)]
    pub target: Option<String>,
    /// The address of a `url`.
    #[serde(default)]
    pub url: Option<String>,
    /// Whether it opens in a new window.
    #[serde(default)]
    pub open_in_new: bool,
    /// The items under it.
    #[serde(default)]
    pub items: Vec<MenuItemFile>,
}
