//! A menu as the newsroom reads and writes it: always whole.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::Id;
use crate::http::PageOut;
use crate::http::checks::Checks;
use crate::menus::model::{Item, Link, Menu, NewMenu, NewMenuItem, Target};
use crate::text::plain;

const LONGEST_TITLE: usize = 200;
/// The most items of a menu.
pub const MOST_ITEMS: usize = 500;
/// How deep they nest at most.
pub const DEEPEST: usize = 5;

/// What an item points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(example = "category")]
pub enum MenuItemKind {
    /// The front page.
    Home,
    /// A category.
    Category,
    /// A tag.
    Tag,
    /// An author.
    Author,
    /// A page.
    Page,
    /// An article.
    Article,
    /// An address.
    Url,
    /// Nothing: it holds others.
    Group,
}

/// An item of a menu as an editor writes it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MenuItemIn {
    /// What it points at.
    pub kind: MenuItemKind,
    /// Its own title; without one its target's. A group and an address need one.
    #[serde(default)]
    #[schema(max_length = 200, example = "News")]
    pub title: Option<String>,
    /// The id of the category, tag, author, page or article.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")]
    pub target_id: Option<Id>,
    /// The address of a `url`: http, https, mailto, tel, or a path of the site.
    #[serde(default)]
    #[schema(max_length = 2048, example = json!(null))]
    pub url: Option<String>,
    /// Whether it opens in a new window.
    #[serde(default)]
    #[schema(default = false, example = false)]
    pub open_in_new: bool,
    /// The items under it, in order.
    #[serde(default)]
    #[schema(no_recursion)]
    pub items: Vec<MenuItemIn>,
}

/// A menu as an editor writes it, whole.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MenuIn {
    /// What editors call it.
    #[schema(min_length = 1, max_length = 200, example = "Main menu")]
    pub title: String,
    /// Its items, in order: at most 500, at most 5 deep.
    pub items: Vec<MenuItemIn>,
}

/// A menu that is made: its name, and the whole of it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMenuIn {
    /// Its name in addresses, which stays.
    #[schema(min_length = 1, max_length = 200, example = "main")]
    pub name: String,
    /// What editors call it.
    #[schema(min_length = 1, max_length = 200, example = "Main menu")]
    pub title: String,
    /// Its items, in order: at most 500, at most 5 deep.
    pub items: Vec<MenuItemIn>,
}

impl MenuIn {
    /// The menu as it is stored, and with each target the place that names it.
    pub fn read(self, name: &str, checks: &mut Checks) -> (NewMenu, Vec<(String, Target)>) {
        checks.text("/title", &self.title, 1, LONGEST_TITLE);
        let mut reading = Reading { checks, targets: Vec::new(), count: 0 };
        let items = reading.items("/items", self.items, 1);
        let targets = reading.targets;
        let menu = NewMenu { name: name.to_owned(), title: self.title.trim().to_owned(), legacy_id: None, items };
        (menu, targets)
    }
}

/// The items of a menu being read.
struct Reading<'a> {
    checks: &'a mut Checks,
    targets: Vec<(String, Target)>,
    count: usize,
}

impl Reading<'_> {
    fn items(&mut self, place: &str, items: Vec<MenuItemIn>, depth: usize) -> Vec<NewMenuItem> {
        self.count += items.len();
        if depth > DEEPEST && !items.is_empty() {
            self.checks.fault(place, "too_long", format!("Items nest at most {DEEPEST} deep."));
            return Vec::new();
        }
        if self.count > MOST_ITEMS {
            self.checks.fault(place, "too_long", format!("A menu has at most {MOST_ITEMS} items."));
            return Vec::new();
        }
        (0..).zip(items).filter_map(|(n, item)| self.item(&format!("{place}/{n}"), item, depth)).collect()
    }

    fn item(&mut self, place: &str, item: MenuItemIn, depth: usize) -> Option<NewMenuItem> {
        self.checks.optional(&format!("{place}/title"), item.title.as_ref(), LONGEST_TITLE);
        let target = self.target(place, &item);
        let items = self.items(&format!("{place}/items"), item.items, depth + 1);
        let target = target?;
        self.targets.push((format!("{place}/target_id"), target.clone()));
        Some(NewMenuItem { title: plain(item.title), target, open_in_new: item.open_in_new, items })
    }

    fn target(&mut self, place: &str, item: &MenuItemIn) -> Option<Target> {
        let titled = item.title.as_deref().is_some_and(|title| !title.trim().is_empty());
        if matches!(item.kind, MenuItemKind::Group | MenuItemKind::Url) && !titled {
            self.checks.fault(&format!("{place}/title"), "required", "A group and an address have a title.");
        }
        let of: fn(Id) -> Target = match item.kind {
            MenuItemKind::Home => return Some(Target::Home),
            MenuItemKind::Group => return Some(Target::Group),
            MenuItemKind::Url => {
                let link = item.url.as_deref().and_then(Link::parse);
                if link.is_none() {
                    let detail = "This is no address that a menu can hold.";
                    self.checks.fault(&format!("{place}/url"), "invalid", detail);
                }
                return link.map(Target::Url);
            }
            MenuItemKind::Category => Target::Category,
            MenuItemKind::Tag => Target::Tag,
            MenuItemKind::Author => Target::Author,
            MenuItemKind::Page => Target::Page,
            MenuItemKind::Article => Target::Article,
        };
        if item.target_id.is_none() {
            self.checks.fault(&format!("{place}/target_id"), "required", "An item of this kind names its target.");
        }
        item.target_id.map(of)
    }
}

/// An item of a menu as the newsroom sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomMenuItem {
    /// What it points at.
    #[schema(example = "category", extensions(("x-extensible-enum" = json!(["home", "category", "tag", "author", "page", "article", "url", "group"]))))]
    pub kind: String,
    /// Its own title; null: its target's.
    #[schema(required, example = "News")]
    pub title: Option<String>,
    /// The id of the category, tag, author, page or article.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")]
    pub target_id: Option<Id>,
    /// The address of a `url`.
    #[schema(required, example = json!(null))]
    pub url: Option<String>,
    /// Whether it opens in a new window.
    #[schema(example = false)]
    pub open_in_new: bool,
    /// The items under it, in order.
    #[schema(no_recursion)]
    pub items: Vec<NewsroomMenuItem>,
}

/// A menu as the newsroom sees it, with what readers do not see.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomMenu {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61")]
    pub id: Id,
    /// Its name.
    #[schema(example = "main")]
    pub name: String,
    /// What editors call it.
    #[schema(example = "Main menu")]
    pub title: String,
    /// Counts every write; the `ETag` of this menu.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// Its items, in order.
    pub items: Vec<NewsroomMenuItem>,
}

impl NewsroomMenu {
    /// A stored menu with its items, in order.
    pub fn new(menu: &Menu, items: &[Item]) -> Self {
        let mut below: HashMap<Option<Id>, Vec<&Item>> = HashMap::new();
        for item in items.iter().filter(|item| item.menu_id == menu.id) {
            below.entry(item.parent_id).or_default().push(item);
        }
        Self {
            id: menu.id,
            name: menu.name.clone(),
            title: menu.title.clone(),
            revision: menu.version,
            items: branch(&below, None),
        }
    }
}

fn branch(below: &HashMap<Option<Id>, Vec<&Item>>, parent: Option<Id>) -> Vec<NewsroomMenuItem> {
    let items = below.get(&parent).map(Vec::as_slice).unwrap_or_default();
    let made = items.iter().map(|item| NewsroomMenuItem {
        kind: item.target.kind().to_owned(),
        title: item.title.clone(),
        target_id: item.target.id(),
        url: item.target.url().map(str::to_owned),
        open_in_new: item.open_in_new,
        items: branch(below, Some(item.id)),
    });
    made.collect()
}

/// A page of the newsroom's menus.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsroomMenuList {
    /// The menus, by name.
    pub data: Vec<NewsroomMenu>,
    /// Where this page stands in the list.
    pub page: PageOut,
}
