//! Comments on the wire. What only editors may know of a commenter is in no type of this file: those are in
//! `desk`.

pub mod desk;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{
    Comment, LARGEST_BODY, LONGEST_BODY, LONGEST_EMAIL, LONGEST_NAME, MOST_LINKS, NewComment, Post,
    holds_a_forbidden_character, is_a_plain_name, is_visible, links_in, looks_like_an_email,
};
use super::thread::arrange;
use crate::addresses::Addresses;
use crate::db::{Id, Time};
use crate::error::{Fault, Problem};
use crate::http::PageOut;
use crate::refs::AuthorRef;

/// A comment with the replies to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Comment)]
pub struct CommentOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61")]
    pub id: Id,
    /// The comment that it answers, or the nearest one above that is public; null where it starts a thread.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub parent_id: Option<Id>,
    /// The name that its writer gave.
    #[schema(example = "Bukola A.")]
    pub author_name: String,
    /// Who wrote it, where that is an author of the paper; null for readers.
    #[schema(required)]
    pub author: Option<AuthorRef>,
    /// What it says, as safe HTML.
    #[schema(example = "<p>I slept until half past five.</p>")]
    pub body_html: String,
    /// What it says, as plain text.
    #[schema(example = "I slept until half past five.")]
    pub body_text: String,
    /// When it was written.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T10:16:00Z")]
    pub created_at: Time,
    /// The replies to it, oldest first. They nest at most five deep; deeper ones stand on the fifth level.
    #[schema(no_recursion)]
    pub replies: Vec<CommentOut>,
    /// Where a thread has more than 100 replies: give it as `cursor` to this call for the further ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "eyJ2IjoiMjAyNi0xMS0xNVQwOTowMjowMFoifQ")]
    pub replies_cursor: Option<String>,
}

/// A page of the comments under an article.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentList {
    /// The comments that start a thread, each with its replies; with a `replies_cursor` the further
    /// replies of one thread, oldest first and each by itself.
    pub data: Vec<CommentOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// A reader's comment, as it is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"author_name": "Bukola A.", "author_email": "bukola@readers.example", "body": "I slept until half past five.", "parent_id": null}))]
pub struct CommentIn {
    /// The name to be shown: one line without markup and without an address of the web.
    #[schema(min_length = 1, max_length = 100, example = "Bukola A.")]
    pub author_name: String,
    /// The writer's mail address: editors see it, and no answer ever holds it. A site that holds back the first
    /// comment of each reader tells readers apart by it.
    #[serde(default)]
    #[schema(max_length = 254, format = "email", example = "bukola@readers.example")]
    pub author_email: Option<String>,
    /// What the comment says, as plain text of at most 5,000 characters and 16,000 bytes. An empty line ends a
    /// paragraph; up to three addresses that begin with `http://` or `https://` become links; markup is shown as
    /// it was typed.
    #[schema(min_length = 1, max_length = 5000, example = "I slept until half past five.")]
    pub body: String,
    /// The comment that it answers: an approved one of the same article.
    #[serde(default)]
    #[schema(format = "uuid", example = json!(null))]
    pub parent_id: Option<String>,
    /// Not for people: put it into the form and hide it, so that robots fill it. A comment with it is answered
    /// like any other and kept nowhere.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub website: Option<String>,
}

impl CommentIn {
    /// The comment, checked. Nothing is cut: what is too long is refused.
    ///
    /// # Errors
    /// Every fault of every field.
    pub fn check(self) -> Result<Post, Problem> {
        let author_name = self.author_name.split_whitespace().collect::<Vec<_>>().join(" ");
        let author_email = self.author_email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
        let mut faults = name_faults(&self.author_name);
        faults.extend(author_email.as_deref().and_then(email_fault));
        faults.extend(body_faults(&self.body));
        let parent = self.parent_id.as_deref().map(Id::parse);
        faults.extend(parent.filter(Option::is_none).map(|_| unknown_parent()));
        if !faults.is_empty() {
            return Err(Problem::content(faults));
        }
        let trapped = self.website.is_some_and(|text| !text.is_empty());
        Ok(Post { author_name, author_email, text: self.body, parent: parent.flatten(), trapped })
    }
}

fn name_faults(name: &str) -> Vec<Fault> {
    let fault = |code: &str, what: &str| Fault::pointer("/author_name", code, format!("`author_name` {what}"));
    let mut faults = Vec::new();
    if !is_visible(name) {
        faults.push(fault("required", "is empty."));
    }
    if name.chars().count() > LONGEST_NAME {
        faults.push(fault("too_long", &format!("is longer than {LONGEST_NAME} characters.")));
    }
    if !is_a_plain_name(name) || holds_a_forbidden_character(name) {
        faults.push(fault("invalid", "is one line without `<`, `>`, `://` and control characters."));
    }
    faults
}

fn email_fault(email: &str) -> Option<Fault> {
    let fault = |code: &str, what: &str| Fault::pointer("/author_email", code, format!("`author_email` {what}"));
    if email.len() > LONGEST_EMAIL {
        return Some(fault("too_long", &format!("is longer than {LONGEST_EMAIL} bytes.")));
    }
    let fine = looks_like_an_email(email) && !holds_a_forbidden_character(email);
    (!fine).then(|| fault("invalid", "is no mail address, such as name@example.org."))
}

fn body_faults(body: &str) -> Vec<Fault> {
    let fault = |code: &str, what: String| Fault::pointer("/body", code, format!("`body` {what}"));
    let mut faults = Vec::new();
    if !is_visible(body) {
        faults.push(fault("required", "is empty.".to_owned()));
    }
    if body.chars().count() > LONGEST_BODY {
        faults.push(fault("too_long", format!("is longer than {LONGEST_BODY} characters.")));
    } else if body.len() > LARGEST_BODY {
        faults.push(fault("too_long", format!("is longer than {LARGEST_BODY} bytes.")));
    }
    if holds_a_forbidden_character(body) {
        faults.push(fault("invalid", "holds a control character.".to_owned()));
    }
    if links_in(body) > MOST_LINKS {
        faults.push(fault("out_of_range", format!("holds more than {MOST_LINKS} links.")));
    }
    faults
}

/// The same for what is no id, what is unknown, and what the public does not see here.
pub fn unknown_parent() -> Fault {
    Fault::pointer("/parent_id", "unknown_value", "`parent_id` is no comment that stands under this article.")
}

/// A reader's comment as the public sees it once it is approved, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PostedComment)]
pub struct PostedOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61")]
    pub id: Id,
    /// `approved`: the public sees it; `pending`: it waits for an editor.
    #[schema(example = "pending", extensions(("x-extensible-enum" = json!(["pending", "approved"]))))]
    pub status: &'static str,
    /// The comment that it answers; null where it starts a thread.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub parent_id: Option<Id>,
    /// The name that its writer gave.
    #[schema(example = "Bukola A.")]
    pub author_name: String,
    /// What it says, as safe HTML.
    #[schema(example = "<p>I slept until half past five.</p>")]
    pub body_html: String,
    /// What it says, as plain text.
    #[schema(example = "I slept until half past five.")]
    pub body_text: String,
    /// When it was written.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T10:16:00Z")]
    pub created_at: Time,
}

impl PostedOut {
    /// What the writer of a comment is told.
    pub fn of(new: &NewComment) -> Self {
        Self {
            id: new.id,
            status: new.status.as_str(),
            parent_id: new.parent_id,
            author_name: new.author_name.clone(),
            body_html: new.body_html().to_owned(),
            body_text: new.body_text().to_owned(),
            created_at: new.created_at.whole_seconds(),
        }
    }
}

/// Makes comments of rows; knows the authors among their writers.
pub struct Writers(HashMap<Id, AuthorRef>);

impl Writers {
    /// With the slugs and names of those writers who are authors.
    pub fn new(staff: HashMap<Id, (String, String)>, at: &Addresses) -> Self {
        Self(staff.into_iter().map(|(id, (slug, name))| (id, AuthorRef::new(id, slug, name, at))).collect())
    }

    /// Each row by itself.
    pub fn flat(&self, rows: &[Comment]) -> Vec<CommentOut> {
        rows.iter().map(|row| self.comment(row)).collect()
    }

    /// Each root with its replies in their places.
    pub fn threads(&self, roots: &[Comment], replies: &HashMap<Id, Vec<Comment>>) -> Vec<CommentOut> {
        roots.iter().map(|root| self.thread(root, replies.get(&root.id).map_or(&[], Vec::as_slice))).collect()
    }

    fn thread(&self, root: &Comment, replies: &[Comment]) -> CommentOut {
        let parents: Vec<(Id, Option<Id>)> = replies.iter().map(|row| (row.id, row.shown_parent_id)).collect();
        let places = arrange(root.id, &parents);
        let rows: HashMap<Id, &Comment> = replies.iter().map(|row| (row.id, row)).collect();
        self.with_replies(root, &places, &rows)
    }

    fn with_replies(&self, row: &Comment, places: &HashMap<Id, Vec<Id>>, rows: &HashMap<Id, &Comment>) -> CommentOut {
        let replies = places.get(&row.id).into_iter().flatten().filter_map(|id| rows.get(id));
        CommentOut {
            replies: replies.map(|reply| self.with_replies(reply, places, rows)).collect(),
            ..self.comment(row)
        }
    }

    fn comment(&self, row: &Comment) -> CommentOut {
        CommentOut {
            id: row.id,
            parent_id: row.shown_parent_id,
            author_name: row.author_name.clone(),
            author: row.author_id.and_then(|id| self.0.get(&id)).cloned(),
            body_html: row.body_html.clone(),
            body_text: row.body_text.clone(),
            created_at: row.created_at,
            replies: Vec::new(),
            replies_cursor: None,
        }
    }
}
