//! The page itself: a frame with the site's name, and the addresses of the modules that fill it.

use super::assets::address;
use super::view::View;
use crate::site::Here;
use crate::text::escape_html;

/// What every view loads. Named here, all of them are fetched at once rather than one after the other.
const MODULES: &[&str] = &[
    "main.js",
    "api.js",
    "cards.js",
    "dates.js",
    "dom.js",
    "frame.js",
    "nav.js",
    "panel.js",
    "picture.js",
    "words.js",
];

/// The page for a view, with what its head says of it.
pub fn shell(here: &Here, view: View, head: &str) -> String {
    let settings = here.settings();
    let (name, tagline) = (escape_html(&settings.name), escape_html(&settings.tagline));
    let own = format!("{}.js", view.name());
    let preloads = MODULES.iter().copied().chain([own.as_str()]);
    let preloads: String =
        preloads.map(|module| format!("<link rel=\"modulepreload\" href=\"{}\">\n", address(module))).collect();
    format!(
        "<!doctype html>\n\
         <html lang=\"{language}\" data-view=\"{view}\" data-status=\"{status}\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         {head}\
         <link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"{style}\">\n\
         <script src=\"{theme}\"></script>\n\
         {preloads}\
         <script type=\"module\" src=\"{main}\"></script>\n\
         </head>\n\
         <body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the content</a>\n\
         <header id=\"head\" class=\"masthead\"><div class=\"strip\"></div><div class=\"plate\"><a class=\"name\" href=\"/\">{name}</a>\
         <p class=\"tagline\">{tagline}</p></div><div class=\"nav\"></div></header>\n\
         <main id=\"main\" tabindex=\"-1\"><noscript><p class=\"notice\">These pages are made in the browser, from the API. \
         Without JavaScript, read the <a href=\"/feeds/rss.xml\">feed</a>.</p></noscript></main>\n\
         <footer id=\"foot\"></footer>\n\
         </body>\n\
         </html>\n",
        language = escape_html(&settings.language),
        view = view.name(),
        status = view.status(),
        style = address("reader.css"),
        theme = address("theme.js"),
        main = address("main.js"),
    )
}
