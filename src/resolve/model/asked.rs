//! An address as it was asked for: its path cleaned, what hangs at its end taken off, and what its
//! query means to WordPress.

use crate::redirects::clean_path;

/// The longest address that is looked at, in characters.
const LONGEST: usize = 2000;

/// Why an address cannot be asked for; each completes "`path` …".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedError {
    /// Too many characters.
    TooLong,
    /// Neither a path nor an address of the web.
    NoPath,
}

impl AskedError {
    /// Its code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::NoPath => "invalid",
        }
    }
}

impl std::fmt::Display for AskedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong => write!(f, "is longer than {LONGEST} characters."),
            Self::NoPath => f.write_str("starts with `/`, or is a whole address (http or https)."),
        }
    }
}

/// An address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The address, where it is a whole one: it must turn out to be one of this site.
    pub whole: Option<url::Url>,
    /// Its path as it came, decoded.
    pub raw: String,
    /// Its path, cleaned, without `index.php`.
    pub clean: String,
    /// What its query asks of WordPress.
    pub legacy: Option<Legacy>,
}

/// What a query asks of WordPress: `?p=123`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legacy {
    /// What is asked for.
    pub kind: LegacyKind,
    /// Its id there; a slug for tags.
    pub value: String,
    /// The name of the parameter.
    pub name: &'static str,
}

/// What a query can ask of WordPress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegacyKind {
    /// Anything with a page of its own.
    Post,
    /// A page.
    Page,
    /// A file.
    Attachment,
    /// A category.
    Category,
    /// A tag, by its slug.
    Tag,
    /// An author.
    Author,
}

/// The kinds of things that WordPress numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OldKind {
    /// Posts.
    Article,
    /// Pages.
    Page,
    /// Attachments.
    Medium,
    /// Categories.
    Category,
    /// Users.
    Author,
}

const PARAMETERS: [(&str, LegacyKind); 6] = [
    ("p", LegacyKind::Post),
    ("page_id", LegacyKind::Page),
    ("attachment_id", LegacyKind::Attachment),
    ("cat", LegacyKind::Category),
    ("tag", LegacyKind::Tag),
    ("author", LegacyKind::Author),
];

/// What hangs at the end of a path, besides the thing itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suffix {
    /// Nothing.
    None,
    /// `/page/2`: a further page of a list.
    Page(i32),
    /// `/amp`: another form of the same.
    Amp,
    /// `/feed`, `/feed/atom`: its feed; whether as Atom.
    Feed(bool),
}

/// One way to read a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The path of the thing.
    pub path: String,
    /// What hung at its end.
    pub suffix: Suffix,
    /// Whether a thing may be guessed by the last part of the path: not while an end may still come off.
    pub guess: bool,
}

impl Asked {
    /// Reads an address.
    ///
    /// # Errors
    /// It is too long, or no address.
    pub fn parse(text: &str) -> Result<Self, AskedError> {
        if text.chars().count() > LONGEST {
            return Err(AskedError::TooLong);
        }
        if text.starts_with('/') {
            let text = text.split('#').next().unwrap_or_default();
            let (path, query) = text.split_once('?').unwrap_or((text, ""));
            return Ok(Self::new(None, path, query));
        }
        let url = url::Url::parse(text).map_err(|_| AskedError::NoPath)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(AskedError::NoPath);
        }
        let (path, query) = (url.path().to_owned(), url.query().unwrap_or_default().to_owned());
        Ok(Self::new(Some(url), &path, &query))
    }

    fn new(whole: Option<url::Url>, path: &str, query: &str) -> Self {
        let raw = decoded(path);
        let clean = without_index(&clean_path(path));
        let legacy = (clean == "/").then(|| legacy(query)).flatten();
        Self { whole, raw, clean, legacy }
    }

    /// The same below a base: an address of the site, if it is one. A path without a host is.
    pub fn below(&self, base: &str) -> Option<Self> {
        let Some(url) = &self.whole else { return Some(self.clone()) };
        let base = url::Url::parse(base).ok()?;
        let plain = |host: Option<&str>| host.map(|host| host.trim_start_matches("www.").to_owned());
        if plain(url.host_str()) != plain(base.host_str()) || url.port() != base.port() {
            return None;
        }
        let rest = url.path().strip_prefix(base.path().trim_end_matches('/'))?;
        let rest = if rest.is_empty() { "/" } else { rest };
        let query = url.query().unwrap_or_default();
        rest.starts_with('/').then(|| Self::new(self.whole.clone(), rest, query))
    }

    /// The same from the root of a base's host: where the site was in a folder, addresses may be known
    /// with it or without it.
    pub fn at_host(&self, base: &str) -> Option<Self> {
        let mut base = url::Url::parse(base).ok()?;
        base.set_path("");
        self.below(base.as_str())
    }

    /// The ways to read its path, the plainest first; none where nothing could have such a path.
    pub fn readings(&self) -> Vec<Reading> {
        if self.clean.chars().any(char::is_control) {
            return Vec::new();
        }
        let cut = cut(&self.clean);
        let mut readings = Vec::with_capacity(4);
        let mut read = |path: &str, suffix, guess| {
            let lower = path.to_lowercase();
            let differs = lower != path;
            readings.push(Reading { path: path.to_owned(), suffix, guess: guess && !differs });
            if differs {
                readings.push(Reading { path: lower, suffix, guess });
            }
        };
        read(&self.clean, Suffix::None, cut.is_none());
        if let Some((path, suffix)) = cut {
            read(path, suffix, true);
        }
        readings
    }
}

fn decoded(path: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8();
    decoded.map_or_else(|_| path.to_owned(), std::borrow::Cow::into_owned)
}

fn without_index(path: &str) -> String {
    match path.strip_prefix("/index.php") {
        Some("") => "/".to_owned(),
        Some(rest) if rest.starts_with('/') => rest.to_owned(),
        _ => path.to_owned(),
    }
}

fn legacy(query: &str) -> Option<Legacy> {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    PARAMETERS.into_iter().find_map(|(name, kind)| {
        let value = pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())?;
        let number = !value.is_empty() && value.len() <= 18 && value.bytes().all(|b| b.is_ascii_digit());
        let fine =
            if kind == LegacyKind::Tag { !value.is_empty() && !value.chars().any(char::is_control) } else { number };
        fine.then_some(Legacy { kind, value, name })
    })
}

fn whole(head: &str) -> &str {
    if head.is_empty() { "/" } else { head }
}

/// The path without what hangs at its end, where something does.
fn cut(path: &str) -> Option<(&str, Suffix)> {
    let (head, last) = path.rsplit_once('/')?;
    match last {
        "amp" => Some((whole(head), Suffix::Amp)),
        "feed" => Some((whole(head), Suffix::Feed(false))),
        "rss" | "rss2" | "rdf" | "atom" => {
            let head = head.strip_suffix("/feed")?;
            Some((whole(head), Suffix::Feed(last == "atom")))
        }
        number => {
            let head = head.strip_suffix("/page")?;
            let digits = number.bytes().all(|b| b.is_ascii_digit());
            let page = number.parse().ok().filter(|page| digits && *page > 0)?;
            Some((whole(head), Suffix::Page(page)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(text: &str) -> Asked {
        Asked::parse(text).unwrap()
    }

    #[test]
    fn paths_and_whole_addresses_are_taken_and_nothing_else() {
        assert_eq!(asked("/index.php/2023//11/a%20b/?x=1#y").clean, "/2023/11/a b");
        assert_eq!(asked("/index.php").clean, "/");
        assert_eq!(asked("https://a.example").clean, "/");
        for bad in ["", "news", "ftp://a.example/x", "javascript:alert(1)", "mailto:a@b.example", "?p=1"] {
            assert_eq!(Asked::parse(bad), Err(AskedError::NoPath), "{bad}");
        }
        assert!(Asked::parse(&format!("/{}", "é".repeat(1999))).is_ok());
        assert_eq!(Asked::parse(&format!("/{}", "é".repeat(2000))), Err(AskedError::TooLong));
    }

    #[test]
    fn a_whole_address_is_of_the_site_or_not() {
        let below = |text: &str, base: &str| asked(text).below(base).map(|asked| asked.clean);
        assert_eq!(below("http://www.a.example/x/", "https://a.example").as_deref(), Some("/x"));
        assert_eq!(below("https://a.example/blog/x", "https://a.example/blog").as_deref(), Some("/x"));
        assert_eq!(below("https://a.example/blog", "https://a.example/blog").as_deref(), Some("/"));
        assert_eq!(below("https://a.example/blogs", "https://a.example/blog"), None);
        assert_eq!(below("https://b.example/x", "https://a.example"), None);
        assert_eq!(below("https://a.example:8080/x", "https://a.example"), None);
        assert_eq!(below("/x", "https://a.example").as_deref(), Some("/x"));
        let at_host = asked("https://a.example/blog/x").at_host("https://a.example/blog").map(|asked| asked.clean);
        assert_eq!(at_host.as_deref(), Some("/blog/x"));
    }

    #[test]
    fn ends_come_off_and_case_falls() {
        let readings = |text: &str| -> Vec<(String, Suffix, bool)> {
            asked(text).readings().into_iter().map(|one| (one.path, one.suffix, one.guess)).collect()
        };
        assert_eq!(readings("/a"), [("/a".into(), Suffix::None, true)]);
        assert_eq!(readings("/A"), [("/A".into(), Suffix::None, false), ("/a".into(), Suffix::None, true)]);
        assert_eq!(readings("/a/page/2/")[1], ("/a".into(), Suffix::Page(2), true));
        assert_eq!(readings("/page/2")[1], ("/".into(), Suffix::Page(2), true));
        assert_eq!(readings("/a/amp")[1], ("/a".into(), Suffix::Amp, true));
        assert_eq!(readings("/feed/")[1], ("/".into(), Suffix::Feed(false), true));
        assert_eq!(readings("/a/b/feed/atom")[1], ("/a/b".into(), Suffix::Feed(true), true));
        assert_eq!(readings("/a%00b"), []);
        for plain in ["/a/page/0", "/a/page/x", "/a/page/+2", "/a/rss", "/page"] {
            assert_eq!(readings(plain).len(), 1, "{plain}");
        }
    }

    #[test]
    fn queries_of_wordpress_are_read_at_the_root_alone() {
        let seen = |text: &str| asked(text).legacy.map(|legacy| (legacy.name, legacy.value));
        assert_eq!(seen("/?p=123&x=1"), Some(("p", "123".into())));
        assert_eq!(seen("/index.php?page_id=7"), Some(("page_id", "7".into())));
        assert_eq!(seen("/?tag=b%C3%A0y"), Some(("tag", "bày".into())));
        for plain in ["/a?p=1", "/?p=x", "/?p=", "/?p=-1", "/?q=1", "/"] {
            assert_eq!(seen(plain), None, "{plain}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_an_address_or_none(text in ".{0,200}", path in "/.{0,200}") {
            for text in [text, path] {
                if let Ok(asked) = Asked::parse(&text) {
                    prop_assert!(asked.clean.starts_with('/'));
                    prop_assert!(asked.readings().iter().all(|one| one.path.starts_with('/')));
                }
            }
        }
    }
}
