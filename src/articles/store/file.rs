//! Filing: the feed tables that lists are ranges of, the kept counters, and the log. Whatever makes an
//! article public or ends it goes through here, so that lists, counts and announcements agree.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;

use super::keys::Surroundings;
use crate::addresses::{Addresses, ArticleParts};
use crate::archive;
use crate::articles::model::ArticleRow;
use crate::cards;
use crate::changes::{self, Alert, Change, Entry, Kind, Op, Place};
use crate::db::schema::{
    article_authors, article_categories, article_tags, articles, author_feed, authors, categories, category_feed,
    counters, tag_feed, tags,
};
use crate::db::{Conn, Id, Time, among};
use crate::each_backend;
use crate::http::keys::named;
use crate::site;

/// The tree of categories, as filing needs it: each category's own slug, its path and its parent; how
/// paths are made, and the zone that months are counted by.
#[derive(Debug, Clone)]
pub struct Filing {
    parents: HashMap<Id, Option<Id>>,
    slugs: HashMap<Id, String>,
    category_paths: HashMap<Id, String>,
    paths: Addresses,
}

/// What an article is filed under.
#[derive(Debug, Clone, Default)]
pub struct Filed {
    /// Its categories.
    pub categories: Vec<Id>,
    /// Its tags.
    pub tags: Vec<Id>,
    /// Its authors, each once.
    pub authors: Vec<Id>,
}

impl Filing {
    /// Reads the tree, a few hundred rows, and sees to it that months are counted by the site's zone
    /// before anything is added to them.
    ///
    /// # Errors
    /// What the database said.
    pub fn load(conn: &mut Conn) -> QueryResult<Self> {
        let rows: Vec<(Id, Option<Id>, String, String)> = categories::table
            .select((categories::id, categories::parent_id, categories::slug, categories::path))
            .load(conn)?;
        let (mut parents, mut slugs, mut category_paths) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (id, parent, slug, path) in rows {
            parents.insert(id, parent);
            slugs.insert(id, slug);
            category_paths.insert(id, path);
        }
        let paths = site::paths(conn)?;
        archive::settle_by(conn, paths.zone)?;
        Ok(Self { parents, slugs, category_paths, paths })
    }

    /// Where an article is, or was, by its row and the slug of its first author.
    pub(super) fn place(&self, row: &ArticleRow, author: Option<&str>) -> Place {
        let category = row.primary_category_id.and_then(|id| self.category_paths.get(&id));
        let id = row.id.to_string();
        let path = self.paths.article(ArticleParts {
            slug: &row.slug,
            id: &id,
            number: row.number,
            published_at: row.published_at,
            category: category.map(String::as_str),
            author,
        });
        Place::new(&row.slug, path)
    }

    /// A category and all above it.
    pub fn lineage(&self, id: Id) -> Vec<Id> {
        let mut line = Vec::new();
        let mut at = Some(id);
        while let Some(id) = at.filter(|id| !line.contains(id)) {
            line.push(id);
            at = self.parents.get(&id).copied().flatten();
        }
        line
    }

    /// All categories whose lists an article is in, and whether it is filed there itself.
    fn shelves(&self, categories: &[Id]) -> BTreeMap<Id, bool> {
        let mut shelves = BTreeMap::new();
        for category in categories {
            for id in self.lineage(*category) {
                *shelves.entry(id).or_insert(false) |= id == *category;
            }
        }
        shelves
    }

    /// All categories whose lists an article is in, each with its own slug.
    pub fn shelved(&self, categories: &[Id]) -> impl Iterator<Item = (Id, Option<&String>)> {
        self.shelves(categories).into_keys().map(|id| (id, self.slugs.get(&id)))
    }
}

/// Puts articles on the feeds of everything they are filed under.
///
/// # Errors
/// What the database said.
pub fn shelve(conn: &mut Conn, filing: &Filing, all: &[(&ArticleRow, &Filed)]) -> QueryResult<()> {
    let (mut by_category, mut by_tag, mut by_author) = (Vec::new(), Vec::new(), Vec::new());
    for (row, filed) in all.iter().filter(|(row, _)| row.publishable) {
        for (category, direct) in filing.shelves(&filed.categories) {
            by_category.push((
                category_feed::category_id.eq(category),
                category_feed::published_at.eq(row.published_at),
                category_feed::article_id.eq(row.id),
                category_feed::direct.eq(direct),
            ));
        }
        by_tag.extend(filed.tags.iter().map(|tag| {
            (tag_feed::tag_id.eq(*tag), tag_feed::published_at.eq(row.published_at), tag_feed::article_id.eq(row.id))
        }));
        by_author.extend(filed.authors.iter().map(|author| {
            let when = author_feed::published_at.eq(row.published_at);
            (author_feed::author_id.eq(*author), when, author_feed::article_id.eq(row.id))
        }));
    }
    // Many rows in one statement: the common connection type inserts them one by one only.
    each_backend!(conn => {
        for rows in by_category.chunks(2000) { diesel::insert_into(category_feed::table).values(rows).execute(conn)?; }
        for rows in by_tag.chunks(2000) { diesel::insert_into(tag_feed::table).values(rows).execute(conn)?; }
        for rows in by_author.chunks(2000) { diesel::insert_into(author_feed::table).values(rows).execute(conn)?; }
    });
    Ok(())
}

/// Takes articles off all feeds.
///
/// # Errors
/// What the database said.
pub fn unshelve(conn: &mut Conn, ids: &[Id]) -> QueryResult<()> {
    diesel::delete(category_feed::table.filter(among(category_feed::article_id, ids))).execute(conn)?;
    diesel::delete(tag_feed::table.filter(among(tag_feed::article_id, ids))).execute(conn)?;
    diesel::delete(author_feed::table.filter(among(author_feed::article_id, ids))).execute(conn)?;
    Ok(())
}

/// Adds articles to the kept counters, or takes them off.
///
/// # Errors
/// What the database said.
pub fn count(conn: &mut Conn, filing: &Filing, all: &[(&ArticleRow, &Filed)], sign: i64) -> QueryResult<()> {
    let (mut own, mut tree): (HashMap<Id, i64>, HashMap<Id, i64>) = Default::default();
    let (mut by_tag, mut by_author): (HashMap<Id, i64>, HashMap<Id, i64>) = Default::default();
    for (_, filed) in all {
        for (category, direct) in filing.shelves(&filed.categories) {
            *tree.entry(category).or_default() += sign;
            *own.entry(category).or_default() += if direct { sign } else { 0 };
        }
        filed.tags.iter().for_each(|id| *by_tag.entry(*id).or_default() += sign);
        filed.authors.iter().for_each(|id| *by_author.entry(*id).or_default() += sign);
    }
    for (delta, ids) in by_delta(own) {
        let column = categories::article_count;
        diesel::update(categories::table.filter(among(categories::id, &ids)))
            .set(column.eq(column + delta))
            .execute(conn)?;
    }
    for (delta, ids) in by_delta(tree) {
        let column = categories::article_count_with_descendants;
        diesel::update(categories::table.filter(among(categories::id, &ids)))
            .set(column.eq(column + delta))
            .execute(conn)?;
    }
    for (delta, ids) in by_delta(by_tag) {
        let column = tags::article_count;
        diesel::update(tags::table.filter(among(tags::id, &ids))).set(column.eq(column + delta)).execute(conn)?;
    }
    for (delta, ids) in by_delta(by_author) {
        let column = authors::article_count;
        diesel::update(authors::table.filter(among(authors::id, &ids))).set(column.eq(column + delta)).execute(conn)?;
    }
    let published: Vec<Time> = all.iter().map(|(row, _)| row.published_at).collect();
    archive::count(conn, filing.paths.zone, &published, sign)?;
    count_all(conn, sign * i64::try_from(all.len()).unwrap_or(0))
}

fn by_delta(deltas: HashMap<Id, i64>) -> HashMap<i64, Vec<Id>> {
    let mut grouped: HashMap<i64, Vec<Id>> = HashMap::new();
    for (id, delta) in deltas.into_iter().filter(|(_, delta)| *delta != 0) {
        grouped.entry(delta).or_default().push(id);
    }
    grouped
}

fn count_all(conn: &mut Conn, delta: i64) -> QueryResult<()> {
    let name = cards::ALL_ARTICLES;
    let known =
        diesel::update(counters::table.find(name)).set(counters::value.eq(counters::value + delta)).execute(conn)?;
    if known == 0 {
        diesel::insert_into(counters::table)
            .values((counters::name.eq(name), counters::value.eq(delta)))
            .execute(conn)?;
    }
    Ok(())
}

/// What the log hears of an article.
pub struct News<'a> {
    /// Its row now.
    pub row: &'a ArticleRow,
    /// What it is filed under now.
    pub filed: &'a Filed,
    /// Its row and what it was filed under before, where the public saw that.
    pub before: Option<(&'a ArticleRow, &'a Filed)>,
    /// The event's name.
    pub event: &'static str,
    /// Why it is gone from the public's sight, where it is.
    pub gone: Option<&'static str>,
    /// The names of what changed.
    pub changed: Vec<&'static str>,
}

/// Logs what became of articles, with every key that it touches.
///
/// # Errors
/// What the database said.
pub fn announce(conn: &mut Conn, now: Time, filing: &Filing, all: &[News<'_>]) -> QueryResult<()> {
    let touched: Vec<(&ArticleRow, &Filed)> =
        all.iter().flat_map(|news| std::iter::once((news.row, news.filed)).chain(news.before)).collect();
    let around = Surroundings::load(conn, now, &touched)?;
    for News { row, filed, before, event, gone, changed } in all {
        let mut keys = around.keys(filing, row, filed);
        if let Some((row, filed)) = before {
            keys.extend(around.keys(filing, row, filed));
        }
        let mut seen = HashSet::new();
        keys.retain(|key| seen.insert(key.clone()));
        let (place, previous) =
            (around.place(filing, row, filed), before.map(|(row, filed)| around.place(filing, row, filed)));
        let op = if gone.is_some() { Op::Delete } else { Op::Upsert };
        let change = Change::upsert(Kind::Article, row.id, event, row.version, keys).at(place, previous);
        let change = Change { op, reason: *gone, changed: changed.clone(), ..change };
        // Who listens to breaking news hears of what was it, too.
        let was_breaking = before.is_some_and(|(before, _)| before.is_breaking(now));
        changes::append(conn, now, &change.breaking(was_breaking || row.is_breaking(now)))?;
    }
    Ok(())
}

/// Logs an alert about an article, its title, text and topics, and gives its row of the log.
///
/// # Errors
/// What the database said.
pub fn alert(
    conn: &mut Conn,
    now: Time,
    row: &ArticleRow,
    (title, body, topics): (String, String, Vec<String>),
) -> QueryResult<Entry> {
    let filing = Filing::load(conn)?;
    let filed = filed(conn, row.id)?;
    let mut touches = Vec::new();
    for (id, slug) in filing.shelved(&filed.categories) {
        touches.push(named("category", &id.to_string()));
        touches.extend(slug.map(|slug| named("category", slug)));
    }
    let place = Surroundings::load(conn, now, &[(row, &filed)])?.place(&filing, row, &filed);
    let change = Change::upsert(Kind::Article, row.id, "alert.sent", row.version, Vec::new()).at(place, None);
    let alert = Some(Alert { title, body, topics, touches });
    changes::append(conn, now, &Change { alert, ..change }.breaking(row.is_breaking(now)))?;
    // The write's lock lets nobody else add a row.
    let head = changes::head(conn)?;
    changes::beyond(conn, head - 1, 1)?.pop().ok_or(diesel::result::Error::NotFound)
}

/// What articles are filed under, as it is stored.
///
/// # Errors
/// What the database said.
pub fn filed(conn: &mut Conn, id: Id) -> QueryResult<Filed> {
    let authors: Vec<Id> = article_authors::table
        .filter(article_authors::article_id.eq(id))
        .order(article_authors::position)
        .select(article_authors::author_id)
        .load(conn)?;
    let mut seen = HashSet::new();
    Ok(Filed {
        categories: article_categories::table
            .filter(article_categories::article_id.eq(id))
            .order(article_categories::position)
            .select(article_categories::category_id)
            .load(conn)?,
        tags: article_tags::table
            .filter(article_tags::article_id.eq(id))
            .order(article_tags::position)
            .select(article_tags::tag_id)
            .load(conn)?,
        authors: authors.into_iter().filter(|id| seen.insert(*id)).collect(),
    })
}

/// Announces a publication by the clock, once: whoever changes the row first wins.
///
/// # Errors
/// What the database said.
pub fn begin(conn: &mut Conn, now: Time, filing: &Filing, id: Id) -> QueryResult<bool> {
    let claimed = diesel::update(articles::table.find(id))
        .filter(articles::announced_at.is_null())
        .filter(articles::publishable.eq(true))
        .filter(articles::public_from.le(now))
        .set((
            articles::announced_at.eq(now),
            articles::status.eq("published"),
            articles::version.eq(articles::version + 1),
        ))
        .execute(conn)?;
    if claimed == 0 {
        return Ok(false);
    }
    let row: ArticleRow = articles::table.find(id).select(ArticleRow::as_select()).first(conn)?;
    let filed = filed(conn, id)?;
    count(conn, filing, &[(&row, &filed)], 1)?;
    let news =
        News { row: &row, filed: &filed, before: None, event: "article.published", gone: None, changed: Vec::new() };
    announce(conn, now, filing, &[news])?;
    Ok(true)
}

/// Announces an end by the clock, once: the article is archived and leaves all lists.
///
/// # Errors
/// What the database said.
pub fn end(conn: &mut Conn, now: Time, filing: &Filing, id: Id) -> QueryResult<bool> {
    let claimed = diesel::update(articles::table.find(id))
        .filter(articles::publishable.eq(true))
        .filter(articles::public_until.le(now))
        .set((
            articles::publishable.eq(false),
            articles::status.eq("archived"),
            articles::version.eq(articles::version + 1),
        ))
        .execute(conn)?;
    if claimed == 0 {
        return Ok(false);
    }
    let row: ArticleRow = articles::table.find(id).select(ArticleRow::as_select()).first(conn)?;
    let filed = filed(conn, id)?;
    count(conn, filing, &[(&row, &filed)], -1)?;
    unshelve(conn, &[id])?;
    let news = News {
        row: &row,
        filed: &filed,
        before: None,
        event: "article.unpublished",
        gone: Some("expired"),
        changed: Vec::new(),
    };
    announce(conn, now, filing, &[news])?;
    Ok(true)
}
