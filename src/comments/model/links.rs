//! Addresses in what readers write: those on the web become links, every other one stays a text.

use url::Url;

use crate::text::escape_html;

/// A text as inline HTML in which addresses on the web are links, and how many of them it holds.
pub fn linked(text: &str) -> (String, usize) {
    let (mut html, mut links, mut rest) = (String::with_capacity(text.len()), 0, text);
    while let Some((start, end)) = next_address(rest) {
        let address = &rest[start..end];
        html.push_str(&escape_html(&rest[..start]));
        html.push_str(&link(address));
        links += 1;
        rest = &rest[end..];
    }
    html.push_str(&escape_html(rest));
    (html, links)
}

/// Where the next address begins and ends.
fn next_address(text: &str) -> Option<(usize, usize)> {
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower[from..].find("http").map(|at| from + at) {
        let begins = ["http://", "https://"].into_iter().find(|scheme| lower[at..].starts_with(scheme));
        let within_a_word = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        if let Some(scheme) = begins.filter(|_| !within_a_word) {
            let end = at + length(&text[at..]);
            if end > at + scheme.len() {
                return Some((at, end));
            }
        }
        from = at + "http".len();
    }
    None
}

/// How far an address goes; the punctuation of the sentence around it is not part of it.
fn length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`')).unwrap_or(text.len());
    let mut address = &text[..end];
    while let Some(last) = address.chars().next_back() {
        let closes = last == ')' && !address.contains('(');
        if !closes && !matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '”' | '’' | '…' | ']' | '}') {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

/// A link, where the address is one that says where it goes: a name before an `@` only looks like a host.
fn link(address: &str) -> String {
    let shown = escape_html(address);
    let honest =
        Url::parse(address).is_ok_and(|url| url.has_host() && url.username().is_empty() && url.password().is_none());
    if honest { format!("<a href=\"{shown}\" rel=\"nofollow ugc\">{shown}</a>") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hrefs(text: &str) -> Vec<String> {
        linked(text).0.split("href=\"").skip(1).map(|part| part.split('"').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn addresses_on_the_web_become_links() {
        let (html, links) = linked("See https://a.example/x?y=1&z=\"2\".");
        assert_eq!(
            html,
            "See <a href=\"https://a.example/x?y=1&amp;z=\" rel=\"nofollow ugc\">https://a.example/x?y=1&amp;z=</a>&quot;2&quot;."
        );
        assert_eq!(links, 1);
        assert_eq!(
            hrefs("(HTTP://A.example/b), http://b.example/c_(d)!"),
            ["HTTP://A.example/b", "http://b.example/c_(d)"]
        );
        assert_eq!(hrefs("“https://a.example/b”…"), ["https://a.example/b"]);
    }

    #[test]
    fn every_other_address_stays_a_text() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "ftp://a.example",
            "//a.example",
            "xhttps://a.example",
            "https://",
            "http:/a.example",
            "https://bank.example@evil.example/",
            "https://a:b@evil.example/",
            "https://[::g]/",
        ] {
            assert!(hrefs(text).is_empty(), "{text}");
            assert!(!linked(text).0.contains('<'), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_of_a_text_is_lost(text in "(http://|https://|HTTPS://|[a-z().,@:<>\"'& ]|é){0,40}") {
            let (html, links) = linked(&text);
            prop_assert_eq!(html.matches("<a ").count() <= links, true);
            let shown: String = html.split('<').enumerate().map(|(n, part)| if n == 0 { part } else { part.split_once('>').unwrap().1 }).collect();
            prop_assert_eq!(shown, escape_html(&text));
        }
    }
}
