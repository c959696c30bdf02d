//! A walk over the elements of an export: the next child, a text, a subtree that is skipped.
//! `item.rs` and `records.rs` are written in these words.

use std::collections::BTreeMap;
use std::io::Read;

use super::super::xml::{Attribute, Event, XmlError, XmlReader};

/// The most text that one item, its comments included, may hold.
const HEAVIEST_ITEM: usize = 256 * 1024 * 1024;
/// How many different unknown elements are counted by name.
const MOST_NAMES: usize = 500;

/// The vocabulary that an element belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS itself.
    Plain,
    /// `http://wordpress.org/export/…`.
    Wp,
    /// The same with `excerpt/` at the end.
    Excerpt,
    /// RSS's content module.
    Content,
    /// Dublin Core.
    Dc,
    /// Anything else.
    Foreign,
}

impl Space {
    fn of(address: Option<&str>) -> Space {
        let Some(address) = address else {
            return Space::Plain;
        };
        let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
        let bare = bare.trim_end_matches('/');
        match bare {
            "purl.org/rss/1.0/modules/content" => Space::Content,
            "purl.org/dc/elements/1.1" => Space::Dc,
            "backend.userland.com/rss2" => Space::Plain,
            _ if bare.starts_with("wordpress.org/export") && bare.ends_with("/excerpt") => Space::Excerpt,
            _ if bare.starts_with("wordpress.org/export") => Space::Wp,
            _ => Space::Foreign,
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Space::Plain => "",
            Space::Wp => "wp:",
            Space::Excerpt => "excerpt:",
            Space::Content => "content:",
            Space::Dc => "dc:",
            Space::Foreign => "other:",
        }
    }
}

/// An element that the cursor has entered.
pub(super) struct Tag {
    pub space: Space,
    pub local: String,
    attributes: Vec<Attribute>,
}

impl Tag {
    pub(super) fn is(&self, space: Space, local: &str) -> bool {
        self.space == space && self.local == local
    }

    /// The value of an attribute without a namespace.
    pub(super) fn attribute(&self, local: &str) -> Option<&str> {
        let named = |a: &&Attribute| a.name.namespace.is_none() && a.name.local == local;
        self.attributes.iter().find(named).map(|a| a.value.as_str())
    }
}

/// A place in the document.
pub(super) struct Cursor<R: Read> {
    xml: XmlReader<R>,
    skipped: BTreeMap<String, u64>,
    wordpress: bool,
    weight: usize,
}

impl<R: Read> Cursor<R> {
    pub(super) fn new(input: R) -> Result<Self, XmlError> {
        Ok(Cursor { xml: XmlReader::new(input)?, skipped: BTreeMap::new(), wordpress: false, weight: 0 })
    }

    pub(super) fn error(&self, message: &str) -> XmlError {
        self.xml.error(message)
    }

    pub(super) fn skipped(&self) -> &BTreeMap<String, u64> {
        &self.skipped
    }

    pub(super) fn has_wordpress_elements(&self) -> bool {
        self.wordpress
    }

    /// Starts to weigh a new item.
    pub(super) fn start_item(&mut self) {
        self.weight = 0;
    }

    /// Enters the next child of the current element; `None` where that ends.
    pub(super) fn child(&mut self) -> Result<Option<Tag>, XmlError> {
        loop {
            match self.xml.next_event()? {
                Event::Start { name, attributes } => {
                    let space = Space::of(name.namespace.as_deref());
                    self.wordpress |= space == Space::Wp;
                    return Ok(Some(Tag { space, local: name.local, attributes }));
                }
                Event::Text(_) => {}
                Event::End | Event::Finished => return Ok(None),
            }
        }
    }

    /// The text of the current element, as it is, up to and including its end.
    pub(super) fn text(&mut self) -> Result<String, XmlError> {
        let mut text = String::new();
        loop {
            match self.xml.next_event()? {
                Event::Text(more) if text.is_empty() => text = more,
                Event::Text(more) => text.push_str(&more),
                Event::Start { name, .. } => {
                    self.count(Space::of(name.namespace.as_deref()), &name.local);
                    self.pass()?;
                }
                Event::End | Event::Finished => break,
            }
        }
        self.weight = self.weight.saturating_add(text.len());
        if self.weight > HEAVIEST_ITEM {
            return Err(self.error("this item is larger than 256 MB"));
        }
        Ok(text)
    }

    /// The text of the current element without the white space around it.
    pub(super) fn word(&mut self) -> Result<String, XmlError> {
        let text = self.text()?;
        let word = text.trim();
        Ok(if word.len() == text.len() { text } else { word.to_owned() })
    }

    /// Fills `slot` with the current element's word, if it is still empty.
    pub(super) fn word_into(&mut self, slot: &mut String) -> Result<(), XmlError> {
        let word = self.word()?;
        if slot.is_empty() {
            *slot = word;
        }
        Ok(())
    }

    /// Fills `slot` with the current element's text, if it is still empty.
    pub(super) fn text_into(&mut self, slot: &mut String) -> Result<(), XmlError> {
        let text = self.text()?;
        if slot.is_empty() {
            *slot = text;
        }
        Ok(())
    }

    /// The current element's whole number, where it has one.
    pub(super) fn number(&mut self) -> Result<Option<i64>, XmlError> {
        Ok(self.word()?.parse().ok())
    }

    /// Leaves the current element, `tag`, which is not known, and counts it.
    pub(super) fn skip(&mut self, tag: &Tag) -> Result<(), XmlError> {
        self.count(tag.space, &tag.local);
        self.pass()
    }

    fn pass(&mut self) -> Result<(), XmlError> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.xml.next_event()? {
                Event::Start { .. } => depth += 1,
                Event::End => depth -= 1,
                Event::Text(_) => {}
                Event::Finished => break,
            }
        }
        Ok(())
    }

    fn count(&mut self, space: Space, local: &str) {
        let shown: String = local.chars().take(60).collect();
        let mut name = format!("{}{shown}", space.prefix());
        if self.skipped.len() >= MOST_NAMES && !self.skipped.contains_key(&name) {
            name = "others".to_owned();
        }
        *self.skipped.entry(name).or_default() += 1;
    }
}
