//! What is known of a person, and how long things are kept, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::Retention;
use crate::authors::Contact;
use crate::comments::Personal;
use crate::db::{Id, Time};
use crate::error::Problem;
use crate::http::checks::Checks;
use crate::users::{Email, SessionOut, UserOut};

/// A person, by their mail address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonIn {
    /// The mail address; case does not matter.
    #[schema(max_length = 254, example = "bukola@readers.example")]
    pub email: String,
}

impl PersonIn {
    /// The address.
    ///
    /// # Errors
    /// It is none.
    pub fn check(&self) -> Result<Email, Problem> {
        let email = Email::parse(&self.email);
        let mut checks = Checks::default();
        if email.is_none() {
            checks.fault("/email", "invalid", "This is no mail address, such as ada@example.org.");
        }
        checks.finish()?;
        email.ok_or_else(|| Problem::internal("an address without a fault and without a reading"))
    }
}

/// Everything that is known under a mail address.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonalData {
    /// The mail address that was asked for.
    #[schema(example = "bukola@readers.example")]
    pub email: String,
    /// The comments that were sent with it, the oldest first.
    pub comments: Vec<PersonalComment>,
    /// Whether those are all; at most 10,000 are given.
    #[schema(example = true)]
    pub complete: bool,
    /// The account that signs in with it; null where there is none.
    #[schema(required)]
    pub user: Option<UserOut>,
    /// That account's sessions.
    pub sessions: Vec<SessionOut>,
    /// The authors that were imported with it.
    pub authors: Vec<PersonalAuthor>,
}

/// A comment with all that is known of its writer.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonalComment {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2c11")]
    pub id: Id,
    /// What kind of thing it stands under.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article", "page"]))))]
    pub subject_type: String,
    /// Which one.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub subject_id: Id,
    /// The name that was given.
    #[schema(example = "Bukola A.")]
    pub author_name: String,
    /// The mail address that was given.
    #[schema(required, example = "bukola@readers.example")]
    pub author_email: Option<String>,
    /// The website that was given.
    #[schema(required, example = json!(null))]
    pub author_url: Option<String>,
    /// The address that it came from.
    #[schema(required, example = json!(null))]
    pub author_address: Option<String>,
    /// What it says.
    #[schema(example = "At last.")]
    pub text: String,
    /// What became of it.
    #[schema(example = "approved", extensions(("x-extensible-enum" = json!(["pending", "approved", "spam", "trash"]))))]
    pub status: String,
    /// When it was written.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub created_at: Time,
}

/// An author that was imported with a mail address.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonalAuthor {
    /// Their id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")]
    pub id: Id,
    /// Their public name.
    #[schema(example = "Ada Okoye")]
    pub name: String,
    /// Their public name in addresses.
    #[schema(example = "ada-okoye")]
    pub slug: String,
    /// Their login where they came from.
    #[schema(required, example = "ada")]
    pub login: Option<String>,
    /// Their mail address there.
    #[schema(required, example = "ada@baycourier.example")]
    pub email: Option<String>,
}

impl From<Personal> for PersonalComment {
    fn from(row: Personal) -> Self {
        Self {
            id: row.id,
            subject_type: row.subject_kind,
            subject_id: row.subject_id,
            author_name: row.author_name,
            author_email: row.author_email,
            author_url: row.author_url,
            author_address: row.author_address,
            text: row.body_text,
            status: row.status,
            created_at: row.created_at,
        }
    }
}

impl From<Contact> for PersonalAuthor {
    fn from(row: Contact) -> Self {
        Self { id: row.id, name: row.name, slug: row.slug, login: row.login, email: row.email }
    }
}

/// What was erased.
#[derive(Debug, Default, Clone, Copy, Serialize, ToSchema)]
pub struct Erased {
    /// Comments that were emptied and put in the trash.
    #[schema(example = 3)]
    pub comments: i32,
    /// Accounts that were deleted.
    #[schema(example = 0)]
    pub users: i32,
    /// Authors whose login and mail address were forgotten.
    #[schema(example = 0)]
    pub authors: i32,
}

/// How long things are kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionIn {
    /// Days that the audit log goes back; null: for good.
    #[serde(default)]
    #[schema(minimum = 30, maximum = 36_500, example = 730)]
    pub audit_days: Option<i64>,
    /// Days after which an article in the trash is deleted for good; null: it stays there.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 36_500, example = 90)]
    pub trash_days: Option<i64>,
    /// How many of the newest revisions of each article are kept; null: all.
    #[serde(default)]
    #[schema(minimum = 10, maximum = 1_000_000, example = json!(null))]
    pub revisions_kept: Option<i64>,
    /// Days after which spam and comments in the trash are deleted; null: they stay.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 36_500, example = 30)]
    pub spam_days: Option<i64>,
}

impl RetentionIn {
    /// The settings in place of others.
    ///
    /// # Errors
    /// Every number that is out of its bounds.
    pub fn check(&self, before: &Retention) -> Result<Retention, Problem> {
        let mut checks = Checks::default();
        let bounds = [
            ("/audit_days", self.audit_days, 30, 36_500),
            ("/trash_days", self.trash_days, 1, 36_500),
            ("/revisions_kept", self.revisions_kept, 10, 1_000_000),
            ("/spam_days", self.spam_days, 1, 36_500),
        ];
        for (pointer, number, least, most) in bounds {
            if number.is_some_and(|number| !(least..=most).contains(&number)) {
                checks.fault(pointer, "out_of_range", format!("A whole number from {least} to {most}, or null."));
            }
        }
        checks.finish()?;
        Ok(Retention {
            audit_days: self.audit_days,
            trash_days: self.trash_days,
            revisions_kept: self.revisions_kept,
            spam_days: self.spam_days,
            revision: before.revision + 1,
        })
    }
}

/// How long things are kept. What was typed and never saved is kept for 30 days, deliveries of webhooks are, too.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Retention)]
pub struct RetentionOut {
    /// Days that the audit log goes back; null: for good.
    #[schema(required, maximum = 36_500, example = 730)]
    pub audit_days: Option<i64>,
    /// Days after which an article in the trash is deleted for good; null: it stays there.
    #[schema(required, maximum = 36_500, example = 90)]
    pub trash_days: Option<i64>,
    /// How many of the newest revisions of each article are kept; null: all.
    #[schema(required, maximum = 1_000_000, example = json!(null))]
    pub revisions_kept: Option<i64>,
    /// Days after which spam and comments in the trash are deleted; null: they stay.
    #[schema(required, maximum = 36_500, example = 30)]
    pub spam_days: Option<i64>,
    /// Counts every write; the `ETag` of these settings.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub revision: i64,
}

impl RetentionOut {
    /// The stored settings.
    pub fn new(stored: &Retention) -> Self {
        Self {
            audit_days: stored.audit_days,
            trash_days: stored.trash_days,
            revisions_kept: stored.revisions_kept,
            spam_days: stored.spam_days,
            revision: stored.revision,
        }
    }
}
