//! Brings blocks into their final form. Wrappers dissolve, text outside of blocks becomes paragraphs, and what
//! has a form of its own goes to `figures`, `lists`, `tables`, `marks` or `embeds`.
//! The result is what an HTML parser reads back to the same tree; `clean` relies on that, and checks it.

use std::collections::HashSet;
use std::mem;

use super::elements::Kind;
use super::inline::Style;
use super::node::{Attributes, Element, Node};
use super::text::is_visible;
use super::{Pictures, attributes, elements, embeds, figures, shown};

/// How many bytes of inline elements may be written again because blocks stand in them (`<b><p>…</p><p>…</p></b>`):
/// without an end a megabyte of input could ask for gigabytes.
const MOST_COPIED: usize = 1024 * 1024;
/// What the tags of an element without attributes come to.
const BARE_ELEMENT: usize = 16;

/// What is needed to bring a tree into form.
pub(super) struct Shaper<'a> {
    pub pictures: &'a dyn Pictures,
    /// The ids that the document has.
    pub anchors: &'a HashSet<String>,
    copies_left: usize,
}

/// Blocks as they come, and the line that is not a block yet.
pub(super) struct Flow {
    pub done: Vec<Node>,
    run: Vec<Node>,
    /// Whether a line stands as it is, without a paragraph around it.
    bare: bool,
}

impl<'a> Shaper<'a> {
    /// A shaper of one document.
    pub fn new(pictures: &'a dyn Pictures, anchors: &'a HashSet<String>) -> Self {
        Shaper { pictures, anchors, copies_left: MOST_COPIED }
    }

    /// The blocks of some nodes, with paragraphs around all text.
    pub fn blocks(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        self.flow(nodes, false)
    }

    /// The content of an item or a cell: blocks, and lines as they are. A paragraph that is all of it is one.
    pub fn content(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let mut content = self.flow(nodes, true);
        match content.as_mut_slice() {
            [Node::Element(only)] if only.name == "p" && only.attributes.is_empty() => mem::take(&mut only.children),
            _ => content,
        }
    }

    /// Brings nodes into form in the midst of a flow.
    pub fn take_all(&mut self, nodes: Vec<Node>, flow: &mut Flow) {
        for node in nodes {
            match node {
                Node::Element(element) if !element.is_inline() => {
                    self.end_run(flow);
                    self.take(element, flow);
                }
                inline => flow.run.push(inline),
            }
        }
    }

    fn flow(&mut self, nodes: Vec<Node>, bare: bool) -> Vec<Node> {
        let mut flow = Flow { done: Vec::new(), run: Vec::new(), bare };
        self.take_all(nodes, &mut flow);
        self.end_run(&mut flow);
        flow.done
    }

    fn end_run(&mut self, flow: &mut Flow) {
        let run = mem::take(&mut flow.run);
        if run.is_empty() {
            return;
        }
        if !flow.bare {
            return self.paragraph(run, Vec::new(), flow);
        }
        let line = self.line(run, Style::Prose);
        if is_visible(&line) {
            flow.done.extend(line);
        }
    }

    fn take(&mut self, element: Element, flow: &mut Flow) {
        let kept = attributes::block(&element);
        match element.name {
            "p" | "figcaption" | "summary" => self.paragraph(element.children, kept, flow),
            "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element, kept, flow),
            "ul" | "ol" => self.list(element, flow),
            "dl" => self.definitions(element, kept, flow),
            "table" => self.table_into(element, flow),
            "blockquote" => self.quote(element, kept, flow),
            "pre" => self.preformatted(element, kept, flow),
            "details" => self.details(element, kept, flow),
            "figure" => self.figure(element, flow),
            "audio" | "video" => self.recording(&element, flow),
            "iframe" | "embed" | "object" => self.embed(element, flow),
            "hr" => flow.push(Element::new("hr", Vec::new(), Vec::new())),
            _ if element.kind == Kind::Inline => self.inline_around_blocks(element, flow),
            _ => self.wrapper(element, kept, flow),
        }
    }

    fn paragraph(&mut self, children: Vec<Node>, kept: Attributes, flow: &mut Flow) {
        let marked = embeds::of_line(&children);
        let line = self.line(children, Style::Prose);
        match marked.or_else(|| embeds::alone(&line)) {
            Some(embed) => flow.push(shown::embedded(embed, Vec::new(), kept)),
            None if is_visible(&line) => self.text_block("p", line, kept, flow),
            None => {}
        }
    }

    fn heading(&mut self, element: Element, kept: Attributes, flow: &mut Flow) {
        let line = self.line(element.children, Style::Prose);
        if is_visible(&line) {
            self.text_block(element.name, line, kept, flow);
        }
    }

    /// A paragraph or a heading, or the pictures that are all that it holds.
    fn text_block(&mut self, name: &'static str, line: Vec<Node>, mut kept: Attributes, flow: &mut Flow) {
        match self.only_images(line) {
            Ok(images) => {
                kept.retain(|(name, _)| *name != "id");
                images.into_iter().for_each(|image| flow.push(image.figure(kept.clone())));
            }
            Err(line) => flow.push(Element::new(name, kept, line)),
        }
    }

    /// What stands for nothing itself gives what is in it, and its language and direction to that.
    fn wrapper(&mut self, element: Element, kept: Attributes, flow: &mut Flow) {
        if let Some(marked) = self.marked(&element) {
            return flow.push(marked);
        }
        if let Some(embed) = embeds::of_wrapper(&element) {
            return flow.push(shown::embedded(embed, Vec::new(), kept));
        }
        if figures::is_gallery(&element) || element.has_class(|class| class == "wp-caption") {
            return self.figure(element, flow);
        }
        let first = flow.done.len();
        let bare = mem::replace(&mut flow.bare, false);
        self.take_all(element.children, flow);
        self.end_run(flow);
        flow.bare = bare;
        self.inherit(&kept, &mut flow.done[first..]);
    }

    /// Gives blocks the language and direction of what was around them, where they have none of their own.
    fn inherit(&mut self, kept: &Attributes, blocks: &mut [Node]) {
        if kept.is_empty() {
            return;
        }
        for block in blocks {
            if let Node::Element(block) = block
                && block.name != "hr"
                && self.spend(kept)
            {
                let missing = kept.iter().filter(|(name, _)| block.get(name).is_none()).cloned().collect::<Vec<_>>();
                block.attributes.extend(missing);
            }
        }
    }

    fn inline_around_blocks(&mut self, mut element: Element, flow: &mut Flow) {
        let children = mem::take(&mut element.children);
        let children = self.distribute(&element, children);
        self.take_all(children, flow);
        self.end_run(flow);
    }

    /// Moves an inline element from around blocks into them: around each line of text.
    fn distribute(&mut self, shell: &Element, children: Vec<Node>) -> Vec<Node> {
        let (mut out, mut run) = (Vec::new(), Vec::new());
        for child in children {
            match child {
                Node::Element(element) if !element.is_inline() => {
                    self.wrap(shell, &mut run, &mut out);
                    out.push(self.enter(shell, element).into());
                }
                inline => run.push(inline),
            }
        }
        self.wrap(shell, &mut run, &mut out);
        out
    }

    fn enter(&mut self, shell: &Element, mut element: Element) -> Element {
        let holds_text = matches!(element.name, "p" | "div") || elements::is_heading(element.name);
        if self.copies_left > 0 && (holds_text || element.kind == Kind::Inline) {
            element.children = self.distribute(shell, element.children);
        }
        element
    }

    fn wrap(&mut self, shell: &Element, run: &mut Vec<Node>, out: &mut Vec<Node>) {
        if is_visible(run) && self.spend(&shell.attributes) {
            out.push(Element { children: mem::take(run), holds_blocks: false, ..shell.clone() }.into());
        } else {
            out.append(run);
        }
    }

    /// Whether there is room to write an element with these attributes once more.
    pub fn spend(&mut self, attributes: &Attributes) -> bool {
        let values: usize = attributes.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        let left = self.copies_left.checked_sub(values + BARE_ELEMENT);
        self.copies_left = left.unwrap_or(self.copies_left);
        left.is_some()
    }
}

impl Flow {
    /// Adds a block that is in its final form.
    pub fn push(&mut self, block: Element) {
        self.done.push(block.into());
    }
}
