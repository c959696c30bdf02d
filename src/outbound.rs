//! Calling others: the only place from which this program does. Each call is to an address that was
//! checked after its name was looked up, once, and the connection goes to exactly that address; nothing
//! inside private networks is reached but what the operator named (`--outbound-allow`). No proxies, no
//! cookies, no redirects but where a call asks for them, and then each hop is checked anew. A call ends
//! in time and its answer is bounded.

mod allowed;
mod client;
mod networks;
mod target;
#[cfg(test)]
mod tests;

pub use allowed::{Allowed, NotAllowable};
pub use client::{Answer, Call, Download, FORM, Failure, JSON, Lookup, Outbound, TIME_LIMIT, TlsError};
pub use target::{LONGEST_URL, Target, Wrong};
