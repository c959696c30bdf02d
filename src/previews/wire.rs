//! Previews on the wire: a public document with what its token says, and the tokens for the newsroom.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::model::{LONGEST, Preview, PreviewKind, SHORTEST, USUAL};
use crate::articles::Article;
use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::PageOut;
use crate::http::checks::Checks;
use crate::pages::PageOut as StaticPage;

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewIn {
    /// What it shall open.
    pub r#type: PreviewKind,
    /// Which one.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub document_id: Id,
    /// For how many seconds: an hour where nothing is said, a week at most.
    #[serde(default = "usual")]
    #[schema(minimum = 60, maximum = 604_800, default = 3600, example = 3600)]
    pub expires_in: i64,
}

fn usual() -> i64 {
    USUAL
}

impl PreviewIn {
    /// Checks the time.
    ///
    /// # Errors
    /// It is too short or too long.
    pub fn check(&self) -> Result<(), Problem> {
        let mut checks = Checks::default();
        if !(SHORTEST..=LONGEST).contains(&self.expires_in) {
            checks.fault("/expires_in", "out_of_range", format!("A whole number from {SHORTEST} to {LONGEST}."));
        }
        checks.finish()
    }
}

/// A token that opens one document, without itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Preview)]
pub struct PreviewOut {
    /// Its id, by which it is revoked.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2f01")]
    pub id: Id,
    /// What it opens.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article", "page"]))))]
    pub r#type: String,
    /// Which one.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub document_id: Id,
    /// Who made it, by name.
    #[schema(example = "Ada Okoye")]
    pub created_by: String,
    /// When.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
    /// When it ends.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T10:02:00Z")]
    pub expires_at: Time,
}

impl PreviewOut {
    /// A stored token.
    pub fn new(row: Preview) -> Self {
        Self {
            id: row.id,
            r#type: row.kind,
            document_id: row.document_id,
            created_by: row.by_name,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// A token that was just made: it is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewPreview {
    /// What it opens, and until when.
    pub preview: PreviewOut,
    /// The token, sent as the header `Preview-Token`, never in an address. It cannot be shown again.
    #[schema(example = "nwp_V0p1wT4nq9…")]
    pub token: String,
    /// The address that it opens.
    #[schema(example = "http://127.0.0.1:8080/v1/preview/articles/018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub url: String,
}

/// A page of tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewList {
    /// The tokens that have not ended, the newest first.
    pub data: Vec<PreviewOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// What a preview shows, and for how long.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewState {
    /// The state of the document: every write moves it.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// When the token ends.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T10:02:00Z")]
    pub expires_at: Time,
}

/// An article as readers would get it now.
#[derive(Debug, Serialize)]
pub struct ArticlePreview {
    /// The article.
    #[serde(flatten)]
    pub article: Article,
    /// Which state of it, and for how long.
    pub preview: PreviewState,
}

/// A page as readers would get it now.
#[derive(Debug, Serialize)]
pub struct PagePreview {
    /// The page.
    #[serde(flatten)]
    pub page: StaticPage,
    /// Which state of it, and for how long.
    pub preview: PreviewState,
}

/// The schema of a document with one property more: `allOf` would break generators of clients.
fn with_state<T: PartialSchema>(description: &str) -> RefOr<Schema> {
    match T::schema() {
        RefOr::T(Schema::Object(mut whole)) => {
            whole.description = Some(description.to_owned());
            whole.properties.insert("preview".to_owned(), Ref::from_schema_name("PreviewState").into());
            whole.required.push("preview".to_owned());
            RefOr::T(Schema::Object(whole))
        }
        other => other,
    }
}

impl PartialSchema for ArticlePreview {
    fn schema() -> RefOr<Schema> {
        with_state::<Article>("An article, draft or not, exactly as readers would get it now.")
    }
}

impl ToSchema for ArticlePreview {
    fn name() -> Cow<'static, str> {
        "ArticlePreview".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Article::schemas(schemas);
        schemas.push((PreviewState::name().into(), PreviewState::schema()));
    }
}

impl PartialSchema for PagePreview {
    fn schema() -> RefOr<Schema> {
        with_state::<StaticPage>("A page, draft or not, exactly as readers would get it now.")
    }
}

impl ToSchema for PagePreview {
    fn name() -> Cow<'static, str> {
        "StaticPagePreview".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        StaticPage::schemas(schemas);
        schemas.push((PreviewState::name().into(), PreviewState::schema()));
    }
}
