//! Pictures, sounds and films: where their bytes are, and what is known of them.

use super::attributes::{one_of, pixels, present, text};
use super::blocks::{Image, Meaning, Recording};
use super::flow::Shaper;
use super::links;
use super::node::{Attributes, Element};
use super::{Picture, Pictures};

/// Where a picture says which of our media it is.
const OURS: &str = "data-media-id";
/// Where pictures that load late have their address, before where others have it.
const SOURCES: [&str; 4] = ["data-lazy-src", "data-original", "data-src", "src"];

impl Shaper<'_> {
    /// An `<img>` in its final form; `None` if it has no address that may stand here, or counts readers.
    pub fn image(&self, image: &Element) -> Option<Element> {
        let is_counter = pixels(image, "width") == Some(1) && pixels(image, "height") == Some(1);
        let names = std::iter::once(&OURS).chain(&SOURCES);
        let found = names.filter_map(|name| image.get(name)).find_map(|src| self.find(src));
        let picture = match found {
            Some(picture) => picture,
            None if is_counter => return None,
            None => foreign(image)?,
        };
        let data = Image {
            media_id: found_id(&picture),
            alt: text(image, "alt").or(picture.alt),
            width: picture.width.or_else(|| pixels(image, "width")),
            height: picture.height.or_else(|| pixels(image, "height")),
            src: picture.src,
            ..Image::default()
        };
        let mut made = Element::new("img", written(&data, picture.srcset, image), Vec::new());
        made.meaning = Some(Box::new(Meaning::Image(data)));
        Some(made)
    }

    /// An `<audio>` or `<video>` in its final form, with what it is; `None` if it has no address to play.
    pub fn player(&self, player: &Element) -> Option<(Element, Recording)> {
        let inner = player.elements().filter(|part| part.name == "source");
        let files = std::iter::once(player).chain(inner).filter_map(|part| self.file(part));
        let (pictures, types): (Vec<_>, Vec<_>) = files.unzip();
        let first = pictures.first()?;
        let poster = player.get("poster").and_then(|poster| self.find(poster).map(|p| p.src).or(links::file(poster)));
        let media_id = pictures.iter().find_map(found_id);
        let recording = Recording {
            media_id,
            src: first.src.clone(),
            url: Some(first.src.clone()).filter(|_| media_id.is_none()),
            poster: poster.filter(|_| player.name == "video"),
            caption: None,
        };
        let source = |(picture, kind): (&Picture, &Option<String>)| {
            let attributes = present([("src", Some(picture.src.clone())), ("type", kind.clone())]);
            Element::new("source", attributes, Vec::new()).into()
        };
        let sources = if pictures.len() > 1 { pictures.iter().zip(&types).map(source).collect() } else { Vec::new() };
        let attributes = controls(player, &recording, sources.is_empty());
        Some((Element::new(player.name, attributes, sources), recording))
    }

    /// Whether an address is that of one of our media.
    pub fn is_ours(&self, address: &str) -> bool {
        self.find(address).is_some()
    }

    fn find(&self, src: &str) -> Option<Picture> {
        let picture = self.pictures.find(src.trim())?;
        let src = links::file(&picture.src)?;
        let srcset = picture.srcset.as_deref().and_then(links::srcset);
        Some(Picture { src, srcset, ..picture })
    }

    fn file(&self, part: &Element) -> Option<(Picture, Option<String>)> {
        let src = part.get("src")?;
        let kind = part.get("type").filter(|kind| part.name == "source" && is_media_type(kind)).map(str::to_owned);
        let picture = self.find(src).or_else(|| links::file(src).map(|src| Picture { src, ..Picture::default() }))?;
        Some((picture, kind))
    }
}

/// A body whose pictures are all elsewhere.
impl Pictures for () {
    fn find(&self, _: &str) -> Option<Picture> {
        None
    }
}

fn found_id(picture: &Picture) -> Option<uuid::Uuid> {
    Some(picture.id).filter(|id| !id.is_nil())
}

fn foreign(image: &Element) -> Option<Picture> {
    let src = SOURCES.iter().filter_map(|name| image.get(name)).find_map(links::file)?;
    let srcset = image.get("srcset").and_then(links::srcset);
    Some(Picture { src, srcset, ..Picture::default() })
}

fn written(data: &Image, srcset: Option<String>, image: &Element) -> Attributes {
    present([
        ("src", Some(data.src.clone())),
        ("srcset", srcset),
        ("alt", Some(data.alt.clone().unwrap_or_default())),
        ("width", data.width.map(|width| width.to_string())),
        ("height", data.height.map(|height| height.to_string())),
        ("loading", one_of(image, "loading", &["lazy", "eager"])),
    ])
}

fn controls(player: &Element, recording: &Recording, is_only: bool) -> Attributes {
    let size = |name| pixels(player, name).filter(|_| player.name == "video").map(|pixels| pixels.to_string());
    present([
        ("src", is_only.then(|| recording.src.clone())),
        ("controls", Some(String::new())),
        ("preload", one_of(player, "preload", &["none", "metadata", "auto"])),
        ("poster", recording.poster.clone()),
        ("width", size("width")),
        ("height", size("height")),
    ])
}

fn is_media_type(kind: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"/-+.;= ,".contains(&b);
    kind.len() <= 100 && kind.bytes().all(allowed)
}
