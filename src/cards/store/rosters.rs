//! Rosters: what is remembered of lists that no range of an index answers, made once and followed along
//! the log.

use std::cmp::Ordering;
use std::sync::Arc;

use diesel::prelude::*;

use super::lists::{listed_of, newest};
use super::totals::{Glance, has_counter};
use crate::cards::model::Filter;
use crate::changes::Kind;
use crate::db::schema::changes;
use crate::db::{Conn, Id};
use crate::http::rosters::{MOST_ROWS, Roster, Rosters};
use crate::site::Here;

/// After more changes than this a roster is made anew.
const MOST_FOLLOWED: i64 = 200;

/// Whether a list has a roster: the log tells what becomes of it, no counter is kept of it, and it may hold something.
pub fn has_roster(filter: &Filter) -> bool {
    let Filter {
        categories, categories_exact, exclude_categories, tags, all_tags, authors, formats, languages, ..
    } = filter.clone();
    let told = Filter {
        categories,
        categories_exact,
        exclude_categories,
        tags,
        all_tags,
        authors,
        formats,
        languages,
        ..Filter::default()
    };
    *filter == told && !has_counter(filter) && !filter.is_impossible()
}

/// The roster of a list that has one, under its name, as it is in this transaction; none where the clock did what
/// nobody has announced yet.
///
/// # Errors
/// What the database said.
pub fn roster(
    conn: &mut Conn,
    here: &Here,
    rosters: &Rosters,
    (name, filter): (&str, &Filter),
    glance: Glance,
) -> QueryResult<Option<Arc<Roster>>> {
    if !glance.quiet {
        return Ok(None);
    }
    let known = rosters.get(name);
    match known.as_ref().map(|known| known.head().cmp(&glance.head)) {
        Some(Ordering::Equal) => return Ok(known),
        Some(Ordering::Greater) => return Ok(None),
        Some(Ordering::Less) | None => {}
    }
    let followed = match known {
        Some(known) => follow(conn, here, filter, &known, glance.head)?,
        None => None,
    };
    let roster = match followed {
        Some(roster) => roster,
        None => Roster::new(glance.head, newest(conn, here, filter, MOST_ROWS)?),
    };
    let roster = Arc::new(roster);
    rosters.keep(name, &roster);
    Ok(Some(roster))
}

/// None where it cannot be followed: after too many changes, or one to what articles are filed under.
fn follow(conn: &mut Conn, here: &Here, filter: &Filter, known: &Roster, head: i64) -> QueryResult<Option<Roster>> {
    let decides = [Kind::Article, Kind::Category, Kind::Tag, Kind::Author].map(Kind::as_str);
    let rows: Vec<(String, Id)> = changes::table
        .filter(changes::seq.gt(known.head()))
        .filter(changes::kind.eq_any(decides))
        .order(changes::seq)
        .limit(MOST_FOLLOWED + 1)
        .select((changes::kind, changes::resource_id))
        .load(conn)?;
    let few = i64::try_from(rows.len()).is_ok_and(|rows| rows <= MOST_FOLLOWED);
    if !few || rows.iter().any(|(kind, _)| kind != Kind::Article.as_str()) {
        return Ok(None);
    }
    let changed: Vec<Id> = rows.into_iter().map(|(_, id)| id).collect();
    let now = listed_of(conn, here, filter, &changed)?;
    Ok(known.followed(head, &changed, now))
}
