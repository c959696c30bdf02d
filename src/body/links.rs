//! Which addresses may stand in a body. The tree asks before it writes an address, and `clean` asks again
//! before it lets one through. Schemes are judged as a browser reads them: after control characters are
//! gone and without regard to case (`jav&#x09;ascript:`, `JavaScript:`).

use url::{ParseError, Url};

/// What every id of a body begins with, so that it meets none of the page around it.
pub(super) const ANCHOR_PREFIX: &str = "at-";

/// Longer than what any browser shows, and short enough to be repeated.
const MAX_ADDRESS: usize = 4096;
/// Several long addresses.
const MAX_SRCSET: usize = 16 * 1024;
/// More widths than any picture has.
const MAX_CANDIDATES: usize = 30;

/// The address of a link: http, https, mailto, tel, a path or a fragment.
pub(super) fn link(address: &str) -> Option<String> {
    let address = tidy(address)?;
    match Url::parse(&address) {
        Ok(url) => matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then_some(address),
        Err(ParseError::RelativeUrlWithoutBase) => Some(address),
        Err(_) => None,
    }
}

/// An address on the web: http or https.
pub(super) fn web(address: &str) -> Option<String> {
    let address = tidy(address)?;
    let url = Url::parse(&address).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(address)
}

/// The address of a picture, a sound or a film: on the web, or a path of our own under `/media/`.
pub(super) fn file(address: &str) -> Option<String> {
    let address = tidy(address)?;
    if address.starts_with("/media/") && !address.contains("..") && !address.contains('\\') {
        return Some(address);
    }
    web(&address)
}

/// The candidates of a `srcset` (HTML standard § 4.8.4.2.1), none if one of them is not a file's address.
pub(super) fn srcset(value: &str) -> Option<String> {
    let mut candidates = Vec::new();
    let mut rest = value.trim_matches(is_separator);
    while !rest.is_empty() && candidates.len() < MAX_CANDIDATES {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.ends_with(',');
        let (descriptor, after) = if bare { ("", after) } else { after.split_once(',').unwrap_or((after, "")) };
        candidates.push(candidate(address.trim_end_matches(','), descriptor.trim())?);
        rest = after.trim_start_matches(is_separator);
    }
    let all = candidates.join(", ");
    (!all.is_empty() && all.len() <= MAX_SRCSET).then_some(all)
}

/// The id under which a part of the body can be linked to, made from the one that it came with.
pub(super) fn anchor(id: &str) -> Option<String> {
    let valid = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    if id.is_empty() || id.len() > 200 || !id.chars().all(valid) {
        return None;
    }
    Some(if id.starts_with(ANCHOR_PREFIX) { id.to_owned() } else { format!("{ANCHOR_PREFIX}{id}") })
}

/// What a link says of its target, as far as readers and search engines need it. `noopener` goes with `_blank`.
pub(super) fn relation(given: &str, opens_window: bool) -> Option<String> {
    let own = opens_window.then_some("noopener");
    let given = given.to_ascii_lowercase();
    let has = |kind: &&str| given.split_ascii_whitespace().any(|token| token == *kind);
    let kept = ["nofollow", "sponsored", "ugc"].into_iter().filter(has);
    let all: Vec<_> = own.into_iter().chain(kept).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Without spaces around it and control characters in it; `//host` goes by https.
fn tidy(address: &str) -> Option<String> {
    let clean: String = address.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.trim();
    if clean.is_empty() || clean.len() > MAX_ADDRESS {
        return None;
    }
    Some(if clean.starts_with("//") { format!("https:{clean}") } else { clean.to_owned() })
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || character == ','
}

fn candidate(address: &str, descriptor: &str) -> Option<String> {
    let address = file(address)?;
    let number = descriptor.strip_suffix(['w', 'x', 'h']).unwrap_or(descriptor);
    if descriptor.is_empty() {
        return Some(address);
    }
    let numeric = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    numeric.then(|| format!("{address} {descriptor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_judged_as_a_browser_reads_them() {
        for bad in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\tscript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "DATA:x",
            "vbscript:x",
            "file:///etc",
            "blob:x",
            "ftp://x",
            "",
            " ",
            "http://",
            "x:y",
        ] {
            assert_eq!(link(bad), None, "{bad:?}");
            assert_eq!(file(bad), None, "{bad:?}");
        }
        for good in ["https://a.test/b?c#d", "HTTP://A.test", "mailto:a@b.test", "tel:+234", "/a", "a/b", "#c", "?d"] {
            assert_eq!(link(good).as_deref(), Some(good));
        }
        assert_eq!(link(" //a.test/b\n").as_deref(), Some("https://a.test/b"));
    }

    #[test]
    fn files_are_on_the_web_or_ours() {
        assert_eq!(file("/media/ab/1.jpg").as_deref(), Some("/media/ab/1.jpg"));
        assert_eq!(file("/media/../v1"), None);
        assert_eq!(file("/uploads/1.jpg"), None);
        assert_eq!(file("mailto:a@b.test"), None);
    }

    #[test]
    fn srcsets_are_kept_whole_or_not_at_all() {
        let kept = srcset(" https://a.test/1,2.jpg 1x,/media/a 480w , https://a.test/c").unwrap();
        assert_eq!(kept, "https://a.test/1,2.jpg 1x, /media/a 480w, https://a.test/c");
        assert_eq!(srcset(&kept), Some(kept));
        assert_eq!(srcset("https://a.test/1 1x, javascript:x 2x"), None);
        assert_eq!(srcset("https://a.test/1 onload"), None);
    }

    #[test]
    fn ids_and_relations() {
        assert_eq!(anchor("intro").as_deref(), Some("at-intro"));
        assert_eq!(anchor("at-intro").as_deref(), Some("at-intro"));
        assert_eq!(anchor("a b"), None);
        assert_eq!(relation("NOFOLLOW opener x", true).as_deref(), Some("noopener nofollow"));
        assert_eq!(relation("noreferrer", false), None);
    }
}
