//! Names and references of XML 1.0, checked as the grammar has them.
//! Used by `attributes.rs` for tags and by `xml.rs` for text.

use super::fault::is_allowed;

/// Splits a name with at most one colon into prefix and local part.
pub(super) fn split(name: &str) -> Result<(Option<&str>, &str), String> {
    let parts = match name.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, name),
    };
    if parts.0.is_none_or(is_plain_name) && is_plain_name(parts.1) {
        Ok(parts)
    } else {
        Err(format!("\"{}\" is not a name", shown(name)))
    }
}

/// Whether `name` is a name without a colon.
pub(super) fn is_plain_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(starts_name) && characters.all(continues_name)
}

fn starts_name(c: char) -> bool {
    matches!(c, 'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn continues_name(c: char) -> bool {
    starts_name(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}'
            | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// The character that `&reference;` stands for.
pub(super) fn resolve(reference: &str) -> Result<char, String> {
    let Some(number) = reference.strip_prefix('#') else {
        return match reference {
            "amp" => Ok('&'),
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            name if is_plain_name(name) => Err(format!("the entity \"&{};\" is not known", shown(name))),
            _ => Err("\"&\" must be written as \"&amp;\"".to_owned()),
        };
    };
    let code = match number.strip_prefix('x') {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16),
        None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse(),
        _ => return Err(format!("\"&{};\" is not a reference", shown(reference))),
    };
    code.ok()
        .and_then(char::from_u32)
        .filter(|&c| is_allowed(c))
        .ok_or_else(|| format!("\"&{};\" names a character that XML does not allow", shown(reference)))
}

/// `name` as it may stand in a message: its first forty characters, none of them a control.
pub(super) fn shown(name: &str) -> String {
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    name.chars().take(40).map(printable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_at_most_one_colon_and_no_odd_characters() {
        assert_eq!(split("wp:post_id"), Ok((Some("wp"), "post_id")), "prefix and local part");
        assert_eq!(split("titre-été"), Ok((None, "titre-été")));
        for bad in ["", ":a", "a:", "a:b:c", "1a", "a b", "-a", "a:1"] {
            assert!(split(bad).is_err(), "{bad} is refused");
        }
    }

    #[test]
    fn five_entities_and_numbers_resolve() {
        for (reference, c) in [("amp", '&'), ("#38", '&'), ("#x1F600", '😀'), ("#xa", '\n')] {
            assert_eq!(resolve(reference), Ok(c), "{reference}");
        }
        for bad in ["nbsp", "#0", "#x1F", "#xD800", "#x110000", "#", "#x", "#+1", "a b", ""] {
            assert!(resolve(bad).is_err(), "{bad} is refused");
        }
    }
}
