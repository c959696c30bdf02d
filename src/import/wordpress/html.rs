//! Hypertext as people and editors write it, cut into text, tags and comments without judging it.
//! `shortcodes.rs`, `autop.rs` and `blocks.rs` work on these pieces; cleaning comes later and is
//! not done here. Every walk is linear in the length of the text, however broken that is.

mod attributes;
#[cfg(test)]
mod tests;
mod words;

pub(super) use words::{escaped, is_address, is_block, is_void, unescaped};

/// A piece of hypertext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Text(&'a str),
    /// A comment, or another declaration, with its delimiters.
    Comment(&'a str),
    Tag(Tag<'a>),
    /// An element whose inside is not to be touched, from its start tag to its end tag.
    Whole(Tag<'a>, &'a str),
}

/// A start or end tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The tag as written.
    pub raw: &'a str,
    /// Its name in lower case.
    pub name: String,
    pub closing: bool,
}

/// After so many tags that a quote leaves open, quotes are no longer believed.
const MOST_OPEN_QUOTES: u32 = 8;

/// A walk over hypertext.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    whole: &'static [&'static str],
    open_quotes: u32,
    tags_ended: bool,
    comments_ended: bool,
    unclosed: Vec<&'static str>,
}

impl<'a> Tokens<'a> {
    /// Walks over `text`; elements named in `whole` come in one piece.
    pub(super) fn new(text: &'a str, whole: &'static [&'static str]) -> Self {
        Tokens { text, at: 0, whole, open_quotes: 0, tags_ended: false, comments_ended: false, unclosed: Vec::new() }
    }

    /// Where the next piece starts.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Goes on at the byte `at`, which must not lie behind.
    pub(super) fn skip_to(&mut self, at: usize) {
        self.at = at.max(self.at);
    }

    fn markup(&mut self, rest: &'a str) -> Option<Token<'a>> {
        let bytes = rest.as_bytes();
        match bytes.get(1)? {
            b'!' if rest.starts_with("<!--") => self.comment(rest),
            b'!' | b'?' => rest.find('>').map(|end| Token::Comment(&rest[..=end])),
            b'/' if bytes.get(2)?.is_ascii_alphabetic() => self.tag(rest, true).map(Token::Tag),
            first if first.is_ascii_alphabetic() => {
                let tag = self.tag(rest, false)?;
                Some(self.element(tag, rest))
            }
            _ => None,
        }
    }

    fn comment(&mut self, rest: &'a str) -> Option<Token<'a>> {
        if self.comments_ended {
            return None;
        }
        match rest[4..].find("-->") {
            Some(end) => Some(Token::Comment(&rest[..end + 7])),
            None => {
                self.comments_ended = true;
                None
            }
        }
    }

    fn tag(&mut self, rest: &'a str, closing: bool) -> Option<Tag<'a>> {
        if self.tags_ended {
            return None;
        }
        let believed = self.open_quotes < MOST_OPEN_QUOTES;
        let end = believed.then(|| tag_end(rest)).flatten();
        let end = end.or_else(|| {
            self.open_quotes += 1;
            rest.find('>')
        });
        let Some(end) = end else {
            self.tags_ended = true;
            return None;
        };
        let raw = &rest[..=end];
        let name = &raw[1 + usize::from(closing)..];
        let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
        let name = &name[..name.find(ends).unwrap_or(name.len())];
        Some(Tag { raw, name: name.to_ascii_lowercase(), closing })
    }

    /// The tag by itself, or its whole element where that is wanted and has an end.
    fn element(&mut self, tag: Tag<'a>, rest: &'a str) -> Token<'a> {
        let Some(name) = self.whole.iter().find(|name| **name == tag.name) else {
            return Token::Tag(tag);
        };
        if tag.raw.ends_with("/>") || self.unclosed.contains(name) {
            return Token::Tag(tag);
        }
        match closing_tag(rest, tag.raw.len(), name) {
            Some(end) => Token::Whole(tag, &rest[..end]),
            None => {
                self.unclosed.push(name);
                Token::Tag(tag)
            }
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        if rest.starts_with('<')
            && let Some(token) = self.markup(rest)
        {
            self.at += match &token {
                Token::Text(raw) | Token::Comment(raw) | Token::Whole(_, raw) => raw.len(),
                Token::Tag(tag) => tag.raw.len(),
            };
            return Some(token);
        }
        let width = first_width(rest);
        let end = rest[width..].find('<').map(|at| at + width);
        let text = &rest[..end.unwrap_or(rest.len())];
        self.at += text.len();
        Some(Token::Text(text))
    }
}

fn first_width(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The byte of the `>` that ends the tag at the start of `text`. Quotes count after `=`.
fn tag_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    let mut after_equals = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return Some(at),
            b'"' | b'\'' if after_equals => {
                let length = bytes[at + 1..].iter().position(|b| *b == byte)?;
                at += length + 1;
                after_equals = false;
            }
            b'=' => after_equals = true,
            b if b.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        at += 1;
    }
    None
}

/// The end of `</name>` in `text`, looked for from the byte `from` on.
fn closing_tag(text: &str, from: usize, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = text[at..].find("</") {
        let start = at + found + 2;
        let end = start + name.len();
        let named = bytes.get(start..end).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
        let ends = bytes.get(end).is_some_and(|b| !b.is_ascii_alphanumeric());
        if named && ends {
            return text[end..].find('>').map(|offset| end + offset + 1);
        }
        at = start;
    }
    None
}
