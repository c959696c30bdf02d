//! The publisher's own files on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Form, Known, LARGEST, Row};
use crate::db::Time;
use crate::error::Problem;
use crate::http::checks::Checks;

/// One of the publisher's own files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RootFile {
    /// Its name.
    #[schema(example = "ads.txt")]
    pub name: String,
    /// The paths of this service at which it is served.
    #[schema(example = json!(["/ads.txt"]))]
    pub paths: Vec<String>,
    /// The media type under which it is served.
    #[schema(example = "text/plain; charset=utf-8")]
    pub content_type: String,
    /// What stands in it; null where there is no such file.
    #[schema(required, example = "newswire.example, pub-0000, DIRECT\n")]
    pub text: Option<String>,
    /// When it was written last; null where it never was.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub changed_at: Option<Time>,
    /// Counts every write; it is its `ETag`. 0 where it never was written.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub revision: i64,
}

impl RootFile {
    /// A known file, with its row where it was ever written.
    pub fn new(known: &Known, row: Option<Row>) -> Self {
        let (text, changed_at, revision) =
            row.map_or((None, None, 0), |row| (row.text, Some(row.changed_at), row.revision));
        Self {
            name: known.name.to_owned(),
            paths: known.paths(),
            content_type: known.form.content_type().to_owned(),
            text,
            changed_at,
            revision,
        }
    }
}

/// Every file that there can be.
#[derive(Debug, Serialize, ToSchema)]
pub struct RootFileList {
    /// The files, in the order of their names.
    pub data: Vec<RootFile>,
}

/// What shall stand in a file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "newswire.example, pub-0000, DIRECT\n"}))]
pub struct RootFileIn {
    /// The whole text, at most 262,144 bytes; for a file of JSON one JSON value.
    #[schema(min_length = 1, max_length = 262144, example = "newswire.example, pub-0000, DIRECT\n")]
    pub text: String,
}

impl RootFileIn {
    /// The text, checked.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(self, known: &Known) -> Result<String, Problem> {
        let mut checks = Checks::default();
        // No file of as many bytes has more characters.
        checks.text("/text", &self.text, 1, LARGEST);
        if checks.is_fine() && self.text.len() > LARGEST {
            checks.fault("/text", "too_long", format!("`text` is longer than {LARGEST} bytes."));
        }
        if known.form == Form::Json
            && let Err(err) = serde_json::from_str::<serde_json::Value>(&self.text)
        {
            checks.fault("/text", "invalid", format!("`text` is no JSON: {err}."));
        }
        checks.finish().map(|()| self.text)
    }
}
