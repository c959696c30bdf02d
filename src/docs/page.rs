//! The pages of the documentation, compiled into the program.

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
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} · Newswire</title><link rel=\"stylesheet\" href=\"/docs/assets/docs.css\"></head>\
         <body class=\"problem\"><main><p><a href=\"/docs\">Newswire API</a></p><h1>{title}</h1>\
         <p><code>{code}</code> · HTTP {status}</p><p>{text}</p></main></body></html>",
        title = escape_html(code.title()),
        code = code.as_str(),
        status = code.status(),
        text = escape_html(code.explanation().trim()),
    )
}
