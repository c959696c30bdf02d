//! The pages of the documentation, compiled into the program.

use super::guides::{GUIDES, Guide};
use super::problems::example;
use crate::error::Code;
use crate::text::escape_html;

/// The page that shows the contract.
pub const INDEX: &str = include_str!("page/index.html");
const SCRIPT: &str = include_str!("page/docs.js");
const STYLE: &str = include_str!("page/docs.css");

/// A file that the page loads: its media type and its text.
pub fn asset(name: &str) -> Option<(&'static str, &'static str)> {
    match name {
        "docs.js" => Some(("text/javascript; charset=utf-8", SCRIPT)),
        "docs.css" => Some(("text/css; charset=utf-8", STYLE)),
        _ => None,
    }
}

/// The page of a problem.
pub fn problem(code: Code) -> String {
    let body = format!(
        "<h1>{title}</h1><p class=\"note\"><code>{name}</code> · HTTP {status}</p>\
         <h2>What happened</h2><p>{happened}</p><h2>What to do</h2><p>{advice}</p>\
         <h2>An example</h2><pre><code class=\"language-json\">{example}</code></pre>\
         <p>Every error has this form (RFC 9457). Tell kinds apart by <code>code</code>; show people <code>detail</code>.</p>",
        title = escape_html(code.title()),
        name = code.as_str(),
        status = code.status(),
        happened = inline(code.happened()),
        advice = inline(code.advice()),
        example = escape_html(&example(code)),
    );
    let others = Code::ALL
        .iter()
        .map(|other| (format!("/docs/problems/{}", other.page()), escape_html(other.title()), *other == code));
    document(code.title(), &body, "Problems", others)
}

/// The list of guides.
pub fn guides() -> String {
    let each = |guide: &Guide| {
        let (name, title, about) = (guide.name, escape_html(guide.title()), guide.about());
        format!("<h2><a href=\"/docs/guides/{name}\">{title}</a></h2>{about}")
    };
    let all: String = GUIDES.iter().map(each).collect();
    document("Guides", &format!("<h1>Guides</h1>{all}"), "Guides", links(""))
}

/// The page of a guide.
pub fn guide(guide: &Guide) -> String {
    document(guide.title(), &guide.html(), "Guides", links(guide.name))
}

/// Where each guide is, what it is called, and whether it is the one that is read.
fn links(current: &str) -> impl Iterator<Item = (String, String, bool)> {
    GUIDES.iter().map(move |guide| {
        let title = escape_html(guide.title());
        (format!("/docs/guides/{}", guide.name), title, guide.name == current)
    })
}

/// A page of text, with the pages of its kind beside it.
fn document(title: &str, body: &str, kind: &str, beside: impl Iterator<Item = (String, String, bool)>) -> String {
    let beside: String = beside
        .map(|(address, title, current)| {
            let mark = if current { " aria-current=\"page\"" } else { "" };
            format!("<li><a href=\"{address}\"{mark}>{title}</a></li>")
        })
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} · Newswire</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/docs/assets/docs.css\">\n</head>\n\
         <body class=\"text\">\n<a class=\"skip\" href=\"#main\">Skip to the text</a>\n\
         <header class=\"bar\"><p class=\"brand\"><a href=\"/docs\">Newswire API</a></p>\
         <a href=\"/docs/guides\">Guides</a></header>\n\
         <div class=\"columns\">\n<main id=\"main\" tabindex=\"-1\">\n{body}</main>\n\
         <nav class=\"beside\" aria-label=\"{kind}\"><p>{kind}</p><ul>{beside}</ul></nav>\n</div>\n</body>\n</html>\n",
        title = escape_html(title),
    )
}

/// A sentence with its `code` marked.
fn inline(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(n, part)| match n % 2 {
        0 => escape_html(part),
        _ => format!("<code>{}</code>", escape_html(part)),
    });
    parts.collect()
}
