//! What an export holds, as values: the channel, its people and terms, the items and comments.
//! `wxr.rs` fills them in; nothing here knows of XML. `kinds.rs` has the words that WordPress
//! uses for states, `digest.rs` the digests that show what a newer export changed.

mod digest;
mod kinds;
mod mentions;

use chrono::{DateTime, NaiveDateTime, Utc};

pub use super::dates::Moment;
pub use digest::Digest;
pub use kinds::{Approval, CommentKind, PostKind, PostStatus, Switch};

/// The site as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Channel {
    /// The site's name.
    pub title: String,
    /// The site's address.
    pub link: String,
    /// The tagline.
    pub description: String,
    /// When the export was made.
    pub pub_date: Moment<DateTime<Utc>>,
    /// The language tag.
    pub language: String,
    /// The program that made the export.
    pub generator: String,
    /// The version that the file gives itself, whatever it is.
    pub wxr_version: Option<String>,
    /// The address of WordPress (of the network, on a network of sites).
    pub base_site_url: String,
    /// The address of the blog.
    pub base_blog_url: String,
    /// The declared authors.
    pub authors: Vec<Author>,
    /// The declared categories.
    pub categories: Vec<Term>,
    /// The declared tags.
    pub tags: Vec<Term>,
    /// The declared terms of every other taxonomy (and some of these two).
    pub terms: Vec<Term>,
}

impl Channel {
    /// Every declared term of a taxonomy, by whichever element the file declares it.
    pub fn declared<'a>(&'a self, taxonomy: &'a str) -> impl Iterator<Item = &'a Term> {
        let all = self.categories.iter().chain(&self.tags).chain(&self.terms);
        all.filter(move |term| term.taxonomy == taxonomy)
    }
}

/// A user that the export declares as an author.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Author {
    /// The user's id. Other systems' exports give negative ones.
    pub id: Option<i64>,
    /// The login, by which items name their creator.
    pub login: String,
    /// The e-mail address.
    pub email: String,
    /// The public name.
    pub display_name: String,
    /// The given name.
    pub first_name: String,
    /// The family name.
    pub last_name: String,
}

/// A category, tag or other term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    /// The term's id.
    pub id: Option<i64>,
    /// `category`, `post_tag`, `nav_menu`, …
    pub taxonomy: String,
    /// The slug, as stored: other alphabets percent-encoded.
    pub slug: String,
    /// The name.
    pub name: String,
    /// The parent's slug (its name, in the oldest exports), or empty.
    pub parent: String,
    /// The description.
    pub description: String,
    /// Keys and values that plugins keep.
    pub meta: Vec<(String, String)>,
}

/// A post, page, attachment, menu item or anything else that WordPress keeps as a post.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// The title, as written: it may hold tags and entities.
    pub title: String,
    /// The address.
    pub link: String,
    /// The date of the feed.
    pub pub_date: Moment<DateTime<Utc>>,
    /// The login of the author.
    pub creator: String,
    /// The feed's identifier.
    pub guid: String,
    /// Whether `guid` is an address that leads to the item.
    pub guid_is_permalink: bool,
    /// The feed's description, as a rule empty.
    pub description: String,
    /// The content, as written.
    pub content: String,
    /// The excerpt, as written.
    pub excerpt: String,
    /// The id, which may repeat within a file.
    pub post_id: Option<i64>,
    /// The date on the site's clock.
    pub post_date: Moment<NaiveDateTime>,
    /// The date in UTC.
    pub post_date_gmt: Moment<DateTime<Utc>>,
    /// The last change on the site's clock.
    pub post_modified: Moment<NaiveDateTime>,
    /// The last change in UTC.
    pub post_modified_gmt: Moment<DateTime<Utc>>,
    /// Whether readers may comment.
    pub comment_status: Switch,
    /// Whether other sites may ping.
    pub ping_status: Switch,
    /// The slug, as stored: other alphabets percent-encoded.
    pub post_name: String,
    /// The state.
    pub status: PostStatus,
    /// The id of the parent, 0 for none.
    pub post_parent: i64,
    /// The place among its siblings.
    pub menu_order: i64,
    /// What the item is.
    pub post_type: PostKind,
    /// The password that readers must give, or empty.
    pub post_password: String,
    /// Whether the item stays on top.
    pub is_sticky: bool,
    /// The address of an attachment's file, or empty.
    pub attachment_url: String,
    /// The terms that the item has, in the file's order.
    pub terms: Vec<ItemTerm>,
    /// Keys and values; a key may repeat.
    pub meta: Vec<(String, String)>,
    /// The comments, of every kind and state.
    pub comments: Vec<Comment>,
}

/// A term as an item mentions it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemTerm {
    /// The taxonomy; empty where the oldest exports give none.
    pub domain: String,
    /// The slug, or empty.
    pub nicename: String,
    /// The name.
    pub name: String,
}

/// A comment, pingback or trackback.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comment {
    /// The id.
    pub id: Option<i64>,
    /// The name that the author gave.
    pub author: String,
    /// The author's e-mail address.
    pub author_email: String,
    /// The author's site.
    pub author_url: String,
    /// The address that the comment came from.
    pub author_ip: String,
    /// The date on the site's clock.
    pub date: Moment<NaiveDateTime>,
    /// The date in UTC.
    pub date_gmt: Moment<DateTime<Utc>>,
    /// The text, as written.
    pub content: String,
    /// Whether an editor let it pass.
    pub approved: Approval,
    /// What it is.
    pub kind: CommentKind,
    /// The id of the comment that it answers, 0 for none.
    pub parent: i64,
    /// The id of the user who wrote it, 0 for a visitor.
    pub user_id: i64,
    /// Keys and values that plugins keep.
    pub meta: Vec<(String, String)>,
}
