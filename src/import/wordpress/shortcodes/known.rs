//! What the shortcodes of WordPress and of well-known plugins mean, as plain hypertext: figures,
//! players, and addresses alone in a paragraph, of which a later stage makes embeds.

use super::super::content::Findings;
use super::super::gallery::{self, caption_html};
use super::super::html::{Token, Tokens, escaped, is_address, unescaped};
use super::parse::Opening;

/// What takes the place of a shortcode.
pub(super) enum Rendered {
    /// An element that stands by itself.
    Block(String),
    /// Nothing: there was nothing to show, and that has been noted.
    Nothing,
}

/// Shortcodes that stand for an address, with what to put before a bare id.
const EMBEDS: [(&str, &str); 24] = [
    ("embed", ""),
    ("youtube", "https://www.youtube.com/watch?v="),
    ("embedyt", "https://www.youtube.com/watch?v="),
    ("su_youtube", "https://www.youtube.com/watch?v="),
    ("fusion_youtube", "https://www.youtube.com/watch?v="),
    ("vimeo", "https://vimeo.com/"),
    ("su_vimeo", "https://vimeo.com/"),
    ("fusion_vimeo", "https://vimeo.com/"),
    ("wpvideo", "https://videopress.com/v/"),
    ("videopress", "https://videopress.com/v/"),
    ("dailymotion", "https://www.dailymotion.com/video/"),
    ("ted", "https://www.ted.com/talks/"),
    ("tweet", "https://twitter.com/i/status/"),
    ("twitter", "https://twitter.com/i/status/"),
    ("soundcloud", ""),
    ("spotify", ""),
    ("instagram", ""),
    ("facebook", ""),
    ("tiktok", ""),
    ("gist", ""),
    ("flickr", ""),
    ("vc_video", ""),
    ("arve", ""),
    ("slideshare", ""),
];

const AUDIO: [&str; 8] = ["src", "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac"];
const VIDEO: [&str; 7] = ["src", "mp4", "m4v", "webm", "ogv", "mov", "flv"];

/// The longest content that a player or an embed takes.
const LONGEST_ADDRESS: usize = 2048;

/// Whether this name has a meaning here.
pub(super) fn is_known(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let own = ["caption", "wp_caption", "gallery", "audio", "video", "playlist", "iframe"];
    own.contains(&name.as_str()) || EMBEDS.iter().any(|(embed, _)| *embed == name)
}

/// Whether `content`, up to the next closing, belongs to the shortcode. Most stand by themselves,
/// and the closing is another one's.
pub(super) fn takes_content(name: &str, content: &str) -> bool {
    match name.to_ascii_lowercase().as_str() {
        "caption" | "wp_caption" => true,
        "gallery" | "playlist" => content.trim().is_empty(),
        _ => content.len() <= LONGEST_ADDRESS && !content.contains('['),
    }
}

/// The hypertext of a shortcode; `None` where it is not known or does not say enough.
pub(super) fn render(opening: &Opening<'_>, content: Option<&str>, findings: &mut Findings<'_>) -> Option<Rendered> {
    let name = opening.name.to_ascii_lowercase();
    let html = match name.as_str() {
        "caption" | "wp_caption" => caption(opening, content?),
        "gallery" => return Some(gallery(opening, findings)),
        "audio" => player("audio", &media(opening, content, &AUDIO)?, None),
        "video" => video(opening, content)?,
        "playlist" => playlist(opening, findings)?,
        "iframe" => {
            let src = opening.attributes.get(&["src", "url"]).map(unescaped)?;
            format!("<iframe src=\"{}\"></iframe>", escaped(web(&src)?))
        }
        _ => paragraph(&embedded(&name, opening, content)?),
    };
    Some(Rendered::Block(html))
}

/// A picture, perhaps in a link, and what is written under it.
fn caption(opening: &Opening<'_>, content: &str) -> String {
    let (picture, rest) = split_picture(content);
    let text = opening.attributes.get(&["caption"]).unwrap_or(rest);
    let class = opening.attributes.get(&["align"]).unwrap_or_default();
    let class = match class {
        "alignleft" | "alignright" | "aligncenter" | "alignnone" => format!(" class=\"{class}\""),
        _ => String::new(),
    };
    let caption = caption_html(text);
    format!("<figure{class}>{}{caption}</figure>", picture.trim())
}

/// Cuts `<a><img></a>` or `<img>` from the start of a caption's content. Where it starts with
/// anything else, all of it is what the caption belongs to.
fn split_picture(content: &str) -> (&str, &str) {
    let mut tokens = Tokens::new(content, &[]);
    let mut in_link = false;
    while let Some(token) = tokens.next() {
        let at = tokens.position();
        match token {
            Token::Text(text) if text.trim().is_empty() => {}
            Token::Tag(tag) if tag.name == "a" && !tag.closing => in_link = true,
            Token::Tag(tag) if tag.name == "img" => {
                let rest = &content[at..];
                let link = rest.trim_ascii_start().strip_prefix("</a>");
                let rest = link.filter(|_| in_link).unwrap_or(rest);
                return content.split_at(content.len() - rest.len());
            }
            _ => break,
        }
    }
    (content, "")
}

fn gallery(opening: &Opening<'_>, findings: &mut Findings<'_>) -> Rendered {
    let attributes = &opening.attributes;
    let ids = match attributes.get(&["ids", "include"]) {
        Some(list) => numbers(list),
        None => {
            let of = attributes.get(&["id"]).and_then(|id| id.parse().ok());
            let excluded = attributes.get(&["exclude"]).map(numbers).unwrap_or_default();
            let mut ids = findings.context.images_of(of);
            ids.retain(|id| !excluded.contains(id));
            ids
        }
    };
    let pictures = gallery::pictures(&ids, findings);
    match gallery::html(&pictures, "") {
        Some(html) => {
            findings.gallery(&pictures);
            Rendered::Block(html)
        }
        None => {
            findings.report.galleries_empty += 1;
            Rendered::Nothing
        }
    }
}

fn numbers(list: &str) -> Vec<i64> {
    list.split([',', ' ']).filter_map(|id| id.trim().parse().ok()).collect()
}

fn playlist(opening: &Opening<'_>, findings: &mut Findings<'_>) -> Option<String> {
    let ids = numbers(opening.attributes.get(&["ids", "include"])?);
    let video = opening.attributes.get(&["type"]) == Some("video");
    let element = if video { "video" } else { "audio" };
    let mut html = String::new();
    for id in ids {
        match findings.context.attachment_url(id) {
            Some(url) => html.push_str(&player(element, &url, None)),
            None => findings.missing(id),
        }
    }
    (!html.is_empty()).then_some(html)
}

fn video(opening: &Opening<'_>, content: Option<&str>) -> Option<String> {
    let src = media(opening, content, &VIDEO)?;
    let hosted = ["youtube.com/", "youtu.be/", "vimeo.com/"];
    if hosted.iter().any(|host| src.contains(host)) {
        return Some(paragraph(&src));
    }
    let poster = opening.attributes.get(&["poster"]).map(unescaped);
    Some(player("video", &src, poster.as_deref().and_then(web)))
}

/// The address of a player's file: by attribute, by position, or as content.
fn media(opening: &Opening<'_>, content: Option<&str>, names: &[&str]) -> Option<String> {
    let positional = opening.attributes.positional.first().map(String::as_str);
    let content = content.map(str::trim).filter(|c| is_address(c));
    let found = opening.attributes.get(names).or(positional).or(content)?;
    // The old audio player took a list, and options after a bar.
    let first = found.split(['|', ',']).next()?;
    web(&unescaped(first)).map(str::to_owned)
}

fn player(element: &str, src: &str, poster: Option<&str>) -> String {
    let src = escaped(src);
    let poster = poster.map(|p| format!(" poster=\"{}\"", escaped(p)));
    let poster = poster.unwrap_or_default();
    format!("<{element} src=\"{src}\"{poster} controls></{element}>")
}

/// `address`, if it leads to the web or stays on the site.
fn web(address: &str) -> Option<&str> {
    let address = address.trim();
    let schemes = ["http://", "https://", "/"];
    schemes.iter().any(|scheme| address.starts_with(scheme)).then_some(address)
}

fn paragraph(address: &str) -> String {
    format!("<p>{}</p>", escaped(address))
}

/// The address that an embed stands for: as it is, or made of an id.
fn embedded(name: &str, opening: &Opening<'_>, content: Option<&str>) -> Option<String> {
    let (_, prefix) = EMBEDS.iter().find(|(embed, _)| *embed == name)?;
    let attributes = &opening.attributes;
    let named = attributes.get(&["url", "src", "link", "id", "v", "video"]);
    let positional = attributes.positional.first().map(String::as_str);
    let content = content.map(str::trim).filter(|c| !c.is_empty());
    let value = unescaped(content.or(named).or(positional)?);
    let value = value.trim();
    if is_address(value) {
        return Some(value.to_owned());
    }
    let id = value.split(['&', '?']).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let fits = !id.is_empty() && id.len() <= 80 && id.chars().all(plain) && !prefix.is_empty();
    fits.then(|| format!("{prefix}{id}"))
}
