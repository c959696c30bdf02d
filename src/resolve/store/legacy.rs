//! What WordPress's own queries ask for: `?p=123` and its like, by the id that a thing had there, else
//! by its number here.

use diesel::prelude::*;

use super::{Led, follow, places};
use crate::db::schema::{articles, authors, categories, media, pages};
use crate::db::{Conn, Id};
use crate::redirects;
use crate::resolve::model::{Legacy, LegacyKind};
use crate::site::Here;

/// How many things of one old id are looked at: it may repeat.
const MOST: i64 = 10;

/// What a query of WordPress leads to.
pub fn find(conn: &mut Conn, here: &Here, query: &Legacy) -> QueryResult<Led> {
    if let Some(lead) = redirects::find(conn, &format!("/?{}={}", query.name, query.value))? {
        return follow(conn, here, lead);
    }
    let id = query.value.as_str();
    match query.kind {
        LegacyKind::Post => first(conn, here, id, &[article, page, medium]),
        LegacyKind::Page => first(conn, here, id, &[page, article]),
        LegacyKind::Attachment => medium(conn, here, id),
        LegacyKind::Category => category(conn, here, id),
        LegacyKind::Tag => places::tag_of_slug(conn, here, id).map(Led::place),
        LegacyKind::Author => author(conn, here, id),
    }
}

type Step = fn(&mut Conn, &Here, &str) -> QueryResult<Led>;

fn first(conn: &mut Conn, here: &Here, id: &str, steps: &[Step]) -> QueryResult<Led> {
    let mut gone = false;
    for step in steps {
        match step(conn, here, id)? {
            Led::Nowhere => {}
            Led::Gone => gone = true,
            found => return Ok(found),
        }
    }
    Ok(if gone { Led::Gone } else { Led::Nowhere })
}

/// The ids of the rows of a table with this old id; else of the one with this number.
macro_rules! ids {
    ($conn:ident, $table:ident, $id:ident) => {{
        let old: Vec<Id> = $table::table
            .filter($table::legacy_id.eq($id))
            .order($table::id.desc())
            .limit(MOST)
            .select($table::id)
            .load($conn)?;
        match old.is_empty() {
            false => old,
            true => $table::table
                .filter($table::number.eq($id.parse::<i64>().unwrap_or(-1)))
                .select($table::id)
                .load($conn)?,
        }
    }};
}

fn article(conn: &mut Conn, here: &Here, id: &str) -> QueryResult<Led> {
    let ids: Vec<Id> = ids!(conn, articles, id);
    each(conn, here, ids, places::article)
}

fn page(conn: &mut Conn, here: &Here, id: &str) -> QueryResult<Led> {
    let ids: Vec<Id> = ids!(conn, pages, id);
    each(conn, here, ids, places::page)
}

fn medium(conn: &mut Conn, here: &Here, id: &str) -> QueryResult<Led> {
    let ids: Vec<Id> = ids!(conn, media, id);
    each(conn, here, ids, |conn, here, id| places::medium(conn, here, id).map(Led::place))
}

fn category(conn: &mut Conn, here: &Here, id: &str) -> QueryResult<Led> {
    let ids: Vec<Id> = ids!(conn, categories, id);
    each(conn, here, ids, |conn, here, id| places::category(conn, here, id).map(Led::place))
}

fn author(conn: &mut Conn, here: &Here, id: &str) -> QueryResult<Led> {
    let ids: Vec<Id> = ids!(conn, authors, id);
    each(conn, here, ids, |conn, here, id| places::author(conn, here, id).map(Led::place))
}

fn each(
    conn: &mut Conn,
    here: &Here,
    ids: Vec<Id>,
    step: fn(&mut Conn, &Here, Id) -> QueryResult<Led>,
) -> QueryResult<Led> {
    let mut gone = false;
    for id in ids {
        match step(conn, here, id)? {
            Led::Nowhere => {}
            Led::Gone => gone = true,
            found => return Ok(found),
        }
    }
    Ok(if gone { Led::Gone } else { Led::Nowhere })
}
