//! The XML declaration and processing instructions: read only to see that they are right.
//! `encoding.rs` has already acted on the declared encoding.

use super::attributes::{RawAttribute, parse_attributes};
use super::names::{is_plain_name, shown};

/// Checks `xml version="1.0" …`; `first` says whether only white space stands before it,
/// `encoding_fault` what is wrong with the encoding that it names.
pub(super) fn check_declaration(text: &str, first: bool, encoding_fault: Option<&str>) -> Result<(), String> {
    if !first {
        return Err("the XML declaration must stand at the start".to_owned());
    }
    if let Some(fault) = encoding_fault {
        return Err(fault.to_owned());
    }
    let found =
        parse_attributes(text, "xml".len()).map_err(|(_, message)| format!("in the XML declaration, {message}"))?;
    if found.first().is_none_or(|a| a.local != "version") {
        return Err("the XML declaration does not start with its version".to_owned());
    }
    match found.iter().find(|a| !is_right(a)) {
        None => Ok(()),
        Some(wrong) => {
            let (name, value) = (shown(wrong.local), shown(&wrong.value));
            Err(format!("the XML declaration has {name}=\"{value}\""))
        }
    }
}

fn is_right(attribute: &RawAttribute<'_>) -> bool {
    let value = attribute.value.as_str();
    match (attribute.prefix, attribute.local) {
        (None, "version") => {
            value.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit()))
        }
        (None, "encoding") => {
            value.starts_with(|c: char| c.is_ascii_alphabetic())
                && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        }
        (None, "standalone") => matches!(value, "yes" | "no"),
        _ => false,
    }
}

/// Checks the target of a processing instruction.
pub(super) fn check_instruction(target: &str) -> Result<(), String> {
    if is_plain_name(target) && !target.eq_ignore_ascii_case("xml") {
        Ok(())
    } else {
        let target = shown(target);
        Err(format!("\"{target}\" cannot be a processing instruction"))
    }
}
