//! The complete resource at an address, as its own call gives it.

use crate::articles::{self, RawFilter};
use crate::authors;
use crate::cards::Includes;
use crate::categories;
use crate::db::Conn;
use crate::error::Problem;
use crate::home;
use crate::http::Keys;
use crate::http::cursor::Cursors;
use crate::media;
use crate::pages;
use crate::resolve::model::{Kind, Place};
use crate::resolve::wire::CompleteResource;
use crate::site::Here;
use crate::tags;

/// What stands at a place, whole; for a section with a page of its articles.
pub fn complete(conn: &mut Conn, here: &Here, cursors: &Cursors, place: &Place) -> Result<CompleteResource, Problem> {
    let mut whole = CompleteResource::default();
    match (place.kind, place.id) {
        (Kind::Home, _) => whole.home = Some(home::front_page(conn, here, true)?),
        (Kind::Article, Some(id)) => whole.article = articles::complete(conn, here, id)?,
        (Kind::Category, Some(id)) => whole.category = categories::category(conn, here, id)?,
        (Kind::Tag, Some(id)) => whole.tag = tags::tag(conn, here, id)?,
        (Kind::Author, Some(id)) => whole.author = authors::author(conn, here, id)?,
        (Kind::Page, Some(id)) => whole.page = pages::page(conn, here, id)?,
        (Kind::Media, Some(id)) => whole.media = media::medium(conn, here, id)?,
        _ => {}
    }
    if let Some(filter) = filter(here, place) {
        let number = place.page.and_then(|page| u64::try_from(page).ok());
        whole.articles = articles::list_page(conn, here, cursors, (filter, Includes::default()), number)?;
    }
    Ok(whole)
}

/// The list that a section is.
fn filter(here: &Here, place: &Place) -> Option<RawFilter> {
    match (place.kind, &place.slug, &place.date) {
        (Kind::Home, ..) => Some(RawFilter::default()),
        (Kind::Category, Some(slug), _) => Some(RawFilter::by("category", slug)),
        (Kind::Tag, Some(slug), _) => Some(RawFilter::by("tag", slug)),
        (Kind::Author, Some(slug), _) => Some(RawFilter::by("author", slug)),
        (Kind::Archive, _, Some(date)) => Some(RawFilter::of_date(date, here.addresses().zone)),
        _ => None,
    }
}

/// What the complete resource depends on besides its address: a front page, an archive and the pin of
/// a category on all articles.
pub fn complete_keys(keys: Keys, kind: Kind) -> Keys {
    match kind {
        Kind::Home => keys.with("home").with("articles"),
        Kind::Category | Kind::Archive => keys.with("articles"),
        _ => keys,
    }
}
