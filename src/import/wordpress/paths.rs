//! Addresses of the old site as paths within it: decoded, without the site's own folder and
//! without a slash at the end. `permalinks.rs` recognises their pattern.

use percent_encoding::percent_decode_str;
use url::Url;

use super::model::Channel;

/// Addresses longer than this are no addresses.
const LONGEST: usize = 8 * 1024;

/// Where the old site stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteBase {
    host: Option<String>,
    folder: String,
}

/// A path within the old site and what follows the question mark.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SitePath {
    /// Starts with a slash and ends with none (but for the root itself).
    pub path: String,
    /// The query as written, if there is one.
    pub query: Option<String>,
}

impl SitePath {
    /// The number in `?p=`, `?page_id=` or `?attachment_id=`.
    pub fn plain_id(&self) -> Option<i64> {
        let pairs = url::form_urlencoded::parse(self.query.as_deref()?.as_bytes());
        let keys = ["p", "page_id", "attachment_id"];
        let mut ids = pairs.filter(|(key, _)| keys.contains(&key.as_ref()));
        ids.next().and_then(|(_, value)| value.parse().ok())
    }
}

impl SiteBase {
    /// The site of an export: the blog's address, else the channel's.
    pub fn of(channel: &Channel) -> Self {
        let candidates = [&channel.base_blog_url, &channel.link];
        let known = candidates.iter().find(|address| !address.is_empty());
        known.map_or_else(SiteBase::default, |address| SiteBase::new(address))
    }

    /// The site at `address`, which may have a folder. Where it is no address, paths of every
    /// host count as the site's.
    pub fn new(address: &str) -> Self {
        let Ok(url) = Url::parse(address.trim()) else {
            return SiteBase::default();
        };
        SiteBase {
            host: url.host_str().map(bare_host),
            folder: normalised(url.path()).trim_end_matches('/').to_owned(),
        }
    }

    /// The folder that the site stands in: empty, or `/folder`.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// The path of `link` within the site; `None` where it leads elsewhere or is no address.
    /// The scheme, the port and a `www.` make no difference.
    pub fn path_of(&self, link: &str) -> Option<SitePath> {
        let link = link.trim();
        if link.is_empty() || link.len() > LONGEST {
            return None;
        }
        let relative = link.starts_with(['/', '?']) && !link.starts_with("//");
        let url =
            if relative { Url::parse("http://site.invalid").ok()?.join(link).ok()? } else { Url::parse(link).ok()? };
        if !relative && !self.has_host(&url) {
            return None;
        }
        let path = self.within_folder(normalised(url.path()), relative)?;
        let query = url.query().filter(|query| !query.is_empty());
        Some(SitePath { path, query: query.map(str::to_owned) })
    }

    fn has_host(&self, url: &Url) -> bool {
        let web = matches!(url.scheme(), "http" | "https");
        let host = url.host_str().map(bare_host);
        web && (self.host.is_none() || self.host == host)
    }

    fn within_folder(&self, path: String, relative: bool) -> Option<String> {
        match path.strip_prefix(self.folder.as_str()) {
            Some("") => Some("/".to_owned()),
            Some(rest) if rest.starts_with('/') => Some(rest.to_owned()),
            _ => relative.then_some(path),
        }
    }
}

fn bare_host(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

fn normalised(path: &str) -> String {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let path: String = segments.map(|s| format!("/{}", decoded(s))).collect();
    if path.is_empty() { "/".to_owned() } else { path }
}

/// A slug or path segment with other alphabets readable. Encoded characters that would change
/// the path's structure stay encoded, and so does all of it where it is not UTF-8.
pub fn decoded(segment: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(segment).collect();
    let structural = |b: &u8| b.is_ascii_control() || b"/?#%".contains(b);
    let kept: Vec<u8> = if bytes.iter().any(structural) {
        let encode = |b: u8| match structural(&b) {
            true => format!("%{b:02X}").into_bytes(),
            false => vec![b],
        };
        bytes.into_iter().flat_map(encode).collect()
    } else {
        bytes
    };
    String::from_utf8(kept).unwrap_or_else(|_| segment.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(base: &str, link: &str) -> Option<String> {
        let found = SiteBase::new(base).path_of(link)?;
        let query = found.query.map(|query| format!("?{query}"));
        Some(found.path + &query.unwrap_or_default())
    }

    #[test]
    fn paths_are_decoded_and_have_no_last_slash() {
        let base = "https://example.org";
        for (link, expected) in [
            ("http://www.example.org/2024/01/a-b/", "/2024/01/a-b"),
            ("https://example.org:8080/%D8%A3%d8%ae/", "/أخ"),
            ("https://example.org/été//x", "/été/x"),
            ("https://EXAMPLE.org/Über%2Funter/", "/Über%2Funter"),
            ("https://example.org/%ff/", "/%ff"),
            ("https://example.org/?p=12", "/?p=12"),
            ("https://example.org", "/"),
            ("/blog/post.html", "/blog/post.html"),
            ("?p=3", "/?p=3"),
        ] {
            assert_eq!(path(base, link).as_deref(), Some(expected), "{link}");
        }
        for elsewhere in ["https://other.org/a", "mailto:a@example.org", "", "a b"] {
            assert_eq!(path(base, elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_folder_is_no_part_of_the_path() {
        let base = "http://wptest.io/demo/";
        assert_eq!(SiteBase::new(base).folder(), "/demo");
        assert_eq!(path(base, "http://wptest.io/demo/a/").as_deref(), Some("/a"));
        assert_eq!(path(base, "http://wptest.io/demo?p=1").as_deref(), Some("/?p=1"));
        assert_eq!(path(base, "http://wptest.io/demolition/"), None);
        assert_eq!(path(base, "/demo/b").as_deref(), Some("/b"));
    }

    #[test]
    fn without_a_base_every_host_counts() {
        assert_eq!(path("", "https://a.org/x/").as_deref(), Some("/x"));
    }

    #[test]
    fn plain_addresses_give_their_number() {
        let id = |link| SiteBase::default().path_of(link)?.plain_id();
        assert_eq!(id("http://a/?page_id=7&x=1"), Some(7));
        assert_eq!(id("http://a/?x=1"), None);
        assert_eq!(id("http://a/b"), None);
    }
}
