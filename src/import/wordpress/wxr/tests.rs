//! The reader on small exports that each hold one trap.

use super::super::dates::{gmt, local};
use super::super::model::{Approval, CommentKind, PostKind, PostStatus, Switch};
use super::*;

const HEAD: &str = "<rss version='2.0' xmlns:w='http://wordpress.org/export/1.2/' \
    xmlns:e='http://wordpress.org/export/1.2/excerpt/' \
    xmlns:c='http://purl.org/rss/1.0/modules/content/' \
    xmlns:d='http://purl.org/dc/elements/1.1/'><channel>";
const FOOT: &str = "</channel></rss>";

type Read = (Channel, Vec<Item>, BTreeMap<String, u64>);

fn read(inside: &str) -> Result<Read, XmlError> {
    let document = format!("{HEAD}{inside}{FOOT}");
    let mut reader = Reader::new(document.as_bytes())?;
    let (mut channel, mut items) = (Channel::default(), Vec::new());
    while let Some(entry) = reader.next_entry()? {
        items.extend(channel.take(entry).map(|item| *item));
    }
    Ok((channel, items, reader.skipped().clone()))
}

#[test]
fn the_channel_is_read_whatever_the_order() -> Result<(), XmlError> {
    let (channel, items, skipped) = read(
        "<title> Lagos Post </title><item/><w:wxr_version>9.9</w:wxr_version>
         <w:author><w:author_id>-3</w:author_id><w:author_login>ada\n</w:author_login></w:author>
         <w:category><w:term_id>1</w:term_id><w:category_nicename>news</w:category_nicename>
           <w:category_parent>top</w:category_parent><w:cat_name><![CDATA[News & more]]></w:cat_name>
         </w:category>
         <w:tag><w:tag_slug>x</w:tag_slug></w:tag>
         <w:term><w:term_taxonomy>nav_menu</w:term_taxonomy><w:term_slug>main</w:term_slug>
           <w:termmeta><w:meta_key>k</w:meta_key><w:meta_value> v </w:meta_value></w:termmeta></w:term>
         <image><url>http://x/y.png</url><title>no</title></image>",
    )?;
    assert_eq!(channel.title, "Lagos Post");
    assert_eq!(channel.wxr_version.as_deref(), Some("9.9"));
    assert_eq!(channel.authors[0].id, Some(-3));
    assert_eq!(channel.authors[0].login, "ada");
    assert_eq!(channel.categories[0].name, "News & more");
    assert_eq!(channel.categories[0].parent, "top");
    assert_eq!(channel.tags[0].taxonomy, "post_tag");
    assert_eq!(channel.terms[0].taxonomy, "nav_menu");
    assert_eq!(channel.terms[0].meta, [("k".to_owned(), " v ".to_owned())]);
    assert_eq!(items.len(), 1);
    assert_eq!(skipped, BTreeMap::from([("image".to_owned(), 1)]));
    Ok(())
}

#[test]
fn an_item_is_read_whole() -> Result<(), XmlError> {
    let (_, items, skipped) = read(
        "<item><title><![CDATA[A <b>b</b>]]> &amp;amp; c</title><link>http://x/?p=1</link>
         <d:creator>ada</d:creator><guid isPermaLink='false'>http://x/?p=1</guid>
         <c:encoded> one <![CDATA[<p>]]]]><![CDATA[></p>]]></c:encoded><e:encoded>ex</e:encoded>
         <w:post_id>7</w:post_id><w:post_date>2024-01-02 03:04:05</w:post_date>
         <w:post_date_gmt>0000-00-00 00:00:00</w:post_date_gmt>
         <w:comment_status>closed</w:comment_status><w:ping_status>open</w:ping_status>
         <w:post_name>a-b</w:post_name><w:status>publish</w:status><w:post_parent>5</w:post_parent>
         <w:menu_order>2</w:menu_order><w:post_type>product</w:post_type>
         <w:post_password>pw</w:post_password><w:is_sticky>1</w:is_sticky>
         <category domain='category' nicename='news'>News</category><category>Loose</category>
         <w:postmeta><w:meta_key>views</w:meta_key><w:meta_value>12</w:meta_value></w:postmeta>
         <w:postmeta><w:meta_value>no key</w:meta_value></w:postmeta>
         <w:comment><w:comment_id>9</w:comment_id><w:comment_author>Bo</w:comment_author>
           <w:comment_approved>0</w:comment_approved><w:comment_type>pingback</w:comment_type>
           <w:comment_parent>8</w:comment_parent><w:comment_date_gmt>2024-01-03 00:00:00</w:comment_date_gmt>
           <w:comment_content> hi </w:comment_content></w:comment>
         <w:novelty><w:inner/></w:novelty></item>",
    )?;
    let item = &items[0];
    assert_eq!(item.title, "A <b>b</b> &amp; c");
    assert_eq!(item.content, " one <p>]]></p>");
    assert_eq!((item.excerpt.as_str(), item.creator.as_str()), ("ex", "ada"));
    assert!(!item.guid_is_permalink && item.is_sticky);
    assert_eq!((item.post_id, item.post_parent, item.menu_order), (Some(7), 5, 2));
    assert_eq!(item.post_date, local("2024-01-02 03:04:05"));
    assert_eq!(item.post_date_gmt, Moment::Absent);
    assert_eq!((&item.comment_status, &item.ping_status), (&Switch::Closed, &Switch::Open));
    assert_eq!(item.status, PostStatus::Publish);
    assert_eq!(item.post_type, PostKind::Other("product".to_owned()));
    assert_eq!(item.terms[0].nicename, "news");
    assert_eq!((item.terms[1].domain.as_str(), item.terms[1].name.as_str()), ("", "Loose"));
    assert_eq!(item.meta, [("views".to_owned(), "12".to_owned())]);
    let comment = &item.comments[0];
    assert_eq!((comment.id, comment.parent), (Some(9), 8));
    assert_eq!(comment.content, " hi ");
    assert_eq!(comment.date_gmt, gmt("2024-01-03 00:00:00"));
    assert_eq!((&comment.approved, &comment.kind), (&Approval::Pending, &CommentKind::Pingback));
    assert_eq!(skipped, BTreeMap::from([("wp:novelty".to_owned(), 1)]));
    Ok(())
}

#[test]
fn any_version_of_the_namespace_is_wordpress() -> Result<(), XmlError> {
    for version in ["http://wordpress.org/export/1.0/", "https://wordpress.org/export/2.7"] {
        let document =
            format!("<rss xmlns:q='{version}'><channel><item><q:post_id>4</q:post_id></item></channel></rss>");
        let mut reader = Reader::new(document.as_bytes())?;
        let item = reader.next_entry()?.and_then(|e| Channel::default().take(e));
        assert_eq!(item.and_then(|item| item.post_id), Some(4), "{version}");
        assert!(reader.has_wordpress_elements());
    }
    Ok(())
}

#[test]
fn what_is_no_export_is_refused() {
    let refused = |document: &str| {
        let entries = Reader::new(document.as_bytes()).and_then(|mut reader| {
            while reader.next_entry()?.is_some() {}
            Ok(())
        });
        entries.err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert!(refused("<feed/>").contains("<rss>"));
    assert!(refused("<rss><notachannel/></rss>").contains("<channel>"));
    assert!(refused("<rss><channel/></rss><x/>").contains("second"));
    assert!(refused("<rss><channel><item></channel></rss>").contains("match"));
    assert_eq!(refused("<rss><channel/></rss>\n<!-- c -->"), "");
}

#[test]
fn nothing_follows_an_error() {
    let Ok(mut reader) = Reader::new("<rss><channel><item></x>".as_bytes()) else {
        panic!("the root is right");
    };
    assert!(reader.next_entry().is_err());
    assert_eq!(reader.next_entry(), Ok(None));
}
