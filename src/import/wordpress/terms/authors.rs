//! Authors: those that the channel declares, those that items name as their creator, and those that
//! co-author terms name.

use std::collections::HashSet;

use super::{Work, free_slug};
use crate::authors::{self, NewAuthor};
use crate::body::title_text;
use crate::db::{Conn, Id};
use crate::import::store::{self, Known};
use crate::import::wordpress::decide::{Decision, Memory};
use crate::import::wordpress::model::Author;
use crate::import::wordpress::run::{ImportError, SYSTEM};
use crate::text::{Name, Slug};

const KIND: &str = "author";

impl Work<'_> {
    pub(super) fn authors(&mut self, conn: &mut Conn) -> Result<(), ImportError> {
        let all = self.everybody();
        let identities: Vec<String> = all.iter().map(|(author, _)| identity(author).to_owned()).collect();
        let memory = Memory::of(conn, self.context, KIND, &identities)?;
        let mut remembered = Vec::new();
        for (author, declared) in &all {
            self.author(conn, author, *declared, &memory, &mut remembered)?;
        }
        store::remember(conn, &self.context.source, KIND, &remembered)?;
        Ok(())
    }

    /// Everybody, each once, and whether the channel declares them.
    fn everybody(&mut self) -> Vec<(Author, bool)> {
        let mut keys = HashSet::new();
        let mut all: Vec<(Author, bool)> = Vec::new();
        for author in self.context.survey.channel.authors.clone() {
            if identity(&author).is_empty() {
                self.report.left_out(KIND, "no_name");
            } else if keys.insert(identity(&author).to_owned()) {
                all.push((author, true));
            } else {
                self.report.left_out(KIND, "duplicate");
            }
        }
        for login in self.context.survey.creators.keys().filter(|login| !keys.contains(*login)) {
            all.push((Author { login: login.clone(), ..Author::default() }, false));
        }
        for (slug, name) in self.mentioned(KIND) {
            let login = slug.strip_prefix("cap-").unwrap_or(&slug).to_owned();
            let is = |author: &Author| author.login == login || author.login == slug || author.display_name == name;
            if !all.iter().any(|(author, _)| is(author)) {
                all.push((Author { login, display_name: name, ..Author::default() }, false));
            }
        }
        all
    }

    fn author(
        &mut self,
        conn: &mut Conn,
        author: &Author,
        declared: bool,
        memory: &Memory,
        remembered: &mut Vec<Known>,
    ) -> Result<(), ImportError> {
        let digest = author.digest().to_string();
        let mut reasons = Vec::new();
        let id = match memory.decide(identity(author), &digest) {
            Decision::Unchanged(id) => {
                self.report.unchanged += 1;
                id
            }
            Decision::EditedHere(id) => {
                reasons.push("edited_here");
                id
            }
            Decision::Create => self.write(conn, author, None, digest, remembered)?,
            Decision::Update(id) => self.write(conn, author, Some(id), digest, remembered)?,
        };
        if declared {
            self.report.kept(KIND, &reasons);
        } else {
            self.report.made(KIND);
        }
        let slug = authors::find(conn, &Name::Id(id))?.map(|row| row.slug).unwrap_or_default();
        for key in [&author.login, &shown_name(author), &slug] {
            self.found.authors.entry(key.clone()).or_insert(id);
        }
        self.found.author_slugs.insert(id, slug);
        Ok(())
    }

    fn write(
        &mut self,
        conn: &mut Conn,
        author: &Author,
        known: Option<Id>,
        digest: String,
        remembered: &mut Vec<Known>,
    ) -> Result<Id, ImportError> {
        let now = self.context.now;
        let old = match known {
            Some(id) => authors::find(conn, &Name::Id(id))?,
            None => None,
        };
        let name = shown_name(author);
        let slug = match &old {
            Some(row) => row.slug.clone(),
            None => {
                let taken = |slug: &str| Ok(authors::find(conn, &Name::Slug(slug.to_owned()))?.is_some());
                free_slug(&wanted_slug(author, &name), taken)?
            }
        };
        let id = old.as_ref().map_or_else(Id::new, |row| row.id);
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut new = NewAuthor::new(id, &slug, &name, now);
        new.login = filled(&author.login);
        new.email = filled(&author.email);
        new.legacy_source = Some(SYSTEM.to_owned());
        new.legacy_kind = Some("user".to_owned());
        new.legacy_id = author.id.map(|id| id.to_string());
        let revision = match old {
            Some(row) => {
                authors::update(conn, now, id, &new)?;
                self.report.updated += 1;
                row.revision + 1
            }
            None => {
                authors::create(conn, now, new)?;
                self.report.created += 1;
                1
            }
        };
        remembered.push(Known { identity: identity(author).to_owned(), target_id: id, digest, revision });
        Ok(id)
    }
}

fn identity(author: &Author) -> &str {
    if author.login.is_empty() { &author.display_name } else { &author.login }
}

/// The name that readers may see: of a mail address, what stands before the `@`.
fn shown_name(author: &Author) -> String {
    let full = format!("{} {}", author.first_name.trim(), author.last_name.trim());
    let names = [author.display_name.as_str(), full.trim(), author.login.as_str()];
    let name = names.into_iter().map(title_text).find(|name| !name.is_empty()).unwrap_or_default();
    match name.split_once('@') {
        Some((before, _)) if !before.is_empty() => before.to_owned(),
        _ => name,
    }
}

fn wanted_slug(author: &Author, name: &str) -> Slug {
    let public_login = Some(author.login.as_str()).filter(|login| !login.contains('@'));
    let made = Slug::from_title(name).or_else(|| public_login.and_then(Slug::from_title));
    made.or_else(|| Slug::parse("author")).unwrap_or_else(Slug::nameless)
}
