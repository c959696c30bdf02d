//! Users and sessions on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Email, LONGEST_NAME, Session, User};
use crate::auth::{LONGEST_PASSWORD, Role, SHORTEST_PASSWORD};
use crate::db::{Id, Time};
use crate::error::{Fault, Problem};
use crate::http::PageOut;
use crate::http::checks::Checks;

/// A sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The user's mail address; case does not matter.
    #[schema(max_length = 254, example = "ada@example.org")]
    pub email: String,
    /// The password, at most 1,024 bytes.
    #[schema(max_length = 1024, example = "a sentence that only I know")]
    pub password: String,
}

/// The next tokens of a session are asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshIn {
    /// The newest refresh token. An older one ends the session: somebody has copied it.
    #[schema(example = "nwr_AZrA3noRe0KdUz8PL2oce1…")]
    pub refresh_token: String,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordIn {
    /// The password of today.
    #[schema(max_length = 1024, example = "a sentence that only I know")]
    pub current_password: String,
    /// The next one: 10 characters or more, at most 1,024 bytes.
    #[schema(min_length = 10, max_length = 1024, example = "another sentence of mine")]
    pub new_password: String,
}

/// The tokens of a session.
#[derive(Serialize, ToSchema)]
pub struct Tokens {
    /// Sent as `Authorization: Bearer …` with every call.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjY5MyJ9.…")]
    pub access_token: String,
    /// Always `Bearer` (RFC 6750).
    #[schema(example = "Bearer")]
    pub token_type: String,
    /// Seconds for which the access token is good.
    #[schema(example = 900)]
    pub expires_in: i32,
    /// Opens the session once more when the access token has ended; each is good once, for 14 days.
    #[schema(example = "nwr_AZrA3noRe0KdUz8PL2oce1…")]
    pub refresh_token: String,
}

/// Who asks.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The user.
    pub user: UserOut,
    /// The rights that their role has, and how far each reaches.
    pub rights: Vec<RightOut>,
    /// Their open sessions, the newest first.
    pub sessions: Vec<SessionOut>,
}

/// A right of somebody.
#[derive(Serialize, ToSchema)]
pub struct RightOut {
    /// Its name.
    #[schema(example = "articles:write")]
    pub name: String,
    /// `own`: what is one's own; `all`: everything.
    #[schema(example = "own", extensions(("x-extensible-enum" = json!(["own", "all"]))))]
    pub reach: String,
}

/// An open session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2d01")]
    pub id: Id,
    /// Whether this call belongs to it.
    #[schema(example = true)]
    pub current: bool,
    /// The program that signed in, as it named itself.
    #[schema(example = "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0")]
    pub agent: String,
    /// The address it signed in from.
    #[schema(example = "203.0.113.9")]
    pub address: String,
    /// When it began.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
    /// When it was last refreshed.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub used_at: Time,
}

/// A user.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserOut {
    /// Their id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c01")]
    pub id: Id,
    /// Their mail address, which they sign in with. It is in no answer of the Content API.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// Their name, as revisions and the audit log show it.
    #[schema(example = "Ada Okoye")]
    pub name: String,
    /// What they are in the newsroom.
    #[schema(example = "editor", extensions(("x-extensible-enum" = json!(["admin", "editor", "author", "contributor"]))))]
    pub role: String,
    /// Their profile among the authors.
    #[schema(required, value_type = Option<String>, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")]
    pub author_id: Option<Id>,
    /// Whether they may sign in.
    #[schema(example = true)]
    pub active: bool,
    /// When they came.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub created_at: Time,
    /// Counts every write; the `ETag` of this user.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
}

/// A page of users.
#[derive(Serialize, ToSchema)]
pub struct UserList {
    /// The users, by mail address.
    pub data: Vec<UserOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// A user to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserIn {
    /// The mail address to sign in with.
    #[schema(max_length = 254, example = "ada@example.org")]
    pub email: String,
    /// The name, as revisions and the audit log show it.
    #[schema(min_length = 1, max_length = 100, example = "Ada Okoye")]
    pub name: String,
    /// What they are in the newsroom.
    pub role: Role,
    /// The first password: 10 characters or more, at most 1,024 bytes.
    #[schema(min_length = 10, max_length = 1024, example = "a sentence that only I know")]
    pub password: String,
    /// Their profile among the authors.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub author_id: Option<Id>,
}

/// What of a user shall be another; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPatch {
    /// The mail address to sign in with.
    #[serde(default)]
    #[schema(nullable = false, max_length = 254, example = "ada@example.org")]
    pub email: Option<String>,
    /// The name.
    #[serde(default)]
    #[schema(nullable = false, min_length = 1, max_length = 100, example = "Ada Okoye")]
    pub name: Option<String>,
    /// What they are in the newsroom; another role ends their sessions.
    #[serde(default)]
    #[schema(nullable = false)]
    pub role: Option<Role>,
    /// Another password; it ends their sessions.
    #[serde(default)]
    #[schema(nullable = false, min_length = 10, max_length = 1024, example = "another sentence of hers")]
    pub password: Option<String>,
    /// Their profile among the authors; null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = "uuid", example = json!(null))]
    pub author_id: Option<Option<Id>>,
    /// Whether they may sign in; `false` ends their sessions.
    #[serde(default)]
    #[schema(nullable = false, example = true)]
    pub active: Option<bool>,
}

/// Tells null from what was left out.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Id>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Refuses a password that is too long before anybody works on it.
///
/// # Errors
/// 400 that names the place.
pub fn bounded(pointer: &str, password: &str) -> Result<(), Problem> {
    if password.len() <= LONGEST_PASSWORD {
        return Ok(());
    }
    let detail = format!("A password is at most {LONGEST_PASSWORD} bytes long.");
    Err(Problem::body("The body cannot be taken.", vec![Fault::pointer(pointer, "too_long", detail)]))
}

/// Whether a text may become a password.
pub fn check_password(checks: &mut Checks, pointer: &str, password: &str) {
    if password.chars().count() < SHORTEST_PASSWORD {
        let detail = format!("A password has at least {SHORTEST_PASSWORD} characters.");
        checks.fault(pointer, "too_short", detail);
    }
}

/// The mail address that a text is.
pub fn check_email(checks: &mut Checks, pointer: &str, text: &str) -> Option<Email> {
    let email = Email::parse(text);
    if email.is_none() {
        checks.fault(pointer, "invalid", "This is no mail address, such as ada@example.org.");
    }
    email
}

/// Whether a text may be a user's name.
pub fn check_name(checks: &mut Checks, name: &str) {
    checks.text("/name", name, 1, LONGEST_NAME);
}

impl UserOut {
    /// A stored user.
    pub fn new(user: &User) -> Self {
        Self {
            id: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role.clone(),
            author_id: user.author_id,
            active: user.active,
            created_at: user.created_at,
            revision: user.revision,
        }
    }
}

impl SessionOut {
    /// A stored session.
    pub fn new(session: Session, current: Id) -> Self {
        Self {
            current: session.id == current,
            id: session.id,
            agent: session.agent,
            address: session.address,
            created_at: session.created_at,
            used_at: session.used_at,
        }
    }
}
