//! What the dictionary of the index knows of a word: how often it stands there, what begins with it, and what is
//! written nearly like it.

use std::collections::HashMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, TERMINATED, TantivyError, Term};

use crate::search::jobs::View;
use crate::search::model::is_stem;

/// Entries that are looked at for what begins with a text, in each part of the index.
const MOST_LOOKED_AT: usize = 4_000;

/// How many documents have a word, in the field that has it most.
pub fn frequency(view: &View, fields: &[Field], word: &str) -> Result<u64, TantivyError> {
    let mut most = 0;
    for field in fields {
        most = most.max(view.searcher.doc_freq(&Term::from_field_text(*field, word))?);
    }
    Ok(most)
}

/// What begins with a text, the most frequent first.
pub fn beginning(view: &View, fields: &[Field], start: &str, most: usize) -> Result<Vec<String>, TantivyError> {
    let end = [start.as_bytes(), &[0xff]].concat();
    let mut found: HashMap<String, u64> = HashMap::new();
    for part in view.searcher.segment_readers() {
        for field in fields {
            let index = part.inverted_index(*field)?;
            let mut entries = index.terms().range().ge(start.as_bytes()).lt(&end).into_stream()?;
            let mut looked = 0;
            while looked < MOST_LOOKED_AT && entries.advance() {
                looked += 1;
                note(&mut found, entries.key(), entries.value().doc_freq);
            }
        }
    }
    Ok(first(found, most).into_iter().map(|(word, _)| word).collect())
}

/// What is written like a word but for so many letters, the most frequent first.
pub fn alike(
    view: &View,
    fields: &[Field],
    word: &str,
    distance: u8,
    most: usize,
) -> Result<Vec<String>, TantivyError> {
    let mut found: HashMap<String, u64> = HashMap::new();
    for part in view.searcher.segment_readers() {
        for field in fields {
            let index = part.inverted_index(*field)?;
            let automaton = FuzzyTermQuery::new(Term::from_field_text(*field, word), distance, true).automaton()?;
            let mut entries = index.terms().search(automaton).into_stream()?;
            while entries.advance() {
                note(&mut found, entries.key(), entries.value().doc_freq);
            }
        }
    }
    // Hardly anybody mistypes the first letter.
    let same_start = |other: &str| u64::from(other.chars().next() == word.chars().next());
    let mut all: Vec<(String, u64)> = found.into_iter().collect();
    all.sort_by(|a, b| (same_start(&b.0), b.1, &a.0).cmp(&(same_start(&a.0), a.1, &b.0)));
    all.truncate(most);
    Ok(all.into_iter().map(|(word, _)| word).collect())
}

/// Whether a document that was not taken out has a word: the dictionary remembers those that were, for a while.
pub fn is_there(view: &View, fields: &[Field], word: &str) -> Result<bool, TantivyError> {
    for part in view.searcher.segment_readers() {
        for field in fields {
            let term = Term::from_field_text(*field, word);
            let Some(mut documents) = part.inverted_index(*field)?.read_postings(&term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            while documents.doc() != TERMINATED {
                if !part.is_deleted(documents.doc()) {
                    return Ok(true);
                }
                documents.advance();
            }
        }
    }
    Ok(false)
}

/// The languages that articles are in, by the first part of their tags; at most eight.
pub fn languages(view: &View) -> Result<Vec<String>, TantivyError> {
    let mut found: HashMap<String, u64> = HashMap::new();
    for part in view.searcher.segment_readers() {
        let index = part.inverted_index(view.fields.language)?;
        let mut entries = index.terms().stream()?;
        while entries.advance() {
            if !entries.key().contains(&b'-') {
                note(&mut found, entries.key(), entries.value().doc_freq);
            }
        }
    }
    Ok(first(found, 8).into_iter().map(|(tag, _)| tag).collect())
}

fn note(found: &mut HashMap<String, u64>, key: &[u8], frequency: u32) {
    if let Ok(word) = std::str::from_utf8(key)
        && !is_stem(word)
    {
        *found.entry(word.to_owned()).or_default() += u64::from(frequency);
    }
}

fn first(found: HashMap<String, u64>, most: usize) -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = found.into_iter().collect();
    all.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    all.truncate(most);
    all
}
