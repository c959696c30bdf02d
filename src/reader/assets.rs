//! The files of the page, compiled into the program. They stand under the hash of them all: what is at
//! such an address never changes, and modules find each other by plain relative names.

use std::sync::{LazyLock, OnceLock};

use bytes::Bytes;
use include_dir::{Dir, include_dir};

use crate::http::cache::Coding;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/reader/assets");

static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    for file in FILES.files() {
        hasher.update(file.path().as_os_str().as_encoded_bytes()).update(file.contents());
    }
    hasher.finalize().to_hex()[..16].to_owned()
});

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| FILES.files().filter_map(Asset::of).collect());

/// A file of the page, and what it is once packed.
pub struct Asset {
    name: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes.
    pub body: &'static [u8],
    packed: [OnceLock<Option<Bytes>>; Coding::ALL.len()],
}

impl Asset {
    fn of(file: &'static include_dir::File<'static>) -> Option<Self> {
        let name = file.path().to_str()?;
        let kind = match name.rsplit_once('.')?.1 {
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            _ => return None,
        };
        Some(Self { name, kind, body: file.contents(), packed: Default::default() })
    }

    /// Its bytes in a coding; none where it cannot be packed, which is no reason not to send it.
    pub fn packed(&self, coding: Coding) -> Option<Bytes> {
        self.packed[coding.place()].get_or_init(|| coding.pack(self.body).ok()).clone()
    }
}

/// The address of a file.
pub fn address(name: &str) -> String {
    format!("/_reader/{}/{name}", *HASH)
}

/// The file at an address, by the two parts of it that vary.
pub fn find(hash: &str, name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name && *HASH == hash)
}

/// The validator of every file.
pub fn tag() -> String {
    format!("\"{}\"", *HASH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_media_type_and_an_address() {
        assert_eq!(ASSETS.len(), FILES.files().count());
        assert!(ASSETS.iter().all(|asset| find(&HASH, asset.name).is_some()));
        assert!(find("0000000000000000", "main.js").is_none());
    }

    #[test]
    fn modules_import_only_what_is_there() {
        for asset in ASSETS.iter() {
            let text = String::from_utf8_lossy(asset.body);
            for part in text.split("from \"./").skip(1) {
                let name = part.split('"').next().unwrap_or_default();
                assert!(find(&HASH, name).is_some(), "{} imports {name}", asset.name);
            }
        }
    }
}
