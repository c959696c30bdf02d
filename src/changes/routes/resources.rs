//! The public resources behind changes, each in the form of its own call: one set of statements for
//! each kind.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::cards::{self, Include, Includes};
use crate::changes::Kind;
use crate::db::{Conn, Id, Time};
use crate::error::Problem;
use crate::frame::SiteOut;
use crate::media::{self, MediaOut};
use crate::menus::{self, Extras, menus_out};
use crate::site::{self, Here};
use crate::{authors, categories, home, pages, tags};

use super::store;

/// A public resource.
pub struct Shown {
    /// Its public version.
    pub version: i64,
    /// When it was published, where it is an article.
    pub published_at: Option<Time>,
    /// As it is on the wire.
    pub value: Value,
}

/// Those of these resources that are public now.
///
/// # Errors
/// What the database said.
pub fn load(conn: &mut Conn, here: &Here, kind: Kind, ids: &[Id], body: bool) -> Result<HashMap<Id, Shown>, Problem> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    match kind {
        Kind::Article => articles(conn, here, ids, body),
        Kind::Page => all(pages::routes::versions(conn, here, ids)?, |page| page.id),
        Kind::Category => all(categories::routes::versions(conn, here, ids)?, |category| category.id),
        Kind::Tag => all(tags::routes::versions(conn, here, ids)?, |tag| tag.id),
        Kind::Author => all(authors::routes::versions(conn, here, ids)?, |author| author.id),
        Kind::Media => pictures(conn, here, ids),
        Kind::Menu => {
            let rows = menus::load(conn, ids)?;
            let versions: Vec<(Id, i64)> = rows.iter().map(|menu| (menu.id, menu.version)).collect();
            let made = versions.into_iter().zip(menus_out(conn, here, &rows, Extras::default())?);
            made.map(|((id, version), menu)| Ok((id, shown(version, &menu)?))).collect()
        }
        Kind::Site => {
            let version = site::load(conn)?.version;
            one(version, &SiteOut::new(here, menus::names(conn)?))
        }
        Kind::Home => {
            let version = store::last_version(conn, kind, NAMELESS)?;
            one(version, &home::front_page(conn, here, true)?)
        }
    }
}

/// The id of what there is one of.
pub const NAMELESS: Id = Id(uuid::Uuid::nil());

fn one(version: i64, value: &impl Serialize) -> Result<HashMap<Id, Shown>, Problem> {
    Ok(HashMap::from([(NAMELESS, shown(version, value)?)]))
}

fn shown(version: i64, value: &impl Serialize) -> Result<Shown, Problem> {
    Ok(Shown { version, published_at: None, value: serde_json::to_value(value).map_err(Problem::internal)? })
}

fn all<T: Serialize>(rows: Vec<(i64, T)>, id: impl Fn(&T) -> Id) -> Result<HashMap<Id, Shown>, Problem> {
    rows.iter().map(|(version, row)| Ok((id(row), shown(*version, row)?))).collect()
}

fn articles(conn: &mut Conn, here: &Here, ids: &[Id], body: bool) -> Result<HashMap<Id, Shown>, Problem> {
    let includes = if body { Includes::of(&[Include::Body]) } else { Includes::default() };
    let cards = cards::cards(conn, here, ids, &includes)?;
    let card = |card: &cards::ArticleCard| {
        Ok((card.id, Shown { published_at: Some(card.published_at), ..shown(card.version, card)? }))
    };
    cards.iter().map(card).collect()
}

fn pictures(conn: &mut Conn, here: &Here, ids: &[Id]) -> Result<HashMap<Id, Shown>, Problem> {
    let ids = cards::shown_media(conn, here.now, ids)?;
    let rows = media::load(conn, &ids)?;
    let picture = |id: &Id| {
        let row = rows.get(id)?;
        let poster = row.poster_id.and_then(|id| rows.get(&id));
        Some(shown(row.version, &MediaOut::new(row, poster, here.addresses())).map(|made| (*id, made)))
    };
    ids.iter().filter_map(picture).collect()
}
