//! The worst that a megabyte can be, each within a second of one processor of a release build
//! (twice that here, as others may be at work beside it).
//! A debug build takes a hundredth of it, which still shows what is quadratic.

use std::time::{Duration, Instant};

use super::*;

const SIZE: usize = if cfg!(debug_assertions) { 10_000 } else { 1_000_000 };
const LIMIT: Duration = Duration::from_secs(2);

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

/// The time that this thread was on a processor, where the system tells; others may be at work beside it.
fn processor_time() -> Option<Duration> {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    status.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// What took too long, by name.
#[derive(Default)]
struct Slow(Vec<String>);

impl Slow {
    fn time(&mut self, name: &str, build: impl FnOnce() -> Body) {
        let (start, on_processor) = (Instant::now(), processor_time());
        let body = build();
        let spent = on_processor.and_then(|before| Some(processor_time()? - before));
        let taken = spent.unwrap_or(start.elapsed());
        println!("{taken:>10.2?} {name}: {} bytes, {} blocks", body.html.len(), body.blocks.len());
        if taken > LIMIT {
            self.0.push(format!("{name} took {taken:?}"));
        }
    }

    #[track_caller]
    fn expect_none(self) {
        assert!(self.0.is_empty(), "{:?}", self.0);
    }
}

#[test]
fn a_megabyte_of_any_html_takes_less_than_a_second() {
    let mut slow = Slow::default();
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
        slow.time(piece, || from_html(&fill(piece), &()));
    }
    slow.expect_none();
}

#[test]
fn a_megabyte_of_attributes_takes_less_than_a_second() {
    let mut slow = Slow::default();
    slow.time("names", || from_html(&format!("<p {}>x", numbered(|n| format!("a{n} "))), &()));
    slow.time("formats", || from_html(&numbered(|n| format!("<b id=x{n}><p>y")), &()));
    slow.time("srcset", || {
        from_html(&format!("<img src=https://a.test/1 srcset='{}'>", fill("https://a.test/1 1x, ")), &())
    });
    slow.time("href", || from_html(&format!("<a href='https://a.test/{}'>{}", fill("x"), fill("<p>y")), &()));
    slow.time("title", || from_html(&format!("<abbr title='{}'>{}", fill("x"), fill("<p>y")), &()));
    slow.time("links", || from_html(&numbered(|n| format!("<p><a href=https://a.test/{n}>x</a>")), &()));
    slow.time("entities", || from_html(&numbered(|n| format!("<i title='&e{n};'>&e{n};</i>")), &()));
    slow.expect_none();
}

#[test]
fn a_megabyte_of_any_markdown_takes_less_than_a_second() {
    let mut slow = Slow::default();
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
        slow.time(piece, || from_markdown(&fill(piece), &()));
    }
    slow.time("notes", || from_markdown(&numbered(|n| format!("[^{n}]\n\n[^{n}]: a\n\n")), &()));
    slow.time("references", || from_markdown(&numbered(|n| format!("[a{n}]\n\n[a{n}]: /b\n\n")), &()));
    slow.expect_none();
}

#[test]
fn a_megabyte_in_deep_wrappers_takes_less_than_a_second() {
    let mut slow = Slow::default();
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
            slow.time(&format!("{wrapper:.40} {filling}"), || from_html(&html, &()));
        }
    }
    slow.expect_none();
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
