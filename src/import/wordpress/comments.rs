//! The comments of posts and pages: threads, status and time are kept; the notices that other sites
//! sent are counted and left out.

use std::collections::HashMap;

use super::dates::in_zone;
use super::decide::{Decision, Memory};
use super::model::{Approval, Comment, CommentKind, Item};
use super::run::{Context, ImportError, SYSTEM};
use super::terms::Found;
use crate::body::title_text;
use crate::comments::{self, NewComment, Status, Subject};
use crate::db::{Conn, Id, Time};
use crate::import::Report;
use crate::import::store::{self, Known};

const KIND: &str = "comment";

/// What comments stand under.
#[derive(Debug, Clone, Copy)]
pub enum Under {
    /// An article.
    Article(Id),
    /// A page.
    Page(Id),
}

impl Under {
    fn subject(self) -> Subject {
        match self {
            Self::Article(id) => Subject::Article(id),
            Self::Page(id) => Subject::Page(id),
        }
    }
}

/// Counts the comments of an item that is left out.
pub fn leave_out(item: &Item, report: &mut Report) {
    for comment in &item.comments {
        report.left_out(KIND, notice(comment).unwrap_or("item_left_out"));
    }
}

/// A notice of another site is no comment.
fn notice(comment: &Comment) -> Option<&'static str> {
    match comment.kind {
        CommentKind::Comment => None,
        CommentKind::Pingback => Some("pingback"),
        CommentKind::Trackback => Some("trackback"),
        CommentKind::Other(_) => Some("type"),
    }
}

/// Imports the comments of a batch of items.
///
/// # Errors
/// The database.
pub fn import(
    conn: &mut Conn,
    context: &Context,
    found: &Found,
    places: &[(&Item, Under)],
    report: &mut Report,
) -> Result<(), ImportError> {
    let all: Vec<(&Item, &Comment)> =
        places.iter().flat_map(|(item, _)| item.comments.iter().map(move |comment| (*item, comment))).collect();
    if all.is_empty() {
        return Ok(());
    }
    let identities: Vec<String> = all.iter().map(|(item, comment)| identity(context, item, comment)).collect();
    let memory = Memory::of(conn, context, KIND, &identities)?;
    let numbers: Vec<i64> = all.iter().filter_map(|(_, comment)| comment.id).collect();
    let taken = store::taken_numbers(conn, KIND, &numbers)?;
    let mut work = Work { context, found, memory, taken, report, remembered: Vec::new() };
    for (item, under) in places {
        work.thread(conn, item, *under)?;
    }
    let remembered = work.remembered;
    store::remember(conn, &context.source, KIND, &remembered)?;
    Ok(())
}

fn identity(context: &Context, item: &Item, comment: &Comment) -> String {
    format!("{}#{}", context.survey.identity(item), comment.id.unwrap_or(0))
}

struct Work<'a> {
    context: &'a Context,
    found: &'a Found,
    memory: Memory,
    taken: Vec<i64>,
    report: &'a mut Report,
    remembered: Vec<Known>,
}

impl Work<'_> {
    /// A comment is stored after the one it answers, in whatever order the file has them.
    fn thread(&mut self, conn: &mut Conn, item: &Item, under: Under) -> Result<(), ImportError> {
        let mut made: HashMap<i64, Id> = HashMap::new();
        let real: Vec<&Comment> = item.comments.iter().filter(|comment| notice(comment).is_none()).collect();
        for comment in &item.comments {
            if let Some(reason) = notice(comment) {
                self.report.left_out(KIND, reason);
            }
        }
        let mut waiting = real.clone();
        while !waiting.is_empty() {
            let known = |comment: &Comment| {
                let other = waiting.iter().any(|other| other.id == Some(comment.parent) && other.id != comment.id);
                comment.parent == 0 || !other
            };
            let (mut ready, rest): (Vec<&Comment>, Vec<&Comment>) = waiting.iter().partition(|comment| known(comment));
            waiting = rest;
            if ready.is_empty() {
                ready.push(waiting.remove(0));
            }
            for comment in ready {
                self.one(conn, item, comment, under, &mut made)?;
            }
        }
        Ok(())
    }

    fn one(
        &mut self,
        conn: &mut Conn,
        item: &Item,
        comment: &Comment,
        under: Under,
        made: &mut HashMap<i64, Id>,
    ) -> Result<(), ImportError> {
        let identity = identity(self.context, item, comment);
        let digest = comment.digest().to_string();
        let mut reasons = Vec::new();
        let parent = made.get(&comment.parent).copied().filter(|_| comment.parent != 0);
        if comment.parent != 0 && parent.is_none() {
            reasons.push("parent_missing");
        }
        let id = match self.memory.decide(&identity, &digest) {
            Decision::Unchanged(id) => {
                self.report.unchanged += 1;
                id
            }
            Decision::EditedHere(id) => {
                reasons.push("edited_here");
                id
            }
            Decision::Update(id) => {
                comments::set_status(conn, id, status(comment))?;
                self.report.updated += 1;
                let revision = store::revisions(conn, KIND, &[id])?.remove(&id).unwrap_or(1);
                self.remembered.push(Known { identity, target_id: id, digest, revision });
                id
            }
            Decision::Create => {
                let new = self.comment(comment, under, parent);
                let id = comments::create(conn, new)?;
                self.report.created += 1;
                self.remembered.push(Known { identity, target_id: id, digest, revision: 1 });
                id
            }
        };
        if let Some(number) = comment.id {
            made.insert(number, id);
        }
        self.report.kept(KIND, &reasons);
        Ok(())
    }

    fn comment(&mut self, comment: &Comment, under: Under, parent: Option<Id>) -> NewComment {
        let zone = self.context.addresses.zone;
        let local = || comment.date.at().map(|local| in_zone(local, zone));
        let at = comment.date_gmt.at().or_else(local).map_or(self.context.now, Time);
        let name = title_text(&comment.author);
        let mut new = NewComment::from_html(Id::at(at), under.subject(), &name, &comment.content, at);
        let number = comment.id.filter(|n| *n > 0 && !self.taken.contains(n)).unwrap_or(0);
        self.taken.push(number);
        let filled = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        new.number = number;
        new.parent_id = parent;
        new.status = status(comment);
        new.author_email = filled(&comment.author_email);
        new.author_url = filled(&comment.author_url);
        new.author_address = filled(&comment.author_ip);
        new.author_id = (comment.user_id > 0).then(|| self.found.authors.get(&name).copied()).flatten();
        new.legacy_source = Some(SYSTEM.to_owned());
        new.legacy_kind = Some(KIND.to_owned());
        new.legacy_id = comment.id.map(|id| id.to_string());
        new
    }
}

fn status(comment: &Comment) -> Status {
    match comment.approved {
        Approval::Approved => Status::Approved,
        Approval::Spam => Status::Spam,
        Approval::Trash | Approval::PostTrashed => Status::Trash,
        _ => Status::Pending,
    }
}
