//! The inside of a start tag: its name and attributes, read strictly.
//! `namespaces.rs` gives the prefixes their meaning.

use super::names::{resolve, shown, split};

/// The most attributes one tag may have.
const MOST: usize = 100;

/// An attribute as written, its value resolved and normalised.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawAttribute<'a> {
    pub prefix: Option<&'a str>,
    pub local: &'a str,
    pub value: String,
}

/// A fault and how many bytes into the tag's content it stands.
pub(super) type TagFault = (usize, String);

/// Reads `name attribute="value" …`, the content of a tag without its angle brackets.
pub(super) fn parse(tag: &str) -> Result<(&str, Vec<RawAttribute<'_>>), TagFault> {
    let name_end = tag.find(is_space).unwrap_or(tag.len());
    let name = &tag[..name_end];
    split(name).map_err(|message| (0, message))?;
    let attributes = parse_attributes(tag, name_end)?;
    Ok((name, attributes))
}

/// Reads the attributes of `tag` from the byte `at` on.
pub(super) fn parse_attributes(tag: &str, mut at: usize) -> Result<Vec<RawAttribute<'_>>, TagFault> {
    let mut attributes: Vec<RawAttribute<'_>> = Vec::new();
    loop {
        let space = skip_space(tag, at);
        if space == tag.len() {
            return Ok(attributes);
        }
        if space == at {
            return Err((at, "a space must stand between attributes".to_owned()));
        }
        let (attribute, end) = parse_one(tag, space)?;
        let same = |other: &RawAttribute<'_>| other.prefix == attribute.prefix && other.local == attribute.local;
        if attributes.iter().any(same) {
            let message = format!("the attribute \"{}\" stands twice", shown(attribute.local));
            return Err((space, message));
        }
        if attributes.len() == MOST {
            return Err((space, format!("a tag has more than {MOST} attributes")));
        }
        attributes.push(attribute);
        at = end;
    }
}

fn parse_one(tag: &str, at: usize) -> Result<(RawAttribute<'_>, usize), TagFault> {
    let length = tag[at..].find(|c: char| is_space(c) || matches!(c, '=' | '"' | '\'' | '<')).unwrap_or(tag.len() - at);
    let name = &tag[at..at + length];
    let (prefix, local) = split(name).map_err(|message| (at, message))?;
    let equals = skip_space(tag, at + length);
    if !tag[equals..].starts_with('=') {
        let message = format!("the attribute \"{}\" has no value", shown(name));
        return Err((at, message));
    }
    let start = skip_space(tag, equals + 1);
    let quote = match tag.as_bytes().get(start) {
        Some(b'"') => '"',
        Some(b'\'') => '\'',
        _ => return Err((start, "an attribute's value must be in quotes".to_owned())),
    };
    let start = start + 1;
    let Some(length) = tag[start..].find(quote) else {
        return Err((start, "an attribute's value is not closed".to_owned()));
    };
    let value = normalise(&tag[start..start + length]).map_err(|(o, m)| (start + o, m))?;
    let attribute = RawAttribute { prefix, local, value };
    Ok((attribute, start + length + 1))
}

/// Resolves references and turns white space into spaces.
fn normalise(raw: &str) -> Result<String, TagFault> {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '<', '\t', '\n']) {
        value.push_str(&rest[..at]);
        let offset = raw.len() - rest.len() + at;
        rest = &rest[at..];
        match rest.as_bytes()[0] {
            b'<' => return Err((offset, "\"<\" may not stand in an attribute".to_owned())),
            b'&' => {
                let reference = rest[1..].split_once(';').map(|(reference, _)| reference);
                let reference = reference.ok_or_else(|| (offset, "\"&\" must be written as \"&amp;\"".to_owned()))?;
                value.push(resolve(reference).map_err(|message| (offset, message))?);
                rest = &rest[reference.len() + 2..];
            }
            _ => {
                value.push(' ');
                rest = &rest[1..];
            }
        }
    }
    value.push_str(rest);
    Ok(value)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn skip_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start_matches(is_space).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(tag: &str) -> Result<Vec<(String, String)>, TagFault> {
        let (_, attributes) = parse(tag)?;
        let pair = |a: RawAttribute<'_>| (a.local.to_owned(), a.value);
        Ok(attributes.into_iter().map(pair).collect())
    }

    #[test]
    fn values_are_resolved_and_normalised() {
        let tag = "category  domain = \"a&amp;b\"\n nicename='x\ty&#10;z' ";
        let expected = [("domain", "a&b"), ("nicename", "x y\nz")];
        let expected = expected.map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(values(tag), Ok(expected.to_vec()));
        assert_eq!(values("a"), Ok(vec![]));
    }

    #[test]
    fn faults_are_named_where_they_stand() {
        for (tag, at) in [
            ("a x", 2),
            ("a x=1", 4),
            ("a x='1'y='2'", 7),
            ("a x='1' x='2'", 8),
            ("a x='<'", 5),
            ("a x='&nbsp;'", 5),
            ("a x='& '", 5),
            ("a <b", 2),
            ("1a", 0),
        ] {
            assert_eq!(values(tag).map_err(|(offset, _)| offset), Err(at), "{tag}");
        }
    }

    #[test]
    fn a_hundred_attributes_are_the_most() {
        let tag = |n: usize| {
            let attributes = (0..n).map(|i| format!(" a{i}='1'")).collect::<String>();
            format!("x{attributes}")
        };
        assert_eq!(values(&tag(100)).map(|v| v.len()), Ok(100));
        assert!(values(&tag(101)).is_err());
    }
}
