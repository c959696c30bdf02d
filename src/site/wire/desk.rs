//! The site's settings as the newsroom reads and writes them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{CommentRulesOut, CreditOut, OfficeOut, PublisherOut, SocialOut};
use crate::addresses::Permalinks;
use crate::db::Id;
use crate::site::model::SiteSettings;

/// What of the site's settings shall be another: the properties of `NewsroomSite` but `revision`, each of them
/// optional; null sets one back to what a new installation has.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(value_type = Object)]
pub struct SitePatch(pub Map<String, Value>);

/// The site's settings as the newsroom sees them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewsroomSite {
    /// Counts every write; the `ETag` of the settings.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub revision: i64,
    /// Its name.
    #[schema(example = "The Bay Courier")]
    pub name: String,
    /// A line under the name.
    #[schema(example = "News from the water's edge")]
    pub tagline: String,
    /// The public site, without a slash at its end; null: the address of this service.
    #[schema(required, example = "https://baycourier.example")]
    pub home_url: Option<String>,
    /// Its main language (BCP 47).
    #[schema(example = "en")]
    pub language: String,
    /// Every language that it publishes in (BCP 47).
    #[schema(example = json!(["en", "yo"]))]
    pub languages: Vec<String>,
    /// Its time zone (IANA).
    #[schema(example = "Africa/Lagos")]
    pub timezone: String,
    /// The patterns of its addresses.
    pub permalinks: Permalinks,
    /// Where a frontend shows a draft; null where none is set.
    #[schema(required, example = json!(null))]
    pub preview_url: Option<String>,
    /// Its logo, a picture.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub logo_id: Option<Id>,
    /// A square mark, for browsers and apps, a picture.
    #[schema(required, value_type = Option<String>, format = "uuid", example = json!(null))]
    pub icon_id: Option<Id>,
    /// Its profiles elsewhere.
    pub social: Vec<SocialOut>,
    /// Who publishes it.
    pub publisher: PublisherOut,
    /// Its offices.
    pub offices: Vec<OfficeOut>,
    /// The copyright line; `{year}` is the year now.
    #[schema(example = "© {year} Bay Courier Press Limited")]
    pub copyright: String,
    /// Who made the site.
    pub credits: Vec<CreditOut>,
    /// What readers' comments are held to.
    pub comments: CommentRulesOut,
    /// Words that a reader is taken to read in a minute, from 60 to 1,000.
    #[schema(example = 220)]
    pub words_per_minute: i32,
    /// What else the publisher declared public.
    #[schema(example = json!({}))]
    pub extra: Map<String, Value>,
}

impl NewsroomSite {
    /// The stored settings.
    pub fn new(settings: &SiteSettings, (logo_id, icon_id): (Option<Id>, Option<Id>), revision: i64) -> Self {
        Self {
            revision,
            name: settings.name.clone(),
            tagline: settings.tagline.clone(),
            home_url: settings.home_url.clone(),
            language: settings.language.clone(),
            languages: settings.languages.clone(),
            timezone: settings.timezone.clone(),
            permalinks: settings.permalinks.clone(),
            preview_url: settings.preview_url.clone(),
            logo_id,
            icon_id,
            social: settings.social.iter().map(SocialOut::new).collect(),
            publisher: PublisherOut::new(&settings.publisher),
            offices: settings.offices.iter().map(OfficeOut::new).collect(),
            copyright: settings.copyright.clone(),
            credits: settings.credits.iter().map(CreditOut::new).collect(),
            comments: CommentRulesOut::new(&settings.comments),
            words_per_minute: i32::try_from(settings.words_per_minute).unwrap_or(i32::MAX),
            extra: settings.extra.clone(),
        }
    }
}
