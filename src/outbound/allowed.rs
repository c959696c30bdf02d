//! What the operator allows beyond the public internet's ports 80 and 443.

use std::net::IpAddr;
use std::sync::Arc;

use url::Host;

use super::networks::{Network, is_public};

/// The ports that every target may have.
const USUAL_PORTS: [u16; 2] = [80, 443];

/// What may be called beyond the usual; clones share it. The default allows nothing more.
#[derive(Debug, Clone, Default)]
pub struct Allowed(Arc<Lists>);

#[derive(Debug, Default)]
struct Lists {
    hosts: Vec<(String, u16)>,
    networks: Vec<Network>,
}

/// A text that names nothing that could be allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAllowable(pub String);

impl std::fmt::Display for NotAllowable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is neither HOST:PORT, such as hooks.intern:8080, nor a network, such as 10.1.0.0/16", self.0)
    }
}

impl std::error::Error for NotAllowable {}

impl Allowed {
    /// Reads entries, each one of: `HOST:PORT`, this port of this host, wherever its name leads; a network
    /// such as `10.1.0.0/16` or `fd00:1::/32`, the addresses in it on the usual ports.
    ///
    /// # Errors
    /// The first entry that is neither.
    pub fn parse<'a>(entries: impl IntoIterator<Item = &'a str>) -> Result<Self, NotAllowable> {
        let mut lists = Lists::default();
        for entry in entries {
            match (Network::parse(entry), host_and_port(entry)) {
                (Some(network), _) => lists.networks.push(network),
                (None, Some(named)) => lists.hosts.push(named),
                (None, None) => return Err(NotAllowable(entry.to_owned())),
            }
        }
        Ok(Self(Arc::new(lists)))
    }

    /// Whether a host may be called on a port at all.
    pub(super) fn port(&self, host: &str, port: u16) -> bool {
        USUAL_PORTS.contains(&port) || self.names(host, port)
    }

    /// Whether an address that a host's name led to may be connected to.
    pub(super) fn address(&self, host: &str, port: u16, address: IpAddr) -> bool {
        let inside = || self.0.networks.iter().any(|network| network.holds(address));
        is_public(address) || inside() || self.names(host, port)
    }

    fn names(&self, host: &str, port: u16) -> bool {
        self.0.hosts.iter().any(|(name, at)| name == host && *at == port)
    }
}

fn host_and_port(entry: &str) -> Option<(String, u16)> {
    let (host, port) = entry.rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port > 0)?;
    // In the form in which an address has it.
    Some((Host::parse(host).ok()?.to_string(), port))
}
