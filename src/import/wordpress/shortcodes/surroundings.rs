//! What stands around a shortcode: whether it has its lines to itself, and which tag comes first.

use super::super::html::is_block;

/// The longest tag that is looked back for.
const LONGEST_TAG: usize = 2048;

/// Whether what stands between `before` and `after` has its lines, or its element, to itself.
pub(super) fn stands_alone(before: &str, after: &str) -> bool {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\u{a0}');
    let before = before.trim_end_matches(blank);
    let after = after.trim_start_matches(blank);
    let starts = before.is_empty() || before.ends_with('\n') || last_tag(before).is_some_and(starts_with_block);
    starts && (after.is_empty() || after.starts_with('\n') || starts_with_block(after))
}

/// Whether `text` starts with the tag of an element that stands by itself.
pub(super) fn starts_with_block(text: &str) -> bool {
    let Some(tag) = text.strip_prefix('<') else { return false };
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    end <= 12 && is_block(&name[..end].to_ascii_lowercase())
}

/// The tag that `text` ends with.
pub(super) fn last_tag(text: &str) -> Option<&str> {
    let text = text.trim_ascii_end();
    let text = text.ends_with('>').then_some(text)?;
    let near = &text[text.floor_char_boundary(text.len().saturating_sub(LONGEST_TAG))..];
    near.rfind('<').map(|at| &near[at..])
}

/// Whether `tag` starts a paragraph.
pub(super) fn is_paragraph(tag: &str) -> bool {
    tag == "<p>" || tag.starts_with("<p ")
}
