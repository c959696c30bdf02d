//! A menu on the wire; as the newsroom knows it in `desk`.

pub mod desk;

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Item, Label, Labels, Menu, Target};
use crate::cards::ArticleCard;
use crate::db::Id;
use crate::http::PageOut;
use crate::site::Here;

/// A menu: a named tree of items.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Menu)]
pub struct MenuOut {
    /// Its name.
    #[schema(example = "main")]
    pub name: String,
    /// What editors call it.
    #[schema(example = "Main menu")]
    pub title: String,
    /// Its items, in order. One whose target is not public is left out, and so is an empty group.
    pub items: Vec<MenuItemOut>,
}

/// An item of a menu.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MenuItem)]
pub struct MenuItemOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61")]
    pub id: Id,
    /// What it says: its own title, else its target's.
    #[schema(example = "News")]
    pub title: String,
    /// What it points at.
    #[schema(example = "category", extensions(("x-extensible-enum" = json!(["home", "category", "tag", "author", "page", "article", "url", "group"]))))]
    pub kind: String,
    /// What it points at, where that is a thing of this API.
    #[schema(required)]
    pub target: Option<Reference>,
    /// Its address; null for a group.
    #[schema(required, example = "https://baycourier.example/news")]
    pub url: Option<String>,
    /// Its path on the public site; null for a group and for an address elsewhere.
    #[schema(required, example = "/news")]
    pub path: Option<String>,
    /// Whether it is meant to open in a new window.
    #[schema(example = false)]
    pub open_in_new: bool,
    /// The items under it, in order.
    #[schema(no_recursion)]
    pub items: Vec<MenuItemOut>,
    /// Of a category: the story pinned on top, else the newest featured one, else the newest; null for
    /// other kinds. With `include=featured`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ArticleCard>)]
    pub featured: Option<Option<ArticleCard>>,
    /// Of a category: its newest articles, those of the categories below it among them; empty for other
    /// kinds. With `include=recent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub recent: Option<Vec<ArticleCard>>,
}

/// What an item points at. Categories, tags and authors have a `name`, pages and articles a `title`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reference {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b21")]
    pub id: Id,
    /// Its name in addresses.
    #[schema(example = "news")]
    pub slug: String,
    /// The name of a category, tag or author.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "News")]
    pub name: Option<String>,
    /// The title of a page or an article.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "About Us")]
    pub title: Option<String>,
    /// Its path on the public site.
    #[schema(example = "/news")]
    pub path: String,
}

/// A page of menus.
#[derive(Debug, Serialize, ToSchema)]
pub struct MenuList {
    /// The menus, by name.
    pub data: Vec<MenuOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

impl Reference {
    fn new(label: &Label, target: &Target) -> Self {
        let titled = matches!(target, Target::Page(_) | Target::Article(_));
        let name = Some(label.name.clone());
        let (name, title) = if titled { (None, name) } else { (name, None) };
        Self { id: label.id, slug: label.slug.clone(), name, title, path: label.path.clone() }
    }
}

/// The items of some menus, about to become trees.
pub struct Grove<'a> {
    children: HashMap<(Id, Option<Id>), Vec<&'a Item>>,
    labels: &'a Labels,
    here: &'a Here,
}

impl<'a> Grove<'a> {
    /// Of items in order, and what their targets say of themselves.
    pub fn new(items: &'a [Item], labels: &'a Labels, here: &'a Here) -> Self {
        let mut children: HashMap<_, Vec<&Item>> = HashMap::new();
        for item in items {
            children.entry((item.menu_id, item.parent_id)).or_default().push(item);
        }
        Self { children, labels, here }
    }

    /// A menu with its tree; `add` puts on what was included with each item.
    pub fn menu(&self, menu: &Menu, add: &impl Fn(&Item, &mut MenuItemOut)) -> MenuOut {
        MenuOut { name: menu.name.clone(), title: menu.title.clone(), items: self.below(menu.id, None, add) }
    }

    fn below(&self, menu: Id, parent: Option<Id>, add: &impl Fn(&Item, &mut MenuItemOut)) -> Vec<MenuItemOut> {
        let items = self.children.get(&(menu, parent)).into_iter().flatten();
        items.filter_map(|item| self.item(item, add)).collect()
    }

    fn item(&self, item: &Item, add: &impl Fn(&Item, &mut MenuItemOut)) -> Option<MenuItemOut> {
        let at = self.here.addresses();
        let label = match item.target.id() {
            Some(id) => Some(self.labels.by_id.get(&id)?),
            None => None,
        };
        let items = self.below(item.menu_id, Some(item.id), add);
        let (path, url) = match (&item.target, label) {
            (Target::Group, _) if items.is_empty() => return None,
            (Target::Home, _) => (Some("/".to_owned()), Some(at.url("/"))),
            (Target::Url(link), _) => (link.path(at).map(str::to_owned), Some(link.absolute(at))),
            (_, Some(label)) => (Some(label.path.clone()), Some(at.url(&label.path))),
            (_, None) => (None, None),
        };
        let mut made = MenuItemOut {
            id: item.id,
            title: title(item, label),
            kind: item.target.kind().to_owned(),
            target: label.map(|label| Reference::new(label, &item.target)),
            url,
            path,
            open_in_new: item.open_in_new,
            items,
            featured: None,
            recent: None,
        };
        add(item, &mut made);
        Some(made)
    }
}

/// An item's own title, else its target's, else what else there is to say.
fn title(item: &Item, label: Option<&Label>) -> String {
    let own = item.title.as_deref().or(label.map(|label| label.name.as_str())).or(item.target.url());
    own.unwrap_or(if item.target == Target::Home { "Home" } else { "" }).to_owned()
}
