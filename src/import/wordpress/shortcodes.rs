//! Shortcodes, `[name attribute="value"]…[/name]`: those of WordPress and of well-known plugins
//! become hypertext, others stay readable inside an element that names them, and plain brackets
//! stay plain. `parse.rs` reads one opening, `known.rs` knows what each means; here the text is
//! walked, in linear time and without recursion.

mod attributes;
mod known;
mod parse;
mod surroundings;
#[cfg(test)]
mod tests;
mod unknown;

use std::collections::HashMap;

use super::content::Findings;
use super::html::{Token, Tokens};
use known::{Rendered, takes_content};
use parse::Opening;
use surroundings::{is_paragraph, last_tag, stands_alone};
use unknown::{Form, Mark};

/// Elements inside which brackets are nothing but brackets.
const VERBATIM: [&str; 5] = ["pre", "code", "script", "style", "textarea"];

/// `text` with its shortcodes turned into hypertext; what was met is noted in `findings`.
pub(super) fn expand(text: &str, findings: &mut Findings<'_>) -> String {
    if !text.contains('[') {
        return text.to_owned();
    }
    let mut walk =
        Walk { text, out: String::with_capacity(text.len()), copied: 0, closings: closings(text), open: Vec::new() };
    let mut tokens = Tokens::new(text, &VERBATIM);
    loop {
        let start = tokens.position();
        match tokens.next() {
            None => break,
            Some(Token::Text(piece)) => {
                let end = start + piece.len();
                let reached = walk.text(start, end, findings);
                tokens.skip_to(reached);
            }
            Some(_) => {}
        }
    }
    walk.finish()
}

/// By lower-case name: where each `[/name]` starts and ends.
type Closings = HashMap<String, Vec<(usize, usize)>>;

/// Where an unknown shortcode closes, and what is to be written there.
struct Stop {
    start: usize,
    end: usize,
    html: String,
    /// Whether `html` is an end tag, which must come whatever happens.
    closes: bool,
}

struct Walk<'a> {
    text: &'a str,
    out: String,
    /// Up to where the text has been copied or replaced.
    copied: usize,
    closings: Closings,
    /// Unknown shortcodes that are open, outermost first.
    open: Vec<Stop>,
}

impl<'a> Walk<'a> {
    /// Walks over a text without tags; gives the place that was reached, which may lie further.
    fn text(&mut self, start: usize, end: usize, findings: &mut Findings<'_>) -> usize {
        let mut at = start;
        while let Some(found) = self.text[at..end].find('[') {
            at += found;
            let next = self.bracket(at, findings);
            if next >= end {
                return next;
            }
            at = next;
        }
        end
    }

    /// Deals with the bracket at `at`; gives the place to go on at.
    fn bracket(&mut self, at: usize, findings: &mut Findings<'_>) -> usize {
        let rest = &self.text[at..];
        if let Some(inner) = rest.strip_prefix("[[") {
            return self.escaped(at, at + 1).unwrap_or(self.text.len() - inner.len());
        }
        let Some(opening) = parse::opening(rest) else {
            return at + 1;
        };
        let end = at + opening.raw.len();
        let closing = self.closing(&opening, end);
        if let Some(next) = self.known(at, &opening, closing, findings) {
            return next;
        }
        if !opening.is_told_from_brackets() && closing.is_none() {
            findings.bracket(opening.name);
            return end;
        }
        findings.unknown(opening.name);
        self.unknown(at, &opening, closing);
        end
    }

    /// `[[name]]`, by which authors write of shortcodes: one pair of brackets is taken away.
    fn escaped(&mut self, outer: usize, inner: usize) -> Option<usize> {
        let opening = parse::opening(&self.text[inner..])?;
        if !known::is_known(opening.name) && !opening.is_told_from_brackets() {
            return None;
        }
        let mut end = inner + opening.raw.len();
        if !self.text[end..].starts_with(']') {
            let (_, closing) = self.closing(&opening, end)?;
            end = closing;
        }
        if !self.text[end..].starts_with(']') {
            return None;
        }
        self.copy_to(outer);
        self.copied = inner;
        self.copy_to(end);
        self.copied = end + 1;
        Some(end + 1)
    }

    /// The first `[/name]` after `end`.
    fn closing(&self, opening: &Opening<'_>, end: usize) -> Option<(usize, usize)> {
        if opening.self_closed {
            return None;
        }
        let places = self.closings.get(&opening.name.to_ascii_lowercase())?;
        let next = places.partition_point(|(start, _)| *start < end);
        places.get(next).copied()
    }

    fn known(
        &mut self,
        at: usize,
        opening: &Opening<'_>,
        closing: Option<(usize, usize)>,
        findings: &mut Findings<'_>,
    ) -> Option<usize> {
        let end = at + opening.raw.len();
        let content = closing.map(|(start, _)| &self.text[end..start]);
        let content = content.filter(|content| takes_content(opening.name, content));
        let next = match (content, closing) {
            (Some(_), Some((_, after))) => after,
            _ => end,
        };
        let rendered = known::render(opening, content, findings)?;
        findings.converted(opening.name);
        self.copy_to(at);
        self.copied = next;
        match rendered {
            Rendered::Block(html) => self.place_block(&html),
            Rendered::Nothing => {}
        }
        Some(self.copied)
    }

    /// Puts a block in the place of a shortcode. The paragraph that holds nothing else goes.
    fn place_block(&mut self, html: &str) {
        let after = self.text[self.copied..].trim_ascii_start();
        let paragraph = last_tag(&self.out).filter(|tag| is_paragraph(tag));
        if let (Some(tag), Some(rest)) = (paragraph, after.strip_prefix("</p>")) {
            let kept = self.out.trim_ascii_end().len() - tag.len();
            self.out.truncate(kept);
            self.copied = self.text.len() - rest.len();
        }
        self.out.push_str(html);
    }

    /// Leaves an unknown shortcode readable, inside an element that says what it was.
    fn unknown(&mut self, at: usize, opening: &Opening<'_>, closing: Option<(usize, usize)>) {
        self.copy_to(at);
        self.copied = at + opening.raw.len();
        let after = closing.map_or(self.copied, |(_, after)| after);
        let mark = Mark::new(opening, stands_alone(&self.text[..at], &self.text[after..]));
        let Some((start, end)) = closing else {
            self.out.push_str(&mark.whole(opening.raw));
            return;
        };
        match mark.form(&self.text[self.copied..start]) {
            Form::Around(mark) => {
                self.out.push_str(&mark.start(opening.raw));
                self.open.push(Stop { start: end, end, html: mark.end(), closes: true });
            }
            Form::Beside(mark) => {
                self.out.push_str(&mark.whole(opening.raw));
                let html = mark.bare().whole(&self.text[start..end]);
                self.open.push(Stop { start, end, html, closes: false });
            }
        }
    }

    /// Copies the text up to `end`, with what the unknown shortcodes that close on the way need.
    fn copy_to(&mut self, end: usize) {
        while let Some(stop) = self.open.pop_if(|stop| stop.start <= end) {
            let crossed = self.copied > stop.start;
            let place = stop.start.max(self.copied);
            self.out.push_str(&self.text[self.copied..place]);
            if stop.closes || !crossed {
                self.out.push_str(&stop.html);
                self.copied = stop.end.max(place);
            }
        }
        if end > self.copied {
            self.out.push_str(&self.text[self.copied..end]);
            self.copied = end;
        }
    }

    fn finish(mut self) -> String {
        self.copy_to(self.text.len());
        self.out
    }
}

/// The closings that stand in text, and not within a tag or code.
fn closings(text: &str) -> Closings {
    let mut closings = Closings::new();
    let mut tokens = Tokens::new(text, &VERBATIM);
    loop {
        let start = tokens.position();
        let Some(token) = tokens.next() else { return closings };
        let Token::Text(piece) = token else { continue };
        for (at, _) in piece.match_indices("[/") {
            let name = parse::name(&piece[at + 2..]);
            let end = at + 2 + name.len();
            if !name.is_empty() && piece[end..].starts_with(']') {
                let places = closings.entry(name.to_ascii_lowercase()).or_default();
                places.push((start + at, start + end + 1));
            }
        }
    }
}
