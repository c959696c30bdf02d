//! What is shown rather than read, as a block: `<figure>`, the thing itself, `<figcaption>` if there is one.

use super::blocks::{Gallery, Image, Meaning, Recording};
use super::embeds::Embed;
use super::node::{Attributes, Element, Node};
use super::text;

/// A picture with what belongs to it.
pub(super) struct Shown {
    pub image: Element,
    pub link: Option<Attributes>,
    pub caption: Vec<Node>,
}

impl Shown {
    /// The picture as a block.
    pub fn figure(self, kept: Attributes) -> Element {
        let (caption, credit) = text::caption_and_credit(&self.caption);
        let data = match self.image.meaning.as_deref() {
            Some(Meaning::Image(image)) => image.clone(),
            _ => Image::default(),
        };
        let shown = match self.link {
            Some(link) => Element::new("a", link, vec![self.image.into()]),
            None => self.image,
        };
        let meaning = Meaning::Image(Image { caption, credit, ..data });
        Element { meaning: Some(Box::new(meaning)), ..captioned(shown, self.caption, kept) }
    }
}

/// An embed as a block: a link, which shows something without any script.
pub(super) fn embedded(embed: Embed, caption: Vec<Node>, kept: Attributes) -> Element {
    let title = embed.title.clone().unwrap_or_else(|| embed.url.clone());
    let link = Element::new("a", vec![("href", embed.url.clone())], vec![Node::Text(title)]);
    let mut attributes = vec![("data-embed", embed.mark().to_owned())];
    attributes.extend(kept);
    Element { meaning: Some(Box::new(Meaning::Embed(embed))), ..captioned(link, caption, attributes) }
}

/// Several pictures as a block.
pub(super) fn gallery(images: Vec<Shown>, caption: Vec<Node>, kept: Attributes) -> Element {
    let figures: Vec<Element> = images.into_iter().map(|image| image.figure(Vec::new())).collect();
    let image = |figure: &Element| match figure.meaning.as_deref() {
        Some(Meaning::Image(image)) => Some(image.clone()),
        _ => None,
    };
    let media = figures.iter().filter_map(image).collect();
    let mut meaning = Gallery { media, caption: None };
    let mut children: Vec<Node> = figures.into_iter().map(Node::Element).collect();
    if !caption.is_empty() {
        meaning.caption = Some(text::line(&caption));
        children.push(Element::new("figcaption", Vec::new(), caption).into());
    }
    let made = Element::new("figure", kept, children);
    Element { meaning: Some(Box::new(Meaning::Gallery(meaning))), ..made }
}

/// A table, a recording or an embed as a block.
pub(super) fn with_caption(mut shown: Element, caption: Vec<Node>, kept: Attributes) -> Element {
    let said = Some(text::line(&caption)).filter(|said| !said.is_empty());
    let with = |recording: Recording| Recording { caption: said, ..recording };
    let meaning = match shown.meaning.take().map(|meaning| *meaning) {
        Some(Meaning::Audio(recording)) => Meaning::Audio(with(recording)),
        Some(Meaning::Video(recording)) => Meaning::Video(with(recording)),
        Some(Meaning::Embed(embed)) => return embedded(embed, caption, kept),
        _ if caption.is_empty() => return shown,
        _ => return captioned(shown, caption, kept),
    };
    Element { meaning: Some(Box::new(meaning)), ..captioned(shown, caption, kept) }
}

fn captioned(shown: Element, caption: Vec<Node>, kept: Attributes) -> Element {
    let mut children = vec![shown.into()];
    if !caption.is_empty() {
        children.push(Element::new("figcaption", Vec::new(), caption).into());
    }
    Element::new("figure", kept, children)
}
