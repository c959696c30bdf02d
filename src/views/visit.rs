//! Who reads: what a request says about its reader, and whether that is a reader at all. A program
//! that says what it is, a browser that only fetches ahead, and one that says nothing are none.

use std::net::{IpAddr, Ipv6Addr};

use crate::db::Id;

/// What a request says about who reads.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The client's address.
    pub address: IpAddr,
    /// `User-Agent`.
    pub agent: Option<String>,
    /// Whether the browser only fetches ahead of its reader.
    pub prefetch: bool,
    /// The client's own name for its reader, where it has one.
    pub visitor: Option<String>,
}

/// Words in the names of programs that are no readers: crawlers, link previews, monitors and the
/// libraries that scripts are written with. Those that apps are written with (okhttp, CFNetwork, Dart)
/// are not among them.
const PROGRAMS: &[&str] = &[
    "bot",
    "crawl",
    "spider",
    "slurp",
    "scrap",
    "preview",
    "facebookexternalhit",
    "facebookcatalog",
    "whatsapp/",
    "mediapartners",
    "inspectiontool",
    "feedfetcher",
    "feedly",
    "feedburner",
    "embedly",
    "archiver",
    "validator",
    "headless",
    "phantomjs",
    "lighthouse",
    "pagespeed",
    "gtmetrix",
    "pingdom",
    "uptime",
    "monitor",
    "statuscake",
    "curl/",
    "wget/",
    "httpie/",
    "postman",
    "insomnia",
    "python",
    "aiohttp",
    "httpx",
    "go-http-client",
    "java/",
    "apache-httpclient",
    "libwww",
    "lwp-",
    "ruby",
    "php/",
    "guzzle",
    "wordpress/",
    "powershell",
];

/// A brand of telephones whose name holds one of the words.
const TELEPHONE: &str = "cubot";

impl Visit {
    /// Whether somebody reads.
    pub fn is_a_reader(&self) -> bool {
        let agent = self.agent.as_deref().unwrap_or_default().trim().to_ascii_lowercase().replace(TELEPHONE, "");
        !self.prefetch && !agent.is_empty() && !PROGRAMS.iter().any(|word| agent.contains(word))
    }

    /// What tells this reader of an article from another; hashed before it is compared.
    pub(super) fn reader(&self, article: Id) -> Vec<u8> {
        let mut bytes = article.0.as_bytes().to_vec();
        match self.visitor.as_deref() {
            Some(visitor) => {
                bytes.push(b'v');
                bytes.extend_from_slice(visitor.as_bytes());
            }
            None => {
                bytes.push(b'a');
                bytes.extend(octets(self.address));
                bytes.extend_from_slice(self.agent.as_deref().unwrap_or_default().as_bytes());
            }
        }
        bytes
    }

    /// What the ceiling of an article counts by: an address, or the network that one house has of IPv6.
    pub(super) fn house(&self, article: Id) -> Vec<u8> {
        let octets = octets(self.address);
        let house = if self.address.is_ipv6() { &octets[..8] } else { &octets[..] };
        [article.0.as_bytes(), b"h".as_slice(), house].concat()
    }
}

fn octets(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => Ipv6Addr::octets(&address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(agent: Option<&str>) -> Visit {
        Visit {
            address: "203.0.113.9".parse().unwrap(),
            agent: agent.map(str::to_owned),
            prefetch: false,
            visitor: None,
        }
    }

    #[test]
    fn readers_are_readers() {
        for agent in [
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/480.0]",
            "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 Mobile Safari/537.36",
            "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; en) Presto/2.12.423 Version/12.16",
            "TheBayCourier/3.1 (com.example.courier; build 77) okhttp/4.12.0",
            "Courier/12 CFNetwork/1492.0.1 Darwin/23.3.0",
        ] {
            assert!(visit(Some(agent)).is_a_reader(), "{agent}");
        }
    }

    #[test]
    fn programs_are_none() {
        for agent in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "WhatsApp/2.23.20.0 A",
            "TelegramBot (like TwitterBot)",
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy) SkypeUriPreview",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
            "curl/8.5.0",
            "Wget/1.21.4",
            "python-requests/2.32.3",
            "Python-urllib/3.11",
            "Go-http-client/2.0",
            "Mozilla/5.0 (compatible; Yahoo! Slurp)",
            "",
            "  ",
        ] {
            assert!(!visit(Some(agent)).is_a_reader(), "{agent}");
        }
        assert!(!visit(None).is_a_reader());
        assert!(!Visit { prefetch: true, ..visit(Some("Mozilla/5.0")) }.is_a_reader());
    }

    #[test]
    fn a_house_shares_its_network() {
        let article = Id::new();
        let house = |address: &str| Visit { address: address.parse().unwrap(), ..visit(None) }.house(article);
        assert_eq!(house("2001:db8:1:2::1"), house("2001:db8:1:2:ffff::9"));
        assert_ne!(house("2001:db8:1:2::1"), house("2001:db8:1:3::1"));
        assert_ne!(house("203.0.113.9"), house("203.0.113.8"));
    }
}
