//! Work on an article that is not saved: what was typed, and who is typing.

use diesel::prelude::*;
use serde_json::{Map, Value};

use crate::db::schema::{article_locks, autosaves};
use crate::db::{Id, Json, Time};

/// How long a lock lasts without being renewed, in seconds.
pub const LOCKED_FOR: i64 = 5 * 60;

/// What somebody has typed and not saved.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = autosaves)]
pub struct Autosave {
    /// Of which article.
    pub article_id: Id,
    /// Who: a user, or a key.
    pub actor_id: Id,
    /// When.
    pub at: Time,
    /// The state that it was typed on.
    pub revision: i64,
    /// As a patch of the article would have it, unchecked.
    pub content: Json<Map<String, Value>>,
}

/// That somebody is editing an article.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = article_locks)]
pub struct Lock {
    /// Which one.
    pub article_id: Id,
    /// Who: a user, or a key.
    pub actor_id: Id,
    /// Their name.
    pub actor_name: String,
    /// Since when.
    pub taken_at: Time,
    /// When it ends by itself.
    pub expires_at: Time,
}

impl Lock {
    /// Whether somebody is editing at a moment.
    pub fn holds(&self, now: Time) -> bool {
        self.expires_at > now
    }
}
