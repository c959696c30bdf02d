//! The stored form of a body: a list of blocks, each complete in itself. `assemble` makes them from the finished
//! tree; `articles` and `pages` store them as JSON and fill in the media that they name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::embeds::Embed;

/// A block of a body. Its HTML is safe and balanced by itself, its text is a complete fallback, and what its
/// type has besides is in the one property of that name. Types are open: a reader keeps what it does not know.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// `b1`, `b2`, … in the order of the body.
    pub id: String,
    /// `paragraph`, `heading`, `separator`, `html`, or one of the properties below.
    #[serde(rename = "type")]
    pub kind: String,
    /// The block as safe HTML. All blocks' HTML in a row is the body's.
    pub html: String,
    /// The block as plain text; empty for a separator or a picture of which nothing is said.
    pub text: String,
    /// Of a `heading`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<Heading>,
    /// Of an `image`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Box<Image>>,
    /// Of a `gallery`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gallery: Option<Box<Gallery>>,
    /// Of a `list`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<Box<List>>,
    /// Of a `quote`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Box<Quote>>,
    /// Of an `embed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embed: Option<Box<Embed>>,
    /// Of a `table`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<Box<Table>>,
    /// Of `code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Box<Code>>,
    /// Of `audio`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Box<Recording>>,
    /// Of a `video`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<Box<Recording>>,
    /// Of `read_also`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_also: Option<Box<ReadAlso>>,
    /// Of a `shortcode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortcode: Option<Box<Shortcode>>,
}

/// What a heading is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6; the first level is the title's.
    pub level: u8,
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Its medium, if it is one of ours.
    pub media_id: Option<Uuid>,
    /// The address that the HTML names.
    pub src: String,
    /// What is seen on it, for those who do not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// Its width in pixels, if that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Its height in pixels, if that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// The text under it, without the credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Whose picture it is: what the caption marks as `<cite>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
}

/// Several pictures that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gallery {
    /// The pictures in order.
    pub media: Vec<Image>,
    /// The text under all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Whether its items are numbered.
    pub ordered: bool,
    /// The items of the first level; a list in a list is in its item's HTML.
    pub items: Vec<ListItem>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// What is in the item.
    pub html: String,
    /// The same as text, without bullet or number.
    pub text: String,
}

/// A quotation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Who said it or where it stands, from a last line that is a `<cite>` or begins with a dash.
    pub cite: Option<String>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The HTML of each cell, row by row; cells that span several stand once.
    pub rows: Vec<Vec<String>>,
    /// Whether the first row is the head.
    pub header: bool,
}

/// Preformatted text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The language, from a class `language-…`.
    pub language: Option<String>,
}

/// A sound or a film.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Its medium, if it is one of ours.
    pub media_id: Option<Uuid>,
    /// The address that the HTML names.
    pub src: String,
    /// The address elsewhere of what is not one of ours.
    pub url: Option<String>,
    /// The address of the picture to show before it plays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poster: Option<String>,
    /// The text under it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

/// Articles that the text points to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadAlso {
    /// The articles in order, each once.
    pub article_ids: Vec<Uuid>,
}

/// A mark of another system that stands for something that we do not have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortcode {
    /// Its name there.
    pub name: String,
    /// Its attributes there.
    pub attributes: BTreeMap<String, String>,
}

/// What an element of the finished tree is besides its markup.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Image(Image),
    Gallery(Gallery),
    Embed(Embed),
    Audio(Recording),
    Video(Recording),
    ReadAlso(ReadAlso),
    Shortcode(Shortcode),
}
