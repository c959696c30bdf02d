//! A complete article on the wire, and the lists that articles come in.

pub mod desk;

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Object, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::model::{Location, SourceCredit};
use crate::cards::ArticleCard;
use crate::db::{Id, Time};
use crate::http::PageOut;
use crate::media::MediaOut;

/// A page of articles.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleList {
    /// The articles, in the order that `sort` asked for.
    pub data: Vec<ArticleCard>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

/// Articles like another one, the most alike first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelatedList {
    /// The articles.
    pub data: Vec<ArticleCard>,
}

/// What a complete article has besides its card.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleDetails {
    /// Where it was written.
    #[schema(required, example = "OLOKUN BAY")]
    pub dateline: Option<String>,
    /// The place it is about.
    #[schema(required)]
    pub location: Option<LocationOut>,
    /// Its gallery, in order; empty where it has none.
    pub gallery: Vec<MediaOut>,
    /// Whom it credits.
    pub sources: Vec<SourceOut>,
    /// Its corrections, the newest first.
    pub corrections: Vec<CorrectionOut>,
    /// The same article in other languages.
    pub translations: Vec<TranslationOut>,
    /// How its live coverage stands; null where it is none.
    #[schema(required)]
    pub live: Option<LiveOut>,
    /// Keys that the publisher declared public.
    #[schema(example = json!({}))]
    pub extra: Map<String, Value>,
}

/// A place.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Location)]
pub struct LocationOut {
    /// Its name.
    #[schema(example = "Marina, Olokun Bay")]
    pub name: String,
    /// Degrees north.
    #[schema(required, example = 6.42)]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[schema(required, example = 3.41)]
    pub longitude: Option<f64>,
}

/// Whom an article credits.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Source)]
pub struct SourceOut {
    /// The name.
    #[schema(example = "Coast Wire")]
    pub name: String,
    /// Its address.
    #[schema(required, example = json!(null))]
    pub url: Option<String>,
}

/// A correction.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Correction)]
pub struct CorrectionOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b61")]
    pub id: Id,
    /// What kind it is.
    #[schema(example = "correction", extensions(("x-extensible-enum" = json!(["correction", "clarification", "update", "retraction", "editors_note"]))))]
    pub kind: String,
    /// Plain text.
    #[schema(example = "An earlier version gave the cost as ₦241 billion.")]
    pub text: String,
    /// Safe HTML.
    #[schema(example = "<p>An earlier version gave the cost as ₦241 billion.</p>")]
    pub html: String,
    /// When it was made.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub at: Time,
}

/// The same article in another language.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Translation)]
pub struct TranslationOut {
    /// Its language (BCP 47).
    #[schema(example = "yo")]
    pub language: String,
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b12")]
    pub id: Id,
    /// Its slug.
    #[schema(example = "iho-inu-omi-si")]
    pub slug: String,
    /// Its path on the public site.
    #[schema(example = "/city/iho-inu-omi-si")]
    pub path: String,
}

/// How a live coverage stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Live)]
pub struct LiveOut {
    /// Where it is.
    #[schema(example = "live", extensions(("x-extensible-enum" = json!(["upcoming", "live", "ended"]))))]
    pub status: String,
    /// When it began.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub started_at: Option<Time>,
    /// When it ended.
    #[schema(required, value_type = Option<String>, format = "date-time", example = json!(null))]
    pub ended_at: Option<Time>,
    /// When something was last added.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub last_update_at: Option<Time>,
    /// How often something was added.
    #[schema(example = 14)]
    pub update_count: i32,
}

impl LocationOut {
    /// A stored place.
    pub fn new(stored: &Location) -> Self {
        Self { name: stored.name.clone(), latitude: stored.latitude, longitude: stored.longitude }
    }
}

impl SourceOut {
    /// A stored credit.
    pub fn new(stored: &SourceCredit) -> Self {
        Self { name: stored.name.clone(), url: stored.url.clone() }
    }
}

/// One complete article: everything on its page, by one call.
#[derive(Debug, Clone, Serialize)]
pub struct Article {
    /// The card, with everything that can be included.
    #[serde(flatten)]
    pub card: ArticleCard,
    /// What no card has.
    #[serde(flatten)]
    pub details: ArticleDetails,
}

// The schema is the two parts in one object with every property required: `allOf`, which the derive
// would write, breaks generators of clients.
impl PartialSchema for Article {
    fn schema() -> RefOr<Schema> {
        let (card, details) = (object::<ArticleCard>(), object::<ArticleDetails>());
        let mut all =
            ObjectBuilder::new().description(Some("One complete article: everything on its page, by one call."));
        for (name, property) in card.properties.into_iter().chain(details.properties) {
            all = all.required(name.clone()).property(name, property);
        }
        RefOr::T(Schema::Object(all.build()))
    }
}

impl ToSchema for Article {
    fn name() -> std::borrow::Cow<'static, str> {
        "Article".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ArticleCard::schemas(schemas);
        ArticleDetails::schemas(schemas);
    }
}

impl ArticleDetails {
    /// The names of its fields.
    pub fn names() -> Vec<String> {
        object::<Self>().properties.into_keys().collect()
    }
}

fn object<T: ToSchema>() -> Object {
    match T::schema() {
        RefOr::T(Schema::Object(object)) => object,
        _ => Object::new(),
    }
}

/// Some parts of an article, as `fields` asked for them; every property may be absent.
pub struct ArticlePartial;

impl PartialSchema for ArticlePartial {
    fn schema() -> RefOr<Schema> {
        let text = "Some parts of an article, as `fields` asked for them: every property of `Article` may be absent, and so may theirs.";
        let mut all = ObjectBuilder::new().description(Some(text));
        let (card, details) = (object::<ArticleCard>(), object::<ArticleDetails>());
        for (name, property) in card.properties.into_iter().chain(details.properties) {
            all = all.property(name, loose(property));
        }
        RefOr::T(Schema::Object(all.build()))
    }
}

impl ToSchema for ArticlePartial {
    fn name() -> std::borrow::Cow<'static, str> {
        "ArticlePartial".into()
    }
}

/// A property without what is inside of it, which `fields` may have cut away.
fn loose(property: RefOr<Schema>) -> RefOr<Schema> {
    let open = |kind: Type| ObjectBuilder::new().schema_type(SchemaType::new(kind)).build();
    match property {
        RefOr::T(Schema::Object(one)) if one.properties.is_empty() => RefOr::T(Schema::Object(one)),
        RefOr::T(Schema::Array(_)) => RefOr::T(Schema::Array(ArrayBuilder::new().items(open(Type::Object)).build())),
        // Two types in one schema are what generators of clients stumble over.
        _ => RefOr::T(Schema::OneOf(OneOfBuilder::new().item(open(Type::Null)).item(open(Type::Object)).build())),
    }
}

/// A page of articles cut down by `fields`, or with a part of their bodies.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes an answer that is made as a JSON value")]
pub struct ArticleListPartial {
    /// The articles, each with the parts that were asked for.
    #[schema(value_type = Vec<ArticlePartial>)]
    pub data: Vec<Value>,
    /// Where this page stands in the list.
    pub page: PageOut,
}
