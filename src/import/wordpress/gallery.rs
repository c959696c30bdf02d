//! Galleries as plain hypertext: one figure that names the attachments and holds the pictures.
//! `shortcodes/known.rs` makes them of ids, `blocks.rs` of the pictures that a block holds.

use super::content::Findings;
use super::html::{Tag, Token, Tokens, escaped};

/// A picture of a gallery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Picture {
    pub id: Option<i64>,
    pub src: String,
    pub alt: String,
    /// What is written under it, as hypertext.
    pub caption: String,
}

/// The pictures of `ids`; those that the export lacks are noted.
pub(super) fn pictures(ids: &[i64], findings: &mut Findings<'_>) -> Vec<Picture> {
    let mut pictures = Vec::with_capacity(ids.len());
    for &id in ids {
        let context = findings.context;
        match context.attachment_url(id) {
            Some(src) => pictures.push(Picture {
                id: Some(id),
                src,
                alt: context.attachment_alt(id).unwrap_or_default(),
                caption: context.attachment_caption(id).unwrap_or_default(),
            }),
            None => findings.missing(id),
        }
    }
    pictures
}

/// The figure of a gallery; `None` without pictures.
pub(super) fn html(pictures: &[Picture], caption: &str) -> Option<String> {
    if pictures.is_empty() {
        return None;
    }
    let ids: Vec<String> = pictures.iter().filter_map(|p| Some(p.id?.to_string())).collect();
    let mut html = format!("<figure data-gallery=\"{}\">", ids.join(","));
    for picture in pictures {
        let caption = caption_html(&picture.caption);
        if caption.is_empty() {
            html.push_str(&picture.html());
        } else {
            html.push_str(&format!("<figure>{}{caption}</figure>", picture.html()));
        }
    }
    html.push_str(&caption_html(caption));
    html.push_str("</figure>");
    Some(html)
}

/// The caption of a figure, or nothing. Line ends inside it are not paragraphs.
pub(super) fn caption_html(text: &str) -> String {
    let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return text;
    }
    format!("<figcaption>{text}</figcaption>")
}

impl Picture {
    /// The picture of an `img` tag.
    fn of(tag: &Tag<'_>) -> Option<Self> {
        let src = tag.attribute("src").or_else(|| tag.attribute("data-full-url"))?;
        Some(Picture { id: id_of(tag), src, alt: tag.attribute("alt").unwrap_or_default(), caption: String::new() })
    }

    fn html(&self) -> String {
        let class = self.id.map(|id| format!(" class=\"wp-image-{id}\""));
        let (src, alt) = (escaped(&self.src), escaped(&self.alt));
        let class = class.unwrap_or_default();
        format!("<img src=\"{src}\" alt=\"{alt}\"{class}>")
    }
}

fn id_of(tag: &Tag<'_>) -> Option<i64> {
    let data = tag.attribute("data-id").and_then(|id| id.parse().ok());
    data.or_else(|| {
        let class = tag.attribute("class")?;
        let mut words = class.split_ascii_whitespace();
        words.find_map(|word| word.strip_prefix("wp-image-")?.parse().ok())
    })
}

/// The pictures that a gallery block holds, each with its caption, and the gallery's own caption.
pub(super) fn of_block(inner: &str) -> (Vec<Picture>, String) {
    let mut pictures: Vec<Picture> = Vec::new();
    let mut own = String::new();
    let mut figures = 0_u32;
    let mut items = 0_u32;
    let mut caption: Option<usize> = None;
    let mut tokens = Tokens::new(inner, &[]);
    loop {
        let start = tokens.position();
        let Some(token) = tokens.next() else { break };
        let Token::Tag(tag) = token else { continue };
        match (tag.name.as_str(), tag.closing) {
            ("figure", false) => figures += 1,
            ("figure", true) => figures = figures.saturating_sub(1),
            ("li", false) => items += 1,
            ("li", true) => items = items.saturating_sub(1),
            ("img", _) => pictures.extend(Picture::of(&tag)),
            ("figcaption", false) => caption = Some(tokens.position()),
            ("figcaption", true) => {
                let text = caption.take().map_or("", |from| &inner[from..start]);
                let of_picture = items > 0 || figures > 1;
                match pictures.last_mut().filter(|_| of_picture) {
                    Some(picture) => picture.caption = text.to_owned(),
                    None => own = text.to_owned(),
                }
            }
            _ => {}
        }
    }
    (pictures, own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_captions_of_blocks_are_found() {
        let old = "<figure class=\"wp-block-gallery\"><ul><li><figure><a href='x'>\
            <img src=\"1.jpg\" alt=\"One\" data-id=\"1\"/></a><figcaption>First\n<b>!</b></figcaption>\
            </figure></li><li><figure><img src=\"2.jpg\" class=\"a wp-image-2\"></figure></li></ul>\
            <figcaption class=\"blocks-gallery-caption\">All</figcaption></figure>";
        let (pictures, caption) = of_block(old);
        let expected = "<figure data-gallery=\"1,2\"><figure>\
            <img src=\"1.jpg\" alt=\"One\" class=\"wp-image-1\"><figcaption>First <b>!</b></figcaption>\
            </figure><img src=\"2.jpg\" alt=\"\" class=\"wp-image-2\"><figcaption>All</figcaption></figure>";
        assert_eq!(html(&pictures, &caption).as_deref(), Some(expected));
        assert_eq!(html(&[], "x"), None);
    }

    #[test]
    fn nested_figures_are_pictures_of_their_own() {
        let new = "<figure><figure><img src='1.jpg'><figcaption>One</figcaption></figure>\
            <figcaption>All</figcaption></figure>";
        let (pictures, caption) = of_block(new);
        assert_eq!(pictures[0].caption, "One");
        assert_eq!(caption, "All");
    }
}
