//! Comments: what readers say under an article, in threads. The public sees what is approved; a reply
//! whose parent it cannot see hangs under the nearest ancestor that it can. E-mail, address and
//! website of a commenter are written here and read by nothing that answers readers.

mod model;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;
mod thread;
mod wire;

pub use model::{Comment, Guard, NewComment, Status, Subject};
pub use store::{Personal, by_email, create, erase, forget_unwanted, of_article, set_status};
pub use wire::{CommentList, CommentOut};
