//! Words, queries, and what is shown of a text in which something was found: no I/O.

mod query;
mod shown;
mod words;

pub use query::{Asked, Clause, MOST_CHARACTERS, Sought};
pub use shown::{Fragment, Marks, title, window};
pub use words::{Stems, Token, is_stem, marked, tokens};
