//! A menu as it is stored, and what its items can point at.

mod target;

use std::collections::HashMap;

use diesel::prelude::*;

use crate::db::schema::{menu_items, menus};
use crate::db::{Id, Time};

pub use target::{Link, Target};

/// A stored menu, without its items.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = menus)]
pub struct Menu {
    /// Its identity.
    pub id: Id,
    /// Its name in addresses.
    pub name: String,
    /// What editors call it.
    pub title: String,
    /// The public version.
    pub version: i64,
}

/// A stored item, as the database has it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = menu_items)]
pub struct ItemRow {
    /// Its identity.
    pub id: Id,
    /// Its menu.
    pub menu_id: Id,
    /// The item that it stands under.
    pub parent_id: Option<Id>,
    /// Its own title.
    pub title: Option<String>,
    /// What it points at.
    pub kind: String,
    /// Which one.
    pub target_id: Option<Id>,
    /// The address of an item that points at one.
    pub url: Option<String>,
    /// Whether it opens in a new window.
    pub open_in_new: bool,
}

/// An item, read.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its identity.
    pub id: Id,
    /// Its menu.
    pub menu_id: Id,
    /// The item that it stands under.
    pub parent_id: Option<Id>,
    /// Its own title; none: its target's.
    pub title: Option<String>,
    /// What it points at.
    pub target: Target,
    /// Whether it opens in a new window.
    pub open_in_new: bool,
}

impl Item {
    /// A row, read; none where it points at nothing that this program knows.
    pub fn read(row: ItemRow) -> Option<Self> {
        let target = Target::read(&row.kind, row.target_id, row.url.as_deref())?;
        let ItemRow { id, menu_id, parent_id, title, open_in_new, .. } = row;
        Some(Self { id, menu_id, parent_id, title, target, open_in_new })
    }
}

/// What a thing that items point at says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its identity.
    pub id: Id,
    /// Its name in addresses.
    pub slug: String,
    /// Its name or title.
    pub name: String,
    /// Its path on the public site.
    pub path: String,
}

/// The public things that items point at.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// Each by its id: ids are unique across kinds.
    pub by_id: HashMap<Id, Label>,
    /// The story that a category has pinned at this moment.
    pub pinned: HashMap<Id, Id>,
}

/// What an answer carries under category items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extras {
    /// The featured article.
    pub featured: bool,
    /// So many of the newest.
    pub recent: Option<i64>,
}

impl Extras {
    /// How many of the newest there are where nobody says.
    pub const USUAL_RECENT: u32 = 3;

    /// What the frame of a page carries.
    pub fn all() -> Self {
        Self { featured: true, recent: Some(i64::from(Self::USUAL_RECENT)) }
    }

    /// Whether there is anything.
    pub fn any(&self) -> bool {
        self.featured || self.recent.is_some()
    }
}

/// A menu about to be stored, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMenu {
    /// Its name in addresses; a menu of this name is replaced.
    pub name: String,
    /// What editors call it.
    pub title: String,
    /// Its id where it came from.
    pub legacy_id: Option<String>,
    /// Its items, in order.
    pub items: Vec<NewMenuItem>,
}

/// An item about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMenuItem {
    /// Its own title; none: its target's.
    pub title: Option<String>,
    /// What it points at.
    pub target: Target,
    /// Whether it opens in a new window.
    pub open_in_new: bool,
    /// The items under it, in order.
    pub items: Vec<NewMenuItem>,
}

/// A row of an item about to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = menu_items)]
pub struct NewItemRow {
    /// Its identity.
    pub id: Id,
    /// Its menu.
    pub menu_id: Id,
    /// The item that it stands under.
    pub parent_id: Option<Id>,
    /// Its place among all items of the menu.
    pub position: i32,
    /// Its own title.
    pub title: Option<String>,
    /// What it points at.
    pub kind: &'static str,
    /// Which one.
    pub target_id: Option<Id>,
    /// The address of an item that points at one.
    pub url: Option<String>,
    /// Whether it opens in a new window.
    pub open_in_new: bool,
}

impl NewMenu {
    /// The rows of its items, each after the one it stands under.
    pub fn rows(&self, menu_id: Id, now: Time) -> Vec<NewItemRow> {
        let mut rows = Vec::new();
        flatten(&self.items, menu_id, None, now, &mut rows);
        rows
    }
}

fn flatten(items: &[NewMenuItem], menu_id: Id, parent_id: Option<Id>, now: Time, rows: &mut Vec<NewItemRow>) {
    for item in items {
        let id = Id::at(now);
        rows.push(NewItemRow {
            id,
            menu_id,
            parent_id,
            position: i32::try_from(rows.len()).unwrap_or(i32::MAX),
            title: item.title.clone().filter(|title| !title.trim().is_empty()),
            kind: item.target.kind(),
            target_id: item.target.id(),
            url: item.target.url().map(str::to_owned),
            open_in_new: item.open_in_new,
        });
        flatten(&item.items, menu_id, Some(id), now, rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_in_order_below_their_parents() {
        let item = |title: &str, items| NewMenuItem {
            title: Some(title.into()),
            target: Target::Group,
            open_in_new: false,
            items,
        };
        let items = vec![item("a", vec![item("a1", vec![])]), item(" ", vec![])];
        let menu = NewMenu { name: "main".into(), title: "Main".into(), legacy_id: None, items };
        let rows = menu.rows(Id::new(), Time::now());
        assert_eq!(rows.iter().map(|row| row.title.as_deref()).collect::<Vec<_>>(), [Some("a"), Some("a1"), None]);
        assert_eq!(rows[1].parent_id, Some(rows[0].id));
        assert_eq!(rows.iter().map(|row| row.position).collect::<Vec<_>>(), [0, 1, 2]);
    }
}
