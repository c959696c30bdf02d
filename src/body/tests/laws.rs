//! Laws that hold for any text; `PROPTEST_CASES=100000` tries harder.

use proptest::prelude::*;

use super::*;

/// Pieces of which every kind of trouble can be put together.
const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    "&nbsp;",
    "&lt;b&gt;",
    "&amp;",
    "&hellip;",
    "é",
    "日本",
    "\u{200b}",
    "\u{0}",
    "<",
    ">",
    "\"",
    "— Name",
    "https://youtu.be/dQw4w9WgXcQ",
    "<!-- x -->",
    "<p>",
    "</p>",
    "<p lang=en>",
    "<div>",
    "</div>",
    "<div dir=rtl>",
    "<h1 id=x>",
    "</h1>",
    "<h3>",
    "</h3>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<em>",
    "</em>",
    "<strong>",
    "</strong>",
    "<a href=/x>",
    "<a href='javascript:x'>",
    "<a href=#x target=_blank>",
    "</a>",
    "<span>",
    "<span lang=fr>",
    "</span>",
    "<ul>",
    "</ul>",
    "<ol start=4>",
    "</ol>",
    "<li>",
    "</li>",
    "<dl>",
    "</dl>",
    "<dt>",
    "</dt>",
    "<dd>",
    "</dd>",
    "<table>",
    "</table>",
    "<caption>",
    "</caption>",
    "<thead>",
    "</thead>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th colspan=2>",
    "</th>",
    "<blockquote>",
    "</blockquote>",
    "<cite>",
    "</cite>",
    "<pre>",
    "</pre>",
    "<pre class=language-rust>",
    "<code>",
    "</code>",
    "<figure>",
    "</figure>",
    "<figure data-embed=youtube>",
    "<figure data-gallery>",
    "<figcaption>",
    "</figcaption>",
    "<img src=https://a.test/1.jpg>",
    "<img src=data:x>",
    "<img src=/media/a.jpg alt=x srcset='/media/a.jpg 1x'>",
    "<br>",
    "<hr>",
    "<wbr>",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
    "<iframe src=https://youtu.be/dQw4w9WgXcQ></iframe>",
    "<iframe src=//a.test/b title=t>",
    "<video src=https://a.test/v.mp4>",
    "</video>",
    "<audio>",
    "</audio>",
    "<source src=/media/a.mp3 type=audio/mpeg>",
    "<object data=https://youtu.be/dQw4w9WgXcQ>",
    "</object>",
    "<svg>",
    "</svg>",
    "<math>",
    "</math>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<template>",
    "</template>",
    "<ruby>",
    "</ruby>",
    "<rt>",
    "</rt>",
    "<rp>",
    "</rp>",
    "<blockquote class=twitter-tweet>",
    "<a href=https://x.com/a/status/1>",
    "<div class=gallery>",
    "<sub>",
    "</sub>",
    "<div class=wp-caption>",
    "<p class=wp-caption-text>",
    "<div data-shortcode=x data-attributes='{}'>",
    "<q>",
    "</q>",
    "<del>",
    "</del>",
    "<form>",
    "</form>",
    "<option>",
    "<select>",
    "</select>",
    "<textarea>",
    "</textarea>",
    "<s>",
    "</s>",
    "<article>",
    "</article>",
    "<u onclick=x>",
    "</u>",
    "<small>",
    "</small>",
    "<sup id=x>",
    "</sup>",
    "<embed src=x>",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// Well-formed HTML, in which elements meet that soup seldom brings together.
fn nested() -> impl Strategy<Value = String> {
    const TAGS: &[&str] = &[
        "a href=/x",
        "b",
        "blockquote",
        "cite",
        "code",
        "dd",
        "details",
        "div",
        "div class=gallery",
        "div dir=rtl",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h2 id=x",
        "li",
        "ol",
        "p",
        "pre",
        "summary",
        "table",
        "td",
        "tr",
        "ul",
        "video",
        "div class=wp-caption",
        "p class=wp-caption-text",
        "span lang=fr",
        "object",
        "thead",
        "caption",
        "figure data-gallery",
    ];
    let leaf = prop::sample::select(PIECES).prop_map(str::to_owned);
    leaf.prop_recursive(6, 40, 4, |inner| {
        (prop::sample::select(TAGS), prop::collection::vec(inner, 0..4)).prop_map(|(tag, children)| {
            let name = tag.split(' ').next().unwrap_or(tag);
            format!("<{tag}>{}</{name}>", children.concat())
        })
    })
}

/// The laws; each names what broke.
fn check_laws(html: &str) {
    let tree = finished(html, &());
    let written = write::html(&tree);
    assert_eq!(clean::body(&written), written, "the tree is what a parser reads");
    let body = from_html(html, &());
    assert_eq!(body.html, written);
    assert_eq!(from_html(&body.html, &()).html, body.html, "a clean body stays as it is");
    let joined: String = body.blocks.iter().map(|block| block.html.as_str()).collect();
    assert_eq!(joined, body.html, "the blocks make up the body");
    body.blocks.iter().for_each(check_block);
    let visible = |text: &str| text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control());
    assert!(visible(&body.text) && visible(&title_text(html)) && visible(&plain_text(html)));
    let line = clean_inline(html);
    assert_eq!(clean_inline(&line), line, "a clean line stays as it is");
}

fn check_block(block: &Block) {
    assert_eq!(clean::body(&block.html), block.html, "a block is safe and balanced by itself");
    assert!(!block.html.is_empty());
    let known = [
        block.heading.is_some(),
        block.image.is_some(),
        block.gallery.is_some(),
        block.list.is_some(),
        block.quote.is_some(),
        block.embed.is_some(),
        block.table.is_some(),
        block.code.is_some(),
        block.audio.is_some(),
        block.video.is_some(),
        block.read_also.is_some(),
        block.shortcode.is_some(),
    ];
    let plain = matches!(block.kind.as_str(), "paragraph" | "separator" | "html");
    assert_eq!(known.iter().filter(|has| **has).count(), usize::from(!plain), "{}", block.kind);
    let json = serde_json::to_value(block).unwrap();
    assert!(plain || json.get(&block.kind).is_some(), "{json}");
    assert_eq!(serde_json::from_value::<Block>(json).unwrap(), *block);
}

proptest! {
    #[test]
    fn laws_hold_for_soup(html in soup()) {
        check_laws(&html);
    }

    #[test]
    fn laws_hold_for_nested_elements(html in nested()) {
        check_laws(&html);
    }

    #[test]
    fn laws_hold_for_any_text(html in "\\PC{0,80}|[<>/a-z=\"'& ;#!-]{0,60}") {
        check_laws(&html);
    }

    #[test]
    fn markdown_gives_a_lawful_body(pieces in prop::collection::vec(prop::sample::select(MARKDOWN), 0..30)) {
        let body = from_markdown(&pieces.concat(), &());
        prop_assert_eq!(&from_html(&body.html, &()).html, &body.html);
        body.blocks.iter().for_each(check_block);
    }

    #[test]
    fn excerpts_are_short_beginnings(text in "\\PC{0,60}", chars in 0_usize..40) {
        let short = excerpt(&text, chars);
        prop_assert!(short.chars().count() <= chars);
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert!(line.starts_with(short.trim_end_matches('…')) || line == short);
    }
}

const MARKDOWN: &[&str] = &[
    "a",
    " ",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "1. ",
    "# ",
    "**",
    "_",
    "`",
    "```\n",
    "[x](",
    "https://youtu.be/dQw4w9WgXcQ",
    ")",
    "![",
    "](",
    "| a | b |\n|---|---|\n",
    "~~",
    "[^1]",
    "\n[^1]: note\n",
    "— Name",
    "<div>",
    "<script>",
    "</script>",
    "<b>",
    "    ",
    "---\n",
    "&lt;",
    "\\",
    "<http://a.test>",
    "[a]: javascript:x\n",
    "[a]",
];
