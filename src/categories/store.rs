//! The SQL of categories: reading them here, changing them in `write`, and carrying their articles
//! between lists in [`feeds`].

pub mod desk;
mod feeds;
#[cfg(test)]
mod tests;
mod write;

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Category, Node, Tree, window};
use crate::db::schema::categories;
use crate::db::{Conn, Id, among, among_texts};
use crate::http::Paging;
use crate::text::Name;

pub use write::{count, create, delete, set_pinned, touch, update};

/// A page of categories in tree order.
#[derive(Debug)]
pub struct Listed {
    /// As the page's direction walks them, and one more where there are more; each with its place.
    pub rows: Vec<(usize, Category)>,
    /// How many categories there are.
    pub total: usize,
}

/// A page of categories in tree order: parents before children, siblings by position, name and id.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, paging: &Paging) -> QueryResult<Listed> {
    let order = load_tree(conn)?.walk();
    let placed = window(&order, paging);
    let ids: Vec<Id> = placed.iter().map(|(_, id)| *id).collect();
    let rows = placed.iter().map(|(place, _)| *place).zip(load(conn, &ids)?).collect();
    Ok(Listed { rows, total: order.len() })
}

/// How all categories stand under one another.
///
/// # Errors
/// What the database said.
pub fn load_tree(conn: &mut Conn) -> QueryResult<Tree> {
    categories::table.select(Node::as_select()).load(conn).map(Tree::new)
}

/// These categories, in this order.
///
/// # Errors
/// What the database said.
pub fn load(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<Category>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Category> =
        categories::table.filter(among(categories::id, ids)).select(Category::as_select()).load(conn)?;
    let mut by_id: HashMap<Id, Category> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// A category by its id or its slug.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, name: &Name) -> QueryResult<Option<Category>> {
    match name {
        Name::Id(id) => categories::table.find(*id).select(Category::as_select()).first(conn).optional(),
        Name::Slug(slug) => {
            categories::table.filter(categories::slug.eq(slug)).select(Category::as_select()).first(conn).optional()
        }
    }
}

/// The ids of these slugs; those that name no category are left out.
///
/// # Errors
/// What the database said.
pub fn ids_of_slugs(conn: &mut Conn, slugs: &[String]) -> QueryResult<HashMap<String, Id>> {
    let rows: Vec<(String, Id)> = categories::table
        .filter(among_texts(categories::slug, slugs))
        .select((categories::slug, categories::id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Each of these categories with those above it, itself first: the feeds that an article filed in it
/// stands in. One that does not exist is left out.
///
/// # Errors
/// What the database said.
pub fn lineages(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Vec<Id>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let tree = load_tree(conn)?;
    let chains = ids.iter().map(|id| (*id, tree.lineage(*id)));
    Ok(chains.filter(|(_, chain)| !chain.is_empty()).collect())
}

/// The categories below one, in tree order, without itself.
///
/// # Errors
/// What the database said.
pub fn descendants(conn: &mut Conn, id: Id) -> QueryResult<Vec<Id>> {
    Ok(load_tree(conn)?.below(id))
}

/// The path of every category, from its slugs under one another: a few hundred rows.
///
/// # Errors
/// What the database said.
pub fn paths(conn: &mut Conn) -> QueryResult<HashMap<Id, String>> {
    let rows: Vec<(Id, String)> = categories::table.select((categories::id, categories::path)).load(conn)?;
    Ok(rows.into_iter().collect())
}
