//! An article's body: HTML or Markdown comes in; safe HTML, typed blocks and plain text go out.
//!
//! The way of a text: `scan` cuts it into tags, `tree` puts them together, `flow` and its helpers bring the tree
//! into form and say what each block is, `clean` has the last word on what is safe, `assemble` makes the blocks.
//! Pure functions: what a body refers to is asked of [`Pictures`], and nothing is stored or fetched here.
//! Used by articles, pages, authors, comments and every importer.

mod assemble;
mod attributes;
mod blocks;
mod boxes;
mod clean;
mod elements;
mod embeds;
mod entities;
mod figures;
mod flow;
mod inline;
mod links;
mod lists;
mod markdown;
mod marks;
mod node;
mod pictures;
mod posted;
mod scan;
mod shown;
mod tables;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod wire;
mod words;
mod write;

use uuid::Uuid;

pub use blocks::{Block, Code, Gallery, Heading, Image, List, ListItem, Quote, ReadAlso, Recording, Shortcode, Table};
pub use embeds::{Embed, PROVIDERS};
pub use posted::{Posted, rehang};
pub use wire::{BlockOut, BodyOut, absolute, blocks_out, media_of};
pub use words::{excerpt, has_no_spaces, reading_minutes, word_count};

use flow::Shaper;
use inline::Style;
use node::Node;

/// A body in its three forms, which say the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Safe HTML: all blocks' HTML in a row. Given back to [`from_html`] it stays as it is.
    pub html: String,
    /// Plain text, an empty line between blocks.
    pub text: String,
    /// The blocks in order.
    pub blocks: Vec<Block>,
    /// The words of the text, without those of embeds and shortcodes.
    pub word_count: u32,
}

/// What the body refers to besides itself; asked while it is built. `()` knows no picture.
pub trait Pictures {
    /// The medium by the `src` of an `<img>`, `<audio>`, `<video>` or `<source>`, a `poster`, or a link around a
    /// picture, as it is written there.
    fn find(&self, src: &str) -> Option<Picture>;
}

/// A medium that a body shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Its id.
    pub id: Uuid,
    /// What the HTML shall say as `src`: http, https or a path under `/media/`; anything else drops the picture.
    pub src: String,
    /// Its width in pixels; that of the HTML if none.
    pub width: Option<u32>,
    /// Its height in pixels; that of the HTML if none.
    pub height: Option<u32>,
    /// What is seen on it, if the HTML does not say.
    pub alt: Option<String>,
    /// The candidates that the HTML shall offer.
    pub srcset: Option<String>,
}

/// The body that an HTML text is. Takes any text, in time linear to its length, and never fails.
pub fn from_html(html: &str, pictures: &dyn Pictures) -> Body {
    let mut blocks = assemble::blocks(finished(html, pictures));
    let text = text::joined(blocks.iter().map(|block| block.text.as_str()), "\n\n");
    let html = cleaned(&mut blocks);
    let prose = blocks.iter().filter(|block| block.embed.is_none() && block.shortcode.is_none());
    let word_count = prose.map(|block| word_count(&block.text)).fold(0, u32::saturating_add);
    Body { html, text, blocks, word_count }
}

/// The body that a Markdown text is: CommonMark with tables, strikethrough and footnotes. HTML in it is cleaned
/// like any other, and an address alone in a paragraph becomes an embed if it is known.
pub fn from_markdown(markdown: &str, pictures: &dyn Pictures) -> Body {
    from_html(&markdown::to_html(&entities::scrub(markdown)), pictures)
}

/// Safe HTML of one line, for captions, descriptions, bios and corrections: links, emphasis and line breaks, no
/// blocks and no pictures. Given its own result it gives the same.
pub fn clean_inline(html: &str) -> String {
    let document = tree::parse(&entities::scrub(html));
    let line = Shaper::new(&(), &document.anchors).line(document.nodes, Style::Caption);
    clean::line(write::html(&line))
}

/// The plain text of HTML: tags dropped, references decoded, single spaces, an empty line between blocks.
pub fn plain_text(html: &str) -> String {
    text::document(&finished(html, &()))
}

/// The plain text of a title: tags dropped, references decoded, controls out, all on one line with single spaces.
/// Characters that override the direction of what follows (U+202D, U+202E) go too: they would reach past the title.
pub fn title_text(html: &str) -> String {
    text::title(&entities::scrub(html))
}

fn finished(html: &str, pictures: &dyn Pictures) -> Vec<Node> {
    let document = tree::parse(&entities::scrub(html));
    Shaper::new(pictures, &document.anchors).blocks(document.nodes)
}

/// The HTML of all blocks, which are safe then.
fn cleaned(blocks: &mut [Block]) -> String {
    if !clean::are_clean(blocks.iter().map(|block| block.html.as_str())) {
        for block in blocks.iter_mut() {
            block.html = clean::body(&block.html);
        }
    }
    blocks.iter().map(|block| block.html.as_str()).collect()
}
