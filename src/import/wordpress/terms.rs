//! People and terms: the authors, categories and tags that the channel declares, and those that only
//! items mention.

mod authors;
mod categories;
mod tags;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::model::Term;
use super::paths::decoded;
use super::run::{Context, ImportError};
use crate::db::Id;
use crate::import::store::Known;
use crate::import::{Ledger, Report};
use crate::text::Slug;

/// What terms and people became.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Authors by login, name and slug.
    pub authors: HashMap<String, Id>,
    /// The slugs of authors.
    pub author_slugs: HashMap<Id, String>,
    /// Categories by slug and name.
    pub categories: HashMap<String, Id>,
    /// The paths of categories.
    pub category_paths: HashMap<Id, String>,
    /// Tags by slug and name.
    pub tags: HashMap<String, Id>,
    /// Categories and tags by their id in the source.
    pub by_term_id: HashMap<(String, i64), Id>,
}

/// Imports people and terms.
///
/// # Errors
/// The database.
pub fn import(context: &Arc<Context>, ledger: &mut Ledger<'_>, report: &mut Report) -> Result<Found, ImportError> {
    let context = context.clone();
    let (found, part) = ledger.write(move |conn| -> Result<_, ImportError> {
        let mut work = Work { context: &context, found: Found::default(), report: Report::default() };
        work.authors(conn)?;
        work.categories(conn)?;
        work.tags(conn)?;
        work.others();
        Ok((work.found, work.report))
    })?;
    report.add(part);
    Ok(found)
}

/// The work on people and terms, and what it found so far.
struct Work<'a> {
    context: &'a Context,
    found: Found,
    report: Report,
}

impl Work<'_> {
    fn mentioned(&self, taxonomy: &str) -> Vec<(String, String)> {
        let all = self.context.survey.mentioned.iter();
        all.filter(|((of, _), _)| of == taxonomy).map(|((_, slug), name)| (slug.clone(), name.clone())).collect()
    }

    /// The terms of a taxonomy: those declared, each slug once, and those that items mention alone;
    /// whether each is declared.
    fn terms(&mut self, taxonomy: &str) -> Vec<(Term, bool)> {
        let mut slugs = HashSet::new();
        let mut all: Vec<(Term, bool)> = Vec::new();
        let declared: Vec<Term> = self.context.survey.channel.declared(taxonomy).cloned().collect();
        for mut term in declared {
            if term.slug.is_empty() {
                term.slug.clone_from(&term.name);
            }
            if term.slug.is_empty() {
                self.report.left_out(taxonomy, "no_name");
            } else if slugs.insert(term.slug.clone()) {
                all.push((term, true));
            } else {
                self.report.left_out(taxonomy, "duplicate");
            }
        }
        for (slug, name) in self.mentioned(taxonomy) {
            let known = slugs.contains(&slug) || all.iter().any(|(term, _)| term.name == slug);
            if !known {
                let name = if name.is_empty() { decoded(&slug) } else { name };
                all.push((Term { slug, name, taxonomy: taxonomy.to_owned(), ..Term::default() }, false));
            }
        }
        all
    }

    /// Counts a term, and remembers where it is.
    fn place(&mut self, taxonomy: &str, term: &Term, declared: bool, id: Id, reasons: &[&str]) {
        if declared {
            self.report.kept(taxonomy, reasons);
        } else {
            self.report.made(taxonomy);
        }
        if let Some(number) = term.id {
            self.found.by_term_id.insert((taxonomy.to_owned(), number), id);
        }
        let by_name = if taxonomy == "category" { &mut self.found.categories } else { &mut self.found.tags };
        by_name.insert(term.slug.clone(), id);
        by_name.entry(term.name.clone()).or_insert(id);
    }

    /// Terms of taxonomies that there is nothing for here; menus have their own place.
    fn others(&mut self) {
        let channel = &self.context.survey.channel;
        let all = channel.categories.iter().chain(&channel.tags).chain(&channel.terms);
        let names: Vec<String> = all.map(|term| term.taxonomy.clone()).collect();
        for taxonomy in names {
            match taxonomy.as_str() {
                "category" | "post_tag" | "nav_menu" => {}
                "author" => self.report.kept("term:author", &[]),
                _ => self.report.left_out(&format!("term:{taxonomy}"), &format!("taxonomy:{taxonomy}")),
            }
        }
    }
}

fn known_term(term: &Term, id: Id, revision: i64) -> Known {
    Known { identity: term.slug.clone(), target_id: id, digest: term.digest().to_string(), revision }
}

/// A term's slug, other alphabets readable.
fn term_slug(term: &Term) -> Slug {
    let slug = Slug::parse(&decoded(&term.slug)).or_else(|| Slug::from_title(&term.name));
    slug.unwrap_or_else(Slug::nameless)
}

/// The first of a slug and its numbered forms that is free.
fn free_slug(wanted: &Slug, mut taken: impl FnMut(&str) -> Result<bool, ImportError>) -> Result<String, ImportError> {
    let mut slug = wanted.clone();
    let mut n = 2;
    while taken(slug.as_str())? {
        slug = wanted.numbered(n);
        n += 1;
    }
    Ok(slug.as_str().to_owned())
}
