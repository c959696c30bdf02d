//! Which addresses are out in the public internet: by the special-purpose registries of IANA (RFC 6890
//! and its successors). What carries an IPv4 address inside of an IPv6 one is refused altogether, since
//! it leads wherever the inner one does.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses, such as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u32,
}

impl Network {
    /// A range from its text; an address alone is a range of one.
    pub fn parse(text: &str) -> Option<Self> {
        let (base, prefix) = text.split_once('/').map_or((text, None), |(base, prefix)| (base, Some(prefix)));
        let base: IpAddr = base.parse().ok()?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Some(most), |text| text.parse().ok())?;
        (prefix <= most).then_some(Self { base, prefix })
    }

    /// Whether an address lies in it; one of the other family never does.
    pub fn holds(self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let apart = u32::from(base) ^ u32::from(address);
                apart.leading_zeros() >= self.prefix
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let apart = u128::from(base) ^ u128::from(address);
                apart.leading_zeros() >= self.prefix
            }
            _ => false,
        }
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u32) -> Network {
    Network { base: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), prefix }
}

const fn v6(a: u16, b: u16, prefix: u32) -> Network {
    Network { base: IpAddr::V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0)), prefix }
}

/// What of IPv4 is not the public internet.
const SPECIAL_V4: [Network; 16] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
    v4(255, 255, 255, 255, 32),
];

/// All of IPv6 that is given out for the public internet: loopback, unique local, link-local, site-local,
/// multicast, mapped, compatible and NAT64 addresses lie outside.
const GLOBAL_V6: Network = v6(0x2000, 0, 3);

/// What is special inside of it: protocol assignments with Teredo and benchmarking, 6to4, documentation.
const SPECIAL_V6: [Network; 4] = [v6(0x2001, 0, 23), v6(0x2001, 0x0db8, 32), v6(0x2002, 0, 16), v6(0x3fff, 0, 20)];

/// Whether an address is one of the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !SPECIAL_V4.iter().any(|network| network.holds(address)),
        IpAddr::V6(_) => GLOBAL_V6.holds(address) && !SPECIAL_V6.iter().any(|network| network.holds(address)),
    }
}
