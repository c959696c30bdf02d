//! Writing a menu: always whole, so that its tree never hangs together of two versions.

use diesel::prelude::*;

use crate::changes::{self, Change, Kind};
use crate::db::schema::{menu_items, menus};
use crate::db::{Conn, Id, Time};
use crate::http::keys::named;
use crate::menus::model::{Menu, NewMenu, Target};

/// Stores a menu in place of the one of its name, and announces it.
///
/// # Errors
/// What the database said.
pub fn save(conn: &mut Conn, now: Time, new: &NewMenu) -> QueryResult<Id> {
    let known: Option<(Id, i64)> =
        menus::table.filter(menus::name.eq(&new.name)).select((menus::id, menus::version)).first(conn).optional()?;
    let (id, version) = match known {
        Some((id, version)) => (id, version + 1),
        None => (Id::at(now), 1),
    };
    let head = (
        menus::title.eq(&new.title),
        menus::legacy_id.eq(new.legacy_id.as_deref()),
        menus::version.eq(version),
        menus::revision.eq(version),
    );
    if known.is_some() {
        diesel::update(menus::table.find(id)).set(head).execute(conn)?;
        diesel::delete(menu_items::table.filter(menu_items::menu_id.eq(id))).execute(conn)?;
    } else {
        diesel::insert_into(menus::table).values((menus::id.eq(id), menus::name.eq(&new.name), head)).execute(conn)?;
    }
    for row in new.rows(id, now) {
        diesel::insert_into(menu_items::table).values(&row).execute(conn)?;
    }
    announce(conn, now, id, &new.name, version)?;
    Ok(id)
}

fn keys(name: &str) -> Vec<String> {
    vec![named("menu", name), "site".to_owned()]
}

fn announce(conn: &mut Conn, now: Time, id: Id, name: &str, version: i64) -> QueryResult<()> {
    changes::append(conn, now, &Change::upsert(Kind::Menu, id, "menu.updated", version, keys(name)).slug(name))
}

/// Removes a menu with its items, and announces it.
///
/// # Errors
/// What the database said.
pub fn delete(conn: &mut Conn, now: Time, menu: &Menu) -> QueryResult<()> {
    diesel::delete(menus::table.find(menu.id)).execute(conn)?;
    let change = Change::delete(Kind::Menu, menu.id, "menu.deleted", "deleted", menu.version + 1, keys(&menu.name));
    changes::append(conn, now, &change.slug(&menu.name))
}

/// The names of the menus that point at a thing.
///
/// # Errors
/// What the database said.
pub fn naming(conn: &mut Conn, target: &Target) -> QueryResult<Vec<String>> {
    Ok(pointing(conn, target)?.into_iter().map(|(_, name)| name).collect())
}

fn pointing(conn: &mut Conn, target: &Target) -> QueryResult<Vec<(Id, String)>> {
    menu_items::table
        .inner_join(menus::table.on(menus::id.eq(menu_items::menu_id)))
        .filter(menu_items::kind.eq(target.kind()).and(menu_items::target_id.eq(target.id())))
        .select((menus::id, menus::name))
        .distinct()
        .order(menus::name)
        .load(conn)
}

/// Lets what points at one thing point at another, and announces each menu that this changes.
///
/// # Errors
/// What the database said.
pub fn point_on(conn: &mut Conn, now: Time, from: &Target, into: &Target) -> QueryResult<()> {
    let menus = pointing(conn, from)?;
    let own = menu_items::kind.eq(from.kind()).and(menu_items::target_id.eq(from.id()));
    diesel::update(menu_items::table.filter(own))
        .set((menu_items::kind.eq(into.kind()), menu_items::target_id.eq(into.id())))
        .execute(conn)?;
    for (id, name) in menus {
        let version = menus::version.eq(menus::version + 1);
        diesel::update(menus::table.find(id)).set((version, menus::revision.eq(menus::revision + 1))).execute(conn)?;
        let version = menus::table.find(id).select(menus::version).first(conn)?;
        announce(conn, now, id, &name, version)?;
    }
    Ok(())
}
