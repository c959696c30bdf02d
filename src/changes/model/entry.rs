//! A row of the log as its readers get it.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use diesel::prelude::*;

use super::Alert;
use crate::db::schema::changes;
use crate::db::{Id, Json, Time};

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = changes)]
pub struct Entry {
    /// Its place in the log.
    pub seq: i64,
    /// When it was written.
    pub at: Time,
    /// Of what kind the resource is: the name of a [`Kind`](super::Kind).
    pub kind: String,
    /// Which one.
    #[diesel(column_name = resource_id)]
    pub id: Id,
    /// `upsert` or `delete`.
    pub op: String,
    /// The event's name.
    pub event: String,
    /// Why it is gone, where it is.
    pub reason: Option<String>,
    /// The resource's public version after the change.
    pub version: i64,
    /// Its slug then.
    pub slug: Option<String>,
    /// Its path then.
    pub path: Option<String>,
    /// Its slug before, where that was another.
    pub previous_slug: Option<String>,
    /// Its path before, where that was another.
    pub previous_path: Option<String>,
    /// The names of what changed.
    pub changed: Json<Vec<String>>,
    /// Every key that a cache must drop.
    pub keys: Json<Vec<String>>,
    /// Whether it is about an article that is or was breaking news.
    pub breaking: bool,
    /// What an alert says, where it is one that was not erased.
    pub alert: Option<Json<Alert>>,
}

/// An entry on its way to listeners: what each of them is sent is written once.
#[derive(Debug)]
pub struct Told {
    /// The entry.
    pub entry: Entry,
    /// What listeners are sent, once one of them has asked.
    pub text: OnceLock<Bytes>,
}

impl Told {
    /// An entry that nobody was told yet.
    pub fn new(entry: Entry) -> Self {
        Self { entry, text: OnceLock::new() }
    }
}

/// What subscribers of the log hear.
#[derive(Debug, Clone)]
pub enum Signal {
    /// A row of the log.
    Change(Arc<Told>),
    /// Nothing new, said every now and then so that a silent connection is known to be alive.
    Beat,
    /// The program stops.
    End,
}
