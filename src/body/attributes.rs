//! Which attributes an element keeps, and in which form. `clean` has the same list as a written allow-list.

use super::node::{Attributes, Element};
use super::{links, words};

/// Widths, heights and numbers of cells beyond it are mistakes.
const LARGEST: u32 = 20_000;
const MOST_CELLS: u32 = 1_000;
/// Longer than any description of a picture.
const LONGEST_TEXT: usize = 2_000;
/// The longest language tag that BCP 47 asks software to take.
const LONGEST_LANGUAGE: usize = 35;

/// `lang` and `dir`, which any element may have.
pub(super) fn common(element: &Element) -> Attributes {
    let language = element.get("lang").map(str::trim).filter(|tag| is_language(tag)).map(str::to_owned);
    let direction = one_of(element, "dir", &["ltr", "rtl", "auto"]);
    present([("lang", language), ("dir", direction)])
}

/// What an inline element keeps; `None` if it means nothing without what it lacks.
pub(super) fn inline(element: &Element) -> Option<Attributes> {
    let mut kept = match element.name {
        "abbr" | "dfn" => present([("title", text(element, "title"))]),
        "q" => present([("cite", address(element, "cite"))]),
        "del" | "ins" => present([("cite", address(element, "cite")), ("datetime", moment(element))]),
        "time" => present([("datetime", moment(element))]),
        "sup" => present([("id", id(element))]),
        _ => Vec::new(),
    };
    kept.extend(common(element));
    (element.name != "span" || !kept.is_empty()).then_some(kept)
}

/// What a link to `href` keeps.
pub(super) fn link(element: &Element, href: String) -> Attributes {
    let target = one_of(element, "target", &["_blank"]);
    let relation = links::relation(element.get("rel").unwrap_or_default(), target.is_some());
    let language = element.get("hreflang").filter(|tag| is_language(tag)).map(str::to_owned);
    let own = [
        ("href", Some(href)),
        ("title", text(element, "title")),
        ("hreflang", language),
        ("target", target),
        ("rel", relation),
    ];
    with_common(own, element)
}

/// What a block element keeps.
pub(super) fn block(element: &Element) -> Attributes {
    let own = match element.name {
        "blockquote" => ("cite", address(element, "cite")),
        "li" | "h2" | "h3" | "h4" | "h5" | "h6" => ("id", id(element)),
        _ => ("", None),
    };
    with_common([own], element)
}

/// What a numbered list keeps.
pub(super) fn numbered(element: &Element) -> Attributes {
    let start = element.get("start").and_then(|start| start.trim().parse::<i32>().ok()).filter(|start| *start != 1);
    let own = [
        ("start", start.map(|start| start.to_string())),
        ("type", element.get("type").filter(|kind| matches!(*kind, "a" | "A" | "i" | "I")).map(str::to_owned)),
        ("reversed", element.get("reversed").map(|_| String::new())),
    ];
    with_common(own, element)
}

/// What a cell of a table keeps.
pub(super) fn cell(element: &Element) -> Attributes {
    let span = |name| number(element, name, MOST_CELLS).filter(|cells| *cells > 1).map(|cells| cells.to_string());
    let own = [
        ("colspan", span("colspan")),
        ("rowspan", span("rowspan")),
        ("scope", one_of(element, "scope", &["row", "col", "rowgroup", "colgroup"])),
    ];
    with_common(own, element)
}

/// A width or a height in pixels.
pub(super) fn pixels(element: &Element, name: &str) -> Option<u32> {
    let value = element.get(name)?.trim();
    let value = value.strip_suffix("px").unwrap_or(value);
    value.parse().ok().filter(|pixels| (1..=LARGEST).contains(pixels))
}

/// A text that is not empty, on one line, cut where it goes on for pages.
pub(super) fn text(element: &Element, name: &str) -> Option<String> {
    let text = words::excerpt(element.get(name)?, LONGEST_TEXT);
    (!text.is_empty()).then_some(text)
}

/// A value of a closed list, in lower case.
pub(super) fn one_of(element: &Element, name: &str, allowed: &[&str]) -> Option<String> {
    let value = element.get(name)?.trim();
    allowed.iter().find(|other| value.eq_ignore_ascii_case(other)).map(|other| (*other).to_owned())
}

/// Those that have a value.
pub(super) fn present<const N: usize>(attributes: [(&'static str, Option<String>); N]) -> Attributes {
    attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The language that a class names: `language-rust`, `lang-rust`.
pub(super) fn language(element: &Element) -> Option<String> {
    let classes = element.get("class")?.split_ascii_whitespace();
    let named = classes.filter_map(|class| class.strip_prefix("language-").or(class.strip_prefix("lang-")));
    named.map(str::to_ascii_lowercase).find(|name| is_code_language(name))
}

/// Whether it can be the name of a programming language.
pub(super) fn is_code_language(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"+#-_.".contains(&b);
    !name.is_empty() && name.len() <= 32 && name.bytes().all(allowed)
}

fn with_common<const N: usize>(own: [(&'static str, Option<String>); N], element: &Element) -> Attributes {
    let mut kept = present(own);
    kept.extend(common(element));
    kept
}

fn number(element: &Element, name: &str, most: u32) -> Option<u32> {
    element.get(name)?.trim().parse().ok().filter(|number| *number <= most)
}

fn address(element: &Element, name: &str) -> Option<String> {
    element.get(name).and_then(links::web)
}

fn id(element: &Element) -> Option<String> {
    element.get("id").and_then(links::anchor)
}

fn moment(element: &Element) -> Option<String> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-:.+ ".contains(&b);
    text(element, "datetime").filter(|moment| moment.len() <= 40 && moment.bytes().all(allowed))
}

fn is_language(tag: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    !tag.is_empty() && tag.len() <= LONGEST_LANGUAGE && tag.bytes().all(allowed)
}
