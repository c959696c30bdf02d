//! Reading menus: one statement for the menus, one for their items, one for each kind of thing that
//! they point at, whatever the number of items.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::cards::{self, ArticleCard, Part, Source};
use crate::db::schema::{authors, categories, menu_items, menus, tags};
use crate::db::{Conn, Direction, Id, Time, among, keyset};
use crate::http::Paging;
use crate::menus::model::{Extras, Item, ItemRow, Label, Labels, Menu, Target};
use crate::pages;
use crate::site::Here;

/// How many menus the frame of a page holds at most.
const MOST_MENUS: i64 = 100;

/// A page of menus by name, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, paging: &Paging) -> QueryResult<Vec<Menu>> {
    let direction = paging.direction(Direction::Ascending);
    let mut query = menus::table.select(Menu::as_select()).into_boxed();
    if let Some(cursor) = paging.beyond() {
        query = query.filter(keyset((menus::name, menus::id), (cursor.value.clone(), cursor.id), direction));
    }
    query = match direction {
        Direction::Ascending => query.order((menus::name.asc(), menus::id.asc())),
        Direction::Descending => query.order((menus::name.desc(), menus::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// Every menu, by name.
///
/// # Errors
/// What the database said.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<Menu>> {
    menus::table.select(Menu::as_select()).order(menus::name).limit(MOST_MENUS).load(conn)
}

/// These menus, in no order.
///
/// # Errors
/// What the database said.
pub fn load(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<Menu>> {
    menus::table.filter(among(menus::id, ids)).select(Menu::as_select()).load(conn)
}

/// The names of all menus, in order.
///
/// # Errors
/// What the database said.
pub fn names(conn: &mut Conn) -> QueryResult<Vec<String>> {
    menus::table.select(menus::name).order(menus::name).limit(MOST_MENUS).load(conn)
}

/// How many menus there are.
///
/// # Errors
/// What the database said.
pub fn total(conn: &mut Conn) -> QueryResult<i64> {
    menus::table.count().get_result(conn)
}

/// A menu by its name.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, name: &str) -> QueryResult<Option<Menu>> {
    menus::table.filter(menus::name.eq(name)).select(Menu::as_select()).first(conn).optional()
}

/// The items of these menus, in order.
///
/// # Errors
/// What the database said.
pub fn items(conn: &mut Conn, menus: &[Id]) -> QueryResult<Vec<Item>> {
    let rows: Vec<ItemRow> = menu_items::table
        .filter(among(menu_items::menu_id, menus))
        .order((menu_items::menu_id, menu_items::position, menu_items::id))
        .select(ItemRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().filter_map(Item::read).collect())
}

/// What the things that these items point at say of themselves; what is not public is left out.
///
/// # Errors
/// What the database said.
pub fn labels(conn: &mut Conn, here: &Here, items: &[Item]) -> QueryResult<Labels> {
    let mut labels = Labels::default();
    let ids = |pick: fn(&Target) -> bool| -> Vec<Id> {
        items.iter().filter(|item| pick(&item.target)).filter_map(|item| item.target.id()).collect()
    };
    categories_of(conn, here, &ids(|target| matches!(target, Target::Category(_))), &mut labels)?;
    let tagged = ids(|target| matches!(target, Target::Tag(_)));
    labels.add(tags_of(conn, here, &tagged)?);
    let people = ids(|target| matches!(target, Target::Author(_)));
    labels.add(authors_of(conn, here, &people)?);
    let paged = ids(|target| matches!(target, Target::Page(_)));
    let paged = pages::references(conn, here, &paged)?.into_values();
    labels.add(paged.map(|one| Label { id: one.id, slug: one.slug, name: one.title, path: one.path }));
    let told = ids(|target| matches!(target, Target::Article(_)));
    let told = cards::article_refs(conn, here, &told)?;
    labels.add(told.into_iter().map(|one| Label { id: one.id, slug: one.slug, name: one.title, path: one.path }));
    Ok(labels)
}

impl Labels {
    fn add(&mut self, more: impl IntoIterator<Item = Label>) {
        self.by_id.extend(more.into_iter().map(|label| (label.id, label)));
    }
}

type CategoryRow = (Id, String, String, String, Option<Id>, Option<Time>);

fn categories_of(conn: &mut Conn, here: &Here, ids: &[Id], labels: &mut Labels) -> QueryResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let rows: Vec<CategoryRow> = categories::table
        .filter(among(categories::id, ids))
        .select((
            categories::id,
            categories::slug,
            categories::name,
            categories::path,
            categories::pinned_id,
            categories::pinned_until,
        ))
        .load(conn)?;
    for (id, slug, name, tree_path, pinned, until) in rows {
        if let Some(story) = pinned.filter(|_| until.is_some_and(|until| until > here.now)) {
            labels.pinned.insert(id, story);
            until.into_iter().for_each(|until| here.trace.ends_at(until));
        }
        labels.add([Label { id, slug, name, path: here.addresses().category(&tree_path) }]);
    }
    Ok(())
}

fn tags_of(conn: &mut Conn, here: &Here, ids: &[Id]) -> QueryResult<Vec<Label>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Id, String, String)> =
        tags::table.filter(among(tags::id, ids)).select((tags::id, tags::slug, tags::name)).load(conn)?;
    let label = |(id, slug, name): (Id, String, String)| Label { path: here.addresses().tag(&slug), id, slug, name };
    Ok(rows.into_iter().map(label).collect())
}

fn authors_of(conn: &mut Conn, here: &Here, ids: &[Id]) -> QueryResult<Vec<Label>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Id, String, String)> = authors::table
        .filter(among(authors::id, ids))
        .select((authors::id, authors::slug, authors::name))
        .load(conn)?;
    let label = |(id, slug, name): (Id, String, String)| Label { path: here.addresses().author(&slug), id, slug, name };
    Ok(rows.into_iter().map(label).collect())
}

/// The featured and the newest articles of a category.
#[derive(Debug, Clone, Default)]
pub struct Stories {
    /// The pinned one, else the newest featured one, else the newest.
    pub featured: Option<ArticleCard>,
    /// The newest, descendants included.
    pub recent: Vec<ArticleCard>,
}

/// The stories of every category that items point at: one statement finds them, one set of statements
/// makes their cards.
///
/// # Errors
/// What the database said.
pub fn stories(
    conn: &mut Conn,
    here: &Here,
    items: &[Item],
    labels: &Labels,
    extras: Extras,
) -> QueryResult<HashMap<Id, Stories>> {
    let mut sections: Vec<Id> = items.iter().filter_map(category).filter(|id| labels.by_id.contains_key(id)).collect();
    sections.sort_unstable();
    sections.dedup();
    if !extras.any() || sections.is_empty() {
        return Ok(HashMap::new());
    }
    let recent = extras.recent.unwrap_or(0);
    let newest = if extras.featured { recent.max(1) } else { recent };
    let mut wanted = Vec::with_capacity(sections.len() * 2);
    let mut found = Vec::new();
    for (n, id) in (0_i64..).zip(&sections) {
        wanted.push(Part::newest(n * 3, Source::Category(*id), newest));
        if extras.featured {
            wanted.push(Part { featured: true, ..Part::newest(n * 3 + 1, Source::Category(*id), 1) });
            found.extend(labels.pinned.get(id).map(|story| (n * 3 + 2, *story)));
        }
    }
    found.extend(cards::parts(conn, here.now, &wanted)?);
    let mut groups = cards::grouped_cards(conn, here, sections.len() * 3, &found)?.into_iter();
    let mut all = HashMap::with_capacity(sections.len());
    for id in sections {
        let mut next = || groups.next().unwrap_or_default();
        let (mut recent_cards, featured, pinned) = (next(), next(), next());
        let first = recent_cards.first().cloned();
        let chosen = pinned.into_iter().next().or_else(|| featured.into_iter().next()).or(first);
        recent_cards.truncate(usize::try_from(recent).unwrap_or(0));
        all.insert(id, Stories { featured: chosen, recent: recent_cards });
    }
    Ok(all)
}

fn category(item: &Item) -> Option<Id> {
    match item.target {
        Target::Category(id) => Some(id),
        _ => None,
    }
}

/// What a menu was called where it came from.
///
/// # Errors
/// What the database said; no such menu.
pub fn legacy_id(conn: &mut Conn, id: Id) -> QueryResult<Option<String>> {
    menus::table.find(id).select(menus::legacy_id).first(conn)
}
