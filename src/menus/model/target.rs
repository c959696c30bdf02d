//! What items point at, and the addresses that they may hold.

use crate::addresses::Addresses;
use crate::db::Id;

/// What an item points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The front page.
    Home,
    /// A category.
    Category(Id),
    /// A tag.
    Tag(Id),
    /// An author.
    Author(Id),
    /// A page.
    Page(Id),
    /// An article.
    Article(Id),
    /// An address.
    Url(Link),
    /// Nothing: it holds others.
    Group,
}

impl Target {
    /// Its kind, in the database and on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Category(_) => "category",
            Self::Tag(_) => "tag",
            Self::Author(_) => "author",
            Self::Page(_) => "page",
            Self::Article(_) => "article",
            Self::Url(_) => "url",
            Self::Group => "group",
        }
    }

    /// The thing's id, where it is a thing.
    pub fn id(&self) -> Option<Id> {
        match self {
            Self::Category(id) | Self::Tag(id) | Self::Author(id) | Self::Page(id) | Self::Article(id) => Some(*id),
            Self::Home | Self::Url(_) | Self::Group => None,
        }
    }

    /// The address, where it is one.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Url(link) => Some(&link.0),
            _ => None,
        }
    }

    /// What a row says.
    pub fn read(kind: &str, id: Option<Id>, url: Option<&str>) -> Option<Self> {
        match kind {
            "home" => Some(Self::Home),
            "group" => Some(Self::Group),
            "url" => Link::parse(url?).map(Self::Url),
            "category" => id.map(Self::Category),
            "tag" => id.map(Self::Tag),
            "author" => id.map(Self::Author),
            "page" => id.map(Self::Page),
            "article" => id.map(Self::Article),
            _ => None,
        }
    }
}

/// An address that an item may hold: of the web, of a mailbox or telephone, or a path of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(String);

/// The longest address of an item, in bytes.
const LONGEST_LINK: usize = 2048;

impl Link {
    /// Reads an address; none where a reader's click on it could do anything but go somewhere.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST_LINK || text.chars().any(char::is_control) {
            return None;
        }
        let own = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
        let fine = own
            || url::Url::parse(text).is_ok_and(|url| match url.scheme() {
                "http" | "https" => url.has_host(),
                scheme => matches!(scheme, "mailto" | "tel"),
            });
        fine.then(|| Self(text.to_owned()))
    }

    /// Its path on the public site, where it has one there.
    pub fn path(&self, at: &Addresses) -> Option<&str> {
        if self.0.starts_with('/') {
            return Some(&self.0);
        }
        match self.0.strip_prefix(&at.home_url)? {
            "" => Some("/"),
            rest => rest.starts_with('/').then_some(rest),
        }
    }

    /// The whole address. A path may carry a query, so it is not encoded as paths of ours are.
    pub fn absolute(&self, at: &Addresses) -> String {
        if !self.0.starts_with('/') {
            return self.0.clone();
        }
        let whole = format!("{}{}", at.home_url, self.0);
        url::Url::parse(&whole).map_or(whole, String::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses() -> Addresses {
        Addresses {
            public_url: "http://api".into(),
            home_url: "https://news.example".into(),
            permalinks: crate::addresses::Permalinks::default(),
            zone: chrono_tz::UTC,
        }
    }

    #[test]
    fn links_only_go_somewhere() {
        for good in
            ["https://a.example/x?y=1", "http://a.example", "mailto:a@b.example", "tel:+234800", "/search?q=x#top"]
        {
            assert!(Link::parse(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "/\\evil.example",
            "x",
            "#",
            "",
            "https://a\n.example",
        ] {
            assert_eq!(Link::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_link_of_the_site_has_a_path() {
        let of = |text: &str| {
            let link = Link::parse(text).unwrap();
            (link.path(&addresses()).map(str::to_owned), link.absolute(&addresses()))
        };
        assert_eq!(of("/a?q=x y"), (Some("/a?q=x y".into()), "https://news.example/a?q=x%20y".into()));
        assert_eq!(of("https://news.example/a"), (Some("/a".into()), "https://news.example/a".into()));
        assert_eq!(of("https://news.example"), (Some("/".into()), "https://news.example".into()));
        assert_eq!(of("https://news.example.org/a").0, None);
        assert_eq!(of("mailto:a@b.example"), (None, "mailto:a@b.example".into()));
    }
}
