//! Writes a tree as HTML, to the letter as html5ever does: what `clean` gives back then equals what it was given.

use super::node::{Element, Node};

/// Enough for a short block, so that a body of very many is written without growing each several times.
const SHORT_BLOCK: usize = 32;

/// The HTML of some nodes.
pub(super) fn html(nodes: &[Node]) -> String {
    let mut out = String::new();
    write_all(nodes, &mut out);
    out
}

/// The HTML of one element.
pub(super) fn element_html(element: &Element) -> String {
    let mut out = String::with_capacity(SHORT_BLOCK);
    write_element(element, &mut out);
    out
}

fn write_all(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => escape(text, false, out),
            Node::Element(element) => write_element(element, out),
        }
    }
}

fn write_element(element: &Element, out: &mut String) {
    out.push('<');
    out.push_str(element.name);
    for (name, value) in &element.attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(value, true, out);
        out.push('"');
    }
    out.push('>');
    if matches!(element.name, "br" | "hr" | "img" | "source" | "wbr") {
        return;
    }
    write_all(&element.children, out);
    out.push_str("</");
    out.push_str(element.name);
    out.push('>');
}

/// Escapes as the HTML standard (§ 13.3) says, and `<` and `>` in values too.
fn escape(text: &str, in_value: bool, out: &mut String) {
    let mut rest = text;
    let special = |c: char| matches!(c, '&' | '<' | '>' | '\u{a0}') || in_value && c == '"';
    while let Some(at) = rest.find(special) {
        out.push_str(&rest[..at]);
        let (written, length) = match rest.as_bytes()[at] {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            _ => ("&nbsp;", '\u{a0}'.len_utf8()),
        };
        out.push_str(written);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_special_is_escaped() {
        let text = Node::Text("<&>\"\u{a0}é".to_owned());
        let link = Element::new("a", vec![("href", "\"<&>".to_owned())], vec![text]);
        assert_eq!(html(&[link.into()]), "<a href=\"&quot;&lt;&amp;&gt;\">&lt;&amp;&gt;\"&nbsp;é</a>");
    }
}
