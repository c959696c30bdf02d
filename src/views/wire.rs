//! Views on the wire: what is reported, fresh counts, and what is read most.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::may_be_reported;
use crate::cards::ArticleCard;
use crate::db::{Id, Time};
use crate::error::{Fault, Problem};

/// The longest name of a reader, in characters.
pub const LONGEST_VISITOR: usize = 200;
/// The longest name of a view, in characters.
pub const LONGEST_VIEW_ID: usize = 100;
/// The most views of one report.
pub const MOST_VIEWS: usize = 100;

/// A view of an article.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"visitor": "b7c1f0a2"}))]
pub struct ViewIn {
    /// The client's own name for its reader, so that readers behind one address are told apart. It is hashed
    /// and never kept.
    #[serde(default)]
    #[schema(max_length = 200, example = "b7c1f0a2")]
    pub visitor: Option<String>,
}

/// Views that an app had while it was offline.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"views": [{"article": "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11", "view_id": "3f1c-77", "at": "2026-11-15T09:02:00Z"}]}))]
pub struct ViewsIn {
    /// The views, at most 100.
    #[schema(max_items = 100)]
    pub views: Vec<ReportedView>,
}

/// A view that an app had while it was offline.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportedView {
    /// The article's id.
    #[schema(format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub article: String,
    /// The app's own name for this view: sent again, it is not counted again.
    #[schema(min_length = 1, max_length = 100, example = "3f1c-77")]
    pub view_id: String,
    /// When it was; at most seven days ago.
    #[schema(format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub at: String,
}

/// A reported view, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The article.
    pub article: Id,
    /// The app's name for it.
    pub view_id: String,
    /// When it was.
    pub at: Time,
}

impl ViewIn {
    /// The reader's name, checked; an empty one is none.
    ///
    /// # Errors
    /// It is too long.
    pub fn check(self) -> Result<Option<String>, Problem> {
        let visitor = self.visitor.filter(|visitor| !visitor.is_empty());
        match visitor.as_ref().filter(|visitor| visitor.chars().count() > LONGEST_VISITOR) {
            Some(_) => {
                let detail = format!("`visitor` is longer than {LONGEST_VISITOR} characters.");
                Err(refused(vec![Fault::pointer("/visitor", "too_long", detail)]))
            }
            None => Ok(visitor),
        }
    }
}

impl ViewsIn {
    /// The views, checked.
    ///
    /// # Errors
    /// Every fault of every view.
    pub fn check(&self, now: Time) -> Result<Vec<Reported>, Problem> {
        if self.views.len() > MOST_VIEWS {
            let detail = format!("`views` holds more than {MOST_VIEWS} entries.");
            return Err(refused(vec![Fault::pointer("/views", "too_long", detail)]));
        }
        let mut faults = Vec::new();
        let checked = (0..).zip(&self.views).filter_map(|(n, view)| view.check(n, now, &mut faults)).collect();
        if faults.is_empty() { Ok(checked) } else { Err(refused(faults)) }
    }
}

impl ReportedView {
    fn check(&self, n: usize, now: Time, faults: &mut Vec<Fault>) -> Option<Reported> {
        let mut refuse = |name: &str, code: &str, what: &str| {
            faults.push(Fault::pointer(&format!("/views/{n}/{name}"), code, format!("`{name}` {what}")));
        };
        let article = Id::parse(&self.article);
        if article.is_none() {
            refuse("article", "invalid", "is no id (a UUID of 36 characters).");
        }
        let view_id = Some(&self.view_id).filter(|id| (1..=LONGEST_VIEW_ID).contains(&id.chars().count()));
        if view_id.is_none() {
            refuse("view_id", "out_of_range", "has 1 to 100 characters.");
        }
        let at = Time::parse(&self.at);
        if at.is_none() {
            refuse("at", "invalid", "is a time in RFC 3339, such as 2026-11-15T09:02:00Z.");
        }
        if at.is_some_and(|at| !may_be_reported(at, now)) {
            refuse("at", "out_of_range", "is more than seven days ago, or in the future.");
        }
        Some(Reported { article: article?, view_id: view_id?.clone(), at: at? })
    }
}

fn refused(faults: Vec<Fault>) -> Problem {
    Problem::body("The body is not what this call takes.", faults)
}

/// A view was taken. Whether it counts is not said.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewAccepted {
    /// Always true: a repeated view and a robot's get the same answer.
    #[schema(example = true)]
    pub accepted: bool,
}

/// Views were taken. Which of them count is not said.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewsAccepted {
    /// How many named a public article.
    #[schema(example = 1)]
    pub accepted: i32,
}

/// The counts of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Counter)]
pub struct CounterOut {
    /// The article's id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// How often it was read.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 141)]
    pub views: i64,
    /// How many approved comments it has.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 12)]
    pub comments: i64,
}

/// The counts of some articles.
#[derive(Debug, Serialize, ToSchema)]
pub struct CounterList {
    /// The counts, in the order asked for; what is not public is left out.
    pub data: Vec<CounterOut>,
}

/// What is read most.
#[derive(Debug, Serialize, ToSchema)]
pub struct PopularList {
    /// The articles, the most read first.
    pub data: Vec<ArticleCard>,
    /// The time that was counted over.
    #[schema(example = "24h", extensions(("x-extensible-enum" = json!(["24h", "7d", "30d", "all"]))))]
    pub window: String,
}
