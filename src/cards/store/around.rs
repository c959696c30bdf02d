//! What stands around articles: their neighbours by time, the editor's picks, and articles like them.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::lists::parts;
use crate::cards::model::{CardRow, Part, Source};
use crate::db::schema::{article_picks, article_tags, articles};
use crate::db::{Conn, Direction, Id, Time, among};
use crate::site::Here;

/// How many related articles a card has.
const RELATED: usize = 6;
/// How many tags of an article are looked at for related ones.
const RELATED_TAGS: usize = 8;
/// How many of the newest articles of each tag and of the category are candidates.
const CANDIDATES: i64 = 12;

/// The next older and the next newer article of each of these, by their ids.
pub type Neighbours = (HashMap<Id, Id>, HashMap<Id, Id>);

/// The neighbours of articles by publication, among what is public.
///
/// # Errors
/// What the database said.
pub fn neighbours(conn: &mut Conn, here: &Here, rows: &[CardRow]) -> QueryResult<Neighbours> {
    let mut wanted = Vec::with_capacity(rows.len() * 2);
    for (n, row) in (0_i64..).zip(rows) {
        for (side, direction) in [(0, Direction::Descending), (1, Direction::Ascending)] {
            let beyond = Some((row.published_at, row.id));
            wanted.push(Part { beyond, direction, ..Part::newest(n * 2 + side, Source::All, 1) });
        }
    }
    let (mut previous, mut next) = (HashMap::new(), HashMap::new());
    for (label, id) in parts(conn, here.now, &wanted)? {
        let Some(row) = usize::try_from(label / 2).ok().and_then(|n| rows.get(n)) else { continue };
        if label % 2 == 0 { &mut previous } else { &mut next }.insert(row.id, id);
    }
    Ok((previous, next))
}

/// The editor's picks beside articles, in order.
///
/// # Errors
/// What the database said.
pub fn picks(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Vec<Id>>> {
    let rows: Vec<(Id, Id)> = article_picks::table
        .filter(among(article_picks::article_id, ids))
        .order((article_picks::article_id, article_picks::position))
        .select((article_picks::article_id, article_picks::picked_id))
        .load(conn)?;
    let mut all: HashMap<Id, Vec<Id>> = HashMap::new();
    for (article, picked) in rows {
        all.entry(article).or_default().push(picked);
    }
    Ok(all)
}

/// The articles most like each of these: candidates are the newest with a tag of it or in its primary
/// category; a shared tag counts three, the category two, and among equals the newer comes first.
///
/// # Errors
/// What the database said.
pub fn related_ids(conn: &mut Conn, here: &Here, ids: &[Id]) -> QueryResult<HashMap<Id, Vec<Id>>> {
    let mut wanted = Vec::new();
    let mut score_of = Vec::new();
    let mut ask = |article: Id, source, score: i64| {
        let label = i64::try_from(score_of.len()).unwrap_or(0);
        score_of.push((article, score));
        wanted.push(Part::newest(label, source, CANDIDATES));
    };
    for (article, tags) in tags_of(conn, ids)? {
        for tag in tags.into_iter().take(RELATED_TAGS) {
            ask(article, Source::Tag(tag), 3);
        }
    }
    for (article, category) in primary_categories(conn, ids)? {
        ask(article, Source::Category(category), 2);
    }
    let mut scores: HashMap<Id, HashMap<Id, i64>> = HashMap::new();
    for (label, candidate) in parts(conn, here.now, &wanted)? {
        let Some((article, score)) = usize::try_from(label).ok().and_then(|n| score_of.get(n)) else { continue };
        if candidate != *article {
            *scores.entry(*article).or_default().entry(candidate).or_default() += score;
        }
    }
    let ages = ages(conn, &scores)?;
    Ok(scores.into_iter().map(|(article, candidates)| (article, best(candidates, &ages))).collect())
}

fn best(candidates: HashMap<Id, i64>, ages: &HashMap<Id, Time>) -> Vec<Id> {
    let mut ranked: Vec<(i64, Option<Time>, Id)> =
        candidates.into_iter().map(|(id, score)| (score, ages.get(&id).copied(), id)).collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    ranked.into_iter().take(RELATED).map(|(_, _, id)| id).collect()
}

fn ages(conn: &mut Conn, scores: &HashMap<Id, HashMap<Id, i64>>) -> QueryResult<HashMap<Id, Time>> {
    let ids: HashSet<Id> = scores.values().flat_map(|all| all.keys().copied()).collect();
    let ids: Vec<Id> = ids.into_iter().collect();
    let rows: Vec<(Id, Time)> =
        articles::table.filter(among(articles::id, &ids)).select((articles::id, articles::published_at)).load(conn)?;
    Ok(rows.into_iter().collect())
}

fn tags_of(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Vec<Id>>> {
    let rows: Vec<(Id, Id)> = article_tags::table
        .filter(among(article_tags::article_id, ids))
        .order((article_tags::article_id, article_tags::position))
        .select((article_tags::article_id, article_tags::tag_id))
        .load(conn)?;
    let mut all: HashMap<Id, Vec<Id>> = HashMap::new();
    for (article, tag) in rows {
        all.entry(article).or_default().push(tag);
    }
    Ok(all)
}

fn primary_categories(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<(Id, Id)>> {
    articles::table
        .filter(among(articles::id, ids))
        .filter(articles::primary_category_id.is_not_null())
        .select((articles::id, articles::primary_category_id.assume_not_null()))
        .load(conn)
}
