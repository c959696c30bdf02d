//! The demo's own sign-in: made from the secret of its data folder, so that it works there alone and is
//! the same at every start.

use crate::auth::{Passwords, Role};
use crate::commands::Failure;
use crate::db::{Database, DatabaseError, Time};
use crate::users::{self, Email, NewUser};

/// The mail address of the demo's administrator.
pub const EMAIL: &str = "desk@baycourier.example";

/// Sees to it that the demo's administrator can sign in; their password.
///
/// # Errors
/// The database.
pub async fn sign_in(db: &Database, secret: &[u8]) -> Result<String, Failure> {
    let bytes = blake3::derive_key("newswire 2026 the sign-in of a demo", secret);
    let password: String = bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let email = Email::parse(EMAIL).ok_or_else(|| Failure::Other("the demo's address is none".to_owned()))?;
    let asked = email.clone();
    let known = db.read(move |conn| users::find_by_email(conn, &asked).map_err(DatabaseError::from)).await?;
    if known.is_none() {
        let hashed = Passwords::default().hash(password.clone()).await;
        let password_hash = hashed.map_err(|err| Failure::of("hash the demo's password", err))?;
        let name = "The demo's desk".to_owned();
        let new = NewUser { email, name, role: Role::Admin, password_hash, author_id: None, active: true };
        db.write(move |conn| users::create(conn, Time::now(), &new).map_err(DatabaseError::from)).await?;
    }
    Ok(password)
}
