//! The last word on what is safe: ammonia with a written allow-list. The tree is built so that nothing is left to
//! clean, so usually this gives back what it was given; where it does not, its answer is what is kept.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::{attributes, embeds, links};

/// Elements and the attributes that each may have besides `lang` and `dir`.
const BODY: &[(&str, &[&str])] = &[
    ("audio", &["src", "controls", "preload"]),
    ("blockquote", &["cite"]),
    ("caption", &[]),
    ("dd", &[]),
    ("details", &[]),
    ("dl", &[]),
    ("dt", &[]),
    ("figcaption", &[]),
    ("figure", &["data-embed"]),
    ("h2", &["id"]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("h5", &["id"]),
    ("h6", &["id"]),
    ("hr", &[]),
    ("img", &["src", "srcset", "alt", "width", "height", "loading"]),
    ("li", &["id"]),
    ("ol", &["start", "type", "reversed"]),
    ("p", &[]),
    ("pre", &[]),
    ("source", &["src", "type"]),
    ("summary", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["colspan", "rowspan", "scope"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("thead", &[]),
    ("tr", &[]),
    ("ul", &[]),
    ("video", &["src", "controls", "preload", "poster", "width", "height"]),
];

/// The same for what may stand in a line, and so in captions and descriptions.
const INLINE: &[(&str, &[&str])] = &[
    ("a", &["href", "title", "hreflang", "target", "rel"]),
    ("abbr", &["title"]),
    ("b", &[]),
    ("bdi", &[]),
    ("bdo", &[]),
    ("br", &[]),
    ("cite", &[]),
    ("code", &["class"]),
    ("del", &["cite", "datetime"]),
    ("dfn", &["title"]),
    ("em", &[]),
    ("i", &[]),
    ("ins", &["cite", "datetime"]),
    ("kbd", &[]),
    ("mark", &[]),
    ("q", &["cite"]),
    ("rp", &[]),
    ("rt", &[]),
    ("ruby", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("small", &[]),
    ("span", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("sup", &["id"]),
    ("time", &["datetime"]),
    ("u", &[]),
    ("var", &[]),
    ("wbr", &[]),
];

static WHOLE: LazyLock<Builder<'static>> = LazyLock::new(|| builder(&[BODY, INLINE]));
static LINE: LazyLock<Builder<'static>> = LazyLock::new(|| builder(&[INLINE]));

/// Whether blocks have nothing in them that is not on the list, and are balanced each by itself.
pub(super) fn are_clean<'h>(blocks: impl Iterator<Item = &'h str>) -> bool {
    // Most blocks of a long text have one of few forms, and each form is judged once.
    let forms: HashSet<String> = blocks.map(form).collect();
    let all: String = forms.into_iter().collect();
    body(&all) == all
}

/// HTML of a body with nothing in it that is not on the list.
pub(super) fn body(html: &str) -> String {
    WHOLE.clean(html).to_string()
}

/// HTML of a line with nothing in it that is not on the list.
pub(super) fn line(html: String) -> String {
    let form = form(&html);
    if LINE.clean(&form).to_string() == form { html } else { LINE.clean(&html).to_string() }
}

/// The tags of HTML with an `x` for each text between them. What is said of it holds for the HTML as well: text
/// that has no `<` in it is no markup. html5ever 0.40 takes time quadratic to the number of `&` in a text to write
/// it (2.8 s for a megabyte of them), and this way it is given none.
fn form(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for piece in html.split_inclusive('>') {
        let (text, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        if !text.is_empty() {
            out.push('x');
        }
        out.push_str(tag);
    }
    out
}

fn builder(lists: &[&[(&'static str, &'static [&'static str])]]) -> Builder<'static> {
    let allowed = || lists.iter().flat_map(|list| list.iter());
    let attributes: HashMap<_, HashSet<_>> =
        allowed().map(|(name, attributes)| (*name, attributes.iter().copied().collect())).collect();
    let mut builder = Builder::empty();
    builder
        .tags(allowed().map(|(name, _)| *name).collect())
        .clean_content_tags(["script", "style"].into())
        .tag_attributes(attributes)
        .generic_attributes(["lang", "dir"].into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(allowed_value);
    builder
}

/// The value that an attribute may have; `None` drops it.
fn allowed_value<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let is_allowed = match (element, attribute) {
        ("a", "href") => return links::link(value).map(Cow::Owned),
        (_, "src" | "poster") => return links::file(value).map(Cow::Owned),
        ("img", "srcset") => return links::srcset(value).map(Cow::Owned),
        (_, "cite") => return links::web(value).map(Cow::Owned),
        (_, "id") => value.starts_with(links::ANCHOR_PREFIX) && links::anchor(value).is_some(),
        (_, "class") => value.strip_prefix("language-").is_some_and(attributes::is_code_language),
        ("a", "target") => value == "_blank",
        ("figure", "data-embed") => embeds::PROVIDERS.contains(&value),
        (_, "dir") => matches!(value, "ltr" | "rtl" | "auto"),
        _ => true,
    };
    is_allowed.then_some(Cow::Borrowed(value))
}
