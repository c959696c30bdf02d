//! What was read for the steps, and what they missed. What is missing counts as nothing for the
//! moment, so that a step goes on and names all that it may need.

use std::collections::{HashMap, HashSet};

use diesel::prelude::QueryResult;

use super::{Led, legacy, load};
use crate::db::{Conn, Id};
use crate::redirects::{self, Lead};
use crate::resolve::model::OldKind;
use crate::site::Here;

/// A thing as a path or a lead names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Look {
    PagePath(String),
    Page(Id),
    CategoryPath(String),
    CategorySlug(String),
    Category(Id),
    TagSlug(String),
    Tag(Id),
    AuthorSlug(String),
    Author(Id),
    ArticleSlug(String),
    ArticleNumber(i64),
    Article(Id),
    Medium(Id),
}

/// A thing as WordPress numbered it; of one kind of thing alone.
pub type Old = (OldKind, String);

/// What is known so far.
#[derive(Debug, Default)]
pub struct Known {
    places: HashMap<Look, Led>,
    entries: HashMap<String, Option<Lead>>,
    old: HashMap<Old, Vec<Id>>,
    missing: Missing,
}

/// What the steps missed since the last reading.
#[derive(Debug, Default)]
struct Missing {
    places: HashSet<Look>,
    entries: HashSet<String>,
    old: HashSet<Old>,
}

impl Known {
    /// Where a thing stands.
    pub fn place(&mut self, look: Look) -> Led {
        if let Some(known) = self.places.get(&look) {
            return known.clone();
        }
        self.missing.places.insert(look);
        Led::Nowhere
    }

    /// What the site was told of an old address, by its key.
    pub fn entry(&mut self, address: &str) -> Option<Lead> {
        let key = redirects::key(address);
        if let Some(known) = self.entries.get(&key) {
            return known.clone();
        }
        self.missing.entries.insert(key);
        None
    }

    /// The things of one kind that had an id in WordPress.
    pub fn old(&mut self, kind: OldKind, id: &str) -> Vec<Id> {
        let old = (kind, id.to_owned());
        if let Some(known) = self.old.get(&old) {
            return known.clone();
        }
        self.missing.old.insert(old);
        Vec::new()
    }

    /// Reads what was missed; whether there was anything.
    pub fn read_missing(&mut self, conn: &mut Conn, here: &Here) -> QueryResult<bool> {
        let Missing { places, entries, old } = std::mem::take(&mut self.missing);
        if places.is_empty() && entries.is_empty() && old.is_empty() {
            return Ok(false);
        }
        let found = load::places(conn, here, &places)?;
        let nowhere = places.into_iter().map(|look| (look, Led::Nowhere));
        self.places.extend(nowhere.chain(found));
        let entries: Vec<String> = entries.into_iter().collect();
        let mut leads = redirects::find_each(conn, &entries)?;
        self.entries.extend(entries.into_iter().map(|key| {
            let lead = leads.remove(&key);
            (key, lead)
        }));
        self.old.extend(legacy::load(conn, old)?);
        Ok(true)
    }
}
