//! JSON Feed 1.1 (jsonfeed.org).

use serde_json::{Map, Value, json};

use crate::feeds::model::{Entry, Feed, Place};

/// A feed as JSON.
pub fn write(feed: &Feed, place: Place<'_>) -> serde_json::Result<Vec<u8>> {
    let items: Vec<Value> = feed.entries.iter().map(|entry| item(entry, place)).collect();
    let mut whole = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "description": feed.description,
        "language": feed.language,
        "items": items,
    });
    for (name, value) in [("next_url", &feed.next), ("icon", &feed.icon)] {
        if let Some(value) = value {
            whole[name] = json!(value);
        }
    }
    if !feed.hubs.is_empty() {
        whole["hubs"] = feed.hubs.iter().map(|hub| json!({"type": "WebSub", "url": hub})).collect();
    }
    serde_json::to_vec(&whole)
}

fn item(entry: &Entry, place: Place<'_>) -> Value {
    let card = &entry.card;
    let authors: Vec<Value> =
        card.authors.iter().map(|author| json!({"name": author.name, "url": place.at.url(&author.path)})).collect();
    let names = card.categories.iter().map(|one| &one.name).chain(card.tags.iter().map(|one| &one.name));
    let mut item = json!({
        "id": entry.id,
        "url": card.url,
        "title": card.title,
        "summary": card.excerpt,
        "content_html": entry.html(),
        "date_published": place.rfc3339(card.published_at),
        "date_modified": place.rfc3339(card.updated_at),
        "authors": authors,
        "tags": names.collect::<Vec<_>>(),
        "language": card.language,
    });
    if let Some(media) = &card.featured_media {
        item["image"] = json!(media.url);
        let mut attachment = Map::new();
        attachment.insert("url".to_owned(), json!(media.url));
        attachment.insert("mime_type".to_owned(), json!(media.mime));
        if let Some(bytes) = media.bytes {
            attachment.insert("size_in_bytes".to_owned(), json!(bytes));
        }
        item["attachments"] = json!([attachment]);
    }
    item
}
