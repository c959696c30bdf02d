//! The contents of the shared exports: nothing that a reader sees may get lost on the way, and
//! the shortcodes met are those that truth.json counts. Rests where NEWSWIRE_SHARED_DATA is unset.

use serde_json::Value;

use super::super::model::{Item, PostKind};
use super::super::tests::{Failure, folder, read, truth};
use super::*;

#[test]
fn the_shared_contents_keep_their_words_and_shortcodes() -> Result<(), Failure> {
    let Some(folder) = folder("the contents of the shared WordPress exports")? else {
        return Ok(());
    };
    let truth = truth(&folder)?;
    for (name, expected) in truth.as_object().into_iter().flatten() {
        if expected["well_formed"] == true {
            let (_, items) = read(&folder.join("wxr").join(name))?;
            check(name, &items, &expected["markup"]);
        }
    }
    Ok(())
}

fn check(name: &str, items: &[Item], markup: &Value) {
    let mut met: BTreeMap<String, u64> = BTreeMap::new();
    for item in items {
        let converted = to_html(&item.content, &NoContext);
        let after = words(&converted.html);
        let mut rest = after.iter();
        for word in words(&without_shortcodes(&item.content, &converted)) {
            let kept = rest.any(|other| *other == word);
            assert!(kept, "{name}: {word:?} of item {:?} got lost", item.post_id);
        }
        if matches!(item.post_type, PostKind::Post | PostKind::Page) {
            let counts = [&converted.shortcodes, &converted.shortcodes_unknown, &converted.brackets];
            for (shortcode, count) in counts.into_iter().flatten() {
                *met.entry(shortcode.clone()).or_default() += u64::from(*count);
            }
        }
    }
    // The other words in brackets are remarks, some of them in code or with tags inside.
    for shortcode in ["audio", "caption", "embed", "gallery", "video", "wpvideo"] {
        let count = markup["shortcodes"][shortcode].as_u64().unwrap_or_default();
        let met = met.get(shortcode).copied().unwrap_or_default();
        assert_eq!(met, count, "{name}: [{shortcode}]");
    }
}

/// The words between the tags.
fn words(html: &str) -> Vec<String> {
    let mut text = String::new();
    for token in Tokens::new(html, &["script", "style"]) {
        match token {
            Token::Text(raw) => text.push_str(raw),
            _ => text.push(' '),
        }
    }
    let words = text.split_whitespace();
    words.map(|word| word.replace("&lt;", "<")).collect()
}

/// `text` without the brackets of the shortcodes that were converted.
fn without_shortcodes(text: &str, converted: &Converted) -> String {
    let mut parts = text.split('[');
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        match part.split_once(']') {
            Some((_, after)) if converted.shortcodes.contains_key(&name[..end]) => kept.push_str(after),
            _ => {
                kept.push('[');
                kept.push_str(part);
            }
        }
    }
    kept
}
