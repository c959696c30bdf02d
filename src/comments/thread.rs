//! Threads: where a comment hangs as the public sees it. Two rules: under the nearest approved
//! comment above it ([`Place`], kept with each change of a status), and at most five levels down
//! ([`arrange`], made when a page is put together).

use std::collections::HashMap;

use crate::db::Id;

/// How deep replies nest; what is deeper stands on the last level.
pub const DEEPEST: usize = 5;

/// Where a comment hangs among approved ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The nearest approved comment above it.
    pub parent: Option<Id>,
    /// The topmost approved comment above it, or itself.
    pub root: Id,
}

/// What the rules need of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// Its identity.
    pub id: Id,
    /// The comment that it answers.
    pub parent: Option<Id>,
    /// Whether the public sees it.
    pub approved: bool,
    /// Where it hangs.
    pub place: Place,
}

impl Place {
    /// A comment that answers none.
    pub fn at_the_root(id: Id) -> Self {
        Self { parent: None, root: id }
    }

    /// A comment that answers another.
    pub fn under(parent: &Node, id: Id) -> Self {
        match (parent.approved, parent.place.parent) {
            (true, _) => Self { parent: Some(parent.id), root: parent.place.root },
            (false, Some(above)) => Self { parent: Some(above), root: parent.place.root },
            (false, None) => Self::at_the_root(id),
        }
    }
}

/// The new places of those comments below `top` that hang elsewhere once `top` is approved, or no
/// longer is. `below` holds every comment that answers `top`, directly or not, in any order.
pub fn rehang(top: Node, below: &[Node]) -> Vec<(Id, Place)> {
    let mut answers: HashMap<Id, Vec<&Node>> = HashMap::new();
    for node in below {
        if let Some(parent) = node.parent {
            answers.entry(parent).or_default().push(node);
        }
    }
    let mut moved = Vec::new();
    let mut open = vec![top];
    while let Some(parent) = open.pop() {
        for node in answers.remove(&parent.id).unwrap_or_default() {
            let place = Place::under(&parent, node.id);
            if place != node.place {
                moved.push((node.id, place));
            }
            open.push(Node { place, ..*node });
        }
    }
    moved
}

/// The replies of a root, as ids with their parents, by the comment they are shown under: each list in
/// the order given. A reply below the last level joins it; one whose parent is not among them stands
/// under the root.
pub fn arrange(root: Id, replies: &[(Id, Option<Id>)]) -> HashMap<Id, Vec<Id>> {
    let parents: HashMap<Id, Id> = replies.iter().map(|(id, parent)| (*id, parent.unwrap_or(root))).collect();
    let mut shown: HashMap<Id, Vec<Id>> = HashMap::new();
    for (id, _) in replies {
        // From the reply up to the root's own answers.
        let mut line = vec![*id];
        while let Some(above) = line.last().and_then(|id| parents.get(id)).filter(|id| parents.contains_key(id)) {
            line.push(*above);
        }
        let under = match line.len() {
            1 => root,
            depth if depth <= DEEPEST => line[1],
            depth => line[depth - (DEEPEST - 1)],
        };
        shown.entry(under).or_default().push(*id);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A thread of `n` comments: each answers an earlier one or none.
    fn threads() -> impl Strategy<Value = (Vec<Node>, Vec<(usize, bool)>)> {
        let shape = proptest::collection::vec((any::<prop::sample::Index>(), any::<bool>(), any::<bool>()), 1..40);
        let changes = proptest::collection::vec((0usize..40, any::<bool>()), 0..30);
        (shape, changes).prop_map(|(shape, changes)| {
            let mut nodes: Vec<Node> = Vec::new();
            for (index, answers, approved) in shape {
                let id = Id::new();
                let parent = (answers && !nodes.is_empty()).then(|| nodes[index.index(nodes.len())]);
                let place = parent.map_or(Place::at_the_root(id), |parent| Place::under(&parent, id));
                nodes.push(Node { id, parent: parent.map(|parent| parent.id), approved, place });
            }
            (nodes, changes)
        })
    }

    /// The rule itself, read from the top: what `Place` keeps must say the same.
    fn place_by_definition(nodes: &[Node], node: &Node) -> Place {
        let by_id = |id: Id| nodes.iter().find(|one| one.id == id);
        let mut approved = Vec::new();
        let mut above = node.parent;
        while let Some(one) = above.and_then(by_id) {
            if one.approved {
                approved.push(one.id);
            }
            above = one.parent;
        }
        Place { parent: approved.first().copied(), root: approved.last().copied().unwrap_or(node.id) }
    }

    fn below(nodes: &[Node], top: Id) -> Vec<Node> {
        let mut found = vec![top];
        nodes
            .iter()
            .filter(|one| {
                one.parent.is_some_and(|parent| found.contains(&parent)) && {
                    found.push(one.id);
                    true
                }
            })
            .copied()
            .collect()
    }

    proptest! {
        #[test]
        fn places_stay_right_whatever_is_approved_and_thrown_away((mut nodes, changes) in threads()) {
            for (at, approved) in changes {
                let at = at % nodes.len();
                nodes[at].approved = approved;
                let moved: HashMap<Id, Place> = rehang(nodes[at], &below(&nodes, nodes[at].id)).into_iter().collect();
                for node in &mut nodes {
                    node.place = moved.get(&node.id).copied().unwrap_or(node.place);
                }
            }
            for node in &nodes {
                prop_assert_eq!(node.place, place_by_definition(&nodes, node));
            }
        }

        #[test]
        fn every_reply_is_shown_once_and_none_too_deep(shape in proptest::collection::vec(any::<prop::sample::Index>(), 1..60)) {
            let root = Id::new();
            let mut replies: Vec<(Id, Option<Id>)> = Vec::new();
            for index in shape {
                let parent = [root].into_iter().chain(replies.iter().map(|one| one.0)).nth(index.index(replies.len() + 1));
                replies.push((Id::new(), parent));
            }
            let shown = arrange(root, &replies);
            let mut seen = Vec::new();
            let mut level = vec![root];
            for _ in 0..DEEPEST {
                level = level.iter().flat_map(|id| shown.get(id).into_iter().flatten()).copied().collect();
                seen.extend(level.iter().copied());
            }
            seen.sort_unstable();
            let mut all: Vec<Id> = replies.iter().map(|one| one.0).collect();
            all.sort_unstable();
            prop_assert_eq!(seen, all);
        }
    }

    #[test]
    fn what_is_below_the_last_level_joins_it() {
        let root = Id::new();
        let ids: Vec<Id> = (0..8).map(|_| Id::new()).collect();
        let chain: Vec<(Id, Option<Id>)> = (0..8).map(|n: usize| (ids[n], n.checked_sub(1).map(|n| ids[n]))).collect();
        let shown = arrange(root, &chain);
        assert_eq!(shown[&root], [ids[0]]);
        assert_eq!(shown[&ids[3]], ids[4..]);
        assert!(!shown.contains_key(&ids[4]));
    }

    #[test]
    fn a_reply_whose_parent_is_on_another_page_stands_under_the_root() {
        let root = Id::new();
        let lone = [(Id::new(), Some(Id::new()))];
        assert_eq!(arrange(root, &lone)[&root].len(), 1);
    }
}
