//! Who is asking, and what they may do: passwords, tokens, API keys, the gate in front of the Admin
//! API, and [`May`], the permission that its handlers take as an argument.

mod actor;
mod gate;
mod limits;
mod may;
mod passwords;
pub mod rights;
pub mod store;
mod tokens;

pub use actor::{Actor, Who};
pub use gate::{SIGN_IN, gate};
pub use limits::Attempt;
pub use may::May;
pub use passwords::{LONGEST_PASSWORD, Passwords, SHORTEST_PASSWORD};
pub use rights::{Reach, Right, Role};
pub use tokens::{ACCESS_FOR, Access, SESSION_FOR, Tokens};
