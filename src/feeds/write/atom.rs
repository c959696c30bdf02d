//! Atom (RFC 4287), with the links of RFC 5005.

use std::io::Result;

use crate::feeds::model::{Entry, Feed, Place};
use crate::http::xml::{Xml, document, empty, text, with};

const NAMESPACES: [(&str, &str); 1] = [("xmlns", "http://www.w3.org/2005/Atom")];

/// A feed as Atom.
pub fn write(feed: &Feed, place: Place<'_>) -> Result<Vec<u8>> {
    let mut xml = document()?;
    xml.create_element("feed")
        .with_attributes(NAMESPACES)
        .with_attribute(("xml:lang", feed.language.as_str()))
        .write_inner_content(|xml| {
            head(xml, feed, place)?;
            feed.entries.iter().try_for_each(|one| {
                xml.create_element("entry").write_inner_content(|xml| entry(xml, one, place))?;
                Ok(())
            })
        })?;
    Ok(xml.into_inner())
}

fn head(xml: &mut Xml, feed: &Feed, place: Place<'_>) -> Result<()> {
    text(xml, "id", &feed.first)?;
    text(xml, "title", &feed.title)?;
    text(xml, "subtitle", &feed.description)?;
    text(xml, "updated", &place.rfc3339(feed.updated))?;
    text(xml, "generator", "Newswire")?;
    let links = [
        ("alternate", Some(&feed.home)),
        ("self", Some(&feed.own)),
        ("first", Some(&feed.first)),
        ("previous", feed.previous.as_ref()),
        ("next", feed.next.as_ref()),
    ];
    for (rel, href) in links {
        if let Some(href) = href {
            empty(xml, "link", &[("rel", rel), ("href", href)])?;
        }
    }
    for hub in &feed.hubs {
        empty(xml, "link", &[("rel", "hub"), ("href", hub)])?;
    }
    // Entries without an author of their own are the publisher's.
    xml.create_element("author").write_inner_content(|xml| text(xml, "name", &feed.title))?;
    feed.icon.as_ref().map_or(Ok(()), |icon| text(xml, "icon", icon))
}

fn entry(xml: &mut Xml, entry: &Entry, place: Place<'_>) -> Result<()> {
    let card = &entry.card;
    text(xml, "id", &entry.id)?;
    text(xml, "title", &card.title)?;
    empty(xml, "link", &[("rel", "alternate"), ("type", "text/html"), ("href", &card.url)])?;
    text(xml, "published", &place.rfc3339(card.published_at))?;
    text(xml, "updated", &place.rfc3339(card.updated_at))?;
    for author in &card.authors {
        xml.create_element("author").write_inner_content(|xml| {
            text(xml, "name", &author.name)?;
            text(xml, "uri", &place.at.url(&author.path))
        })?;
    }
    for category in &card.categories {
        empty(xml, "category", &[("term", &category.slug), ("label", &category.name)])?;
    }
    for tag in &card.tags {
        empty(xml, "category", &[("term", &tag.slug), ("label", &tag.name)])?;
    }
    text(xml, "summary", &card.excerpt)?;
    if let Some(media) = &card.featured_media {
        let bytes = media.bytes.map(|bytes| bytes.to_string());
        let mut link = vec![("rel", "enclosure"), ("type", media.mime.as_str()), ("href", media.url.as_str())];
        link.extend(bytes.as_deref().map(|bytes| ("length", bytes)));
        empty(xml, "link", &link)?;
    }
    with(xml, "content", &[("type", "html"), ("xml:lang", &card.language)], entry.html())
}
