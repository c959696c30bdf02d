//! The kept counters of months. They are counted by the zone that the fact [`ZONE`] names; where the
//! site has another by now, the rows themselves are counted until [`settle`] has counted anew.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use diesel::prelude::*;

use super::model::{Months, month};
use crate::cards;
use crate::db::schema::{article_months, articles};
use crate::db::{Conn, Time, facts};
use crate::each_backend;
use crate::site;

/// The fact by whose zone the months are counted.
const ZONE: &str = "archive_zone";

/// Adds articles that were published at these moments to the kept counters, or takes them off.
///
/// # Errors
/// What the database said.
pub fn count(conn: &mut Conn, zone: Tz, published: &[Time], sign: i64) -> QueryResult<()> {
    add(conn, months_of(published, zone).into_iter().map(|(month, n)| (month, n * sign)).collect())
}

fn months_of(published: &[Time], zone: Tz) -> Months {
    let mut months = Months::new();
    for at in published {
        *months.entry(month(*at, zone)).or_default() += 1;
    }
    months
}

fn add(conn: &mut Conn, months: Months) -> QueryResult<()> {
    for (month, delta) in months {
        let column = article_months::article_count;
        let known = diesel::update(article_months::table.find(&month)).set(column.eq(column + delta)).execute(conn)?;
        if known == 0 {
            diesel::insert_into(article_months::table)
                .values((article_months::month.eq(&month), column.eq(delta)))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// Counts all months anew where they are counted by another zone than the site's.
///
/// # Errors
/// What the database said.
pub fn settle(conn: &mut Conn) -> QueryResult<()> {
    let zone = site::paths(conn)?.zone;
    settle_by(conn, zone)
}

/// The same where the site's zone is known.
///
/// # Errors
/// What the database said.
pub fn settle_by(conn: &mut Conn, zone: Tz) -> QueryResult<()> {
    if facts::get(conn, ZONE)?.as_deref() != Some(zone.name()) {
        let months = counted(conn, zone)?;
        diesel::delete(article_months::table).execute(conn)?;
        let rows: Vec<_> = months
            .iter()
            .map(|(month, n)| (article_months::month.eq(month.as_str()), article_months::article_count.eq(*n)))
            .collect();
        // Many rows in one statement: the common connection type inserts them one by one only.
        each_backend!(conn => {
            for rows in rows.chunks(500) { diesel::insert_into(article_months::table).values(rows).execute(conn)?; }
        });
        facts::set(conn, ZONE, zone.name())?;
    }
    Ok(())
}

/// Every month with articles that the public sees at this moment: what is kept, and what the clock
/// did since the last announcement.
///
/// # Errors
/// What the database said.
pub fn load(conn: &mut Conn, zone: Tz, now: Time) -> QueryResult<Months> {
    let mut months = match facts::get(conn, ZONE)?.as_deref() == Some(zone.name()) {
        true => kept(conn)?,
        false => counted(conn, zone)?,
    };
    for row in cards::due_rows(conn, now)? {
        *months.entry(month(row.published_at, zone)).or_default() += row.delta();
    }
    months.retain(|_, n| *n > 0);
    Ok(months)
}

/// The kept counters.
fn kept(conn: &mut Conn) -> QueryResult<Months> {
    let rows: Vec<(String, i64)> =
        article_months::table.select((article_months::month, article_months::article_count)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// What a count of the rows gives.
fn counted(conn: &mut Conn, zone: Tz) -> QueryResult<Months> {
    let published: Vec<Time> = articles::table
        .filter(articles::publishable.eq(true))
        .filter(articles::announced_at.is_not_null())
        .select(articles::published_at)
        .load(conn)?;
    Ok(months_of(&published, zone))
}

/// The months whose kept counter is not what a count of the rows gives: the month, what is kept, and
/// what there is. None where they are still to be counted anew.
///
/// # Errors
/// What the database said.
pub fn wrong(conn: &mut Conn) -> QueryResult<Vec<(String, i64, i64)>> {
    let zone = site::paths(conn)?.zone;
    if facts::get(conn, ZONE)?.as_deref() != Some(zone.name()) {
        return Ok(Vec::new());
    }
    let (kept, counted) = (kept(conn)?, counted(conn, zone)?);
    let months: BTreeSet<&String> = kept.keys().chain(counted.keys()).collect();
    let of = |months: &Months, month: &String| months.get(month).copied().unwrap_or(0);
    let both = months.into_iter().map(|month| (month.clone(), of(&kept, month), of(&counted, month)));
    Ok(both.filter(|(_, kept, counted)| kept != counted).collect())
}
