//! What a file names by slug.

use std::collections::{HashMap, HashSet};

use super::{HomeBlockFile, MenuItemFile};
use crate::db::Id;

/// The kinds of things that a file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Named {
    /// A category, by slug.
    Category,
    /// A tag, by slug.
    Tag,
    /// An author, by slug.
    Author,
    /// A page, by path.
    Page,
    /// An article, by slug.
    Article,
}

impl Named {
    const ALL: [Self; 5] = [Self::Category, Self::Tag, Self::Author, Self::Page, Self::Article];

    fn as_str(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Page => "page",
            Self::Article => "article",
        }
    }

    fn parse(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|named| named.as_str() == kind)
    }
}

/// What a file names, and the ids that were found for it.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// What is to be looked up.
    pub wanted: HashSet<(Named, String)>,
    /// What was found.
    pub found: HashMap<(Named, String), Id>,
}

impl Names {
    /// All that menus name.
    pub fn want_items(&mut self, items: &[MenuItemFile]) {
        for item in items {
            if let (Some(kind), Some(target)) = (Named::parse(&item.kind), &item.target) {
                self.want(kind, target);
            }
            self.want_items(&item.items);
        }
    }

    /// All that blocks name.
    pub fn want_blocks(&mut self, blocks: &[HomeBlockFile]) {
        for block in blocks {
            if let (Some(kind), Some(source)) = (Named::parse(&block.kind), &block.source) {
                self.want(kind, source);
            }
            block.link.iter().for_each(|link| self.want(Named::Category, link));
            block.picks.iter().for_each(|pick| self.want(Named::Article, pick));
        }
    }

    fn want(&mut self, kind: Named, name: &str) {
        self.wanted.insert((kind, plain(kind, name)));
    }

    /// The id that was found for a name.
    ///
    /// # Errors
    /// There is none: said in a sentence without its full stop.
    pub fn id(&self, kind: Named, name: &str) -> Result<Id, String> {
        let found = self.found.get(&(kind, plain(kind, name))).copied();
        found.ok_or_else(|| format!("there is no {} `{name}`", kind.as_str()))
    }
}

fn plain(kind: Named, name: &str) -> String {
    if kind == Named::Page { name.trim_matches('/').to_owned() } else { name.to_owned() }
}
