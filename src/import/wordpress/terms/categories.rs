//! Categories with their tree.

use std::collections::{HashMap, HashSet};

use super::{Work, free_slug, known_term, term_slug};
use crate::body::{plain_text, title_text};
use crate::categories::{self, CategoryError, NewCategory};
use crate::db::{Conn, Id};
use crate::import::store::{self, Known};
use crate::import::wordpress::decide::{Decision, Memory};
use crate::import::wordpress::model::Term;
use crate::import::wordpress::run::{ImportError, SYSTEM};
use crate::text::Name;

const KIND: &str = "category";

impl Work<'_> {
    pub(super) fn categories(&mut self, conn: &mut Conn) -> Result<(), ImportError> {
        let all = parents_first(self.terms(KIND));
        let identities: Vec<String> = all.iter().map(|(term, _)| term.slug.clone()).collect();
        let memory = Memory::of(conn, self.context, KIND, &identities)?;
        let mut remembered = Vec::new();
        for (position, (term, declared)) in (0..).zip(&all) {
            let mut reasons = Vec::new();
            let decision = memory.decide(&term.slug, &term.digest().to_string());
            if !term.parent.is_empty() && !self.found.categories.contains_key(&term.parent) {
                reasons.push("parent_missing");
            }
            let id = match decision {
                Decision::Unchanged(id) => {
                    self.report.unchanged += 1;
                    id
                }
                Decision::EditedHere(id) => {
                    reasons.push("edited_here");
                    id
                }
                Decision::Create => self.category(conn, term, position, None, &mut remembered)?,
                Decision::Update(id) => self.category(conn, term, position, Some(id), &mut remembered)?,
            };
            self.place(KIND, term, *declared, id, &reasons);
        }
        store::remember(conn, &self.context.source, KIND, &remembered)?;
        self.found.category_paths = categories::paths(conn)?;
        Ok(())
    }

    fn category(
        &mut self,
        conn: &mut Conn,
        term: &Term,
        position: i32,
        known: Option<Id>,
        remembered: &mut Vec<Known>,
    ) -> Result<Id, ImportError> {
        let now = self.context.now;
        let old = match known {
            Some(id) => categories::find(conn, &Name::Id(id))?,
            None => None,
        };
        let slug = match &old {
            Some(row) => row.slug.clone(),
            None => {
                let taken = |slug: &str| Ok(categories::find(conn, &Name::Slug(slug.to_owned()))?.is_some());
                free_slug(&term_slug(term), taken)?
            }
        };
        let id = old.as_ref().map_or_else(Id::new, |row| row.id);
        let mut new = NewCategory::new(id, &slug, &title_text(&term.name), now);
        new.description = Some(plain_text(&term.description)).filter(|text| !text.is_empty());
        new.parent_id = self.found.categories.get(&term.parent).copied();
        new.position = position;
        new.legacy_source = Some(SYSTEM.to_owned());
        new.legacy_kind = Some("term".to_owned());
        new.legacy_id = term.id.map(|id| id.to_string());
        let revision = match old {
            Some(row) => {
                categories::update(conn, now, id, &new).map_err(refused)?;
                self.report.updated += 1;
                row.revision + 1
            }
            None => {
                categories::create(conn, now, new)?;
                self.report.created += 1;
                1
            }
        };
        remembered.push(known_term(term, id, revision));
        Ok(id)
    }
}

fn refused(err: CategoryError) -> ImportError {
    match err {
        CategoryError::Database(err) => err.into(),
        _ => diesel::result::Error::RollbackTransaction.into(),
    }
}

/// Terms in an order in which a parent stands before its children; one whose parents go in a circle
/// comes as it stands.
fn parents_first(mut waiting: Vec<(Term, bool)>) -> Vec<(Term, bool)> {
    let by_name: HashMap<String, String> =
        waiting.iter().map(|(term, _)| (term.name.clone(), term.slug.clone())).collect();
    let known: HashSet<String> = waiting.iter().map(|(term, _)| term.slug.clone()).collect();
    for (term, _) in &mut waiting {
        // The oldest exports name the parent by its name.
        if !known.contains(&term.parent)
            && let Some(slug) = by_name.get(&term.parent)
        {
            term.parent.clone_from(slug);
        }
    }
    let mut placed: HashSet<String> = HashSet::new();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = |term: &Term| !known.contains(&term.parent) || placed.contains(&term.parent);
        let (mut ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(term, _)| free(term));
        waiting = rest;
        if ready.is_empty() {
            ready.push(waiting.remove(0));
        }
        placed.extend(ready.iter().map(|(term, _)| term.slug.clone()));
        ordered.append(&mut ready);
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_come_first_and_circles_end() {
        let term = |slug: &str, parent: &str| {
            (Term { slug: slug.into(), name: slug.to_uppercase(), parent: parent.into(), ..Term::default() }, true)
        };
        let order = |terms| parents_first(terms).into_iter().map(|(term, _)| term.slug).collect::<Vec<_>>();
        assert_eq!(order(vec![term("c", "b"), term("b", "A"), term("a", "")]), ["a", "b", "c"]);
        assert_eq!(order(vec![term("x", "y"), term("y", "x"), term("z", "nowhere")]).len(), 3);
    }
}
