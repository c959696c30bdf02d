//! The rows of a page of a list, and how many the list has: by what is remembered of it, else by a walk.

use diesel::result::QueryResult;

use super::params::Wanted;
use crate::cards::{self, CardRow, Filter, Glance, Sort};
use crate::db::Conn;
use crate::http::anchors::{Anchor, Anchors};
use crate::http::cursor::Cursors;
use crate::http::paging::{Key, Total};
use crate::http::rosters::Roster;
use crate::site::Here;

/// What was found out about a list.
pub struct Looked {
    /// How it stands, where that was looked at.
    pub glance: Option<Glance>,
    /// How many rows it has, where that is wanted.
    pub total: Option<Total>,
    /// The page's rows, and one more where there are more.
    pub rows: Vec<CardRow>,
}

/// Looks a page of a list up.
///
/// # Errors
/// What the database said.
pub fn look(conn: &mut Conn, here: &Here, cursors: &Cursors, wanted: &Wanted, filter: &Filter) -> QueryResult<Looked> {
    let has_roster = cursors.rosters().are_kept() && cards::has_roster(filter);
    let glances = wanted.starts_with_a_glance() || has_roster;
    let glance = if glances { Some(cards::glance(conn, here, filter)?) } else { None };
    let roster = match glance.filter(|_| has_roster) {
        Some(glance) => cards::roster(conn, here, cursors.rosters(), (&wanted.filter.scope(), filter), glance)?,
        None => None,
    };
    let total = match (&roster, glance.filter(|_| wanted.paging.total)) {
        (_, None) => None,
        (Some(roster), _) => Some(roster.total()),
        (None, Some(glance)) => Some(cards::totals(conn, here, filter, glance)?),
    };
    let remembered = match &roster {
        Some(roster) => rostered(conn, here, roster, wanted)?,
        None => None,
    };
    let rows = match remembered {
        Some(rows) => rows,
        None => walked(conn, here, cursors.anchors(), wanted, (filter, glance))?,
    };
    Ok(Looked { glance, total, rows })
}

/// A page's rows by what is remembered of its list; none where that does not tell them.
fn rostered(conn: &mut Conn, here: &Here, roster: &Roster, wanted: &Wanted) -> QueryResult<Option<Vec<CardRow>>> {
    let newest_first = match wanted.sort {
        Sort::Newest => true,
        Sort::Oldest => false,
        Sort::Updated | Sort::Title | Sort::Views => return Ok(None),
    };
    let Some(ids) = roster.page(&wanted.paging, newest_first) else { return Ok(None) };
    let rows = cards::load_rows(conn, here, &ids)?;
    // Where the clock was set back, what was announced is not public.
    Ok(Some(rows).filter(|rows| rows.len() == ids.len()))
}

/// A page's rows by a walk, from the nearest row that is remembered where it is a numbered one.
fn walked(
    conn: &mut Conn,
    here: &Here,
    anchors: &Anchors,
    wanted: &Wanted,
    (filter, glance): (&Filter, Option<Glance>),
) -> QueryResult<Vec<CardRow>> {
    // What the clock did and nobody announced is in the list and not in the log.
    let head = glance.filter(|glance| glance.quiet && wanted.is_told_by_the_log()).map(|glance| glance.head);
    let anchor = head.and_then(|head| anchors.nearest(head, &wanted.scope, wanted.paging.offset()));
    let ids = cards::list(conn, here, filter, wanted.sort, &wanted.paging, anchor.as_ref())?;
    let rows = cards::load_listed(conn, &ids)?;
    if let Some((head, row)) = head.zip(rows.last()) {
        let rows = wanted.paging.offset() + rows.len() as u64;
        let key = Key { value: wanted.sort.value(row), id: row.id };
        anchors.note(head, &wanted.scope, Anchor { rows, key });
    }
    Ok(rows)
}
