//! Attacks and bodies that none of us wrote, from the folder that `NEWSWIRE_SHARED_DATA` names.

use std::path::PathBuf;

use scraper::Html;

use super::*;

fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("NEWSWIRE_SHARED_DATA").map(PathBuf::from);
    let file = folder.map(|folder| folder.join(name)).filter(|file| file.exists());
    if file.is_none() {
        println!("left out: NEWSWIRE_SHARED_DATA names no folder with {name}");
    }
    file
}

/// Reads the result with a parser and looks for anything that could run.
fn assert_inert(html: &str, of: &str) {
    let fragment = Html::parse_fragment(html);
    for element in fragment.tree.values().filter_map(|node| node.as_element()) {
        let name = element.name();
        let active =
            ["script", "style", "iframe", "object", "embed", "form", "input", "svg", "math", "link", "meta", "base"];
        assert!(!active.contains(&name), "<{name}> of {of:?}: {html}");
        for (attribute, value) in element.attrs() {
            let value: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
            let value = value.to_ascii_lowercase();
            assert!(
                !attribute.starts_with("on") && attribute != "style" && attribute != "srcdoc",
                "{attribute}: {html}"
            );
            let schemes = ["javascript:", "data:", "vbscript:"];
            assert!(!schemes.iter().any(|scheme| value.starts_with(scheme)), "{attribute} of {of:?}: {html}");
        }
    }
}

#[test]
fn threat_44_45_48_no_vector_leaves_anything_that_runs() {
    let Some(file) = shared("sanitize/dompurify-vectors.json") else {
        return;
    };
    let vectors: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert!(vectors.len() > 100);
    for payload in vectors.iter().filter_map(|vector| vector["payload"].as_str()) {
        assert_inert(&from_html(payload, &()).html, payload);
        assert_inert(&from_markdown(payload, &()).html, payload);
        assert_inert(&clean_inline(payload), payload);
        assert_eq!(from_html(&from_html(payload, &()).html, &()).html, from_html(payload, &()).html);
    }
}

#[test]
fn feeds_of_attacks_leave_nothing_that_runs() {
    let Some(folder) = shared("sanitize/feedparser") else {
        return;
    };
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        // The markup stands escaped in an element; taking the tags off gives it back.
        let inner = text.split("-->").nth(1).unwrap_or_default();
        let html = entities::decode(inner, entities::Place::Text);
        assert_inert(&from_html(&html, &()).html, &html);
        assert_inert(&from_html(inner, &()).html, inner);
    }
}

#[test]
fn real_articles_keep_their_words() {
    let Some(file) = shared("wxr/real-cc-labs.xml") else {
        return;
    };
    let export = std::fs::read_to_string(file).unwrap();
    let contents = export.split("<content:encoded><![CDATA[").skip(1).filter_map(|rest| rest.split("]]>").next());
    for content in contents {
        let body = from_html(content, &());
        assert_inert(&body.html, content);
        assert_eq!(from_html(&body.html, &()).html, body.html);
        let joined: String = body.blocks.iter().map(|block| block.html.as_str()).collect();
        assert_eq!(joined, body.html);
    }
}
