//! The SQL of old addresses: kept when something moves, and read by `resolve`. What editors do with them is
//! in `desk`.

pub mod desk;

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text};

use super::model::{Kind, Lead, Target, key};
use crate::cards::OLD_SLUG;
use crate::db::schema::{facts, redirects};
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, Time};

/// The kind of target that is an address of another site.
const URL: &str = "url";
/// The first part of the names of facts that tell where the site was before.
const OLD_BASE: &str = "old_base:";

/// Keeps where an old address leads; what was kept for it before is replaced. Nothing is announced:
/// the change that leaves an address behind names its keys.
///
/// # Errors
/// What the database said.
pub fn remember(conn: &mut Conn, now: Time, path: &str, target: &Target) -> QueryResult<()> {
    let (kind, id, url, code) = columns(&target.lead);
    let leads = leads(kind, id, url, code, target.origin.as_str());
    let made = (redirects::id.eq(Id::new()), redirects::created_at.eq(now), redirects::revision.eq(1));
    let row = (redirects::path.eq(key(path)), made, leads.clone());
    // The common connection has no upsert.
    crate::each_backend!(conn => diesel::insert_into(redirects::table)
        .values(row)
        .on_conflict(redirects::path)
        .do_update()
        .set((leads, redirects::revision.eq(redirects::revision + 1)))
        .execute(conn))?;
    Ok(())
}

/// The columns that say where an old address leads.
#[diesel::dsl::auto_type(no_type_alias)]
fn leads(kind: &'static str, id: Option<Id>, url: Option<String>, code: i32, origin: &'static str) -> _ {
    (
        redirects::target_kind.eq(kind),
        redirects::target_id.eq(id),
        redirects::target_url.eq(url),
        redirects::code.eq(code),
        redirects::origin.eq(origin),
    )
}

fn columns(lead: &Lead) -> (&'static str, Option<Id>, Option<String>, i32) {
    match lead {
        Lead::Thing(kind, id) => (kind.as_str(), Some(*id), None, 301),
        Lead::Path(path) => ("path", None, Some(path.clone()), 301),
        Lead::Url(url) => (URL, None, Some(url.clone()), 301),
        Lead::Gone => ("gone", None, None, 410),
    }
}

/// Keeps many at once, as an import brings them.
///
/// # Errors
/// What the database said.
pub fn remember_many(conn: &mut Conn, now: Time, entries: &[(String, Target)]) -> QueryResult<()> {
    entries.iter().try_for_each(|(path, target)| remember(conn, now, path, target))
}

/// Keeps a slug that an article had.
///
/// # Errors
/// What the database said.
pub fn remember_slug(conn: &mut Conn, now: Time, slug: &str, article: Id) -> QueryResult<()> {
    remember(conn, now, &format!("{OLD_SLUG}{slug}"), &Target::renamed(Kind::Article, article))
}

/// Whether an old address is known that leads to something else than this thing.
///
/// # Errors
/// What the database said.
pub fn leads_elsewhere(conn: &mut Conn, path: &str, own: (Kind, Id)) -> QueryResult<bool> {
    let lead = find_each(conn, &[key(path)])?.into_values().next();
    Ok(lead.is_some_and(|lead| lead != Lead::Gone && lead != Lead::Thing(own.0, own.1)))
}

/// What led to a thing leads to another of its kind; none: nowhere any more.
///
/// # Errors
/// What the database said.
pub fn lead_on(conn: &mut Conn, (kind, id): (Kind, Id), into: Option<Id>) -> QueryResult<()> {
    let led = redirects::target_kind.eq(kind.as_str()).and(redirects::target_id.eq(id));
    let (kind, code) = if into.is_some() { (kind.as_str(), 301) } else { ("gone", 410) };
    diesel::update(redirects::table.filter(led))
        .set((redirects::target_kind.eq(kind), redirects::target_id.eq(into), redirects::code.eq(code)))
        .execute(conn)
        .map(drop)
}

type Row = (String, String, Option<Id>, Option<String>, i32);

/// Where old addresses lead, by their keys; one that nothing is known of is left out.
///
/// # Errors
/// What the database said.
pub fn find_each(conn: &mut Conn, keys: &[String]) -> QueryResult<HashMap<String, Lead>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let mut statement = Statement::<(Text, Text, Nullable<Uuid>, Nullable<Text>, Integer)>::new(
        "SELECT r.path, r.target_kind, r.target_id, r.target_url, r.code FROM redirects r WHERE r.path",
    );
    statement.is_among_texts(keys);
    let rows: Vec<Row> = statement.load(conn)?;
    let leads = rows.into_iter().filter_map(|(path, kind, id, url, code)| {
        let lead = match (Kind::parse(&kind), id, url) {
            _ if code == 410 => Some(Lead::Gone),
            (Some(kind), Some(id), _) => Some(Lead::Thing(kind, id)),
            // Its host was checked when it was said.
            (_, _, Some(url)) if kind == URL => Some(Lead::Url(url)),
            (_, _, Some(url)) => Lead::path(&url),
            _ => None,
        };
        Some((path, lead?))
    });
    Ok(leads.collect())
}

/// Keeps an address at which the whole site was before, such as `https://old.example/blog`.
///
/// # Errors
/// What the database said.
pub fn remember_base(conn: &mut Conn, base: &str) -> QueryResult<()> {
    let name = format!("{OLD_BASE}{}", base.trim_end_matches('/'));
    let known: i64 = facts::table.filter(facts::name.eq(&name)).count().get_result(conn)?;
    if known == 0 {
        diesel::insert_into(facts::table).values((facts::name.eq(name), facts::value.eq(""))).execute(conn)?;
    }
    Ok(())
}

/// The addresses at which the whole site was before.
///
/// # Errors
/// What the database said.
pub fn old_bases(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let names: Vec<String> =
        facts::table.filter(facts::name.like(format!("{OLD_BASE}%"))).select(facts::name).load(conn)?;
    Ok(names.into_iter().filter_map(|name| name.strip_prefix(OLD_BASE).map(str::to_owned)).collect())
}
