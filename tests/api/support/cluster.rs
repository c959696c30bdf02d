//! A PostgreSQL that goes away and comes back.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::postgres::{as_user, binaries, initialise};

/// A cluster of a test's own, which it stops and starts.
pub struct Cluster {
    bin: PathBuf,
    dir: tempfile::TempDir,
    data: PathBuf,
    root: bool,
}

impl Cluster {
    /// One that does not run yet; none where there is no PostgreSQL.
    pub fn new() -> Option<Self> {
        let bin = binaries()?;
        let dir = tempfile::Builder::new().prefix("newswire-pg-").tempdir().expect("a folder");
        let (root, data) = initialise(&bin, dir.path());
        Some(Self { bin, dir, data, root })
    }

    /// The address of its one database.
    pub fn address(&self) -> String {
        format!("postgres://newswire@/postgres?host={}", self.dir.path().display())
    }

    /// Starts it, and waits until it answers.
    pub fn start(&self) {
        let options = format!("-k {} -c listen_addresses= -c fsync=off", self.dir.path().display());
        let log = self.dir.path().join("log");
        let done =
            self.control().args(["-w", "-o", &options, "-l"]).arg(log).arg("start").stdout(Stdio::null()).status();
        assert!(done.is_ok_and(|status| status.success()), "PostgreSQL did not start");
    }

    /// Stops it, whoever is connected.
    pub fn stop(&self) {
        // It may be stopped already.
        let _ = self.control().args(["-w", "-m", "fast", "stop"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }

    fn control(&self) -> Command {
        let mut command = as_user(self.root, &self.bin.join("pg_ctl"));
        command.arg("-D").arg(&self.data);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}
