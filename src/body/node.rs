//! The tree: what `tree` builds, `flow` and its helpers bring into form, and `write` writes.

use super::blocks::Meaning;
use super::elements::{self, Kind};

/// A piece of the tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Decoded text.
    Text(String),
    /// An element and what is in it.
    Element(Element),
}

/// An element, as read or as it will be written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Element {
    /// The canonical name.
    pub name: &'static str,
    /// What the element does to the tree.
    pub kind: Kind,
    /// Decoded attributes.
    pub attributes: Attributes,
    /// What is in it.
    pub children: Vec<Node>,
    /// Whether a block is somewhere in it.
    pub holds_blocks: bool,
    /// What it is besides its markup, known to whoever made it.
    pub meaning: Option<Box<Meaning>>,
}

/// Names and values in the order in which they are written.
pub(super) type Attributes = Vec<(&'static str, String)>;

impl Element {
    /// An element that will be written as it is.
    pub fn new(name: &'static str, attributes: Attributes, children: Vec<Node>) -> Self {
        let kind = elements::known(name).map_or(Kind::Inline, |known| known.kind);
        Element { name, kind, attributes, children, holds_blocks: false, meaning: None }
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    /// The elements directly in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        elements(&self.children)
    }

    /// Whether one of its classes passes the test.
    pub fn has_class(&self, test: impl Fn(&str) -> bool) -> bool {
        self.get("class").is_some_and(|classes| classes.split_ascii_whitespace().any(test))
    }

    /// Whether it begins a block.
    pub fn is_block(&self) -> bool {
        matches!(self.kind, Kind::Block | Kind::Single)
    }

    /// Whether it runs in a line from its beginning to its end.
    pub fn is_inline(&self) -> bool {
        !self.is_block() && !self.holds_blocks
    }
}

/// The elements among some nodes.
pub(super) fn elements(nodes: &[Node]) -> impl Iterator<Item = &Element> {
    nodes.iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    })
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Node::Element(element)
    }
}
