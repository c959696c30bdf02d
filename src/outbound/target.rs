//! The address of a call, checked as far as its text tells: the network is asked only when it is called.

use std::net::IpAddr;

use url::{Host, Url};

use super::Allowed;

/// The longest address that is taken, in bytes.
pub const LONGEST_URL: usize = 2048;

/// Why an address cannot be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It is no absolute URL, or too long.
    Url,
    /// Its scheme is neither http nor https.
    Scheme,
    /// It carries a user's name or password.
    Userinfo,
    /// Its port is not 80 or 443, nor allowed by name.
    Port,
    /// Its host is an address outside of the public internet that is not allowed.
    Address,
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Url => "is no absolute address of at most 2048 bytes, such as https://hooks.example.org/news",
            Self::Scheme => "begins neither with https:// nor with http://",
            Self::Userinfo => "holds a user name or a password",
            Self::Port => "has a port other than 80 and 443",
            Self::Address => "leads to an address that is not in the public internet",
        })
    }
}

/// An address that may be called, as far as its text tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    url: Url,
}

impl Target {
    /// Reads an address by the rules of browsers (WHATWG URL), under which every spelling of a number is the
    /// address that it means. A fragment is dropped.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str, allowed: &Allowed) -> Result<Self, Wrong> {
        let url = Some(text).filter(|text| text.len() <= LONGEST_URL).and_then(|text| Url::parse(text).ok());
        Self::of(url.ok_or(Wrong::Url)?, allowed)
    }

    /// The target that an answer of this one redirects to.
    pub(super) fn redirected(&self, location: &str, allowed: &Allowed) -> Result<Self, Wrong> {
        let url = Some(location).filter(|text| text.len() <= LONGEST_URL).and_then(|text| self.url.join(text).ok());
        Self::of(url.ok_or(Wrong::Url)?, allowed)
    }

    fn of(mut url: Url, allowed: &Allowed) -> Result<Self, Wrong> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Wrong::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Wrong::Userinfo);
        }
        url.set_fragment(None);
        let target = Self { url };
        let (host, port) = (target.host(), target.port());
        if host.is_empty() {
            return Err(Wrong::Url);
        }
        if !allowed.port(host, port) {
            return Err(Wrong::Port);
        }
        if target.literal().is_some_and(|address| !allowed.address(host, port, address)) {
            return Err(Wrong::Address);
        }
        Ok(target)
    }

    /// The whole address, in its normal form.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// The host, as the address writes it: IPv6 in brackets.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// The address that the host is, where it is no name.
    pub(super) fn literal(&self) -> Option<IpAddr> {
        match self.url.host()? {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(_) => None,
        }
    }
}
