//! The documented cases of WordPress's rule, and the ones that old posts really have.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(autop(text).trim_end(), *expected, "{text:?}");
    }
}

#[test]
fn blank_lines_make_paragraphs_and_line_ends_breaks() {
    check(&[
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one \n \n\n two\n", "<p>one</p>\n<p>two</p>"),
        ("", ""),
        ("\n\n", ""),
        ("one<br />\ntwo", "<p>one<br>two</p>"),
        ("one<br>two", "<p>one<br>two</p>"),
        ("one<br /><br />two", "<p>one</p>\n<p>two</p>"),
        ("one<br>\n", "<p>one</p>"),
        ("<b>one</b> <i>two</i>\n<b>three</b>", "<p><b>one</b> <i>two</i><br>\n<b>three</b></p>"),
        ("<em>one\n</em>two", "<p><em>one</em><br>\ntwo</p>"),
    ]);
}

#[test]
fn blocks_are_left_alone() {
    check(&[
        ("a\n<h2>b\nc</h2>\nd", "<p>a</p>\n<h2>b<br>\nc</h2>\n<p>d</p>"),
        ("<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("<table>\n<tr>\n<td>a\nb</td>\n</tr>\n</table>", "<table>\n<tr>\n<td>a<br>\nb</td>\n</tr>\n</table>"),
        ("<div>a</div>", "<div>a</div>"),
        ("<div>a\n\nb</div>", "<div><p>a</p>\n<p>b</p>\n</div>"),
        ("<div>\n\na\n\n</div>", "<div><p>a</p>\n</div>"),
        ("<blockquote>a\n\nb</blockquote>", "<blockquote><p>a</p>\n<p>b</p>\n</blockquote>"),
        ("a<hr />b", "<p>a</p>\n<hr />\n<p>b</p>"),
        ("a</div>b", "<p>a</p>\n<p>b</p>"),
    ]);
}

#[test]
fn marked_paragraphs_stay_and_empty_ones_go() {
    check(&[
        ("<p>a</p>\n\n<p class=\"x\">b\nc</p>", "<p>a</p>\n<p class=\"x\">b<br>\nc</p>"),
        ("<p></p>a<p> </p>", "<p>a</p>"),
        ("<p>a<p>b", "<p>a</p>\n<p>b</p>"),
        ("<p class=\"x\">a\n\nb</p>c", "<p class=\"x\">a</p>\n<p>b</p>\n<p>c</p>"),
        ("<p>&nbsp;</p>", "<p>&nbsp;</p>"),
        ("<p>a<ul><li>b</li></ul></p>", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>"),
    ]);
}

#[test]
fn code_and_scripts_are_untouched() {
    check(
        &[
            ("a\n<pre>x\n\ny</pre>\nb", "<p>a</p>\n<pre>x\n\ny</pre>\n<p>b</p>"),
            ("<script>\n\nx();\n</script>", "<script>\n\nx();\n</script>"),
            ("<textarea>a\n\nb</textarea>", "<p><textarea>a\n\nb</textarea></p>"),
        ]
        .map(|(a, b)| if a.starts_with("<textarea") { (a, "<textarea>a\n\nb</textarea>") } else { (a, b) }),
    );
}

#[test]
fn addresses_alone_on_a_line_get_a_paragraph() {
    let address = "https://youtu.be/x?a=1&amp;b=2";
    let p = format!("<p>{address}</p>");
    check(&[
        (&format!("one\n{address}\ntwo"), &format!("<p>one</p>\n{p}\n<p>two</p>")),
        (&format!("one<br />{address}<br />two"), &format!("<p>one</p>\n{p}\n<p>two</p>")),
        (&format!("<p>one\n {address} </p>"), &format!("<p>one</p>\n{p}")),
        (&format!("<div>\n{address}\n</div>"), &format!("<div>{p}\n</div>")),
        (&format!("see {address}"), &format!("<p>see {address}</p>")),
        (&format!("<b>\n{address}\n</b>"), &format!("<p><b>{address}</b></p>")),
        (&format!("<h2>{address}</h2>"), &format!("<h2>{address}</h2>")),
    ]);
}

#[test]
fn players_and_figures_need_no_paragraph() {
    check(&[
        ("a\n\n<iframe src='x'></iframe>\n\nb", "<p>a</p>\n<iframe src='x'></iframe>\n<p>b</p>"),
        ("a <iframe></iframe>", "<p>a <iframe></iframe></p>"),
        ("<img src='a'>\n\n<figure><img src='b'></figure>", "<p><img src='a'></p>\n<figure><img src='b'></figure>"),
        ("a<figure><img></figure>b", "<p>a</p>\n<figure><img></figure>\n<p>b</p>"),
    ]);
}

#[test]
fn comments_go_and_marks_part_paragraphs() {
    check(&[
        ("a<!-- x -->b", "<p>ab</p>"),
        ("a\n<!--more-->\nb", "<p>a</p>\n<!--more-->\n<p>b</p>"),
        ("a<!--more-->b", "<p>a<!--more-->b</p>"),
        ("a\n\n<!--nextpage-->\n\nb", "<p>a</p>\n<!--nextpage-->\n<p>b</p>"),
    ]);
}

proptest! {
    #[test]
    fn no_word_gets_lost(pieces in vec(select(PIECES.to_vec()), 0..60)) {
        let text: String = pieces.concat();
        prop_assert_eq!(words(&autop(&text)), words(&text));
    }
}

const PIECES: [&str; 30] = [
    "one",
    "two ",
    " three",
    "\n",
    "\n\n",
    "\n \n",
    " ",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<br>",
    "<br />",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<blockquote>",
    "</blockquote>",
    "<h2>",
    "</h2>",
    "<!--more-->",
    "<pre>x\n\ny</pre>",
    "<img>",
    "<iframe></iframe>",
    "https://a.b/c",
    "<td>",
    "<",
];

fn words(html: &str) -> Vec<String> {
    let text: String =
        Tokens::new(html, &[]).map(|token| if let Token::Text(text) = token { text } else { " " }).collect();
    let words = text.split_whitespace();
    words.map(|word| word.replace("&lt;", "<")).collect()
}

#[test]
fn hostile_text_takes_linear_time() {
    for piece in ["<div>", "\n", "<b>", "</p>", "<p>", "<br>", "a\n", "</li>", "<", "&"] {
        autop(&piece.repeat(20_000));
    }
}
