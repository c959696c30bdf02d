//! Navigation menus with their trees and targets. The largest one becomes `main`, for an export does
//! not say which stands where; a site without any gets its top categories.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::meta::{MenuTarget, PostMeta};
use super::model::{Item, PostStatus};
use super::run::{Context, ImportError, SYSTEM};
use super::terms::Found;
use crate::body::title_text;
use crate::db::{Conn, Id};
use crate::import::store::{self, Known};
use crate::import::{Ledger, Report};
use crate::menus::{self, Link, NewMenu, NewMenuItem, Target};
use crate::text::Slug;

const ITEM: &str = "nav_menu_item";
const MENU: &str = "nav_menu";
/// The name of the menu that every site has.
const MAIN: &str = "main";
/// How many top categories a site without menus shows.
const TOP_CATEGORIES: i64 = 8;

/// Imports the menus.
///
/// # Errors
/// The database.
pub fn import(
    context: &Arc<Context>,
    found: &Arc<Found>,
    ledger: &mut Ledger<'_>,
    report: &mut Report,
) -> Result<(), ImportError> {
    let (context, found) = (context.clone(), found.clone());
    let part = ledger.write(move |conn| -> Result<Report, ImportError> {
        let mut work = Work { context: &context, found: &found, report: Report::default() };
        work.run(conn)?;
        Ok(work.report)
    })?;
    report.add(part);
    Ok(())
}

struct Work<'a> {
    context: &'a Context,
    found: &'a Found,
    report: Report,
}

/// An item with what it points at, before the tree is put together.
struct Flat {
    id: i64,
    parent: i64,
    order: i64,
    item: NewMenuItem,
}

impl Work<'_> {
    fn run(&mut self, conn: &mut Conn) -> Result<(), ImportError> {
        let mut by_menu: BTreeMap<String, (String, Vec<Flat>, String)> = BTreeMap::new();
        for term in self.context.survey.channel.declared(MENU) {
            by_menu.entry(term.slug.clone()).or_insert((title_text(&term.name), Vec::new(), String::new()));
            self.report.kept("term:nav_menu", &[]);
        }
        for item in &self.context.survey.menu_items {
            self.item(conn, item, &mut by_menu)?;
        }
        self.store(conn, by_menu)
    }

    fn item(
        &mut self,
        conn: &mut Conn,
        item: &Item,
        by_menu: &mut BTreeMap<String, (String, Vec<Flat>, String)>,
    ) -> Result<(), ImportError> {
        let meta = PostMeta::of(item);
        let mentioned = item.mentions(MENU).into_iter().next().map(|term| (term.key().to_owned(), term.name.clone()));
        let Some((menu, name)) = mentioned else {
            self.report.left_out(ITEM, "no_menu");
            return Ok(());
        };
        let (Some(read), true) = (meta.menu_item(), item.status == PostStatus::Publish) else {
            self.report.left_out(ITEM, if item.status == PostStatus::Publish { "no_target" } else { "not_published" });
            return Ok(());
        };
        let Some(target) = self.target(conn, &read.target, &read.url)? else {
            self.report.left_out(ITEM, "target_missing");
            return Ok(());
        };
        self.report.kept(ITEM, &[]);
        let title = Some(title_text(&item.title)).filter(|title| !title.is_empty());
        let new = NewMenuItem { title, target, open_in_new: read.new_window, items: Vec::new() };
        let id = item.post_id.unwrap_or(0);
        let entry = by_menu.entry(menu).or_insert((title_text(&name), Vec::new(), String::new()));
        entry.2.push_str(&item.digest().to_string());
        entry.1.push(Flat { id, parent: read.parent, order: item.menu_order, item: new });
        Ok(())
    }

    fn target(&self, conn: &mut Conn, target: &MenuTarget, url: &str) -> Result<Option<Target>, ImportError> {
        Ok(match target {
            MenuTarget::Custom => self.custom(url),
            MenuTarget::Item { kind, id } => {
                let found = store::item_by_legacy_id(conn, SYSTEM, kind, &id.to_string())?;
                found.map(|id| if kind == "page" { Target::Page(id) } else { Target::Article(id) })
            }
            MenuTarget::Term { taxonomy, id } => {
                let found = self.found.by_term_id.get(&(taxonomy.clone(), *id)).copied();
                found.map(|id| if taxonomy == "category" { Target::Category(id) } else { Target::Tag(id) })
            }
            MenuTarget::Archive(_) | MenuTarget::Other(..) => None,
        })
    }

    /// An address of the old site itself is the home page or a path; `#` holds others.
    fn custom(&self, url: &str) -> Option<Target> {
        let url = url.trim();
        if url.is_empty() || url == "#" {
            return Some(Target::Group);
        }
        match self.context.survey.base.path_of(url) {
            Some(path) if path.path == "/" && path.query.is_none() => Some(Target::Home),
            Some(path) if path.query.is_none() => Link::parse(&path.path).map(Target::Url),
            _ => Link::parse(url).map(Target::Url),
        }
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        by_menu: BTreeMap<String, (String, Vec<Flat>, String)>,
    ) -> Result<(), ImportError> {
        let largest = by_menu.iter().max_by_key(|(_, (_, items, _))| items.len()).map(|(slug, _)| slug.clone());
        let mut all = Vec::new();
        for (slug, (title, items, digest)) in by_menu {
            let main = Some(&slug) == largest.as_ref();
            let name = if main { MAIN.to_owned() } else { menu_name(&slug) };
            let menu = NewMenu { name, title, legacy_id: Some(slug), items: tree(items) };
            all.push((menu, blake3::hash(digest.as_bytes()).to_hex().to_string()));
        }
        if all.is_empty() && !self.found.categories.is_empty() {
            all.push((self.top_categories(conn)?, "top categories".to_owned()));
        }
        for (menu, digest) in all {
            self.save(conn, &menu, digest)?;
        }
        Ok(())
    }

    /// A menu is written when it is new or its source has changed, and nobody edited it here.
    fn save(&mut self, conn: &mut Conn, menu: &NewMenu, digest: String) -> Result<(), ImportError> {
        let identity = menu.legacy_id.clone().unwrap_or_else(|| menu.name.clone());
        let known = store::known(conn, &self.context.source, MENU, std::slice::from_ref(&identity))?;
        if let Some(before) = known.get(&identity) {
            let now = store::revisions(conn, MENU, &[before.target_id])?.remove(&before.target_id);
            let edited = now.is_some_and(|now| now != before.revision) && !self.context.options.overwrite;
            if before.digest == digest || edited {
                self.report.unchanged += 1;
                return Ok(());
            }
        }
        let id = menus::save(conn, self.context.now, menu)?;
        let revision = store::revisions(conn, MENU, &[id])?.remove(&id).unwrap_or(1);
        self.report.created += u64::from(known.is_empty());
        self.report.updated += u64::from(!known.is_empty());
        store::remember(conn, &self.context.source, MENU, &[Known { identity, target_id: id, digest, revision }])?;
        Ok(())
    }

    fn top_categories(&self, conn: &mut Conn) -> Result<NewMenu, ImportError> {
        let bare = |target, title: Option<&str>| NewMenuItem {
            title: title.map(str::to_owned),
            target,
            open_in_new: false,
            items: Vec::new(),
        };
        let mut items = vec![bare(Target::Home, Some("Home"))];
        let tops: Vec<Id> = store::largest_top_categories(conn, TOP_CATEGORIES)?;
        items.extend(tops.into_iter().map(|id| bare(Target::Category(id), None)));
        Ok(NewMenu { name: MAIN.to_owned(), title: "Main menu".to_owned(), legacy_id: None, items })
    }
}

fn menu_name(slug: &str) -> String {
    let made = Slug::from_title(slug).map_or_else(|| "menu".to_owned(), |slug| slug.as_str().to_owned());
    if made == MAIN { "main-menu".to_owned() } else { made }
}

/// Puts the tree together; an item whose parent is not there, or stands under itself, goes to the root.
fn tree(mut flat: Vec<Flat>) -> Vec<NewMenuItem> {
    flat.sort_by_key(|one| one.order);
    let parents: HashMap<i64, i64> = flat.iter().map(|one| (one.id, one.parent)).collect();
    let rooted = |id: i64| {
        let (mut at, mut steps) = (id, 0);
        while let Some(parent) = parents.get(&at).filter(|parent| parents.contains_key(parent)) {
            (at, steps) = (*parent, steps + 1);
            if steps > 20 {
                return false;
            }
        }
        true
    };
    let mut below: HashMap<i64, Vec<Flat>> = HashMap::new();
    for one in flat {
        let parent = if parents.contains_key(&one.parent) && rooted(one.id) { one.parent } else { 0 };
        below.entry(parent).or_default().push(one);
    }
    hang(0, &mut below)
}

fn hang(parent: i64, below: &mut HashMap<i64, Vec<Flat>>) -> Vec<NewMenuItem> {
    let children = below.remove(&parent).unwrap_or_default();
    children
        .into_iter()
        .map(|one| {
            let items = if one.id == 0 { Vec::new() } else { hang(one.id, below) };
            NewMenuItem { items, ..one.item }
        })
        .collect()
}
