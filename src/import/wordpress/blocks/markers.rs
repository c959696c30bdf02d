//! The comments that mark blocks: `<!-- wp:name {"key": "value"} -->`, `<!-- /wp:name -->` and
//! `<!-- wp:name /-->`.

use serde_json::Value;

/// What a marker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    /// A block without content.
    Void,
}

/// A marker and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker<'a> {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// The name; WordPress's own blocks without `core/`.
    pub name: &'a str,
    json: &'a str,
}

impl Marker<'_> {
    /// The attributes; null where there are none that can be read.
    pub(super) fn attributes(&self) -> Value {
        serde_json::from_str(self.json).unwrap_or_default()
    }
}

/// The markers of `text` in order. What only looks like one is no marker.
pub(super) fn markers(text: &str) -> impl Iterator<Item = Marker<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find("<!--")?;
            let length = text[start + 4..].find("-->")?;
            let inside = &text[start + 4..start + 4 + length];
            let end = start + 4 + length + 3;
            at = end;
            if let Some((kind, name, json)) = read(inside) {
                return Some(Marker { start, end, kind, name, json });
            }
        }
    })
}

fn read(inside: &str) -> Option<(Kind, &str, &str)> {
    let trimmed = inside.trim_start();
    if trimmed.len() == inside.len() {
        return None;
    }
    if let Some(name) = trimmed.strip_prefix("/wp:") {
        return Some((Kind::Close, block_name(name.trim_end())?, ""));
    }
    let rest = trimmed.strip_prefix("wp:")?;
    let (rest, kind) = match rest.strip_suffix('/') {
        Some(rest) => (rest, Kind::Void),
        None => (rest, Kind::Open),
    };
    let rest = rest.trim_end();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    Some((kind, block_name(&rest[..end])?, rest[end..].trim()))
}

fn block_name(name: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '/');
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    (starts && name.chars().all(plain)).then(|| name.strip_prefix("core/").unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn markers_are_read() {
        let text = "<!-- wp:core/image {\"id\":5,\"a\":{\"b\":\"c\"}} --><!-- more --><!-- /wp:image -->\
            <!-- wp:jetpack/slideshow {\"ids\":[1]} /--><!-- wp:x-y/--><!--wp:no--><!-- wp:Bad -->";
        let found: Vec<(Kind, &str, Value)> = markers(text).map(|m| (m.kind, m.name, m.attributes())).collect();
        assert_eq!(
            found,
            [
                (Kind::Open, "image", json!({"id": 5, "a": {"b": "c"}})),
                (Kind::Close, "image", Value::Null),
                (Kind::Void, "jetpack/slideshow", json!({"ids": [1]})),
                (Kind::Void, "x-y", Value::Null),
            ]
        );
    }

    #[test]
    fn an_unclosed_comment_is_no_marker() {
        assert_eq!(markers("a <!-- wp:x b").count(), 0);
    }
}
