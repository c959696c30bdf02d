//! The SQL of "who is asking": looked up with each request, so that a sign-out, another password,
//! another role or the end of an account counts from the next one on.

use diesel::prelude::*;

use crate::db::schema::{api_keys, sessions, users};
use crate::db::{Conn, Id, Json, Time};

/// A user whose session is open.
#[derive(Debug, Clone, Queryable)]
pub struct SignedIn {
    /// Their name.
    pub name: String,
    /// Their role's name.
    pub role: String,
    /// Their profile among the authors.
    pub author: Option<Id>,
}

/// The user of an open session, where the account is active and its tokens are of this version.
///
/// # Errors
/// What the database said.
pub fn signed_in(conn: &mut Conn, now: Time, user: Id, session: Id, version: i64) -> QueryResult<Option<SignedIn>> {
    sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::id.eq(session))
        .filter(sessions::expires_at.gt(now))
        .filter(users::id.eq(user))
        .filter(users::active.eq(true))
        .filter(users::token_version.eq(version))
        .select((users::name, users::role, users::author_id))
        .first(conn)
        .optional()
}

/// A key as it is stored.
#[derive(Debug, Clone, Queryable)]
pub struct StoredKey {
    /// Its identity.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The hash of the whole.
    pub secret_hash: String,
    /// The rights it was given.
    pub scopes: Json<Vec<String>>,
    /// The networks it may be used from; none: from anywhere.
    pub networks: Json<Vec<String>>,
    /// When it was last used.
    pub last_used_at: Option<Time>,
}

/// The key of a prefix, where it was not revoked and has not ended.
///
/// # Errors
/// What the database said.
pub fn key(conn: &mut Conn, now: Time, prefix: &str) -> QueryResult<Option<StoredKey>> {
    api_keys::table
        .filter(api_keys::prefix.eq(prefix))
        .filter(api_keys::revoked_at.is_null())
        .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(now)))
        .select((
            api_keys::id,
            api_keys::name,
            api_keys::secret_hash,
            api_keys::scopes,
            api_keys::networks,
            api_keys::last_used_at,
        ))
        .first(conn)
        .optional()
}

/// Notes that a key was used.
///
/// # Errors
/// What the database said.
pub fn touch_key(conn: &mut Conn, now: Time, id: Id) -> QueryResult<()> {
    diesel::update(api_keys::table.find(id)).set(api_keys::last_used_at.eq(now)).execute(conn).map(drop)
}
