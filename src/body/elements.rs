//! The elements and attributes that mean something to a body, and what each does to the tree.
//! `scan` asks by the name as written and skips what is not here; what comes out is canonical
//! (`h1` is `h2`, `strike` is `s`, every mere wrapper is `div`).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What an element does to the tree around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Runs in a line of text.
    Inline,
    /// Stands in a line of text and holds nothing.
    Void,
    /// Begins a block of its own and holds text or blocks.
    Block,
    /// Begins a block of its own and holds nothing.
    Single,
    /// Tells its parent something and is never shown.
    Part,
    /// Goes with all that is in it.
    Forbidden,
    /// Goes with all that is in it, which is text whatever it looks like.
    Raw,
}

/// An element by its canonical name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The canonical name, in lower case.
    pub name: &'static str,
    /// What it does to the tree.
    pub kind: Kind,
}

const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
];
const VOID: &[&str] = &["br", "img", "wbr"];
const BLOCK: &[&str] = &[
    "audio",
    "blockquote",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "object",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
];
const SINGLE: &[&str] = &["embed", "hr", "iframe"];
const PART: &[&str] = &["param", "source"];
const FORBIDDEN: &[&str] = &["applet", "button", "canvas", "datalist", "math", "noscript", "select", "svg", "template"];
const RAW: &[&str] = &["noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

const WRAPPERS: &[&str] = &[
    "address", "article", "aside", "body", "center", "dialog", "fieldset", "footer", "form", "header", "hgroup",
    "html", "legend", "main", "nav", "search", "section",
];
const ALIASES: &[(&str, &str)] = &[
    ("acronym", "abbr"),
    ("dir", "ul"),
    ("h1", "h2"),
    ("image", "img"),
    ("listing", "pre"),
    ("menu", "ul"),
    ("strike", "s"),
    ("tt", "code"),
];

const ATTRIBUTES: &[&str] = &[
    "alt",
    "cite",
    "class",
    "colspan",
    "data",
    "data-attributes",
    "data-bluesky-uri",
    "data-embed",
    "data-embed-url",
    "data-flickr-embed",
    "data-gallery",
    "data-href",
    "data-instgrm-permalink",
    "data-lazy-src",
    "data-media-id",
    "data-original",
    "data-pin-do",
    "data-read-also",
    "data-shortcode",
    "data-src",
    "datetime",
    "dir",
    "headers",
    "height",
    "href",
    "hreflang",
    "id",
    "lang",
    "loading",
    "name",
    "poster",
    "preload",
    "rel",
    "reversed",
    "rowspan",
    "scope",
    "src",
    "srcset",
    "start",
    "target",
    "title",
    "type",
    "value",
    "width",
];

static ELEMENT_TABLE: LazyLock<HashMap<&'static str, Known>> = LazyLock::new(element_table);
static ATTRIBUTE_TABLE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| ATTRIBUTES.iter().copied().collect());

/// The element of that name in any case; `None` for one that means nothing here.
pub(super) fn known(name: &str) -> Option<Known> {
    let mut buffer = [0; 24];
    ELEMENT_TABLE.get(lowered(name, &mut buffer)?).copied()
}

/// The attribute of that name in any case; `None` for one that nothing reads.
pub(super) fn known_attribute(name: &str) -> Option<&'static str> {
    let mut buffer = [0; 24];
    ATTRIBUTE_TABLE.get(lowered(name, &mut buffer)?).copied()
}

/// Whether it is a heading, by its canonical name.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h2" | "h3" | "h4" | "h5" | "h6")
}

fn element_table() -> HashMap<&'static str, Known> {
    let kinds = [
        (INLINE, Kind::Inline),
        (VOID, Kind::Void),
        (BLOCK, Kind::Block),
        (SINGLE, Kind::Single),
        (PART, Kind::Part),
        (FORBIDDEN, Kind::Forbidden),
        (RAW, Kind::Raw),
    ];
    let own = kinds.iter().flat_map(|(names, kind)| names.iter().map(|name| (*name, Known { name, kind: *kind })));
    let mut table: HashMap<_, _> = own.collect();
    let wrappers = WRAPPERS.iter().map(|name| (*name, "div"));
    for (name, canonical) in wrappers.chain(ALIASES.iter().copied()) {
        if let Some(known) = table.get(canonical).copied() {
            table.insert(name, known);
        }
    }
    table
}

fn lowered<'b>(name: &str, buffer: &'b mut [u8]) -> Option<&'b str> {
    let target = buffer.get_mut(..name.len())?;
    target.copy_from_slice(name.as_bytes());
    target.make_ascii_lowercase();
    std::str::from_utf8(target).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_canonical_and_case_does_not_matter() {
        assert_eq!(known("H1"), Some(Known { name: "h2", kind: Kind::Block }));
        assert_eq!(known("Section").map(|known| known.name), Some("div"));
        assert_eq!(known("marquee"), None);
        assert_eq!(known("a-name-that-is-longer-than-any-of-ours"), None);
        assert_eq!(known_attribute("HREF"), Some("href"));
        assert_eq!(known_attribute("onclick"), None);
    }
}
