//! Writing a menu: always whole, so that its tree never hangs together of two versions.

use diesel::prelude::*;

use crate::changes::{self, Change, Kind};
use crate::db::schema::{menu_items, menus};
use crate::db::{Conn, Id, Time};
use crate::http::keys::named;
use crate::menus::model::NewMenu;

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
    let keys = vec![named("menu", &new.name), "site".to_owned()];
    changes::append(conn, now, &Change::upsert(Kind::Menu, id, "menu.updated", version, keys).slug(&new.name))?;
    Ok(id)
}
