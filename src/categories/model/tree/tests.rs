//! What holds of every tree of categories.

use proptest::prelude::*;

use super::*;
use crate::http::cursor::Cursor;
use crate::http::paging::{Key, Page, Place};

fn id(n: usize) -> Id {
    Id(uuid::Uuid::from_u128(n as u128 + 1))
}

/// Some categories, each at the root or under an earlier one; positions and names repeat.
fn trees() -> impl Strategy<Value = Vec<Node>> {
    let one = (any::<prop::sample::Index>(), any::<bool>(), 0..3_i32, "[ab]{1,2}");
    prop::collection::vec(one, 0..30).prop_map(|all| {
        let mut nodes: Vec<Node> = Vec::new();
        for (n, (parent, is_root, position, name_key)) in all.into_iter().enumerate() {
            let above = (n > 0 && !is_root).then(|| nodes[parent.index(n)].clone());
            let slug = format!("s{n}");
            let path = joined(above.as_ref().map(|above| above.path.as_str()), &slug);
            nodes.push(Node { id: id(n), parent_id: above.map(|above| above.id), position, name_key, slug, path });
        }
        nodes
    })
}

fn place(cursor: Option<&String>) -> Place {
    cursor.map_or(Place::Start, |text| Place::Beyond(serde_json::from_str(text).unwrap()))
}

/// The pages of a walk, with each next cursor (or previous, going back) followed.
fn pages(order: &[Id], limit: u64, first: Place, back: bool) -> Vec<Vec<Id>> {
    let (mut all, mut at) = (Vec::new(), first);
    loop {
        let paging = Paging { limit, place: at, total: false };
        let seal = |cursor: &Cursor| serde_json::to_string(cursor).unwrap();
        let page = Page::new(window(order, &paging), &paging, None, seal, |(place, id)| Key {
            value: place.to_string(),
            id: *id,
        });
        all.push(page.rows.into_iter().map(|(_, id)| id).collect());
        let next = if back { page.page.previous_cursor } else { page.page.next_cursor };
        if next.is_none() {
            return all;
        }
        at = place(next.as_ref());
    }
}

proptest! {
    #[test]
    fn the_order_has_each_once_and_parents_first(nodes in trees()) {
        let tree = Tree::new(nodes.clone());
        let order = tree.walk();
        prop_assert_eq!(order.iter().collect::<HashSet<_>>().len(), nodes.len());
        prop_assert_eq!(order.len(), nodes.len());
        for (at, one) in order.iter().enumerate() {
            let below = tree.below(*one);
            prop_assert_eq!(&order[at + 1..at + 1 + below.len()], &below[..], "what is below follows at once");
        }
    }

    #[test]
    fn a_lineage_is_itself_and_its_parents(nodes in trees()) {
        let tree = Tree::new(nodes.clone());
        for node in &nodes {
            let above = node.parent_id.map(|parent| tree.lineage(parent)).unwrap_or_default();
            let chain = tree.lineage(node.id);
            prop_assert_eq!(&chain[1..], &above[..]);
            prop_assert!(above.iter().all(|above| tree.below(*above).contains(&node.id)));
        }
    }

    #[test]
    fn a_move_that_is_allowed_leaves_a_tree(nodes in trees(), a: prop::sample::Index, b: prop::sample::Index) {
        prop_assume!(!nodes.is_empty());
        let tree = Tree::new(nodes.clone());
        let (moved, parent) = (&nodes[a.index(nodes.len())], &nodes[b.index(nodes.len())]);
        let allowed = tree.may_stand_under(moved.id, Some(parent.id)).is_ok();
        prop_assert_eq!(allowed, moved.id != parent.id && !tree.below(moved.id).contains(&parent.id));
        prop_assume!(allowed);

        let path = tree.path_under(Some(parent.id), &moved.slug);
        let paths: HashMap<Id, String> = tree.paths_below(moved.id, &path).into_iter().chain([(moved.id, path)]).collect();
        let after = Tree::new(nodes.iter().cloned().map(|mut node| {
            node.path = paths.get(&node.id).cloned().unwrap_or(node.path);
            node.parent_id = if node.id == moved.id { Some(parent.id) } else { node.parent_id };
            node
        }).collect());
        for node in &nodes {
            let slugs: Vec<&str> = after.lineage(node.id).iter().rev().map(|id| after.get(*id).unwrap().slug.as_str()).collect();
            prop_assert_eq!(&after.get(node.id).unwrap().path, &slugs.join("/"));
        }

        let (left, joined) = tree.moved(moved.id, Some(parent.id));
        let above = |tree: &Tree| tree.lineage(moved.id).into_iter().skip(1).collect::<HashSet<_>>();
        prop_assert_eq!(left.into_iter().collect::<HashSet<_>>(), &above(&tree) - &above(&after));
        prop_assert_eq!(joined.into_iter().collect::<HashSet<_>>(), &above(&after) - &above(&tree));
    }

    #[test]
    fn pages_walk_the_order_both_ways(count in 0..25_usize, limit in 1..8_u64) {
        let order: Vec<Id> = (0..count).map(id).collect();
        let forth = pages(&order, limit, Place::Start, false);
        prop_assert_eq!(forth.concat(), order.clone());
        let end = Place::Beyond(Cursor { value: count.to_string(), id: id(count), back: true });
        let mut back = pages(&order, limit, end, true);
        back.reverse();
        prop_assert_eq!(back.concat(), order);
    }

    #[test]
    fn a_category_that_goes_takes_no_other_with_it(count in 2..20_usize, limit in 1..8_u64, gone: prop::sample::Index) {
        let order: Vec<Id> = (0..count).map(id).collect();
        let at = gone.index(count - 1);
        let cursor = Cursor { value: at.to_string(), id: order[at], back: false };
        let left: Vec<Id> = order.iter().copied().filter(|id| *id != order[at]).collect();
        prop_assert_eq!(pages(&left, limit, Place::Beyond(cursor), false).concat(), order[at + 1..].to_vec());
    }
}

#[test]
fn a_category_stands_under_what_exists() {
    let root =
        Node { id: id(0), parent_id: None, position: 0, name_key: "a".into(), slug: "a".into(), path: "a".into() };
    let tree = Tree::new(vec![root]);
    assert!(matches!(tree.may_stand_under(id(0), Some(id(0))), Err(CategoryError::Cycle)));
    assert!(
        matches!(tree.may_stand_under(id(0), Some(id(9))), Err(CategoryError::NoParent(missing)) if missing == id(9))
    );
    assert!(tree.may_stand_under(id(0), None).is_ok());
}
