//! A user as it is stored.

use diesel::prelude::*;

use crate::auth::Role;
use crate::db::schema::{sessions, users};
use crate::db::{Id, Time};

/// The longest mail address, in bytes, as mail itself has it (RFC 5321).
pub const LONGEST_EMAIL: usize = 254;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;

/// A mail address: what a user signs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address; none where it could not be one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (name, host) = text.rsplit_once('@')?;
        let plain = text.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"<>()\",;:\\".contains(c));
        let fits = plain && text.len() <= LONGEST_EMAIL && !name.is_empty() && !host.is_empty() && !name.contains('@');
        fits.then(|| Self(text.to_owned()))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is compared by.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// A stored user. The hash of the password is no part of it: nothing can show it by mistake.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct User {
    /// Their identity.
    pub id: Id,
    /// Their mail address.
    pub email: String,
    /// What it is compared by.
    pub email_key: String,
    /// Their name.
    pub name: String,
    /// One of [`Role::ALL`].
    pub role: String,
    /// Their profile among the authors.
    pub author_id: Option<Id>,
    /// Whether they may sign in.
    pub active: bool,
    /// When they came.
    pub created_at: Time,
    /// Counts every write.
    pub revision: i64,
}

/// A user about to be stored.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Their mail address.
    pub email: Email,
    /// Their name.
    pub name: String,
    /// What they are in the newsroom.
    pub role: Role,
    /// The hash of their password.
    pub password_hash: String,
    /// Their profile among the authors.
    pub author_id: Option<Id>,
    /// Whether they may sign in.
    pub active: bool,
}

/// What a sign-in needs to know of a user.
#[derive(Debug, Clone, Queryable)]
pub struct Credentials {
    /// Who.
    pub id: Id,
    /// The hash of their password.
    pub password_hash: String,
    /// Whether they may sign in.
    pub active: bool,
    /// The version of their tokens.
    pub token_version: i64,
}

/// A sign-in.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// Its identity.
    pub id: Id,
    /// Whose it is.
    pub user_id: Id,
    /// The hash of its newest refresh token.
    pub refresh_hash: String,
    /// The program that signed in, as it named itself.
    pub agent: String,
    /// From where.
    pub address: String,
    /// When.
    pub created_at: Time,
    /// When it was last refreshed.
    pub used_at: Time,
    /// When it ends, if it is not refreshed.
    pub expires_at: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain_and_compared_without_case() {
        assert_eq!(Email::parse(" Ada@Example.org ").unwrap().key(), "ada@example.org");
        for bad in ["", "ada", "@x", "a@", "a@b@c", "a b@c", "a\u{0}@b", "<a@b>", &format!("{}@x", "a".repeat(260))] {
            assert_eq!(Email::parse(bad), None, "{bad}");
        }
    }
}
