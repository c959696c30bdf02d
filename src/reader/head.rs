//! What a page says of itself before any module has run: for search engines, networks and whoever runs none.

use crate::cards::{self, Includes};
use crate::db::{Conn, Id};
use crate::error::Problem;
use crate::frame::SiteOut;
use crate::resolve::{Kind, Place};
use crate::site::Here;
use crate::text::escape_html;
use crate::{authors, categories, pages, tags};

/// The head of what stands at a place: the `head_html` that the API has for it. Of an address without
/// anything, of further pages of a list and of archives, no more than the site's name; their modules name them.
///
/// # Errors
/// The database cannot be read.
pub fn head(conn: &mut Conn, here: &Here, place: Option<&Place>) -> Result<String, Problem> {
    let Some(place) = place else { return Ok(format!("{}<meta name=\"robots\" content=\"noindex\">\n", title(here))) };
    let told = match (place.page, place.kind, place.id) {
        (None, Kind::Home, _) => Some(SiteOut::new(here, Vec::new()).head_html),
        (None, kind, Some(id)) => of_thing(conn, here, kind, id)?,
        _ => None,
    };
    let plain = || format!("{}<link rel=\"canonical\" href=\"{}\">\n", title(here), escape_html(&place.url));
    Ok(told.unwrap_or_else(plain))
}

fn of_thing(conn: &mut Conn, here: &Here, kind: Kind, id: Id) -> Result<Option<String>, Problem> {
    Ok(match kind {
        Kind::Article => {
            let alone = Includes { head_html: true, ..Includes::default() };
            cards::cards(conn, here, &[id], &alone)?.pop().and_then(|card| card.head_html)
        }
        Kind::Page => pages::page(conn, here, id)?.and_then(|page| page.head_html),
        Kind::Category => categories::category(conn, here, id)?.and_then(|category| category.head_html),
        Kind::Tag => tags::tag(conn, here, id)?.and_then(|tag| tag.head_html),
        Kind::Author => authors::author(conn, here, id)?.and_then(|author| author.head_html),
        Kind::Home | Kind::Archive | Kind::Media | Kind::Feed => None,
    })
}

fn title(here: &Here) -> String {
    format!("<title>{}</title>\n", escape_html(&here.settings().name))
}
