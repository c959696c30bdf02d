//! Comments as the newsroom sees them. The mail address and the network address of a writer stand in one
//! type alone, which no list answers with.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{body_faults, name_faults};
use crate::comments::model::{
    DeskComment, LARGEST_EDIT, MOST_AT_ONCE, NewComment, Status, Step, Subject, holds_a_forbidden_character, is_visible,
};
use crate::db::{Id, Time};
use crate::error::{Fault, Problem};
use crate::http::PageOut;

/// What a comment stands under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CommentSubject {
    /// What it is: comments of pages were imported, and are shown nowhere.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article", "page"]))))]
    pub kind: String,
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// Its name in addresses.
    #[schema(example = "harbour-tunnel-opens")]
    pub slug: String,
    /// Its title.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
}

/// A comment in a list of the newsroom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NewsroomCommentCard {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61")]
    pub id: Id,
    /// What became of it.
    #[schema(example = "pending", extensions(("x-extensible-enum" = json!(["pending", "approved", "spam", "trash"]))))]
    pub status: String,
    /// What it stands under.
    pub subject: CommentSubject,
    /// The comment that it answers, whatever became of that one; null where it answers none.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub parent_id: Option<Id>,
    /// The name that its writer gave.
    #[schema(example = "Bukola A.")]
    pub author_name: String,
    /// The author of the paper who wrote it; null for readers.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub author_id: Option<Id>,
    /// What it says, as plain text.
    #[schema(example = "I slept until half past five.")]
    pub body_text: String,
    /// When it was written.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T10:16:00Z")]
    pub created_at: Time,
    /// Counts every write.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub revision: i64,
}

/// A comment, with all that is known of its writer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NewsroomComment {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61")]
    pub id: Id,
    /// What became of it.
    #[schema(example = "pending", extensions(("x-extensible-enum" = json!(["pending", "approved", "spam", "trash"]))))]
    pub status: String,
    /// What can be done with it: `approve`, `hold`, `spam`, `trash`, `restore`.
    #[schema(example = json!(["approve", "spam", "trash"]))]
    pub steps: Vec<String>,
    /// What it stands under.
    pub subject: CommentSubject,
    /// The comment that it answers, whatever became of that one; null where it answers none.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub parent_id: Option<Id>,
    /// The name that its writer gave.
    #[schema(example = "Bukola A.")]
    pub author_name: String,
    /// The author of the paper who wrote it; null for readers.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub author_id: Option<Id>,
    /// Their mail address; null where none was given.
    #[schema(required, example = "bukola@readers.example")]
    pub author_email: Option<String>,
    /// Their website, as an import brought it; null where there is none.
    #[schema(required, example = json!(null))]
    pub author_url: Option<String>,
    /// The network address that they wrote from, as an import brought it: that of comments that are sent here is
    /// kept nowhere.
    #[schema(required, example = json!(null))]
    pub author_address: Option<String>,
    /// What it says, as safe HTML.
    #[schema(example = "<p>I slept until half past five.</p>")]
    pub body_html: String,
    /// What it says, as plain text.
    #[schema(example = "I slept until half past five.")]
    pub body_text: String,
    /// When it was written.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T10:16:00Z")]
    pub created_at: Time,
    /// Counts every write; it is its `ETag`.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub revision: i64,
}

fn subject(row: &DeskComment, names: &HashMap<Id, (String, String)>) -> CommentSubject {
    let (slug, title) = names.get(&row.subject_id).cloned().unwrap_or_default();
    CommentSubject { kind: row.subject_kind.clone(), id: row.subject_id, slug, title }
}

impl NewsroomCommentCard {
    /// A row, with the names of what comments stand under.
    pub fn new(row: DeskComment, names: &HashMap<Id, (String, String)>) -> Self {
        Self {
            id: row.id,
            subject: subject(&row, names),
            status: row.status,
            parent_id: row.parent_id,
            author_name: row.author_name,
            author_id: row.author_id,
            body_text: row.body_text,
            created_at: row.created_at,
            revision: row.revision,
        }
    }
}

impl NewsroomComment {
    /// A row, with the names of what comments stand under.
    pub fn new(row: DeskComment, names: &HashMap<Id, (String, String)>) -> Self {
        Self {
            id: row.id,
            steps: Step::from(row.status()).map(|step| step.as_str().to_owned()).collect(),
            subject: subject(&row, names),
            status: row.status,
            parent_id: row.parent_id,
            author_name: row.author_name,
            author_id: row.author_id,
            author_email: row.author_email,
            author_url: row.author_url,
            author_address: row.author_address,
            body_html: row.body_html,
            body_text: row.body_text,
            created_at: row.created_at,
            revision: row.revision,
        }
    }
}

/// How many comments there are of each status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CommentCounts {
    /// Waiting for an editor.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 7)]
    pub pending: i64,
    /// Shown.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 412)]
    pub approved: i64,
    /// Found to be spam.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 31)]
    pub spam: i64,
    /// Thrown away.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 2)]
    pub trash: i64,
}

impl CommentCounts {
    /// From what was counted.
    pub fn new(rows: Vec<(String, i64)>) -> Self {
        let mut counts = Self::default();
        for (status, count) in rows {
            match Status::parse(&status) {
                Status::Pending => counts.pending += count,
                Status::Approved => counts.approved += count,
                Status::Spam => counts.spam += count,
                Status::Trash => counts.trash += count,
            }
        }
        counts
    }
}

/// A page of the newsroom's comments.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsroomCommentList {
    /// The comments, the newest first.
    pub data: Vec<NewsroomCommentCard>,
    /// Where this page stands in the list.
    pub page: PageOut,
    /// How many there are of each status, whatever the filters.
    pub counts: CommentCounts,
}

/// What is to change of a comment's words; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"body_html": "<p>I slept until half past five.</p>"}))]
pub struct CommentPatch {
    /// The name to be shown: one line without markup and without an address of the web.
    #[serde(default)]
    #[schema(nullable = false, min_length = 1, max_length = 100, example = "Bukola A.")]
    pub author_name: Option<String>,
    /// What it says, as HTML of at most 65,536 bytes: links and emphasis stay, everything else is cleaned away.
    #[serde(default)]
    #[schema(nullable = false, min_length = 1, max_length = 65536, example = "<p>I slept until half past five.</p>")]
    pub body_html: Option<String>,
}

impl CommentPatch {
    /// What a comment shall be, checked and cleaned.
    ///
    /// # Errors
    /// Every fault of every field.
    pub fn check(self, before: &DeskComment) -> Result<NewComment, Problem> {
        let mut faults = self.author_name.as_deref().map(name_faults).unwrap_or_default();
        let name = self.author_name.unwrap_or_else(|| before.author_name.clone());
        let html = self.body_html.as_deref().unwrap_or(&before.body_html);
        let subject = Subject::Article(before.subject_id);
        let mut new = NewComment::from_html(before.id, subject, "", html, before.created_at);
        new.author_name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(html) = &self.body_html {
            faults.extend(html_faults(html, new.body_text()));
        }
        if faults.is_empty() { Ok(new) } else { Err(Problem::content(faults)) }
    }
}

fn html_faults(html: &str, text: &str) -> Vec<Fault> {
    let fault = |code: &str, what: &str| Fault::pointer("/body_html", code, format!("`body_html` {what}"));
    let mut faults = Vec::new();
    if html.len() > LARGEST_EDIT {
        faults.push(fault("too_long", &format!("is longer than {LARGEST_EDIT} bytes.")));
    }
    if !is_visible(text) {
        faults.push(fault("required", "says nothing that is seen."));
    }
    if holds_a_forbidden_character(html) {
        faults.push(fault("invalid", "holds a control character."));
    }
    faults
}

/// The newsroom's answer to a comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"body": "Thank you. The figure is corrected."}))]
pub struct ReplyIn {
    /// What it says, as plain text of at most 5,000 characters and 16,000 bytes, written as readers write theirs.
    #[schema(min_length = 1, max_length = 5000, example = "Thank you. The figure is corrected.")]
    pub body: String,
}

impl ReplyIn {
    /// The text, checked.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(self) -> Result<String, Problem> {
        let faults = body_faults(&self.body);
        if faults.is_empty() { Ok(self.body) } else { Err(Problem::content(faults)) }
    }
}

/// What is done with many comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(example = "approve")]
pub enum CommentAction {
    /// Let the public see them.
    Approve,
    /// Take them back into the queue.
    Hold,
    /// Call them spam.
    Spam,
    /// Throw them away.
    Trash,
    /// Take them from the trash back into the queue.
    Restore,
    /// Delete them for good: only what is spam or in the trash.
    Delete,
}

impl CommentAction {
    /// The step, where it is one; none deletes.
    pub fn step(self) -> Option<Step> {
        match self {
            Self::Approve => Some(Step::Approve),
            Self::Hold => Some(Step::Hold),
            Self::Spam => Some(Step::Spam),
            Self::Trash => Some(Step::Trash),
            Self::Restore => Some(Step::Restore),
            Self::Delete => None,
        }
    }
}

/// Many comments, and what is done with each.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"action": "approve", "ids": ["018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61"]}))]
pub struct BulkCommentsIn {
    /// What is done.
    pub action: CommentAction,
    /// The ids of the comments, each once.
    #[schema(min_items = 1, max_items = 100, example = json!(["018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61"]))]
    pub ids: Vec<String>,
}

impl BulkCommentsIn {
    /// The ids, checked.
    ///
    /// # Errors
    /// None, too many, one twice.
    pub fn check(&self) -> Result<(), Problem> {
        let fault = |code: &str, detail: String| Err(Problem::content(vec![Fault::pointer("/ids", code, detail)]));
        let mut sorted: Vec<&String> = self.ids.iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        match self.ids.len() {
            0 => fault("required", "`ids` names nothing.".to_owned()),
            n if n > MOST_AT_ONCE => fault("too_long", format!("`ids` holds more than {MOST_AT_ONCE} entries.")),
            n if n > sorted.len() => fault("repeated", "`ids` names one twice.".to_owned()),
            _ => Ok(()),
        }
    }
}

/// What came of one of many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BulkComment {
    /// The id, as it was given.
    #[schema(example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61")]
    pub id: String,
    /// The HTTP status that a call of its own would have had: 200, 204 where it was deleted, 404, 409.
    #[schema(example = 200)]
    pub status: i32,
    /// Why it was not done; null where it was.
    #[schema(required, example = json!(null))]
    pub detail: Option<String>,
    /// Its revision now; null where there is none.
    #[schema(required, maximum = 9_007_199_254_740_991_i64, example = 2)]
    pub revision: Option<i64>,
}

/// What came of many comments, in the order they were named.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkComments {
    /// One entry for each.
    pub data: Vec<BulkComment>,
}
