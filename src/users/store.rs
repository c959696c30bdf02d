//! The SQL of users and their sessions.

use diesel::prelude::*;

use super::model::{Credentials, Email, NewUser, Session, User};
use crate::auth::Role;
use crate::db::schema::{sessions, users};
use crate::db::{Conn, Direction, Id, Time, keyset};
use crate::http::Paging;

/// Stores a user.
///
/// # Errors
/// What the database said; an address that is taken.
pub fn create(conn: &mut Conn, now: Time, new: &NewUser) -> QueryResult<Id> {
    let id = Id::new();
    diesel::insert_into(users::table)
        .values((
            users::id.eq(id),
            users::email.eq(new.email.as_str()),
            users::email_key.eq(new.email.key()),
            users::name.eq(&new.name),
            users::role.eq(new.role.as_str()),
            users::password_hash.eq(&new.password_hash),
            users::author_id.eq(new.author_id),
            users::active.eq(new.active),
            users::token_version.eq(1),
            users::created_at.eq(now.whole_seconds()),
            users::revision.eq(1),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Who wrote under one author's name writes under another's.
///
/// # Errors
/// What the database said.
pub fn write_as(conn: &mut Conn, from: Id, into: Id) -> QueryResult<()> {
    diesel::update(users::table.filter(users::author_id.eq(from)))
        .set((users::author_id.eq(into), users::revision.eq(users::revision + 1)))
        .execute(conn)
        .map(drop)
}

/// A page of users by mail address, and one more where there are more.
///
/// # Errors
/// What the database said.
pub fn list(conn: &mut Conn, paging: &Paging) -> QueryResult<Vec<User>> {
    let direction = paging.direction(Direction::Ascending);
    let mut query = users::table.select(User::as_select()).into_boxed();
    if let Some(cursor) = paging.beyond() {
        query = query.filter(keyset((users::email_key, users::id), (cursor.value.clone(), cursor.id), direction));
    }
    query = match direction {
        Direction::Ascending => query.order((users::email_key.asc(), users::id.asc())),
        Direction::Descending => query.order((users::email_key.desc(), users::id.desc())),
    };
    let (limit, offset) = paging.window();
    query.limit(limit).offset(offset).load(conn)
}

/// A user.
///
/// # Errors
/// What the database said.
pub fn find(conn: &mut Conn, id: Id) -> QueryResult<Option<User>> {
    users::table.find(id).select(User::as_select()).first(conn).optional()
}

/// The user of a mail address.
///
/// # Errors
/// What the database said.
pub fn find_by_email(conn: &mut Conn, email: &Email) -> QueryResult<Option<User>> {
    users::table.filter(users::email_key.eq(email.key())).select(User::as_select()).first(conn).optional()
}

/// How many administrators may sign in.
///
/// # Errors
/// What the database said.
pub fn count_active_admins(conn: &mut Conn) -> QueryResult<i64> {
    let admins = users::table.filter(users::role.eq(Role::Admin.as_str())).filter(users::active.eq(true));
    admins.count().get_result(conn)
}

/// Changes a user. Where `ends` says so, every token of theirs ends with it.
///
/// # Errors
/// What the database said; an address that is taken.
pub fn update(conn: &mut Conn, user: &User, ends: bool) -> QueryResult<()> {
    diesel::update(users::table.find(user.id))
        .set((
            users::email.eq(&user.email),
            users::email_key.eq(&user.email_key),
            users::name.eq(&user.name),
            users::role.eq(&user.role),
            users::author_id.eq(user.author_id),
            users::active.eq(user.active),
            users::revision.eq(users::revision + 1),
        ))
        .execute(conn)?;
    if ends { end_all(conn, user.id) } else { Ok(()) }
}

/// Sets a user's password; every token of theirs ends with it.
///
/// # Errors
/// What the database said.
pub fn set_password(conn: &mut Conn, id: Id, hash: &str) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set((users::password_hash.eq(hash), users::revision.eq(users::revision + 1)))
        .execute(conn)?;
    end_all(conn, id)
}

/// Removes a user and their sessions.
///
/// # Errors
/// What the database said.
pub fn delete(conn: &mut Conn, id: Id) -> QueryResult<()> {
    diesel::delete(users::table.find(id)).execute(conn).map(drop)
}

/// What a sign-in with a mail address is compared with.
///
/// # Errors
/// What the database said.
pub fn credentials(conn: &mut Conn, email: &Email) -> QueryResult<Option<Credentials>> {
    users::table
        .filter(users::email_key.eq(email.key()))
        .select((users::id, users::password_hash, users::active, users::token_version))
        .first(conn)
        .optional()
}

/// The same of a user who is known.
///
/// # Errors
/// What the database said.
pub fn credentials_of(conn: &mut Conn, id: Id) -> QueryResult<Option<Credentials>> {
    users::table
        .find(id)
        .select((users::id, users::password_hash, users::active, users::token_version))
        .first(conn)
        .optional()
}

/// Begins a session; what has ended goes.
///
/// # Errors
/// What the database said.
pub fn begin_session(conn: &mut Conn, now: Time, session: &Session) -> QueryResult<()> {
    diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(conn)?;
    diesel::insert_into(sessions::table).values(session).execute(conn).map(drop)
}

/// A session that has not ended, with the version of its user's tokens, where they may sign in.
///
/// # Errors
/// What the database said.
pub fn open_session(conn: &mut Conn, now: Time, id: Id) -> QueryResult<Option<(Session, i64)>> {
    sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::id.eq(id))
        .filter(sessions::expires_at.gt(now))
        .filter(users::active.eq(true))
        .select((Session::as_select(), users::token_version))
        .first(conn)
        .optional()
}

/// Gives a session its next refresh token.
///
/// # Errors
/// What the database said.
pub fn refresh_session(conn: &mut Conn, id: Id, hash: &str, now: Time, until: Time) -> QueryResult<()> {
    diesel::update(sessions::table.find(id))
        .set((sessions::refresh_hash.eq(hash), sessions::used_at.eq(now), sessions::expires_at.eq(until)))
        .execute(conn)
        .map(drop)
}

/// A user's sessions, the newest first.
///
/// # Errors
/// What the database said.
pub fn sessions_of(conn: &mut Conn, now: Time, user: Id) -> QueryResult<Vec<Session>> {
    sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::expires_at.gt(now))
        .order((sessions::created_at.desc(), sessions::id.desc()))
        .limit(100)
        .select(Session::as_select())
        .load(conn)
}

/// Ends a session; whether there was one.
///
/// # Errors
/// What the database said.
pub fn end_session(conn: &mut Conn, user: Id, id: Id) -> QueryResult<bool> {
    let own = sessions::table.find(id).filter(sessions::user_id.eq(user));
    Ok(diesel::delete(own).execute(conn)? > 0)
}

/// Ends every session and every token of a user.
///
/// # Errors
/// What the database said.
pub fn end_all(conn: &mut Conn, user: Id) -> QueryResult<()> {
    diesel::update(users::table.find(user)).set(users::token_version.eq(users::token_version + 1)).execute(conn)?;
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user))).execute(conn).map(drop)
}
