//! The keys that a change to articles touches: everything that a cache in front of us must drop, in
//! the form in which answers carry them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::file::{Filed, Filing};
use crate::articles::model::ArticleRow;
use crate::cards::{self, Part, Source};
use crate::changes::Place;
use crate::db::schema::{article_picks, article_translations, authors, menu_items, menus, tags};
use crate::db::{Conn, Direction, Id, Time, among};
use crate::http::keys::named;

/// What stands around some articles, for their keys.
#[derive(Debug, Default)]
pub struct Surroundings {
    tags: HashMap<Id, String>,
    authors: HashMap<Id, String>,
    /// The articles beside which each is picked, and those that name it as their translation.
    hosts: HashMap<Id, Vec<Id>>,
    /// The menus that name each.
    menus: HashMap<Id, Vec<String>>,
    neighbours: HashMap<Id, Vec<Id>>,
}

impl Surroundings {
    /// Reads what stands around these articles, many at a time.
    ///
    /// # Errors
    /// What the database said.
    pub fn load(conn: &mut Conn, now: Time, all: &[(&ArticleRow, &Filed)]) -> QueryResult<Self> {
        let mut around = Self::default();
        let of = |ids: &dyn Fn(&Filed) -> Vec<Id>| {
            let mut ids: Vec<Id> = all.iter().flat_map(|(_, filed)| ids(filed)).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let (labels, people) = (of(&|filed| filed.tags.clone()), of(&|filed| filed.authors.clone()));
        let names: Vec<(Id, String)> =
            tags::table.filter(among(tags::id, &labels)).select((tags::id, tags::slug)).load(conn)?;
        around.tags = names.into_iter().collect();
        let names: Vec<(Id, String)> =
            authors::table.filter(among(authors::id, &people)).select((authors::id, authors::slug)).load(conn)?;
        around.authors = names.into_iter().collect();
        around.add_namers(conn, all)?;
        around.add_neighbours(conn, now, all)?;
        Ok(around)
    }

    fn add_namers(&mut self, conn: &mut Conn, all: &[(&ArticleRow, &Filed)]) -> QueryResult<()> {
        let ids: Vec<Id> = all.iter().map(|(row, _)| row.id).collect();
        let picked: Vec<(Id, Id)> = article_picks::table
            .filter(among(article_picks::picked_id, &ids))
            .select((article_picks::picked_id, article_picks::article_id))
            .load(conn)?;
        for (picked, host) in picked {
            self.hosts.entry(picked).or_default().push(host);
        }
        let siblings = diesel::alias!(article_translations as siblings);
        let translated: Vec<(Id, Id)> = article_translations::table
            .inner_join(siblings.on(siblings.field(article_translations::group_id).eq(article_translations::group_id)))
            .filter(among(article_translations::article_id, &ids))
            .filter(siblings.field(article_translations::article_id).ne(article_translations::article_id))
            .select((article_translations::article_id, siblings.field(article_translations::article_id)))
            .load(conn)?;
        for (one, other) in translated {
            self.hosts.entry(one).or_default().push(other);
        }
        let naming: Vec<(Option<Id>, String)> = menu_items::table
            .inner_join(menus::table.on(menus::id.eq(menu_items::menu_id)))
            .filter(menu_items::kind.eq("article"))
            .filter(among(menu_items::target_id.assume_not_null(), &ids))
            .select((menu_items::target_id, menus::name))
            .load(conn)?;
        for (target, name) in naming {
            self.menus.entry(target.unwrap_or_default()).or_default().push(name);
        }
        Ok(())
    }

    fn add_neighbours(&mut self, conn: &mut Conn, now: Time, all: &[(&ArticleRow, &Filed)]) -> QueryResult<()> {
        let parts: Vec<Part> = (0_i64..).zip(all).flat_map(|(n, (row, _))| neighbours(n, row)).collect();
        for (label, neighbour) in cards::parts(conn, now, &parts)? {
            if let Some((row, _)) = usize::try_from(label).ok().and_then(|n| all.get(n)) {
                self.neighbours.entry(row.id).or_default().push(neighbour);
            }
        }
        Ok(())
    }

    /// Where an article is, where it is filed like this.
    pub fn place(&self, filing: &Filing, row: &ArticleRow, filed: &Filed) -> Place {
        filing.place(row, filed.authors.first().and_then(|id| self.authors.get(id)).map(String::as_str))
    }

    /// The keys that a change to an article touches, where it is filed like this.
    pub fn keys(&self, filing: &Filing, row: &ArticleRow, filed: &Filed) -> Vec<String> {
        let mut keys = vec![named("article", &row.id.to_string()), named("article", &row.slug), "articles".to_owned()];
        for (id, slug) in filing.shelved(&filed.categories) {
            keys.push(named("category", &id.to_string()));
            keys.extend(slug.map(|slug| named("category", slug)));
        }
        for (kind, ids, slugs) in [("tag", &filed.tags, &self.tags), ("author", &filed.authors, &self.authors)] {
            keys.extend(ids.iter().map(|id| named(kind, &id.to_string())));
            keys.extend(ids.iter().filter_map(|id| slugs.get(id)).map(|slug| named(kind, slug)));
        }
        let beside = [self.hosts.get(&row.id), self.neighbours.get(&row.id)];
        keys.extend(beside.into_iter().flatten().flatten().map(|id| named("article", &id.to_string())));
        if let Some(names) = self.menus.get(&row.id) {
            keys.extend(names.iter().map(|name| named("menu", name)));
            keys.push("site".to_owned());
        }
        keys
    }
}

/// The article before and the one after, where it stands or stood.
fn neighbours(label: i64, row: &ArticleRow) -> [Part; 2] {
    let beyond = Some((row.published_at, row.id));
    let older = Part { beyond, ..Part::newest(label, Source::All, 1) };
    [older, Part { beyond, direction: Direction::Ascending, ..Part::newest(label, Source::All, 1) }]
}
