//! Many articles at once, on the wire.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{NewsroomCard, StepIn};
use crate::articles::model::Step;
use crate::db::{Id, Time};
use crate::error::{Problem, ProblemOut};
use crate::http::checks::Checks;

/// The most articles of one call.
const MOST: usize = 100;

/// What is done to each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "add_tags")]
pub enum BulkAction {
    /// Hand it in for review.
    Submit,
    /// Send it back to its writer.
    Return,
    /// Publish it at a time to come.
    Schedule,
    /// Publish it now.
    Publish,
    /// Take it back to a draft.
    Unpublish,
    /// Take it from the public's sight for good.
    Archive,
    /// Put it in the trash.
    Trash,
    /// Restore it from the trash.
    Restore,
    /// File it in more categories.
    AddCategories,
    /// Take it out of categories.
    RemoveCategories,
    /// Give it more tags.
    AddTags,
    /// Take tags from it.
    RemoveTags,
}

impl BulkAction {
    /// The step that it is, where it is one.
    pub fn step(self) -> Option<Step> {
        match self {
            Self::Submit => Some(Step::Submit),
            Self::Return => Some(Step::Return),
            Self::Schedule => Some(Step::Schedule),
            Self::Publish => Some(Step::Publish),
            Self::Unpublish => Some(Step::Unpublish),
            Self::Archive => Some(Step::Archive),
            _ => None,
        }
    }

    fn names_categories(self) -> bool {
        matches!(self, Self::AddCategories | Self::RemoveCategories)
    }

    fn names_tags(self) -> bool {
        matches!(self, Self::AddTags | Self::RemoveTags)
    }
}

/// One of the articles.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkItem {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// The `revision` that was read, as `If-Match` would say it; without one whatever is there is changed.
    #[serde(default)]
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: Option<i64>,
}

/// Something to be done to many articles.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkIn {
    /// What.
    pub action: BulkAction,
    /// To which; each of them once.
    #[schema(min_items = 1, max_items = 100)]
    pub articles: Vec<BulkItem>,
    /// For `schedule`: when they become public.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time", example = json!(null))]
    pub at: Option<Time>,
    /// For a step: what the revisions say of it.
    #[serde(default)]
    #[schema(max_length = 500, example = json!(null))]
    pub note: Option<String>,
    /// For `add_categories` and `remove_categories`.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 100, example = json!([]))]
    pub category_ids: Vec<Id>,
    /// For `add_tags` and `remove_tags`.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 100, example = json!(["018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b31"]))]
    pub tag_ids: Vec<Id>,
}

impl BulkIn {
    /// Checks what is the same for all of them.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(&self) -> Result<(), Problem> {
        let mut checks = Checks::default();
        if !(1..=MOST).contains(&self.articles.len()) {
            checks.fault("/articles", "out_of_range", format!("From 1 to {MOST} articles."));
        }
        let mut seen = HashSet::new();
        for (n, _) in self.articles.iter().enumerate().filter(|(_, item)| !seen.insert(item.id)).take(MOST) {
            checks.fault(&format!("/articles/{n}/id"), "repeated", "This article is named twice.");
        }
        if self.action.step().is_none() && (self.at.is_some() || self.note.is_some()) {
            checks.fault("/action", "invalid", "Only a step takes `at` and `note`.");
        }
        let lists = [
            ("/category_ids", &self.category_ids, self.action.names_categories()),
            ("/tag_ids", &self.tag_ids, self.action.names_tags()),
        ];
        for (pointer, ids, wanted) in lists {
            match ids.len() {
                0 if wanted => checks.fault(pointer, "required", "This action needs some."),
                1.. if !wanted => checks.fault(pointer, "invalid", "This action takes none."),
                length if length > MOST => checks.fault(pointer, "too_long", format!("At most {MOST}.")),
                _ => {}
            }
        }
        checks.finish()
    }

    /// What is said with a step.
    pub fn said(&self) -> StepIn {
        StepIn { at: self.at, note: self.note.clone() }
    }
}

/// What became of each of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkOut {
    /// One entry for each article, in the order of the request.
    pub data: Vec<BulkResult>,
}

/// What became of one of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    /// The article's id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// The status that the call for this one alone would have had.
    #[schema(example = 200)]
    pub status: i32,
    /// The article as it is now; null where it was not changed for a problem.
    #[schema(required)]
    pub article: Option<NewsroomCard>,
    /// The problem that the call for this one alone would have had; null where there was none.
    #[schema(required)]
    pub problem: Option<ProblemOut>,
}
