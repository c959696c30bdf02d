//! A block of the front page, what it is filled from, and the rule that an article stands there once.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::cards::FORMATS;
use crate::db::Id;
use crate::db::schema::home_blocks;
use crate::views::Window;

/// The most articles of a block.
pub const LARGEST_BLOCK: i32 = 50;

/// What a block is filled from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These articles, in this order.
    Manual(Vec<Id>),
    /// The newest of a category with what is below it.
    Category(Id),
    /// The newest of a tag.
    Tag(Id),
    /// The newest of all.
    Latest,
    /// The most viewed within a time.
    Popular(Window),
    /// The newest of a format, by its place in [`FORMATS`].
    Format(usize),
    /// The newest of those that editors feature.
    Featured,
}

impl Selection {
    /// The newest of a format, by its name.
    pub fn format(name: &str) -> Option<Self> {
        FORMATS.iter().position(|known| *known == name).map(Self::Format)
    }

    /// Its kind on the wire: what editors feature is their choice too.
    pub fn kind_on_wire(&self) -> &'static str {
        match self {
            Self::Featured => "manual",
            other => other.kind(),
        }
    }

    /// Its kind in the database.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Manual(_) => "manual",
            Self::Featured => "featured",
            Self::Category(_) => "category",
            Self::Tag(_) => "tag",
            Self::Latest => "latest",
            Self::Popular(_) => "popular",
            Self::Format(_) => "format",
        }
    }

    /// The category or tag.
    pub fn source(&self) -> Option<Id> {
        match self {
            Self::Category(id) | Self::Tag(id) => Some(*id),
            _ => None,
        }
    }
}

/// A stored block, as the database has it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = home_blocks)]
pub struct BlockRow {
    /// Its identity.
    pub id: Id,
    /// Its name for frontends.
    pub key: String,
    /// What stands above it.
    pub title: Option<String>,
    /// See [`Selection::kind`].
    pub kind: String,
    /// The category or tag.
    pub source_id: Option<Id>,
    /// The format.
    pub format: Option<String>,
    /// The time within which views count.
    pub time_window: Option<String>,
    /// How many articles it shows.
    pub size: i32,
    /// The category that its title leads to.
    pub link_category_id: Option<Id>,
}

/// A block, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its name for frontends.
    pub key: String,
    /// What stands above it; none: the name of its category or tag.
    pub title: Option<String>,
    /// What it is filled from.
    pub selection: Selection,
    /// How many articles it shows.
    pub size: usize,
    /// The category that its title leads to; none: its own category or tag.
    pub link: Option<Id>,
}

impl Block {
    /// A row with its picks, read; none where it is filled from nothing that this program knows.
    pub fn read(row: BlockRow, picks: Vec<Id>) -> Option<Self> {
        let selection = match (row.kind.as_str(), row.source_id) {
            ("manual", _) => Selection::Manual(picks),
            ("category", Some(id)) => Selection::Category(id),
            ("tag", Some(id)) => Selection::Tag(id),
            ("latest", _) => Selection::Latest,
            ("featured", _) => Selection::Featured,
            ("popular", _) => Selection::Popular(Window::parse(row.time_window.as_deref()?)?),
            ("format", _) => Selection::format(row.format.as_deref()?)?,
            _ => return None,
        };
        let size = usize::try_from(row.size.clamp(1, LARGEST_BLOCK)).unwrap_or(1);
        Some(Self { key: row.key, title: row.title, selection, size, link: row.link_category_id })
    }
}

/// A block about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHomeBlock {
    /// Its name for frontends, unique among blocks.
    pub key: String,
    /// What stands above it; none: the name of its category or tag.
    pub title: Option<String>,
    /// What it is filled from.
    pub selection: Selection,
    /// How many articles it shows, from 1 to [`LARGEST_BLOCK`].
    pub size: i32,
    /// The category that its title leads to; none: its own category or tag.
    pub link: Option<Id>,
}

/// How many candidates each block needs so that none runs short when articles that stand above it are
/// taken out.
pub fn candidates(sizes: &[usize], dedupe: bool) -> Vec<usize> {
    let mut above = 0;
    let mut needed = Vec::with_capacity(sizes.len());
    for size in sizes {
        needed.push(size + above);
        above += if dedupe { *size } else { 0 };
    }
    needed
}

/// What each block shows of its candidates: at most its size, and with `dedupe` nothing that stands
/// above it.
pub fn pick(candidates: &[Vec<Id>], sizes: &[usize], dedupe: bool) -> Vec<Vec<Id>> {
    let mut shown = HashSet::new();
    let mut picked = Vec::with_capacity(sizes.len());
    for (ids, size) in candidates.iter().zip(sizes) {
        let mut own = HashSet::new();
        let fresh = ids.iter().copied().filter(|id| own.insert(*id) && !(dedupe && shown.contains(id)));
        let block: Vec<Id> = fresh.take(*size).collect();
        shown.extend(block.iter().copied());
        picked.push(block);
    }
    picked
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_article_stands_once_in_the_order_of_blocks() {
        let [a, b, c] = [Id::new(), Id::new(), Id::new()];
        let lists = [vec![a, b], vec![b, a, c], vec![a, b, c]];
        assert_eq!(pick(&lists, &[1, 2, 3], true), [vec![a], vec![b, c], vec![]]);
        assert_eq!(pick(&lists, &[1, 2, 3], false), [vec![a], vec![b, a], vec![a, b, c]]);
    }

    proptest! {
        #[test]
        fn no_block_runs_short_while_its_list_goes_on(sizes in prop::collection::vec(1usize..9, 1..9)) {
            let list: Vec<Id> = (0..100).map(|_| Id::new()).collect();
            let lists: Vec<Vec<Id>> = candidates(&sizes, true).iter().map(|n| list[..*n].to_vec()).collect();
            let picked = pick(&lists, &sizes, true);
            prop_assert_eq!(picked.iter().map(Vec::len).collect::<Vec<_>>(), sizes);
            let all: Vec<Id> = picked.concat();
            prop_assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        }
    }
}
