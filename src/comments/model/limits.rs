//! How many comments are taken in a span of time: few of one reader, many of one address, for a
//! carrier puts a town behind it; of one article and of the whole site what an editor can still read.
//! Readers and addresses are keyed hashes, other ones in each span.

use std::net::IpAddr;

use crate::db::{Id, Time, tallies};
use crate::http::client;
use crate::text::digest;

/// A limit.
#[derive(Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name on the wire.
    pub name: &'static str,
    /// So many comments…
    pub quota: i64,
    /// …in so many seconds.
    pub window: i64,
}

/// The limits, the narrowest first.
pub const POLICIES: [Policy; 4] = [
    Policy { name: "reader", quota: 10, window: 600 },
    Policy { name: "address", quota: 300, window: 3_600 },
    Policy { name: "article", quota: 600, window: 3_600 },
    Policy { name: "site", quota: 6_000, window: 3_600 },
];

/// Where a comment came from.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The client's address.
    pub address: IpAddr,
    /// `User-Agent`; empty where there is none.
    pub agent: String,
}

/// Names readers, addresses and requests by keyed hashes; nothing is found from one without the key.
#[derive(Clone)]
pub struct Guard {
    key: [u8; 32],
}

/// What one limit counts a comment under.
#[derive(Debug, Clone)]
pub struct Tally {
    /// The limit.
    pub policy: &'static Policy,
    /// The name in this span.
    pub name: String,
    /// When the span ends.
    pub ends_at: Time,
}

impl Guard {
    /// With the root secret of this installation.
    pub fn new(secret: &[u8]) -> Self {
        Self { key: blake3::derive_key("newswire 2026 comments", secret) }
    }

    /// The name of something for a purpose.
    pub fn name(&self, purpose: &str, parts: &[&[u8]]) -> String {
        digest(blake3::Hasher::new_keyed(&self.key), &[&[purpose.as_bytes()], parts].concat())
    }

    /// What each limit counts a comment under at this moment.
    pub fn tallies(&self, sender: &Sender, writer: &str, article: Id, now: Time) -> Vec<Tally> {
        let house = client::house(sender.address);
        let parts: [&[&[u8]]; 4] =
            [&[&house, sender.agent.as_bytes(), writer.as_bytes()], &[&house], &[article.0.as_bytes()], &[]];
        POLICIES.iter().zip(parts).map(|(policy, parts)| self.tally(policy, parts, now)).collect()
    }

    fn tally(&self, policy: &'static Policy, parts: &[&[u8]], now: Time) -> Tally {
        let (start, ends_at) = tallies::span(now, policy.window);
        let name = self.name(policy.name, &[&[start.to_le_bytes().as_slice()], parts].concat());
        Tally { policy, name, ends_at }
    }
}

/// How far a limit is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The limit.
    pub policy: &'static Policy,
    /// How many comments are still taken.
    pub remaining: i64,
    /// Seconds until the next span.
    pub reset: i64,
}

impl Standing {
    /// The limit that is nearest to its end; of those that are at it, the one that ends last.
    pub fn nearest(tallies: &[Tally], counts: &[i64], now: Time) -> Option<Self> {
        let standing = |(tally, count): (&Tally, &i64)| Self {
            policy: tally.policy,
            remaining: (tally.policy.quota - count).max(0),
            reset: (tally.ends_at.timestamp() - now.timestamp()).max(1),
        };
        tallies.iter().zip(counts).map(standing).min_by_key(|one| (one.remaining, -one.reset))
    }

    /// The value of `RateLimit`.
    pub fn header(&self) -> String {
        format!("\"{}\";r={};t={}", self.policy.name, self.remaining, self.reset)
    }
}

/// The value of `RateLimit-Policy`.
pub fn policies_header() -> String {
    let one = |policy: &Policy| format!("\"{}\";q={};w={}", policy.name, policy.quota, policy.window);
    POLICIES.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(address: &str, agent: &str, writer: &str, article: Id, at: &str) -> Vec<String> {
        let sender = Sender { address: address.parse().unwrap(), agent: agent.into() };
        let tallies = Guard::new(b"secret").tallies(&sender, writer, article, Time::parse(at).unwrap());
        tallies.into_iter().map(|tally| tally.name).collect()
    }

    #[test]
    fn readers_behind_one_address_are_told_apart() {
        let (article, at) = (Id::new(), "2026-11-15T12:00:00Z");
        let one = names("203.0.113.9", "a", "ada", article, at);
        let same = |other: &[String]| -> Vec<bool> { one.iter().zip(other).map(|(a, b)| a == b).collect() };
        assert_eq!(same(&names("203.0.113.9", "a", "ada", article, "2026-11-15T12:09:59Z")), [true; 4]);
        assert_eq!(same(&names("203.0.113.9", "a", "bola", article, at)), [false, true, true, true]);
        assert_eq!(same(&names("203.0.113.9", "b", "ada", article, at)), [false, true, true, true]);
        assert_eq!(same(&names("203.0.113.8", "a", "ada", article, at)), [false, false, true, true]);
        assert_eq!(same(&names("203.0.113.9", "a", "ada", Id::new(), at)), [true, true, false, true]);
        assert_eq!(same(&names("203.0.113.9", "a", "ada", article, "2026-11-15T12:10:00Z")), [false, true, true, true]);
        assert_eq!(same(&names("203.0.113.9", "a", "ada", article, "2026-11-15T13:00:00Z")), [false; 4]);
        assert_eq!(same(&names("::ffff:203.0.113.9", "a", "ada", article, at)), [true; 4]);
    }

    #[test]
    fn a_house_shares_its_network() {
        let (article, at) = (Id::new(), "2026-11-15T12:00:00Z");
        let address = |text: &str| names(text, "", "", article, at).swap_remove(1);
        assert_eq!(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
    }

    #[test]
    fn the_nearest_limit_is_told() {
        let now = Time::parse("2026-11-15T12:08:00.5Z").unwrap();
        let sender = Sender { address: "203.0.113.9".parse().unwrap(), agent: String::new() };
        let tallies = Guard::new(b"secret").tallies(&sender, "ada", Id::new(), now);
        let header = |counts: [i64; 4]| Standing::nearest(&tallies, &counts, now).unwrap().header();
        assert_eq!(header([0; 4]), "\"reader\";r=10;t=120");
        assert_eq!(header([4, 299, 0, 0]), "\"address\";r=1;t=3120");
        assert_eq!(header([10, 300, 0, 0]), "\"address\";r=0;t=3120");
        assert!(policies_header().starts_with("\"reader\";q=10;w=600, \"address\";q=300;w=3600"));
    }
}
