//! The HTML that providers hand out to be pasted into a page, before `flow` brings anything into form.

use super::super::node::{Element, Node, elements};
use super::super::{links, text, words};
use super::{Embed, any, is_address, recognise};

/// A post's words as a title go no further than the longest post of the older services.
const LONGEST_TITLE: usize = 280;
/// Classes of quotations and boxes that a provider's script turns into a post.
const POSTS: &[&str] = &[
    "twitter-tweet",
    "twitter-video",
    "instagram-media",
    "tiktok-embed",
    "fb-post",
    "fb-video",
    "reddit-embed-bq",
    "reddit-card",
    "bluesky-embed",
    "mastodon-embed",
    "wp-embedded-content",
];
/// Attributes in which such a quotation names its post.
const NAMING: &[&str] = &["data-instgrm-permalink", "data-embed-url", "data-href", "data-bluesky-uri", "cite"];

/// The embed of a frame.
pub(in super::super) fn of_frame(frame: &Element) -> Option<Embed> {
    let address = frame.get("data-src").or(frame.get("src"))?;
    // The same post comes as a quotation beside the frame.
    if frame.has_class(|class| class == "wp-embedded-content") {
        return None;
    }
    if frame.has_class(|class| class == "mastodon-embed") {
        return Some(mastodon(address.trim_end_matches('/').trim_end_matches("/embed")).unwrap_or(any(address)?));
    }
    // `<embed>` plays anything; only what is known is worth a link.
    let found = if frame.name == "embed" { recognise(address) } else { any(address) };
    found.map(|embed| embed.titled(frame.get("title").unwrap_or_default()))
}

/// The embed of an `<object>`, as older codes have it.
pub(in super::super) fn of_object(object: &Element) -> Option<Embed> {
    let own = object.get("data").and_then(recognise);
    let parameters = elements(&object.children).filter(|part| part.name == "param");
    let movie = |part: &Element| part.get("value").and_then(recognise);
    let mut inner = elements(&object.children).filter(|part| part.name == "embed");
    own.or_else(|| parameters.filter_map(movie).next()).or_else(|| inner.find_map(of_frame))
}

/// The embed of a quotation that a provider's script would turn into a post.
pub(in super::super) fn of_quote(quote: &Element) -> Option<Embed> {
    if !quote.has_class(|class| POSTS.contains(&class)) {
        return None;
    }
    let named = NAMING.iter().filter_map(|name| quote.get(name)).find_map(|address| named(quote, address));
    let embed = named.or_else(|| linked(quote))?;
    let said = words::excerpt(&text::loose(&quote.children), LONGEST_TITLE);
    Some(embed.titled(&said))
}

/// The embed of a box that a provider's script would fill.
pub(in super::super) fn of_wrapper(wrapper: &Element) -> Option<Embed> {
    let is_post = wrapper.has_class(|class| matches!(class, "fb-post" | "fb-video"));
    wrapper.get("data-href").filter(|_| is_post).and_then(recognise)
}

/// The embed of a line that is one of the links that a provider's script would fill.
pub(in super::super) fn of_line(line: &[Node]) -> Option<Embed> {
    let is_gap = |node: &&Node| matches!(node, Node::Text(text) if text.trim().is_empty());
    let mut rest = line.iter().filter(|node| !is_gap(node));
    let (Some(Node::Element(link)), None) = (rest.next(), rest.next()) else {
        return None;
    };
    link.get("data-pin-do").or(link.get("data-flickr-embed"))?;
    link.get("href").and_then(recognise)
}

/// The embed of a finished line that is one known address and nothing else, be it a link or not.
pub(in super::super) fn alone(line: &[Node]) -> Option<Embed> {
    match line {
        [Node::Text(address)] if is_address(address) => recognise(address),
        [Node::Element(link)] if link.name == "a" => {
            let embed = recognise(link.get("href")?)?;
            let said = text::line(&link.children);
            let same = is_address(&said) && recognise(&said).is_some_and(|other| other.url == embed.url);
            same.then_some(embed)
        }
        _ => None,
    }
}

/// The embed of a figure: one of ours come back, or one that holds nothing but an address.
pub(in super::super) fn of_figure(figure: &Element) -> Option<Embed> {
    if let Some(mark) = figure.get("data-embed") {
        let link = find_links(&figure.children).into_iter().next()?;
        let address = link.get("href")?;
        let own = if mark == "mastodon" { mastodon(address) } else { None };
        return own.or_else(|| any(address)).map(|embed| embed.titled(&text::line(&link.children)));
    }
    let text = text::loose(&figure.children);
    is_address(&text).then(|| any(&text)).flatten()
}

fn named(quote: &Element, address: &str) -> Option<Embed> {
    if quote.has_class(|class| class == "mastodon-embed") {
        return mastodon(address.trim_end_matches('/').trim_end_matches("/embed"));
    }
    match address.strip_prefix("at://").map(|path| path.split('/').collect::<Vec<_>>()).as_deref() {
        Some([user, _, id]) => recognise(&format!("https://bsky.app/profile/{user}/post/{id}")),
        _ => recognise(address),
    }
}

/// The last link in a quotation that is a post, as they stand after the words; or any, from another WordPress.
fn linked(quote: &Element) -> Option<Embed> {
    let links = find_links(&quote.children);
    let mut addresses = links.iter().rev().filter_map(|link| link.get("href"));
    let is_page = quote.has_class(|class| class == "wp-embedded-content");
    if is_page { addresses.find_map(any) } else { addresses.find_map(recognise) }
}

/// A post of any server: only the markup tells that it is one.
fn mastodon(address: &str) -> Option<Embed> {
    let url = links::web(address)?;
    let id = url.rsplit('/').next().filter(|id| super::is_number(id)).map(str::to_owned);
    Some(Embed { provider: "mastodon".to_owned(), url, id, ..Embed::default() })
}

fn find_links(nodes: &[Node]) -> Vec<&Element> {
    let mut found = Vec::new();
    for element in elements(nodes) {
        match element.name {
            "a" => found.push(element),
            _ => found.extend(find_links(&element.children)),
        }
    }
    found
}
