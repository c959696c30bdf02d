//! Collecting what was found: in one pass over it, the best of it, how many there are, and how many of each
//! value.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use super::clauses::WHOLE;
use super::{Narrow, Question, Window};
use crate::db::{Id, Time};

/// How much more what was published just now counts than what is old.
const FRESH: f64 = 0.3;
/// After so many seconds that is half of it.
const HALF_AS_FRESH: f64 = 45.0 * 86_400.0;

/// How what is found is ordered; every order ends in the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// What fits best first, and of two alike the fresher one.
    Relevance,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
}

/// What can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Categories, by their numbers.
    Category,
    /// Tags, by their numbers.
    Tag,
    /// Authors, by their numbers.
    Author,
    /// Years of publication.
    Year,
    /// Formats, by their places.
    Format,
}

/// A place in an order: larger ones come first.
pub type Mark = (u64, u64);

/// An article that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Which one.
    pub id: Id,
    /// Its place.
    pub mark: Mark,
}

/// How many there are of each value.
pub type Counts = FxHashMap<u64, u64>;

/// What was collected.
#[derive(Debug, Default)]
pub struct Collected {
    /// The wanted part, as the walk goes.
    pub hits: Vec<Hit>,
    /// How many there are.
    pub total: u64,
    /// Counts by value.
    pub facets: HashMap<Facet, Counts>,
}

/// Collects for a question.
pub struct Collect(Arc<Wanted>);

struct Wanted {
    base: f32,
    order: Order,
    window: Window,
    facets: Vec<Facet>,
    narrow: Narrow,
    now: Time,
    aged_at: Time,
    years: Vec<(i64, i32)>,
    lineages: FxHashMap<u64, Vec<u64>>,
}

impl Collect {
    /// What a question wants; each article that is found counts `base` more.
    pub fn new(question: &Question, base: f32) -> Self {
        Self(Arc::new(Wanted {
            base,
            order: question.order,
            window: question.window,
            facets: question.facets.clone(),
            narrow: question.narrow.clone(),
            now: question.now,
            aged_at: question.aged_at,
            years: question.years.clone(),
            lineages: question.lineages.clone(),
        }))
    }
}

impl Collector for Collect {
    type Fruit = Collected;
    type Child = Part;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> Result<Part, TantivyError> {
        Part::new(self.0.clone(), reader)
    }

    fn requires_scoring(&self) -> bool {
        self.0.order == Order::Relevance
    }

    fn merge_fruits(&self, parts: Vec<Collected>) -> Result<Collected, TantivyError> {
        let mut all = Collected::default();
        for part in parts {
            all.total += part.total;
            all.hits.extend(part.hits);
            for (facet, counts) in part.facets {
                let known = all.facets.entry(facet).or_default();
                counts.into_iter().for_each(|(value, count)| *known.entry(value).or_default() += count);
            }
        }
        all.hits.sort_unstable_by_key(|hit| Reverse(turned(hit.mark, self.0.window.back)));
        all.hits.truncate(self.0.window.take);
        Ok(all)
    }
}

/// A place as a walk compares it: what it meets first is the largest.
fn turned(mark: Mark, back: bool) -> Mark {
    if back { (!mark.0, !mark.1) } else { mark }
}

/// What is counted of a facet; its column, where it has one.
struct Counted {
    facet: Facet,
    column: Option<Column<u64>>,
    counts: Counts,
}

/// Collects in a part of the index.
pub struct Part {
    wanted: Arc<Wanted>,
    low: Column<u64>,
    high: Column<u64>,
    published: Column<i64>,
    until: Column<i64>,
    updated: Column<i64>,
    featured: Column<i64>,
    breaking: Column<i64>,
    open: Column<u64>,
    counted: Vec<Counted>,
    /// The categories of an article and those above them.
    above: Vec<u64>,
    best: BinaryHeap<Reverse<(Mark, DocId)>>,
    total: u64,
}

impl Part {
    fn new(wanted: Arc<Wanted>, reader: &SegmentReader) -> Result<Self, TantivyError> {
        let columns = reader.fast_fields();
        let none = || Column::build_empty_column(reader.max_doc());
        let whole = |name| {
            columns
                .column_opt::<i64>(name)
                .map(|column| column.unwrap_or_else(|| Column::build_empty_column(reader.max_doc())))
        };
        let natural = |name| columns.column_opt::<u64>(name).map(|column| column.unwrap_or_else(none));
        let mut counted = Vec::new();
        for facet in &wanted.facets {
            let column = match facet {
                Facet::Category => Some(natural("category")?),
                Facet::Tag => Some(natural("tag")?),
                Facet::Author => Some(natural("author")?),
                Facet::Format => Some(natural("format")?),
                Facet::Year => None,
            };
            counted.push(Counted { facet: *facet, column, counts: Counts::default() });
        }
        Ok(Self {
            low: natural("low")?,
            high: natural("high")?,
            published: whole("published")?,
            until: whole("until")?,
            updated: whole("updated")?,
            featured: whole("featured")?,
            breaking: whole("breaking")?,
            open: natural("open")?,
            counted,
            above: Vec::new(),
            best: BinaryHeap::new(),
            total: 0,
            wanted,
        })
    }

    fn passes(&self, doc: DocId, published: i64) -> bool {
        let Wanted { narrow, now, .. } = &*self.wanted;
        let micros = now.0.timestamp_micros();
        let later = |column: &Column<i64>| column.first(doc).unwrap_or(i64::MIN) > micros;
        let at = published.saturating_mul(1_000_000);
        let bound = |time: Option<Time>, holds: fn(i64, i64) -> bool, value: i64| {
            time.is_none_or(|time| holds(value, time.0.timestamp_micros()))
        };
        let updated = || self.updated.first(doc).unwrap_or_default().saturating_mul(1_000_000);
        let open = |(wanted, close_before): (bool, Option<Time>)| {
            let open = self.open.first(doc) == Some(1) && bound(close_before, |at, limit| at >= limit, at);
            open == wanted
        };
        later(&self.until)
            && bound(narrow.from, |at, from| at >= from, at)
            && bound(narrow.until, |at, until| at <= until, at)
            && bound(narrow.before, |at, before| at < before, at)
            && (narrow.updated_from.is_none() || bound(narrow.updated_from, |at, from| at >= from, updated()))
            && narrow.featured.is_none_or(|wanted| later(&self.featured) == wanted)
            && narrow.breaking.is_none_or(|wanted| later(&self.breaking) == wanted)
            && narrow.comments.is_none_or(open)
    }

    fn rank(&self, score: Score, published: i64) -> u64 {
        match self.wanted.order {
            Order::Relevance => {
                let age = (self.wanted.aged_at.timestamp() - published).max(0) as f64;
                let score = f64::from(score.max(0.0) + self.wanted.base);
                // Being fresh makes no article with all words out of one with most of them.
                let whole = if score >= f64::from(WHOLE) { f64::from(WHOLE) } else { 0.0 };
                let score = whole + (score - whole) * (1.0 + FRESH * (-age / HALF_AS_FRESH).exp2());
                // The bits of numbers that are not negative stand in the order of the numbers.
                u64::from((score as f32).to_bits())
            }
            Order::Newest => published.cast_unsigned() ^ (1 << 63),
            Order::Oldest => !(published.cast_unsigned() ^ (1 << 63)),
        }
    }

    fn count(&mut self, doc: DocId, published: i64) {
        let Self { wanted, counted, above, .. } = self;
        for Counted { facet, column, counts } in counted {
            let mut one_more = |value| *counts.entry(value).or_default() += 1;
            match column {
                Some(column) if *facet == Facet::Category => {
                    // An article in two categories counts once for what is above both.
                    above.clear();
                    let of = |value| wanted.lineages.get(&value).into_iter().flatten().copied();
                    above.extend(column.values_for_doc(doc).flat_map(of));
                    above.sort_unstable();
                    above.dedup();
                    above.iter().copied().for_each(one_more);
                }
                Some(column) => column.values_for_doc(doc).for_each(one_more),
                None => {
                    let place = wanted.years.partition_point(|(first, _)| *first <= published);
                    let year = place.checked_sub(1).and_then(|place| wanted.years.get(place));
                    if let Some(year) = year.and_then(|(_, year)| u64::try_from(*year).ok()) {
                        one_more(year);
                    }
                }
            }
        }
    }
}

impl SegmentCollector for Part {
    type Fruit = Collected;

    fn collect(&mut self, doc: DocId, score: Score) {
        let published = self.published.first(doc).unwrap_or_default();
        if !self.passes(doc, published) {
            return;
        }
        self.total += 1;
        self.count(doc, published);
        let Window { take, beyond, back } = self.wanted.window;
        let mark = turned((self.rank(score, published), self.low.first(doc).unwrap_or_default()), back);
        if beyond.is_some_and(|beyond| mark >= turned(beyond, back)) || take == 0 {
            return;
        }
        if self.best.len() < take {
            self.best.push(Reverse((mark, doc)));
        } else if self.best.peek().is_some_and(|Reverse((least, _))| *least < mark) {
            self.best.pop();
            self.best.push(Reverse((mark, doc)));
        }
    }

    fn harvest(self) -> Collected {
        let back = self.wanted.window.back;
        let hit = |Reverse((mark, doc)): Reverse<(Mark, DocId)>| {
            let mark = turned(mark, back);
            let high = self.high.first(doc).unwrap_or_default();
            Hit { id: Id(uuid::Uuid::from_u64_pair(high, mark.1)), mark }
        };
        let facets = self.counted.into_iter().map(|counted| (counted.facet, counted.counts)).collect();
        Collected { hits: self.best.into_iter().map(hit).collect(), total: self.total, facets }
    }
}
