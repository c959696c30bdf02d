//! Tags.

use super::{Work, free_slug, known_term, term_slug};
use crate::body::{plain_text, title_text};
use crate::db::{Conn, Id};
use crate::import::store::{self, Known};
use crate::import::wordpress::decide::{Decision, Memory};
use crate::import::wordpress::model::Term;
use crate::import::wordpress::run::{ImportError, SYSTEM};
use crate::tags::{self, NewTag};
use crate::text::Name;

const KIND: &str = "post_tag";

impl Work<'_> {
    pub(super) fn tags(&mut self, conn: &mut Conn) -> Result<(), ImportError> {
        let all = self.terms(KIND);
        let identities: Vec<String> = all.iter().map(|(term, _)| term.slug.clone()).collect();
        let memory = Memory::of(conn, self.context, KIND, &identities)?;
        let mut remembered = Vec::new();
        for (term, declared) in &all {
            let mut reasons = Vec::new();
            let id = match memory.decide(&term.slug, &term.digest().to_string()) {
                Decision::Unchanged(id) => {
                    self.report.unchanged += 1;
                    id
                }
                Decision::EditedHere(id) => {
                    reasons.push("edited_here");
                    id
                }
                Decision::Create => self.tag(conn, term, None, &mut remembered)?,
                Decision::Update(id) => self.tag(conn, term, Some(id), &mut remembered)?,
            };
            self.place(KIND, term, *declared, id, &reasons);
        }
        store::remember(conn, &self.context.source, KIND, &remembered)?;
        Ok(())
    }

    fn tag(
        &mut self,
        conn: &mut Conn,
        term: &Term,
        known: Option<Id>,
        remembered: &mut Vec<Known>,
    ) -> Result<Id, ImportError> {
        let now = self.context.now;
        let old = match known {
            Some(id) => tags::find(conn, &Name::Id(id))?,
            None => None,
        };
        let slug = match &old {
            Some(row) => row.slug.clone(),
            None => {
                let taken = |slug: &str| Ok(tags::find(conn, &Name::Slug(slug.to_owned()))?.is_some());
                free_slug(&term_slug(term), taken)?
            }
        };
        let id = old.as_ref().map_or_else(Id::new, |row| row.id);
        let mut new = NewTag::new(id, &slug, &title_text(&term.name), now);
        new.description = Some(plain_text(&term.description)).filter(|text| !text.is_empty());
        new.legacy_source = Some(SYSTEM.to_owned());
        new.legacy_kind = Some("term".to_owned());
        new.legacy_id = term.id.map(|id| id.to_string());
        let revision = match old {
            Some(row) => {
                tags::update(conn, now, id, &new)?;
                self.report.updated += 1;
                row.revision + 1
            }
            None => {
                tags::create(conn, now, new)?;
                self.report.created += 1;
                1
            }
        };
        remembered.push(known_term(term, id, revision));
        Ok(id)
    }
}
