//! Finding: what a query and its filters ask of the index.

mod clauses;
mod collect;
mod dictionary;
mod suggest;

use std::collections::HashMap;

use rustc_hash::FxHashMap;
use tantivy::TantivyError;
use tantivy::query::{BooleanQuery, Occur, Query};

use super::jobs::View;
use super::model::{Asked, Marks};
use crate::db::{Id, Time};
use clauses::{Clauses, WHOLE};
use collect::Collect;

pub use collect::{Counts, Facet, Hit, Mark, Order};
pub use suggest::{Suggested, suggest};

/// Articles with all words that are enough: with fewer, those with some of them follow.
const ENOUGH: u64 = 10;
/// Of so many words, some still say what is meant.
const MANY: usize = 3;

/// What a search asks.
#[derive(Debug, Clone)]
pub struct Question {
    /// The words.
    pub asked: Asked,
    /// The words as they were typed.
    pub text: String,
    /// What must hold besides.
    pub narrow: Narrow,
    /// How what is found is ordered.
    pub order: Order,
    /// Whether articles with some of the words follow where few have all.
    pub fills: bool,
    /// Of the order, the part that is wanted.
    pub window: Window,
    /// What is counted of all that is found.
    pub facets: Vec<Facet>,
    /// The moment that counts.
    pub now: Time,
    /// The moment that ages are reckoned from.
    pub aged_at: Time,
    /// The first moments of years, in seconds, with their numbers: of the site's zone.
    pub years: Vec<(i64, i32)>,
    /// The numbers of each category and of those above it, where categories are counted.
    pub lineages: FxHashMap<u64, Vec<u64>>,
}

/// A part of an order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Window {
    /// At most so many.
    pub take: usize,
    /// Beyond this one.
    pub beyond: Option<Mark>,
    /// Towards the start.
    pub back: bool,
}

/// What must hold of an article besides the words. As the index has it: numbers, not names.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// Filed under one of these.
    pub categories: Vec<Vec<u64>>,
    /// Not filed under these.
    pub exclude_categories: Vec<u64>,
    /// With one of the tags of each list.
    pub tags: Vec<Vec<u64>>,
    /// By one of these.
    pub authors: Option<Vec<u64>>,
    /// In one of these formats.
    pub formats: Vec<u64>,
    /// In one of these languages, in lower case.
    pub languages: Vec<String>,
    /// One of these.
    pub ids: Option<Vec<Id>>,
    /// None of these.
    pub exclude_ids: Vec<Id>,
    /// Featured, or not.
    pub featured: Option<bool>,
    /// Breaking news, or not.
    pub breaking: Option<bool>,
    /// Published then or later.
    pub from: Option<Time>,
    /// Published then or earlier.
    pub until: Option<Time>,
    /// Published before.
    pub before: Option<Time>,
    /// Updated then or later.
    pub updated_from: Option<Time>,
    /// Open for comments, or not; what was published earlier than the moment is closed.
    pub comments: Option<(bool, Option<Time>)>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The part of the order that was wanted.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: u64,
    /// How many there are of each value of what is counted.
    pub facets: HashMap<Facet, Counts>,
    /// What is to be marked in them.
    pub marks: Marks,
    /// The query as it may have been meant.
    pub did_you_mean: Option<String>,
}

/// Looks up a question. Where no article has all words, those with most of them are found, else those with any;
/// those follow too where the question is filled up and fewer than a page of articles have all of three words or more.
///
/// # Errors
/// The index cannot be read.
pub fn find(view: &View, question: &Question) -> Result<Found, TantivyError> {
    let clauses = Clauses::read(view, question)?;
    if clauses.ask_for_nothing() {
        return Ok(Found::default());
    }
    let enough = if question.fills && clauses.count() >= MANY { ENOUGH } else { 1 };
    let mut found = run(view, question, clauses.query(None)?, WHOLE)?;
    for least in clauses.fewer() {
        if found.total < enough {
            found = run(view, question, clauses.query(Some(least))?, 0.0)?;
        }
    }
    found.did_you_mean = clauses.did_you_mean(&question.text)?;
    found.marks = clauses.into_marks();
    Ok(found)
}

/// Runs a query; `base` is what each article counts that it finds.
fn run(view: &View, question: &Question, words: Box<dyn Query>, base: f32) -> Result<Found, TantivyError> {
    let mut all: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, words)];
    clauses::narrow(&view.fields, &question.narrow, &mut all);
    let collected = view.searcher.search(&BooleanQuery::new(all), &Collect::new(question, base))?;
    Ok(Found { hits: collected.hits, total: collected.total, facets: collected.facets, ..Found::default() })
}
