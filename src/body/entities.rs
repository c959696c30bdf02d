//! Character references, and the characters that may stand in no body at all.
//! Numbers and the few names that nearly every text has are decoded here; the other two thousand names are known
//! to html5ever, the parser that will also read the result.

use std::borrow::Cow;

use scraper::Html;

/// Longer than the longest name, `&CounterClockwiseContourIntegral;`.
const LONGEST_NAME: usize = 40;

/// Where a text stands: references without a semicolon mean other things in values (`?a=1&copy=2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Between tags.
    Text,
    /// The value of an attribute.
    Value,
}

/// Text with its character references decoded (HTML standard § 13.2.5.72) and without forbidden characters.
pub(super) fn decode(raw: &str, place: Place) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut decoded = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = decode_one(rest, place, &mut decoded);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    match scrub(&decoded) {
        Cow::Borrowed(_) => Cow::Owned(decoded),
        Cow::Owned(clean) => Cow::Owned(clean),
    }
}

/// Drops control characters (but newline and tab), byte order marks and what XML cannot hold, and writes line
/// ends as `\n`. A form feed becomes a space.
pub(super) fn scrub(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unwelcome) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' => clean.push('\n'),
            '\u{c}' => clean.push(' '),
            other if is_unwelcome(other) => {}
            other => clean.push(other),
        }
    }
    Cow::Owned(clean)
}

fn is_unwelcome(character: char) -> bool {
    match character {
        '\t' | '\n' => false,
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => true,
        other => other.is_control(),
    }
}

/// Decodes the reference that a text begins with, if it is one, and says how long it is written.
fn decode_one(text: &str, place: Place, out: &mut String) -> usize {
    const COMMON: [(&str, char); 6] =
        [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&nbsp;", '\u{a0}'), ("&apos;", '\'')];
    if let Some((written, character)) = COMMON.iter().find(|(written, _)| text.starts_with(written)) {
        out.push(*character);
        return written.len();
    }
    let bytes = text.as_bytes();
    match bytes.get(1) {
        Some(b'#') => decode_number(text, out),
        Some(letter) if letter.is_ascii_alphabetic() => {
            let name = bytes[1..].iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric()).count();
            // What follows decides whether it may stand without a semicolon.
            let length = 1 + name + usize::from(matches!(bytes.get(1 + name), Some(b';' | b'=')));
            out.push_str(&decode_name(&text[..length], place));
            length
        }
        _ => {
            out.push('&');
            1
        }
    }
}

fn decode_number(text: &str, out: &mut String) -> usize {
    let (prefix, radix) = if text[2..].starts_with(['x', 'X']) { (3, 16) } else { (2, 10) };
    let digits = text[prefix..].find(|c: char| !c.is_digit(radix)).unwrap_or(text.len() - prefix);
    if digits == 0 {
        out.push('&');
        return 1;
    }
    let number = u32::from_str_radix(&text[prefix..prefix + digits], radix).unwrap_or(u32::MAX);
    out.push(character(number));
    let end = prefix + digits;
    end + usize::from(text[end..].starts_with(';'))
}

/// The character of a number (HTML standard § 13.2.5.80); from 128 to 159 it is meant as in Windows-1252.
fn character(number: u32) -> char {
    const WINDOWS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let windows = number.checked_sub(0x80).and_then(|index| WINDOWS.get(usize::try_from(index).ok()?));
    match (number, windows) {
        (0, _) => char::REPLACEMENT_CHARACTER,
        (_, Some(windows)) => *windows,
        _ => char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

fn decode_name(reference: &str, place: Place) -> String {
    match place {
        Place::Text => Html::parse_fragment(reference).root_element().text().collect(),
        Place::Value => {
            let fragment = Html::parse_fragment(&format!("<p title={reference}>"));
            let mut elements = fragment.tree.values().filter_map(|node| node.as_element());
            elements.find_map(|element| element.attr("title")).unwrap_or_default().to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_as_a_browser_does() {
        let text = |raw| decode(raw, Place::Text).into_owned();
        assert_eq!(text("a &amp; b &#233;&#xE9;&nbsp;&lt;"), "a & b éé\u{a0}<");
        assert_eq!(text("&hellip;&eacute;&copy2&nowhere; & AT&T &"), "…é©2&nowhere; & AT&T &");
        assert_eq!(text("&#150;&#x80;&#0;&#xD800;"), "–€\u{fffd}\u{fffd}");
        assert_eq!(text("a<b &rsquo;"), "a<b ’");
        assert_eq!(text("&#1;&#13;&#9;"), "\n\t");
    }

    #[test]
    fn values_keep_what_only_looks_like_a_reference() {
        let value = |raw| decode(raw, Place::Value).into_owned();
        assert_eq!(value("?a=1&copy=2&amp;sect=3"), "?a=1&copy=2&sect=3");
        assert_eq!(value("say \"&ldquo;\""), "say \"“\"");
        assert_eq!(value("jav&#x09;ascript&colon;x"), "jav\tascript:x");
    }

    #[test]
    fn control_characters_go() {
        assert_eq!(scrub("a\0b\u{7}c\u{85}d\r\ne\rf\u{c}g\u{feff}"), "abcd\ne\nf g");
        assert!(matches!(scrub("a\tb\n"), Cow::Borrowed(_)));
    }
}
