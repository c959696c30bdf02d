//! What a page says of itself before any module has run, for whoever runs none.

use crate::resolve::Place;
use crate::site::Here;
use crate::text::escape_html;

/// The head of what stands at a place; none: of an address without anything. Only what the site shows
/// to everyone may stand here.
pub fn head(here: &Here, place: Option<&Place>) -> String {
    let settings = here.settings();
    let mut head = format!("<title>{}</title>\n", escape_html(&settings.name));
    if let Some(place) = place {
        head.push_str(&format!("<link rel=\"canonical\" href=\"{}\">\n", escape_html(&place.url)));
    } else {
        head.push_str("<meta name=\"robots\" content=\"noindex\">\n");
    }
    head
}
