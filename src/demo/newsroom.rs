//! What `newsroom.toml` and `comments.toml` hold: the frame of the demo newsroom.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::frame::{HomeBlockFile, MenuItemFile};
use crate::site::{SiteSettings, Social};

const NEWSROOM: &str = include_str!("newsroom.toml");
const COMMENTS: &str = include_str!("comments.toml");

/// The frame of the newsroom.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newsroom {
    pub site: SiteSettings,
    pub authors: Vec<Author>,
    pub categories: Vec<Category>,
    pub tags: BTreeMap<String, String>,
    pub menus: Vec<Menu>,
    pub home: Vec<HomeBlockFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Author {
    pub slug: String,
    pub name: String,
    pub job_title: String,
    pub bio: String,
    pub social: Vec<Social>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub slug: String,
    pub name: String,
    pub parent: Option<String>,
    pub description: String,
}

/// A menu, by slugs.
#[derive(Debug, Deserialize)]
pub struct Menu {
    pub name: String,
    pub title: String,
    pub items: Vec<MenuItemFile>,
}

/// A reader's comment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    pub article: String,
    pub author: String,
    pub text: String,
    pub minutes_after: i64,
    pub key: Option<String>,
    pub reply_to: Option<String>,
    pub status: Option<String>,
    pub staff: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Comments {
    comments: Vec<Comment>,
}

/// Reads the frame.
///
/// # Errors
/// A file of ours that does not parse, which a test rules out.
pub fn newsroom() -> Result<Newsroom, toml::de::Error> {
    toml::from_str(NEWSROOM)
}

/// Reads the comments.
///
/// # Errors
/// A file of ours that does not parse, which a test rules out.
pub fn comments() -> Result<Vec<Comment>, toml::de::Error> {
    toml::from_str::<Comments>(COMMENTS).map(|all| all.comments)
}
