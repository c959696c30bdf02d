//! Posts of the block editor.

use super::super::content::{ContentContext, Findings};
use super::*;

struct Site;

impl ContentContext for Site {
    fn attachment_url(&self, id: i64) -> Option<String> {
        Some(format!("https://x/{id}.jpg"))
    }

    fn shared_block(&self, id: i64) -> Option<String> {
        (id == 4).then(|| "<!-- wp:paragraph --><p>Shared</p><!-- /wp:paragraph -->".to_owned())
    }
}

fn check(text: &str, expected: &str) {
    let mut findings = Findings::new(&Site);
    assert_eq!(to_html(text, &mut findings).trim(), expected, "{text}");
}

fn left_out(text: &str) -> Vec<String> {
    let mut findings = Findings::new(&Site);
    to_html(text, &mut findings);
    findings.report.blocks_left_out.into_keys().collect()
}

#[test]
fn markers_go_and_the_text_stays() {
    check(
        "<!-- wp:paragraph {\"align\":\"center\"} -->\n<p>a\nb</p>\n<!-- /wp:paragraph -->\n\n\
         <!-- wp:heading -->\n<h2>c</h2>\n<!-- /wp:heading -->",
        "<p>a\nb</p>\n<h2>c</h2>",
    );
    check(
        "<!-- wp:columns --><div class=\"wp-block-columns\"><!-- wp:column --><div><!-- wp:paragraph -->\
         <p>a</p><!-- /wp:paragraph --></div><!-- /wp:column --></div><!-- /wp:columns -->",
        "<div class=\"wp-block-columns\"><div><p>a</p></div></div>",
    );
}

#[test]
fn text_between_blocks_is_treated_like_an_old_post() {
    check(
        "one\n\ntwo\n<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->\n\nthree\n\
         <!-- wp:freeform -->\nx\n\ny\n<!-- /wp:freeform -->",
        "<p>one</p>\n<p>two</p>\n\n<p>a</p>\n<p>three</p>\n\n<p>x</p>\n<p>y</p>",
    );
}

#[test]
fn galleries_and_embeds_get_their_plain_form() {
    check(
        "<!-- wp:gallery {\"ids\":[3]} --><figure><!-- wp:image {\"id\":3} --><figure>\
         <img src=\"a.jpg\" class=\"wp-image-3\"/></figure><!-- /wp:image --></figure><!-- /wp:gallery -->",
        "<figure data-gallery=\"3\"><img src=\"a.jpg\" alt=\"\" class=\"wp-image-3\"></figure>",
    );
    check(
        "<!-- wp:gallery {\"ids\":[\"5\",6]} /-->",
        "<figure data-gallery=\"5,6\"><img src=\"https://x/5.jpg\" alt=\"\" class=\"wp-image-5\">\
         <img src=\"https://x/6.jpg\" alt=\"\" class=\"wp-image-6\"></figure>",
    );
    check(
        "<!-- wp:core-embed/youtube {\"url\":\"https://youtu.be/x?a=1\\u0026b=2\"} -->\n<figure>\
         <div class=\"wp-block-embed__wrapper\">\nhttps://youtu.be/x?a=1&amp;b=2\n</div>\
         <figcaption>See <b>it</b></figcaption></figure>\n<!-- /wp:core-embed/youtube -->",
        "<p>https://youtu.be/x?a=1&amp;b=2</p>\n<p>See <b>it</b></p>",
    );
    check("<!-- wp:embed --><figure><div>\nhttps://a.b/c\n</div></figure><!-- /wp:embed -->", "<p>https://a.b/c</p>");
}

#[test]
fn covers_keep_their_picture_and_links_their_target() {
    check(
        "<!-- wp:cover {\"url\":\"c.jpg\",\"id\":9} --><div style=\"background-image:url(c.jpg)\">\
         <p>a</p></div><!-- /wp:cover -->",
        "<figure><img src=\"c.jpg\" alt=\"\" class=\"wp-image-9\"></figure>\n\
         <div style=\"background-image:url(c.jpg)\"><p>a</p></div>",
    );
    check(
        "<!-- wp:social-link {\"url\":\"https://a.b/me\",\"service\":\"mastodon\"} /-->",
        "<p><a href=\"https://a.b/me\">mastodon</a></p>",
    );
}

#[test]
fn shared_blocks_are_drawn_in() {
    check("<!-- wp:block {\"ref\":4} /-->", "<p>Shared</p>");
    assert_eq!(left_out("<!-- wp:block {\"ref\":5} /-->"), ["block"]);
}

#[test]
fn blocks_without_content_are_counted() {
    let text = "<!-- wp:latest-posts {\"a\":1} /--><!-- wp:spacer --><div></div><!-- /wp:spacer -->\
        <!-- wp:group --><!-- wp:acf/banner /--><!-- /wp:group --><!-- wp:more --><!--more--><!-- /wp:more -->";
    assert_eq!(left_out(text), ["acf/banner", "group", "latest-posts"]);
}

#[test]
fn shortcodes_in_blocks_are_expanded() {
    check(
        "<!-- wp:shortcode -->\n[gallery ids=\"1\"]\n<!-- /wp:shortcode -->\
         <!-- wp:paragraph --><p>[gallery ids=\"2\"]</p><!-- /wp:paragraph -->\
         <!-- wp:code --><pre><code>[gallery]</code></pre><!-- /wp:code -->",
        "<figure data-gallery=\"1\"><img src=\"https://x/1.jpg\" alt=\"\" class=\"wp-image-1\"></figure>\n\
         <figure data-gallery=\"2\"><img src=\"https://x/2.jpg\" alt=\"\" class=\"wp-image-2\"></figure>\n\
         <pre><code>[gallery]</code></pre>",
    );
}

#[test]
fn broken_nesting_loses_no_text() {
    check(
        "<!-- wp:group --><!-- wp:paragraph --><p>a</p><!-- /wp:group --><!-- /wp:quote --><!-- wp:list --><ul>",
        "<p>a</p>\n<ul>",
    );
    let deep = "<!-- wp:group -->".repeat(50_000) + "x";
    check(&deep, "x");
}
