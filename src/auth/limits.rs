//! How often a password may be tried: by account and by address, counted in the database before the
//! password is looked at, so that the limits are exact however many try at once, on every node.

use std::net::IpAddr;

use diesel::result::QueryResult;

use super::tokens::Tokens;
use crate::db::{Conn, Time, tallies};
use crate::error::{Code, Problem};
use crate::http::client;

/// The span in which attempts are counted, in seconds.
const SPAN: i64 = 15 * 60;
/// Attempts at one account in a span.
const ACCOUNT: i64 = 10;
/// Failed attempts from one address in a span: a newsroom signs in from one address every morning.
const ADDRESS: i64 = 60;

/// One attempt with a password.
#[derive(Debug, Clone)]
pub struct Attempt {
    account: String,
    address: String,
    ends_at: Time,
}

impl Attempt {
    /// At an account, by whatever names it, from an address.
    pub fn new(tokens: &Tokens, account: &str, address: IpAddr, now: Time) -> Self {
        let (start, ends_at) = tallies::span(now, SPAN);
        let of = |what: &str, name: &[u8]| tokens.name(what, &[&start.to_le_bytes(), name]);
        Self { account: of("account", account.as_bytes()), address: of("address", &client::house(address)), ends_at }
    }

    /// Counts the attempt, where there is room for it.
    ///
    /// # Errors
    /// Too many attempts: 429 with the seconds until the next span. What the database said.
    pub fn begin(&self, conn: &mut Conn, now: Time) -> Result<(), Problem> {
        tallies::forget(conn, now)?;
        let counts = tallies::counts(conn, &[self.account.clone(), self.address.clone()])?;
        if counts[0] >= ACCOUNT || counts[1] >= ADDRESS {
            let seconds = (self.ends_at.timestamp() - now.timestamp()).max(1);
            return Err(Problem {
                retry_after: u32::try_from(seconds).ok(),
                ..Problem::new(Code::TooManyRequests, "Too many attempts. Wait, and try again.")
            });
        }
        tallies::add(conn, &self.account, self.ends_at)?;
        tallies::add(conn, &self.address, self.ends_at)?;
        Ok(())
    }

    /// The password was right: the account begins anew, and the address has this attempt back.
    ///
    /// # Errors
    /// What the database said.
    pub fn succeed(&self, conn: &mut Conn) -> QueryResult<()> {
        tallies::clear(conn, &self.account)?;
        tallies::take_back(conn, &self.address)
    }
}
