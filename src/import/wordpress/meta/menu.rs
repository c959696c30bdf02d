//! Menu items: what each leads to and where it hangs.

use super::super::php::unserialize;
use super::PostMeta;

/// What a menu item leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuTarget {
    /// An address of its own.
    Custom,
    /// An item of that kind (`post`, `page`, …) and id.
    Item {
        /// The kind.
        kind: String,
        /// The item's id.
        id: i64,
    },
    /// A term of that taxonomy (`category`, `post_tag`, …) and id.
    Term {
        /// The taxonomy.
        taxonomy: String,
        /// The term's id.
        id: i64,
    },
    /// The list of all items of a kind.
    Archive(String),
    /// Something that a plugin added: its type, and the object.
    Other(String, String),
}

/// A menu item, but for its title, menu and place, which the item itself has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// What it leads to.
    pub target: MenuTarget,
    /// The id of the menu item that it hangs under, 0 for the root.
    pub parent: i64,
    /// The address of a custom item, or empty.
    pub url: String,
    /// Whether it opens a new window.
    pub new_window: bool,
    /// Its classes.
    pub classes: Vec<String>,
    /// The relation to the target (`nofollow`, `me`, …), or empty.
    pub relation: String,
}

impl PostMeta<'_> {
    /// The menu item; `None` where the meta says nothing of one.
    pub fn menu_item(&self) -> Option<MenuItem> {
        let kind = self.get("_menu_item_type")?;
        let word = |key| self.get(key).unwrap_or_default().to_owned();
        let number = |key| self.get(key).and_then(|v| v.parse::<i64>().ok());
        let object = word("_menu_item_object");
        let id = number("_menu_item_object_id").unwrap_or_default();
        let target = match kind {
            "custom" => MenuTarget::Custom,
            "post_type" => MenuTarget::Item { kind: object, id },
            "taxonomy" => MenuTarget::Term { taxonomy: object, id },
            "post_type_archive" => MenuTarget::Archive(object),
            other => MenuTarget::Other(other.to_owned(), object),
        };
        Some(MenuItem {
            target,
            parent: number("_menu_item_menu_item_parent").unwrap_or_default(),
            url: word("_menu_item_url"),
            new_window: self.get("_menu_item_target") == Some("_blank"),
            classes: self.menu_classes(),
            relation: word("_menu_item_xfn"),
        })
    }

    fn menu_classes(&self) -> Vec<String> {
        let value = self.get("_menu_item_classes").and_then(unserialize);
        let classes = value.as_ref().and_then(|value| value.as_array());
        let words = classes.into_iter().flatten().filter_map(|v| v.as_str());
        words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::pairs;
    use super::*;

    #[test]
    fn menu_items_lead_somewhere() {
        let item = |kind| {
            let meta = pairs(&[
                ("_menu_item_type", kind),
                ("_menu_item_object", "category"),
                ("_menu_item_object_id", "12"),
                ("_menu_item_menu_item_parent", "7"),
                ("_menu_item_target", "_blank"),
                ("_menu_item_classes", "a:2:{i:0;s:0:\"\";i:1;s:3:\"top\";}"),
                ("_menu_item_url", ""),
            ]);
            PostMeta::new(&meta).menu_item()
        };
        let found = item("taxonomy");
        let expected = MenuItem {
            target: MenuTarget::Term { taxonomy: "category".to_owned(), id: 12 },
            parent: 7,
            url: String::new(),
            new_window: true,
            classes: vec!["top".to_owned()],
            relation: String::new(),
        };
        assert_eq!(found, Some(expected));
        assert_eq!(item("custom").map(|i| i.target), Some(MenuTarget::Custom));
        assert_eq!(item(""), None);
    }
}
