//! Reads the finished tree as plain text, in which nothing that a reader needs is missing:
//! bullets and numbers, cells with bars between, captions, addresses of what is embedded.

use super::blocks::Meaning;
use super::elements::{Kind, Known};
use super::entities::{Place, decode};
use super::node::{Element, Node, elements};
use super::scan::{Scanner, Tag, Token};

/// A name or a source is short; a longer last line that begins with a dash is speech.
const LONGEST_CITE: usize = 120;
/// Deeper lists are indented no further.
const DEEPEST_INDENT: usize = 10;

/// The texts of finished blocks, an empty line between each two.
pub(super) fn document(nodes: &[Node]) -> String {
    joined(elements(nodes).map(block), "\n\n")
}

/// The text of a finished block.
pub(super) fn block(element: &Element) -> String {
    match element.meaning.as_deref() {
        Some(Meaning::Embed(embed)) => {
            let link = embed.title.clone().unwrap_or_else(|| embed.url.clone());
            joined([link, caption(element)].into_iter(), "\n")
        }
        Some(Meaning::Image(image)) => or(caption(element), || image.alt.clone().unwrap_or_default()),
        Some(Meaning::Audio(file) | Meaning::Video(file)) => or(caption(element), || file.src.clone()),
        Some(_) | None => by_markup(element, 0),
    }
}

/// The text of a list's item without its bullet.
pub(super) fn item(element: &Element) -> String {
    flow(&element.children, 1)
}

/// The text of a line: line breaks are kept, a picture is what is seen on it.
pub(super) fn line(nodes: &[Node]) -> String {
    let mut out = String::new();
    write_line(nodes, "", &mut out);
    trimmed(&out)
}

/// The text of a line without what is marked as `<cite>`, and that.
pub(super) fn caption_and_credit(nodes: &[Node]) -> (Option<String>, Option<String>) {
    let mut text = String::new();
    write_line(nodes, "cite", &mut text);
    let mut credits = Vec::new();
    find_cites(nodes, &mut credits);
    let credit = joined(credits.into_iter().map(|cite| line(&cite.children)), ", ");
    (some(trimmed(&text)), some(credit))
}

/// The words of a tree that is not in form yet, on one line and without the captions of figures.
pub(super) fn loose(nodes: &[Node]) -> String {
    let mut out = String::new();
    write_loose(nodes, &mut out);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whom a quotation names at its end: a `<cite>` on its own line, or a last paragraph that begins with a dash.
pub(super) fn cite(quote: &Element) -> Option<String> {
    let last = quote.elements().last().filter(|last| last.name == "p")?;
    let is = |node: Option<&Node>, name| matches!(node, Some(Node::Element(element)) if element.name == name);
    let mut backwards = last.children.iter().rev();
    let (end, before) = (backwards.next(), backwards.next());
    if let Some(Node::Element(cite)) = end.filter(|end| is(Some(end), "cite"))
        && (before.is_none() || is(before, "br"))
    {
        return some(line(&cite.children).trim_start_matches(is_dash).trim().to_owned());
    }
    let text = line(&last.children);
    let name = text.trim_start_matches(is_dash).trim();
    let dashed = name.len() < text.len() && name.chars().count() <= LONGEST_CITE;
    let is_last_of_several = quote.elements().nth(1).is_some();
    (is_last_of_several && dashed).then(|| name.to_owned()).and_then(some)
}

/// Whether a line may begin with it that names whom is quoted.
pub(super) fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2013}' | '\u{2014}' | '\u{2015}')
}

/// The rows of a finished table.
pub(super) fn rows(table: &Element) -> impl Iterator<Item = &Element> {
    let sections = table.elements().filter(|part| matches!(part.name, "thead" | "tbody"));
    sections.flat_map(Element::elements)
}

fn by_markup(element: &Element, depth: usize) -> String {
    match element.name {
        "pre" => raw(&element.children),
        "ul" | "ol" => list(element, depth),
        "table" => table(element),
        "dl" => joined(element.elements().map(|part| flow(&part.children, depth)), "\n"),
        "blockquote" | "details" => joined(element.elements().map(block), "\n\n"),
        "figure" => joined(element.elements().map(block), "\n"),
        _ => line(&element.children),
    }
}

/// Text of what may hold both lines and blocks.
fn flow(nodes: &[Node], depth: usize) -> String {
    let inline = |node: &Node| matches!(node, Node::Text(_)) || matches!(node, Node::Element(e) if e.is_inline());
    if nodes.iter().all(inline) {
        return line(nodes);
    }
    let runs = nodes.chunk_by(|one, other| inline(one) && inline(other));
    let text = |run: &[Node]| match run {
        [Node::Element(only)] if !only.is_inline() => match only.name {
            "ul" | "ol" => list(only, depth),
            _ => block(only),
        },
        _ => line(run),
    };
    joined(runs.map(text), "\n")
}

fn list(element: &Element, depth: usize) -> String {
    let start: i64 = element.get("start").and_then(|start| start.parse().ok()).unwrap_or(1);
    let line = |(index, item): (usize, &Element)| {
        let text = flow(&item.children, depth + 1);
        let number = start.saturating_add(i64::try_from(index).unwrap_or(0));
        if element.name == "ol" { format!("{number}. {text}") } else { format!("• {text}") }
    };
    let lines = joined(element.elements().enumerate().map(line), "\n");
    if (1..DEEPEST_INDENT).contains(&depth) { format!("  {}", lines.replace('\n', "\n  ")) } else { lines }
}

fn table(element: &Element) -> String {
    let title = element.elements().find(|part| part.name == "caption").map(|part| line(&part.children));
    let cell = |cell: &Element| flow(&cell.children, 0).replace('\n', " ");
    let row = |row: &Element| row.elements().map(cell).collect::<Vec<_>>().join("\t");
    joined(title.into_iter().chain(rows(element).map(row)), "\n")
}

fn caption(figure: &Element) -> String {
    let caption = figure.elements().find(|part| part.name == "figcaption");
    caption.map(|caption| line(&caption.children)).unwrap_or_default()
}

fn write_line(nodes: &[Node], left_out: &str, out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if element.name == left_out => {}
            Node::Element(element) => match element.name {
                "br" => out.push('\n'),
                "img" => {
                    // Spaces that are too many go when the line is trimmed.
                    out.extend([" ", element.get("alt").unwrap_or_default(), " "]);
                }
                _ => write_line(&element.children, left_out, out),
            },
        }
    }
}

fn write_loose(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if element.name == "figcaption" => {}
            Node::Element(element) => {
                let apart = if element.is_block() || element.name == "br" { " " } else { "" };
                out.push_str(apart);
                write_loose(&element.children, out);
                out.push_str(apart);
            }
        }
    }
}

fn find_cites<'a>(nodes: &'a [Node], found: &mut Vec<&'a Element>) {
    for element in elements(nodes) {
        match element.name {
            "cite" => found.push(element),
            _ => find_cites(&element.children, found),
        }
    }
}

fn raw(nodes: &[Node]) -> String {
    let mut out = String::new();
    write_line(nodes, "", &mut out);
    out
}

/// Each line with single spaces and none around it.
fn trimmed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.trim().lines().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        for (place, word) in line.split_whitespace().enumerate() {
            if place > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

/// The texts that are not empty, with something between each two.
pub(super) fn joined<T: AsRef<str>>(texts: impl Iterator<Item = T>, between: &str) -> String {
    let mut out = String::new();
    for text in texts.filter(|text| !text.as_ref().is_empty()) {
        if !out.is_empty() {
            out.push_str(between);
        }
        out.push_str(text.as_ref());
    }
    out
}

fn or(text: String, other: impl FnOnce() -> String) -> String {
    if text.is_empty() { other() } else { text }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Whether anything of a line can be seen.
pub(super) fn is_visible(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(text) => !text.chars().all(|c| c.is_whitespace() || ('\u{200b}'..='\u{200f}').contains(&c)),
        Node::Element(element) => element.name == "img" || is_visible(&element.children),
    })
}

/// The text of a title, on one line.
pub(super) fn title(html: &str) -> String {
    let mut out = String::new();
    for token in Scanner::new(html) {
        match token {
            Token::Text(text) => out.push_str(&decode(text, Place::Text)),
            Token::Start(Tag { element, .. }) | Token::End(element) if parts_words(element) => out.push(' '),
            Token::Start(_) | Token::End(_) => {}
        }
    }
    out.retain(|character| !matches!(character, '\u{202d}' | '\u{202e}'));
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parts_words(element: Known) -> bool {
    element.name == "br" || matches!(element.kind, Kind::Block | Kind::Single)
}
