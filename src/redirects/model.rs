//! What an old address is kept as, and where one can lead.

mod desk;

pub use desk::{DeskFilter, Row, Wanted};

use percent_encoding::percent_decode_str;
use url::Url;

use crate::db::Id;

/// The kinds of things that an old address can lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An article.
    Article,
    /// A page.
    Page,
    /// A category.
    Category,
    /// A tag.
    Tag,
    /// An author.
    Author,
    /// A picture or another file.
    Media,
}

impl Kind {
    const ALL: [Self; 6] = [Self::Article, Self::Page, Self::Category, Self::Tag, Self::Author, Self::Media];

    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Page => "page",
            Self::Category => "category",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Media => "media",
        }
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Where an old address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lead {
    /// To wherever this thing is now.
    Thing(Kind, Id),
    /// To a path of the site: [`Lead::path`] makes one.
    Path(String),
    /// To an address of another site that the operator trusts: [`Lead::url`] makes one.
    Url(String),
    /// Nowhere any more.
    Gone,
}

impl Lead {
    /// To a path of this site, however it is escaped: no old address of the site sends its readers to a
    /// stranger.
    pub fn path(text: &str) -> Option<Self> {
        let decoded = percent_decode_str(text).decode_utf8().ok()?;
        let own = |text: &str| text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
        let plain = !decoded.chars().any(char::is_control) && text.len() <= LONGEST_KEY;
        (own(text) && own(&decoded) && plain).then(|| Self::Path(text.to_owned()))
    }

    /// To an address of a host that is trusted, written out in full: what a browser would mend into one is none.
    pub fn url(text: &str, trusted: &[String]) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"))?;
        let whole = !rest.starts_with('/') && !text.contains('\\') && !text.contains(char::is_control);
        let url =
            Url::parse(text).ok().filter(|url| whole && text.len() <= LONGEST_KEY && url.username().is_empty())?;
        let known = url.host_str().is_some_and(|host| trusted.iter().any(|one| one == host));
        (known && url.password().is_none()).then(|| Self::Url(url.into()))
    }
}

/// Who left an old address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The thing was renamed or moved here.
    Rename,
    /// It was the address in the system that the thing was imported from.
    Import,
    /// An editor wrote it down.
    Editor,
}

impl Origin {
    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rename => "rename",
            Self::Import => "import",
            Self::Editor => "editor",
        }
    }
}

/// Where an old address leads, and who said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Where to.
    pub lead: Lead,
    /// Who said so.
    pub origin: Origin,
}

impl Target {
    /// The address that a thing had here before.
    pub fn renamed(kind: Kind, id: Id) -> Self {
        Self { lead: Lead::Thing(kind, id), origin: Origin::Rename }
    }

    /// What an editor wrote down.
    pub fn said(lead: Lead) -> Self {
        Self { lead, origin: Origin::Editor }
    }

    /// The address of a thing that is no more.
    pub fn gone() -> Self {
        Self { lead: Lead::Gone, origin: Origin::Rename }
    }

    /// The address that a thing had where it was imported from.
    pub fn imported(kind: Kind, id: Id) -> Self {
        Self { lead: Lead::Thing(kind, id), origin: Origin::Import }
    }
}

/// The longest key that is kept as it stands, in bytes: an index of PostgreSQL takes no entry of more
/// than some 2,700.
const LONGEST_KEY: usize = 1024;

/// The form in which an old address is kept and looked up: [`clean_path`] with its query, where it has
/// one (`/?p=123`). What is no path (`slug:article:old`) stays as it is.
pub fn key(address: &str) -> String {
    let kept = match address.split_once('?') {
        _ if !address.starts_with('/') => address.to_owned(),
        Some((path, query)) if !query.is_empty() => format!("{}?{query}", clean_path(path)),
        Some((path, _)) => clean_path(path),
        None => clean_path(address),
    };
    if kept.len() > LONGEST_KEY { format!("#{}", blake3::hash(kept.as_bytes()).to_hex()) } else { kept }
}

/// A path decoded, with single slashes and none at its end; `/` where nothing is left.
pub fn clean_path(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8().map_or_else(|_| path.to_owned(), std::borrow::Cow::into_owned);
    let mut clean = String::with_capacity(decoded.len());
    for segment in decoded.split('/').filter(|segment| !segment.is_empty()) {
        clean.push('/');
        clean.push_str(segment);
    }
    if clean.is_empty() { "/".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_has_one_key_however_it_is_written() {
        for address in ["/2023/11/old", "/2023/11/old/", "//2023//11/old", "/2023/11/ol%64/?"] {
            assert_eq!(key(address), "/2023/11/old", "{address}");
        }
        assert_eq!(key("/?p=123"), "/?p=123");
        assert_eq!(key("slug:article:old"), "slug:article:old");
        assert_eq!(key("/"), "/");
    }

    #[test]
    fn an_old_address_leads_to_this_site_alone() {
        assert_eq!(Lead::path("/subscribe"), Some(Lead::Path("/subscribe".into())));
        for bad in [
            "//evil.example",
            "/\\evil.example",
            "/%2f%2fevil.example",
            "/%5Cevil.example",
            "/%2Fevil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "/a\r\nb",
            "/a%0d%0ab",
            "/a%ff",
            "",
        ] {
            assert_eq!(Lead::path(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn threat_71_another_host_is_one_of_the_list_and_written_out() {
        let trusted = ["shop.example".to_owned()];
        assert_eq!(
            Lead::url("https://shop.example/a?b=1", &trusted),
            Some(Lead::Url("https://shop.example/a?b=1".into()))
        );
        assert_eq!(Lead::url("HTTP://SHOP.example", &trusted), Some(Lead::Url("http://shop.example/".into())));
        for bad in [
            "https:shop.example",
            "https:/shop.example",
            "https:///shop.example",
            "https:\\\\shop.example",
            "//shop.example",
            "https://shop.example@evil.example/",
            "https://evil.example/shop.example",
            "https://shop.example.evil.example/",
            "https://evil.example\\@shop.example/",
            "https://a:b@shop.example/",
            "javascript://shop.example/%0aalert(1)",
            "ftp://shop.example/",
            "https://shop.example/\r\nSet-Cookie: a=b",
            " https://shop.example/",
        ] {
            assert_eq!(Lead::url(bad, &trusted), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_clean_path_is_clean(path in "[a-zA-Z0-9/._-]{0,60}") {
            let clean = clean_path(&path);
            prop_assert_eq!(clean_path(&clean), clean.clone());
            prop_assert!(clean == "/" || (clean.starts_with('/') && !clean.ends_with('/') && !clean.contains("//")));
        }

        #[test]
        fn a_key_is_never_too_long_for_an_index(path in "/.{0,3000}") {
            prop_assert!(key(&path).len() <= LONGEST_KEY);
        }
    }
}
