//! RSS 2.0 (rssboard.org) with `content:encoded`, Dublin Core, Media RSS and links of Atom.

use std::io::Result;

use crate::feeds::model::{Entry, Feed, Place};
use crate::http::xml::{Xml, document, empty, text, with};
use crate::media::MediaOut;
use crate::text::escape_html;

const NAMESPACES: [(&str, &str); 5] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
];

/// A feed as RSS.
pub fn write(feed: &Feed, place: Place<'_>) -> Result<Vec<u8>> {
    let mut xml = document()?;
    xml.create_element("rss").with_attributes(NAMESPACES).write_inner_content(|xml| {
        xml.create_element("channel").write_inner_content(|xml| channel(xml, feed, place))?;
        Ok(())
    })?;
    Ok(xml.into_inner())
}

fn channel(xml: &mut Xml, feed: &Feed, place: Place<'_>) -> Result<()> {
    text(xml, "title", &feed.title)?;
    text(xml, "link", &feed.home)?;
    text(xml, "description", &feed.description)?;
    text(xml, "language", &feed.language)?;
    text(xml, "generator", "Newswire")?;
    if !feed.entries.is_empty() {
        text(xml, "lastBuildDate", &place.rfc822(feed.updated))?;
    }
    let own = [("rel", "self"), ("type", "application/rss+xml"), ("href", feed.own.as_str())];
    empty(xml, "atom:link", &own)?;
    for hub in &feed.hubs {
        empty(xml, "atom:link", &[("rel", "hub"), ("href", hub)])?;
    }
    let around = [("first", Some(&feed.first)), ("previous", feed.previous.as_ref()), ("next", feed.next.as_ref())];
    for (rel, href) in around {
        if let Some(href) = href {
            empty(xml, "atom:link", &[("rel", rel), ("href", href)])?;
        }
    }
    if let Some(icon) = &feed.icon {
        xml.create_element("image").write_inner_content(|xml| {
            text(xml, "url", icon)?;
            text(xml, "title", &feed.title)?;
            text(xml, "link", &feed.home)
        })?;
    }
    feed.entries.iter().try_for_each(|entry| {
        xml.create_element("item").write_inner_content(|xml| item(xml, entry, place))?;
        Ok(())
    })
}

fn item(xml: &mut Xml, entry: &Entry, place: Place<'_>) -> Result<()> {
    let card = &entry.card;
    text(xml, "title", &card.title)?;
    text(xml, "link", &card.url)?;
    with(xml, "guid", &[("isPermaLink", "false")], &entry.id)?;
    text(xml, "pubDate", &place.rfc822(card.published_at))?;
    for author in &card.authors {
        text(xml, "dc:creator", &author.name)?;
    }
    for category in &card.categories {
        text(xml, "category", &category.name)?;
    }
    for tag in &card.tags {
        text(xml, "category", &tag.name)?;
    }
    // RSS takes the description of an item for HTML, and readers show it as such; the excerpt is a text.
    text(xml, "description", &escape_html(&card.excerpt))?;
    text(xml, "content:encoded", entry.html())?;
    text(xml, "atom:updated", &place.rfc3339(card.updated_at))?;
    card.featured_media.as_ref().map_or(Ok(()), |media| picture(xml, media))
}

fn picture(xml: &mut Xml, media: &MediaOut) -> Result<()> {
    // A length is required; 0 says that it is not known.
    let bytes = media.bytes.unwrap_or(0).to_string();
    empty(xml, "enclosure", &[("url", media.url.as_str()), ("length", &bytes), ("type", &media.mime)])?;
    let (width, height) = (media.width.map(|n| n.to_string()), media.height.map(|n| n.to_string()));
    let mut attributes = vec![("url", media.url.as_str()), ("type", &media.mime), ("medium", &media.kind)];
    attributes.extend(width.as_deref().map(|width| ("width", width)));
    attributes.extend(height.as_deref().map(|height| ("height", height)));
    xml.create_element("media:content").with_attributes(attributes).write_inner_content(|xml| {
        if let Some(caption) = &media.caption {
            with(xml, "media:description", &[("type", "plain")], caption)?;
        }
        media.credit.as_ref().map_or(Ok(()), |credit| with(xml, "media:credit", &[("role", "photographer")], credit))
    })?;
    Ok(())
}
