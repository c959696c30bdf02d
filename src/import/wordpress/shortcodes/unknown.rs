//! How an unknown shortcode stays readable: its text stands in an element that names it. What it
//! encloses is part of that element where it is a phrase; larger content stands between two such
//! elements, so that pictures and paragraphs in it stay what they are.

use super::super::html::escaped;
use super::parse::Opening;
use super::surroundings::starts_with_block;

/// Content longer than this is no phrase, whatever it holds.
const LONGEST_PHRASE: usize = 2000;

/// The element that stands for an unknown shortcode.
pub(super) struct Mark {
    element: &'static str,
    name: String,
    attributes: String,
}

/// Where what a shortcode encloses is to stand.
pub(super) enum Form {
    /// In the element.
    Around(Mark),
    /// Between one element for the opening and another for the closing.
    Beside(Mark),
}

impl Mark {
    /// The element for `opening`: a block where it stands alone, else a part of the line.
    pub(super) fn new(opening: &Opening<'_>, alone: bool) -> Self {
        Mark {
            element: if alone { "div" } else { "span" },
            name: escaped(opening.name),
            attributes: escaped(&opening.attributes.to_json()),
        }
    }

    /// How the shortcode holds `inner`.
    pub(super) fn form(self, inner: &str) -> Form {
        let long = inner.len() > LONGEST_PHRASE;
        let plain = !long && !inner.contains(['<', '[', '\n']);
        let block = |(at, _): (usize, &str)| starts_with_block(&inner[at..]);
        let blocks = long || inner.contains('\n') || inner.match_indices('<').any(block);
        if plain || !(blocks || self.element == "div") {
            Form::Around(self)
        } else {
            Form::Beside(Mark { element: "div", ..self })
        }
    }

    /// The same without attributes, for a closing.
    pub(super) fn bare(self) -> Self {
        Mark { attributes: "{}".to_owned(), ..self }
    }

    /// The start tag and `text`.
    pub(super) fn start(&self, text: &str) -> String {
        let Mark { element, name, attributes } = self;
        let text = text.replace('<', "&lt;").replace('>', "&gt;");
        format!("<{element} data-shortcode=\"{name}\" data-attributes='{attributes}'>{text}")
    }

    /// The end tag.
    pub(super) fn end(&self) -> String {
        format!("</{}>", self.element)
    }

    /// The element with `text` in it.
    pub(super) fn whole(&self, text: &str) -> String {
        self.start(text) + &self.end()
    }
}
