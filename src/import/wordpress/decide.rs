//! Whether an item of the file is new, unchanged, changed there, or edited here.

use std::collections::HashMap;

use super::run::Context;
use crate::db::{Conn, Id};
use crate::import::store::{self, Known};

/// What is to be done with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is not here.
    Create,
    /// It is here, and its source has not changed.
    Unchanged(Id),
    /// It is here, and its source has changed.
    Update(Id),
    /// It is here, its source has changed, and editors have changed it too.
    EditedHere(Id),
}

/// What is known of a batch of items of one kind.
#[derive(Debug, Default)]
pub struct Memory {
    known: HashMap<String, Known>,
    revisions: HashMap<Id, i64>,
    overwrite: bool,
}

impl Memory {
    /// Asks for a batch.
    ///
    /// # Errors
    /// What the database said.
    pub fn of(
        conn: &mut Conn,
        context: &Context,
        kind: &str,
        identities: &[String],
    ) -> Result<Self, super::run::ImportError> {
        let known = store::known(conn, &context.source, kind, identities)?;
        let ids: Vec<Id> = known.values().map(|item| item.target_id).collect();
        let revisions = store::revisions(conn, kind, &ids)?;
        Ok(Self { known, revisions, overwrite: context.options.overwrite })
    }

    /// Decides on an item.
    pub fn decide(&self, identity: &str, digest: &str) -> Decision {
        let Some(known) = self.known.get(identity) else { return Decision::Create };
        let id = known.target_id;
        match self.revisions.get(&id) {
            // It was deleted for good here; a newer file does not bring it back.
            None => Decision::Unchanged(id),
            _ if known.digest == digest => Decision::Unchanged(id),
            Some(revision) if *revision == known.revision || self.overwrite => Decision::Update(id),
            Some(_) => Decision::EditedHere(id),
        }
    }
}
