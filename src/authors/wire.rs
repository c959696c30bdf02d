//! An author on the wire; as the newsroom knows them in `desk`.

pub mod desk;

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::model::Author;
use crate::cards::{ArticleCard, Due};
use crate::db::Id;
use crate::http::PageOut;
use crate::media::MediaOut;
use crate::seo::{SeoOut, Subject, script_text};
use crate::site::{FeedOut, Here, SocialOut};

/// An author's public profile.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Author)]
pub struct AuthorOut {
    /// Their id.
    #[schema(value_type = String, format = "uuid", example = "018bd2c8-9b40-7c3e-8f6e-1f0c8a4f2b41")]
    pub id: Id,
    /// Their name in addresses.
    #[schema(example = "ada-okoye")]
    pub slug: String,
    /// Their name.
    #[schema(example = "Ada Okoye")]
    pub name: String,
    /// The path of their page on the public site.
    #[schema(example = "/authors/ada-okoye")]
    pub path: String,
    /// The address of their page on the public site.
    #[schema(example = "https://baycourier.example/authors/ada-okoye")]
    pub url: String,
    /// What they do at the paper.
    #[schema(required, example = "City reporter")]
    pub job_title: Option<String>,
    /// A few lines about them, as plain text.
    #[schema(required, example = "Ada covers the council and the harbour.")]
    pub bio: Option<String>,
    /// Their portrait.
    #[schema(required)]
    pub portrait: Option<MediaOut>,
    /// Their profiles elsewhere.
    pub social: Vec<SocialOut>,
    /// What search engines and social networks read.
    pub seo: SeoOut,
    /// schema.org data as JSON text, ready for a `<script type="application/ld+json">`.
    #[schema(example = "{\"@context\":\"https://schema.org\",\"@type\":\"ProfilePage\"}")]
    pub json_ld: String,
    /// Their feeds.
    pub feeds: Vec<FeedOut>,
    /// How many public articles they have.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 31)]
    pub article_count: i64,
    /// Their newest articles, with `include=recent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub recent: Option<Vec<ArticleCard>>,
}

/// A page of authors.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorList {
    /// The authors, by name.
    pub data: Vec<AuthorOut>,
    /// Where this page stands in the list.
    pub page: PageOut,
}

impl AuthorOut {
    /// A stored author, with their portrait.
    pub fn new(row: &Author, portrait: Option<MediaOut>, due: &Due, here: &Here) -> Self {
        let path = here.addresses().author(&row.slug);
        let url = here.addresses().url(&path);
        Self {
            id: row.id,
            slug: row.slug.clone(),
            name: row.name.clone(),
            job_title: row.job_title.clone(),
            bio: row.bio.clone(),
            social: row.social.0.iter().map(SocialOut::new).collect(),
            seo: SeoOut::new(subject(row, &url, portrait.as_ref(), here), &row.seo.0),
            json_ld: json_ld(row, &url, portrait.as_ref(), here),
            feeds: Vec::new(),
            article_count: row.article_count + due.authors.get(&row.id).copied().unwrap_or(0),
            recent: None,
            portrait,
            path,
            url,
        }
    }
}

fn subject<'a>(row: &'a Author, url: &'a str, portrait: Option<&'a MediaOut>, here: &'a Here) -> Subject<'a> {
    Subject {
        og_type: "profile",
        title: &row.name,
        description: row.bio.as_deref().or(row.job_title.as_deref()).unwrap_or_default(),
        url,
        image: portrait.map(|portrait| portrait.url.as_str()),
        site_name: &here.settings().name,
        language: &here.settings().language,
    }
}

fn json_ld(row: &Author, url: &str, portrait: Option<&MediaOut>, here: &Here) -> String {
    let person = json!({
        "@type": "Person",
        "name": row.name,
        "url": url,
        "jobTitle": row.job_title,
        "description": row.bio,
        "image": portrait.map(|portrait| portrait.url.as_str()),
        "sameAs": row.social.0.iter().map(|profile| profile.url.as_str()).collect::<Vec<_>>(),
        "worksFor": {"@type": "NewsMediaOrganization", "name": here.settings().name, "url": here.addresses().home_url},
    });
    script_text(&json!({
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "url": url,
        "mainEntity": person,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_or_an_e_mail_address_is_no_property() {
        let schema = serde_json::to_value(<AuthorOut as utoipa::PartialSchema>::schema()).unwrap();
        let named: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        assert!(!named.iter().any(|name| ["login", "email"].contains(&name.as_str())), "{named:?}");
    }
}
