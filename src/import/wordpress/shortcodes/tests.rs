//! Shortcodes in the midst of hypertext.

use super::super::content::{ContentContext, Converted, Findings};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

struct Site;

impl ContentContext for Site {
    fn attachment_url(&self, id: i64) -> Option<String> {
        (id < 100).then(|| format!("https://x/{id}.jpg"))
    }

    fn attachment_caption(&self, id: i64) -> Option<String> {
        (id == 2).then(|| "Two &amp;\n<b>more</b>".to_owned())
    }

    fn images_of(&self, item: Option<i64>) -> Vec<i64> {
        if item == Some(9) { vec![90] } else { vec![7, 8] }
    }
}

fn convert(text: &str) -> (String, Converted) {
    let mut findings = Findings::new(&Site);
    let html = expand(text, &mut findings);
    (html, findings.report)
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(convert(text).0, *expected, "{text}");
    }
}

#[test]
fn captions_become_figures() {
    check(&[
        (
            "[caption id=\"attachment_6\" align=\"alignleft\" width=\"300\"]<a href=\"x\">\
             <img class=\"wp-image-6\" src=\"a.jpg\" /></a> The <em>view</em>[/caption]",
            "<figure class=\"alignleft\"><a href=\"x\"><img class=\"wp-image-6\" src=\"a.jpg\" /></a>\
             <figcaption>The <em>view</em></figcaption></figure>",
        ),
        (
            "[wp_caption caption=\"Old [1] style\"]<img src=\"a.jpg\">[/wp_caption]",
            "<figure><img src=\"a.jpg\"><figcaption>Old [1] style</figcaption></figure>",
        ),
        ("<p>[caption]<img src=\"a.jpg\">[/caption]</p>", "<figure><img src=\"a.jpg\"></figure>"),
    ]);
}

#[test]
fn galleries_name_their_pictures() {
    check(&[
        (
            "a [gallery ids=\"1,2\" columns=2] b",
            "a <figure data-gallery=\"1,2\"><img src=\"https://x/1.jpg\" alt=\"\" class=\"wp-image-1\">\
             <figure><img src=\"https://x/2.jpg\" alt=\"\" class=\"wp-image-2\">\
             <figcaption>Two &amp; <b>more</b></figcaption></figure></figure> b",
        ),
        (
            "[gallery exclude=\"7\"]",
            "<figure data-gallery=\"8\"><img src=\"https://x/8.jpg\" alt=\"\" class=\"wp-image-8\"></figure>",
        ),
        (
            "[gallery id=9]",
            "<figure data-gallery=\"90\"><img src=\"https://x/90.jpg\" alt=\"\" class=\"wp-image-90\"></figure>",
        ),
        ("[gallery ids=\"500\"]", ""),
    ]);
    let (_, report) = convert("[gallery ids=\"500,1\"] [gallery ids=\"501\"]");
    assert_eq!(report.galleries, [vec![1]]);
    assert_eq!(report.galleries_empty, 1);
    assert_eq!(Vec::from_iter(report.attachments_missing), [500, 501]);
}

#[test]
fn players_and_addresses_are_made() {
    check(&[
        ("[embed width=1]https://a.b/c?d=1&amp;e=2[/embed]", "<p>https://a.b/c?d=1&amp;e=2</p>"),
        ("[audio mp3=\"https://a.b/c.mp3\"][/audio]", "<audio src=\"https://a.b/c.mp3\" controls></audio>"),
        ("[audio:https://a.b/c.mp3|x=1]", "<audio src=\"https://a.b/c.mp3\" controls></audio>"),
        ("[audio https://a.b/c.mp3]", "<audio src=\"https://a.b/c.mp3\" controls></audio>"),
        (
            "[video mp4=\"/v.mp4\" poster=\"/p.jpg\" width=\"1\"][/video]",
            "<video src=\"/v.mp4\" poster=\"/p.jpg\" controls></video>",
        ),
        ("[video src=\"https://youtu.be/abc\"]", "<p>https://youtu.be/abc</p>"),
        ("[youtube=https://www.youtube.com/watch?v=a&w=3]", "<p>https://www.youtube.com/watch?v=a&amp;w=3</p>"),
        ("[youtube id=\"abc-1_\"]", "<p>https://www.youtube.com/watch?v=abc-1_</p>"),
        ("[vimeo 123 w=5]", "<p>https://vimeo.com/123</p>"),
        ("[wpvideo tFnqC9XQ w=680]", "<p>https://videopress.com/v/tFnqC9XQ</p>"),
        (
            "[playlist ids=\"1,2\"]",
            "<audio src=\"https://x/1.jpg\" controls></audio><audio src=\"https://x/2.jpg\" controls></audio>",
        ),
        ("[iframe src=\"https://a.b/\"]", "<iframe src=\"https://a.b/\"></iframe>"),
    ]);
}

#[test]
fn what_says_too_little_or_is_unsafe_stays_text() {
    check(&[("[embed]javascript:alert(1)[/embed]", "[embed]javascript:alert(1)[/embed]"), ("[video]", "[video]")].map(
        |(text, same)| {
            (
                text,
                if same == "[video]" {
                    same
                } else {
                    "<div data-shortcode=\"embed\" data-attributes='{}'>[embed]javascript:alert(1)[/embed]</div>"
                },
            )
        },
    ));
}

#[test]
fn unknown_shortcodes_stay_readable_and_are_named() {
    check(&[
        ("a [price_tag] b", "a <span data-shortcode=\"price_tag\" data-attributes='{}'>[price_tag]</span> b"),
        (
            "\n[form id=\"5\" title='it&quot;s <b>']\n",
            "\n<div data-shortcode=\"form\" data-attributes='{&quot;id&quot;:&quot;5&quot;,\
             &quot;title&quot;:&quot;it&amp;quot;s &lt;b&gt;&quot;}'>\
             [form id=\"5\" title='it&quot;s &lt;b&gt;']</div>\n",
        ),
        (
            "[box]<p>[gallery id=9]</p>[/box]",
            "<div data-shortcode=\"box\" data-attributes='{}'>[box]</div><figure data-gallery=\"90\">\
             <img src=\"https://x/90.jpg\" alt=\"\" class=\"wp-image-90\"></figure>\
             <div data-shortcode=\"box\" data-attributes='{}'>[/box]</div>",
        ),
        (
            "[a_row w=1][b_col]x[/b_col][/a_row]",
            "<div data-shortcode=\"a_row\" data-attributes='{&quot;w&quot;:&quot;1&quot;}'>[a_row w=1]</div>\
             <span data-shortcode=\"b_col\" data-attributes='{}'>[b_col]x[/b_col]</span>\
             <div data-shortcode=\"a_row\" data-attributes='{}'>[/a_row]</div>",
        ),
        (
            "a [tip x=1]<b>w</b>[/tip] b",
            "a <span data-shortcode=\"tip\" data-attributes='{&quot;x&quot;:&quot;1&quot;}'>[tip x=1]<b>w</b>[/tip]\
             </span> b",
        ),
    ]);
    let (_, report) = convert("[x a=1] [x b=2] [sic] [SIC] [1] [gallery]");
    assert_eq!(report.shortcodes_unknown.get("x"), Some(&2));
    assert_eq!(report.brackets.get("sic"), Some(&2));
    assert_eq!(report.shortcodes.get("gallery"), Some(&1));
    assert_eq!(report.brackets.len(), 1);
}

#[test]
fn plain_brackets_and_escapes_stay_plain() {
    for text in ["[sic]", "[1]", "[…]", "a [b c] d", "[a-z0-9]", "[[Wiki]]", "x[0] = [y];", "[", "[/b]"] {
        assert_eq!(convert(text).0, text);
    }
    check(&[
        ("[[gallery]]", "[gallery]"),
        ("[[x a=\"1\"]]", "[x a=\"1\"]"),
        ("[[caption]a[/caption]]", "[caption]a[/caption]"),
        ("<pre>[gallery]</pre> <code>[x a=1]</code>", "<pre>[gallery]</pre> <code>[x a=1]</code>"),
        ("<a title=\"[gallery]\">b</a>", "<a title=\"[gallery]\">b</a>"),
    ]);
}

#[test]
fn crossed_and_unclosed_shortcodes_lose_no_text() {
    for text in [
        "[a_b]x[c_d]y[/a_b]z[/c_d]w",
        "[caption]never closed",
        "[a_b]<p title=\"[/a_b]\">x</p>y",
        "[gallery ids=\"1\" x[/gallery]",
    ] {
        let (html, _) = convert(text);
        let bare: String = html
            .replace("<span", "<div")
            .split("<div data-shortcode")
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { part.split_once("'>").map_or("", |p| p.1) })
            .collect();
        let bare = bare.replace("</span>", "").replace("</div>", "");
        assert_eq!(bare, text, "{html}");
    }
}

proptest! {
    #[test]
    fn brackets_in_any_order_lose_no_text(pieces in vec(select(PIECES.to_vec()), 0..40)) {
        let text: String = pieces.concat();
        let (html, _) = convert(&text);
        let kept: String = html.chars().filter(char::is_ascii_digit).collect();
        let there: String = text.chars().filter(char::is_ascii_digit).collect();
        prop_assert_eq!(kept, there, "{}", html);
    }
}

const PIECES: [&str; 18] = [
    "1",
    "2",
    "[a_b]",
    "[/a_b]",
    "[c d='x']",
    "[/c]",
    "[sic]",
    "[[a_b]]",
    "[[",
    "]",
    "[",
    "<p>",
    "</p>",
    "<b title='[a_b]'>",
    "<pre>[a_b]</pre>",
    "\n",
    "[a_b /]",
    "[wrong",
];

#[test]
fn hostile_text_takes_linear_time() {
    for piece in ["[", "[a", "[a_b]", "[a_b x=\"", "[/a_b]", "[[a_b]", "[caption]<img>", "[a \""] {
        convert(&piece.repeat(20_000));
    }
}
