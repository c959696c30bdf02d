//! What becomes of the ways in which editors and other systems write things.

use super::*;

const WATCH: &str = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";

fn embed_html(provider: &str, url: &str, title: &str) -> String {
    format!("<figure data-embed=\"{provider}\"><a href=\"{url}\">{title}</a></figure>")
}

#[test]
fn text_outside_of_blocks_becomes_paragraphs() {
    let body =
        check("one <i>two</i><div>three<p>four</div>five", "<p>one <i>two</i></p><p>three</p><p>four</p><p>five</p>");
    assert_eq!(body.text, "one two\n\nthree\n\nfour\n\nfive");
    assert_eq!(body.blocks[3].id, "b4");
    assert_eq!(body.word_count, 5);
    check("<p>&nbsp;</p><p><br></p><div></div><b> </b>", "");
    check("a\n\n<p> b  <b>\n c </b> d<br></p>", "<p>a</p><p>b <b>c </b>d</p>");
}

#[test]
fn headings_are_of_the_second_level_at_least() {
    let body = check("<h1 id='a b'>x</h1><h6 id=y>z</h6>", "<h2>x</h2><h6 id=\"at-y\">z</h6>");
    assert_eq!(body.blocks[0].heading, Some(Heading { level: 2 }));
    assert_eq!(kinds(&body), ["heading", "heading"]);
    check(
        "<a href=#y>l</a><a href='#z'>m</a><h3 id=y>n</h3>",
        "<p><a href=\"#at-y\">l</a><a href=\"#z\">m</a></p><h3 id=\"at-y\">n</h3>",
    );
}

#[test]
fn inline_elements_around_blocks_move_into_them() {
    check("<b><p>a</p><p>b</p></b>", "<p><b>a</b></p><p><b>b</b></p>");
    check("<a href=/x><h3>a</h3>b</a>", "<h3><a href=\"/x\">a</a></h3><p><a href=\"/x\">b</a></p>");
}

#[test]
fn links_keep_what_readers_and_search_engines_need() {
    check(
        "<p><a href='https://a.test' target=_blank rel='nofollow opener' onclick=x class=y>a</a></p>",
        "<p><a href=\"https://a.test\" target=\"_blank\" rel=\"noopener nofollow\">a</a></p>",
    );
    check("<a href='jav&#x09;ascript:x'>a</a> <a href='Data:text/html,x'>b</a>", "<p>a b</p>");
    check("<p style=x class=y lang=fr dir=ltr onclick=z>a</p>", "<p lang=\"fr\" dir=\"ltr\">a</p>");
}

#[test]
fn a_picture_of_ours_is_shown_as_ours() {
    let shown = "<img src=\"/media/ab/800.jpg\" srcset=\"/media/ab/320.jpg 320w, /media/ab/800.jpg 800w\" \
                 alt=\"A harbour\" width=\"800\" height=\"600\">";
    let body = check(
        "<a href='https://old.test/uploads/1.jpg'><img src='https://old.test/uploads/1.jpg' width=9></a>",
        &format!("<figure>{shown}</figure>"),
    );
    let image = body.blocks[0].image.as_deref().unwrap();
    assert_eq!((image.media_id, image.width, image.src.as_str()), (Some(PICTURE), Some(800), "/media/ab/800.jpg"));
    assert_eq!(body.text, "A harbour");
    assert_eq!(from_html(&body.html, &OnePicture), body);
    let sound = check(
        "<audio src='https://old.test/uploads/a.mp3'></audio>",
        "<figure><audio src=\"/media/ab/800.jpg\" controls=\"\"></audio></figure>",
    );
    let audio = sound.blocks[0].audio.as_deref().unwrap();
    assert_eq!((audio.media_id, audio.url.as_deref()), (Some(PICTURE), None));
}

#[test]
fn captions_and_credits_are_told_apart() {
    let body = check(
        "<figure><img src=https://a.test/1 alt=x><figcaption><p>A <b>bridge</b>.</p> <cite>Ada</cite></figcaption></figure>",
        "<figure><img src=\"https://a.test/1\" alt=\"x\"><figcaption>A <b>bridge</b>.<br><cite>Ada</cite></figcaption></figure>",
    );
    let image = body.blocks[0].image.as_deref().unwrap();
    assert_eq!((image.caption.as_deref(), image.credit.as_deref()), (Some("A bridge."), Some("Ada")));
    let old = check(
        "<div class='wp-caption'><img src=https://a.test/1><p class='wp-caption-text'>Words</p></div>",
        "<figure><img src=\"https://a.test/1\" alt=\"\"><figcaption>Words</figcaption></figure>",
    );
    assert_eq!(old.text, "Words");
}

#[test]
fn pictures_that_load_late_or_count_readers() {
    check(
        "<p><img src='data:image/gif;base64,x' data-src='https://a.test/1'></p>",
        "<figure><img src=\"https://a.test/1\" alt=\"\"></figure>",
    );
    check("<p>a<img src='https://a.test/1' width=1 height=1></p>", "<p>a</p>");
    check("<p>a <img class=emoji alt='😀' src='https://s.w.org/1.png'></p>", "<p>a 😀</p>");
    check("<p>a <img src='/uploads/1.jpg'> b</p>", "<p>a b</p>");
}

#[test]
fn galleries_of_every_system_are_galleries() {
    let two = "<figure><img src=\"https://a.test/1\" alt=\"\"><figcaption>One</figcaption></figure>\
               <figure><img src=\"https://a.test/2\" alt=\"\"></figure>";
    let plain = format!("<figure>{two}</figure>");
    for written in [
        "<figure data-gallery><figure><img src=https://a.test/1><figcaption>One</figcaption></figure><img src=https://a.test/2></figure>",
        "<ul class='wp-block-gallery'><li><figure><img src=https://a.test/1><figcaption>One</figcaption></figure></li>\
         <li><img src=https://a.test/2></li></ul>",
        "<div class=gallery><dl><dt><img src=https://a.test/1></dt><dd class='gallery-caption'>One</dd></dl><br>\
         <dl><dt><img src=https://a.test/2></dt></dl></div>",
    ] {
        let body = check(written, &plain);
        assert_eq!(kinds(&body), ["gallery"]);
        let media = &body.blocks[0].gallery.as_deref().unwrap().media;
        assert_eq!((media.len(), media[0].caption.as_deref()), (2, Some("One")));
        assert_eq!(from_html(&body.html, &OnePicture), body);
    }
}

#[test]
fn known_addresses_become_embeds() {
    let embed = embed_html("youtube", WATCH, WATCH);
    for written in [
        "https://youtu.be/dQw4w9WgXcQ",
        "<p> https://youtu.be/dQw4w9WgXcQ<br></p>",
        "<p><a href='https://youtu.be/dQw4w9WgXcQ'>https://www.youtube.com/watch?v=dQw4w9WgXcQ</a></p>",
        "<iframe src='//www.youtube.com/embed/dQw4w9WgXcQ' title='YouTube video player'></iframe>",
        "<figure class=wp-block-embed><div>\nhttps://youtu.be/dQw4w9WgXcQ\n</div></figure>",
        "<object><param name=movie value='https://www.youtube.com/v/dQw4w9WgXcQ&hl=en'><embed src=x></object>",
        "<embed src='https://www.youtube.com/v/dQw4w9WgXcQ'>",
    ] {
        let body = check(written, &embed);
        assert_eq!(body.blocks[0].embed.as_deref().unwrap().id.as_deref(), Some("dQw4w9WgXcQ"));
        assert_eq!(body.word_count, 0);
    }
    check("<p>see https://youtu.be/dQw4w9WgXcQ</p>", "<p>see https://youtu.be/dQw4w9WgXcQ</p>");
    check("<p>a<iframe src=javascript:x></iframe>b</p>", "<p>a</p><p>b</p>");
}

#[test]
fn posts_become_embeds_with_their_words() {
    let body = check(
        "<blockquote class='twitter-tweet'><p>Hello</p>— Ada (@a) <a href='https://twitter.com/a/status/20?s=1'>May</a></blockquote>\
         <script src=https://platform.twitter.com/widgets.js></script>",
        &embed_html("x", "https://x.com/a/status/20", "Hello — Ada (@a) May"),
    );
    assert_eq!(body.text, "Hello — Ada (@a) May");
    assert_eq!(from_html(&body.html, &()), body);
    check(
        "<blockquote class=instagram-media data-instgrm-permalink='https://www.instagram.com/p/Ab1/?x'></blockquote>",
        &embed_html("instagram", "https://www.instagram.com/p/Ab1/", "https://www.instagram.com/p/Ab1/"),
    );
    check(
        "<blockquote class=bluesky-embed data-bluesky-uri='at://did:plc:a/app.bsky.feed.post/3k'>Hi</blockquote>",
        &embed_html("bluesky", "https://bsky.app/profile/did:plc:a/post/3k", "Hi"),
    );
    let toot = check(
        "<blockquote class=mastodon-embed data-embed-url='https://m.test/@a/1/embed'>Hi</blockquote>",
        &embed_html("mastodon", "https://m.test/@a/1", "Hi"),
    );
    assert_eq!(from_html(&toot.html, &()), toot);
    check(
        "<a data-pin-do=embedPin href='https://www.pinterest.com/pin/99/'></a>",
        &embed_html("pinterest", "https://www.pinterest.com/pin/99/", "https://www.pinterest.com/pin/99/"),
    );
}

#[test]
fn frames_of_other_hosts_become_links() {
    let body = check(
        "<iframe src='https://charts.test/1' title='A chart'></iframe>",
        &embed_html("other", "https://charts.test/1", "A chart"),
    );
    let embed = body.blocks[0].embed.as_deref().unwrap();
    assert_eq!((embed.provider.as_str(), embed.title.as_deref()), ("charts.test", Some("A chart")));
    assert_eq!(from_html(&body.html, &()), body);
    let claimed = check(
        "<figure data-embed=youtube><a href='https://evil.test/'>x</a></figure>",
        &embed_html("other", "https://evil.test/", "x"),
    );
    assert_eq!(claimed.blocks[0].embed.as_deref().unwrap().provider, "evil.test");
}

#[test]
fn lists_hold_items_and_nothing_else() {
    let body = check(
        "<ul>x<li><p>a</p><li>b<ul><li>c</ul><ol start=3><li>d<li> </ol></ul>",
        "<ul><li>x</li><li>a</li><li>b<ul><li>c</li></ul><ol start=\"3\"><li>d</li></ol></li></ul>",
    );
    assert_eq!(body.text, "• x\n• a\n• b\n  • c\n  3. d");
    let list = body.blocks[0].list.as_deref().unwrap();
    assert_eq!((list.ordered, list.items.len(), list.items[2].text.as_str()), (false, 3, "b\n  • c\n  3. d"));
    check("<dl><div><dt>a<dd>b</div>c</dl>", "<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>");
}

#[test]
fn tables_hold_cells_and_nothing_else() {
    let body = check(
        "<figure><table border=1><tfoot><tr><td>f</tfoot><tr><th scope=row>a<td rowspan=2><p>b</p></table><figcaption>T</figcaption></figure>",
        "<figure><table><tbody><tr><th scope=\"row\">a</th><td rowspan=\"2\">b</td></tr><tr><td>f</td></tr></tbody></table>\
         <figcaption>T</figcaption></figure>",
    );
    let table = body.blocks[0].table.as_deref().unwrap();
    assert_eq!((table.header, &table.rows), (false, &vec![vec!["a".to_owned(), "b".to_owned()], vec!["f".to_owned()]]));
    assert_eq!(body.text, "a\tb\nf\nT");
    check("<table><tr>stray<td>a</table>", "<p>stray</p><table><tbody><tr><td>a</td></tr></tbody></table>");
}

#[test]
fn quotations_name_whom_they_quote() {
    let cite = |html: &str| from_html(html, &()).blocks[0].quote.as_deref().unwrap().cite.clone();
    assert_eq!(cite("<blockquote><p>Words</p><p>— Ada <i>O</i></p></blockquote>").as_deref(), Some("Ada O"));
    assert_eq!(cite("<blockquote><p>Words</p><cite>Ada</cite></blockquote>").as_deref(), Some("Ada"));
    assert_eq!(cite("<blockquote>Words<footer>– <cite>Ada</cite></footer></blockquote>").as_deref(), Some("Ada"));
    assert_eq!(cite("<blockquote><p>Words<br><cite>Ada</cite></p></blockquote>").as_deref(), Some("Ada"));
    assert_eq!(cite("<blockquote><p>I read <cite>Emma</cite></p></blockquote>"), None);
    assert_eq!(cite("<blockquote><p>— Words</p></blockquote>"), None);
}

#[test]
fn code_keeps_its_spaces_and_names_its_language() {
    let body = check(
        "<pre class='brush lang-RS'>\n  a\n\n  <b>b</b>\n</pre>",
        "<pre><code class=\"language-rs\">  a\n\n  <b>b</b></code></pre>",
    );
    assert_eq!(body.blocks[0].code.as_deref().unwrap().language.as_deref(), Some("rs"));
    assert_eq!(body.text, "  a\n\n  b");
    check("<pre><code>a<br>b</code></pre>", "<pre><code>a\nb</code></pre>");
}

#[test]
fn marks_of_importers_become_blocks() {
    let body = check(
        "<div data-shortcode=poll data-attributes='{\"id\":\"3\",\"n\":5}'>[poll  id=3]</div>\
         <div data-read-also='018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11 x'>Read <a href=/a>A</a></div><div data-shortcode=x></div>",
        "<p>[poll id=3]</p><p>Read <a href=\"/a\">A</a></p><p>[x]</p>",
    );
    assert_eq!(kinds(&body), ["shortcode", "read_also", "shortcode"]);
    let shortcode = body.blocks[0].shortcode.as_deref().unwrap();
    assert_eq!((shortcode.name.as_str(), shortcode.attributes["n"].as_str()), ("poll", "5"));
    assert_eq!(body.blocks[1].read_also.as_deref().unwrap().article_ids, [PICTURE]);
}

#[test]
fn language_and_direction_of_a_wrapper_are_its_blocks() {
    check(
        "<div dir=rtl lang=ar><p>a</p><ul lang=en><li>b</ul></div>",
        "<p lang=\"ar\" dir=\"rtl\">a</p><ul lang=\"en\" dir=\"rtl\"><li>b</li></ul>",
    );
}

#[test]
fn other_markup_is_a_block_of_html() {
    let body = check(
        "<details open><summary>S</summary>T</details><hr>",
        "<details><summary>S</summary><p>T</p></details><hr>",
    );
    assert_eq!(kinds(&body), ["html", "separator"]);
    assert_eq!(body.text, "S\n\nT");
    check(
        "<video src=https://a.test/v autoplay poster=javascript:x>old</video>",
        "<figure><video src=\"https://a.test/v\" controls=\"\"></video></figure>",
    );
}

#[test]
fn markdown_is_read_as_news_is_written() {
    let markdown = |text: &str| from_markdown(text, &());
    assert_eq!(
        markdown("# A\n\n~~b~~ **c**").html,
        "<h2>A</h2><p><s>b</s> <strong>c</strong></p>".replace("<s>b</s>", "<del>b</del>")
    );
    assert_eq!(markdown("https://x.com/_a_/status/1").blocks[0].kind, "embed");
    let quote = markdown("> Words\n> — Ada");
    assert_eq!(quote.html, "<blockquote><p>Words</p><p>— Ada</p></blockquote>");
    assert_eq!(quote.blocks[0].quote.as_deref().unwrap().cite.as_deref(), Some("Ada"));
    let notes = markdown("a[^x] b[^y] c[^x] d[^z]\n\n[^y]: Why\n[^x]: Ex\n");
    assert_eq!(notes.text, "a1 b2 c1 d[^z]\n\n1. Ex\n2. Why");
    assert!(notes.html.contains("<sup><a href=\"#at-fn-1\">1</a></sup>") && notes.html.contains("<li id=\"at-fn-2\">"));
    assert_eq!(markdown("<script>x</script>\n\n<b onclick=x>y</b> [z](javascript:x)").html, "<p><b>y</b> z</p>");
    assert_eq!(markdown("|a|b|\n|-|:-|\n|c|d|").blocks[0].table.as_deref().unwrap().rows[1], ["c", "d"]);
    assert_eq!(markdown("```rust\nfn\n```").html, "<pre><code class=\"language-rust\">fn</code></pre>");
}

#[test]
fn lines_and_titles_are_one_line() {
    assert_eq!(clean_inline("<p>a <b onclick=x>b</b></p><ul><li>c</ul><img src=https://a.test/1>"), "a <b>b</b><br>c");
    assert_eq!(clean_inline("<a href='javascript:x'>a</a> & <iframe src=x></iframe>"), "a &amp;");
    assert_eq!(title_text(" <b>A</b>&amp;B&nbsp;<br>C\n\u{202e}D\u{0} <script>x</script>1 < 2"), "A&B C D 1 < 2");
    assert_eq!(plain_text("<p>a<br>b &hellip;</p><ol><li>c</ol>"), "a\nb …\n\n1. c");
}

#[test]
fn threat_77_characters_that_break_things_are_gone() {
    let body = from_html("a\u{0}b&#0;&#1;c\u{feff}<p>d\u{202e}e</p>\u{ffff}", &());
    assert_eq!(body.text, "ab\u{fffd}c\n\nd\u{202e}e");
}
