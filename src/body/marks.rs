//! Marks that importers put into HTML for what HTML has no element for:
//! `<div data-shortcode="name" data-attributes='{"a":"b"}'>[name a="b"]</div>` and
//! `<div data-read-also="uuid uuid">Read also: …</div>`. (`data-gallery` is read by `figures`.)

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::blocks::{Meaning, ReadAlso, Shortcode};
use super::flow::Shaper;
use super::node::{Element, Node};
use super::text::{self, is_visible};
use super::{attributes, embeds};

const LONGEST_NAME: usize = 100;
const MOST_ATTRIBUTES: usize = 100;
const LONGEST_ATTRIBUTE: usize = 10_000;
const MOST_ARTICLES: usize = 50;

impl Shaper<'_> {
    /// The paragraph that stands for a marked box, with what it means; `None` if the box has no mark.
    pub fn marked(&self, element: &Element) -> Option<Element> {
        element.get("data-shortcode").or(element.get("data-read-also"))?;
        let shortcode = element.get("data-shortcode").map(str::trim).filter(|name| is_name(name));
        let words = vec![Node::Text(text::loose(&element.children))];
        let (line, meaning) = match (shortcode, element.get("data-read-also")) {
            (Some(name), _) => shortcode_line(element, name, words),
            (None, Some(ids)) if is_visible(&words) => (self.caption(element.children.clone()), read_also(ids)),
            _ => return None,
        };
        // What is shown by itself anyway needs no mark.
        let is_paragraph = is_visible(&line) && embeds::alone(&line).is_none();
        let paragraph = || Element::new("p", attributes::common(element), line);
        is_paragraph.then(|| Element { meaning: Some(Box::new(meaning)), ..paragraph() })
    }
}

fn shortcode_line(element: &Element, name: &str, words: Vec<Node>) -> (Vec<Node>, Meaning) {
    let line = if is_visible(&words) { words } else { vec![Node::Text(format!("[{name}]"))] };
    let attributes = element.get("data-attributes").map(pairs).unwrap_or_default();
    (line, Meaning::Shortcode(Shortcode { name: name.to_owned(), attributes }))
}

fn read_also(ids: &str) -> Meaning {
    let given = ids.split(|c: char| c.is_whitespace() || c == ',').filter_map(|id| id.parse().ok());
    let mut article_ids: Vec<Uuid> = Vec::new();
    for id in given.take(MOST_ARTICLES) {
        if !article_ids.contains(&id) {
            article_ids.push(id);
        }
    }
    Meaning::ReadAlso(ReadAlso { article_ids })
}

/// The attributes of a JSON object; what is no text is written as JSON.
fn pairs(json: &str) -> BTreeMap<String, String> {
    let Ok(Value::Object(object)) = serde_json::from_str(json) else {
        return BTreeMap::new();
    };
    let text = |value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let pairs = object.into_iter().map(|(name, value)| (name, text(value)));
    let short = |(name, value): &(String, String)| name.len() <= LONGEST_NAME && value.len() <= LONGEST_ATTRIBUTE;
    pairs.filter(short).take(MOST_ATTRIBUTES).collect()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(char::is_whitespace)
}
