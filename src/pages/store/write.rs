//! Changes to pages. The log hears of what the public could see before or can see after; the edit of a
//! draft is no public change.

use diesel::dsl::max;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::locate_each;
use crate::body::{self, Block};
use crate::changes::{self, Change, Kind, Op, Place};
use crate::db::schema::{comments, menu_items, menus, page_body_media, pages, previews};
use crate::db::types::Uuid;
use crate::db::{Conn, DatabaseError, Id, Statement, Time, commit};
use crate::http::keys::named;
use crate::pages::model::{NewPage, Page, PageError, is_within, path_under};
use crate::site;

impl From<diesel::result::Error> for PageError {
    fn from(err: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(err))
    }
}

/// What a page was before a change.
pub(super) struct Before {
    is_public: bool,
    path: String,
    /// The names of what the change makes another.
    changed: Vec<&'static str>,
}

fn is_public(conn: &mut Conn, now: Time, id: Id) -> QueryResult<bool> {
    Ok(locate_each(conn, now, &[], &[id])?.iter().any(|page| page.public))
}

/// Stores a page under its parent and announces it, where it is public; its path follows from the
/// parent's.
///
/// # Errors
/// What the database said; a path or number that is taken, a parent that does not exist.
pub fn create(conn: &mut Conn, now: Time, new: NewPage) -> QueryResult<Id> {
    let last: Option<i64> = pages::table.select(max(pages::number)).first(conn)?;
    let number = if new.number == 0 { last.unwrap_or(0) + 1 } else { new.number };
    let above: Option<String> = match new.parent_id {
        Some(parent) => Some(pages::table.find(parent).select(pages::path).first(conn)?),
        None => None,
    };
    let columns = new.columns(path_under(above.as_deref(), &new.slug));
    diesel::insert_into(pages::table)
        .values((
            pages::id.eq(new.id),
            pages::number.eq(number),
            pages::legacy_source.eq(new.legacy_source),
            pages::legacy_kind.eq(new.legacy_kind),
            pages::legacy_id.eq(new.legacy_id),
            pages::created_at.eq(new.created_at),
            pages::version.eq(0),
            pages::revision.eq(1),
            columns,
        ))
        .execute(conn)?;
    note_media(conn, new.id, &new.body.blocks)?;
    announce(conn, now, new.id, None, Vec::new())?;
    Ok(new.id)
}

/// Changes a page's names, place, times, body, picture and SEO, and announces it, where the public
/// could or can see it. Those below get their new paths.
///
/// # Errors
/// It would stand under itself; no such parent; what the database said, as of a path that is taken.
pub fn update(conn: &mut Conn, now: Time, id: Id, new: &NewPage) -> Result<(), PageError> {
    let old: Page = pages::table.find(id).select(Page::as_select()).first(conn)?;
    let before = Before { changed: old.differing(new), ..before(conn, now, id)? };
    let path = path_under(above(conn, &before, new.parent_id)?.as_deref(), &new.slug);
    remember(conn, now, id)?;
    diesel::update(pages::table.find(id))
        .set((new.columns(path.clone()), pages::revision.eq(pages::revision + 1)))
        .execute(conn)?;
    diesel::delete(page_body_media::table.filter(page_body_media::page_id.eq(id))).execute(conn)?;
    note_media(conn, id, &new.body.blocks)?;
    forget_announcement(conn, now, id)?;
    let touched = if path == before.path { Vec::new() } else { rename_below(conn, now, &before.path, &path)? };
    announce(conn, now, id, Some(&before), touched)?;
    Ok(())
}

/// Writes down what a page's body shows.
fn note_media(conn: &mut Conn, id: Id, blocks: &[Block]) -> QueryResult<()> {
    for medium in body::media_of(blocks) {
        diesel::insert_into(page_body_media::table)
            .values((page_body_media::page_id.eq(id), page_body_media::media_id.eq(medium)))
            .execute(conn)?;
    }
    Ok(())
}

/// Announces a publication by the clock, once: whoever changes the row first wins.
///
/// # Errors
/// What the database said.
pub fn begin(conn: &mut Conn, now: Time, id: Id) -> QueryResult<bool> {
    let due = pages::announced_at.is_null().and(pages::publishable.eq(true)).and(pages::public_from.le(now));
    let claimed = diesel::update(pages::table.find(id).filter(due)).set(pages::announced_at.eq(now)).execute(conn)?;
    if claimed == 0 {
        return Ok(false);
    }
    log(conn, now, id, None, Vec::new(), (Op::Upsert, "page.published", None))?;
    Ok(true)
}

/// Announces an end by the clock, once.
///
/// # Errors
/// What the database said.
pub fn end(conn: &mut Conn, now: Time, id: Id) -> QueryResult<bool> {
    let due = pages::publishable.eq(true).and(pages::public_until.le(now));
    let claimed = diesel::update(pages::table.find(id).filter(due))
        .set((pages::publishable.eq(false), pages::status.eq("archived")))
        .execute(conn)?;
    if claimed == 0 {
        return Ok(false);
    }
    log(conn, now, id, None, Vec::new(), (Op::Delete, "page.unpublished", Some("expired")))?;
    Ok(true)
}

/// Removes a page that nothing stands under, with its comments and what opens it, and announces it, where the
/// public could see it.
///
/// # Errors
/// What the database said.
pub fn delete(conn: &mut Conn, now: Time, id: Id) -> QueryResult<()> {
    if before(conn, now, id)?.is_public {
        log(conn, now, id, None, Vec::new(), (Op::Delete, "page.unpublished", Some("deleted")))?;
    }
    // Nothing points from these to the page, which may as well be an article.
    let own = comments::subject_kind.eq("page").and(comments::subject_id.eq(id));
    diesel::delete(comments::table.filter(own)).execute(conn)?;
    diesel::delete(previews::table.filter(previews::document_id.eq(id))).execute(conn)?;
    diesel::delete(pages::table.find(id)).execute(conn).map(drop)
}

pub(super) fn before(conn: &mut Conn, now: Time, id: Id) -> QueryResult<Before> {
    let (path, publishable, announced_at, public_from): (String, bool, Option<Time>, Time) = pages::table
        .find(id)
        .select((pages::path, pages::publishable, pages::announced_at, pages::public_from))
        .first(conn)?;
    // Whoever has seen it must hear of its end, even if the clock was faster than any announcement.
    let is_public = publishable && (announced_at.is_some() || public_from <= now);
    Ok(Before { is_public, path, changed: Vec::new() })
}

fn above(conn: &mut Conn, before: &Before, parent: Option<Id>) -> Result<Option<String>, PageError> {
    let Some(parent) = parent else { return Ok(None) };
    let path: Option<String> = pages::table.find(parent).select(pages::path).first(conn).optional()?;
    let path = path.ok_or(PageError::NoParent(parent))?;
    if is_within(&path, &before.path) { Err(PageError::Cycle) } else { Ok(Some(path)) }
}

/// Gives the pages below a path their new ones; what to drop from caches for it.
fn rename_below(conn: &mut Conn, now: Time, old: &str, new: &str) -> QueryResult<Vec<String>> {
    let begins = format!("{old}/");
    let length = i64::try_from(begins.chars().count()).unwrap_or(0);
    // The cast tells PostgreSQL which `substr` is meant.
    let mut statement =
        Statement::<(Uuid, Text)>::new("SELECT a.id, a.path FROM pages a WHERE substr(a.path, 1, CAST(");
    statement.number(length).sql(" AS INTEGER)) = ").text(&begins);
    let below: Vec<(Id, String)> = statement.load(conn)?;
    let mut touched = Vec::new();
    for (id, path) in below {
        let before = Before { changed: vec!["path"], ..before(conn, now, id)? };
        let renamed = format!("{new}{}", path.strip_prefix(old).unwrap_or_default());
        diesel::update(pages::table.find(id))
            .set((pages::path.eq(&renamed), pages::revision.eq(pages::revision + 1)))
            .execute(conn)?;
        announce(conn, now, id, Some(&before), Vec::new())?;
        touched.extend([named("page", &path), named("page", &renamed)]);
    }
    Ok(touched)
}

/// A page that is to be public later is announced then, even if it was public before.
fn forget_announcement(conn: &mut Conn, now: Time, id: Id) -> QueryResult<()> {
    let later = pages::publishable.eq(true).and(pages::public_from.gt(now));
    let none: Option<Time> = None;
    diesel::update(pages::table.find(id).filter(later)).set(pages::announced_at.eq(none)).execute(conn)?;
    Ok(())
}

/// Notes that the public has seen a page, so that it is gone and not unknown once it is no longer public.
fn remember(conn: &mut Conn, now: Time, id: Id) -> QueryResult<()> {
    let seen = pages::announced_at.is_null().and(pages::publishable.eq(true)).and(pages::public_from.le(now));
    diesel::update(pages::table.find(id).filter(seen)).set(pages::announced_at.eq(now)).execute(conn)?;
    Ok(())
}

/// The clock's next work on a page, for whoever keeps answers.
fn note_due(conn: &mut Conn, id: Id) -> QueryResult<()> {
    let (publishable, announced, from, until): (bool, Option<Time>, Time, Option<Time>) = pages::table
        .find(id)
        .select((pages::publishable, pages::announced_at, pages::public_from, pages::public_until))
        .first(conn)?;
    let turns = [Some(from).filter(|_| announced.is_none()), until];
    turns.into_iter().flatten().filter(|_| publishable).for_each(commit::note_due);
    Ok(())
}

/// Writes the change to the log, where the public could see the page before or can see it now.
pub(super) fn announce(
    conn: &mut Conn,
    now: Time,
    id: Id,
    before: Option<&Before>,
    touched: Vec<String>,
) -> QueryResult<()> {
    remember(conn, now, id)?;
    note_due(conn, id)?;
    let was_public = before.is_some_and(|before| before.is_public);
    let is_public = is_public(conn, now, id)?;
    if !was_public && !is_public {
        return Ok(());
    }
    let what = match (was_public, is_public) {
        (true, true) => (Op::Upsert, "page.updated", None),
        (false, _) => (Op::Upsert, "page.published", None),
        (true, false) => (Op::Delete, "page.unpublished", Some("unpublished")),
    };
    log(conn, now, id, before, touched, what)
}

fn log(
    conn: &mut Conn,
    now: Time,
    id: Id,
    before: Option<&Before>,
    touched: Vec<String>,
    (op, event, reason): (Op, &'static str, Option<&'static str>),
) -> QueryResult<()> {
    diesel::update(pages::table.find(id)).set(pages::version.eq(pages::version + 1)).execute(conn)?;
    let (version, path): (i64, String) = pages::table.find(id).select((pages::version, pages::path)).first(conn)?;
    let mut keys = keys(conn, id, &path)?;
    keys.extend(before.filter(|before| before.path != path).map(|before| named("page", &before.path)));
    keys.extend(touched);
    keys.sort_unstable();
    keys.dedup();
    let paths = site::paths(conn)?;
    let place = |path: &str| Place::new(path.rsplit('/').next().unwrap_or(path), paths.page(path));
    let change = Change::upsert(Kind::Page, id, event, version, keys);
    let change = change.at(place(&path), before.map(|before| place(&before.path)));
    let changed = match event {
        "page.updated" => before.map(|before| before.changed.clone()).unwrap_or_default(),
        _ => Vec::new(),
    };
    changes::append(conn, now, &Change { op, reason, changed, ..change })
}

/// The keys of a page, of the pages below that name it, and of the menus that do; `site` has all menus.
fn keys(conn: &mut Conn, id: Id, path: &str) -> QueryResult<Vec<String>> {
    let children: Vec<String> = pages::table.filter(pages::parent_id.eq(id)).select(pages::path).load(conn)?;
    let naming: Vec<String> = menu_items::table
        .inner_join(menus::table.on(menus::id.eq(menu_items::menu_id)))
        .filter(menu_items::kind.eq("page").and(menu_items::target_id.eq(id)))
        .select(menus::name)
        .distinct()
        .load(conn)?;
    let mut keys = vec![named("page", path), "pages".to_owned()];
    keys.extend(children.iter().map(|child| named("page", child)));
    if !naming.is_empty() {
        keys.extend(["menus".to_owned(), "site".to_owned()]);
        keys.extend(naming.iter().map(|menu| named("menu", menu)));
    }
    Ok(keys)
}

/// Moves a page under another one.
///
/// # Errors
/// It would stand under itself; what the database said, as of a path that is taken.
pub fn move_under(conn: &mut Conn, now: Time, id: Id, parent: Id) -> Result<(), PageError> {
    let row = super::find(conn, id)?.ok_or(diesel::result::Error::NotFound)?;
    if row.parent_id == Some(parent) {
        return Ok(());
    }
    let before = before(conn, now, id)?;
    let path = path_under(above(conn, &before, Some(parent))?.as_deref(), &row.slug);
    diesel::update(pages::table.find(id)).set((pages::path.eq(&path), pages::parent_id.eq(parent))).execute(conn)?;
    let touched = rename_below(conn, now, &before.path, &path)?;
    announce(conn, now, id, Some(&before), touched)?;
    Ok(())
}
