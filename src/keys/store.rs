//! The SQL of API keys.

use diesel::prelude::*;

use super::model::ApiKey;
use crate::db::schema::api_keys;
use crate::db::{Conn, Direction, Id, Time, keyset};
use crate::http::Paging;

/// Stores a key with the hash of its secret.
///
/// # Errors
/// What the database said.
pub fn create(conn: &mut Conn, key: &ApiKey, secret_hash: &str) -> QueryResult<()> {
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::id.eq(key.id),
            api_keys::name.eq(&key.name),
            api_keys::prefix.eq(&key.prefix),
            api_keys::secret_hash.eq(secret_hash),
            api_keys::scopes.eq(key.scopes.clone()),
            api_keys::networks.eq(key.networks.clone()),
            api_keys::expires_at.eq(key.expires_at),
            api_keys::created_by.eq(&key.created_by),
            api_keys::created_at.eq(key.created_at),
        ))
        .execute(conn)
        .map(drop)
}

/// A page of keys, the oldest first, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, paging: &Paging) -> QueryResult<Vec<ApiKey>> {
    let direction = paging.direction(Direction::Ascending);
    let mut query = api_keys::table.select(ApiKey::as_select()).into_boxed();
    if let Some(cursor) = paging.beyond()
        && let Some(at) = Time::parse(&cursor.value)
    {
        query = query.filter(keyset((api_keys::created_at, api_keys::id), (at, cursor.id), direction));
    }
    query = match direction {
        Direction::Ascending => query.order((api_keys::created_at.asc(), api_keys::id.asc())),
        Direction::Descending => query.order((api_keys::created_at.desc(), api_keys::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// A key.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, id: Id) -> QueryResult<Option<ApiKey>> {
    api_keys::table.find(id).select(ApiKey::as_select()).first(conn).optional()
}

/// Revokes a key, once.
///
/// # Errors
/// What the database said.
pub fn revoke(conn: &mut Conn, now: Time, id: Id) -> QueryResult<()> {
    let open = api_keys::table.find(id).filter(api_keys::revoked_at.is_null());
    diesel::update(open).set(api_keys::revoked_at.eq(now)).execute(conn).map(drop)
}
