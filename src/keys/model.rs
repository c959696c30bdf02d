//! An API key as it is stored.

use diesel::prelude::*;

use crate::db::schema::api_keys;
use crate::db::{Id, Json, Time};

/// A stored key. The hash of its secret is no part of it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
pub struct ApiKey {
    /// Its identity.
    pub id: Id,
    /// What it is for.
    pub name: String,
    /// The part of its text that names it.
    pub prefix: String,
    /// The names of its rights.
    pub scopes: Json<Vec<String>>,
    /// The networks it may be used from; none: from anywhere.
    pub networks: Json<Vec<String>>,
    /// When it ends.
    pub expires_at: Option<Time>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Time>,
    /// When it was revoked.
    pub revoked_at: Option<Time>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Time,
}
