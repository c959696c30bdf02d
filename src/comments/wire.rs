//! Comments on the wire. What only editors may know of a commenter is in no type of this file.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::model::Comment;
use super::thread::arrange;
use crate::addresses::Addresses;
use crate::db::{Id, Time};
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
