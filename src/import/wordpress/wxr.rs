//! Reads a WordPress export (WXR 1.0 to 1.2) entry by entry, in the file's order, in memory for
//! one item at a time. Elements count by namespace and not by prefix; what is not known is
//! skipped and counted. `xml.rs` below refuses what is not well-formed; `model.rs` has the values.

mod cursor;
mod item;
mod records;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod truth;

use std::collections::BTreeMap;
use std::io::Read;

use chrono::{DateTime, Utc};

use super::dates::rfc_2822;
use super::model::{Author, Channel, Item, Moment, Term};
use super::xml::XmlError;
use cursor::{Cursor, Space, Tag};

/// What the reader finds next.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A property of the site.
    Field(ChannelField),
    /// A declared author.
    Author(Author),
    /// A declared category (`wp:category`).
    Category(Term),
    /// A declared tag (`wp:tag`).
    Tag(Term),
    /// A declared term of any taxonomy (`wp:term`).
    Term(Term),
    /// A post, page, attachment, menu item, …
    Item(Box<Item>),
}

/// A property of the site.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelField {
    /// The site's name.
    Title(String),
    /// The site's address.
    Link(String),
    /// The tagline.
    Description(String),
    /// When the export was made.
    PubDate(Moment<DateTime<Utc>>),
    /// The language tag.
    Language(String),
    /// The program that made the export.
    Generator(String),
    /// The version of the format.
    WxrVersion(String),
    /// The address of WordPress.
    BaseSiteUrl(String),
    /// The address of the blog.
    BaseBlogUrl(String),
}

impl Channel {
    /// Adds what an entry says of the site; an item is handed back.
    pub fn take(&mut self, entry: Entry) -> Option<Box<Item>> {
        match entry {
            Entry::Field(field) => self.set(field),
            Entry::Author(author) => self.authors.push(author),
            Entry::Category(term) => self.categories.push(term),
            Entry::Tag(term) => self.tags.push(term),
            Entry::Term(term) => self.terms.push(term),
            Entry::Item(item) => return Some(item),
        }
        None
    }

    fn set(&mut self, field: ChannelField) {
        match field {
            ChannelField::Title(text) => self.title = text,
            ChannelField::Link(text) => self.link = text,
            ChannelField::Description(text) => self.description = text,
            ChannelField::PubDate(date) => self.pub_date = date,
            ChannelField::Language(text) => self.language = text,
            ChannelField::Generator(text) => self.generator = text,
            ChannelField::WxrVersion(text) => self.wxr_version = Some(text),
            ChannelField::BaseSiteUrl(text) => self.base_site_url = text,
            ChannelField::BaseBlogUrl(text) => self.base_blog_url = text,
        }
    }
}

enum Place {
    InRoot,
    InChannel,
    AtEnd,
}

/// A streaming reader of one export.
pub struct Reader<R: Read> {
    cursor: Cursor<R>,
    place: Place,
    channels: usize,
}

impl<R: Read> Reader<R> {
    /// Reads up to the root element, which must be `rss`.
    pub fn new(input: R) -> Result<Self, XmlError> {
        let mut cursor = Cursor::new(input)?;
        match cursor.child()? {
            Some(tag) if tag.is(Space::Plain, "rss") => Ok(Reader { cursor, place: Place::InRoot, channels: 0 }),
            _ => Err(cursor.error("the root element is not <rss>, so this is no WordPress export")),
        }
    }

    /// The next entry; `None` after the last, when the whole file has proved to be well-formed.
    /// After an error there is nothing more.
    pub fn next_entry(&mut self) -> Result<Option<Entry>, XmlError> {
        let outcome = self.advance();
        if outcome.is_err() {
            self.place = Place::AtEnd;
        }
        outcome
    }

    /// How often each element was met that this reader does not know.
    pub fn skipped(&self) -> &BTreeMap<String, u64> {
        self.cursor.skipped()
    }

    /// Whether an element of WordPress's own namespace was met: without one this is a plain feed.
    pub fn has_wordpress_elements(&self) -> bool {
        self.cursor.has_wordpress_elements()
    }

    fn advance(&mut self) -> Result<Option<Entry>, XmlError> {
        loop {
            match self.place {
                Place::InRoot => self.enter_channel()?,
                Place::InChannel => {
                    if let Some(entry) = self.channel_child()? {
                        return Ok(Some(entry));
                    }
                }
                Place::AtEnd => return Ok(None),
            }
        }
    }

    fn enter_channel(&mut self) -> Result<(), XmlError> {
        match self.cursor.child()? {
            Some(tag) if tag.is(Space::Plain, "channel") => {
                self.channels += 1;
                self.place = Place::InChannel;
            }
            Some(tag) => self.cursor.skip(&tag)?,
            None if self.channels == 0 => {
                return Err(self.cursor.error("the export has no <channel>"));
            }
            None => {
                self.cursor.child()?;
                self.place = Place::AtEnd;
            }
        }
        Ok(())
    }

    fn channel_child(&mut self) -> Result<Option<Entry>, XmlError> {
        let Some(tag) = self.cursor.child()? else {
            self.place = Place::InRoot;
            return Ok(None);
        };
        let cursor = &mut self.cursor;
        let entry = match (tag.space, tag.local.as_str()) {
            (Space::Plain, "item") => Entry::Item(Box::new(item::read(cursor)?)),
            (Space::Wp, "author") => Entry::Author(records::author(cursor)?),
            (Space::Wp, "category") => Entry::Category(records::term(cursor, "category")?),
            (Space::Wp, "tag") => Entry::Tag(records::term(cursor, "post_tag")?),
            (Space::Wp, "term") => Entry::Term(records::term(cursor, "")?),
            _ => return Ok(self.channel_field(&tag)?.map(Entry::Field)),
        };
        Ok(Some(entry))
    }

    fn channel_field(&mut self, tag: &Tag) -> Result<Option<ChannelField>, XmlError> {
        let make: fn(String) -> ChannelField = match (tag.space, tag.local.as_str()) {
            (Space::Plain, "title") => ChannelField::Title,
            (Space::Plain, "link") => ChannelField::Link,
            (Space::Plain, "description") => ChannelField::Description,
            (Space::Plain, "pubDate") => |text| ChannelField::PubDate(rfc_2822(&text)),
            (Space::Plain, "language") => ChannelField::Language,
            (Space::Plain, "generator") => ChannelField::Generator,
            (Space::Wp, "wxr_version") => ChannelField::WxrVersion,
            (Space::Wp, "base_site_url") => ChannelField::BaseSiteUrl,
            (Space::Wp, "base_blog_url") => ChannelField::BaseBlogUrl,
            _ => {
                self.cursor.skip(tag)?;
                return Ok(None);
            }
        };
        Ok(Some(make(self.cursor.word()?)))
    }
}
