//! The rule by which WordPress makes paragraphs of old posts: a blank line starts a new one, a
//! single line end is a line break, and what stands by itself (headings, lists, tables, quotes)
//! is left alone. Written from its documented behaviour, over the pieces of `html.rs`.
//! An address alone on a line becomes a paragraph of its own.

mod run;
#[cfg(test)]
mod tests;

use super::content::mark;
use super::html::{Tag, Token, Tokens, is_address, is_block, is_void};
use run::Run;

/// Elements that are copied as they are.
const WHOLE: [&str; 11] =
    ["pre", "script", "style", "textarea", "iframe", "object", "audio", "video", "select", "svg", "math"];

/// Tags deeper than this open nothing.
const DEEPEST: usize = 500;

/// How text that stands directly in an element is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    /// It is made paragraphs: the post itself, and quotes.
    Paragraphs,
    /// It is made paragraphs where a blank line parts it from its neighbours.
    Loose,
    /// It is one phrase: headings and captions.
    Phrase,
    /// There is none: tables and lists hold only their parts.
    Parts,
}

fn room(name: &str) -> Room {
    match name {
        "blockquote" => Room::Paragraphs,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "figcaption" | "caption" | "summary" | "legend" | "dt"
        | "address" | "option" => Room::Phrase,
        "table" | "thead" | "tbody" | "tfoot" | "tr" | "colgroup" | "ul" | "ol" | "dl" | "menu" => Room::Parts,
        _ => Room::Loose,
    }
}

/// `text` with its paragraphs marked.
pub(super) fn autop(text: &str) -> String {
    let mut writer = Writer {
        out: String::with_capacity(text.len() + text.len() / 8),
        open: Vec::new(),
        paragraph: None,
        run: Run::default(),
        parted: true,
        bare: false,
    };
    let mut tokens = Tokens::new(text, &WHOLE).peekable();
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => {
                let ends = tokens.peek().is_none_or(ends_line);
                writer.text(text, ends);
            }
            Token::Comment(raw) => writer.comment(raw),
            Token::Tag(tag) if tag.name == "br" => writer.line_break(),
            Token::Tag(tag) if tag.name == "p" => writer.paragraph(&tag),
            Token::Tag(tag) if is_block(&tag.name) => writer.block(&tag),
            Token::Tag(tag) => writer.inline(&tag),
            Token::Whole(tag, raw) if tag.name == "pre" => writer.whole_block(raw),
            Token::Whole(tag, raw) => writer.whole(&tag, raw),
        }
    }
    writer.finish()
}

/// Whether nothing can follow on the line that this piece ends.
fn ends_line(token: &Token<'_>) -> bool {
    match token {
        Token::Tag(tag) => is_block(&tag.name) || tag.name == "br",
        Token::Whole(tag, _) => tag.name == "pre",
        Token::Comment(_) => true,
        Token::Text(_) => false,
    }
}

struct Writer {
    out: String,
    /// The elements that are open, outermost first.
    open: Vec<(String, Room)>,
    /// The start tag of a paragraph that the author marked: empty once it has been used.
    paragraph: Option<String>,
    /// The line of text that is being gathered.
    run: Run,
    /// Whether a blank line, or the edge of the post, stands before the run.
    parted: bool,
    /// Whether the last thing written is text without a paragraph.
    bare: bool,
}

impl Writer {
    fn room(&self) -> Room {
        self.open.last().map_or(Room::Paragraphs, |(_, room)| *room)
    }

    /// Takes in text between two tags, line by line. `ends` says whether its last line ends there.
    /// A `<` that starts no tag is written so that no later reader takes it for one.
    fn text(&mut self, text: &str, ends: bool) {
        let text = text.replace('<', "&lt;");
        let mut lines = text.split('\n').peekable();
        let mut first = true;
        while let Some(line) = lines.next() {
            let last = lines.peek().is_none();
            if !std::mem::take(&mut first) {
                self.line_end();
            }
            let address = line.trim();
            let whole = self.run.is_at_line_start() && (!last || ends);
            if whole && self.room() != Room::Phrase && is_address(address) {
                self.flush(true);
                self.parted = true;
                self.run.text(address);
                self.flush(true);
            } else {
                self.run.text(line);
            }
        }
    }

    fn line_end(&mut self) {
        if self.run.line_end() {
            self.blank_line();
        }
    }

    fn blank_line(&mut self) {
        if self.room() == Room::Phrase && self.paragraph.is_none() {
            self.run.line_break();
        } else {
            self.flush(true);
        }
    }

    fn line_break(&mut self) {
        if self.run.line_break() {
            self.blank_line();
        }
    }

    /// Marks of the teaser's end and of pages part the text; other comments go.
    fn comment(&mut self, raw: &str) {
        if mark(raw).is_none() {
            return;
        }
        if self.run.is_at_line_start() {
            self.flush(true);
            self.out.push_str(raw);
            self.out.push('\n');
        } else {
            self.run.mark(raw);
        }
    }

    fn inline(&mut self, tag: &Tag<'_>) {
        let opens = !tag.closing && !is_void(&tag.name) && !tag.raw.ends_with("/>");
        self.run.tag(tag.raw, opens, tag.closing);
        if matches!(tag.name.as_str(), "img" | "input" | "embed") {
            self.run.fill();
        }
    }

    fn whole(&mut self, tag: &Tag<'_>, raw: &str) {
        let shows = !matches!(tag.name.as_str(), "script" | "style");
        self.run.whole(raw, shows);
    }

    fn whole_block(&mut self, raw: &str) {
        self.flush(false);
        self.paragraph = None;
        self.end_bare(true);
        self.out.push_str(raw);
        self.out.push('\n');
    }

    /// Ends text that has no paragraph, with a line end where a new element follows.
    fn end_bare(&mut self, new_element: bool) {
        if std::mem::take(&mut self.bare) && new_element && self.room() == Room::Paragraphs {
            self.out.push('\n');
        }
    }

    /// A paragraph that the author marked. Its tag waits for text, so that none stays empty.
    fn paragraph(&mut self, tag: &Tag<'_>) {
        self.flush(false);
        self.paragraph = (!tag.closing).then(|| tag.raw.to_owned());
    }

    fn block(&mut self, tag: &Tag<'_>) {
        self.flush(false);
        self.paragraph = None;
        if tag.closing {
            let Some(at) = self.open.iter().rposition(|(name, _)| *name == tag.name) else {
                return;
            };
            self.open.truncate(at);
        } else if !is_void(&tag.name) && !tag.raw.ends_with("/>") && self.open.len() < DEEPEST {
            self.open.push((tag.name.clone(), room(&tag.name)));
        }
        self.end_bare(!tag.closing);
        self.out.push_str(tag.raw);
        if tag.closing || is_void(&tag.name) || self.room() == Room::Parts {
            self.out.push('\n');
        }
    }

    /// Ends the run: as a paragraph where its place asks for one. `blank` says whether a blank
    /// line ends it, or only a tag.
    fn flush(&mut self, blank: bool) {
        let run = std::mem::take(&mut self.run);
        let parted = std::mem::replace(&mut self.parted, blank);
        let Some(text) = run.finish() else {
            self.out.push_str(run.rest());
            return;
        };
        let wanted = match self.room() {
            Room::Paragraphs => true,
            Room::Loose => parted || blank,
            Room::Phrase | Room::Parts => false,
        };
        let as_paragraph = self.paragraph.is_some() || (wanted && !run.is_player());
        // Two texts without paragraphs, parted by a stray tag, are not to run together.
        if std::mem::replace(&mut self.bare, !as_paragraph) {
            self.out.push('\n');
        }
        if as_paragraph {
            let tag = self.paragraph.as_mut().map(std::mem::take);
            let tag = tag.filter(|tag| !tag.is_empty());
            self.out.push_str(tag.as_deref().unwrap_or("<p>"));
            self.out.push_str(text);
            self.out.push_str("</p>\n");
        } else {
            self.out.push_str(text);
        }
    }

    fn finish(mut self) -> String {
        self.flush(true);
        self.out
    }
}
