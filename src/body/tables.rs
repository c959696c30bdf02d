//! Tables: a caption, a head, a body, rows of cells, and nothing else.

use super::attributes;
use super::flow::{Flow, Shaper};
use super::node::{Element, Node};

/// What was found in a table.
#[derive(Default)]
struct Found {
    caption: Vec<Node>,
    head: Vec<Node>,
    body: Vec<Node>,
    foot: Vec<Node>,
    /// What stands between the cells; browsers show it before the table.
    strays: Vec<Node>,
}

/// The part of a table that rows are in.
#[derive(Clone, Copy)]
enum Part {
    Head,
    Body,
    Foot,
}

impl Shaper<'_> {
    /// A table in its final form, after what stood between its cells.
    pub fn table_into(&mut self, element: Element, flow: &mut Flow) {
        let (strays, table) = self.table(element);
        flow.done.extend(self.blocks(strays));
        flow.done.extend(table.map(Node::Element));
    }

    /// What stood between the cells of a table, and the table in its final form if it has a cell.
    pub fn table(&mut self, element: Element) -> (Vec<Node>, Option<Element>) {
        let kept = attributes::common(&element);
        let mut found = Found::default();
        self.sort_parts(element.children, &mut found);
        found.body.append(&mut found.foot);
        let parts = [("caption", found.caption), ("thead", found.head), ("tbody", found.body)];
        let has_cells = parts.iter().any(|(name, children)| *name != "caption" && !children.is_empty());
        let full = parts.into_iter().filter(|(_, children)| !children.is_empty());
        let children = full.map(|(name, children)| Element::new(name, Vec::new(), children).into()).collect();
        (found.strays, has_cells.then(|| Element::new("table", kept, children)))
    }

    fn sort_parts(&mut self, nodes: Vec<Node>, found: &mut Found) {
        for node in nodes {
            match node {
                Node::Element(part) => match part.name {
                    "caption" if found.caption.is_empty() => found.caption = self.caption(part.children),
                    "thead" => self.rows(part.children, Part::Head, found),
                    "tfoot" => self.rows(part.children, Part::Foot, found),
                    "tbody" => self.rows(part.children, Part::Body, found),
                    _ => self.rows(vec![part.into()], Part::Body, found),
                },
                text => found.add_stray(text),
            }
        }
    }

    fn rows(&mut self, nodes: Vec<Node>, part: Part, found: &mut Found) {
        for node in nodes {
            match node {
                Node::Element(row) if row.name == "tr" => {
                    let kept = attributes::common(&row);
                    let cells = self.cells(row.children, found);
                    if !cells.is_empty() {
                        found.part(part).push(Element::new("tr", kept, cells).into());
                    }
                }
                stray => found.add_stray(stray),
            }
        }
    }

    fn cells(&mut self, nodes: Vec<Node>, found: &mut Found) -> Vec<Node> {
        let mut cells = Vec::new();
        for node in nodes {
            match node {
                Node::Element(cell) if matches!(cell.name, "td" | "th") => {
                    let kept = attributes::cell(&cell);
                    cells.push(Element::new(cell.name, kept, self.content(cell.children)).into());
                }
                stray => found.add_stray(stray),
            }
        }
        cells
    }
}

impl Found {
    fn part(&mut self, part: Part) -> &mut Vec<Node> {
        match part {
            Part::Head => &mut self.head,
            Part::Body => &mut self.body,
            Part::Foot => &mut self.foot,
        }
    }

    fn add_stray(&mut self, node: Node) {
        if !matches!(&node, Node::Text(text) if text.trim().is_empty()) {
            self.strays.push(node);
        }
    }
}
