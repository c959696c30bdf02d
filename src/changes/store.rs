//! The SQL of the log.

use std::collections::HashMap;

use diesel::dsl::{max, min};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::{Alert, Change, Entry, Kind, Op};
use crate::db::schema::changes;
use crate::db::types::{Moment, Uuid};
use crate::db::{self, Conn, Id, Json, Statement, Time, commit, facts};

/// Writes a row of the log. A write transaction already holds the one lock that makes the order of
/// the log the order of commits.
///
/// # Errors
/// What the database said.
pub fn append(conn: &mut Conn, at: Time, change: &Change) -> QueryResult<()> {
    let seq = diesel::insert_into(changes::table)
        .values((
            changes::at.eq(at),
            changes::kind.eq(change.kind.as_str()),
            changes::resource_id.eq(change.id),
            changes::op.eq(change.op.as_str()),
            changes::event.eq(change.event),
            changes::reason.eq(change.reason),
            changes::version.eq(change.version),
            changes::slug.eq(change.place.slug.as_deref()),
            changes::path.eq(change.place.path.as_deref()),
            changes::previous_slug.eq(change.previous.as_ref().and_then(|before| before.slug.as_deref())),
            changes::previous_path.eq(change.previous.as_ref().and_then(|before| before.path.as_deref())),
            changes::changed.eq(Json(change.changed.iter().map(ToString::to_string).collect::<Vec<_>>())),
            changes::keys.eq(Json(change.keys.clone())),
            changes::breaking.eq(change.breaking),
            changes::alert.eq(change.alert.clone().map(Json)),
        ))
        .returning(changes::seq)
        .get_result(conn)?;
    commit::note_logged(seq, &change.keys);
    db::notify(conn)
}

/// Writes a row of the log about something of the site that has no resource of its own, such as a redirect:
/// what changed, and what depends on it.
///
/// # Errors
/// What the database said.
pub fn append_of_site(conn: &mut Conn, at: Time, what: &'static str, keys: Vec<String>) -> QueryResult<()> {
    let id = Id(uuid::Uuid::nil());
    let version = last_version(conn, Kind::Site, id)?;
    let change = Change::upsert(Kind::Site, id, "site.updated", version, keys);
    append(conn, at, &Change { changed: vec![what], ..change })
}

/// The place of the newest row that is committed; 0 in an empty log.
///
/// # Errors
/// What the database said.
pub fn head(conn: &mut Conn) -> QueryResult<i64> {
    let newest: Option<i64> = changes::table.select(max(changes::seq)).first(conn)?;
    Ok(newest.unwrap_or(0))
}

/// The rows beyond a place, in order, at most so many.
///
/// # Errors
/// What the database said.
pub fn beyond(conn: &mut Conn, seq: i64, most: i64) -> QueryResult<Vec<Entry>> {
    changes::table.filter(changes::seq.gt(seq)).order(changes::seq).limit(most).select(Entry::as_select()).load(conn)
}

/// Erases what alerts about a resource said.
///
/// # Errors
/// What the database said.
pub fn forget_alerts(conn: &mut Conn, kind: Kind, id: Id) -> QueryResult<()> {
    let of = changes::table.filter(changes::kind.eq(kind.as_str())).filter(changes::resource_id.eq(id));
    diesel::update(of).set(changes::alert.eq(None::<Json<Alert>>)).execute(conn).map(drop)
}

/// The last change to a resource, as far as a follower of the latest state needs it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Latest {
    /// Its place in the log.
    pub seq: i64,
    /// Of what kind the resource is.
    pub kind: String,
    /// Which one.
    pub id: Id,
    /// `upsert` or `delete`.
    pub op: String,
    /// Why it is gone, where it is.
    pub reason: Option<String>,
    /// Its public version after the change.
    pub version: i64,
    /// When it was made.
    pub at: Time,
}

/// When each of these resources of a kind was last changed, as far as the log holds it.
///
/// # Errors
/// What the database said.
pub fn last_changed(conn: &mut Conn, kind: Kind, ids: &[Id]) -> QueryResult<HashMap<Id, Time>> {
    let mut statement =
        Statement::<(Uuid, Moment)>::new("SELECT c.resource_id, max(c.at) FROM changes c WHERE c.kind = ");
    statement.text(kind.as_str()).sql(" AND c.resource_id").is_among(ids).sql(" GROUP BY c.resource_id");
    Ok(statement.load::<(Id, Time)>(conn)?.into_iter().collect())
}

type LatestColumns = (BigInt, Text, Uuid, Text, Nullable<Text>, BigInt, Moment);

/// What changed beyond a place, each resource once, at its last change; in order, at most so many. Of
/// these kinds only, or of all where none is named.
///
/// # Errors
/// What the database said.
pub fn latest(conn: &mut Conn, seq: i64, kinds: &[String], most: i64) -> QueryResult<Vec<Latest>> {
    let mut statement = Statement::<LatestColumns>::new(
        "SELECT c.seq, c.kind, c.resource_id, c.op, c.reason, c.version, c.at FROM changes c WHERE c.seq > ",
    );
    statement.number(seq);
    if !kinds.is_empty() {
        statement.sql(" AND c.kind").is_among_texts(kinds);
    }
    // One look at the index for each row; an anti-join would read the whole log first.
    statement
        .sql(" AND c.seq = (SELECT max(n.seq) FROM changes n WHERE n.kind = c.kind AND n.resource_id = c.resource_id)")
        .sql(" ORDER BY c.seq LIMIT ")
        .number(most);
    statement.load(conn)
}

/// The place before which rows may be missing that a follower of the latest state needs.
///
/// # Errors
/// What the database said.
pub fn horizon(conn: &mut Conn) -> QueryResult<i64> {
    number(conn, facts::CHANGES_HORIZON)
}

/// The place before which rows may be missing that a listener to every change needs.
///
/// # Errors
/// What the database said.
pub fn compacted(conn: &mut Conn) -> QueryResult<i64> {
    number(conn, facts::CHANGES_COMPACTED)
}

fn number(conn: &mut Conn, fact: &str) -> QueryResult<i64> {
    Ok(facts::get(conn, fact)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// The last row of those at the start of the log that are all older than a moment; 0 where the first is not.
///
/// # Errors
/// What the database said.
pub fn older_than(conn: &mut Conn, moment: Time) -> QueryResult<i64> {
    let first: Option<i64> = changes::table.filter(changes::at.ge(moment)).select(min(changes::seq)).first(conn)?;
    let Some(first) = first else { return head(conn) };
    let last: Option<i64> = changes::table.filter(changes::seq.lt(first)).select(max(changes::seq)).first(conn)?;
    Ok(last.unwrap_or(0))
}

/// Rows up to a place whose resource has changed again since, at most so many.
///
/// # Errors
/// What the database said.
pub fn superseded(conn: &mut Conn, until: i64, most: i64) -> QueryResult<Vec<i64>> {
    let mut statement = Statement::<(BigInt,)>::new("SELECT c.seq FROM changes c WHERE c.seq <= ");
    statement
        .number(until)
        .sql(" AND c.seq < (SELECT max(n.seq) FROM changes n WHERE n.kind = c.kind AND n.resource_id = c.resource_id)")
        .sql(" ORDER BY c.seq LIMIT ")
        .number(most);
    Ok(statement.load::<(i64,)>(conn)?.into_iter().map(|(seq,)| seq).collect())
}

/// Tombstones up to a place, at most so many. The newest row of all stays, whatever it is: it tells how
/// far the log has come.
///
/// # Errors
/// What the database said.
pub fn tombstones(conn: &mut Conn, until: i64, most: i64) -> QueryResult<Vec<i64>> {
    let newest = head(conn)?;
    changes::table
        .filter(changes::op.eq(Op::Delete.as_str()))
        .filter(changes::seq.le(until).and(changes::seq.lt(newest)))
        .order(changes::seq)
        .limit(most)
        .select(changes::seq)
        .load(conn)
}

/// Removes rows, and remembers in the same transaction up to where rows are missing now.
///
/// # Errors
/// What the database said.
pub fn remove(conn: &mut Conn, rows: &[i64], fact: &str, until: i64) -> QueryResult<()> {
    if number(conn, fact)? < until {
        facts::set(conn, fact, &until.to_string())?;
    }
    diesel::delete(changes::table.filter(changes::seq.eq_any(rows.to_vec()))).execute(conn)?;
    Ok(())
}

/// The ids of a kind beyond one, in the order of ids, at most so many: of the kinds whose every row is
/// public.
///
/// # Errors
/// What the database said.
pub fn ids_beyond(conn: &mut Conn, kind: Kind, after: Id, most: i64) -> QueryResult<Vec<Id>> {
    let source = match kind {
        Kind::Menu => "SELECT a.id FROM menus a WHERE a.id > ",
        Kind::Category => "SELECT a.id FROM categories a WHERE a.id > ",
        Kind::Tag => "SELECT a.id FROM tags a WHERE a.id > ",
        Kind::Author => "SELECT a.id FROM authors a WHERE a.id > ",
        Kind::Media => "SELECT a.id FROM media a WHERE a.id > ",
        Kind::Article | Kind::Page | Kind::Site | Kind::Home => return Ok(Vec::new()),
    };
    let mut statement = Statement::<(Uuid,)>::new(source);
    statement.id(after).sql(" ORDER BY a.id LIMIT ").number(most);
    Ok(statement.load::<(Id,)>(conn)?.into_iter().map(|(id,)| id).collect())
}

/// The version that the last change to a resource left; 0 where there was none. For what has no row
/// of its own to keep its version in.
///
/// # Errors
/// What the database said.
pub fn last_version(conn: &mut Conn, kind: Kind, id: Id) -> QueryResult<i64> {
    changes::table
        .filter(changes::kind.eq(kind.as_str()))
        .filter(changes::resource_id.eq(id))
        .order(changes::seq.desc())
        .select(changes::version)
        .first(conn)
        .optional()
        .map(|version| version.unwrap_or(0))
}
