//! Who asks: the address of a client. What a request says about it is believed from configured
//! proxies only, for anybody can write `X-Forwarded-For`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::HttpRequest;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The client's address: the peer's, or where that is a trusted proxy the rightmost hop that is none.
pub fn address(req: &HttpRequest, trusted: &[IpAddr]) -> IpAddr {
    let peer = req.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let headers = req.headers().get_all(FORWARDED_FOR).filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = headers.flat_map(|value| value.split(',')).collect();
    behind(peer, &hops, trusted)
}

/// What one house calls from: an address, or the network that it has of IPv6.
pub fn house(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

/// Walks from the peer to the left as long as each hop is trusted; a hop that is no address ends the
/// walk, since what stands before it is a stranger's word.
fn behind(peer: IpAddr, hops: &[&str], trusted: &[IpAddr]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|proxy| proxy.to_canonical() == address);
    let mut address = peer.to_canonical();
    for hop in hops.iter().rev() {
        match parse(hop.trim()) {
            Some(before) if is_trusted(address) => address = before,
            _ => break,
        }
    }
    address
}

/// An address, with or without a port or brackets.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let plain = bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|at| at.ip()));
    plain.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, hops: &str, trusted: &[&str]) -> String {
        let hops: Vec<&str> = hops.split(',').filter(|hop| !hop.is_empty()).collect();
        let trusted: Vec<IpAddr> = trusted.iter().map(|proxy| proxy.parse().unwrap()).collect();
        behind(peer.parse().unwrap(), &hops, &trusted).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("203.0.113.9", "9.9.9.9", &[]), "203.0.113.9");
        assert_eq!(client("203.0.113.9", "9.9.9.9", &["10.0.0.1"]), "203.0.113.9");
    }

    #[test]
    fn the_rightmost_hop_that_is_no_proxy_counts() {
        let proxies = ["10.0.0.1", "10.0.0.2"];
        assert_eq!(client("10.0.0.1", "9.9.9.9, 203.0.113.9", &proxies), "203.0.113.9");
        assert_eq!(client("10.0.0.1", "9.9.9.9, 203.0.113.9, 10.0.0.2", &proxies), "203.0.113.9");
        assert_eq!(client("10.0.0.1", "", &proxies), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "10.0.0.2", &proxies), "10.0.0.2");
        assert_eq!(client("::ffff:10.0.0.1", "203.0.113.9:4711", &proxies), "203.0.113.9");
        assert_eq!(client("10.0.0.1", "[2001:db8::7]", &proxies), "2001:db8::7");
    }

    #[test]
    fn a_hop_that_is_no_address_ends_the_walk() {
        assert_eq!(client("10.0.0.1", "9.9.9.9, unknown", &["10.0.0.1"]), "10.0.0.1");
    }
}
