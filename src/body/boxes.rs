//! Blocks that are more than a line of text: quotations, preformatted text, details to open.

use super::attributes;
use super::embeds;
use super::flow::{Flow, Shaper};
use super::inline::Style;
use super::node::{Attributes, Element, Node, elements};
use super::shown;
use super::text::is_visible;

impl Shaper<'_> {
    /// A quotation, or the post that a provider's script would make of it.
    pub fn quote(&mut self, element: Element, kept: Attributes, flow: &mut Flow) {
        if let Some(embed) = embeds::of_quote(&element) {
            return flow.push(shown::embedded(embed, Vec::new(), attributes::common(&element)));
        }
        let (words, cite) = parted_cite(element.children);
        let mut content = self.blocks(words);
        content.extend(self.blocks(cite));
        if !content.is_empty() {
            flow.push(Element::new("blockquote", kept, content));
        }
    }

    /// Preformatted text; it is code if it names a language or is marked so from beginning to end.
    pub fn preformatted(&mut self, element: Element, kept: Attributes, flow: &mut Flow) {
        let own = attributes::language(&element);
        let inner = first_code(&element.children).and_then(attributes::language);
        let line = self.line(element.children, Style::Preformatted);
        if !is_visible(&line) {
            return;
        }
        let is_all_code = matches!(line.as_slice(), [Node::Element(only)] if only.name == "code");
        let content = match own.or(inner.filter(|_| is_all_code)) {
            Some(language) => {
                let class = ("class", format!("language-{language}"));
                vec![Element::new("code", vec![class], self.line(line, Style::Code)).into()]
            }
            None => line,
        };
        flow.push(Element::new("pre", kept, content));
    }

    /// Details to open, if there are any: a summary by itself is a paragraph.
    pub fn details(&mut self, element: Element, kept: Attributes, flow: &mut Flow) {
        let is_summary = |node: &Node| matches!(node, Node::Element(child) if child.name == "summary");
        let (summaries, rest): (Vec<_>, Vec<_>) = element.children.into_iter().partition(is_summary);
        let summary = self.caption(summaries);
        let mut content = self.blocks(rest);
        if content.is_empty() {
            if !summary.is_empty() {
                self.take_all(vec![Element::new("p", kept, summary).into()], flow);
            }
            return;
        }
        if !summary.is_empty() {
            content.insert(0, Element::new("summary", Vec::new(), summary).into());
        }
        flow.push(Element::new("details", kept, content));
    }
}

fn first_code(nodes: &[Node]) -> Option<&Element> {
    elements(nodes).find_map(|element| match element.name {
        "code" => Some(element),
        _ => first_code(&element.children),
    })
}

/// The words of a quotation, and the `<cite>` that stands behind them on the same level.
fn parted_cite(mut children: Vec<Node>) -> (Vec<Node>, Vec<Node>) {
    let is_gap = |node: &Node| matches!(node, Node::Text(text) if text.trim().is_empty());
    let is_cite = |node: &Node| matches!(node, Node::Element(element) if element.name == "cite");
    let end = children.iter().rposition(|node| !is_gap(node)).unwrap_or(0);
    let cite = if children.get(end).is_some_and(is_cite) { children.split_off(end) } else { Vec::new() };
    (children, cite)
}
