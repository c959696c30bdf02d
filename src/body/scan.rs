//! Cuts HTML into text and tags, in one pass and in time linear to its length whatever it holds.
//! Follows the tokenizer of the HTML standard (§ 13.2.5), but skips comments, unknown tags and forbidden
//! elements on the way. Text and values stay as written: `entities` decodes them, `tree` puts them together.

use super::elements::{self, Kind, Known};

/// A piece of HTML.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// Text with its character references undecoded.
    Text(&'a str),
    /// A start tag.
    Start(Tag<'a>),
    /// An end tag.
    End(Known),
}

/// A start tag.
#[derive(Debug, PartialEq)]
pub(super) struct Tag<'a> {
    /// Its element.
    pub element: Known,
    /// The attributes that something reads, each once, with their values undecoded.
    pub attributes: Vec<(&'static str, &'a str)>,
}

/// Gives the tokens of an HTML text.
pub(super) struct Scanner<'a> {
    html: &'a str,
    at: usize,
    /// Elements of which no end tag follows any more: looking for it each time would be quadratic.
    endless: Vec<&'static str>,
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning of `html`.
    pub fn new(html: &'a str) -> Self {
        Scanner { html, at: 0, endless: Vec::new() }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.html.as_bytes().get(at).copied()
    }

    /// Steps over the markup that begins here and gives its token, if it has one.
    fn markup(&mut self) -> Option<Token<'a>> {
        match (self.byte(self.at + 1), self.byte(self.at + 2)) {
            (Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => self.end_tag(),
            (Some(letter), _) if letter.is_ascii_alphabetic() => self.start_tag(),
            _ if self.html[self.at..].starts_with("<!--") => self.comment(),
            _ => self.skip_past('>'),
        }
    }

    fn comment<T>(&mut self) -> Option<T> {
        // `<!-->` is a whole comment, so the search begins with its own hyphens.
        let mut from = self.at + 2;
        while let Some(found) = self.html[from..].find("--") {
            let after = &self.html[from + found + 2..];
            if after.starts_with('>') || after.starts_with("!>") {
                self.at = from + found + 2;
                return self.skip_past('>');
            }
            from += found + 1;
        }
        self.at = self.html.len();
        None
    }

    fn skip_past<T>(&mut self, end: char) -> Option<T> {
        self.at = self.html[self.at..].find(end).map_or(self.html.len(), |found| self.at + found + 1);
        None
    }

    fn end_tag(&mut self) -> Option<Token<'a>> {
        let (name, after) = self.name(self.at + 2);
        self.at = self.attributes(after, None).map_or(self.html.len(), |end| end.after);
        elements::known(name).map(Token::End)
    }

    fn start_tag(&mut self) -> Option<Token<'a>> {
        let (name, after) = self.name(self.at + 1);
        let known = elements::known(name);
        let mut attributes = Vec::new();
        let end = self.attributes(after, known.is_some().then_some(&mut attributes));
        let Some(TagEnd { after, closed }) = end else {
            self.at = self.html.len();
            return None;
        };
        self.at = after;
        let element = known?;
        match element.kind {
            Kind::Raw | Kind::Forbidden => self.skip_content(element, closed),
            _ if element.name == "iframe" => self.skip_content(element, closed),
            _ => {}
        }
        let shown = !matches!(element.kind, Kind::Raw | Kind::Forbidden);
        shown.then_some(Token::Start(Tag { element, attributes }))
    }

    fn name(&self, from: usize) -> (&'a str, usize) {
        let rest = &self.html[from..];
        let length = rest.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(rest.len());
        (&rest[..length], from + length)
    }

    /// Reads attributes up to the end of the tag; `None` where the tag has no end.
    fn attributes(&self, from: usize, mut kept: Option<&mut Vec<(&'static str, &'a str)>>) -> Option<TagEnd> {
        let mut at = from;
        loop {
            let slash = self.byte(at) == Some(b'/');
            match self.byte(at)? {
                b'>' => {
                    return Some(TagEnd { after: at + 1, closed: self.byte(at - 1) == Some(b'/') });
                }
                byte if slash || byte.is_ascii_whitespace() => at += 1,
                _ => {
                    let (name, value, after) = self.attribute(at)?;
                    at = after;
                    if let Some(kept) = kept.as_deref_mut() {
                        keep(kept, name, value);
                    }
                }
            }
        }
    }

    /// One attribute: its name, its value and where it ends.
    fn attribute(&self, from: usize) -> Option<(&'a str, &'a str, usize)> {
        let rest = &self.html[from..];
        let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        // A name may begin with `=`, as the standard has it.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let length = rest[first..].find(ends).map_or(rest.len(), |found| found + first);
        let name = &rest[..length];
        let equals = self.skip_space(from + length);
        if self.byte(equals) != Some(b'=') {
            return Some((name, "", from + length));
        }
        let at = self.skip_space(equals + 1);
        match self.byte(at)? {
            quote @ (b'"' | b'\'') => {
                let length = self.html[at + 1..].find(char::from(quote))?;
                Some((name, &self.html[at + 1..at + 1 + length], at + length + 2))
            }
            _ => {
                let length = self.html[at..].find(|c: char| c.is_ascii_whitespace() || c == '>')?;
                Some((name, &self.html[at..at + length], at + length))
            }
        }
    }

    fn skip_space(&self, from: usize) -> usize {
        let rest = &self.html.as_bytes()[from..];
        from + rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len())
    }

    /// Steps over what is in an element that is not read. Where its end tag is missing its content is read as
    /// if the tag had not been there, but for scripts and styles, which nobody wants to see as text.
    fn skip_content(&mut self, element: Known, closed: bool) {
        let code = matches!(element.name, "script" | "style");
        if closed && !code {
            return;
        }
        let end = (!self.endless.contains(&element.name)).then(|| self.content_end(element)).flatten();
        match end {
            Some(end) => {
                self.at = end;
                self.skip_past::<()>('>');
            }
            None if code => self.at = self.html.len(),
            None => self.endless.push(element.name),
        }
    }

    /// Where the end tag of the element just opened begins, or the last one if they do not add up.
    fn content_end(&self, element: Known) -> Option<usize> {
        let nests = element.kind == Kind::Forbidden;
        let (mut at, mut depth, mut last) = (self.at, 1, None);
        while let Some(found) = self.html[at..].find('<') {
            at += found + 1;
            if self.byte(at) == Some(b'/') && self.is_name(at + 1, element.name) {
                depth -= 1;
                last = Some(at);
                if depth == 0 || !nests {
                    return last;
                }
            } else if nests && self.is_name(at, element.name) {
                depth += 1;
            }
        }
        last
    }

    fn is_name(&self, at: usize, name: &str) -> bool {
        let bytes = self.html.as_bytes();
        let written = bytes.get(at..at + name.len());
        let after = bytes.get(at + name.len()).copied().unwrap_or(b'>');
        written.is_some_and(|written| written.eq_ignore_ascii_case(name.as_bytes()))
            && (after.is_ascii_whitespace() || after == b'/' || after == b'>')
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while self.at < self.html.len() {
            let rest = &self.html[self.at..];
            match markup_start(rest) {
                0 => {
                    if let Some(token) = self.markup() {
                        return Some(token);
                    }
                }
                length => {
                    self.at += length;
                    return Some(Token::Text(&rest[..length]));
                }
            }
        }
        None
    }
}

struct TagEnd {
    after: usize,
    /// Whether it was written `<tag/>`.
    closed: bool,
}

/// Where the first tag or comment begins; a `<` before anything else is text.
fn markup_start(text: &str) -> usize {
    let bytes = text.as_bytes();
    let opens = |at: usize| bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || b"/!?".contains(next));
    text.match_indices('<').map(|(at, _)| at).find(|at| opens(*at)).unwrap_or(text.len())
}

/// Adds an attribute that something reads; of two with one name the first counts.
fn keep<'a>(kept: &mut Vec<(&'static str, &'a str)>, name: &str, value: &'a str) {
    if let Some(name) = elements::known_attribute(name)
        && !kept.iter().any(|(other, _)| *other == name)
    {
        kept.push((name, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(html: &str) -> String {
        let token = |token| match token {
            Token::Text(text) => format!("[{text}]"),
            Token::End(known) => format!("</{}>", known.name),
            Token::Start(tag) => {
                let attributes = tag.attributes.iter().map(|(name, value)| format!(" {name}={value}"));
                format!("<{}{}>", tag.element.name, attributes.collect::<String>())
            }
        };
        Scanner::new(html).map(token).collect()
    }

    #[test]
    fn text_and_tags() {
        assert_eq!(written("a < b<P CLASS=x>c</p >d"), "[a < b]<p class=x>[c]</p>[d]");
        assert_eq!(written("1<2 <3"), "[1<2 <3]");
        assert_eq!(written("<x-y>a</x-y><b"), "[a]");
    }

    #[test]
    fn attributes_in_every_writing() {
        assert_eq!(written("<a href='x>y' TITLE=\"q\" id = z>"), "<a href=x>y title=q id=z>");
        assert_eq!(written("<a href=a href=b onclick=c>"), "<a href=a>");
        assert_eq!(written("<img src=/a/b/>"), "<img src=/a/b/>");
        assert_eq!(written("<img alt/src=x>"), "<img alt= src=x>");
        assert_eq!(written("<a href='x>"), "");
    }

    #[test]
    fn comments_and_forbidden_elements_go() {
        assert_eq!(written("a<!-- <b> -->b<!-->c<!--->d<!--x--!>e"), "[a][b][c][d][e]");
        assert_eq!(written("a<?xml?>b<!doctype x>c</ x>d<!-- rest"), "[a][b][c][d]");
        assert_eq!(written("a<script>if (a < b) '<p>'</script>b"), "[a][b]");
        assert_eq!(written("a<svg><svg></svg><p>x</svg>b<svg/>c<math>d"), "[a][b][c][d]");
        assert_eq!(written("a<style>b"), "[a]");
        assert_eq!(written("<iframe src=x><p>old</iframe>a<iframe src=y>b"), "<iframe src=x>[a]<iframe src=y>[b]");
    }
}
