//! The worst that a megabyte can be: each is taken, and none grows out of proportion.
//! A debug build takes a hundredth of it.

use super::*;

const SIZE: usize = if cfg!(debug_assertions) { 10_000 } else { 1_000_000 };

fn fill(piece: &str) -> String {
    piece.repeat(SIZE / piece.len())
}

fn numbered(piece: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        if text.len() >= SIZE {
            break;
        }
        text.push_str(&piece(number));
    }
    text
}

/// Builds a body of a text; what comes out stays in proportion to what went in.
#[track_caller]
fn take(name: &str, text: &str, build: impl FnOnce(&str) -> Body) {
    let body = build(text);
    let most = 100 * text.len();
    assert!(body.html.len() <= most, "{name}: {} bytes of {}", body.html.len(), text.len());
    assert!(body.text.len() <= most, "{name}: {} bytes of {}", body.text.len(), text.len());
}

#[test]
fn a_megabyte_of_any_html_is_taken() {
    let pieces = [
        "<div>",
        "<b>",
        "<b><p>",
        "<a href=x>",
        "<p>",
        "x<hr>",
        "<p>x",
        "<ul><li>",
        "<li>",
        "<table><tr><td>",
        "<table>",
        "<td>",
        "<blockquote>",
        "<font color=red>x<p>",
        "<i><b><div>x</i>",
        "<svg>",
        "<svg></svg>",
        "<math><svg>",
        "<iframe>",
        "<iframe src=https://a.test>",
        "<script>",
        "<!--",
        "<!--a-->",
        "<a b=\"",
        "<a b='c' ",
        "</p>",
        "</div>",
        "<",
        "<<a",
        "&hellip;",
        "&foo;x",
        "<p>&foo;",
        "<a href=\"?a&b\">x</a>",
        "&#",
        "<figure><img src=https://a.test/1>",
        "<figure>",
        "<details><summary>",
        "<pre>\n",
        "<dl><dt>",
        "<ruby><rt>",
        "<br>",
        "<img src=https://a.test/1>",
        "<p>https://youtu.be/dQw4w9WgXcQ",
        "<blockquote class=twitter-tweet>",
        "<h2>",
        "<object>",
        "<div class=gallery>",
        "<a href=x><p>y",
        "<span lang=fr><div>x",
        "\u{0}",
        "\r\n",
        "x ",
        "日本",
        "<template>",
        "<select><option>",
        "<noscript><p>",
        "<div lang=en><p>x</p>",
        "<p><b><i><u><s><div>x",
        "<textarea>",
        "<q>",
        "<small><p>x</p>",
        "<dd>",
        "<figure data-gallery><figure><img src=https://a.test/1>",
    ];
    for piece in pieces {
        take(piece, &fill(piece), |text| from_html(text, &()));
    }
}

#[test]
fn a_megabyte_of_attributes_is_taken() {
    take("names", &format!("<p {}>x", numbered(|n| format!("a{n} "))), |text| from_html(text, &()));
    take("formats", &numbered(|n| format!("<b id=x{n}><p>y")), |text| from_html(text, &()));
    take("srcset", &format!("<img src=https://a.test/1 srcset='{}'>", fill("https://a.test/1 1x, ")), |text| {
        from_html(text, &())
    });
    take("href", &format!("<a href='https://a.test/{}'>{}", fill("x"), fill("<p>y")), |text| from_html(text, &()));
    take("title", &format!("<abbr title='{}'>{}", fill("x"), fill("<p>y")), |text| from_html(text, &()));
    take("links", &numbered(|n| format!("<p><a href=https://a.test/{n}>x</a>")), |text| from_html(text, &()));
    take("entities", &numbered(|n| format!("<i title='&e{n};'>&e{n};</i>")), |text| from_html(text, &()));
}

#[test]
fn a_megabyte_of_any_markdown_is_taken() {
    let pieces = [
        "![[]()",
        "> ",
        "* ",
        "*",
        "**a",
        "_a_ ",
        "[",
        "]",
        "[a](",
        "`",
        "`a",
        "| a ",
        "|-|\n",
        "<",
        "<b>",
        "a\n\n",
        "- a\n",
        "\\",
        "[^1]",
        "[^1]: a\n\n[^1]",
        "# a\n",
        "    a\n",
        "&",
        "~~a",
        "a\n> b\n> — c\n\n",
        "![a](b \"",
        "a**b",
        "[a]: b\n",
        "https://youtu.be/dQw4w9WgXcQ\n\n",
        "<!--",
        "```\n",
        "1. ",
        "> - ",
    ];
    for piece in pieces {
        take(piece, &fill(piece), |text| from_markdown(text, &()));
    }
    take("notes", &numbered(|n| format!("[^{n}]\n\n[^{n}]: a\n\n")), |text| from_markdown(text, &()));
    take("references", &numbered(|n| format!("[a{n}]\n\n[a{n}]: /b\n\n")), |text| from_markdown(text, &()));
}

#[test]
fn a_megabyte_in_deep_wrappers_is_taken() {
    let long = format!("<a href='https://a.test/{}'>", "x".repeat(4000));
    let wrappers = [
        "<blockquote class=twitter-tweet>",
        "<figure>",
        "<div class=gallery>",
        "<object>",
        "<ul><li>",
        "<details>",
        "<b><i><u>",
        "<div lang=a-language-tag-of-thirty-five-bytes dir=rtl>",
        "<table><tr><td>",
        "<figure data-embed=x>",
        "<dl><dd>",
        "<blockquote>",
        "<div class=wp-caption>",
        "<div data-read-also=x>",
        &long,
    ];
    let fillings = [
        "<a href=/x>y</a>",
        "<img src=https://a.test/1>",
        "x<hr>",
        "<p>x</p>",
        "<figure><img src=/media/1></figure>",
        "x ",
    ];
    for wrapper in wrappers {
        for filling in fillings {
            let html = wrapper.repeat(tree::MAX_DEPTH / wrapper.matches('<').count()) + &fill(filling);
            take(&format!("{wrapper:.40} {filling}"), &html, |text| from_html(text, &()));
        }
    }
}

#[test]
fn deep_nesting_neither_overflows_nor_loses_text() {
    for tag in
        ["div", "b", "blockquote", "ul><li", "span lang=en", "table><tr><td", "figure", "details", "a href=/x", "sub"]
    {
        let deep = format!("{}deep", format!("<{tag}>").repeat(100_000));
        let body = from_html(&deep, &());
        assert_eq!(body.text.trim_start_matches(['•', ' ']), "deep", "{tag}");
        assert!(body.html.matches('<').count() <= 2 * tree::MAX_DEPTH + 100, "{tag}");
    }
}

#[test]
fn threat_63_quadratic_markdown() {
    let body = from_markdown(&"![[]()".repeat(50_000), &());
    assert!(body.html.len() < 1_000_000);
}
