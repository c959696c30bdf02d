//! A token that opens one document.

use diesel::prelude::*;
use serde::Deserialize;

use crate::db::schema::previews;
use crate::db::{Id, Time};

/// How long a token is good where nothing is said, in seconds: an hour.
pub const USUAL: i64 = 60 * 60;
/// The shortest time that can be asked for, in seconds.
pub const SHORTEST: i64 = 60;
/// The longest, in seconds: a week.
pub const LONGEST: i64 = 7 * 24 * 60 * 60;

/// What a token can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(example = "article")]
pub enum PreviewKind {
    /// An article.
    Article,
    /// A page.
    Page,
}

impl PreviewKind {
    /// The names on the wire.
    pub const NAMES: &'static [(&'static str, Self)] = &[("article", Self::Article), ("page", Self::Page)];

    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Page => "page",
        }
    }
}

/// A token, without itself: its hash is no part of it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = previews, treat_none_as_default_value = false)]
pub struct Preview {
    /// Its identity.
    pub id: Id,
    /// `article` or `page`.
    pub kind: String,
    /// Which one.
    pub document_id: Id,
    /// The user who made it, where it was one.
    pub by_id: Option<Id>,
    /// Who made it, by name.
    pub by_name: String,
    /// When; whole seconds.
    pub created_at: Time,
    /// When it ends.
    pub expires_at: Time,
}
