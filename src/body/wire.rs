//! A body on the wire: HTML, text and typed blocks, with the media that they name filled in.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use utoipa::ToSchema;

use super::blocks::{Block, Image, Recording};
use crate::addresses::Addresses;
use crate::db::Id;
use crate::media::{Media, MediaOut};
use crate::refs::ArticleRef;

/// A body in three forms; a client takes the one that suits it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Body)]
pub struct BodyOut {
    /// Safe HTML, cleaned against an allow-list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false, example = "<p>The first buses ran on Friday.</p>")]
    pub html: Option<String>,
    /// Plain text: paragraphs are separated by empty lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false, example = "The first buses ran on Friday.")]
    pub text: Option<String>,
    /// Typed blocks, for clients that do not render HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub blocks: Option<Vec<BlockOut>>,
}

/// A block of a body. `html` and `text` are complete in themselves, so that a client can show a type
/// it does not know; the type's own data stand in the one property of its name.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Block)]
pub struct BlockOut {
    /// Its id, unique in the body.
    #[schema(example = "b1")]
    pub id: String,
    /// What it is.
    #[schema(example = "paragraph", extensions(("x-extensible-enum" = json!(["paragraph", "heading", "image", "gallery", "list", "quote", "embed", "table", "code", "audio", "video", "read_also", "shortcode", "separator", "html"]))))]
    pub r#type: String,
    /// Safe HTML.
    #[schema(example = "<p>The first buses ran on Friday.</p>")]
    pub html: String,
    /// Plain text.
    #[schema(example = "The first buses ran on Friday.")]
    pub text: String,
    /// Of a heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub heading: Option<HeadingOut>,
    /// Of an image.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub image: Option<Box<ImageOut>>,
    /// Of a gallery.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub gallery: Option<GalleryOut>,
    /// Of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub list: Option<ListOut>,
    /// Of a quotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub quote: Option<QuoteOut>,
    /// Of an embed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub embed: Option<Box<EmbedOut>>,
    /// Of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub table: Option<TableOut>,
    /// Of code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub code: Option<CodeOut>,
    /// Of sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub audio: Option<Box<RecordingOut>>,
    /// Of a film.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub video: Option<Box<RecordingOut>>,
    /// Of a list of articles to read besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub read_also: Option<ReadAlsoOut>,
    /// Of a mark that another system would have filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub shortcode: Option<ShortcodeOut>,
}

/// A heading's own data.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = HeadingBlock)]
pub struct HeadingOut {
    /// From 2 to 6: the title is 1.
    #[schema(example = 2)]
    pub level: i32,
}

/// An image's own data.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ImageBlock)]
pub struct ImageOut {
    /// The picture; null where only its address is known, which `html` has.
    #[schema(required)]
    pub media: Option<MediaOut>,
    /// The line under it here.
    #[schema(required, example = "The first buses waited forty minutes.")]
    pub caption: Option<String>,
    /// Who made it.
    #[schema(required, example = "Segun Morakinyo / The Bay Courier")]
    pub credit: Option<String>,
}

/// A gallery's own data.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = GalleryBlock)]
pub struct GalleryOut {
    /// Its pictures, in order; those of which only the address is known stand in `html` alone.
    pub media: Vec<MediaOut>,
}

/// A list's own data.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ListBlock)]
pub struct ListOut {
    /// Whether it is numbered.
    #[schema(example = false)]
    pub ordered: bool,
    /// Its items.
    pub items: Vec<ListItemOut>,
}

/// An item of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ListItem)]
pub struct ListItemOut {
    /// Safe HTML.
    #[schema(example = "Bring <em>exact</em> change.")]
    pub html: String,
    /// Plain text.
    #[schema(example = "Bring exact change.")]
    pub text: String,
}

/// A quotation's own data.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = QuoteBlock)]
pub struct QuoteOut {
    /// Who said it.
    #[schema(required, example = "Tokunbo Idris, mayor")]
    pub cite: Option<String>,
}

/// An embed's own data.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = EmbedBlock)]
pub struct EmbedOut {
    /// Who shows it.
    #[schema(example = "youtube", extensions(("x-extensible-enum" = json!(["youtube", "vimeo", "x", "instagram", "facebook", "tiktok", "spotify", "soundcloud", "dailymotion", "reddit", "pinterest", "bluesky", "mastodon", "ted", "flickr", "google-maps", "videopress"]))))]
    pub provider: String,
    /// Its address there.
    #[schema(example = "https://www.youtube.com/watch?v=aqz-KE-bpKQ")]
    pub url: String,
    /// Its id there.
    #[schema(required, example = "aqz-KE-bpKQ")]
    pub id: Option<String>,
    /// What it is called.
    #[schema(required, example = json!(null))]
    pub title: Option<String>,
    /// A picture of it.
    #[schema(required, example = "https://i.ytimg.com/vi/aqz-KE-bpKQ/hqdefault.jpg")]
    pub thumbnail: Option<String>,
    /// The ratio of its frame.
    #[schema(required, example = "16:9")]
    pub aspect: Option<String>,
}

/// A table's own data.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TableBlock)]
pub struct TableOut {
    /// The cells of each row, as safe HTML.
    #[schema(example = json!([["Size", "Price"], ["Full page", "₦450,000"]]))]
    pub rows: Vec<Vec<String>>,
    /// Whether the first row is its head.
    #[schema(example = true)]
    pub header: bool,
}

/// Code's own data.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CodeBlock)]
pub struct CodeOut {
    /// Its language.
    #[schema(required, example = "sql")]
    pub language: Option<String>,
}

/// Sound's and a film's own data.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RecordingBlock)]
pub struct RecordingOut {
    /// The recording; null where only its address is known.
    #[schema(required)]
    pub media: Option<MediaOut>,
    /// Its address.
    #[schema(example = "http://127.0.0.1:8080/media/1d2b4c6f8a901234/original.wav")]
    pub url: String,
}

/// Articles to read besides.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReadAlsoBlock)]
pub struct ReadAlsoOut {
    /// The articles.
    pub articles: Vec<ArticleRef>,
}

/// A mark that another system would have filled.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ShortcodeBlock)]
pub struct ShortcodeOut {
    /// Its name.
    #[schema(example = "contact-form-7")]
    pub name: String,
    /// Its attributes.
    #[schema(example = json!({"id": "7"}))]
    pub attributes: BTreeMap<String, String>,
}

/// The ids of all media that blocks name.
pub fn media_of(blocks: &[Block]) -> BTreeSet<Id> {
    let mut ids = BTreeSet::new();
    for block in blocks {
        ids.extend(block.image.iter().filter_map(|image| image.media_id));
        ids.extend(block.gallery.iter().flat_map(|gallery| &gallery.media).filter_map(|image| image.media_id));
        ids.extend(block.audio.iter().chain(&block.video).filter_map(|recording| recording.media_id));
    }
    ids.into_iter().map(Id).collect()
}

/// HTML as it is stored names our own files by their path; readers get the whole address.
pub fn absolute(html: &str, at: &Addresses) -> String {
    if html.contains("\"/media/") || html.contains(", /media/") {
        let base = &at.public_url;
        html.replace("\"/media/", &format!("\"{base}/media/")).replace(", /media/", &format!(", {base}/media/"))
    } else {
        html.to_owned()
    }
}

/// Blocks as readers get them.
pub fn blocks_out(blocks: &[Block], media: &HashMap<Id, Media>, at: &Addresses) -> Vec<BlockOut> {
    blocks.iter().map(|block| Filling { media, at }.block(block)).collect()
}

struct Filling<'a> {
    media: &'a HashMap<Id, Media>,
    at: &'a Addresses,
}

impl Filling<'_> {
    fn block(&self, block: &Block) -> BlockOut {
        BlockOut {
            id: block.id.clone(),
            r#type: block.kind.clone(),
            html: absolute(&block.html, self.at),
            text: block.text.clone(),
            heading: block.heading.as_ref().map(|heading| HeadingOut { level: i32::from(heading.level) }),
            image: block.image.as_deref().map(|image| Box::new(self.image(image))),
            gallery: block.gallery.as_ref().map(|gallery| GalleryOut {
                media: gallery.media.iter().filter_map(|image| self.medium(image.media_id)).collect(),
            }),
            list: block.list.as_ref().map(|list| ListOut {
                ordered: list.ordered,
                items: list
                    .items
                    .iter()
                    .map(|item| ListItemOut { html: absolute(&item.html, self.at), text: item.text.clone() })
                    .collect(),
            }),
            quote: block.quote.as_ref().map(|quote| QuoteOut { cite: quote.cite.clone() }),
            embed: block.embed.as_deref().map(|embed| {
                Box::new(EmbedOut {
                    provider: embed.provider.clone(),
                    url: embed.url.clone(),
                    id: embed.id.clone(),
                    title: embed.title.clone(),
                    thumbnail: embed.thumbnail.clone(),
                    aspect: embed.aspect.clone(),
                })
            }),
            table: block.table.as_ref().map(|table| TableOut { rows: table.rows.clone(), header: table.header }),
            code: block.code.as_ref().map(|code| CodeOut { language: code.language.clone() }),
            audio: block.audio.as_deref().map(|one| Box::new(self.recording(one))),
            video: block.video.as_deref().map(|one| Box::new(self.recording(one))),
            read_also: block.read_also.as_ref().map(|_| ReadAlsoOut { articles: Vec::new() }),
            shortcode: block.shortcode.as_ref().map(|shortcode| ShortcodeOut {
                name: shortcode.name.clone(),
                attributes: shortcode.attributes.clone(),
            }),
        }
    }

    fn medium(&self, id: Option<uuid::Uuid>) -> Option<MediaOut> {
        let row = self.media.get(&Id(id?))?;
        let poster = row.poster_id.and_then(|id| self.media.get(&id));
        Some(MediaOut::new(row, poster, self.at))
    }

    fn image(&self, image: &Image) -> ImageOut {
        let media = self.medium(image.media_id);
        let caption = image.caption.clone().or_else(|| media.as_ref().and_then(|medium| medium.caption.clone()));
        let credit = image.credit.clone().or_else(|| media.as_ref().and_then(|medium| medium.credit.clone()));
        ImageOut { media, caption, credit }
    }

    fn recording(&self, recording: &Recording) -> RecordingOut {
        let media = self.medium(recording.media_id);
        let url = match &media {
            Some(medium) => medium.url.clone(),
            None => recording.url.clone().unwrap_or_else(|| recording.src.clone()),
        };
        RecordingOut { media, url }
    }
}
