//! One opening of a shortcode: its name and attributes, quoted, bare or by position.

use super::attributes::Attributes;

/// The longest opening that is taken for one.
const LONGEST: usize = 4 * 1024;
const LONGEST_NAME: usize = 60;

/// `[name …]` or `[name … /]`.
#[derive(Debug, PartialEq)]
pub(super) struct Opening<'a> {
    /// The opening as written.
    pub raw: &'a str,
    pub name: &'a str,
    pub attributes: Attributes,
    pub self_closed: bool,
}

impl Opening<'_> {
    /// Whether this looks like a shortcode and not like a remark in brackets.
    pub(super) fn is_told_from_brackets(&self) -> bool {
        // `[a-z]` and the like are classes of characters.
        let class = |part: &str| part.len() < 2;
        let joined = self.name.contains(['_', '-']) && !self.name.split(['_', '-']).any(class);
        joined || !self.attributes.named.is_empty()
    }
}

/// The name that `text` starts with, or nothing.
pub(super) fn name(text: &str) -> &str {
    let continues = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let end = text.find(|c: char| !continues(c)).unwrap_or(text.len());
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = starts && end <= LONGEST_NAME && !text[..end].ends_with('-');
    if fits { &text[..end] } else { "" }
}

/// Reads the opening that `text` starts with.
pub(super) fn opening(text: &str) -> Option<Opening<'_>> {
    let name = name(text.strip_prefix('[')?);
    if name.is_empty() {
        return None;
    }
    let mut reader = Reader { text, at: 1 + name.len() };
    let mut attributes = Attributes::default();
    // `[youtube=https://…]` and `[audio:https://…]` are what these two look like in old posts.
    if let ("youtube" | "vimeo" | "audio", Some('=' | ':')) = (name, reader.peek()) {
        reader.at += 1;
        attributes.positional.push(reader.bare()?);
    }
    let self_closed = reader.attributes(&mut attributes)?;
    Some(Opening { raw: &text[..=reader.at], name, attributes, self_closed })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn skip_space(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let space = |c: char| c.is_whitespace() || c == '\u{200b}';
        let length = rest.len() - rest.trim_start_matches(space).len();
        self.at += length;
        length > 0
    }

    /// Reads up to the closing bracket; gives whether a slash stands before it.
    fn attributes(&mut self, attributes: &mut Attributes) -> Option<bool> {
        while self.at <= LONGEST {
            let spaced = self.skip_space();
            match self.peek()? {
                ']' => return Some(false),
                '/' if self.text[self.at..].starts_with("/]") => {
                    self.at += 1;
                    return Some(true);
                }
                _ if !spaced => return None,
                _ => self.attribute(attributes)?,
            }
        }
        None
    }

    fn attribute(&mut self, attributes: &mut Attributes) -> Option<()> {
        if let Some(value) = self.quoted() {
            attributes.positional.push(value);
            return Some(());
        }
        let rest = &self.text[self.at..];
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let length = rest.find(|c| !word(c)).unwrap_or(rest.len());
        let equals = rest[length..].trim_ascii_start();
        if length > 0 && equals.starts_with('=') {
            let value = equals[1..].trim_ascii_start();
            self.at = self.text.len() - value.len();
            let value = self.quoted().map_or_else(|| self.bare(), Some)?;
            let name = rest[..length].to_ascii_lowercase();
            attributes.named.push((name, value));
        } else {
            attributes.positional.push(self.bare()?);
        }
        Some(())
    }

    /// A value in quotes, the curly ones of visual editors among them.
    fn quoted(&mut self) -> Option<String> {
        const QUOTES: [(&str, &[&str]); 5] =
            [("\"", &["\""]), ("'", &["'"]), ("”", &["”", "″"]), ("“", &["”", "″"]), ("&quot;", &["&quot;"])];
        let rest = &self.text[self.at..];
        let (opens, closes) = QUOTES.iter().find(|(opens, _)| rest.starts_with(opens))?;
        let inside = &rest[opens.len()..];
        let inside = &inside[..inside.floor_char_boundary(LONGEST)];
        let found = closes.iter().filter_map(|close| Some((inside.find(close)?, close)));
        let (length, close) = found.min_by_key(|(at, _)| *at)?;
        self.at += opens.len() + length + close.len();
        Some(inside[..length].to_owned())
    }

    /// A value without quotes. Tags and brackets cannot stand in one.
    fn bare(&mut self) -> Option<String> {
        let rest = &self.text[self.at..];
        let ends = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '<' | '>');
        let length = rest.find(ends)?;
        let length = match rest[..length].strip_suffix('/') {
            Some(value) if rest[length..].starts_with(']') => value.len(),
            _ => length,
        };
        if length == 0 {
            return None;
        }
        self.at += length;
        Some(rest[..length].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_in_every_form() {
        let text = "[gallery ids=\"1,2\" Link='file' columns=3 \"pos\" flag t=”x” /] tail";
        let Some(found) = opening(text) else {
            panic!("an opening");
        };
        assert_eq!(found.raw, text.trim_end_matches(" tail"));
        assert!(found.self_closed);
        let named: Vec<(&str, &str)> = found.attributes.named.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(named, [("ids", "1,2"), ("link", "file"), ("columns", "3"), ("t", "x")]);
        assert_eq!(found.attributes.positional, ["pos", "flag"]);
    }

    #[test]
    fn quotes_may_hold_tags_and_brackets() {
        let text = "[caption caption=\"see <a href='x'>[1]</a>\"]";
        assert_eq!(opening(text).map(|o| o.raw), Some(text));
    }

    #[test]
    fn old_forms_are_read() {
        for (text, value) in [
            ("[youtube=https://youtu.be/x&w=1]", "https://youtu.be/x&w=1"),
            ("[audio:https://x/a.mp3]", "https://x/a.mp3"),
            ("[audio https://x/a.mp3 ]", "https://x/a.mp3"),
            ("[embed src=http://a/b/]", ""),
        ] {
            let positional = opening(text).map(|o| o.attributes.positional);
            let first = positional.and_then(|p| p.into_iter().next());
            assert_eq!(first.unwrap_or_default(), value, "{text}");
        }
    }

    #[test]
    fn other_brackets_are_no_openings() {
        for text in ["[1]", "[…]", "[", "[]", "[a", "[a <b>c</b>]", "[a [b]]", "[x=1]", "[a-]"] {
            assert_eq!(opening(text), None, "{text}");
        }
        for (text, told) in
            [("[sic]", false), ("[he said \"no\"]", false), ("[a-z]", false), ("[vc_row]", true), ("[x a=1]", true)]
        {
            let found = opening(text).map(|o| o.is_told_from_brackets());
            assert_eq!(found, Some(told), "{text}");
        }
    }
}
