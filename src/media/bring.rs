//! Brings files to media: takes one in and keeps it before any row speaks of it, so that no medium is ever without
//! its file; and gets the files of media of which only an address is known.

use super::darkroom::Trouble;
use super::download::Unfetched;
use super::incoming::Spooled;
use super::intake::Refusal;
use super::jobs::Maker;
use super::model::{Media, NewFile};
use super::store;
use crate::audit::{self, Deed, Doer};
use crate::cards;
use crate::db::{DatabaseError, Id, Time};

/// How long a file may lie without a medium, in seconds: longer than it takes to make one.
const UNCLAIMED: i64 = 60 * 60;

/// Why a file is not kept.
#[derive(Debug)]
pub enum Unkept {
    /// It is not taken.
    Refused(Refusal),
    /// The files.
    Files(Trouble),
    /// The database.
    Database(DatabaseError),
}

impl From<Refusal> for Unkept {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Trouble> for Unkept {
    fn from(trouble: Trouble) -> Self {
        Self::Files(trouble)
    }
}

impl From<DatabaseError> for Unkept {
    fn from(err: DatabaseError) -> Self {
        Self::Database(err)
    }
}

/// Why a medium did not get its file.
#[derive(Debug)]
pub enum Unbrought {
    /// It could not be got.
    Fetch(Unfetched),
    /// It was got and is not kept.
    Keep(Unkept),
}

impl Unbrought {
    /// Its name in a report; none where it is no fault of the file's, and nothing else will go well either.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Fetch(Unfetched::Disk(_)) | Self::Keep(Unkept::Files(_) | Unkept::Database(_)) => None,
            Self::Keep(Unkept::Refused(Refusal::Disk(_))) => None,
            Self::Fetch(unfetched) => Some(unfetched.as_str()),
            Self::Keep(Unkept::Refused(refusal)) => Some(refusal.as_str()),
        }
    }
}

impl std::fmt::Display for Unbrought {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fetch(err) => err.fmt(f),
            Self::Keep(Unkept::Refused(err)) => err.fmt(f),
            Self::Keep(Unkept::Files(err)) => err.fmt(f),
            Self::Keep(Unkept::Database(err)) => err.fmt(f),
        }
    }
}

impl std::error::Error for Unbrought {}

impl Maker {
    /// Takes a file in for a medium and keeps it; where a kind is named, of that kind alone. Where the medium never
    /// gets it, it is removed later.
    ///
    /// # Errors
    /// Why it is not kept.
    pub async fn keep(
        &self,
        now: Time,
        id: Id,
        file: Spooled,
        (name, kind): (&str, Option<&str>),
    ) -> Result<NewFile, Unkept> {
        let room = self.room();
        let taken = room.take(file.path.clone()).await??;
        if kind.is_some_and(|kind| kind != taken.kind.as_str()) {
            return Err(Refusal::OtherKind.into());
        }
        let (hash, taken) = room.aside(move |files| files.name(id, &taken).map(|hash| (hash, taken))).await?;
        let left = hash.clone();
        let note = move |conn: &mut _| store::leave_over(conn, &left, now.plus_seconds(UNCLAIMED));
        self.db().write(move |conn| note(conn).map_err(DatabaseError::from)).await?;
        let new = NewFile::new(&taken, &hash, name);
        room.aside(move |files| files.keep_taken(&hash, &taken)).await?;
        drop(file);
        Ok(new)
    }

    /// Gets the file of a medium of which an address is known, and gives it to the medium.
    ///
    /// # Errors
    /// Why it has none.
    pub async fn bring(&self, now: Time, media: Media) -> Result<(), Unbrought> {
        let url = media.source_url.clone().unwrap_or_default();
        let got = self.fetch(&url).await.map_err(Unbrought::Fetch)?;
        let new = self.keep(now, media.id, got.file, (&media.filename, None)).await.map_err(Unbrought::Keep)?;
        let given = self.db().write(move |conn| -> Result<(), DatabaseError> {
            let id = media.id;
            // Somebody may have brought it meanwhile.
            let Some(before) = store::find_desk(conn, id)?.filter(|found| found.media.hash.is_none()) else {
                return Ok(());
            };
            store::give_file(conn, now, &before, &new)?;
            if !cards::shown_media(conn, now, &[id])?.is_empty() {
                store::announce(conn, now, id, before.media.version + 1)?;
            }
            let deed = Deed::new("media.fetch", "media", id).after(&serde_json::json!({"source_url": url}));
            Ok(audit::note(conn, now, Doer::CommandLine, deed)?)
        });
        given.await.map_err(|err| Unbrought::Keep(Unkept::Database(err)))
    }
}
