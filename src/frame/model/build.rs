//! From what a file says to what is stored, once its names are looked up.

use std::collections::HashSet;

use super::{HomeBlockFile, MenuFile, MenuItemFile, Named, Names};
use crate::db::Id;
use crate::home::{LARGEST_BLOCK, NewHomeBlock, Selection};
use crate::menus::{Link, NewMenu, NewMenuItem, Target};
use crate::text::Slug;
use crate::views::Window;

/// A menu as it will be stored.
///
/// # Errors
/// Each wrong item.
pub fn new_menu(name: &str, file: &MenuFile, names: &Names) -> Result<NewMenu, Vec<String>> {
    let mut faults = Vec::new();
    if Slug::parse(name).is_none() {
        faults.push(format!("`menus`: `{name}` is no name for a menu."));
    }
    let items = new_items(&format!("menus.{name}"), &file.items, names, &mut faults);
    let title = file.title.clone().unwrap_or_else(|| name.to_owned());
    if faults.is_empty() { Ok(NewMenu { name: name.to_owned(), title, legacy_id: None, items }) } else { Err(faults) }
}

fn new_items(place: &str, items: &[MenuItemFile], names: &Names, faults: &mut Vec<String>) -> Vec<NewMenuItem> {
    let mut made = Vec::with_capacity(items.len());
    for (n, item) in items.iter().enumerate() {
        let place = format!("{place}.items[{n}]");
        let below = new_items(&place, &item.items, names, faults);
        match target(item, names) {
            Ok(target) => made.push(NewMenuItem {
                title: item.title.clone(),
                target,
                open_in_new: item.open_in_new,
                items: below,
            }),
            Err(fault) => faults.push(format!("`{place}`: {fault}.")),
        }
    }
    made
}

fn target(item: &MenuItemFile, names: &Names) -> Result<Target, String> {
    let id = |kind| names.id(kind, item.target.as_deref().ok_or("`target` is missing")?);
    match item.kind.as_str() {
        "home" => Ok(Target::Home),
        "group" if item.title.is_none() => Err("a group has a `title`".to_owned()),
        "group" => Ok(Target::Group),
        "category" => id(Named::Category).map(Target::Category),
        "tag" => id(Named::Tag).map(Target::Tag),
        "author" => id(Named::Author).map(Target::Author),
        "page" => id(Named::Page).map(Target::Page),
        "article" => id(Named::Article).map(Target::Article),
        "url" => {
            let url = item.url.as_deref().ok_or("`url` is missing")?;
            Link::parse(url).map(Target::Url).ok_or_else(|| format!("`{url}` is no address that a menu can hold"))
        }
        kind => {
            Err(format!("`{kind}` is no kind of item. Allowed: home, category, tag, author, page, article, url, group"))
        }
    }
}

/// The blocks of the front page as they will be stored.
///
/// # Errors
/// Each wrong block.
pub fn new_blocks(files: &[HomeBlockFile], names: &Names) -> Result<Vec<NewHomeBlock>, Vec<String>> {
    let (mut made, mut faults, mut keys) = (Vec::with_capacity(files.len()), Vec::new(), HashSet::new());
    for (n, file) in files.iter().enumerate() {
        if !keys.insert(&file.key) || file.key.trim().is_empty() {
            faults.push(format!("`home[{n}]`: `key` is empty, or that of another block."));
        }
        match new_block(file, names) {
            Ok(block) => made.push(block),
            Err(fault) => faults.push(format!("`home[{n}]`: {fault}.")),
        }
    }
    if faults.is_empty() { Ok(made) } else { Err(faults) }
}

fn new_block(file: &HomeBlockFile, names: &Names) -> Result<NewHomeBlock, String> {
    if !(1..=LARGEST_BLOCK).contains(&file.size) {
        return Err(format!("`size` is a number from 1 to {LARGEST_BLOCK}"));
    }
    let link = file.link.as_deref().map(|link| names.id(Named::Category, link)).transpose()?;
    let selection = selection(file, names)?;
    Ok(NewHomeBlock { key: file.key.clone(), title: file.title.clone(), selection, size: file.size, link })
}

fn selection(file: &HomeBlockFile, names: &Names) -> Result<Selection, String> {
    let source = || file.source.as_deref().ok_or_else(|| "`source` is missing".to_owned());
    match file.kind.as_str() {
        "manual" => {
            let picks: Result<Vec<Id>, String> = file.picks.iter().map(|pick| names.id(Named::Article, pick)).collect();
            picks.map(Selection::Manual)
        }
        "featured" => Ok(Selection::Featured),
        "latest" => Ok(Selection::Latest),
        "category" => names.id(Named::Category, source()?).map(Selection::Category),
        "tag" => names.id(Named::Tag, source()?).map(Selection::Tag),
        "format" => {
            Selection::format(source()?).ok_or_else(|| format!("there is no format `{}`", source().unwrap_or("")))
        }
        "popular" => {
            let window = Window::parse(file.window.as_deref().unwrap_or("7d"));
            window.map(Selection::Popular).ok_or_else(|| "`window` is one of 24h, 7d, 30d, all".to_owned())
        }
        kind => Err(format!(
            "`{kind}` is no kind of block. Allowed: manual, featured, category, tag, latest, popular, format"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_that_nothing_has_are_told_with_their_place() {
        let item = json!({"kind": "group", "title": "More", "items": [{"kind": "page", "target": "/about/"}, {"kind": "url", "url": "javascript:x"}]});
        let menu: MenuFile = serde_json::from_value(json!({"items": [item]})).unwrap();
        let mut names = Names::default();
        names.want_items(&menu.items);
        assert!(names.wanted.contains(&(Named::Page, "about".to_owned())));
        let seen = new_menu("main", &menu, &names).unwrap_err();
        assert_eq!(seen[0], "`menus.main.items[0].items[0]`: there is no page `/about/`.");
        assert_eq!(seen.len(), 2);
    }
}
