//! The one form of an address: parameters in order of their names, decoded and encoded again, so that
//! the same question has the same key however it is written. What a stranger could write in endless
//! ways has none, and is not kept.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::http::paging::plain_page;

/// No address that is kept is longer, in bytes.
const LONGEST: usize = 8 * 1024;
/// More than most queries have.
const USUAL_PAIRS: usize = 8;
/// What stays as it is in a value.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',').remove(b':').remove(b'/');

/// The one form of a path and a query; none where it is not kept.
pub fn normal<'a>(path: &'a str, query: &'a str) -> Option<Cow<'a, str>> {
    if path.len() + query.len() > LONGEST || !is_written_one_way(path) {
        return None;
    }
    if query.is_empty() {
        return Some(Cow::Borrowed(path));
    }
    let mut pairs = Vec::with_capacity(USUAL_PAIRS);
    for part in query.split('&').filter(|part| !part.is_empty() && is_looked_at(path, part)) {
        pairs.push(pair(part)?);
    }
    if pairs.is_empty() {
        return Some(Cow::Borrowed(path));
    }
    pairs.sort_unstable();
    let repeated = pairs.windows(2).any(|two| two[0].0 == two[1].0);
    (!repeated).then(|| joined(path, &pairs))
}

/// Feeds and sitemaps are asked for with whatever others hang on their addresses, which changes nothing of them.
fn is_looked_at(path: &str, part: &str) -> bool {
    if path.starts_with("/feeds/") {
        let words = path.starts_with("/feeds/search/") && part.starts_with("q=");
        return words || plain_page(part).is_some();
    }
    !path.starts_with("/sitemap") && path != "/news-sitemap.xml"
}

fn joined<'a>(path: &str, pairs: &[(Cow<'_, str>, Cow<'_, str>)]) -> Cow<'a, str> {
    let length: usize = pairs.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    let mut key = String::with_capacity(path.len() + length);
    key.push_str(path);
    for (n, (name, value)) in pairs.iter().enumerate() {
        key.push(if n == 0 { '?' } else { '&' });
        key.push_str(name);
        key.push('=');
        key.push_str(value);
    }
    Cow::Owned(key)
}

fn pair(part: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    Some((written_one_way(name)?, written_one_way(value)?))
}

/// A name or a value, decoded and encoded again; most are written like that already.
fn written_one_way(text: &str) -> Option<Cow<'_, str>> {
    match text.bytes().all(is_plain) {
        true => Some(Cow::Borrowed(text)),
        false => Some(Cow::Owned(utf8_percent_encode(&decoded(text)?, PLAIN).to_string())),
    }
}

/// Whether [`PLAIN`] leaves it as it is, which a set does not tell.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b',' | b':' | b'/')
}

fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('+') {
        return percent_decode_str(text).decode_utf8().ok();
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    Some(Cow::Owned(decoded.into_owned()))
}

/// Whether every escape of a path is needed and in capitals, and every character that needs one has it.
fn is_written_one_way(path: &str) -> bool {
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        let fine = match byte {
            b'%' => match (bytes.next(), bytes.next()) {
                (Some(high), Some(low)) => is_needed(high, low),
                _ => false,
            },
            _ => byte.is_ascii_graphic(),
        };
        if !fine {
            return false;
        }
    }
    true
}

fn is_needed(high: u8, low: u8) -> bool {
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F').then(|| char::from(byte).to_digit(16)).flatten();
    match (digit(high), digit(low)) {
        (Some(high), Some(low)) => {
            let byte = u8::try_from(high * 16 + low).unwrap_or_default();
            !byte.is_ascii_graphic()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_question_has_one_key() {
        let key = |query| normal("/v1/articles", query);
        let one = key("limit=5&category=a%20b").unwrap();
        assert_eq!(one, "/v1/articles?category=a%20b&limit=5");
        for same in ["category=a+b&limit=5", "category=%61%20b&&limit=5", "limit=%35&category=a%20b&"] {
            assert_eq!(key(same).unwrap(), one, "{same}");
        }
        assert_eq!(key("").unwrap(), "/v1/articles");
    }

    #[test]
    fn what_can_be_written_in_endless_ways_or_is_refused_anyway_is_not_kept() {
        assert_eq!(normal("/v1/articles", "limit=5&limit=6"), None);
        assert_eq!(normal("/v1/articles", "category=%FF"), None);
        assert_eq!(normal("/v1/articles/%61bc", ""), None);
        assert_eq!(normal("/v1/articles/%e1%ba%b9", ""), None);
        assert!(normal("/v1/articles/%E1%BA%B9", "").is_some());
        assert_eq!(normal("/v1/articles/abc%", ""), None);
    }

    #[test]
    fn what_is_hung_on_a_feeds_address_is_no_part_of_its_key() {
        let key = |query| normal("/feeds/rss.xml", query).unwrap();
        assert_eq!(key("utm_source=x&utm_medium=y"), "/feeds/rss.xml");
        assert_eq!(key("utm_source=x&page=2&utm_source=y"), "/feeds/rss.xml?page=2");
        for odd in ["page=1%30", "page=+2", "page=02", "page=501", "page=x", "page=", "%70age=2"] {
            assert_eq!(key(odd), "/feeds/rss.xml", "{odd}");
        }
    }

    #[test]
    fn the_words_of_a_search_are_part_of_its_feeds_key() {
        let key = |query| normal("/feeds/search/rss.xml", query);
        assert_eq!(key("utm_source=x&q=a+b&page=2").unwrap(), "/feeds/search/rss.xml?page=2&q=a%20b");
        assert_eq!(key("q=a&q=b"), None);
        assert_eq!(normal("/feeds/rss.xml", "q=a").unwrap(), "/feeds/rss.xml");
    }

    #[test]
    fn what_is_hung_on_a_sitemaps_address_is_no_part_of_its_key() {
        for path in ["/sitemap.xml", "/sitemaps/pages.xml", "/news-sitemap.xml"] {
            assert_eq!(normal(path, "utm_source=x&page=2").unwrap(), path);
        }
    }

    #[test]
    fn plain_is_what_stays_as_it_is() {
        for byte in 0..=127_u8 {
            let written = percent_encoding::percent_encode(&[byte], PLAIN).to_string();
            assert_eq!(is_plain(byte), written.as_bytes() == [byte], "{byte}");
        }
    }

    proptest! {
        #[test]
        fn order_does_not_matter(mut pairs in proptest::collection::btree_map("[a-z]{1,3}", "[ -~]{0,6}", 0..5)
            .prop_map(|all| all.into_iter().collect::<Vec<_>>()).prop_shuffle())
        {
            let write = |pairs: &[(String, String)]| {
                let one = |(name, value): &(String, String)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
                pairs.iter().map(one).collect::<Vec<_>>().join("&")
            };
            let shuffled = write(&pairs);
            pairs.sort();
            let sorted = write(&pairs);
            prop_assert_eq!(normal("/v1/x", &shuffled), normal("/v1/x", &sorted));
        }
    }
}
