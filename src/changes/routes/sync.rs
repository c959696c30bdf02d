//! A page of changes: what changed beyond a place in the log, or a part of everything that is public.

use std::collections::HashMap;
use std::sync::Arc;

use super::asked::{Asked, check_age};
use super::resources::{self, NAMELESS, Shown};
use super::store::{self, Latest};
use crate::cards::{self, Sort};
use crate::changes::model::{First, Kind, Op, Position};
use crate::changes::wire::ChangeOut;
use crate::db::{Conn, Id};
use crate::error::Problem;
use crate::http::Paging;
use crate::http::cursor::Cursor;
use crate::http::paging::Place;
use crate::pages;
use crate::site::{Here, Snapshot};

/// A page, before its cursor is sealed.
pub struct Synced {
    /// The changes.
    pub data: Vec<ChangeOut>,
    /// Where to go on.
    pub next: Position,
    /// Whether there is more now.
    pub more: bool,
}

/// A page of what was asked for, from one moment.
///
/// # Errors
/// `cursor_expired`; what the database said.
pub fn page(conn: &mut Conn, here: &Here, asked: &Asked) -> Result<Synced, Problem> {
    // The kept site may be older than the rows that tell of its change.
    let site = Arc::new(Snapshot::load(conn, &here.addresses().public_url)?);
    let here = &Here { site, ..here.clone() };
    let head = store::head(conn)?;
    match &asked.since {
        Some(position) => {
            check_age(conn, position.seq(), head)?;
            match position {
                Position::Log(seq) => delta(conn, here, asked, *seq, head),
                Position::First(first) => Walk::from(asked, first.clone()).run(conn, here, head),
            }
        }
        None => {
            let kind = asked.kinds.first().copied().unwrap_or(Kind::Article);
            Walk::from(asked, First { began: head, kind, after: None }).run(conn, here, head)
        }
    }
}

fn delta(conn: &mut Conn, here: &Here, asked: &Asked, since: i64, head: i64) -> Result<Synced, Problem> {
    let mut rows = store::latest(conn, since, &asked.names(), most(asked.limit))?;
    let more = rows.len() > asked.limit;
    rows.truncate(asked.limit);
    let mut found: HashMap<Kind, HashMap<Id, Shown>> = HashMap::new();
    for kind in &asked.kinds {
        let ids: Vec<Id> = rows.iter().filter(|row| row.kind == kind.as_str()).map(|row| row.id).collect();
        found.insert(*kind, resources::load(conn, here, *kind, &ids, asked.body)?);
    }
    let next = rows.last().filter(|_| more).map_or(head, |row| row.seq);
    let change = |row: Latest| {
        let shown = Kind::parse(&row.kind).and_then(|kind| found.get_mut(&kind)?.remove(&row.id));
        change(row, shown, asked)
    };
    Ok(Synced { data: rows.into_iter().map(change).collect(), next: Position::Log(next), more })
}

/// One row more than a page holds tells whether there are more.
fn most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

/// What is public now decides, whatever the log said of it then.
fn change(row: Latest, shown: Option<Shown>, asked: &Asked) -> ChangeOut {
    let inside = |shown: &Shown| match (shown.published_at, asked.published_from) {
        (Some(at), Some(from)) => at >= from,
        _ => true,
    };
    let reason = match &shown {
        Some(shown) if inside(shown) => None,
        Some(_) => Some("out_of_range".to_owned()),
        None => Some(row.reason.clone().unwrap_or_else(|| why_gone(&row).to_owned())),
    };
    let op = if reason.is_none() { Op::Upsert } else { Op::Delete };
    let shown = shown.filter(|_| op == Op::Upsert);
    ChangeOut {
        seq: row.seq,
        op: op.as_str().to_owned(),
        r#type: row.kind,
        id: row.id,
        version: shown.as_ref().map_or(row.version, |shown| shown.version),
        at: row.at,
        reason,
        resource: shown.map(|shown| shown.value),
    }
}

/// What the log last knew as public and is not: the clock has ended it and nobody has said so yet, or
/// there is no such row any more.
fn why_gone(row: &Latest) -> &'static str {
    match Kind::parse(&row.kind) {
        Some(Kind::Article | Kind::Page) => "expired",
        _ => "deleted",
    }
}

/// A walk over everything that is public. Whatever changes meanwhile comes again from the log, so the
/// order of the walk needs to be stable only for what does not change.
struct Walk<'a> {
    asked: &'a Asked,
    first: First,
    data: Vec<ChangeOut>,
}

impl<'a> Walk<'a> {
    fn from(asked: &'a Asked, first: First) -> Self {
        Self { asked, first, data: Vec::new() }
    }

    fn run(mut self, conn: &mut Conn, here: &Here, head: i64) -> Result<Synced, Problem> {
        let at = self.asked.kinds.iter().position(|kind| *kind == self.first.kind).unwrap_or(0);
        for kind in self.asked.kinds[at..].iter().copied() {
            if kind != self.first.kind {
                self.first = First { kind, after: None, ..self.first };
            }
            if self.take(conn, here, kind)? {
                return Ok(Synced { data: self.data, next: Position::First(self.first), more: true });
            }
        }
        let began = self.first.began;
        Ok(Synced { data: self.data, next: Position::Log(began), more: began < head })
    }

    /// Takes of a kind what there is place for; whether something is left.
    fn take(&mut self, conn: &mut Conn, here: &Here, kind: Kind) -> Result<bool, Problem> {
        let place = self.asked.limit.saturating_sub(self.data.len());
        let mut ids = self.ids(conn, here, kind, place)?;
        let left = ids.len() > place;
        ids.truncate(place);
        let mut found = resources::load(conn, here, kind, &ids, self.asked.body)?;
        for id in ids {
            let shown = found.remove(&id);
            let value = shown.as_ref().and_then(|shown| shown.published_at).map(|at| at.to_string());
            // The walk goes on behind what readers may not see, even where that is all of a page.
            self.first.after = Some((value.unwrap_or_default(), id));
            let Some(shown) = shown else { continue };
            self.data.push(ChangeOut {
                seq: self.first.began,
                op: Op::Upsert.as_str().to_owned(),
                r#type: kind.as_str().to_owned(),
                id,
                version: shown.version,
                at: here.now,
                reason: None,
                resource: Some(shown.value),
            });
        }
        Ok(left)
    }

    fn ids(&self, conn: &mut Conn, here: &Here, kind: Kind, place: usize) -> Result<Vec<Id>, Problem> {
        let after = self.first.after.as_ref().map_or(NAMELESS, |(_, id)| *id);
        Ok(match kind {
            Kind::Article => self.articles(conn, here, place)?,
            Kind::Page => pages::public_ids_beyond(conn, here.now, after, most(place))?,
            Kind::Site | Kind::Home if self.first.after.is_none() => vec![NAMELESS],
            Kind::Site | Kind::Home => Vec::new(),
            kind => store::ids_beyond(conn, kind, after, most(place))?,
        })
    }

    /// The newest first: an app that has the first page can show something.
    fn articles(&self, conn: &mut Conn, here: &Here, place: usize) -> Result<Vec<Id>, Problem> {
        let beyond = |(value, id): (String, Id)| Place::Beyond(Cursor { value, id, back: false });
        let paging = Paging {
            limit: u64::try_from(place).unwrap_or(u64::MAX),
            place: self.first.after.clone().map_or(Place::Start, beyond),
            total: false,
        };
        let filter = cards::Filter { from: self.asked.published_from, ..cards::Filter::default() };
        Ok(cards::list(conn, here, &filter, Sort::Newest, &paging, None)?)
    }
}
