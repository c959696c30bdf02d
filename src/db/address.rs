//! Where the database is: a PostgreSQL address or the path of a SQLite file, told apart by the
//! scheme, so that a mistyped address never opens a new empty file.

use std::path::{Path, PathBuf};

/// A database's address, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A SQLite file; it is made where it is missing.
    Sqlite(PathBuf),
    /// A PostgreSQL connection string, as libpq takes it.
    Postgres(String),
}

/// Why an address is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressError {
    /// A scheme that is neither SQLite's nor PostgreSQL's.
    UnknownScheme(String),
    /// A remote PostgreSQL server without `sslmode=disable`, while this build speaks no TLS.
    NoTls,
}

impl std::fmt::Display for AddressError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownScheme(scheme) => write!(
                f,
                "`{scheme}://` is no database that this program knows: give a file's path, `sqlite:PATH` or `postgres://USER@HOST/NAME`"
            ),
            Self::NoTls => f.write_str(
                "this build speaks no TLS, and the PostgreSQL server is on another machine: write `?sslmode=disable` to send everything in the clear, or build with `--features postgres-tls`",
            ),
        }
    }
}

impl Address {
    /// Reads `postgres://…`, `postgresql://…`, `sqlite:PATH`, `sqlite://PATH` or a plain path.
    ///
    /// # Errors
    /// An unknown scheme; a remote PostgreSQL without `sslmode=disable` in a build without TLS.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Self::postgres(text);
        }
        if let Some(path) = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")) {
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        match text.split_once("://") {
            Some((scheme, _)) => Err(AddressError::UnknownScheme(scheme.to_owned())),
            None => Ok(Self::Sqlite(PathBuf::from(text))),
        }
    }

    fn postgres(text: &str) -> Result<Self, AddressError> {
        let tls = cfg!(feature = "postgres-tls");
        if tls || text.contains("sslmode=disable") || is_local(text) {
            Ok(Self::Postgres(text.to_owned()))
        } else {
            Err(AddressError::NoTls)
        }
    }

    /// The SQLite file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }

    /// What may be shown in a log: never a password.
    pub fn shown(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("SQLite {}", path.display()),
            Self::Postgres(text) => {
                let host = text.rsplit_once('@').map_or(text.as_str(), |(_, rest)| rest);
                format!("PostgreSQL {}", host.trim_start_matches("postgresql://").trim_start_matches("postgres://"))
            }
        }
    }
}

/// A socket (no host, or a path in `host=`) or this machine's own address needs no TLS. Read by hand: an
/// address of a socket has no host, which is no URL to a parser of URLs.
fn is_local(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = before.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let in_query =
        query.split('&').find_map(|pair| pair.strip_prefix("host=").or_else(|| pair.strip_prefix("hostaddr=")));
    let host = in_query.unwrap_or(host);
    let host = percent_encoding::percent_decode_str(host).decode_utf8_lossy().into_owned();
    let name = if host.starts_with('[') {
        host.split(']').next().unwrap_or_default().trim_start_matches('[')
    } else {
        host.split(':').next().unwrap_or_default()
    };
    name.is_empty() || name.starts_with('/') || ["localhost", "127.0.0.1", "::1"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_two_databases_apart_and_refuses_the_rest() {
        assert_eq!(Address::parse("a/b.sqlite").unwrap().file(), Some(Path::new("a/b.sqlite")));
        assert!(matches!(Address::parse("postgres:///x?host=/tmp"), Ok(Address::Postgres(_))));
        for local in
            ["u:p@localhost", "localhost:5433", "127.0.0.1", "[::1]:5432", "u@/x?host=/tmp/s", "u@/x?host=%2Ftmp", "/x"]
        {
            let address = format!("postgres://{local}");
            assert!(matches!(Address::parse(&address), Ok(Address::Postgres(_))), "{address}");
        }
        assert_eq!(Address::parse("postgres://localhost/x?host=db.example"), Err(AddressError::NoTls));
        assert_eq!(Address::parse("postgres://db.example/x"), Err(AddressError::NoTls));
        assert!(Address::parse("postgres://db.example/x?sslmode=disable").is_ok());
        assert_eq!(Address::parse("mysql://x"), Err(AddressError::UnknownScheme("mysql".into())));
        assert_eq!(Address::parse("postgre://x"), Err(AddressError::UnknownScheme("postgre".into())));
    }

    #[test]
    fn a_shown_address_has_no_password() {
        assert_eq!(Address::parse("postgres://u:secret@localhost/x").unwrap().shown(), "PostgreSQL localhost/x");
    }
}
