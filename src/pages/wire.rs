//! A page on the wire; as the newsroom knows it in `desk`.

pub mod desk;

use std::collections::HashMap;

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::model::Page;
use crate::body::{BodyOut, absolute, blocks_out};
use crate::cards::LegacyOut;
use crate::db::{Id, Time};
use crate::http;
use crate::media::{Media, MediaOut};
use crate::refs::PageRef;
use crate::seo::{self, Picture, SeoOut, Subject, WebPage, head_html, script_text};
use crate::site::{FeedOut, Here};

/// A page of the site beside its news: about us, contact, terms.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = StaticPage)]
pub struct PageOut {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b51")]
    pub id: Id,
    /// Its name in addresses, unique under its parent.
    #[schema(example = "about")]
    pub slug: String,
    /// Its title, as plain text.
    #[schema(example = "About us")]
    pub title: String,
    /// Its path on the public site.
    #[schema(example = "/about")]
    pub path: String,
    /// Its address on the public site.
    #[schema(example = "https://baycourier.example/about")]
    pub url: String,
    /// The page above it; null at the root, or where that is not public.
    #[schema(required)]
    pub parent: Option<PageRef>,
    /// Its place among its siblings, the smallest first.
    #[schema(example = 1)]
    pub position: i32,
    /// A short text: the editor's, else the first 200 characters of the body, cut at a word.
    #[schema(example = "Who makes The Bay Courier, who pays for it and how to reach us.")]
    pub excerpt: String,
    /// Its body.
    pub body: BodyOut,
    /// Its lead picture.
    #[schema(required)]
    pub featured_media: Option<MediaOut>,
    /// When it became public first.
    #[schema(value_type = String, format = "date-time", example = "2026-10-20T08:00:00Z")]
    pub published_at: Time,
    /// When editors last changed it in a way that readers should know; else as `published_at`.
    #[schema(value_type = String, format = "date-time", example = "2026-11-15T11:30:00Z")]
    pub updated_at: Time,
    /// What search engines and social networks read.
    pub seo: SeoOut,
    /// schema.org data as JSON text, ready for a `<script type="application/ld+json">`.
    #[schema(example = "{\"@context\":\"https://schema.org\",\"@type\":\"WebPage\"}")]
    pub json_ld: String,
    /// Where it was imported from.
    #[schema(required)]
    pub legacy: Option<LegacyOut>,
    /// All that search engines and social networks read, ready to be put into a page's `<head>`: the title, `seo`,
    /// `json_ld` and the site's feeds. On the page's own answer; null in lists that do not
    /// `include=head_html`.
    #[schema(
        required,
        example = "<title>About us</title>\n<link rel=\"canonical\" href=\"https://baycourier.example/about\">\n"
    )]
    pub head_html: Option<String>,
}

/// A page of pages.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaticPageList)]
pub struct PageList {
    /// The pages, by position and then by title.
    pub data: Vec<PageOut>,
    /// Where this page stands in the list.
    pub page: http::PageOut,
}

impl PageOut {
    /// A stored page, with its parent and the media that it names.
    pub fn new(row: &Page, parent: Option<PageRef>, media: &HashMap<Id, Media>, here: &Here) -> Self {
        let at = here.addresses();
        let path = at.page(&row.path);
        let url = at.url(&path);
        let featured_media = row.featured_media_id.and_then(|id| medium(id, media, here));
        Self {
            id: row.id,
            slug: row.slug.clone(),
            title: row.title.clone(),
            position: row.position,
            excerpt: row.excerpt.clone(),
            body: BodyOut {
                html: Some(absolute(&row.html, at)),
                text: Some(row.text.clone()),
                blocks: Some(blocks_out(&row.blocks.0, media, at)),
            },
            published_at: row.published_at,
            updated_at: row.updated_at,
            seo: SeoOut::new(subject(row, &url, featured_media.as_ref()), &row.seo.0, here),
            json_ld: json_ld(row, (&path, &url), parent.as_ref(), featured_media.as_ref(), here),
            legacy: LegacyOut::new(row.legacy_source.as_deref(), row.legacy_kind.as_deref(), row.legacy_id.as_deref()),
            head_html: None,
            parent,
            featured_media,
            path,
            url,
        }
    }

    /// The same with everything for a page's head as one string.
    #[must_use]
    pub fn with_head(self, here: &Here) -> Self {
        let feeds = FeedOut::all(&here.settings().name, "/feeds", here.addresses());
        Self { head_html: Some(head_html(&self.seo, &self.json_ld, &feeds)), ..self }
    }
}

fn medium(id: Id, media: &HashMap<Id, Media>, here: &Here) -> Option<MediaOut> {
    let row = media.get(&id)?;
    let poster = row.poster_id.and_then(|id| media.get(&id));
    Some(MediaOut::new(row, poster, here.addresses()))
}

fn subject<'a>(row: &'a Page, url: &'a str, picture: Option<&MediaOut>) -> Subject<'a> {
    Subject {
        og_type: "website",
        title: &row.title,
        description: &row.excerpt,
        url,
        picture: picture.and_then(Picture::of),
        ..Subject::default()
    }
}

fn json_ld(
    row: &Page,
    (path, url): (&str, &str),
    parent: Option<&PageRef>,
    picture: Option<&MediaOut>,
    here: &Here,
) -> String {
    let at = here.addresses();
    let above = parent.map(|parent| (parent.title.as_str(), parent.path.as_str()));
    let kind = seo::page_kind(&row.slug);
    let mut page = seo::web_page(
        WebPage {
            kind,
            name: &row.title,
            description: Some(&row.excerpt),
            url,
            trail: seo::trail(above.into_iter().chain([(row.title.as_str(), path)]), at),
            picture,
        },
        here,
    );
    page.insert("datePublished".to_owned(), json!(seo::local(at, row.published_at)));
    page.insert("dateModified".to_owned(), json!(seo::local(at, row.updated_at)));
    if kind != "WebPage" {
        page.insert("mainEntity".to_owned(), seo::publisher(here));
    }
    script_text(page.into())
}
