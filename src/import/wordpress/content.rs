//! Turns WordPress's content into plain hypertext for the cleaning that comes after: block
//! comments, shortcodes and the line breaks of old posts are gone, their meaning is kept.
//! `blocks.rs` handles posts of the block editor, `shortcodes.rs` and `autop.rs` all others.

#[cfg(test)]
mod shared;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::autop::autop;
use super::blocks;
use super::gallery::Picture;
use super::html::{Token, Tokens};
use super::shortcodes::expand;

/// How many names are counted by themselves in one post.
const MOST_NAMES: usize = 200;

/// What the content of an item refers to.
pub trait ContentContext {
    /// The address of an attachment's file.
    fn attachment_url(&self, id: i64) -> Option<String>;

    /// The text that stands for a picture.
    fn attachment_alt(&self, _id: i64) -> Option<String> {
        None
    }

    /// The caption of a picture, as hypertext.
    fn attachment_caption(&self, _id: i64) -> Option<String> {
        None
    }

    /// The ids of the pictures that are attached to an item (this one, for `None`), in order.
    fn images_of(&self, _item: Option<i64>) -> Vec<i64> {
        Vec::new()
    }

    /// The content of a block that several posts share.
    fn shared_block(&self, _id: i64) -> Option<String> {
        None
    }
}

/// A context that knows of nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoContext;

impl ContentContext for NoContext {
    fn attachment_url(&self, _id: i64) -> Option<String> {
        None
    }
}

/// Hypertext, and what was met on the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Converted {
    /// The hypertext. It is not clean: what the author wrote is in it, scripts too.
    pub html: String,
    /// Where in `html` the teaser ends, if the author said so (`<!--more-->`).
    pub more_at: Option<usize>,
    /// How many pages the author cut the text into; they are joined.
    pub pages: u32,
    /// Shortcodes that were turned into hypertext, by lower-case name.
    pub shortcodes: BTreeMap<String, u32>,
    /// Shortcodes that are not known and were left readable.
    pub shortcodes_unknown: BTreeMap<String, u32>,
    /// Words in brackets that were left as they are.
    pub brackets: BTreeMap<String, u32>,
    /// Blocks that hold nothing which could be kept, by name.
    pub blocks_left_out: BTreeMap<String, u32>,
    /// The attachments of each gallery.
    pub galleries: Vec<Vec<i64>>,
    /// Galleries that had no picture to show.
    pub galleries_empty: u32,
    /// Attachments that the content names and the context does not know.
    pub attachments_missing: BTreeSet<i64>,
}

/// What a conversion refers to and what it has met so far.
pub(super) struct Findings<'a> {
    pub context: &'a dyn ContentContext,
    pub report: Converted,
}

impl<'a> Findings<'a> {
    pub(super) fn new(context: &'a dyn ContentContext) -> Self {
        Findings { context, report: Converted::default() }
    }

    pub(super) fn converted(&mut self, name: &str) {
        count(&mut self.report.shortcodes, name);
    }

    pub(super) fn unknown(&mut self, name: &str) {
        count(&mut self.report.shortcodes_unknown, name);
    }

    pub(super) fn bracket(&mut self, name: &str) {
        count(&mut self.report.brackets, name);
    }

    pub(super) fn left_out(&mut self, block: &str) {
        count(&mut self.report.blocks_left_out, block);
    }

    pub(super) fn missing(&mut self, id: i64) {
        self.report.attachments_missing.insert(id);
    }

    pub(super) fn gallery(&mut self, pictures: &[Picture]) {
        let ids = pictures.iter().filter_map(|picture| picture.id);
        self.report.galleries.push(ids.collect());
    }
}

fn count(counts: &mut BTreeMap<String, u32>, name: &str) {
    let mut name = name.to_ascii_lowercase();
    if counts.len() >= MOST_NAMES && !counts.contains_key(&name) {
        name = "others".to_owned();
    }
    *counts.entry(name).or_default() += 1;
}

/// Turns the content of an item into plain hypertext.
pub fn to_html(raw: &str, context: &dyn ContentContext) -> Converted {
    let mut findings = Findings::new(context);
    let html = if blocks::has_blocks(raw) { blocks::to_html(raw, &mut findings) } else { classic(raw, &mut findings) };
    let mut converted = findings.report;
    cut_marks(&html, &mut converted);
    converted
}

/// Content of the old editor: shortcodes, and paragraphs by blank lines.
pub(super) fn classic(raw: &str, findings: &mut Findings<'_>) -> String {
    autop(&expand(raw, findings))
}

/// Takes out the marks of the teaser's end and of pages, and says where they stood.
fn cut_marks(html: &str, converted: &mut Converted) {
    converted.pages = 1;
    for token in Tokens::new(html, &["pre", "script", "style", "textarea"]) {
        match token {
            Token::Comment(raw) => match mark(raw) {
                Some(Mark::More) => {
                    converted.more_at.get_or_insert(converted.html.len());
                }
                Some(Mark::Page) => converted.pages += 1,
                None => converted.html.push_str(raw),
            },
            Token::Text(raw) | Token::Whole(_, raw) => converted.html.push_str(raw),
            Token::Tag(tag) => converted.html.push_str(tag.raw),
        }
    }
}

/// A comment by which authors cut a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The end of the teaser, or the word that there is to be none.
    More,
    /// The end of a page.
    Page,
}

/// What a comment means.
pub(super) fn mark(comment: &str) -> Option<Mark> {
    let inside = comment.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let more = inside == "more" || inside.starts_with("more ") || inside == "noteaser";
    if more { Some(Mark::More) } else { (inside == "nextpage").then_some(Mark::Page) }
}
