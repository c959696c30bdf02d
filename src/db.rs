//! The only way to a connection. Two databases, one code path: [`Conn`] is SQLite or PostgreSQL, and
//! what only one of them can do goes through [`each_backend!`](crate::each_backend). Reads run on a few threads of our own,
//! writes on one; both inside a transaction, so that an answer comes from one moment.

pub mod address;
mod among;
pub mod commit;
mod conn;
pub mod facts;
pub mod kept;
mod keyset;
mod listen;
pub mod migrate;
pub mod schema;
mod statement;
pub mod tallies;
mod threads;
pub mod types;

pub use address::Address;
pub use among::{among, among_texts};
pub use commit::Commit;
pub use conn::{Conn, MultiBackend};
pub use keyset::{Direction, keyset};
pub use listen::{listen, notify};
pub use statement::Statement;
#[cfg(test)]
pub(crate) use threads::POSTGRES_READS;
pub use threads::{Database, DatabaseError, OpenError, statements};
pub use types::{Id, Json, Time};

/// Runs the same expression on the connection that is there, for what the common connection type
/// cannot express (upserts, inserts of several rows). Each use says why it needs it.
#[macro_export]
macro_rules! each_backend {
    ($conn:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Postgres($conn) => $body,
            $crate::db::Conn::Sqlite($conn) => $body,
        }
    };
}
