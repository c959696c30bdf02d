//! The site on the wire.

use chrono::{Datelike, TimeZone};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::addresses::Permalinks;
use crate::db::Time;
use crate::media::{Media, MediaOut};
use crate::menus::MenuOut;
use crate::seo::{self, Picture, SeoOut, SeoOverrides, Subject, head_html, script_text};
use crate::site::{CommentRulesOut, CreditOut, FeedOut, Here, OfficeOut, PublisherOut, SocialOut};

/// The site: the frame of every page.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Site)]
pub struct SiteOut {
    /// Its name.
    #[schema(example = "The Bay Courier")]
    pub name: String,
    /// A line under the name.
    #[schema(example = "News from the water's edge")]
    pub tagline: String,
    /// The public site, without a slash at its end.
    #[schema(example = "https://baycourier.example")]
    pub home_url: String,
    /// Its main language (BCP 47).
    #[schema(example = "en")]
    pub language: String,
    /// Every language that it publishes in (BCP 47).
    #[schema(example = json!(["en", "yo"]))]
    pub languages: Vec<String>,
    /// Its time zone (IANA). Every time of this API is UTC; a frontend shows it in this zone.
    #[schema(example = "Africa/Lagos")]
    pub timezone: String,
    /// The patterns of its addresses.
    pub permalinks: Permalinks,
    /// Where a frontend shows a draft; null where none is set.
    #[schema(required, example = json!(null))]
    pub preview_url: Option<String>,
    /// Its logo.
    #[schema(required)]
    pub logo: Option<MediaOut>,
    /// A square mark, for browsers and apps.
    #[schema(required)]
    pub icon: Option<MediaOut>,
    /// Its profiles elsewhere.
    pub social: Vec<SocialOut>,
    /// Who publishes it.
    pub publisher: PublisherOut,
    /// Its offices.
    pub offices: Vec<OfficeOut>,
    /// The copyright line, with this year.
    #[schema(example = "© 2026 Bay Courier Press Limited")]
    pub copyright: String,
    /// Who made the site.
    pub credits: Vec<CreditOut>,
    /// The names of its menus.
    #[schema(example = json!(["footer", "main"]))]
    pub menus: Vec<String>,
    /// Its feeds.
    pub feeds: Vec<FeedOut>,
    /// What readers' comments are held to.
    pub comments: CommentRulesOut,
    /// Words that a reader is taken to read in a minute.
    #[schema(example = 220)]
    pub words_per_minute: i32,
    /// What else the publisher declared public.
    #[schema(example = json!({}))]
    pub extra: Map<String, Value>,
    /// What search engines and social networks read of the front page.
    pub seo: SeoOut,
    /// schema.org data of the site and of who publishes it, as JSON text, ready for a
    /// `<script type="application/ld+json">` of the front page.
    #[schema(example = "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"NewsMediaOrganization\"}]}")]
    pub json_ld: String,
    /// All of it, ready to be put into the `<head>` of the front page: the title, `seo`, `json_ld` and `feeds`.
    #[schema(
        example = "<title>The Bay Courier</title>\n<link rel=\"canonical\" href=\"https://baycourier.example/\">\n"
    )]
    pub head_html: String,
    /// All its menus, with `include=navigation` or `navigation.links`; with their featured and newest articles in the former.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub navigation: Option<Vec<MenuOut>>,
}

impl SiteOut {
    /// The site, with the names of its menus.
    pub fn new(here: &Here, menus: Vec<String>) -> Self {
        let settings = here.settings();
        let at = here.addresses();
        let year = at.local(here.now).year();
        let next = at.zone.with_ymd_and_hms(year + 1, 1, 1, 0, 0, 0).earliest();
        next.into_iter().for_each(|next| here.trace.ends_at(Time(next.to_utc())));
        let picture = |row: &Option<Media>| row.as_ref().map(|row| MediaOut::new(row, None, at));
        let feeds = FeedOut::all(&settings.name, "/feeds", at);
        let (seo, json_ld) = (front_page(here), script_text(seo::site_graph(here)));
        Self {
            head_html: head_html(&seo, &json_ld, &feeds),
            seo,
            json_ld,
            name: settings.name.clone(),
            tagline: settings.tagline.clone(),
            home_url: at.home_url.clone(),
            language: settings.language.clone(),
            languages: settings.languages.clone(),
            timezone: settings.timezone.clone(),
            permalinks: settings.permalinks.clone(),
            preview_url: settings.preview_url.clone(),
            logo: picture(&here.site.logo),
            icon: picture(&here.site.icon),
            social: settings.social.iter().map(SocialOut::new).collect(),
            publisher: PublisherOut::new(&settings.publisher),
            offices: settings.offices.iter().map(OfficeOut::new).collect(),
            copyright: settings.copyright.replace("{year}", &year.to_string()),
            credits: settings.credits.iter().map(CreditOut::new).collect(),
            menus,
            feeds,
            comments: CommentRulesOut::new(&settings.comments),
            words_per_minute: i32::try_from(settings.words_per_minute).unwrap_or(i32::MAX),
            extra: settings.extra.clone(),
            navigation: None,
        }
    }
}

fn front_page(here: &Here) -> SeoOut {
    let (at, site) = (here.addresses(), here.settings());
    let mark = here.site.logo.as_ref().or(here.site.icon.as_ref()).map(|row| MediaOut::new(row, None, at));
    let subject = Subject {
        og_type: "website",
        title: &site.name,
        description: if site.tagline.is_empty() { &site.name } else { &site.tagline },
        url: &at.url("/"),
        picture: mark.as_ref().and_then(Picture::of),
        ..Subject::default()
    };
    SeoOut::new(subject, &SeoOverrides::default(), here)
}
