//! What each block means as plain hypertext. Most hold it already; here are the others: galleries,
//! embeds, covers, and those that WordPress fills in when it shows a page, of which an export has
//! nothing.

use serde_json::Value;

use super::super::content::Findings;
use super::super::gallery;
use super::super::html::{Token, Tokens, escaped, is_address, unescaped};

/// The hypertext of a block that holds `inner`.
pub(super) fn of(name: &str, attributes: &Value, inner: String, findings: &mut Findings<'_>) -> String {
    let html = match name {
        "gallery" | "jetpack/tiled-gallery" | "jetpack/slideshow" => {
            pictures(attributes, &inner, findings).unwrap_or(inner)
        }
        "embed" => embed(attributes, &inner).unwrap_or(inner),
        _ if name.starts_with("core-embed/") => embed(attributes, &inner).unwrap_or(inner),
        "cover" => cover(attributes, inner),
        // Marks and empty space: nothing is lost with them.
        "spacer" => return String::new(),
        "more" | "nextpage" => return inner,
        "social-link" => social_link(attributes).unwrap_or(inner),
        _ => inner,
    };
    if html.trim().is_empty() {
        findings.left_out(name);
    }
    html
}

fn pictures(attributes: &Value, inner: &str, findings: &mut Findings<'_>) -> Option<String> {
    let (mut pictures, caption) = gallery::of_block(inner);
    if pictures.is_empty() {
        let ids = attributes["ids"].as_array();
        let ids: Vec<i64> = ids.into_iter().flatten().filter_map(number).collect();
        pictures = gallery::pictures(&ids, findings);
    }
    let html = gallery::html(&pictures, &caption)?;
    findings.gallery(&pictures);
    Some(html)
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// The address alone in a paragraph, and the caption in another.
fn embed(attributes: &Value, inner: &str) -> Option<String> {
    let mut address = attributes["url"].as_str().map(str::to_owned);
    let mut caption = "";
    let mut caption_from = None;
    let mut tokens = Tokens::new(inner, &[]);
    loop {
        let start = tokens.position();
        match tokens.next() {
            None => break,
            Some(Token::Text(text)) => {
                let text = unescaped(text.trim());
                if address.is_none() && is_address(&text) {
                    address = Some(text);
                }
            }
            Some(Token::Tag(tag)) if tag.name == "figcaption" => match caption_from {
                Some(from) if tag.closing => caption = &inner[from..start],
                _ => caption_from = Some(tokens.position()),
            },
            Some(_) => {}
        }
    }
    let address = address.filter(|address| is_address(address))?;
    let mut html = format!("<p>{}</p>", escaped(&address));
    if !caption.trim().is_empty() {
        html.push_str(&format!("\n<p>{}</p>", caption.trim()));
    }
    Some(html)
}

/// A cover whose picture is only in its style gets it as a picture.
fn cover(attributes: &Value, inner: String) -> String {
    let has_media = Tokens::new(&inner, &[])
        .any(|token| matches!(token, Token::Tag(tag) if matches!(tag.name.as_str(), "img" | "video")));
    let picture = attributes["backgroundType"].as_str() != Some("video");
    match attributes["url"].as_str() {
        Some(url) if picture && !has_media => {
            let id = number(&attributes["id"]);
            let class = id.map(|id| format!(" class=\"wp-image-{id}\"")).unwrap_or_default();
            let alt = escaped(attributes["alt"].as_str().unwrap_or_default());
            let url = escaped(url);
            format!("<figure><img src=\"{url}\" alt=\"{alt}\"{class}></figure>\n{inner}")
        }
        _ => inner,
    }
}

fn social_link(attributes: &Value) -> Option<String> {
    let url = attributes["url"].as_str().filter(|url| is_address(url))?;
    let service = attributes["label"].as_str().or_else(|| attributes["service"].as_str());
    let text = escaped(service.unwrap_or(url));
    Some(format!("<p><a href=\"{}\">{text}</a></p>", escaped(url)))
}
