//! What names of elements mean, and text as hypertext writes it.

/// Text with the references that addresses and short texts have resolved.
pub(in super::super) fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let replaced = text
        .replace("&#038;", "&")
        .replace("&#38;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#039;", "'")
        .replace("&#39;", "'");
    replaced.replace("&amp;", "&")
}

/// Text as it may stand between tags and in quoted attributes.
pub(in super::super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

const BLOCKS: &str = "address article aside blockquote body caption center col colgroup dd \
    details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 \
    head header hgroup hr html legend li main menu nav noscript ol optgroup option p pre section \
    summary table tbody td tfoot th thead tr ul";
const VOIDS: &str = "area base br col embed hr img input link meta param source track wbr";

/// Whether `name` is an element that stands by itself and not in a line of text.
pub(in super::super) fn is_block(name: &str) -> bool {
    BLOCKS.split(' ').any(|block| block == name)
}

/// Whether an element of that name has no end tag.
pub(in super::super) fn is_void(name: &str) -> bool {
    VOIDS.split(' ').any(|void| void == name)
}

/// Whether `text` is one web address and nothing else.
pub(in super::super) fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let stray = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '[' | ']');
    rest.is_some_and(|rest| rest.contains('.') && !rest.starts_with('.')) && !text.contains(stray)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_whole_and_alone() {
        assert!(is_address("https://youtu.be/x?a=1&amp;b=2"));
        for text in ["https://", "http://x y.z", "see https://a.b", "https://a.b<br>", "ftp://a.b"] {
            assert!(!is_address(text), "{text}");
        }
    }
}
