//! Figures: pictures, galleries, embeds, tables and recordings with the text under them.
//! Takes apart the many ways in which editors nest them; `shown` writes each in one way.

use super::attributes;
use super::blocks::Meaning;
use super::embeds;
use super::flow::{Flow, Shaper};
use super::node::{Attributes, Element, Node};
use super::shown::{Shown, embedded, gallery, with_caption};

/// What was found in a figure.
#[derive(Default)]
struct Found {
    images: Vec<Shown>,
    /// Embeds, tables and recordings, still without a caption.
    others: Vec<Element>,
    caption: Vec<Node>,
    /// What a figure has no place for.
    rest: Vec<Node>,
}

impl Shaper<'_> {
    /// A `<figure>`, or a box that is one in all but name.
    pub fn figure(&mut self, mut element: Element, flow: &mut Flow) {
        let kept = attributes::common(&element);
        let embed = embeds::of_figure(&element);
        let mut found = Found::default();
        self.collect(std::mem::take(&mut element.children), None, &mut found);
        match embed {
            Some(embed) => flow.push(embedded(embed, found.caption, kept)),
            None => self.emit(found, kept, flow),
        }
    }

    /// A recording that stands by itself.
    pub fn recording(&mut self, element: &Element, flow: &mut Flow) {
        if let Some(player) = self.recorded(element) {
            flow.push(with_caption(player, Vec::new(), attributes::common(element)));
        }
    }

    /// A frame or an object; what it does not show may still be read.
    pub fn embed(&mut self, element: Element, flow: &mut Flow) {
        let embed = if element.name == "object" { embeds::of_object(&element) } else { embeds::of_frame(&element) };
        match embed {
            Some(embed) => flow.push(embedded(embed, Vec::new(), attributes::common(&element))),
            None => self.take_all(element.children, flow),
        }
    }

    fn emit(&mut self, mut found: Found, kept: Attributes, flow: &mut Flow) {
        let alone = found.others.len() + found.images.len() == 1;
        let all_images = found.others.is_empty() && found.rest.is_empty() && found.images.len() > 1;
        if all_images {
            return flow.push(gallery(found.images, found.caption, kept));
        }
        for other in found.others {
            let caption = if alone { std::mem::take(&mut found.caption) } else { Vec::new() };
            flow.push(with_caption(other, caption, kept.clone()));
        }
        for mut shown in found.images {
            if alone && shown.caption.is_empty() {
                shown.caption = std::mem::take(&mut found.caption);
            }
            flow.push(shown.figure(kept.clone()));
        }
        flow.done.extend(self.blocks(found.rest));
        if !found.caption.is_empty() {
            self.take_all(vec![Element::new("p", kept, found.caption).into()], flow);
        }
    }

    fn collect(&mut self, nodes: Vec<Node>, link: Option<&Attributes>, found: &mut Found) {
        for node in nodes {
            match node {
                Node::Element(element) => self.collect_element(element, link, found),
                Node::Text(text) if text.trim().is_empty() && found.rest.is_empty() => {}
                text => found.rest.push(text),
            }
        }
    }

    fn collect_element(&mut self, element: Element, link: Option<&Attributes>, found: &mut Found) {
        match element.name {
            "img" => {
                if let Some(image) = self.image(&element) {
                    found.images.push(self.shown(image, link));
                }
            }
            _ if is_caption(&element) => self.collect_caption(element, found),
            "a" if holds_image(&element.children) => {
                let link = self.image_link(&element);
                self.collect(element.children, link.as_ref(), found);
            }
            "figure" => self.collect_figure(element, found),
            "table" => {
                let (strays, table) = self.table(element);
                found.rest.extend(strays);
                found.others.extend(table);
            }
            "audio" | "video" => found.others.extend(self.recorded(&element)),
            "iframe" | "embed" => {
                let embed = embeds::of_frame(&element);
                found.others.extend(embed.map(|embed| embedded(embed, Vec::new(), Vec::new())));
            }
            "br" | "hr" | "wbr" if found.rest.is_empty() => {}
            "blockquote" | "object" | "pre" | "details" => found.rest.push(element.into()),
            _ if element.holds_blocks || element.is_block() || holds_image(&element.children) => {
                self.collect(element.children, link, found);
            }
            _ => found.rest.push(element.into()),
        }
    }

    /// A caption belongs to the picture before it, where each has its own.
    fn collect_caption(&mut self, element: Element, found: &mut Found) {
        let caption = self.caption(element.children);
        let of_one = matches!(element.name, "dd" | "p" | "div" | "span");
        match found.images.last_mut() {
            Some(last) if of_one && last.caption.is_empty() => last.caption = caption,
            _ if found.caption.is_empty() => found.caption = caption,
            _ => found.rest.push(Element::new("p", Vec::new(), caption).into()),
        }
    }

    /// A figure in a figure gives what it shows, a single picture with the caption that it has there.
    fn collect_figure(&mut self, mut element: Element, found: &mut Found) {
        if let Some(embed) = embeds::of_figure(&element) {
            let mut inner = Found::default();
            self.collect(std::mem::take(&mut element.children), None, &mut inner);
            return found.others.push(embedded(embed, inner.caption, Vec::new()));
        }
        let mut inner = Found::default();
        self.collect(element.children, None, &mut inner);
        match (inner.images.last_mut(), inner.caption.is_empty()) {
            (Some(last), false) if last.caption.is_empty() => last.caption = std::mem::take(&mut inner.caption),
            _ => {}
        }
        found.images.append(&mut inner.images);
        found.others.append(&mut inner.others);
        found.rest.append(&mut inner.rest);
        if !inner.caption.is_empty() {
            found.rest.push(Element::new("p", Vec::new(), inner.caption).into());
        }
    }

    fn recorded(&self, element: &Element) -> Option<Element> {
        let (mut player, recording) = self.player(element)?;
        let meaning = if element.name == "audio" { Meaning::Audio(recording) } else { Meaning::Video(recording) };
        player.meaning = Some(Box::new(meaning));
        Some(player)
    }

    /// The pictures of a line that holds nothing else, or the line as it was.
    pub fn only_images(&mut self, line: Vec<Node>) -> Result<Vec<Shown>, Vec<Node>> {
        if !holds_image(&line) || !line.iter().all(is_image_or_gap) {
            return Err(line);
        }
        let mut images = Vec::new();
        self.unpack(line, None, &mut images);
        Ok(images)
    }

    fn unpack(&mut self, line: Vec<Node>, link: Option<&Attributes>, images: &mut Vec<Shown>) {
        for node in line {
            match node {
                Node::Element(image) if image.name == "img" => images.push(self.shown(image, link)),
                Node::Element(element) => {
                    let own = element.get("href").filter(|href| !self.is_ours(href)).map(|_| &element.attributes);
                    self.unpack(element.children, own.or(link), images);
                }
                Node::Text(_) => {}
            }
        }
    }

    /// A picture with the link around it, as long as there is room to write that again for each.
    fn shown(&mut self, image: Element, link: Option<&Attributes>) -> Shown {
        let link = link.filter(|link| self.spend(link)).cloned();
        Shown { image, link, caption: Vec::new() }
    }

    /// Where a picture's link goes, but not to the picture itself.
    fn image_link(&self, link: &Element) -> Option<Attributes> {
        let href = self.href(link).filter(|href| !self.is_ours(href))?;
        Some(attributes::link(link, href))
    }
}

/// Whether a box is a gallery: it says so, and holds nothing but pictures and captions.
pub(super) fn is_gallery(element: &Element) -> bool {
    let says_so = element.get("data-gallery").is_some() || element.has_class(|class| class.contains("gallery"));
    says_so && holds_image(&element.children) && shows_only_images(&element.children)
}

fn is_caption(element: &Element) -> bool {
    let is_one = |class: &str| matches!(class, "wp-caption-text" | "gallery-caption" | "blocks-gallery-caption");
    element.name == "figcaption" || element.has_class(is_one)
}

fn is_image_or_gap(node: &Node) -> bool {
    match node {
        Node::Text(text) => text.trim().is_empty(),
        Node::Element(element) => match element.name {
            "img" | "br" | "wbr" => true,
            _ => holds_image(&element.children) && element.children.iter().all(is_image_or_gap),
        },
    }
}

fn holds_image(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| matches!(node, Node::Element(e) if e.name == "img" || holds_image(&e.children)))
}

fn shows_only_images(nodes: &[Node]) -> bool {
    nodes.iter().all(|node| match node {
        Node::Text(text) => text.trim().is_empty(),
        Node::Element(element) if is_caption(element) => true,
        Node::Element(element) => match element.name {
            "table" | "audio" | "video" | "iframe" | "embed" | "object" | "blockquote" | "pre" => false,
            _ => shows_only_images(&element.children),
        },
    })
}
