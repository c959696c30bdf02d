//! The attributes of a tag, as leniently as browsers read them.

use super::{Tag, first_width, unescaped};

impl Tag<'_> {
    /// The value of an attribute, its references resolved. An attribute without value is empty.
    pub(in super::super) fn attribute(&self, name: &str) -> Option<String> {
        let found = attributes(self.raw).find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| unescaped(value))
    }
}

/// The attributes of a tag as written, with their raw values.
fn attributes(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    let inside = raw.trim_start_matches(['<', '/']).trim_end_matches('>');
    let start = inside.find(|c: char| c.is_ascii_whitespace() || c == '/');
    let mut rest = start.map_or("", |start| &inside[start..]);
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let ends = |c: char| c.is_ascii_whitespace() || c == '=' || c == '/';
        let length = rest.find(ends).unwrap_or(rest.len()).max(first_width(rest));
        let (name, after) = rest.split_at(length);
        let value = after.trim_ascii_start().strip_prefix('=').map(str::trim_ascii_start);
        let (value, after) = match value {
            None => ("", after),
            Some(value) => attribute_value(value),
        };
        rest = after;
        (!name.is_empty()).then_some((name, value))
    })
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::super::{Token, Tokens};

    #[test]
    fn attributes_are_found() {
        let text = "<img data-src='no' SRC=\"a.jpg?x=1&amp;y=2\" alt=it's class='x wp-image-7' hidden/>";
        let Some(Token::Tag(tag)) = Tokens::new(text, &[]).next() else {
            panic!("a tag");
        };
        assert_eq!(tag.attribute("src").as_deref(), Some("a.jpg?x=1&y=2"));
        assert_eq!(tag.attribute("alt").as_deref(), Some("it's"));
        assert_eq!(tag.attribute("hidden").as_deref(), Some(""));
        assert_eq!(tag.attribute("width"), None);
    }
}
