//! Whole contents, from what the file has to plain hypertext.

use super::*;

#[test]
fn the_end_of_the_teaser_is_told() {
    let converted = to_html("one\n\n<!--more Read on-->\n\ntwo<!--nextpage-->three", &NoContext);
    assert_eq!(converted.html, "<p>one</p>\n\n<p>twothree</p>\n");
    assert_eq!(converted.more_at, Some("<p>one</p>\n".len()));
    assert_eq!(converted.pages, 2);
    let plain = to_html("one", &NoContext);
    assert_eq!((plain.more_at, plain.pages), (None, 1));
}

#[test]
fn blocks_and_old_posts_take_different_ways() {
    let text = "<p>a\nb</p>";
    assert_eq!(to_html(text, &NoContext).html, "<p>a<br>\nb</p>\n");
    let blocks = format!("<!-- wp:paragraph -->{text}<!-- /wp:paragraph -->");
    assert_eq!(to_html(&blocks, &NoContext).html, "<p>a\nb</p>\n");
}

#[test]
fn an_old_post_with_everything_in_it() {
    let text = "Intro [sic]\n\n[caption width=\"3\"]<img src=\"a.jpg\" class=\"wp-image-4\" /> Cap\n[/caption]\n\n\
        https://youtu.be/x\n\nEnd\nline [vote_now id=\"2\"]";
    let converted = to_html(text, &NoContext);
    assert_eq!(
        converted.html,
        "<p>Intro [sic]</p>\n<figure><img src=\"a.jpg\" class=\"wp-image-4\" /><figcaption>Cap</figcaption>\n\
         </figure>\n<p>https://youtu.be/x</p>\n<p>End<br>\nline <span data-shortcode=\"vote_now\" \
         data-attributes='{&quot;id&quot;:&quot;2&quot;}'>[vote_now id=\"2\"]</span></p>\n"
    );
    assert_eq!(converted.brackets.get("sic"), Some(&1));
    assert_eq!(converted.shortcodes_unknown.get("vote_now"), Some(&1));
}
