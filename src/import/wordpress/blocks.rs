//! Posts of the block editor: the comments that mark blocks go, what they mean stays. Text outside
//! every block is treated like an old post. `markers.rs` reads the comments; here blocks are
//! opened and closed on a stack, so that nesting costs no recursion.

mod markers;
mod meaning;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde_json::Value;

use super::content::{Findings, classic};
use super::shortcodes::expand;
use markers::{Kind, Marker, markers};

/// Blocks deeper than this are taken for part of the one that they are in.
const DEEPEST: usize = 40;
/// How many shared blocks one post may draw in, and how large it may grow by them.
const MOST_SHARED: usize = 50;
const LARGEST_SHARED: usize = 1024 * 1024;

/// Whether `raw` was written with the block editor.
pub(super) fn has_blocks(raw: &str) -> bool {
    raw.contains("<!-- wp:")
}

/// A block that is open.
struct Frame {
    name: String,
    attributes: Value,
    html: String,
}

impl Frame {
    fn new(name: &str, attributes: Value) -> Self {
        Frame { name: name.to_owned(), attributes, html: String::new() }
    }
}

/// Turns the content of a post with blocks into plain hypertext.
pub(super) fn to_html(raw: &str, findings: &mut Findings<'_>) -> String {
    let raw = with_shared_blocks(raw, findings);
    let mut frames = vec![Frame::new("", Value::Null)];
    let mut at = 0;
    for marker in markers(&raw) {
        text(&raw[at..marker.start], &mut frames, findings);
        at = marker.end;
        place(marker, &mut frames, findings);
    }
    text(&raw[at..], &mut frames, findings);
    while frames.len() > 1 {
        close(&mut frames, findings);
    }
    frames.pop().map(|root| root.html).unwrap_or_default()
}

/// Takes a text between two markers in.
fn text(piece: &str, frames: &mut [Frame], findings: &mut Findings<'_>) {
    let Some(frame) = frames.last_mut() else {
        return;
    };
    let freeform = matches!(frame.name.as_str(), "" | "freeform" | "classic");
    if freeform && piece.trim().is_empty() {
        return;
    }
    let html = if freeform || frame.name == "shortcode" { classic(piece, findings) } else { expand(piece, findings) };
    frame.html.push_str(&html);
    if freeform {
        frame.html.push('\n');
    }
}

fn place(marker: Marker<'_>, frames: &mut Vec<Frame>, findings: &mut Findings<'_>) {
    match marker.kind {
        Kind::Open if frames.len() < DEEPEST => {
            frames.push(Frame::new(marker.name, marker.attributes()));
        }
        Kind::Open => {}
        Kind::Void => {
            frames.push(Frame::new(marker.name, marker.attributes()));
            close(frames, findings);
        }
        Kind::Close => {
            let open = frames.iter().skip(1).rposition(|f| f.name == marker.name);
            // `rposition` counts from the second frame: the first is the post itself.
            let depth = open.map_or(usize::MAX, |at| at + 2);
            while frames.len() >= depth {
                close(frames, findings);
            }
        }
    }
}

/// Ends the innermost block: its meaning goes to the one around it.
fn close(frames: &mut Vec<Frame>, findings: &mut Findings<'_>) {
    let Some(frame) = frames.pop() else { return };
    let html = meaning::of(&frame.name, &frame.attributes, frame.html, findings);
    if let Some(outer) = frames.last_mut() {
        outer.html.push_str(html.trim());
        if outer.name.is_empty() {
            outer.html.push('\n');
        }
    }
}

/// Puts the content of shared blocks in the place of the references to them, one level deep.
fn with_shared_blocks<'a>(raw: &'a str, findings: &mut Findings<'_>) -> Cow<'a, str> {
    if !raw.contains("wp:block ") {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut at = 0;
    let mut drawn = 0;
    for marker in markers(raw) {
        let reference = (marker.name == "block").then(|| marker.attributes()["ref"].as_i64());
        let Some(id) = reference.flatten() else {
            continue;
        };
        let room = drawn < MOST_SHARED && out.len() < raw.len() + LARGEST_SHARED;
        let shared = findings.context.shared_block(id).filter(|_| room);
        out.push_str(&raw[at..marker.start]);
        at = marker.end;
        match shared {
            Some(content) => {
                drawn += 1;
                out.push_str(&content);
            }
            None => findings.left_out("block"),
        }
    }
    out.push_str(&raw[at..]);
    Cow::Owned(out)
}
