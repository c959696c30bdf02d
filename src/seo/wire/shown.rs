//! What search engines and social networks read of a resource, property by property.

use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Time;
use crate::seo::model::SeoOverrides;
use crate::seo::picture::Picture;
use crate::site::{Here, Social};

/// What search engines and social networks read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Seo)]
pub struct SeoOut {
    /// The page's `title`.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// The page's `meta name="description"`.
    #[schema(example = "The first buses ran through the harbour tunnel on Friday.")]
    pub description: String,
    /// The page's `link rel="canonical"`.
    #[schema(example = "https://baycourier.example/city/harbour-tunnel-opens")]
    pub canonical_url: String,
    /// The page's `meta name="robots"`.
    #[schema(example = "index, follow, max-image-preview:large")]
    pub robots: String,
    /// The same in every language that it has, itself included, each for a `link rel="alternate" hreflang="…"`; empty
    /// where it has one language.
    pub alternates: Vec<SeoAlternate>,
    /// Open Graph.
    pub open_graph: OpenGraph,
    /// The Twitter card.
    pub twitter: TwitterCard,
}

/// A resource in one of its languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeoAlternate {
    /// The language (BCP 47).
    #[schema(example = "yo")]
    pub language: String,
    /// The address on the public site.
    #[schema(example = "https://baycourier.example/city/iho-inu-omi-si")]
    pub url: String,
}

/// Open Graph (ogp.me): each property as `og:` and its name; those of an article stand at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenGraph {
    /// `og:type`.
    #[schema(example = "article", extensions(("x-extensible-enum" = json!(["article", "website", "profile"]))))]
    pub r#type: String,
    /// `og:title`.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// `og:description`.
    #[schema(example = "The first buses ran through the harbour tunnel on Friday.")]
    pub description: String,
    /// `og:url`.
    #[schema(example = "https://baycourier.example/city/harbour-tunnel-opens")]
    pub url: String,
    /// `og:image`; null where there is no picture.
    #[schema(required, example = "http://127.0.0.1:8080/media/9f2c41d07ab3c865-16x9-50x33/1200.jpg")]
    pub image: Option<String>,
    /// `og:image:width`, in pixels; null where unknown.
    #[schema(required, example = 1200)]
    pub image_width: Option<i32>,
    /// `og:image:height`, in pixels; null where unknown.
    #[schema(required, example = 675)]
    pub image_height: Option<i32>,
    /// `og:image:alt`; null where nobody has said what the picture shows.
    #[schema(required, example = "Buses queue at the western mouth of the tunnel")]
    pub image_alt: Option<String>,
    /// `og:site_name`.
    #[schema(example = "The Bay Courier")]
    pub site_name: String,
    /// `og:locale`.
    #[schema(example = "en")]
    pub locale: String,
    /// `article:published_time`; null for what is no article, and so are the next ones.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2026-11-15T09:02:00Z")]
    pub published_time: Option<Time>,
    /// `article:modified_time`.
    #[schema(required, value_type = Option<String>, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub modified_time: Option<Time>,
    /// `article:section`: the main category.
    #[schema(required, example = "City")]
    pub section: Option<String>,
    /// `article:tag`, one each.
    #[schema(example = json!(["Transport"]))]
    pub tags: Vec<String>,
    /// `article:author`, one each: the addresses of the authors' pages.
    #[schema(example = json!(["https://baycourier.example/authors/ada-okoye"]))]
    pub authors: Vec<String>,
}

/// The Twitter card: each property as `twitter:` and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TwitterCard {
    /// `twitter:card`.
    #[schema(example = "summary_large_image", extensions(("x-extensible-enum" = json!(["summary", "summary_large_image"]))))]
    pub card: String,
    /// `twitter:title`.
    #[schema(example = "Harbour tunnel opens two years late")]
    pub title: String,
    /// `twitter:description`.
    #[schema(example = "The first buses ran through the harbour tunnel on Friday.")]
    pub description: String,
    /// `twitter:image`; null where there is no picture.
    #[schema(required, example = "http://127.0.0.1:8080/media/9f2c41d07ab3c865-16x9-50x33/1200.jpg")]
    pub image: Option<String>,
    /// `twitter:image:alt`; null where nobody has said what the picture shows.
    #[schema(required, example = "Buses queue at the western mouth of the tunnel")]
    pub image_alt: Option<String>,
    /// `twitter:site`: the account of the site, without the `@` that a head has before it; null where it names none.
    #[schema(required, example = "thebaycourier_ex")]
    pub site: Option<String>,
    /// `twitter:creator`: the account of the author, or of the first who has one, without the `@`; null where there is
    /// none.
    #[schema(required, example = "adaokoye_ex")]
    pub creator: Option<String>,
}

/// What a resource is, before editors are heard.
#[derive(Debug, Default)]
pub struct Subject<'a> {
    /// `article`, `website` or `profile`.
    pub og_type: &'static str,
    /// Its title.
    pub title: &'a str,
    /// Its description.
    pub description: &'a str,
    /// Its address.
    pub url: &'a str,
    /// Its picture.
    pub picture: Option<Picture>,
    /// Its language; empty: the site's.
    pub language: &'a str,
    /// The profiles of its author.
    pub creator: &'a [Social],
    /// What it says where it is an article.
    pub story: Option<StoryFacts>,
}

/// What social networks read of an article alone.
#[derive(Debug, Default)]
pub struct StoryFacts {
    /// When it was published.
    pub published: Option<Time>,
    /// When it was last changed, in the editor's eyes.
    pub modified: Option<Time>,
    /// Its main category.
    pub section: Option<String>,
    /// The names of its tags.
    pub tags: Vec<String>,
    /// The addresses of its authors' pages.
    pub authors: Vec<String>,
    /// The same article in other languages.
    pub translations: Vec<SeoAlternate>,
}

impl SeoOut {
    /// What is read of a subject, with what editors say in its place.
    pub fn new(subject: Subject<'_>, overrides: &SeoOverrides, here: &Here) -> Self {
        let site = here.settings();
        let title = overrides.title.as_deref().unwrap_or(subject.title).to_owned();
        let description = overrides.description.as_deref().unwrap_or(subject.description).to_owned();
        let canonical_url = overrides.canonical_url.as_deref().unwrap_or(subject.url).to_owned();
        let language = if subject.language.is_empty() { &site.language } else { subject.language };
        let twitter = TwitterCard {
            card: if subject.picture.is_some() { "summary_large_image" } else { "summary" }.to_owned(),
            title: title.clone(),
            description: description.clone(),
            image: subject.picture.as_ref().map(|picture| picture.url.clone()),
            image_alt: subject.picture.as_ref().and_then(|picture| picture.alt.clone()),
            site: handle(&site.social),
            creator: handle(subject.creator),
        };
        let size = subject.picture.as_ref().and_then(|picture| picture.size);
        let story = subject.story.unwrap_or_default();
        let own = SeoAlternate { language: language.to_owned(), url: subject.url.to_owned() };
        let own = Some(own).filter(|_| !story.translations.is_empty());
        Self {
            robots: robots(overrides).to_owned(),
            alternates: own.into_iter().chain(story.translations).collect(),
            open_graph: OpenGraph {
                r#type: subject.og_type.to_owned(),
                title: title.clone(),
                description: description.clone(),
                url: subject.url.to_owned(),
                image: twitter.image.clone(),
                image_width: size.map(|size| size.0),
                image_height: size.map(|size| size.1),
                image_alt: twitter.image_alt.clone(),
                site_name: site.name.clone(),
                locale: language.replace('-', "_"),
                published_time: story.published,
                modified_time: story.modified,
                section: story.section,
                tags: story.tags,
                authors: story.authors,
            },
            twitter,
            title,
            description,
            canonical_url,
        }
    }
}

/// Large previews are what the big cards of search engines need; they show none unless they are allowed to.
fn robots(overrides: &SeoOverrides) -> &'static str {
    if overrides.noindex {
        "noindex, follow, max-image-preview:large"
    } else {
        "index, follow, max-image-preview:large"
    }
}

/// The name of the account that one of these profiles is on X.
fn handle(profiles: &[Social]) -> Option<String> {
    let of = |profile: &&Social| matches!(profile.network.as_str(), "x" | "twitter");
    let url = url::Url::parse(&profiles.iter().find(of)?.url).ok()?;
    let name = url.path_segments()?.find(|part| !part.is_empty())?.trim_start_matches('@');
    let fine = name.len() <= 50 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    fine.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_the_first_part_of_its_address() {
        let profile = |network: &str, url: &str| Social { network: network.into(), label: "X".into(), url: url.into() };
        for (url, name) in [
            ("https://x.com/thebaycourier_ex", Some("thebaycourier_ex")),
            ("https://twitter.com/@ada/", Some("ada")),
            ("https://x.com/", None),
            ("https://x.com/%22%3E", None),
            ("x", None),
        ] {
            assert_eq!(
                handle(&[profile("facebook", "https://f.example/f"), profile("x", url)]).as_deref(),
                name,
                "{url}"
            );
        }
        assert_eq!(handle(&[profile("facebook", "https://f.example/f")]), None);
    }
}
