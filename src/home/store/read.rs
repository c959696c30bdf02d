//! Reading the front page: its blocks, and the articles that each may show.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::cards::{self, Part, Source, public};
use crate::db::schema::{categories, home_blocks, home_picks, tags};
use crate::db::types::Uuid;
use crate::db::{Conn, Id, Statement, among};
use crate::home::model::{Block, BlockRow, Selection};
use crate::site::Here;
use crate::views::{self, Window};

/// The most blocks that are looked at.
const MOST_BLOCKS: i64 = 50;
/// Articles of each block of a front page that nobody arranged.
const USUAL_SIZE: usize = 5;
/// Its newest articles.
const USUAL_LATEST: usize = 10;
/// Its categories.
const USUAL_CATEGORIES: i64 = 4;

/// The blocks of the front page in order, their picks public at this moment; without any, featured
/// ones, the latest and the four largest categories.
///
/// # Errors
/// What the database said.
pub fn blocks(conn: &mut Conn, here: &Here) -> QueryResult<Vec<Block>> {
    let rows = rows(conn)?;
    if rows.is_empty() {
        return usual(conn);
    }
    let picks = picks(conn, here)?;
    Ok(read(rows, picks))
}

fn rows(conn: &mut Conn) -> QueryResult<Vec<BlockRow>> {
    home_blocks::table
        .order((home_blocks::position, home_blocks::id))
        .limit(MOST_BLOCKS)
        .select(BlockRow::as_select())
        .load(conn)
}

fn read(rows: Vec<BlockRow>, picks: Vec<(Id, Id)>) -> Vec<Block> {
    let mut by_block: HashMap<Id, Vec<Id>> = HashMap::new();
    for (block, article) in picks {
        by_block.entry(block).or_default().push(article);
    }
    let read = |row: BlockRow| {
        let picks = by_block.remove(&row.id).unwrap_or_default();
        Block::read(row, picks)
    };
    rows.into_iter().filter_map(read).collect()
}

/// The blocks of the front page as they are stored, their picks public or not.
///
/// # Errors
/// What the database said.
pub fn stored_blocks(conn: &mut Conn) -> QueryResult<Vec<Block>> {
    let rows = rows(conn)?;
    let picks = home_picks::table
        .order((home_picks::block_id, home_picks::position))
        .select((home_picks::block_id, home_picks::article_id))
        .load(conn)?;
    Ok(read(rows, picks))
}

fn picks(conn: &mut Conn, here: &Here) -> QueryResult<Vec<(Id, Id)>> {
    let mut statement = Statement::<(Uuid, Uuid)>::new(
        "SELECT p.block_id, p.article_id FROM home_picks p JOIN articles a ON a.id = p.article_id WHERE ",
    );
    public(&mut statement, here.now);
    statement.sql(" ORDER BY p.block_id, p.position");
    statement.load::<(Id, Id)>(conn)
}

fn usual(conn: &mut Conn) -> QueryResult<Vec<Block>> {
    let largest: Vec<(Id, String)> = categories::table
        .filter(categories::article_count_with_descendants.gt(0))
        .order((categories::article_count_with_descendants.desc(), categories::name_key, categories::id))
        .limit(USUAL_CATEGORIES)
        .select((categories::id, categories::slug))
        .load(conn)?;
    let block = |key: &str, selection, size| Block { key: key.to_owned(), title: None, selection, size, link: None };
    let mut all =
        vec![block("featured", Selection::Featured, USUAL_SIZE), block("latest", Selection::Latest, USUAL_LATEST)];
    let category = |(id, slug): &(Id, String)| block(&format!("category-{slug}"), Selection::Category(*id), USUAL_SIZE);
    all.extend(largest.iter().map(category));
    Ok(all)
}

/// The articles that each block may show, in its order: at most as many as `limits` says, by one
/// statement for the lists and one for each window that the most viewed are asked for.
///
/// # Errors
/// What the database said.
pub fn candidates(conn: &mut Conn, here: &Here, blocks: &[Block], limits: &[usize]) -> QueryResult<Vec<Vec<Id>>> {
    let (mut lists, mut popular) = (Vec::new(), Vec::new());
    let mut all = vec![Vec::new(); blocks.len()];
    for (n, (block, limit)) in blocks.iter().zip(limits).enumerate() {
        let label = i64::try_from(n).unwrap_or(0);
        let limit = i64::try_from(*limit).unwrap_or(0);
        let newest = |source| Part::newest(label, source, limit);
        match &block.selection {
            Selection::Manual(picks) => all[n].clone_from(picks),
            Selection::Category(id) => lists.push(newest(Source::Category(*id))),
            Selection::Tag(id) => lists.push(newest(Source::Tag(*id))),
            Selection::Latest => lists.push(newest(Source::All)),
            Selection::Format(format) => lists.push(newest(Source::Format(*format))),
            Selection::Featured => lists.push(Part { featured: true, ..newest(Source::All) }),
            Selection::Popular(window) => popular.push((n, *window)),
        }
    }
    for (n, ids) in most_viewed(conn, here, &popular, limits)? {
        all[n] = ids;
    }
    let found = if lists.is_empty() { Vec::new() } else { cards::parts(conn, here.now, &lists)? };
    for (label, id) in found {
        if let Some(block) = usize::try_from(label).ok().and_then(|n| all.get_mut(n)) {
            block.push(id);
        }
    }
    Ok(all)
}

/// The most viewed for each of these blocks: a window is read once, as far as the longest of its blocks.
fn most_viewed(
    conn: &mut Conn,
    here: &Here,
    blocks: &[(usize, Window)],
    limits: &[usize],
) -> QueryResult<Vec<(usize, Vec<Id>)>> {
    let mut all = Vec::new();
    for (_, window) in Window::NAMES {
        let of_window = || blocks.iter().filter(|(_, wanted)| wanted == window).map(|(n, _)| (*n, limits[*n]));
        let Some(longest) = of_window().map(|(_, limit)| limit).max() else { continue };
        let ids = views::popular(conn, here, *window, None, u64::try_from(longest).unwrap_or(u64::MAX))?;
        all.extend(of_window().map(|(n, limit)| (n, ids.iter().take(limit).copied().collect())));
    }
    Ok(all)
}

/// A category or tag that a block names or leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// Its path on the public site.
    pub path: String,
}

/// The categories and tags that these blocks name or lead to.
///
/// # Errors
/// What the database said.
pub fn sections(conn: &mut Conn, here: &Here, blocks: &[Block]) -> QueryResult<HashMap<Id, Section>> {
    let ids: Vec<Id> = blocks.iter().flat_map(|block| block.link.into_iter().chain(block.selection.source())).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Id, String, String)> = categories::table
        .filter(among(categories::id, &ids))
        .select((categories::id, categories::name, categories::path))
        .load(conn)?;
    let tagged: Vec<(Id, String, String)> =
        tags::table.filter(among(tags::id, &ids)).select((tags::id, tags::name, tags::slug)).load(conn)?;
    let at = here.addresses();
    let sections = found.into_iter().map(|(id, name, path)| (id, Section { name, path: at.category(&path) }));
    let labels = tagged.into_iter().map(|(id, name, slug)| (id, Section { name, path: at.tag(&slug) }));
    Ok(sections.chain(labels).collect())
}
