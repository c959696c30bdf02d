//! Gets the file at an address of somebody else.

use std::io;

use percent_encoding::percent_decode_str;

use super::files::Files;
use super::incoming::{Incoming, Spooled};
use super::probe::MAX_BYTES;
use crate::outbound::{Failure, Outbound};

/// A file that came from an address.
#[derive(Debug)]
pub struct Fetched {
    /// The file.
    pub file: Spooled,
    /// The name that its address ends with.
    pub name: String,
    /// Its address, in its normal form.
    pub url: String,
}

/// Why there is no file.
#[derive(Debug)]
pub enum Unfetched {
    /// It could not be got.
    Failure(Failure),
    /// Another answer than the file.
    Status(u16),
    /// The disk.
    Disk(io::Error),
}

impl Unfetched {
    /// Its name for those who look after it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Failure(failure) => failure.as_str(),
            Self::Status(404 | 410) => "not_found",
            Self::Status(_) => "refused",
            Self::Disk(_) => "disk",
        }
    }
}

impl std::fmt::Display for Unfetched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Failure(Failure::Wrong(wrong)) => write!(f, "The address {wrong}."),
            Self::Failure(failure) => write!(f, "The file cannot be got: {}.", failure.as_str().replace('_', " ")),
            Self::Status(status) => write!(f, "The server at the address answers with the status {status}."),
            Self::Disk(err) => write!(f, "the file cannot be written: {err}"),
        }
    }
}

impl std::error::Error for Unfetched {}

impl From<Failure> for Unfetched {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<io::Error> for Unfetched {
    fn from(err: io::Error) -> Self {
        Self::Disk(err)
    }
}

/// Gets the file at an address, of at most as many bytes as are taken.
///
/// # Errors
/// Why there is none.
pub async fn fetch(outbound: &Outbound, files: &Files, url: &str) -> Result<Fetched, Unfetched> {
    let target = outbound.target(url).map_err(Failure::Wrong)?;
    let mut download = outbound.download(&target, MAX_BYTES).await?;
    if download.status() != 200 {
        return Err(Unfetched::Status(download.status()));
    }
    let mut incoming = Incoming::begin(files).await?;
    while let Some(part) = download.next().await? {
        incoming.write(&part).await?;
    }
    Ok(Fetched { file: incoming.finish().await?, name: last_part(target.as_str()), url: target.as_str().to_owned() })
}

/// The last part of an address's path, as a name.
fn last_part(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let last = path.splitn(4, '/').nth(3).and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let plain =
        percent_decode_str(last).decode_utf8_lossy().replace(|c: char| c.is_control() || c == '/' || c == '\\', "");
    let name: String = plain.chars().take(100).collect();
    if name.is_empty() { "file".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_the_end_of_its_address() {
        assert_eq!(last_part("https://a.test/x/Tunnel%20east.jpg?w=3"), "Tunnel east.jpg");
        assert_eq!(last_part("https://a.test/..%2f..%2fetc"), "....etc");
        assert_eq!(last_part("https://a.test/"), "file");
        assert_eq!(last_part("https://a.test"), "file");
    }
}
