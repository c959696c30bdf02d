//! Redirects as editors see them.

use diesel::prelude::*;

use super::Lead;
use crate::db::schema::redirects;
use crate::db::{Id, Time};

/// A redirect as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = redirects)]
pub struct Row {
    /// Its identity.
    pub id: Id,
    /// The old path.
    pub path: String,
    /// What kind of thing it leads to: one of [`Kind`](super::Kind), `path`, `url` or `gone`.
    pub target_kind: String,
    /// Which thing.
    pub target_id: Option<Id>,
    /// The path or the address that it leads to.
    pub target_url: Option<String>,
    /// 301 or 410.
    pub code: i32,
    /// Who left it.
    pub origin: String,
    /// When it was made.
    pub created_at: Time,
    /// Counts every write.
    pub revision: i64,
}

/// What an editor says of a redirect, as far as it can be checked without the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The old path, clean.
    pub from: String,
    /// Where it leads.
    pub lead: Lead,
}

/// Which redirects are listed.
#[derive(Debug, Clone, Default)]
pub struct DeskFilter {
    /// With this in the old path or in what it leads to.
    pub text: Option<String>,
    /// 301 or 410.
    pub code: Option<i32>,
    /// Left by these.
    pub origin: Option<&'static str>,
}
