//! `newswire user add`: the first administrator, and anybody else, from the server's own command line.

use std::io::{BufRead, IsTerminal};

use clap::{Args, Subcommand, ValueEnum};

use super::{Failure, open};
use crate::audit::{self, Deed, Doer};
use crate::auth::{LONGEST_PASSWORD, Passwords, Role, SHORTEST_PASSWORD};
use crate::config::{SettingError, Settings};
use crate::db::{DatabaseError, Time};
use crate::users::{self, Email, NewUser};

/// What is done with users.
#[derive(Debug, Clone, Subcommand)]
pub enum UserCommand {
    /// Make a user who may sign in; the password is asked for, or read from standard input
    Add(AddOptions),
}

/// Who is made.
#[derive(Debug, Clone, Args)]
pub struct AddOptions {
    /// The mail address to sign in with
    pub email: String,
    /// The name that revisions and the audit log show [default: what stands before the address's at sign]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What they are in the newsroom
    #[arg(long, value_name = "ROLE", value_enum, default_value = "admin")]
    pub role: RoleName,
}

/// A role on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Everything, users and keys too.
    Admin,
    /// Everything editorial.
    Editor,
    /// Own articles, which they may publish.
    Author,
    /// Own drafts, which they hand in for review.
    Contributor,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Admin => Self::Admin,
            RoleName::Editor => Self::Editor,
            RoleName::Author => Self::Author,
            RoleName::Contributor => Self::Contributor,
        }
    }
}

/// Makes a user.
///
/// # Errors
/// An address that is none or is taken, a password that is too short; the database.
pub async fn run(settings: &Settings, UserCommand::Add(options): UserCommand) -> Result<(), Failure> {
    let email = Email::parse(&options.email)
        .ok_or_else(|| SettingError(format!("`{}` is no mail address, such as ada@example.org.", options.email)))?;
    let name = options.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| email.as_str().split('@').next().unwrap_or_default()).to_owned();
    let password = password()?;
    let (db, _) = open(settings)?;
    let hash = Passwords::default().hash(password).await.map_err(|err| Failure::of("hash the password", err))?;
    let new = NewUser { email, name, role: options.role.into(), password_hash: hash, author_id: None, active: true };
    let line = format!("{} may sign in as {}.", new.email.as_str(), new.role.as_str());
    let taken = format!("{} is a user already.", new.email.as_str());
    let made = db
        .write(move |conn| {
            if users::find_by_email(conn, &new.email)?.is_some() {
                return Ok(false);
            }
            let now = Time::now();
            let id = users::create(conn, now, &new)?;
            let after = serde_json::json!({"email": new.email.as_str(), "name": new.name, "role": new.role.as_str()});
            audit::note(conn, now, Doer::CommandLine, Deed::new("user.create", "user", id).after(&after))?;
            Ok::<_, DatabaseError>(true)
        })
        .await?;
    if !made {
        return Err(Failure::Other(taken));
    }
    println!("{line}");
    Ok(())
}

fn password() -> Result<String, Failure> {
    let password = if std::io::stdin().is_terminal() { asked()? } else { piped()? };
    if password.chars().count() < SHORTEST_PASSWORD || password.len() > LONGEST_PASSWORD {
        return Err(Failure::Other(format!(
            "a password has {SHORTEST_PASSWORD} characters or more, and at most {LONGEST_PASSWORD} bytes"
        )));
    }
    // Nobody could sign in with it: no request may hold this character.
    if password.contains('\0') {
        return Err(Failure::Other("a password holds no NUL character".to_owned()));
    }
    Ok(password)
}

fn asked() -> Result<String, Failure> {
    let ask = |text| rpassword::prompt_password(text).map_err(|err| Failure::of("read the password", err));
    let password = ask("Password: ")?;
    if ask("Once more: ")? == password {
        Ok(password)
    } else {
        Err(Failure::Other("the two are not the same".to_owned()))
    }
}

fn piped() -> Result<String, Failure> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|err| Failure::of("read the password from standard input", err))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
