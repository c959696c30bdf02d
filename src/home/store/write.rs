//! Writing the front page: always whole.

use diesel::prelude::*;

use crate::cards::FORMATS;
use crate::changes::{self, Change, Kind};
use crate::db::schema::{home_blocks, home_picks};
use crate::db::{Conn, Id, Time};
use crate::home::model::{LARGEST_BLOCK, NewHomeBlock, Selection};

/// Stores the blocks of the front page in place of all that were there, and announces them.
///
/// # Errors
/// What the database said; a key that comes twice.
pub fn save(conn: &mut Conn, now: Time, blocks: &[NewHomeBlock]) -> QueryResult<()> {
    diesel::delete(home_picks::table).execute(conn)?;
    diesel::delete(home_blocks::table).execute(conn)?;
    for (position, block) in (0_i32..).zip(blocks) {
        insert(conn, now, position, block)?;
    }
    announce(conn, now)
}

fn announce(conn: &mut Conn, now: Time) -> QueryResult<()> {
    let id = Id(uuid::Uuid::nil());
    let version = revision(conn)? + 1;
    changes::append(conn, now, &Change::upsert(Kind::Home, id, "home.updated", version, vec!["home".to_owned()]))
}

/// Counts every change of the front page; 0 where nobody has said anything yet.
///
/// # Errors
/// What the database said.
pub fn revision(conn: &mut Conn) -> QueryResult<i64> {
    changes::last_version(conn, Kind::Home, Id(uuid::Uuid::nil()))
}

/// The keys of the blocks that are filled from a category or tag, or lead to it.
///
/// # Errors
/// What the database said.
pub fn naming(conn: &mut Conn, id: Id) -> QueryResult<Vec<String>> {
    let names = home_blocks::source_id.eq(id).or(home_blocks::link_category_id.eq(id));
    home_blocks::table.filter(names).select(home_blocks::key).order(home_blocks::position).load(conn)
}

/// Lets what names one category or tag name another of its kind, and announces that.
///
/// # Errors
/// What the database said.
pub fn point_on(conn: &mut Conn, now: Time, from: Id, into: Id) -> QueryResult<()> {
    let filled = home_blocks::table.filter(home_blocks::source_id.eq(from));
    let filled = diesel::update(filled).set(home_blocks::source_id.eq(into)).execute(conn)?;
    let led = home_blocks::table.filter(home_blocks::link_category_id.eq(from));
    let led = diesel::update(led).set(home_blocks::link_category_id.eq(into)).execute(conn)?;
    if filled + led > 0 { announce(conn, now) } else { Ok(()) }
}

fn insert(conn: &mut Conn, now: Time, position: i32, block: &NewHomeBlock) -> QueryResult<()> {
    let id = Id::at(now);
    let format = match &block.selection {
        Selection::Format(n) => FORMATS.get(*n).copied(),
        _ => None,
    };
    let window = match &block.selection {
        Selection::Popular(window) => Some(window.as_str()),
        _ => None,
    };
    diesel::insert_into(home_blocks::table)
        .values((
            home_blocks::id.eq(id),
            home_blocks::key.eq(&block.key),
            home_blocks::position.eq(position),
            home_blocks::title.eq(block.title.as_deref()),
            home_blocks::kind.eq(block.selection.kind()),
            home_blocks::source_id.eq(block.selection.source()),
            home_blocks::format.eq(format),
            home_blocks::time_window.eq(window),
            home_blocks::size.eq(block.size.clamp(1, LARGEST_BLOCK)),
            home_blocks::link_category_id.eq(block.link),
        ))
        .execute(conn)?;
    let Selection::Manual(picks) = &block.selection else { return Ok(()) };
    for (position, article) in (0_i32..).zip(picks) {
        diesel::insert_into(home_picks::table)
            .values((
                home_picks::block_id.eq(id),
                home_picks::position.eq(position),
                home_picks::article_id.eq(*article),
            ))
            .execute(conn)?;
    }
    Ok(())
}
