//! Suggestions while a reader types: titles that have the words, the last one as a beginning, and names.

use rustc_hash::FxHashMap;
use tantivy::TantivyError;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Term};

use super::clauses::best_of;
use super::collect::Collect;
use super::{Narrow, Order, Question, Window, dictionary};
use crate::db::{Id, Time};
use crate::search::index::Kind;
use crate::search::jobs::View;
use crate::search::model::{Asked, Sought};

/// Names that are looked at; which of them have articles is known by the database.
const MOST_NAMES: usize = 12;

/// What is suggested, the best first of each kind.
#[derive(Debug, Default)]
pub struct Suggested {
    /// Articles, by their titles.
    pub articles: Vec<Id>,
    /// Categories, tags and authors, by their names.
    pub names: Vec<(Kind, Id)>,
}

/// Suggests for what was typed so far; at most so many articles.
///
/// # Errors
/// The index cannot be read.
pub fn suggest(view: &View, text: &str, now: Time, most: usize) -> Result<Suggested, TantivyError> {
    let asked = Asked::read(text);
    let mut found = Suggested::default();
    if let Some(query) = all_of(view, &asked, view.fields.title)? {
        let question = Question {
            asked: Asked::default(),
            text: String::new(),
            narrow: Narrow::default(),
            order: Order::Relevance,
            fills: false,
            window: Window { take: most, ..Window::default() },
            facets: Vec::new(),
            now,
            aged_at: now,
            years: Vec::new(),
            lineages: FxHashMap::default(),
        };
        let collected = view.searcher.search(&query, &Collect::new(&question, 0.0))?;
        found.articles = collected.hits.into_iter().map(|hit| hit.id).collect();
    }
    if let Some(query) = all_of(view, &asked, view.fields.name)? {
        for (_, address) in view.searcher.search(&query, &TopDocs::with_limit(MOST_NAMES).order_by_score())? {
            found.names.push(named(view, address)?);
        }
    }
    Ok(found)
}

/// All words in one field, the last one as a beginning; none where there are no words.
fn all_of(view: &View, asked: &Asked, field: Field) -> Result<Option<Box<dyn Query>>, TantivyError> {
    let mut all: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for clause in asked.clauses.iter().filter(|clause| !clause.not) {
        let words = match &clause.sought {
            Sought::Word { folded, unfinished, .. } => begun(view, field, folded, *unfinished)?,
            Sought::Phrase(words) => words.iter().map(|(_, word)| (word.clone(), 1.0)).collect(),
            Sought::Run(pairs) => match pairs.as_slice() {
                [one] => begun(view, field, one, true)?,
                _ => {
                    for pair in pairs {
                        all.push((Occur::Must, any(field, vec![(pair.clone(), 1.0)])));
                    }
                    continue;
                }
            },
        };
        all.push((Occur::Must, any(field, words)));
    }
    Ok((!all.is_empty()).then(|| Box::new(BooleanQuery::new(all)) as Box<dyn Query>))
}

/// A word, what begins with it, and where there is neither, what is written nearly so.
fn begun(view: &View, field: Field, word: &str, unfinished: bool) -> Result<Vec<(String, f32)>, TantivyError> {
    let mut words = vec![(word.to_owned(), 1.0)];
    if unfinished {
        words.extend(dictionary::beginning(view, &[field], word, 30)?.into_iter().map(|word| (word, 0.7)));
    }
    if words.len() == 1 && word.chars().count() >= 4 && dictionary::frequency(view, &[field], word)? == 0 {
        words.extend(dictionary::alike(view, &[field], word, 1, 6)?.into_iter().map(|word| (word, 0.6)));
    }
    Ok(words)
}

fn any(field: Field, words: Vec<(String, f32)>) -> Box<dyn Query> {
    let each = words.into_iter().map(|(word, counts)| -> Box<dyn Query> {
        let found = TermQuery::new(Term::from_field_text(field, &word), IndexRecordOption::WithFreqs);
        Box::new(BoostQuery::new(Box::new(found), counts))
    });
    best_of(each.collect())
}

fn named(view: &View, address: DocAddress) -> Result<(Kind, Id), TantivyError> {
    let columns = view.searcher.segment_reader(address.segment_ord).fast_fields();
    let of = |name| columns.u64(name).map(|column| column.first(address.doc_id).unwrap_or_default());
    Ok((Kind::of_code(of("kind")?), Id(uuid::Uuid::from_u64_pair(of("high")?, of("low")?))))
}
