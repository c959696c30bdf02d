//! The steps from an address to what stands there. What has the very path comes first: page, then
//! category, tag and author, then article. Then what the site was told of old addresses; and last what
//! can be guessed: dates, the archives of WordPress, an article by the last part of its path.

use super::known::{Known, Look};
use super::places::{self, absolute};
use super::{Led, legacy};
use crate::db::Id;
use crate::redirects::{self, Lead};
use crate::resolve::model::{Asked, Place, Reading, Resolution, Suffix, archive};
use crate::site::Here;

/// Where an address leads, as far as is known; `bases` are the addresses that the site has left.
pub fn resolve(known: &mut Known, here: &Here, bases: &[String], asked: &Asked) -> Resolution {
    if let Some(own) = asked.below(&here.addresses().home_url) {
        return resolve_own(known, here, &own, false);
    }
    let mut gone = false;
    for base in bases {
        for own in asked.at_host(base).into_iter().chain(asked.below(base)) {
            match resolve_own(known, here, &own, true) {
                Resolution::NotFound => {}
                Resolution::Gone => gone = true,
                found => return found,
            }
        }
    }
    if gone { Resolution::Gone } else { Resolution::NotFound }
}

/// The same for an address of the site; `moved`: it is one that the site has left.
fn resolve_own(known: &mut Known, here: &Here, asked: &Asked, moved: bool) -> Resolution {
    if let Some(query) = &asked.legacy {
        return answer_moved(legacy::find(known, here, query));
    }
    let mut gone = false;
    for reading in asked.readings() {
        match read(known, here, &reading, true) {
            Led::To(place) => return answer(here, asked, moved, reading.suffix, place),
            Led::Elsewhere(url) => return Resolution::Redirect(url, None),
            Led::Gone => gone = true,
            Led::Nowhere => {}
        }
    }
    if gone { Resolution::Gone } else { Resolution::NotFound }
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
fn read(known: &mut Known, here: &Here, reading: &Reading, entries: bool) -> Led {
    let path = reading.path.as_str();
    if path == "/" {
        return Led::To(places::home(here));
    }
    let page = places::page_at(known, here, path);
    if matches!(page, Led::To(_)) {
        return page;
    }
    if let Some(section) = places::section_at(known, here, path) {
        return Led::To(section);
    }
    let article = places::article_at(known, here, path);
    if matches!(&article, Led::To(place) if place.path == path) {
        return article;
    }
    let entry = if entries { known.entry(path) } else { None };
    if entry == Some(Lead::Gone) {
        // Somebody has said so: nothing is guessed against that.
        return Led::Gone;
    }
    let told = entry.map_or(Led::Nowhere, |lead| follow(known, here, lead));
    if matches!(told, Led::To(_) | Led::Elsewhere(_)) {
        return told;
    }
    let guessed = if reading.guess { guess(known, here, path, article) } else { Led::Nowhere };
    let was_there = [&page, &told].iter().any(|led| matches!(led, Led::Gone));
    if was_there && matches!(guessed, Led::Nowhere) { Led::Gone } else { guessed }
}

/// To the end of an old address's lead, so that a redirect is one hop.
pub fn follow(known: &mut Known, here: &Here, lead: Lead) -> Led {
    let path = match lead {
        Lead::Thing(kind, id) => return thing(known, kind, id),
        Lead::Gone => return Led::Gone,
        Lead::Url(url) => return Led::Elsewhere(url),
        Lead::Path(path) => path,
    };
    for reading in Asked::parse(&path).map(|asked| asked.readings()).unwrap_or_default() {
        let found = if reading.suffix == Suffix::None { read(known, here, &reading, false) } else { Led::Nowhere };
        if matches!(found, Led::To(_)) {
            return found;
        }
    }
    Led::Elsewhere(absolute(&here.addresses().home_url, &path))
}

fn thing(known: &mut Known, kind: redirects::Kind, id: Id) -> Led {
    known.place(match kind {
        redirects::Kind::Article => Look::Article(id),
        redirects::Kind::Page => Look::Page(id),
        redirects::Kind::Category => Look::Category(id),
        redirects::Kind::Tag => Look::Tag(id),
        redirects::Kind::Author => Look::Author(id),
        redirects::Kind::Media => Look::Medium(id),
    })
}

/// What a path that nothing has may have meant; `article` is the one that has its last part.
fn guess(known: &mut Known, here: &Here, path: &str, article: Led) -> Led {
    match archive(path) {
        Some(date) => Led::To(places::archive(here, date)),
        None => places::wordpress_section(known, path).map_or(article, Led::To),
    }
}
