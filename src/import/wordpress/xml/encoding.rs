//! Which encoding a file is in: its byte order mark, the pattern of its first bytes,
//! or what its XML declaration says. `source.rs` decodes with the answer.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::names::shown;

/// How many bytes of the start of a file are looked at.
pub(super) const SNIFFED: usize = 4096;

/// What the first bytes say.
pub(super) struct Sniffed {
    /// The encoding to decode with.
    pub encoding: &'static Encoding,
    /// The length of the byte order mark, which is no part of the text.
    pub mark: usize,
    /// What is wrong with the declared encoding; reported at the declaration.
    pub fault: Option<String>,
}

/// Decides on the encoding by the first bytes of a file.
pub(super) fn sniff(start: &[u8]) -> Sniffed {
    if let Some((encoding, mark)) = Encoding::for_bom(start) {
        return Sniffed { encoding, mark, fault: None };
    }
    match start {
        [0, second, ..] if *second != 0 => plain(UTF_16BE),
        [first, 0, ..] if *first != 0 => plain(UTF_16LE),
        _ => declared(start),
    }
}

fn plain(encoding: &'static Encoding) -> Sniffed {
    Sniffed { encoding, mark: 0, fault: None }
}

fn declared(start: &[u8]) -> Sniffed {
    let Some(label) = declared_label(start) else {
        return plain(UTF_8);
    };
    let shown = shown(&String::from_utf8_lossy(label));
    match Encoding::for_label_no_replacement(label) {
        Some(encoding) if encoding.is_ascii_compatible() => plain(encoding),
        Some(_) => Sniffed {
            fault: Some(format!("the declaration says {shown}, but the file is not written in it")),
            ..plain(UTF_8)
        },
        None => Sniffed { fault: Some(format!("the declared encoding \"{shown}\" is not known")), ..plain(UTF_8) },
    }
}

/// The value of `encoding="…"` in the XML declaration.
fn declared_label(start: &[u8]) -> Option<&[u8]> {
    let declaration = start.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|pair| pair == b"?>")?;
    let declaration = &declaration[..end];
    let name = b"encoding";
    let at = declaration.windows(name.len()).position(|window| window == name)?;
    let value = declaration[at + name.len()..].trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let end = value.iter().position(|b| b == quote)?;
    Some(&value[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(start: &[u8]) -> (&'static str, usize, bool) {
        let sniffed = sniff(start);
        (sniffed.encoding.name(), sniffed.mark, sniffed.fault.is_some())
    }

    #[test]
    fn a_mark_decides_before_the_declaration() {
        let text = b"\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><a/>";
        assert_eq!(name(text), ("UTF-8", 3, false));
        assert_eq!(name(b"\xFF\xFE<\0"), ("UTF-16LE", 2, false));
        assert_eq!(name(b"\xFE\xFF\0<"), ("UTF-16BE", 2, false));
    }

    #[test]
    fn utf_16_is_known_without_a_mark() {
        assert_eq!(name(b"<\0?\0"), ("UTF-16LE", 0, false));
        assert_eq!(name(b"\0<\0?"), ("UTF-16BE", 0, false));
    }

    #[test]
    fn the_declaration_is_read_after_blank_lines() {
        let text = b"\n\n<?xml version = \"1.0\" encoding = 'windows-1251' ?>";
        assert_eq!(name(text), ("windows-1251", 0, false));
        assert_eq!(name(b"<rss encoding='x'>"), ("UTF-8", 0, false));
    }

    #[test]
    fn an_unknown_or_impossible_encoding_is_a_fault() {
        assert_eq!(name(b"<?xml version='1.0' encoding='klingon'?>"), ("UTF-8", 0, true));
        assert_eq!(name(b"<?xml version='1.0' encoding='UTF-16'?>"), ("UTF-8", 0, true));
    }
}
