//! The clauses of a query as the index is asked for them: a word is looked for as it is, by its stems, as a
//! beginning where it may be unfinished, and with a letter wrong where nobody wrote it so.

use std::ops::Range;

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{TantivyError, Term};

use super::{Narrow, Question, dictionary};
use crate::search::index::{Fields, halves};
use crate::search::jobs::View;
use crate::search::model::{Clause, Marks, Sought, Stems, marked};

/// What a word counts in each field.
const TITLE: f32 = 5.0;
const NAMES: f32 = 3.0;
const LEAD: f32 = 1.3;
const BODY: f32 = 1.0;
/// What counts of the fields beside the best one.
const BESIDE: f32 = 0.35;
/// What a word counts that has only the stem.
const BY_STEM: f32 = 0.75;
/// What a word counts that only begins so.
const BY_BEGINNING: f32 = 0.5;
/// What a word counts that is written nearly so.
const BY_TYPO: f32 = 0.6;
/// What words count more where they stand together.
const TOGETHER: f32 = 1.5;
/// What counts that all words are there: more than all else.
pub const WHOLE: f32 = 1_000.0;
/// How many words a beginning stands for.
const MOST_BEGUN: usize = 12;
/// How many words a mistyped one stands for.
const MOST_ALIKE: usize = 6;
/// A word that more than this part of all articles has is no condition, where there are others.
const COMMON: f64 = 0.25;
/// In fewer articles no word is common.
const FEW: u64 = 20;

/// The parts of a query.
type Parts = Vec<(Occur, Box<dyn Query>)>;

/// The clauses of a question, looked up in the dictionary.
pub struct Clauses<'a> {
    view: &'a View,
    looked: Vec<Looked>,
    /// The words that stand side by side, for those who have them together.
    row: Vec<String>,
    marks: Marks,
}

struct Looked {
    not: bool,
    common: bool,
    /// Whether the dictionary has nothing of it.
    unknown: bool,
    what: What,
    at: Range<usize>,
    /// The word that was meant, where this one is not known.
    meant: Option<String>,
}

enum What {
    /// One of these, each with what it counts.
    Any(Vec<(String, f32)>),
    /// All of them, in these distances.
    Phrase(Vec<(usize, String)>),
    /// Most of them.
    Run(Vec<String>),
}

impl<'a> Clauses<'a> {
    /// Looks the clauses of a question up.
    pub fn read(view: &'a View, question: &Question) -> Result<Self, TantivyError> {
        let stems: Vec<Stems> = dictionary::languages(view)?.iter().map(|tag| Stems::of(tag)).collect();
        let row = question.asked.folded().into_iter().map(str::to_owned).collect();
        let mut all = Self { view, looked: Vec::new(), row, marks: Marks::default() };
        for clause in &question.asked.clauses {
            let looked = all.look(clause, &stems)?;
            all.looked.push(looked);
        }
        Ok(all)
    }

    fn fields(&self) -> [(Field, f32); 4] {
        let fields = &self.view.fields;
        [(fields.title, TITLE), (fields.names, NAMES), (fields.lead, LEAD), (fields.body, BODY)]
    }

    fn all_fields(&self) -> [Field; 4] {
        self.fields().map(|(field, _)| field)
    }

    fn look(&mut self, clause: &Clause, stems: &[Stems]) -> Result<Looked, TantivyError> {
        let mut looked = Looked {
            not: clause.not,
            common: false,
            unknown: false,
            what: What::Any(Vec::new()),
            at: clause.at.clone(),
            meant: None,
        };
        match &clause.sought {
            Sought::Phrase(words) => {
                if !clause.not {
                    self.marks.words.extend(words.iter().map(|(_, word)| word.clone()));
                }
                looked.what = What::Phrase(words.clone());
            }
            Sought::Run(pairs) => {
                if !clause.not {
                    self.marks.words.extend(pairs.iter().cloned());
                }
                looked.what = match pairs.as_slice() {
                    [one] if one.chars().count() == 1 => What::Any(self.begun(one)?),
                    _ => What::Run(pairs.clone()),
                };
            }
            Sought::Word { lower, folded, unfinished } => {
                self.look_word(&mut looked, (lower, folded, *unfinished), stems)?
            }
        }
        Ok(looked)
    }

    fn begun(&self, start: &str) -> Result<Vec<(String, f32)>, TantivyError> {
        let begun = dictionary::beginning(self.view, &self.all_fields(), start, MOST_BEGUN * 2)?;
        Ok(begun.into_iter().map(|word| (word, 1.0)).collect())
    }

    fn look_word(
        &mut self,
        looked: &mut Looked,
        (lower, folded, unfinished): (&str, &str, bool),
        stems: &[Stems],
    ) -> Result<(), TantivyError> {
        let fields = self.all_fields();
        let mut any = vec![(folded.to_owned(), 1.0)];
        let mut found: Vec<String> = stems.iter().filter_map(|stems| stems.stem(lower)).collect();
        found.sort_unstable();
        found.dedup();
        any.extend(found.iter().filter(|stem| *stem != folded).map(|stem| (stem.clone(), BY_STEM)));
        any.extend(found.iter().map(|stem| (marked(stem), BY_STEM)));
        let mut frequency = 0;
        for (word, _) in &any {
            frequency += dictionary::frequency(self.view, &fields, word)?;
        }
        let letters = folded.chars().count();
        if unfinished && letters >= 2 && !looked.not {
            let begun = dictionary::beginning(self.view, &fields, folded, MOST_BEGUN)?;
            let begun: Vec<String> = begun.into_iter().filter(|word| *word != folded).collect();
            frequency += u64::from(!begun.is_empty());
            self.marks.words.extend(begun.iter().cloned());
            any.extend(begun.into_iter().map(|word| (word, BY_BEGINNING)));
        }
        if frequency == 0 && letters >= 4 && !looked.not {
            let alike = self.alike(folded, letters)?;
            looked.meant = alike.first().cloned();
            self.marks.words.extend(alike.iter().cloned());
            any.extend(alike.into_iter().map(|word| (word, BY_TYPO)));
        }
        if !looked.not {
            self.marks.words.insert(folded.to_owned());
            self.marks.stems.extend(found);
        }
        looked.unknown = frequency == 0 && looked.meant.is_none();
        let articles = self.view.searcher.num_docs();
        looked.common = articles >= FEW && frequency as f64 > COMMON * articles as f64;
        looked.what = What::Any(any);
        Ok(())
    }

    /// What a mistyped word may be: one letter wrong, in long words two.
    fn alike(&self, folded: &str, letters: usize) -> Result<Vec<String>, TantivyError> {
        let fields = self.all_fields();
        for distance in 1..=if letters >= 8 { 2 } else { 1 } {
            let mut found = Vec::new();
            for word in dictionary::alike(self.view, &fields, folded, distance, MOST_ALIKE)? {
                if word.chars().all(char::is_alphabetic) && dictionary::is_there(self.view, &fields, &word)? {
                    found.push(word);
                }
            }
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// Whether there is nothing that could be found.
    pub fn ask_for_nothing(&self) -> bool {
        self.looked.iter().all(|looked| looked.not)
    }

    /// How many words and quotes are wanted.
    pub fn count(&self) -> usize {
        self.wanted().count()
    }

    /// How many of the loose words are enough where not all are there: most of those that are known, then any one.
    /// What stands in quotes is never left out; beside it no word is needed.
    pub fn fewer(&self) -> Vec<usize> {
        let loose = self.loose().count();
        let mut steps = match (self.quoted().next(), loose) {
            (_, 0) | (None, 1) => return Vec::new(),
            (Some(_), _) => return vec![0],
            (None, _) => vec![self.loose().filter(|looked| !looked.unknown).count() / 2 + 1, 1],
        };
        steps[0] = steps[0].min(loose - 1);
        steps.dedup();
        steps
    }

    fn wanted(&self) -> impl Iterator<Item = &Looked> {
        self.looked.iter().filter(|looked| !looked.not)
    }

    fn quoted(&self) -> impl Iterator<Item = &Looked> {
        self.wanted().filter(|looked| matches!(looked.what, What::Phrase(_)))
    }

    fn loose(&self) -> impl Iterator<Item = &Looked> {
        self.wanted().filter(|looked| !matches!(looked.what, What::Phrase(_)))
    }

    /// The query as it may have been meant; none where all of its words are known.
    pub fn did_you_mean(&self, text: &str) -> Result<Option<String>, TantivyError> {
        let mut meant = text.to_owned();
        for looked in self.looked.iter().rev() {
            if let Some(word) = &looked.meant {
                meant.replace_range(looked.at.clone(), word);
            }
        }
        Ok((meant != text).then_some(meant))
    }

    /// What is to be marked in what is found.
    pub fn into_marks(self) -> Marks {
        self.marks
    }

    /// The query of all clauses; where so many of the loose words are enough, those with all of them come first.
    pub fn query(&self, least: Option<usize>) -> Result<Box<dyn Query>, TantivyError> {
        let mut all: Parts = Vec::new();
        for looked in self.quoted() {
            all.push((Occur::Must, self.clause(&looked.what)?));
        }
        match least {
            None => all.extend(self.every_word()?),
            Some(least) => {
                all.extend(self.some_words(least)?);
                let whole = ConstScoreQuery::new(Box::new(BooleanQuery::new(self.every_word()?)), WHOLE);
                all.push((Occur::Should, Box::new(whole)));
            }
        }
        if (2..=6).contains(&self.row.len()) {
            let row: Vec<(usize, String)> = self.row.iter().cloned().enumerate().collect();
            for (field, weight) in [(self.view.fields.title, TITLE), (self.view.fields.body, BODY)] {
                let together = BoostQuery::new(self.phrase(field, &row), weight * TOGETHER);
                all.push((Occur::Should, Box::new(together)));
            }
        }
        for looked in self.looked.iter().filter(|looked| looked.not) {
            all.push((Occur::MustNot, self.clause(&looked.what)?));
        }
        Ok(Box::new(BooleanQuery::new(all)))
    }

    /// All loose words; common ones only where there are no others.
    fn every_word(&self) -> Result<Parts, TantivyError> {
        let only_common = self.wanted().all(|looked| looked.common);
        let word = |looked: &Looked| {
            let occur = if looked.common && !only_common { Occur::Should } else { Occur::Must };
            Ok((occur, self.clause(&looked.what)?))
        };
        self.loose().map(word).collect()
    }

    /// At least so many of the loose words.
    fn some_words(&self, least: usize) -> Result<Parts, TantivyError> {
        let word = |looked: &Looked| Ok((Occur::Should, self.clause(&looked.what)?));
        let words = self.loose().map(word).collect::<Result<Parts, TantivyError>>()?;
        if least == 0 {
            return Ok(words);
        }
        let some = BooleanQuery::with_minimum_required_clauses(words, least);
        Ok(vec![(Occur::Must, Box::new(some))])
    }

    fn clause(&self, what: &What) -> Result<Box<dyn Query>, TantivyError> {
        match what {
            What::Any(words) => self.any(words),
            What::Phrase(words) => {
                let each = self.fields().map(|(field, weight)| -> Box<dyn Query> {
                    Box::new(BoostQuery::new(self.phrase(field, words), weight))
                });
                Ok(best_of(each.into()))
            }
            What::Run(pairs) => {
                let mut each: Parts = Vec::new();
                for pair in pairs {
                    each.push((Occur::Should, self.any(&[(pair.clone(), 1.0)])?));
                }
                let least = (pairs.len() * 3).div_ceil(5).max(1);
                let most: Box<dyn Query> = Box::new(BooleanQuery::with_minimum_required_clauses(each, least));
                let whole: Vec<(usize, String)> = pairs.iter().cloned().enumerate().collect();
                let together = self.fields().map(|(field, weight)| {
                    let bonus = BoostQuery::new(self.phrase(field, &whole), weight * TOGETHER);
                    (Occur::Should, Box::new(bonus) as Box<dyn Query>)
                });
                let mut all = vec![(Occur::Must, most)];
                all.extend(together.into_iter().filter(|_| pairs.len() > 1));
                Ok(Box::new(BooleanQuery::new(all)))
            }
        }
    }

    fn phrase(&self, field: Field, words: &[(usize, String)]) -> Box<dyn Query> {
        let terms: Vec<(usize, Term)> =
            words.iter().map(|(place, word)| (*place, Term::from_field_text(field, word))).collect();
        match terms.as_slice() {
            [] => Box::new(EmptyQuery),
            [(_, one)] => Box::new(TermQuery::new(one.clone(), IndexRecordOption::WithFreqs)),
            _ => Box::new(PhraseQuery::new_with_offset(terms)),
        }
    }

    fn any(&self, words: &[(String, f32)]) -> Result<Box<dyn Query>, TantivyError> {
        let mut each: Vec<Box<dyn Query>> = Vec::new();
        for (field, weight) in self.fields() {
            for (word, counts) in words {
                let term = Term::from_field_text(field, word);
                if self.view.searcher.doc_freq(&term)? > 0 {
                    let found = TermQuery::new(term, IndexRecordOption::WithFreqs);
                    each.push(Box::new(BoostQuery::new(Box::new(found), weight * counts)));
                }
            }
        }
        Ok(best_of(each))
    }
}

/// The best of several, and a part of what the others count.
pub fn best_of(each: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match each.is_empty() {
        true => Box::new(EmptyQuery),
        false => Box::new(DisjunctionMaxQuery::with_tie_breaker(each, BESIDE)),
    }
}

/// Adds what must hold besides the words and has lists of its own in the index.
pub fn narrow(fields: &Fields, narrow: &Narrow, all: &mut Parts) {
    let numbers = |field, numbers: &[u64]| among(numbers.iter().map(|one| Term::from_field_u64(field, *one)).collect());
    let ids =
        |ids: &[crate::db::Id]| among(ids.iter().map(|id| Term::from_field_u64(fields.low, halves(*id).1)).collect());
    let mut must = |query| all.push((Occur::Must, query));
    narrow.categories.iter().for_each(|some| must(numbers(fields.category, some)));
    narrow.tags.iter().for_each(|some| must(numbers(fields.tag, some)));
    narrow.authors.iter().for_each(|some| must(numbers(fields.author, some)));
    narrow.ids.iter().for_each(|some| must(ids(some)));
    if !narrow.formats.is_empty() {
        must(numbers(fields.format, &narrow.formats));
    }
    if !narrow.languages.is_empty() {
        must(among(narrow.languages.iter().map(|tag| Term::from_field_text(fields.language, tag)).collect()));
    }
    if !narrow.exclude_categories.is_empty() {
        all.push((Occur::MustNot, numbers(fields.category, &narrow.exclude_categories)));
    }
    if !narrow.exclude_ids.is_empty() {
        all.push((Occur::MustNot, ids(&narrow.exclude_ids)));
    }
}

/// One of these; it counts nothing.
fn among(terms: Vec<Term>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0))
}
