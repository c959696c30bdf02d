//! The tree that categories make: its order, what is above and below, and where one may stand. Pure
//! rules over all categories, a few hundred at most.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::CategoryError;
use crate::db::Id;
use crate::db::schema::categories;
use crate::http::Paging;

/// A category's place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = categories)]
pub struct Node {
    /// Which category.
    pub id: Id,
    /// The category above it.
    pub parent_id: Option<Id>,
    /// Its place among its siblings.
    pub position: i32,
    /// What siblings of one position are ordered by.
    pub name_key: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its slug under those of the categories above.
    pub path: String,
}

/// All categories, as they stand under one another.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    nodes: HashMap<Id, Node>,
    children: HashMap<Option<Id>, Vec<Id>>,
}

impl Tree {
    /// The tree of all categories.
    pub fn new(mut nodes: Vec<Node>) -> Self {
        nodes.sort_unstable_by(|a, b| (a.position, &a.name_key, a.id).cmp(&(b.position, &b.name_key, b.id)));
        let mut children: HashMap<Option<Id>, Vec<Id>> = HashMap::new();
        for node in &nodes {
            children.entry(node.parent_id).or_default().push(node.id);
        }
        Self { nodes: nodes.into_iter().map(|node| (node.id, node)).collect(), children }
    }

    /// One category's place.
    pub fn get(&self, id: Id) -> Option<&Node> {
        self.nodes.get(&id)
    }

    /// The categories right under one, or the roots: by position, then name, then id.
    pub fn children(&self, parent: Option<Id>) -> &[Id] {
        self.children.get(&parent).map(Vec::as_slice).unwrap_or_default()
    }

    /// All categories in tree order: each right before those below it.
    pub fn walk(&self) -> Vec<Id> {
        self.walk_under(None)
    }

    /// The categories below one, in tree order, without itself.
    pub fn below(&self, id: Id) -> Vec<Id> {
        self.walk_under(Some(id))
    }

    fn walk_under(&self, top: Option<Id>) -> Vec<Id> {
        let mut order = Vec::new();
        let mut waiting: Vec<Id> = self.children(top).iter().rev().copied().collect();
        while let Some(id) = waiting.pop() {
            order.push(id);
            waiting.extend(self.children(Some(id)).iter().rev());
        }
        order
    }

    /// A category and those above it, itself first; empty for one that does not exist.
    pub fn lineage(&self, id: Id) -> Vec<Id> {
        let mut chain: Vec<Id> = Vec::new();
        let mut next = self.get(id);
        while let Some(node) = next {
            chain.push(node.id);
            next = node.parent_id.and_then(|parent| self.get(parent));
        }
        chain
    }

    /// Whether a category may stand under another one, or at the root.
    ///
    /// # Errors
    /// It would stand under itself; there is no such other one.
    pub fn may_stand_under(&self, id: Id, parent: Option<Id>) -> Result<(), CategoryError> {
        let Some(parent) = parent else { return Ok(()) };
        match self.lineage(parent) {
            chain if chain.is_empty() => Err(CategoryError::NoParent(parent)),
            chain if chain.contains(&id) => Err(CategoryError::Cycle),
            _ => Ok(()),
        }
    }

    /// The path of a slug under a category, or at the root.
    pub fn path_under(&self, parent: Option<Id>, slug: &str) -> String {
        joined(parent.and_then(|parent| self.get(parent)).map(|parent| parent.path.as_str()), slug)
    }

    /// The paths that the categories below one have once its own is `path`.
    pub fn paths_below(&self, id: Id, path: &str) -> Vec<(Id, String)> {
        let mut new = HashMap::from([(id, path.to_owned())]);
        let mut all = Vec::new();
        for node in self.below(id).into_iter().filter_map(|below| self.get(below)) {
            let above = node.parent_id.and_then(|parent| new.get(&parent)).map(String::as_str);
            let path = joined(above, &node.slug);
            new.insert(node.id, path.clone());
            all.push((node.id, path));
        }
        all
    }

    /// What changes above a category when it moves under `parent`: the categories that it leaves and
    /// those that it joins.
    pub fn moved(&self, id: Id, parent: Option<Id>) -> (Vec<Id>, Vec<Id>) {
        let before: Vec<Id> = self.lineage(id).into_iter().skip(1).collect();
        let after = parent.map(|parent| self.lineage(parent)).unwrap_or_default();
        let only = |these: &[Id], those: &[Id]| these.iter().copied().filter(|id| !those.contains(id)).collect();
        (only(&before, &after), only(&after, &before))
    }

    /// A category and all below it, without `gone` and what is below that.
    pub fn subtree_without(&self, top: Id, gone: Id) -> Vec<Id> {
        let left: HashSet<Id> = self.below(gone).into_iter().chain([gone]).collect();
        let all = std::iter::once(top).chain(self.below(top));
        all.filter(|id| !left.contains(id)).collect()
    }
}

fn joined(above: Option<&str>, slug: &str) -> String {
    above.map_or_else(|| slug.to_owned(), |above| format!("{above}/{slug}"))
}

/// The part of an order that a page shows, as its direction walks it, and one more where there are
/// more; each with its place. A cursor names a row; should that be gone, the place where it stood counts.
pub fn window(order: &[Id], paging: &Paging) -> Vec<(usize, Id)> {
    let most = usize::try_from(paging.limit).unwrap_or(usize::MAX).saturating_add(1);
    let placed = || order.iter().copied().enumerate();
    let Some(cursor) = paging.beyond() else {
        return placed().skip(usize::try_from(paging.offset()).unwrap_or(usize::MAX)).take(most).collect();
    };
    let stood = || cursor.value.parse().unwrap_or(order.len());
    let found = order.iter().position(|id| *id == cursor.id);
    if paging.back() {
        let end = found.unwrap_or_else(stood);
        placed().take(end).collect::<Vec<_>>().into_iter().rev().take(most).collect()
    } else {
        let start = found.map_or_else(stood, |at| at + 1);
        placed().skip(start).take(most).collect()
    }
}

#[cfg(test)]
mod tests;
