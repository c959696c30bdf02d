//! The steps from an address to what stands there. What has the very path comes first: page, then
//! category, tag and author, then article. Then what the site was told of old addresses; and last what
//! can be guessed: dates, the archives of WordPress, an article by the last part of its path.

mod legacy;
mod places;

use diesel::prelude::QueryResult;

use super::model::{Asked, Kind, Place, Reading, Resolution, Suffix, archive};
use crate::db::{Conn, Id};
use crate::redirects::{self, Lead};
use crate::site::Here;
use places::absolute;

/// What a step found.
#[derive(Debug)]
enum Led {
    /// A place.
    To(Place),
    /// An address of which nothing is known.
    Elsewhere(String),
    /// What was public once.
    Gone,
    /// Nothing.
    Nowhere,
}

impl Led {
    fn place(place: Option<Place>) -> Self {
        place.map_or(Self::Nowhere, Self::To)
    }
}

/// Where an address leads at this moment.
///
/// # Errors
/// What the database said.
pub fn resolve(conn: &mut Conn, here: &Here, asked: &Asked) -> QueryResult<Resolution> {
    if let Some(own) = asked.below(&here.addresses().home_url) {
        return resolve_own(conn, here, &own, false);
    }
    let mut gone = false;
    for base in redirects::old_bases(conn)? {
        for own in asked.at_host(&base).into_iter().chain(asked.below(&base)) {
            match resolve_own(conn, here, &own, true)? {
                Resolution::NotFound => {}
                Resolution::Gone => gone = true,
                found => return Ok(found),
            }
        }
    }
    Ok(if gone { Resolution::Gone } else { Resolution::NotFound })
}

/// The same for an address of the site; `moved`: it is one that the site has left.
fn resolve_own(conn: &mut Conn, here: &Here, asked: &Asked, moved: bool) -> QueryResult<Resolution> {
    if let Some(query) = &asked.legacy {
        return Ok(answer_moved(legacy::find(conn, here, query)?));
    }
    let mut gone = false;
    for reading in asked.readings() {
        match read(conn, here, &reading, true)? {
            Led::To(place) => return Ok(answer(here, asked, moved, reading.suffix, place)),
            Led::Elsewhere(url) => return Ok(Resolution::Redirect(url, None)),
            Led::Gone => gone = true,
            Led::Nowhere => {}
        }
    }
    Ok(if gone { Resolution::Gone } else { Resolution::NotFound })
}

fn answer_moved(led: Led) -> Resolution {
    match led {
        Led::To(place) => Resolution::Redirect(place.url.clone(), Some(place)),
        Led::Elsewhere(url) => Resolution::Redirect(url, None),
        Led::Gone => Resolution::Gone,
        Led::Nowhere => Resolution::NotFound,
    }
}

/// Found where the address is the place's own to the letter, else a redirect to it.
fn answer(here: &Here, asked: &Asked, moved: bool, suffix: Suffix, place: Place) -> Resolution {
    let at = here.addresses();
    let place = match suffix {
        Suffix::Page(number) if number > 1 && place.kind.is_list() => {
            let path = format!("{}/page/{number}", place.path.trim_end_matches('/'));
            if !moved && asked.raw == path {
                return Resolution::Found(Place { page: Some(number), ..place });
            }
            return Resolution::Redirect(at.url(&path), Some(Place { page: Some(number), ..place }));
        }
        Suffix::Feed(atom) => places::feed(&place, atom, at).unwrap_or(place),
        Suffix::None if !moved && asked.raw == place.path => return Resolution::Found(place),
        Suffix::None | Suffix::Page(_) | Suffix::Amp => place,
    };
    Resolution::Redirect(place.url.clone(), Some(place))
}

/// What a path leads to; `entries`: what the site was told of old addresses too.
fn read(conn: &mut Conn, here: &Here, reading: &Reading, entries: bool) -> QueryResult<Led> {
    let path = reading.path.as_str();
    if path == "/" {
        return Ok(Led::To(places::home(here)));
    }
    let page = places::page_at(conn, here, path)?;
    if matches!(page, Led::To(_)) {
        return Ok(page);
    }
    if let Some(section) = places::section_at(conn, here, path)? {
        return Ok(Led::To(section));
    }
    let article = places::article_at(conn, here, path)?;
    if matches!(&article, Led::To(place) if place.path == path) {
        return Ok(article);
    }
    let told = if entries { told(conn, here, path)? } else { Led::Nowhere };
    if matches!(told, Led::To(_) | Led::Elsewhere(_)) {
        return Ok(told);
    }
    let guessed = if reading.guess { guess(conn, here, path, article)? } else { Led::Nowhere };
    let was_there = [&page, &told].iter().any(|led| matches!(led, Led::Gone));
    Ok(if was_there && matches!(guessed, Led::Nowhere) { Led::Gone } else { guessed })
}

/// What the site was told of an old address.
fn told(conn: &mut Conn, here: &Here, path: &str) -> QueryResult<Led> {
    match redirects::find(conn, path)? {
        Some(lead) => follow(conn, here, lead),
        None => Ok(Led::Nowhere),
    }
}

/// To the end of an old address's lead, so that a redirect is one hop.
fn follow(conn: &mut Conn, here: &Here, lead: Lead) -> QueryResult<Led> {
    let path = match lead {
        Lead::Thing(kind, id) => return thing(conn, here, kind, id),
        Lead::Gone => return Ok(Led::Gone),
        Lead::Path(path) => path,
    };
    for reading in Asked::parse(&path).map(|asked| asked.readings()).unwrap_or_default() {
        let found = if reading.suffix == Suffix::None { read(conn, here, &reading, false)? } else { Led::Nowhere };
        if matches!(found, Led::To(_)) {
            return Ok(found);
        }
    }
    Ok(Led::Elsewhere(absolute(&here.addresses().home_url, &path)))
}

fn thing(conn: &mut Conn, here: &Here, kind: redirects::Kind, id: Id) -> QueryResult<Led> {
    match kind {
        redirects::Kind::Article => places::article(conn, here, id),
        redirects::Kind::Page => places::page(conn, here, id),
        redirects::Kind::Category => places::category(conn, here, id).map(Led::place),
        redirects::Kind::Tag => places::tag(conn, here, id).map(Led::place),
        redirects::Kind::Author => places::author(conn, here, id).map(Led::place),
        redirects::Kind::Media => places::medium(conn, here, id).map(Led::place),
    }
}

/// What a path that nothing has may have meant; `article` is the one that has its last part.
fn guess(conn: &mut Conn, here: &Here, path: &str, article: Led) -> QueryResult<Led> {
    if let Some(date) = archive(path) {
        return Ok(Led::To(places::archive(here, date)));
    }
    match places::wordpress_section(conn, here, path)? {
        Some(section) => Ok(Led::To(section)),
        None => Ok(article),
    }
}

impl Kind {
    /// The part of a feed's path that names a list of this kind.
    fn in_feeds(self) -> Option<&'static str> {
        match self {
            Self::Category => Some("category"),
            Self::Tag => Some("tag"),
            Self::Author => Some("author"),
            _ => None,
        }
    }
}
