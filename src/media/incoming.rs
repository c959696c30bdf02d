//! A file on its way in: written down as it arrives, in a folder of its own, and gone when it was looked at.

use std::io;
use std::path::PathBuf;

use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::files::Files;

/// A file that is arriving.
pub struct Incoming {
    file: File,
    spooled: Spooled,
    hasher: blake3::Hasher,
}

/// A file that has arrived; it is removed when this is dropped.
#[derive(Debug)]
pub struct Spooled {
    /// Where it lies.
    pub path: PathBuf,
    /// What tells it from other files.
    pub digest: blake3::Hash,
    /// Its size in bytes.
    pub length: usize,
}

impl Drop for Spooled {
    fn drop(&mut self) {
        // What stays is removed with what killed processes leave.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Incoming {
    /// Begins to write a file down.
    ///
    /// # Errors
    /// The disk.
    pub async fn begin(files: &Files) -> io::Result<Self> {
        let path = files.incoming()?;
        let file = File::create_new(&path).await?;
        let hasher = blake3::Hasher::new();
        Ok(Self { file, spooled: Spooled { path, digest: hasher.finalize(), length: 0 }, hasher })
    }

    /// How many bytes have arrived.
    pub fn length(&self) -> usize {
        self.spooled.length
    }

    /// Writes down what arrived.
    ///
    /// # Errors
    /// The disk.
    pub async fn write(&mut self, part: &[u8]) -> io::Result<()> {
        self.file.write_all(part).await?;
        self.hasher.update(part);
        self.spooled.length += part.len();
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The disk.
    pub async fn finish(mut self) -> io::Result<Spooled> {
        self.file.flush().await?;
        self.spooled.digest = self.hasher.finalize();
        Ok(self.spooled)
    }
}
