//! Imports on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use super::Report;
use super::model::{Run, RunOptions, State};
use crate::db::{Id, Time};
use crate::http::PageOut;

/// A WordPress export (WXR), byte for byte.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct ExportFile(#[expect(dead_code, reason = "it stands for bytes that are never held as a whole")] Vec<u8>);

/// What an import was told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportRunOptions {
    /// Post types that become articles besides `post`.
    #[schema(example = json!(["event"]))]
    pub as_article: Vec<String>,
    /// Whether what was edited here gives way to a newer source.
    #[schema(example = false)]
    pub overwrite: bool,
    /// The site's time zone (IANA); null: found from the dates.
    #[schema(required, example = "Africa/Lagos")]
    pub timezone: Option<String>,
    /// The public site; null: where the old one stood.
    #[schema(required, example = json!(null))]
    pub home_url: Option<String>,
}

/// An import that was started by an upload.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportRun {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "0199c0de-7a11-7b42-9d53-3f0f2f6a1c90")]
    pub id: Id,
    /// `waiting`: it has not begun; `running`; `done`; `refused`: the file is not well-formed or no export, and nothing
    /// was stored; `failed`: it could not go on; `cancelled`: somebody ended it. What was stored before the end stays.
    #[schema(example = "running", extensions(("x-extensible-enum" = json!(["waiting", "running", "done", "refused", "failed", "cancelled"]))))]
    pub state: String,
    /// The file's name.
    #[schema(example = "export.xml")]
    pub file: String,
    /// The file's size, in bytes.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 73400320)]
    pub size: i64,
    /// What it was told.
    pub options: ImportRunOptions,
    /// How far it is, in hundredths.
    #[schema(minimum = 0, maximum = 100, example = 42)]
    pub progress: i32,
    /// Why it was refused or failed; null where it was not.
    #[schema(required, example = json!(null))]
    pub error: Option<String>,
    /// Who asked for it.
    #[schema(example = "Adaeze Okafor")]
    pub created_by: String,
    /// When it was asked for.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
    /// When it ended; null while it has not.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub finished_at: Option<Time>,
    /// What it did, once it is done.
    #[schema(required)]
    pub report: Option<Report>,
}

impl From<Run> for ImportRun {
    fn from(run: Run) -> Self {
        let RunOptions { as_article, overwrite, timezone, home_url } =
            run.options.map(|json| json.0).unwrap_or_default();
        let done = State::parse(&run.state) == State::Done;
        Self {
            id: run.id,
            state: run.state,
            file: run.file,
            size: run.size.unwrap_or(0),
            options: ImportRunOptions { as_article, overwrite, timezone, home_url },
            progress: run.progress,
            error: run.error,
            created_by: run.created_by,
            created_at: run.started_at,
            finished_at: run.finished_at.map(Time::whole_seconds),
            report: done.then_some(run.report.0),
        }
    }
}

/// A page of imports.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRunList {
    /// The imports, the newest first.
    pub data: Vec<ImportRun>,
    /// Where this page stands in the list.
    pub page: PageOut,
}
