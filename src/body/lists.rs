//! Lists and lists of definitions.

use super::attributes;
use super::figures;
use super::flow::{Flow, Shaper};
use super::inline::Style;
use super::node::{Attributes, Element, Node};
use super::text::is_visible;

impl Shaper<'_> {
    /// A list in its final form: nothing but items, none of them empty.
    pub fn list(&mut self, element: Element, flow: &mut Flow) {
        if figures::is_gallery(&element) {
            return self.figure(element, flow);
        }
        let is_numbered = element.name == "ol";
        let kept = if is_numbered { attributes::numbered(&element) } else { attributes::common(&element) };
        let mut items: Vec<Element> = Vec::new();
        for node in element.children {
            match node {
                Node::Element(item) if item.name == "li" => {
                    let kept = attributes::block(&item);
                    let content = self.content(item.children);
                    if is_shown(&content) {
                        items.push(Element::new("li", kept, content));
                    }
                }
                stray => self.add_stray(stray, &mut items),
            }
        }
        if !items.is_empty() {
            flow.push(Element::new(element.name, kept, items.into_iter().map(Node::Element).collect()));
        }
    }

    /// A list of definitions in its final form: nothing but terms and what they mean.
    pub fn definitions(&mut self, element: Element, kept: Attributes, flow: &mut Flow) {
        if figures::is_gallery(&element) {
            return self.figure(element, flow);
        }
        let mut parts = Vec::new();
        self.define(element.children, &mut parts);
        if !parts.is_empty() {
            flow.push(Element::new("dl", kept, parts));
        }
    }

    /// What stands in a list outside of its items: a list belongs to the item before it.
    fn add_stray(&mut self, node: Node, items: &mut Vec<Element>) {
        let is_list = matches!(&node, Node::Element(element) if matches!(element.name, "ul" | "ol"));
        let content = self.content(vec![node]);
        match items.last_mut() {
            _ if !is_shown(&content) => {}
            Some(last) if is_list => last.children.extend(content),
            _ => items.push(Element::new("li", Vec::new(), content)),
        }
    }

    fn define(&mut self, nodes: Vec<Node>, parts: &mut Vec<Node>) {
        for node in nodes {
            match node {
                Node::Element(term) if term.name == "dt" => {
                    let kept = attributes::common(&term);
                    let line = self.line(term.children, Style::Prose);
                    if is_visible(&line) {
                        parts.push(Element::new("dt", kept, line).into());
                    }
                }
                Node::Element(group) if group.name == "div" => self.define(group.children, parts),
                Node::Element(meaning) if meaning.name == "dd" => {
                    let kept = attributes::common(&meaning);
                    self.define_as(meaning.children, kept, parts);
                }
                stray => self.define_as(vec![stray], Vec::new(), parts),
            }
        }
    }

    fn define_as(&mut self, nodes: Vec<Node>, kept: Attributes, parts: &mut Vec<Node>) {
        let content = self.content(nodes);
        if is_shown(&content) {
            parts.push(Element::new("dd", kept, content).into());
        }
    }
}

/// Whether there is anything to see in an item: every block is, or it would not have come this far.
fn is_shown(content: &[Node]) -> bool {
    is_visible(content) || content.iter().any(|node| matches!(node, Node::Element(element) if element.is_block()))
}
