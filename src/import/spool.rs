//! Files that were uploaded for an import, in the data folder. One that is still coming in has another ending,
//! so that a start knows what is whole.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::PathBuf;

use crate::db::Id;

/// The file whose lock is the right to do the imports of the folder.
const LOCK: &str = "lock";

/// The folder of uploaded files; clones are the same.
#[derive(Debug, Clone)]
pub struct Spool(PathBuf);

/// A file that is coming in; it goes when it is dropped before its end.
pub struct Incoming {
    file: File,
    part: PathBuf,
    whole: PathBuf,
    done: bool,
}

impl Spool {
    /// In the data folder.
    pub fn new(data: &std::path::Path) -> Self {
        Self(data.join("imports"))
    }

    /// The whole file of an import.
    pub fn path(&self, id: Id) -> PathBuf {
        self.0.join(format!("{id}.xml"))
    }

    /// The right to do the imports of this folder, until it is dropped or the process ends, however it does;
    /// none while another process has it.
    ///
    /// # Errors
    /// What the disk said.
    pub fn lock(&self) -> io::Result<Option<File>> {
        fs::create_dir_all(&self.0)?;
        let file = File::create(self.0.join(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(err)) => Err(err),
        }
    }

    /// Begins to take a file in.
    ///
    /// # Errors
    /// What the disk said.
    pub fn begin(&self, id: Id) -> io::Result<Incoming> {
        fs::create_dir_all(&self.0)?;
        let part = self.0.join(format!("{id}.part"));
        Ok(Incoming { file: File::create_new(&part)?, whole: self.path(id), part, done: false })
    }

    /// Removes the file of an import that has ended. One that cannot be removed goes with the next start.
    pub fn remove(&self, id: Id) {
        let _ = fs::remove_file(self.path(id));
    }

    /// Removes every file but those of these imports: what an earlier process was taking in, or had done with.
    ///
    /// # Errors
    /// What the disk said.
    pub fn sweep(&self, wanted: &[Id]) -> io::Result<()> {
        let mut wanted: HashSet<PathBuf> = wanted.iter().map(|id| self.path(*id)).collect();
        wanted.insert(self.0.join(LOCK));
        for entry in fs::read_dir(&self.0)? {
            let path = entry?.path();
            if !wanted.contains(&path) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

impl Incoming {
    /// Adds what came in.
    ///
    /// # Errors
    /// What the disk said.
    pub fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Everything is there: kept through a loss of power too.
    ///
    /// # Errors
    /// What the disk said.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.part, &self.whole)?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.done {
            // Best effort: the next start sweeps.
            let _ = fs::remove_file(&self.part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_come_in_whole_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (spool, kept, gone) = (Spool::new(dir.path()), Id::new(), Id::new());
        let names = || fs::read_dir(dir.path().join("imports")).unwrap().count();
        for id in [kept, gone] {
            let mut incoming = spool.begin(id).unwrap();
            incoming.add(b"<rss>").unwrap();
            incoming.finish().unwrap();
        }
        drop(spool.begin(Id::new()).unwrap());
        assert_eq!(names(), 2);
        spool.sweep(&[kept]).unwrap();
        assert_eq!((names(), spool.path(kept).exists()), (1, true));
        spool.remove(kept);
        assert_eq!(names(), 0);
    }

    #[test]
    fn one_at_a_time_has_the_right_to_import() {
        let dir = tempfile::tempdir().unwrap();
        let spool = Spool::new(dir.path());
        let first = spool.lock().unwrap();
        assert!(first.is_some() && spool.lock().unwrap().is_none());
        spool.sweep(&[]).unwrap();
        assert!(spool.lock().unwrap().is_none(), "the lock is no leftover");
        drop(first);
        assert!(spool.lock().unwrap().is_some());
    }
}
