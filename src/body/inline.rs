//! Brings what runs in a line into its final form: known elements with the attributes they may have, single
//! spaces, nothing empty, nothing nested that a parser would take apart again.
//! A block found where only a line can stand (a paragraph in a caption) gives its text and a line break.

use super::attributes;
use super::elements::Kind;
use super::flow::Shaper;
use super::links;
use super::node::{Element, Node};
use super::text::is_visible;

/// What a line may hold besides text and its elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Pictures too.
    Prose,
    /// Nothing else: captions, summaries.
    Caption,
    /// Nothing else, and every space and line end counts.
    Preformatted,
    /// As preformatted, within a `<code>` already.
    Code,
}

/// These mean nothing more when they stand in themselves, or cannot.
const ONCE: &[&str] = &["a", "b", "code", "em", "i", "kbd", "mark", "s", "small", "strong", "u"];

impl Shaper<'_> {
    /// A line in its final form; it may be empty.
    pub fn line(&self, nodes: Vec<Node>, style: Style) -> Vec<Node> {
        let around = if style == Style::Code { vec!["code"] } else { Vec::new() };
        let mut out = Vec::with_capacity(nodes.len());
        let mut line = Line { shaper: self, style, blank: true, space: true, broken: false, around };
        line.nodes(nodes, &mut out);
        trim_end(&mut out);
        out
    }

    /// A caption in its final form; empty if nothing of it can be seen.
    pub fn caption(&self, nodes: Vec<Node>) -> Vec<Node> {
        let line = self.line(nodes, Style::Caption);
        if is_visible(&line) { line } else { Vec::new() }
    }

    /// Where a link goes; a fragment follows the id that it names.
    pub fn href(&self, link: &Element) -> Option<String> {
        let href = links::link(link.get("href")?)?;
        let anchor = href.strip_prefix('#').filter(|fragment| self.anchors.contains(*fragment)).and_then(links::anchor);
        Some(anchor.map_or(href, |anchor| format!("#{anchor}")))
    }
}

struct Line<'s, 'a> {
    shaper: &'s Shaper<'a>,
    style: Style,
    /// Whether nothing visible came yet.
    blank: bool,
    /// Whether a space here would be one too many.
    space: bool,
    /// Whether a block began or ended since the last visible thing.
    broken: bool,
    /// The elements around this place.
    around: Vec<&'static str>,
}

impl Line<'_, '_> {
    fn nodes(&mut self, nodes: Vec<Node>, out: &mut Vec<Node>) {
        for node in nodes {
            match node {
                Node::Text(text) => self.text(&text, out),
                Node::Element(element) => self.element(element, out),
            }
        }
    }

    fn element(&mut self, element: Element, out: &mut Vec<Node>) {
        match element.kind {
            Kind::Inline => self.inline(element, out),
            Kind::Void => self.void(&element, out),
            Kind::Block | Kind::Single => {
                self.interrupt();
                self.nodes(element.children, out);
                self.interrupt();
            }
            Kind::Part | Kind::Forbidden | Kind::Raw => {}
        }
    }

    fn inline(&mut self, mut element: Element, out: &mut Vec<Node>) {
        let children = std::mem::take(&mut element.children);
        let name = element.name;
        let Some(attributes) = self.attributes(&element) else {
            return self.nodes(children, out);
        };
        let mut inner = Vec::new();
        let was_broken = self.broken;
        self.around.push(name);
        self.nodes(children, &mut inner);
        self.around.pop();
        // The line break between two blocks belongs to neither.
        if was_broken && inner.first().is_some_and(is_break) {
            out.push(inner.remove(0));
        }
        if is_visible(&inner) {
            out.push(Element::new(name, attributes, inner).into());
        } else {
            inner.into_iter().for_each(|node| append(node, out));
        }
    }

    /// What the element keeps; `None` if it gives only its content.
    fn attributes(&self, element: &Element) -> Option<super::node::Attributes> {
        let name = element.name;
        let repeated = ONCE.contains(&name) && self.around.contains(&name);
        let misplaced = matches!(name, "rt" | "rp") && self.around.last() != Some(&"ruby");
        if repeated || misplaced {
            return None;
        }
        match name {
            "a" => self.shaper.href(element).map(|href| attributes::link(element, href)),
            _ => attributes::inline(element),
        }
    }

    fn void(&mut self, element: &Element, out: &mut Vec<Node>) {
        match element.name {
            "br" if self.is_preformatted() => self.text("\n", out),
            "img" if is_emoji(element) => self.text(element.get("alt").unwrap_or_default(), out),
            "img" if self.style == Style::Prose => {
                if let Some(image) = self.shaper.image(element) {
                    self.resume(out);
                    (self.blank, self.space) = (false, false);
                    out.push(image.into());
                }
            }
            "br" | "wbr" if !self.blank && !self.broken => {
                self.space |= element.name == "br";
                out.push(Element::new(element.name, Vec::new(), Vec::new()).into());
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, out: &mut Vec<Node>) {
        let kept = if self.is_preformatted() { self.preformatted(text) } else { self.collapsed(text) };
        if !kept.is_empty() {
            self.resume(out);
            (self.blank, self.space) = (false, ends_in_space(&kept));
            append(Node::Text(kept), out);
        }
    }

    /// Text with single spaces, and none where one would be too many.
    fn collapsed(&self, text: &str) -> String {
        let mut kept = String::with_capacity(text.len());
        let mut space = self.space;
        for character in text.chars() {
            let is_space = is_space(character);
            match (is_space, space) {
                (true, true) => {}
                (true, false) => kept.push(' '),
                (false, _) => kept.push(character),
            }
            space = is_space;
        }
        kept
    }

    /// Parsers drop a line end at the beginning of preformatted text.
    fn preformatted(&self, text: &str) -> String {
        let text = if self.blank { text.trim_start_matches('\n') } else { text };
        text.to_owned()
    }

    fn is_preformatted(&self) -> bool {
        matches!(self.style, Style::Preformatted | Style::Code)
    }

    /// A block begins or ends here.
    fn interrupt(&mut self) {
        if !self.blank {
            self.broken = true;
            self.space |= !self.is_preformatted();
        }
    }

    /// Something visible comes: if a block began or ended, on a new line.
    fn resume(&mut self, out: &mut Vec<Node>) {
        if !std::mem::take(&mut self.broken) {
            return;
        }
        match self.style {
            Style::Preformatted | Style::Code if self.space => {}
            Style::Preformatted | Style::Code => append(Node::Text("\n".to_owned()), out),
            Style::Prose | Style::Caption => out.push(Element::new("br", Vec::new(), Vec::new()).into()),
        }
    }
}

/// Whether it is white space that a browser shows as one space (CSS Text § 4.1.1); a non-breaking space is not.
pub(super) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// WordPress puts pictures for emoji, with the emoji itself as their text.
fn is_emoji(image: &Element) -> bool {
    image.has_class(|class| matches!(class, "emoji" | "wp-smiley"))
}

fn is_break(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.name == "br")
}

fn ends_in_space(text: &str) -> bool {
    text.ends_with(is_space)
}

fn append(node: Node, out: &mut Vec<Node>) {
    match (node, out.last_mut()) {
        (Node::Text(text), Some(Node::Text(before))) => before.push_str(&text),
        (node, _) => out.push(node),
    }
}

/// Takes spaces and line breaks from the end of a line, in whatever they stand.
fn trim_end(nodes: &mut Vec<Node>) {
    while let Some(last) = nodes.last_mut() {
        match last {
            Node::Text(text) => {
                text.truncate(text.trim_end_matches(is_space).len());
                if !text.is_empty() {
                    return;
                }
            }
            Node::Element(element) if matches!(element.name, "br" | "wbr") => {}
            Node::Element(element) if element.name == "img" => return,
            Node::Element(element) => {
                trim_end(&mut element.children);
                if !element.children.is_empty() {
                    return;
                }
            }
        }
        nodes.pop();
    }
}
