//! What WordPress's own queries ask for: `?p=123` and its like, by the id that a thing had there, else
//! by its number here.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::Led;
use super::known::{Known, Look, Old};
use super::steps::follow;
use crate::db::schema::{articles, authors, categories, media, pages};
use crate::db::{Conn, Id};
use crate::resolve::model::{Legacy, LegacyKind, OldKind};
use crate::site::Here;

/// How many things of one old id are looked at: it may repeat.
const MOST: usize = 10;

/// What a query of WordPress leads to.
pub fn find(known: &mut Known, here: &Here, query: &Legacy) -> Led {
    if let Some(lead) = known.entry(&format!("/?{}={}", query.name, query.value)) {
        return follow(known, here, lead);
    }
    match query.kind {
        LegacyKind::Post => first(known, &query.value, &[OldKind::Article, OldKind::Page, OldKind::Medium]),
        LegacyKind::Page => first(known, &query.value, &[OldKind::Page, OldKind::Article]),
        LegacyKind::Attachment => first(known, &query.value, &[OldKind::Medium]),
        LegacyKind::Category => first(known, &query.value, &[OldKind::Category]),
        LegacyKind::Tag => known.place(Look::TagSlug(query.value.clone())),
        LegacyKind::Author => first(known, &query.value, &[OldKind::Author]),
    }
}

/// The first of these that stands somewhere.
fn first(known: &mut Known, id: &str, kinds: &[OldKind]) -> Led {
    let mut gone = false;
    for kind in kinds {
        for id in known.old(*kind, id) {
            match known.place(look(*kind, id)) {
                Led::Nowhere => {}
                Led::Gone => gone = true,
                found => return found,
            }
        }
    }
    if gone { Led::Gone } else { Led::Nowhere }
}

fn look(kind: OldKind, id: Id) -> Look {
    match kind {
        OldKind::Article => Look::Article(id),
        OldKind::Page => Look::Page(id),
        OldKind::Medium => Look::Medium(id),
        OldKind::Category => Look::Category(id),
        OldKind::Author => Look::Author(id),
    }
}

/// The rows of a table with these old ids, the newest first; for those that no row has, the ones with
/// these numbers.
macro_rules! rows {
    ($conn:ident, $table:ident, $ids:ident) => {{
        let mut rows: Vec<(String, Id)> = $table::table
            .filter($table::legacy_id.eq_any(&$ids))
            .order($table::id.desc())
            .select(($table::legacy_id.assume_not_null(), $table::id))
            .load($conn)?;
        let had: HashSet<&String> = rows.iter().map(|(id, _)| id).collect();
        let numbers: Vec<i64> = $ids.iter().filter(|id| !had.contains(id)).filter_map(|id| id.parse().ok()).collect();
        let numbered: Vec<(i64, Id)> = match numbers.is_empty() {
            true => Vec::new(),
            false => {
                $table::table.filter($table::number.eq_any(numbers)).select(($table::number, $table::id)).load($conn)?
            }
        };
        rows.extend(numbered.into_iter().map(|(number, id)| (number.to_string(), id)));
        rows
    }};
}

/// The things that had these ids.
pub fn load(conn: &mut Conn, wanted: HashSet<Old>) -> QueryResult<HashMap<Old, Vec<Id>>> {
    let mut by_kind: HashMap<OldKind, Vec<String>> = HashMap::new();
    let mut all: HashMap<Old, Vec<Id>> = HashMap::new();
    for (kind, id) in wanted {
        by_kind.entry(kind).or_default().push(id.clone());
        all.insert((kind, id), Vec::new());
    }
    for (kind, ids) in by_kind {
        let rows = match kind {
            OldKind::Article => rows!(conn, articles, ids),
            OldKind::Page => rows!(conn, pages, ids),
            OldKind::Medium => rows!(conn, media, ids),
            OldKind::Category => rows!(conn, categories, ids),
            OldKind::Author => rows!(conn, authors, ids),
        };
        for (old, id) in rows {
            if let Some(ids) = all.get_mut(&(kind, old)).filter(|ids| ids.len() < MOST) {
                ids.push(id);
            }
        }
    }
    Ok(all)
}
