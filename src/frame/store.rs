//! Setting up a site from a file: the names in it are looked up by one statement a kind.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{FileError, HomeBlockFile, Marks, MenuFile, Named, Names, SiteFile, new_blocks, new_menu};
use crate::archive;
use crate::db::schema::{articles, authors, categories, pages, tags};
use crate::db::{Conn, Id, Time};
use crate::home::{self, NewHomeBlock};
use crate::menus::{self, NewMenu, Target};
use crate::site;

impl From<diesel::result::Error> for FileError {
    fn from(err: diesel::result::Error) -> Self {
        Self::Database(err.into())
    }
}

/// Stores what a file says: settings over those that are there, the front page and each menu in place
/// of theirs. `marks` are the pictures that the caller made of the file's `logo` and `icon`.
///
/// # Errors
/// Each fault of the file; what the database said. Then the transaction keeps nothing.
pub fn site_set(conn: &mut Conn, now: Time, file: &SiteFile, marks: Marks) -> Result<(), FileError> {
    let mut names = Names::default();
    file.home.iter().for_each(|blocks| names.want_blocks(blocks));
    file.menus.values().for_each(|menu| names.want_items(&menu.items));
    look_up(conn, &mut names)?;
    let mut faults = Vec::new();
    let blocks = file.home.as_ref().map(|blocks| new_blocks(blocks, &names).map_err(|more| faults.extend(more)));
    let menus: Vec<_> = file.menus.iter().map(|(name, menu)| new_menu(name, menu, &names)).collect();
    faults.extend(menus.iter().filter_map(|menu| menu.as_ref().err()).flatten().cloned());
    if !faults.is_empty() {
        return Err(FileError::Wrong(faults));
    }
    settings(conn, now, file, marks)?;
    if let Some(Ok(blocks)) = blocks {
        home::save(conn, now, &blocks)?;
    }
    for menu in menus.iter().flatten() {
        menus::save(conn, now, menu)?;
    }
    Ok(())
}

fn settings(conn: &mut Conn, now: Time, file: &SiteFile, marks: Marks) -> Result<(), FileError> {
    if file.settings.is_empty() && marks == Marks::default() {
        return Ok(());
    }
    let stored = site::load(conn)?;
    let merged = file.merged(&stored.settings.0)?;
    site::save(conn, now, &merged, marks.logo.or(stored.logo_id), marks.icon.or(stored.icon_id))?;
    archive::settle(conn)?;
    Ok(())
}

/// Where menus and the front page name a thing, each place in words.
///
/// # Errors
/// What the database said.
pub fn naming(conn: &mut Conn, target: &Target) -> QueryResult<Vec<String>> {
    let menus = menus::naming(conn, target)?.into_iter().map(|name| format!("the menu `{name}`"));
    let blocks = match target.id() {
        Some(id) => home::naming(conn, id)?,
        None => Vec::new(),
    };
    Ok(menus.chain(blocks.into_iter().map(|key| format!("the block `{key}` of the front page"))).collect())
}

/// Lets menus and the front page name one thing in place of another of its kind.
///
/// # Errors
/// What the database said.
pub fn point_on(conn: &mut Conn, now: Time, from: &Target, into: &Target) -> QueryResult<()> {
    menus::point_on(conn, now, from, into)?;
    match (from.id(), into.id()) {
        (Some(from), Some(into)) => home::point_on(conn, now, from, into),
        _ => Ok(()),
    }
}

/// A menu of a file, its names looked up.
///
/// # Errors
/// Each fault of the menu; what the database said.
pub fn menu(conn: &mut Conn, name: &str, file: &MenuFile) -> Result<NewMenu, FileError> {
    let mut names = Names::default();
    names.want_items(&file.items);
    look_up(conn, &mut names)?;
    new_menu(name, file, &names).map_err(FileError::Wrong)
}

/// The blocks of a file, their names looked up.
///
/// # Errors
/// Each fault of a block; what the database said.
pub fn home_blocks(conn: &mut Conn, files: &[HomeBlockFile]) -> Result<Vec<NewHomeBlock>, FileError> {
    let mut names = Names::default();
    names.want_blocks(files);
    look_up(conn, &mut names)?;
    new_blocks(files, &names).map_err(FileError::Wrong)
}

fn look_up(conn: &mut Conn, names: &mut Names) -> QueryResult<()> {
    let mut by_kind: HashMap<Named, Vec<String>> = HashMap::new();
    for (kind, name) in &names.wanted {
        by_kind.entry(*kind).or_default().push(name.clone());
    }
    for (kind, wanted) in by_kind {
        // An article may be named before it is public: then it shows up when it is.
        let rows: Vec<(String, Id)> = match kind {
            Named::Category => categories::table
                .filter(categories::slug.eq_any(wanted))
                .select((categories::slug, categories::id))
                .load(conn),
            Named::Tag => tags::table.filter(tags::slug.eq_any(wanted)).select((tags::slug, tags::id)).load(conn),
            Named::Author => {
                authors::table.filter(authors::slug.eq_any(wanted)).select((authors::slug, authors::id)).load(conn)
            }
            Named::Page => pages::table.filter(pages::path.eq_any(wanted)).select((pages::path, pages::id)).load(conn),
            Named::Article => {
                articles::table.filter(articles::slug.eq_any(wanted)).select((articles::slug, articles::id)).load(conn)
            }
        }?;
        names.found.extend(rows.into_iter().map(|(name, id)| ((kind, name), id)));
    }
    Ok(())
}
