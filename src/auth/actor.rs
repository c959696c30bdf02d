//! The one who asks, once it is known who that is.

use std::net::IpAddr;

use super::rights::{Reach, Right, Role};
use crate::db::Id;

/// Who acts, from where.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The user or the key.
    pub who: Who,
    /// Their name, as the audit log and revisions show it.
    pub name: String,
    /// The client's address.
    pub address: IpAddr,
    /// The request's id.
    pub request_id: String,
}

/// A person or a machine. There is no third one: a request without either gets no [`Actor`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A signed-in user.
    User {
        /// Who.
        id: Id,
        /// What they are in the newsroom.
        role: Role,
        /// The sign-in that the token belongs to.
        session: Id,
        /// Their profile among the authors, where they have one.
        author: Option<Id>,
    },
    /// An API key.
    Key {
        /// Which one.
        id: Id,
        /// The names of the rights it was given.
        scopes: Vec<String>,
    },
}

impl Actor {
    /// How far a right reaches for them.
    pub fn reach(&self, right: &Right) -> Reach {
        match &self.who {
            Who::User { role, .. } => right.reach(*role),
            Who::Key { scopes, .. } if right.for_keys && scopes.iter().any(|scope| scope == right.name) => Reach::All,
            Who::Key { .. } => Reach::None,
        }
    }

    /// The user, where it is one.
    pub fn user(&self) -> Option<Id> {
        match &self.who {
            Who::User { id, .. } => Some(*id),
            Who::Key { .. } => None,
        }
    }

    /// The user's profile among the authors.
    pub fn author(&self) -> Option<Id> {
        match &self.who {
            Who::User { author, .. } => *author,
            Who::Key { .. } => None,
        }
    }

    /// `user` or `key`.
    pub fn kind(&self) -> &'static str {
        match &self.who {
            Who::User { .. } => "user",
            Who::Key { .. } => "key",
        }
    }

    /// The user's or the key's id.
    pub fn id(&self) -> Id {
        match &self.who {
            Who::User { id, .. } | Who::Key { id, .. } => *id,
        }
    }
}
