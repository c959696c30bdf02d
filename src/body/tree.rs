//! Builds a tree from the tokens of `scan`: every element closed, no deeper than `MAX_DEPTH`, names canonical.
//! It knows which end tags are left out in HTML, and no more: `flow` and `inline` bring the tree into form.
//! Unlike the standard's tree it never copies an open element, so it takes time linear to the input.

use std::collections::HashSet;

use super::elements::{self, Kind, Known};
use super::entities::{Place, decode};
use super::node::{Element, Node};
use super::scan::{Scanner, Tag, Token};

/// What is nested deeper stands at this depth; editors write up to thirty.
pub(super) const MAX_DEPTH: usize = 100;

/// A parsed text.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The nodes of the top level.
    pub nodes: Vec<Node>,
    /// The ids by which parts of it can be linked to.
    pub anchors: HashSet<String>,
}

/// Parses HTML, whatever it is: there is no text that is not HTML.
pub(super) fn parse(html: &str) -> Document {
    let mut builder = Builder::default();
    for token in Scanner::new(html) {
        match token {
            Token::Text(text) => builder.text(&decode(text, Place::Text)),
            Token::Start(tag) => builder.start(&tag),
            Token::End(known) => builder.end(known),
        }
    }
    builder.close_to(0);
    builder.document
}

#[derive(Default)]
struct Builder {
    open: Vec<Element>,
    document: Document,
}

impl Builder {
    fn text(&mut self, text: &str) {
        let siblings = self.siblings();
        match siblings.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            // What editors put between blocks is nothing to a reader, and a lot of nodes.
            Some(Node::Element(before)) if before.is_block() && text.trim_ascii().is_empty() => {}
            _ => add(siblings, Node::Text(text.to_owned())),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let element = tag.element;
        match element.kind {
            Kind::Inline if element.name == "a" => self.close_link(),
            Kind::Block | Kind::Single if !self.make_room(element.name) => return,
            Kind::Part if !self.open.last().is_some_and(|open| open.is_block()) => return,
            _ => {}
        }
        let decoded = |(name, value): &(_, &str)| (*name, decode(value, Place::Value).into_owned());
        let made = Element::new(element.name, tag.attributes.iter().map(decoded).collect(), Vec::new());
        self.remember_anchor(&made);
        match element.kind {
            Kind::Void | Kind::Single | Kind::Part => self.append(made),
            _ => self.push(made),
        }
    }

    fn end(&mut self, ended: Known) {
        let same = |open: &Element| {
            open.name == ended.name || elements::is_heading(open.name) && elements::is_heading(ended.name)
        };
        for at in (0..self.open.len()).rev() {
            if same(&self.open[at]) {
                return self.close_to(at);
            }
            if is_barrier(ended, self.open[at].name) {
                return;
            }
        }
    }

    fn push(&mut self, element: Element) {
        if self.open.len() < MAX_DEPTH {
            self.open.push(element);
        }
    }

    fn append(&mut self, element: Element) {
        if let Some(parent) = self.open.last_mut() {
            parent.holds_blocks |= element.is_block() || element.holds_blocks;
        }
        add(self.siblings(), Node::Element(element));
    }

    fn siblings(&mut self) -> &mut Vec<Node> {
        self.open.last_mut().map_or(&mut self.document.nodes, |parent| &mut parent.children)
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some(element) = self.open.pop() {
                self.append(element);
            }
        }
    }

    fn remember_anchor(&mut self, element: &Element) {
        if let Some(id) = element.get("id") {
            self.document.anchors.insert(id.to_owned());
        }
    }

    /// Closes what the block about to begin cannot stand in; false if it cannot stand here at all.
    fn make_room(&mut self, name: &'static str) -> bool {
        self.close_line(name);
        match name {
            "li" => self.close_nearest(&["li"], &["ul", "ol"]),
            "dt" | "dd" => self.close_nearest(&["dt", "dd"], &["dl"]),
            "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => {
                return self.close_in_table(name);
            }
            _ => {}
        }
        true
    }

    /// Ends the paragraph in which a block begins, and the heading too if what begins is more than text.
    fn close_line(&mut self, name: &str) {
        let text_only = matches!(name, "p" | "div");
        for at in (0..self.open.len()).rev() {
            let open = &self.open[at];
            if open.name == "p" || elements::is_heading(open.name) && !text_only {
                return self.close_to(at);
            }
            if open.kind != Kind::Inline {
                return;
            }
        }
    }

    /// A link within a link ends the outer one.
    fn close_link(&mut self) {
        let inline = self.open.iter().rev().take_while(|open| open.kind == Kind::Inline);
        if let Some(above) = inline.map(|open| open.name).position(|name| name == "a") {
            self.close_to(self.open.len() - 1 - above);
        }
    }

    fn close_nearest(&mut self, names: &[&str], barriers: &[&str]) {
        for at in (0..self.open.len()).rev() {
            let open = self.open[at].name;
            if names.contains(&open) {
                return self.close_to(at);
            }
            if barriers.contains(&open) || matches!(open, "table" | "td" | "th") {
                return;
            }
        }
    }

    /// Closes all that the part of a table about to begin is not in; false where there is no table.
    fn close_in_table(&mut self, name: &str) -> bool {
        let Some(table) = self.open.iter().rposition(|open| open.name == "table") else {
            return false;
        };
        let is_cell = matches!(name, "td" | "th");
        let open = |at: usize| self.open.get(at).map(|element| element.name);
        let mut keep = table + 1;
        if (is_cell || name == "tr") && matches!(open(keep), Some("thead" | "tbody" | "tfoot")) {
            keep += 1;
        }
        let has_row = is_cell && open(keep) == Some("tr");
        self.close_to(keep + usize::from(has_row));
        if is_cell && !has_row {
            self.push(Element::new("tr", Vec::new(), Vec::new()));
        }
        true
    }
}

/// Adds a node. Most elements hold one, and four places for each would be most of the memory of a long text.
fn add(siblings: &mut Vec<Node>, node: Node) {
    if siblings.is_empty() {
        siblings.reserve_exact(1);
    }
    siblings.push(node);
}

/// Whether an end tag has no effect beyond an open element: a cell is a world of its own, and what runs in a
/// line ends within the block that it began in.
fn is_barrier(ended: Known, open: &str) -> bool {
    match ended.name {
        "table" => false,
        "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => open == "table",
        _ if matches!(open, "table" | "caption" | "td" | "th") => true,
        _ => ended.kind == Kind::Inline && matches!(open, "ul" | "ol" | "li" | "dl" | "blockquote" | "figure"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(html: &str) -> String {
        super::super::write::html(&parse(html).nodes)
    }

    #[test]
    fn end_tags_may_be_left_out() {
        assert_eq!(written("<p>a<p>b<div>c"), "<p>a</p><p>b</p><div>c</div>");
        assert_eq!(written("<ul><li>a<ul><li>b</ul><li>c</ul>"), "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>");
        assert_eq!(
            written("<table><td>a<td>b<tr><th>c</table>d"),
            "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>d"
        );
        assert_eq!(written("<dl><dt>a<dd>b<dt>c</dl>"), "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>");
    }

    #[test]
    fn wrong_end_tags_do_no_harm() {
        assert_eq!(written("</p>a</div></br>b"), "ab");
        assert_eq!(written("<p><b><i>a</b>b</i></p>"), "<p><b><i>a</i></b>b</p>");
        assert_eq!(written("<td>a<table><td></table></div>b"), "a<table><tr><td></td></tr></table>b");
        assert_eq!(written("<h2>a</h3>b"), "<h2>a</h2>b");
        assert_eq!(written("<a href=x>a<a href=y>b"), "<a href=\"x\">a</a><a href=\"y\">b</a>");
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "<div>".repeat(100_000) + "x";
        assert_eq!(written(&deep).matches("<div>").count(), MAX_DEPTH);
    }
}
