//! Changes on the wire.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::model::Entry;
use crate::db::{Id, Time};

/// A resource that changed, as it is now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeOut {
    /// The change's place in the log: a later one is larger.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 4711)]
    pub seq: i64,
    /// `upsert`: keep `resource` in place of what you have; `delete`: remove what you have.
    #[schema(example = "upsert", extensions(("x-extensible-enum" = json!(["upsert", "delete"]))))]
    pub op: String,
    /// Of what kind the resource is.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article", "page", "category", "tag", "author", "media", "menu", "site", "home"]))))]
    pub r#type: String,
    /// Which one.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// Its public version.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub version: i64,
    /// When it changed; in a first synchronisation the moment of the answer.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub at: Time,
    /// Why it is gone, where it is: `unpublished`, `expired`, `trashed`, `deleted`, `merged` into another one, `taken_down`, or `out_of_range`, where
    /// it is public but published before `published_from`.
    #[schema(required, example = json!(null), extensions(("x-extensible-enum" = json!(["unpublished", "expired", "trashed", "deleted", "merged", "taken_down", "out_of_range"]))))]
    pub reason: Option<String>,
    /// The resource as it is now, in the form of its own list: for an article an `ArticleCard` (with `body` where it was
    /// included); null where it is gone. What it embeds of others (authors, categories, tags, pictures) is as it was
    /// when the resource was sent: each of those comes as a change of its own.
    #[schema(required, value_type = Option<Object>, example = json!({"id": "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11", "slug": "harbour-tunnel-opens"}))]
    pub resource: Option<Value>,
}

/// What changed beyond a cursor.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChangeList)]
pub struct ChangeList {
    /// The changes, in order; each resource once.
    pub data: Vec<ChangeOut>,
    /// The `since` of the next call, always; good for 90 days.
    #[schema(example = "eyJ2IjoiZDFmMmEzYjQgNDcxMSIsImkiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAifQ")]
    pub next_cursor: String,
    /// Whether there is more now; else come back later.
    #[schema(example = false)]
    pub has_more: bool,
}

/// A change as listeners hear of it: what happened, to what, and what to drop from caches.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventOut {
    /// The event's id: the cursor to go on from, as in `Last-Event-ID`.
    #[schema(example = "eyJ2IjoiZDFmMmEzYjQgNDcxMSIsImkiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAifQ")]
    pub id: String,
    /// What happened.
    #[schema(example = "article.published", extensions(("x-extensible-enum" = json!([
        "article.published", "article.updated", "article.unpublished", "alert.sent", "page.published", "page.updated",
        "page.unpublished", "category.updated", "category.deleted", "tag.updated", "tag.deleted", "author.updated",
        "author.deleted", "media.updated", "media.deleted", "menu.updated", "menu.deleted", "site.updated", "home.updated"
    ]))))]
    pub r#type: String,
    /// When it happened.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub at: Time,
    /// Its place in the log: a later one is larger.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 4711)]
    pub seq: i64,
    /// What it happened to.
    pub resource: EventResource,
    /// What it was called before, where that was otherwise.
    #[schema(required)]
    pub previous: Option<EventPrevious>,
    /// The names of what changed, where they are known.
    #[schema(example = json!(["title", "body"]))]
    pub changed: Vec<String>,
    /// Every key to drop from caches, in the form of `Surrogate-Key`.
    #[schema(example = json!(["article:harbour-tunnel-opens", "articles", "category:city"]))]
    pub purge: Vec<String>,
    /// What an alert says, for `alert.sent`; null for other events, and where it was taken down since.
    #[schema(required)]
    pub alert: Option<AlertOut>,
}

/// What the publisher's own push service is to tell readers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Alert)]
pub struct AlertOut {
    /// Its title.
    #[schema(example = "Harbour tunnel opens")]
    pub title: String,
    /// Its text.
    #[schema(example = "The first buses run from six o'clock.")]
    pub body: String,
    /// To whom it goes, in the publisher's own words.
    #[schema(example = json!(["breaking", "city"]))]
    pub topics: Vec<String>,
}

/// The resource of an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventResource {
    /// Of what kind it is.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article", "page", "category", "tag", "author", "media", "menu", "site", "home"]))))]
    pub r#type: String,
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b11")]
    pub id: Id,
    /// Its slug, where it has one.
    #[schema(required, example = "harbour-tunnel-opens")]
    pub slug: Option<String>,
    /// Its path on the public site, where it is known.
    #[schema(required, example = "/city/harbour-tunnel-opens")]
    pub path: Option<String>,
    /// Its public version.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub version: i64,
}

/// What the resource of an event was called before; null where that did not change.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPrevious {
    /// Its slug before.
    #[schema(required, example = "harbour-tunnel")]
    pub slug: Option<String>,
    /// Its path before.
    #[schema(required, example = "/city/harbour-tunnel")]
    pub path: Option<String>,
}

impl EventOut {
    /// A row of the log, with the cursor that goes on after it.
    pub fn new(id: String, entry: &Entry) -> Self {
        let renamed = entry.previous_slug.is_some() || entry.previous_path.is_some();
        let previous =
            renamed.then(|| EventPrevious { slug: entry.previous_slug.clone(), path: entry.previous_path.clone() });
        Self {
            id,
            r#type: entry.event.clone(),
            at: entry.at,
            seq: entry.seq,
            resource: EventResource {
                r#type: entry.kind.clone(),
                id: entry.id,
                slug: entry.slug.clone(),
                path: entry.path.clone(),
                version: entry.version,
            },
            previous,
            changed: entry.changed.0.clone(),
            purge: entry.keys.0.clone(),
            alert: entry.alert.as_ref().map(|alert| AlertOut {
                title: alert.0.title.clone(),
                body: alert.0.body.clone(),
                topics: alert.0.topics.clone(),
            }),
        }
    }
}
