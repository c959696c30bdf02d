//! What the audit log says.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;

use crate::auth::Actor;
use crate::db::schema::audit;
use crate::db::{Id, Json, Time};

/// Who did something.
#[derive(Debug, Clone, Copy)]
pub enum Doer<'a> {
    /// A user or a key, by a request.
    Actor(&'a Actor),
    /// Someone at the machine's own command line.
    CommandLine,
    /// The server by itself, as its settings say.
    Server,
}

/// Something that was done.
#[derive(Debug, Clone)]
pub struct Deed {
    /// What, such as `article.publish`.
    pub action: &'static str,
    /// To what kind of thing.
    pub kind: &'static str,
    /// To which one.
    pub id: Option<Id>,
    /// What was there before; none for what is new.
    pub before: Option<Value>,
    /// What is there now; none for what is gone.
    pub after: Option<Value>,
}

impl Deed {
    /// A deed without what was before and after.
    pub fn new(action: &'static str, kind: &'static str, id: Id) -> Self {
        Self { action, kind, id: Some(id), before: None, after: None }
    }

    /// The same to a thing that has no id: what was before and after names it.
    pub fn nameless(action: &'static str, kind: &'static str) -> Self {
        Self { action, kind, id: None, before: None, after: None }
    }

    /// The same with what was there before.
    #[must_use]
    pub fn before<T: Serialize>(mut self, value: &T) -> Self {
        self.before = serde_json::to_value(value).ok();
        self
    }

    /// The same with what is there now.
    #[must_use]
    pub fn after<T: Serialize>(mut self, value: &T) -> Self {
        self.after = serde_json::to_value(value).ok();
        self
    }
}

/// A row of the log.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub struct Row {
    /// Its place in the log.
    pub seq: i64,
    /// When.
    pub at: Time,
    /// `user`, `key`, `command_line` or `server`.
    pub actor_kind: String,
    /// Which one.
    pub actor_id: Option<Id>,
    /// Their name then.
    pub actor_name: String,
    /// From where.
    pub address: Option<String>,
    /// By which request.
    pub request_id: Option<String>,
    /// What.
    pub action: String,
    /// To what kind of thing.
    pub resource_kind: String,
    /// To which one.
    pub resource_id: Option<Id>,
    /// What was there before.
    pub before: Option<Json<Value>>,
    /// What was there after.
    pub after: Option<Json<Value>>,
}

/// Which rows are asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By this user or key.
    pub actor: Option<Id>,
    /// This action.
    pub action: Option<String>,
    /// To a thing of this kind.
    pub kind: Option<String>,
    /// To this thing.
    pub resource: Option<Id>,
    /// Not before.
    pub after: Option<Time>,
    /// Not after.
    pub before: Option<Time>,
}
