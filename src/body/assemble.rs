//! Makes blocks from the finished tree: one of each element of the top level.

use super::blocks::{Block, Code, Heading, List, ListItem, Meaning, Quote, Table};
use super::elements;
use super::node::{Element, Node};
use super::{text, write};

/// The blocks of a finished body, numbered.
pub(super) fn blocks(nodes: Vec<Node>) -> Vec<Block> {
    let elements = nodes.into_iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    elements.enumerate().map(|(index, element)| block(index + 1, element)).collect()
}

fn block(number: usize, element: Element) -> Block {
    let plain = Block {
        id: format!("b{number}"),
        html: write::element_html(&element),
        text: text::block(&element),
        ..Block::default()
    };
    match element.meaning {
        Some(meaning) => with_meaning(plain, *meaning),
        None => with_markup(plain, &element),
    }
}

fn with_meaning(block: Block, meaning: Meaning) -> Block {
    let (kind, block) = match meaning {
        Meaning::Image(image) => ("image", Block { image: Some(Box::new(image)), ..block }),
        Meaning::Gallery(gallery) => ("gallery", Block { gallery: Some(Box::new(gallery)), ..block }),
        Meaning::Embed(embed) => ("embed", Block { embed: Some(Box::new(embed)), ..block }),
        Meaning::Audio(audio) => ("audio", Block { audio: Some(Box::new(audio)), ..block }),
        Meaning::Video(video) => ("video", Block { video: Some(Box::new(video)), ..block }),
        Meaning::ReadAlso(read_also) => ("read_also", Block { read_also: Some(Box::new(read_also)), ..block }),
        Meaning::Shortcode(shortcode) => ("shortcode", Block { shortcode: Some(Box::new(shortcode)), ..block }),
    };
    Block { kind: kind.to_owned(), ..block }
}

fn with_markup(block: Block, element: &Element) -> Block {
    let (kind, block) = match element.name {
        "p" => ("paragraph", block),
        "hr" => ("separator", block),
        "ul" | "ol" => ("list", Block { list: Some(Box::new(list(element))), ..block }),
        "blockquote" => ("quote", Block { quote: Some(Box::new(Quote { cite: text::cite(element) })), ..block }),
        "pre" => ("code", Block { code: Some(Box::new(Code { language: language(element) })), ..block }),
        "table" => ("table", Block { table: Some(Box::new(table(element))), ..block }),
        "figure" => match child(element, "table") {
            Some(inner) => ("table", Block { table: Some(Box::new(table(inner))), ..block }),
            None => ("html", block),
        },
        name if elements::is_heading(name) => ("heading", Block { heading: Some(heading(name)), ..block }),
        _ => ("html", block),
    };
    Block { kind: kind.to_owned(), ..block }
}

fn heading(name: &str) -> Heading {
    let level = name.as_bytes().last().map_or(2, |digit| digit.saturating_sub(b'0'));
    Heading { level }
}

fn list(element: &Element) -> List {
    let item = |item: &Element| ListItem { html: write::html(&item.children), text: text::item(item) };
    List { ordered: element.name == "ol", items: element.elements().map(item).collect() }
}

fn language(pre: &Element) -> Option<String> {
    let class = child(pre, "code")?.get("class")?;
    class.strip_prefix("language-").map(str::to_owned)
}

fn table(element: &Element) -> Table {
    let rows: Vec<&Element> = text::rows(element).collect();
    let all_heads = |row: &&Element| row.elements().all(|cell| cell.name == "th");
    let cells = |row: &&Element| row.elements().map(|cell| write::html(&cell.children)).collect();
    Table {
        header: child(element, "thead").is_some() || rows.first().is_some_and(all_heads),
        rows: rows.iter().map(cells).collect(),
    }
}

fn child<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    element.elements().find(|child| child.name == name)
}
